"""A face laid as OFIQ lays it, with only the parts that are measured.

The aligned picture is that of OFIQ, the reference implementation of ISO/IEC 29794-5:2025: 616 by
616 pixels with the eyes at (251, 272) and (364, 272). The skin is taken from it at its full size,
what lies around the head at a quarter.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.portrait.faces import Point

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

EYE_DISTANCE: Final = 113.0
LEFT_EYE: Final = (251.0, 272.0)
RIGHT_EYE: Final = (364.0, 272.0)
_SIDE: Final = 616
SHRUNK: Final = 4
"""How many times smaller the scene is than OFIQ's picture."""
_FACE_CENTRE: Final = (308, 355)
_FACE_HALF_AXES: Final = (118, 138)
_SKIN_HALF_AXES: Final = (100, 130)
"""Of the oval that is measured: of one as wide as the face, up to 7 % is wall beside the jaw."""
_EDGE: Final = 2
"""Pixels around the oval of the skin, for filters."""
SKIN_ORIGIN: Final = (
    _FACE_CENTRE[0] - _FACE_HALF_AXES[0] - _EDGE,
    _FACE_CENTRE[1] - _FACE_HALF_AXES[1] - _EDGE,
)
_SKIN_SIZE: Final = tuple(2 * (half + _EDGE) + 1 for half in _FACE_HALF_AXES)


@dataclass(frozen=True, slots=True)
class Aligned:
    """The parts of a face that are measured.

    Attributes:
        skin: (281, 241, 3) BGR, the rectangle around the oval of the face; its first pixel lies at
            `SKIN_ORIGIN` of OFIQ's picture.
        scene: (154, 154, 3) BGR, the whole of OFIQ's picture at a quarter of its size.
        shown: (154, 154), where `scene` lies within the picture it comes from.
    """

    skin: Pixels
    scene: Pixels
    shown: Mask


def align(image: Pixels, eyes: tuple[Point, Point]) -> Aligned:
    """Lay a face, turned and scaled by the eyes; `image` is BGR."""
    turn = _to_ofiq(eyes)
    skin = _warped(image, turn, _skin_frame(), _SKIN_SIZE)
    quarter = np.diag([1 / SHRUNK, 1 / SHRUNK, 1.0])
    side = _SIDE // SHRUNK
    scene = _warped(image, turn, quarter, (side, side))
    return Aligned(skin, scene, _within(image, quarter @ turn, side))


def skin_of(aligned: Aligned) -> Mask:
    """Which pixels of `aligned.skin` belong to the face for certain, whatever its shape."""
    return _oval(aligned.skin.shape[0], aligned.skin.shape[1])


def square(aligned: Aligned, centre: Point, side: float) -> Pixels:
    """The pixels of an upright square of the skin; `centre` in OFIQ's picture, both in pixels."""
    x, y = centre[0] - SKIN_ORIGIN[0], centre[1] - SKIN_ORIGIN[1]
    half = side / 2
    return aligned.skin[
        max(0, round(y - half)) : round(y + half), max(0, round(x - half)) : round(x + half)
    ]


def _to_ofiq(eyes: tuple[Point, Point]) -> NDArray[np.float64]:
    """The (3, 3) map from the picture to OFIQ's."""
    (lx, ly), (rx, ry) = eyes
    across, down = rx - lx, ry - ly
    length = math.hypot(across, down)
    cos, sin = (EYE_DISTANCE * part / length**2 for part in (across, down))
    return np.array(
        [
            [cos, sin, LEFT_EYE[0] - cos * lx - sin * ly],
            [-sin, cos, LEFT_EYE[1] + sin * lx - cos * ly],
            [0.0, 0.0, 1.0],
        ]
    )


def _skin_frame() -> NDArray[np.float64]:
    return np.array([[1.0, 0.0, -SKIN_ORIGIN[0]], [0.0, 1.0, -SKIN_ORIGIN[1]], [0.0, 0.0, 1.0]])


def _warped(
    image: Pixels,
    turn: NDArray[np.float64],
    frame: NDArray[np.float64],
    size: tuple[int, ...],
) -> Pixels:
    """Part of OFIQ's picture; where it shrinks the picture by far, that is shrunk by area first."""
    whole = frame @ turn
    shrink = 1 / math.hypot(whole[0, 0], whole[0, 1])
    if shrink >= 2:
        step = int(shrink)
        rows, columns = (max(1, side // step) for side in image.shape[:2])
        wide, high = image.shape[1] / columns, image.shape[0] / rows
        image = np.asarray(
            cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8
        )
        # The middle of a small pixel is that of the pixels it stands for.
        back = [[wide, 0.0, (wide - 1) / 2], [0.0, high, (high - 1) / 2], [0.0, 0.0, 1.0]]
        whole = whole @ np.array(back)
    return np.asarray(
        cv2.warpAffine(
            image,
            whole[:2],
            (size[0], size[1]),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _within(image: Pixels, whole: NDArray[np.float64], side: int) -> Mask:
    back = np.linalg.inv(whole)
    at = np.arange(side)
    x = back[0, 0] * at[None, :] + back[0, 1] * at[:, None] + back[0, 2]
    y = back[1, 0] * at[None, :] + back[1, 1] * at[:, None] + back[1, 2]
    rows, columns = image.shape[:2]
    return np.asarray((x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1))


@cache
def _oval(rows: int, columns: int) -> Mask:
    mask = np.zeros((rows, columns), np.uint8)
    centre = _FACE_HALF_AXES[0] + _EDGE, _FACE_HALF_AXES[1] + _EDGE
    cv2.ellipse(mask, centre, _SKIN_HALF_AXES, 0, 0, 360, 1, -1)
    return mask.astype(bool)
