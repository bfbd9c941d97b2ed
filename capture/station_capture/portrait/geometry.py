"""Where the crop lies in the frame, and how the face lies in the crop."""

import math
from typing import Final

from station_capture.images import Pixels
from station_capture.portrait.faces import Face
from station_capture.portrait.profile import HEAD_IN_EYE_DISTANCES, Geometry

Window = tuple[int, int, int, int]
"""x, y, width, height in pixels, within the picture."""

_SAME_SHAPE: Final = 0.01  # in width over height: a pixel lost in rounding is no other shape


def geometry_of(face: Face, window: Window, geometry: Geometry) -> dict[str, float]:
    """Everything that is measured of where the face lies, by code."""
    (lx, ly), (rx, ry) = face.eyes
    x, y, width, height = window
    distance = math.hypot(rx - lx, ry - ly)
    values = {
        "EYE_DISTANCE": distance,
        "HEAD_HEIGHT": HEAD_IN_EYE_DISTANCES * distance / height,
        "CENTRING": ((lx + rx) / 2 - x) / width,
        "EYE_LINE": ((ly + ry) / 2 - y) / height,
        "EYES_FOUND": float(face.eyes_found),
        "ENLARGEMENT": geometry.height / height,
    }
    if face.eyes_known:
        values["ROLL"] = math.degrees(math.atan2(ry - ly, rx - lx))
    return values


def window_of(image: Pixels, face: Face | None, geometry: Geometry) -> Window:
    """Where the crop lies: placed by the eyes, moved and shrunk as little as the frame demands.

    The whole of a picture that has the profile's shape already; the middle where no face is seen.
    """
    rows, columns = image.shape[:2]
    shape = geometry.width / geometry.height
    if abs(columns / rows - shape) < _SAME_SHAPE:
        return 0, 0, columns, rows
    most = min(rows, columns / shape)
    if face is None:
        return _within(image, (columns / 2, rows / 2), most, shape, middle=0.5)
    (lx, ly), (rx, ry) = face.eyes
    height = min(geometry.height_in_eye_distances * math.hypot(rx - lx, ry - ly), most)
    eyes = (lx + rx) / 2, (ly + ry) / 2
    return _within(image, eyes, height, shape, middle=geometry.eye_line)


def _within(
    image: Pixels, at: tuple[float, float], height: float, shape: float, *, middle: float
) -> Window:
    rows, columns = image.shape[:2]
    width = height * shape
    x = min(max(at[0] - width / 2, 0), columns - width)
    y = min(max(at[1] - middle * height, 0), rows - height)
    return int(x), int(y), max(1, int(width)), max(1, int(height))
