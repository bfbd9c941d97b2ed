"""Light on a face: how much, how evenly, and of which colour.

Luminance is Y = 0.2126 R + 0.7152 G + 0.0722 B of linear light, 0 to 1. Measures are those of OFIQ,
the reference implementation of ISO/IEC 29794-5:2025; its names stand in the docstrings.
"""

from functools import cache
from typing import Final

import numpy as np

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.portrait.aligned import (
    EYE_DISTANCE,
    LEFT_EYE,
    RIGHT_EYE,
    Aligned,
    Floats,
    skin_of,
    square,
)

_BRIGHT: Final = 247 / 255
_DARK: Final = 25 / 255
_LEVELS: Final = 256
_WEIGHTS: Final = np.array([0.0722, 0.7152, 0.2126], np.float32)
_CHEEK_SIDE: Final = 0.3
_CHEEKS_BELOW_EYES: Final = 0.52
"""Halfway to the mouth, in eye distances."""
# Colours of skin in Lab under white light (OFIQ NaturalColour), and the answer for none of them.
_NATURAL_A: Final = (5.0, 25.0)
_NATURAL_B: Final = (5.0, 35.0)
_UNNATURAL: Final = 100.0
_GLARE_SIDE: Final = 0.5
"""Of the box around an eye with its visibility zone, in eye distances (OFIQ EyesVisible)."""


def luminance(pixels: Pixels) -> Floats:
    """Linear luminance, 0 to 1, of BGR pixels (..., 3)."""
    return np.asarray(_linear_of_srgb()[pixels] @ _WEIGHTS, np.float32)


def light_of(aligned: Aligned) -> dict[str, float]:
    """Everything that is measured of the light on the face, by code."""
    light = luminance(aligned.skin[skin_of(aligned)])
    return {
        "LUMINANCE": float(light.mean()),
        "OVEREXPOSED": overexposed(light),
        "UNDEREXPOSED": underexposed(light),
        "SIDE_LIGHT": side_light(aligned),
        "DYNAMIC_RANGE": dynamic_range(light),
        "COLOUR_CAST": colour_cast(aligned),
    }


def overexposed(light: Floats) -> float:
    """Part of the face with a luminance of at least 247/255 (OFIQ OverExposurePrevention)."""
    return float(np.mean(light >= _BRIGHT))


def underexposed(light: Floats) -> float:
    """Part of the face with a luminance of at most 25/255 (OFIQ UnderExposurePrevention)."""
    return float(np.mean(light <= _DARK))


def dynamic_range(light: Floats) -> float:
    """Entropy of the histogram of luminance in bits (OFIQ DynamicRange)."""
    counts = np.bincount(np.minimum((light * _LEVELS).astype(int), _LEVELS - 1).ravel())
    share = counts[counts > 0] / light.size
    return float(np.abs(share @ np.log2(share)))


def side_light(aligned: Aligned) -> float:
    """Right cheek minus left cheek over their sum, in luminance; left is left in the picture.

    The squares are those of OFIQ IlluminationUniformity. Its intersection of histograms says little
    on ordinary pictures; the quotient of the means does, and its sign says where light is missing.
    """
    left, right = (float(luminance(cheek).mean()) for cheek in _cheeks(aligned))
    return (right - left) / (right + left) if right + left > 0 else 0.0


def colour_cast(aligned: Aligned) -> float:
    """How far the cheeks' mean colour lies from that of skin, in Lab (OFIQ NaturalColour).

    100 where the colour has no red or no yellow in it at all.
    """
    cheeks = np.concatenate([cheek.reshape(-1, 3) for cheek in _cheeks(aligned)])
    _l, a, b = lab(cheeks).mean(axis=0)
    if a < 0 or b < 0:
        return _UNNATURAL
    outside = [
        max(low - value, value - high, 0.0)
        for value, (low, high) in ((a, _NATURAL_A), (b, _NATURAL_B))
    ]
    return float(np.hypot(*outside))


def glare(aligned: Aligned) -> float:
    """Part of the eyes' boxes that is blown out, as by a lamp in glasses; the worse of both."""
    boxes = (square(aligned, eye, _GLARE_SIDE * EYE_DISTANCE) for eye in (LEFT_EYE, RIGHT_EYE))
    return max(overexposed(luminance(box)) for box in boxes)


def lab(pixels: Pixels) -> Floats:
    """CIE Lab (n, 3) of BGR pixels (n, 3): L 0 to 100, a and b unscaled."""
    scaled = pixels.reshape(1, -1, 3).astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2Lab)[0], np.float32)


def _cheeks(aligned: Aligned) -> tuple[Pixels, Pixels]:
    below = _CHEEKS_BELOW_EYES * EYE_DISTANCE
    left, right = (
        square(aligned, (x, y + below), _CHEEK_SIDE * EYE_DISTANCE)
        for x, y in (LEFT_EYE, RIGHT_EYE)
    )
    return left, right


@cache
def _linear_of_srgb() -> Floats:
    """Decode the 256 levels of sRGB (IEC 61966-2-1)."""
    level = np.arange(_LEVELS, dtype=np.float32) / (_LEVELS - 1)
    low = level / 12.92
    return np.asarray(np.where(level <= 0.04045, low, ((level + 0.055) / 1.055) ** 2.4), np.float32)
