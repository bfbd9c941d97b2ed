"""What five landmarks tell beyond the eyes: where the head is turned, and an open mouth.

The head is held to be of average size: eye centres 63 mm apart, the tip of the nose and the corners
of the mouth where they lie on an average adult (landmarks pupil, pronasale and cheilion of
anthropometry). A single person differs from that by a few degrees, above all in the nod.
"""

import math
from typing import Final

import numpy as np

from station_capture.images import Pixels, grey
from station_capture.opencv import cv2
from station_capture.portrait.faces import Face, Landmarks, Point

# Millimetres: right in the picture, down, and away from the camera.
_HEAD: Final = np.array(
    [
        [-31.5, 0.0, 0.0],
        [31.5, 0.0, 0.0],
        [0.0, 38.0, -26.0],
        [-25.0, 68.0, -4.0],
        [25.0, 68.0, -4.0],
    ]
)
_DISTANCE: Final = 1000.0
"""Of a head at a desk's camera; only how much nearer the nose is depends on it."""
# In the mouth's width: half of its middle half, and how far it opens above and below its corners.
_MOUTH_COLUMNS: Final = 0.25
_MOUTH_ABOVE: Final = 0.45
_MOUTH_BELOW: Final = 0.7
_CAVITY: Final = 0.45
"""Of the grey level between nose and chin: darker is the inside of the mouth."""
_CHIN_IN_EYE_DISTANCES: Final = 1.85
"""From between the eyes down to the chin, measured on photographs (OFIQ's length T)."""


def pose_of(eyes: tuple[Point, Point], marks: Landmarks) -> tuple[float, float]:
    """Yaw and pitch in degrees against the line of sight, after ISO/IEC 39794-5.

    Yaw is positive where the face looks to the right of the picture, pitch where it looks up.
    """
    points = np.array([*eyes, marks.nose, *marks.mouth], np.float64)
    span = math.dist(*eyes)
    focal = span * _DISTANCE / (2 * _HEAD[1, 0])
    centre = points.mean(axis=0)
    lens = np.array([[focal, 0, centre[0]], [0, focal, centre[1]], [0, 0, 1]])
    found, turn, _shift = cv2.solvePnP(_HEAD, points, lens, None, flags=cv2.SOLVEPNP_SQPNP)
    if not found:
        return 0.0, 0.0
    matrix = cv2.Rodrigues(turn)[0]
    ahead = matrix @ np.array([0.0, 0.0, -1.0])
    yaw = math.degrees(math.atan2(ahead[0], -ahead[2]))
    pitch = math.degrees(math.asin(max(-1.0, min(1.0, -ahead[1]))))
    return yaw, pitch


def mouth_opening(image: Pixels, face: Face, marks: Landmarks) -> float:
    """Height of the dark inside of the mouth over the length from eyes to chin.

    After OFIQ MouthClosed, which measures between the inner lips: here the longest dark run in the
    columns of the mouth's middle half. An open mouth that shows teeth from lip to lip goes unseen.
    """
    (lx, ly), (rx, ry) = marks.mouth
    wide = math.dist(*marks.mouth)
    chin = _CHIN_IN_EYE_DISTANCES * math.dist(*face.eyes)
    x, y = (lx + rx) / 2, (ly + ry) / 2
    middle = grey(image)[
        :, _from_zero(x - _MOUTH_COLUMNS * wide) : _from_zero(x + _MOUTH_COLUMNS * wide)
    ]
    # Held against all of the lower face: of the mouth alone, one wide open is the larger part.
    eye_line = (face.eyes[0][1] + face.eyes[1][1]) / 2
    around = middle[_from_zero(marks.nose[1]) : _from_zero(eye_line + chin)]
    region = middle[_from_zero(y - _MOUTH_ABOVE * wide) : _from_zero(y + _MOUTH_BELOW * wide)]
    if region.size == 0 or around.size == 0 or chin == 0:
        return 0.0
    dark = region < _CAVITY * float(np.median(around))
    return float(np.median(_longest_runs(dark)) / chin)


def _from_zero(place: float) -> int:
    return max(0, round(place))


def _longest_runs(dark: np.ndarray) -> np.ndarray:
    """The longest run of True in each column."""
    run = longest = np.zeros(dark.shape[1])
    for row in dark:
        run = (run + 1) * row
        longest = np.maximum(longest, run)
    return longest
