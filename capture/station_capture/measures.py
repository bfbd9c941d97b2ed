"""Light and sharpness of a face, measured on a picture aligned by the eyes.

The aligned picture is that of OFIQ, the reference implementation of ISO/IEC 29794-5:2025: 616 by
616 pixels with the eyes at (251, 272) and (364, 272). Luminance is Y = 0.2126 R + 0.7152 G +
0.0722 B of linear light.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from station_capture.faces import Point
from station_capture.images import Pixels
from station_capture.opencv import cv2

_SIDE = 616
_LEFT_EYE = (251.0, 272.0)
_EYE_DISTANCE = 113.0
_FACE_CENTRE = (308, 355)
_FACE_HALF_AXES = (118, 138)
_BRIGHT = 247 / 255
_DARK = 25 / 255

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def aligned(image: Pixels, eyes: tuple[Point, Point]) -> Pixels:
    """Return the face as (616, 616, 3) BGR, turned and scaled so that the eyes lie as in OFIQ."""
    (lx, ly), (rx, ry) = eyes
    across, down = rx - lx, ry - ly
    length = math.hypot(across, down)
    scale = _EYE_DISTANCE / length
    cos, sin = scale * across / length, scale * down / length
    to_aligned = np.array(
        [
            [cos, sin, _LEFT_EYE[0] - cos * lx - sin * ly],
            [-sin, cos, _LEFT_EYE[1] + sin * lx - cos * ly],
        ]
    )
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    turned = cv2.warpAffine(
        image, to_aligned, (_SIDE, _SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, np.uint8)


def luminance(face: Pixels) -> Floats:
    """Linear luminance, 0 to 1, of the pixels of an aligned BGR face that belong to the skin."""
    linear = _linear_of_srgb()[face]
    weights = np.array([0.0722, 0.7152, 0.2126], np.float32)
    return np.asarray((linear @ weights)[_face_mask()], np.float32)


def overexposed(light: Floats) -> float:
    """Part of the face with a luminance of at least 247/255 (OFIQ OverExposurePrevention)."""
    return float(np.mean(light >= _BRIGHT))


def underexposed(light: Floats) -> float:
    """Part of the face with a luminance of at most 25/255 (OFIQ UnderExposurePrevention)."""
    return float(np.mean(light <= _DARK))


def sharpness(face: Pixels) -> float:
    """Mean squared gradient over the variance of the grey levels, after a 3 by 3 mean.

    The quotient does not change with brightness or contrast, as the plain variance of the
    Laplacian does.
    """
    smooth = cv2.blur(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), (3, 3)).astype(np.float32)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    inside = _face_mask()
    spread = float(np.var(smooth[inside]))
    energy = float(np.mean((across**2 + down**2)[inside]))
    return energy / spread if spread > 0 else 0.0


@cache
def _face_mask() -> Mask:
    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    cv2.ellipse(mask, _FACE_CENTRE, _FACE_HALF_AXES, 0, 0, 360, 1, -1)
    return mask.astype(bool)


@cache
def _linear_of_srgb() -> Floats:
    """Decode the 256 levels of sRGB (IEC 61966-2-1)."""
    level = np.arange(256, dtype=np.float32) / 255
    low = level / 12.92
    return np.asarray(np.where(level <= 0.04045, low, ((level + 0.055) / 1.055) ** 2.4), np.float32)
