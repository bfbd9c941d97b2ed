"""Four features of ISO/IEC 29794-4, block by block, as NFIQ 2 computes them.

A block is 2 x 2 cells (32 px at 500 ppi). For the last three a window of 32 px across the ridges
and 16 px along them is laid over the block's middle, and its mean along the ridges is a profile
of ridges and valleys. The sampling step makes the window as large in inches at every resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from station_devices.quality.blocks import CELL, Grid, cell_means, quads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

_ACROSS, _ALONG = 2 * CELL, CELL
# Ridges and valleys of a human finger, pixels at 500 ppi (NFIQ 2's LCS).
_RIDGE_WIDTH, _VALLEY_WIDTH = (3.0, 10.0), (2.0, 10.0)
# Periods of 4 to 16 px, as waves in a profile; beyond is noise or shade and no ridge. (NFIQ 2
# gives 1.0 where the strongest wave is at the edge of the spectrum, so a shade passes for clear.)
_LEAST_WAVES, _MOST_WAVES = 2, 8


@dataclass(frozen=True, slots=True)
class Features:
    """What was measured in each block that the finger touches; arrays of shape (blocks,).

    Attributes:
        ocl: Orientation certainty 1 - l_min / l_max of the gradients' covariance; 1 is best.
        lcs: Local clarity: 1 - the mean share of pixels on the wrong side of the profile's trend,
            0 where ridges or valleys are not as wide as a finger's; 1 is best.
        fda: Share of the strongest wave (and 0.3 of its neighbours) in the profile's spectrum.
        ratio: Ridge width over valley width of neighbours, one value a pair, shape (pairs,).
        gaps: Share of light pixels on the ridges: what breaks them.
        bridges: Share of dark pixels in the valleys: what joins the ridges.
    """

    ocl: Floats
    lcs: Floats
    fda: Floats
    ratio: Floats
    gaps: Floats
    bridges: Floats


def measure(grid: Grid) -> Features:
    """Measure the blocks of which at least three cells are touched."""
    certainty, across = _orientation(grid)
    rows, columns = np.nonzero(quads(grid.touched.astype(np.float32)) >= 3)
    windows = _windows(grid, rows, columns, across[rows, columns])
    profile = windows.mean(axis=1)
    threshold = _trend(profile)
    ridge = profile < threshold
    gaps, bridges = _wrong_side(windows < threshold[:, None, :], ridge)
    human, ratio = _widths(ridge)
    lcs = np.where(human, 1 - (gaps + bridges) / 2, 0.0).astype(np.float32)
    return Features(
        certainty[rows, columns], lcs, _wave_share(profile), ratio, gaps=gaps, bridges=bridges
    )


def _orientation(grid: Grid) -> tuple[Floats, Floats]:
    """Of each block its certainty and the angle across its ridges, shape (rows-1, columns-1)."""
    down, right = (np.asarray(slope, np.float32) for slope in np.gradient(grid.pixels))
    a = quads(cell_means(right * right, grid.side))
    b = quads(cell_means(down * down, grid.side))
    c = quads(cell_means(right * down, grid.side))
    root = np.sqrt((a - b) ** 2 + 4 * c * c)
    largest = a + b + root
    certainty: Floats = np.where(largest > 0, 2 * root / np.maximum(largest, 1e-6), 0.0)
    across: Floats = 0.5 * np.arctan2(2 * c, a - b)
    return certainty, across


def _windows(
    grid: Grid, rows: NDArray[np.intp], columns: NDArray[np.intp], across: Floats
) -> Floats:
    """The slanted windows, bilinear: shape (blocks, along, across)."""
    v = ((np.arange(_ALONG, dtype=np.float32) - (_ALONG - 1) / 2) * grid.scale)[None, :, None]
    u = ((np.arange(_ACROSS, dtype=np.float32) - (_ACROSS - 1) / 2) * grid.scale)[None, None, :]
    cos = np.cos(across)[:, None, None].astype(np.float32)
    sin = np.sin(across)[:, None, None].astype(np.float32)
    middle_y = ((rows + 1) * grid.side - 0.5).astype(np.float32)[:, None, None]
    middle_x = ((columns + 1) * grid.side - 0.5).astype(np.float32)[:, None, None]
    height, width = grid.pixels.shape
    x = np.clip(middle_x + u * cos - v * sin, 0, width - 1.001).astype(np.float32)
    y = np.clip(middle_y + u * sin + v * cos, 0, height - 1.001).astype(np.float32)
    left, top = x.astype(np.int32), y.astype(np.int32)
    right, low = x - left, y - top
    at = top * width + left
    flat = grid.pixels.ravel()
    above = flat[at] * (1 - right) + flat[at + 1] * right
    under = flat[at + width] * (1 - right) + flat[at + width + 1] * right
    windows: Floats = above * (1 - low) + under * low
    return windows


def _trend(profile: Floats) -> Floats:
    """The straight line through each profile."""
    u = np.arange(_ACROSS, dtype=np.float32) - (_ACROSS - 1) / 2
    slope = profile @ u / (u @ u)
    line: Floats = profile.mean(axis=1)[:, None] + slope[:, None] * u[None, :]
    return line


def _wrong_side(dark: Flags, ridge: Flags) -> tuple[Floats, Floats]:
    """Of each window the share of light pixels on its ridges and of dark ones in its valleys."""
    darkness = dark.mean(axis=1, dtype=np.float32)
    ridges, valleys = ridge.sum(axis=1), (~ridge).sum(axis=1)
    gaps = ((1 - darkness) * ridge).sum(axis=1) / np.maximum(ridges, 1)
    bridges = (darkness * ~ridge).sum(axis=1) / np.maximum(valleys, 1)
    return gaps.astype(np.float32), bridges.astype(np.float32)


def _widths(ridge: Flags) -> tuple[Flags, Floats]:
    """Which profiles are as wide as a finger's, and the ratios of neighbouring widths."""
    blocks, widths, is_ridge, pairs = _runs(ridge)
    ridge_width = _mean_width(blocks[is_ridge], widths[is_ridge], len(ridge))
    valley_width = _mean_width(blocks[~is_ridge], widths[~is_ridge], len(ridge))
    human = _within(ridge_width, _RIDGE_WIDTH) & _within(valley_width, _VALLEY_WIDTH)
    first, second = widths[:-1][pairs], widths[1:][pairs]
    ratio = np.where(is_ridge[:-1][pairs], first / second, second / first)
    return human, ratio.astype(np.float32)


