"""The background beside and above the head: its colour and how even it is."""

from functools import cache
from typing import Final

import numpy as np

from station_capture.portrait.aligned import SHRUNK, Aligned, Mask
from station_capture.portrait.light import lab

# Columns and rows in OFIQ's picture where a head of ordinary size leaves the background free.
_LEFT: Final = (62, 154)
_RIGHT: Final = (462, 554)
_BESIDE: Final = (0, 330)
_ABOVE: Final = (0, 24)
_LEAST_PIXELS: Final = 200
"""Of the quarter picture: fewer say nothing of the background."""
_ALIKE: Final = 10.0
"""A difference of colour (CIE 1976) that is still the same wall."""


def background_of(aligned: Aligned) -> dict[str, float]:
    """Lightness L* and chroma C* of the background, and the part of it that is of one colour.

    Empty where too little of the background lies within the picture.
    """
    free = _strips(*aligned.shown.shape) & aligned.shown
    if int(free.sum()) < _LEAST_PIXELS:
        return {}
    colours = lab(aligned.scene[free])
    median = np.median(colours, axis=0)
    alike = np.linalg.norm(colours - median, axis=1) <= _ALIKE
    return {
        "BACKGROUND_LIGHTNESS": float(median[0]),
        "BACKGROUND_COLOUR": float(np.hypot(median[1], median[2])),
        "BACKGROUND_UNIFORMITY": float(alike.mean()),
    }


@cache
def _strips(height: int, width: int) -> Mask:
    mask = np.zeros((height, width), bool)
    rows = slice(*(row // SHRUNK for row in _BESIDE))
    for columns in (_LEFT, _RIGHT):
        mask[rows, columns[0] // SHRUNK : columns[1] // SHRUNK] = True
    mask[_ABOVE[0] : _ABOVE[1] // SHRUNK, _LEFT[0] // SHRUNK : _RIGHT[1] // SHRUNK] = True
    return mask
