"""How fast a face moves from one frame to the next."""

import math
from functools import cache
from typing import Final

import numpy as np

from station_capture.images import Pixels, grey
from station_capture.opencv import cv2
from station_capture.portrait.aligned import Floats
from station_capture.portrait.faces import Box, Face

_SIDE: Final = 96
"""Pixels of the face that are compared: an eye's distance is then about 38, and a shift of a
twentieth of a pixel is still seen."""
_LONGEST_S: Final = 1.0
"""Between two frames; after longer nothing is known of the way in between."""


class MotionMeter:
    """Compares each frame's face with the same place in the frame before, by phase correlation.

    The places of the eyes are too coarse for this: they are off by 3 % of the eyes' distance from
    one frame to the next.
    """

    def __init__(self) -> None:
        self._before: tuple[Pixels, Box, float] | None = None

    def measure(self, image: Pixels, face: Face, at: float) -> float | None:
        """Eye distances per second since the last frame; None where there is none to compare.

        Args:
            image: (h, w) grey or (h, w, 3) BGR, of the size of the frame before.
            face: Where it is now.
            at: Monotonic time of the frame in seconds.
        """
        pixels = grey(image)
        before, self._before = self._before, (pixels, face.box, at)
        if before is None or not 0 < at - before[2] <= _LONGEST_S:
            return None
        earlier, now = _patch(before[0], before[1]), _patch(pixels, before[1])
        if earlier is None or now is None or before[0].shape != pixels.shape:
            return None
        (right, down), _peak = cv2.phaseCorrelate(earlier, now, _window())
        moved = math.hypot(right, down) * before[1][2] / _SIDE
        return moved / math.dist(*face.eyes) / (at - before[2])


def _patch(pixels: Pixels, box: Box) -> Floats | None:
    x, y, width, height = box
    patch = pixels[max(0, y) : y + height, max(0, x) : x + width]
    if patch.size == 0:
        return None
    small = cv2.resize(patch, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


@cache
def _window() -> Floats:
    return np.asarray(cv2.createHanningWindow((_SIDE, _SIDE), cv2.CV_32F), np.float32)
