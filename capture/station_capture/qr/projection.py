"""The code as a camera sees it, flat or a little bent: module coordinates to pixels."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""Arrays of 32-bit floats; the shape is told where they are used."""

_TINY: Final = 1e-9
_CORNERS: Final = 4


class Places(NamedTuple):
    """Where points lie in the picture: columns and rows in pixels, each (k, p)."""

    x: Floats
    y: Floats


def homogeneous(points: NDArray[np.floating]) -> Floats:
    """(3, p) from (p, 2) places of (x, y) in the unit square."""
    return np.asarray(np.vstack((points.T, np.ones(len(points)))), np.float32)


def project(quads: NDArray[np.floating], points: Floats) -> Places:
    """Map points of the unit square into quadrilaterals.

    Args:
        quads: (k, 4, 2), corners in pixels, in order from the one at (0, 0) over (1, 0); or
            (k, 6, 2), where the last two tell how far a bent card's middle is away from where a
            flat one's would be, for a bend across and one down.
        points: As `homogeneous` gives them.
    """
    shapes = np.asarray(quads, np.float64)
    mapped = _maps(shapes[:, :4]).astype(np.float32) @ points
    x, y = mapped[:, 0] / mapped[:, 2], mapped[:, 1] / mapped[:, 2]
    if shapes.shape[1] > _CORNERS:
        away = shapes[:, _CORNERS:].astype(np.float32)
        bow = 4 * points[:2] * (1 - points[:2])
        x, y = x + away[..., 0] @ bow, y + away[..., 1] @ bow
    return Places(x, y)


def _maps(corner: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, 3, 3): Heckbert, "Fundamentals of Texture Mapping" (1989), 2.2.3."""
    a, b, c, d = corner[:, 0], corner[:, 1], corner[:, 2], corner[:, 3]
    across, down, rest = b - c, d - c, a - b + c - d
    whole = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0]
    whole = np.where(np.abs(whole) < _TINY, _TINY, whole)
    g = (rest[:, 0] * down[:, 1] - rest[:, 1] * down[:, 0]) / whole
    h = (across[:, 0] * rest[:, 1] - across[:, 1] * rest[:, 0]) / whole
    maps = np.empty((len(corner), 3, 3))
    maps[:, :2, 0] = b - a + g[:, None] * b
    maps[:, :2, 1] = d - a + h[:, None] * d
    maps[:, :2, 2] = a
    maps[:, 2, 0], maps[:, 2, 1], maps[:, 2, 2] = g, h, 1
    return maps
