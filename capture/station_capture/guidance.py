"""What the person who holds the card can do, while its code is seen but not read."""

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.qr.attention import region_around
from station_capture.qr.layout import side
from station_capture.qr.symbol import Corners, Sighting

Hint = Literal["", "closer", "hold_still", "tilt", "too_dark"]

_DARK_CODE: Final = 70
"""The paper of a code that is this dark (of 255) drowns in the camera's noise."""
_DARK_FRAME: Final = 45
_BURNT: Final = 240
"""A sensor that is full shows this at least, for cameras balance their colours after it."""
_BURNT_MODULES: Final = 3
"""So wide a white patch is rarely paper between modules."""
_MOST_BURNT: Final = 0.012
_LEAST_MODULE_PX: Final = 2.0
"""Below, a hand that shakes a little is enough to lose the code."""


class Guidance(NamedTuple):
    """What to do, and where the code is seen: four corners, or none."""

    hint: Hint = ""
    corners: Corners = ()


def advise(grey: Pixels, seen: Sighting | None) -> Guidance:
    """What keeps a code from being read, by measure: light first, then glare, size, and shaking.

    Args:
        grey: (h, w).
        seen: The code that was seen and not read; None if none was.
    """
    if seen is None:
        return Guidance("too_dark" if _brightest(grey[::8, ::8]) < _DARK_FRAME else "")
    region = region_around(seen.corners, 0.0, grey.shape)
    if not region.width or not region.height:
        return Guidance()
    return Guidance(_hint(region.cut(grey), seen, (region.x, region.y)), seen.corners)


def _hint(part: Pixels, seen: Sighting, at: tuple[int, int]) -> Hint:
    module_px = _module_px(seen)
    if _brightest(part) < _DARK_CODE:
        return "too_dark"
    if _burnt_share(part, np.asarray(seen.corners) - at, module_px) > _MOST_BURNT:
        return "tilt"
    return "closer" if module_px < _LEAST_MODULE_PX else "hold_still"


def _brightest(part: Pixels) -> int:
    """The level below which 95 of 100 pixels are; NumPy's percentile loads modules for that."""
    below = np.bincount(part.ravel(), minlength=256).cumsum()
    return int(np.searchsorted(below, 0.95 * part.size))


def _burnt_share(part: Pixels, corners: NDArray[np.float64], module_px: float) -> float:
    """What of the code itself is burnt out; the card beside it may be as white as it likes."""
    code = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(code, np.rint(corners).astype(np.int32), (1,))
    wide = round(_BURNT_MODULES * module_px) | 1
    burnt = code * (part >= _BURNT)
    core = cv2.erode(burnt.astype(np.uint8), np.ones((wide, wide), np.uint8))
    return float(core.sum() / max(1, int(code.sum())))


def _module_px(seen: Sighting) -> float:
    corners = np.asarray(seen.corners)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return float(sides.mean()) / side(seen.version)