def _runs(ridge: Flags) -> tuple[NDArray[np.intp], Floats, Flags, Flags]:
    """Whole ridges and valleys of the profiles.

    Returns:
        Of each its block, its width in pixels at 500 ppi, and whether it is a ridge; and of each
        but the last whether the next one lies beside it.
    """
    blocks, edges = np.nonzero(ridge[:, 1:] != ridge[:, :-1])
    same = blocks[1:] == blocks[:-1]
    widths = np.diff(edges)[same].astype(np.float32)
    inside = np.nonzero(same)[0]
    is_ridge = ridge[blocks[inside], edges[inside] + 1]
    pairs = np.asarray(blocks[inside][1:] == blocks[inside][:-1], np.bool_)
    return blocks[inside], widths, is_ridge, pairs


def _mean_width(blocks: NDArray[np.intp], widths: Floats, count: int) -> Floats:
    total = np.bincount(blocks, widths, count)
    mean: Floats = (total / np.maximum(np.bincount(blocks, minlength=count), 1)).astype(np.float32)
    return mean


def _within(values: Floats, limits: tuple[float, float]) -> Flags:
    return np.asarray((values >= limits[0]) & (values <= limits[1]), np.bool_)


def _wave_share(profile: Floats) -> Floats:
    """The frequency domain analysis of each profile."""
    waves = np.abs(np.fft.rfft(profile - profile.mean(axis=1, keepdims=True), axis=1))
    half = waves[:, 1 : _ACROSS // 2]
    strongest = 1 + half.argmax(axis=1)
    row = np.arange(len(profile))
    peak = waves[row, strongest] + 0.3 * (waves[row, strongest - 1] + waves[row, strongest + 1])
    total = np.maximum(half.sum(axis=1), 1e-6)
    ridged = (strongest >= _LEAST_WAVES) & (strongest <= _MOST_WAVES)
    share: Floats = np.where(ridged, np.minimum(peak / total, 1.0), 0.0).astype(np.float32)
    return share
