"""A print cut into cells, and which of them the finger touches.

Lengths of the rules are pixels at 500 ppi; at another resolution the cells are as large in inches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Cells = NDArray[np.bool_]

CELL = 16
"""NFIQ 2 looks at blocks of 32 px; here they overlap by half, since small sensors hold few."""

_SOFT = 5  # side of the mean that takes noise out and leaves ridges (period 8 to 10) standing
# Softened ridges swing at least this far. Sensor noise, a dirty glass (deviation 30 before, 6
# after softening) and the steps of 16 greys stay below it.
_RIDGE_SPREAD = 8.5
# A cell darker than this is touched, even where no ridge is left to see: wet, or moved.
_TOUCHED_LEVEL = 170.0

_DARK_GROUND = 95.0  # a cell darker than this is no glass that nothing touches
_MOST = 0.5

_WHITE, _GLASS_BELOW, _GLASS_CELLS, _MOST_GAIN = 250.0, 60.0, 3, 2.5


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a print; all arrays have the shape (rows, columns).

    Attributes:
        pixels: The part of the image that whole cells cover, shape (rows * side, columns * side),
            brought to the brightness of a white glass.
        side: Pixels of a cell.
        scale: Pixels of the image for a pixel at 500 ppi.
        level: Mean grey of each cell.
        spread: Standard deviation of each cell.
        ridged: Cells in which something like ridges is seen.
        touched: These, and the dark ones.
        inner: The touched cells that have touched neighbours at all four sides; all touched ones
            where there are none.
    """

    pixels: Floats
    side: int
    scale: float
    level: Floats
    spread: Floats
    ridged: Cells
    touched: Cells
    inner: Cells


def cut(image: NDArray[np.uint8], dpi: int) -> Grid:
    """Cut into whole cells, the rest left over equally at both edges.

    Args:
        image: Grey, uint8, shape (height, width), at least one cell high and wide.
        dpi: Pixels per inch.
    """
    scale = dpi / 500
    side = cell_side(dpi)
    rows, columns = image.shape[0] // side, image.shape[1] // side
    top, left = (image.shape[0] - rows * side) // 2, (image.shape[1] - columns * side) // 2
    whole = image[top : top + rows * side, left : left + columns * side]
    pixels = whole.astype(np.float32)
    soft = softened(pixels, max(1, round(_SOFT * scale)))
    swing = _spread(soft, cell_means(soft, side), side)
    gain = _gain(pixels, cell_means(pixels, side)[swing < _RIDGE_SPREAD])
    pixels *= gain
    level = cell_means(pixels, side)
    spread = _spread(pixels, level, side)
    ridged = swing * gain >= _RIDGE_SPREAD
    touched = ridged | (level < _TOUCHED_LEVEL)
    return Grid(pixels, side, scale, level, spread, ridged, touched, _inner(touched))


def soaked(grid: Grid) -> bool:
    """Whether most of the glass is touched, and no ridge is left to see anywhere.

    What is one grey without any noise comes from no finger.
    """
    flat = grid.touched & ~grid.ridged & (grid.spread > 0)
    return bool(flat.mean() > _MOST)


def dark_frame(grid: Grid) -> float:
    """Share of the outermost cells that are dark without a ridge in them, 0..1.

    A finger lies with ridges on the edge of the glass, or not on it. Where the ground is dark all
    round, the image is inverted: its ridges are the light ones.
    """
    flat = ~grid.ridged & (grid.level < _DARK_GROUND)
    outer = np.ones_like(flat)
    outer[1:-1, 1:-1] = False
    return float(flat[outer].mean())


def cell_side(dpi: int) -> int:
    """Pixels of a cell at this resolution."""
    return max(4, round(CELL * dpi / 500))


def noise(grid: Grid) -> Floats:
    """Deviation of the noise in each cell, grey levels.

    After Immerkaer (1996): a mask in which anything that bends slowly cancels out. The edges of
    clean ridges count for about 15.
    """
    p = np.pad(grid.pixels, 1, mode="edge")
    corners = p[:-2, :-2] + p[:-2, 2:] + p[2:, :-2] + p[2:, 2:]
    sides = p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:]
    bends = np.abs(corners - 2 * sides + 4 * p[1:-1, 1:-1])
    deviation: Floats = cell_means(bends, grid.side) * np.float32(np.sqrt(np.pi / 2) / 6)
    return deviation


def cell_means(values: Floats, side: int) -> Floats:
    """Mean of each cell, shape (rows, columns)."""
    rows, columns = values.shape[0] // side, values.shape[1] // side
    down = values.reshape(rows, side, columns * side).mean(axis=1)
    means: Floats = down.reshape(rows, columns, side).mean(axis=2)
    return means


def quads(cells: Floats) -> Floats:
    """Sum over each 2 x 2 cells: shape (rows - 1, columns - 1)."""
    summed: Floats = cells[:-1, :-1] + cells[:-1, 1:] + cells[1:, :-1] + cells[1:, 1:]
    return summed


def softened(values: Floats, side: int) -> Floats:
    """Mean over squares of that many pixels; at the edge the last pixel is repeated."""
    before = side // 2
    padded = np.pad(values, (before, side - 1 - before), mode="edge")
    down = sliding_window_view(padded, side, axis=0).mean(axis=-1, dtype=np.float32)
    across: Floats = sliding_window_view(down, side, axis=1).mean(axis=-1, dtype=np.float32)
    return across


def _spread(values: Floats, means: Floats, side: int) -> Floats:
    squares = cell_means(values * values, side)
    spread: Floats = np.sqrt(np.maximum(squares - means * means, 0.0))
    return spread


def _gain(pixels: Floats, flat: Floats) -> np.float32:
    """What makes the glass white: sensors differ in how light they see where nothing touches.

    The glass is what is flat and about as light as the valleys, which do not touch it either.
    Where a finger covers all of the window there is none, and the sensor is taken as bright.
    """
    glass = flat[flat > np.percentile(pixels, 98) - _GLASS_BELOW]
    if glass.size < _GLASS_CELLS:
        return np.float32(1.0)
    return np.float32(np.clip(_WHITE / max(float(np.median(glass)), 1.0), 1.0, _MOST_GAIN))


def _inner(touched: Cells) -> Cells:
    around = np.pad(touched, 1)
    inner = touched & around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
    return inner if inner.any() else touched
