"""Where in a picture a code may be: finely patterned both across and down."""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.qr.projection import Floats
from station_capture.qr.symbol import Corners

Point = NDArray[np.floating] | NDArray[np.intp]

_SHRINK: Final = 2
_CELL: Final = 16
"""Pixels a cell of the map stands for: smaller than the smallest code, larger than its modules."""
_LEAST: Final = 1.0
"""Grey values from pixel to pixel below which there is nothing but noise."""
_SHARE: Final = 0.3
_AROUND: Final = 24
_SMALLEST: Final = 2 * _CELL
_LARGEST: Final = 24
"""Cells across what is looked at: a code of 57 modules of 6 pixels; cloth may be everywhere."""


class Region(NamedTuple):
    """A part of a picture, in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    def cut(self, grey: Pixels) -> Pixels:
        """The part of the picture, contiguous in memory."""
        part = grey[self.y : self.y + self.height, self.x : self.x + self.width]
        return np.ascontiguousarray(part)


def region_around(corners: Corners, share: float, shape: tuple[int, ...]) -> Region:
    """The upright box around a code and this share of its size more on every side."""
    points = np.asarray(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    more = (high - low).max() * share
    return _within(low - more, high + more, shape)


def busy_regions(grey: Pixels, most: int = 3) -> list[Region]:
    """The most finely patterned parts of a picture, the finest first."""
    if min(grey.shape) < _SMALLEST:
        return []
    busy = _busy_map(grey)
    return list(islice(_regions(busy, grey.shape), most))


def _busy_map(grey: Pixels) -> Floats:
    """Mean change from pixel to pixel in cells, the lesser of across and down.

    Text and edges change in one direction much more than in the other.
    """
    small = cv2.resize(grey, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    cells = (max(1, grey.shape[1] // _CELL), max(1, grey.shape[0] // _CELL))
    across, down = (
        cv2.resize(
            cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, dx, 1 - dx)),
            cells,
            interpolation=cv2.INTER_AREA,
        )
        for dx in (1, 0)
    )
    lesser = np.minimum(across, down).astype(np.float32)
    calm = cv2.blur(lesser, (5, 5), borderType=cv2.BORDER_REPLICATE)
    middle = calm.size // 2  # NumPy's median would load a module for masks, 40 ms at the start
    return np.asarray(calm - np.partition(calm, middle, axis=None)[middle], np.float32)


def _regions(busy: Floats, shape: tuple[int, ...]) -> Iterator[Region]:
    while (top := float(busy.max())) > _LEAST:
        peak = np.array(np.unravel_index(int(busy.argmax()), busy.shape))
        patches = cv2.connectedComponentsWithStats((busy > top * _SHARE).astype(np.uint8))
        x, y, width, height = patches[2][patches[1][tuple(peak)], :4]
        low = np.maximum((y, x), peak - _LARGEST // 2)
        high = np.minimum((y + height, x + width), peak + _LARGEST // 2 + 1)
        region = _within(low[::-1] * _CELL - _AROUND, high[::-1] * _CELL + _AROUND, shape)
        if min(region.width, region.height) >= _SMALLEST:
            yield region
        busy[low[0] : high[0], low[1] : high[1]] = 0


def _within(low: Point, high: Point, shape: tuple[int, ...]) -> Region:
    x, y = (max(0, int(value)) for value in low)
    right, bottom = min(shape[1], int(high[0]) + 1), min(shape[0], int(high[1]) + 1)
    return Region(x, y, max(0, right - x), max(0, bottom - y))
