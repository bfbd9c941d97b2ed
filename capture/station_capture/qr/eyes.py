"""Finds a code by its three eyes alone, where zxing-cpp sees none: in blur, noise and tilt."""

from functools import cache
from itertools import permutations
from typing import Final

import numpy as np

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.qr.layout import VERSIONS, side
from station_capture.qr.projection import Floats
from station_capture.qr.symbol import Corners, Sighting

MODULES: Final = (1.7, 2.1, 2.6, 3.2, 4.0, 5.0)
"""Pixels a module may take: apart by less than an eye's tolerance."""
NEAR_MODULES: Final = (6.3, 8.0, 10.0)
"""The same for a card so near that the lens cannot focus on it."""
_PIXELS: Final = 2
"""What a module is shrunk or grown to before the eyes are looked for."""
_EYE: Final = 9
"""Modules of an eye with its light margin."""
_EYES_A_SIZE: Final = 5
_MOST_EYES: Final = 12
_LEAST_LIKE: Final = 0.42
_SIZES_ALIKE: Final = 1.6
_MOST_LEAN: Final = 0.5
"""Cosine of the angle between the code's sides."""
_MOST_UNEVEN: Final = 0.5
"""Logarithm of the ratio of its sides."""
_BIAS: Final = 0.5
"""Versions by which a blurred eye's size makes a code seem larger."""
_MOST_CODES: Final = 2
_TINY: Final = 1e-6


def by_eyes(
    part: Pixels, at: tuple[int, int], modules: tuple[float, ...] = MODULES
) -> tuple[Sighting, ...]:
    """Codes whose three eyes are seen in a part of a picture, the likeliest first.

    Args:
        part: (h, w) grey.
        at: Where the part lies in the picture whose pixels the corners are given in.
        modules: Sizes of a module in pixels that are looked for.
    """
    eyes = _apart(np.concatenate([_eyes(part, module) for module in modules]))
    return tuple(
        Sighting(tuple((x + at[0], y + at[1]) for x, y in corners), version)
        for corners, version in _codes(eyes)
    )


def _eyes(part: Pixels, module: float) -> Floats:
    """(k, 4): x, y, module size in pixels, and how like an eye it is."""
    scale, template = _PIXELS / module, eye_template()
    if min(part.shape) * scale < len(template) + 1:
        return np.empty((0, 4), np.float32)
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    like = cv2.matchTemplate(small, template, cv2.TM_CCOEFF_NORMED)
    peak = cv2.dilate(like, np.ones((7, 7), np.uint8))
    rows, columns = np.nonzero((like >= peak) & (like > _LEAST_LIKE))
    likeness = like[rows, columns]
    best = np.argsort(-likeness)[:_EYES_A_SIZE]
    middle = len(template) / 2
    places = (np.stack((columns, rows), axis=1)[best] + middle) / scale
    sizes = np.full(len(best), module)
    return np.column_stack((places, sizes, likeness[best])).astype(np.float32)


def _apart(eyes: Floats) -> Floats:
    """Of eyes in one place only the likeliest."""
    kept: list[Floats] = []
    for eye in eyes[np.argsort(-eyes[:, 3])]:
        if all(np.hypot(*(eye[:2] - other[:2])) > 3 * eye[2] for other in kept):
            kept.append(eye)
        if len(kept) == _MOST_EYES:
            break
    return np.array(kept, np.float32).reshape(-1, 4)


@cache
def eye_template() -> Pixels:
    """An eye turned every way at once: what all its directions have in common."""
    rings = np.maximum(*np.abs(np.mgrid[-4:5, -4:5]))
    fine = np.kron(np.where(np.isin(rings, (2, 4)), 1.0, 0.0), np.ones((8, 8))).astype(np.float32)
    middle = (fine.shape[0] - 1) / 2
    turned = [
        cv2.warpAffine(
            fine,
            cv2.getRotationMatrix2D((middle, middle), angle, 1.0),
            fine.shape[::-1],
            borderValue=1.0,
        )
        for angle in range(0, 90, 10)
    ]
    size = _EYE * _PIXELS
    mean = np.mean(turned, axis=0) * 255
    return np.asarray(cv2.resize(mean, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _codes(eyes: Floats) -> list[tuple[Corners, int]]:
    """The likeliest codes that three of the eyes can make."""
    threes = np.array(list(permutations(range(len(eyes)), 3)), np.intp).reshape(-1, 3)
    corner, right, down = eyes[threes[:, 0]], eyes[threes[:, 1]], eyes[threes[:, 2]]
    across, along = right[:, :2] - corner[:, :2], down[:, :2] - corner[:, :2]
    wide, high = np.hypot(*across.T), np.hypot(*along.T)
    clockwise = across[:, 0] * along[:, 1] > across[:, 1] * along[:, 0]
    lean = np.abs((across * along).sum(axis=1)) / (wide * high + _TINY)
    uneven = np.abs(np.log((wide + _TINY) / (high + _TINY)))
    sizes = eyes[threes, 2]
    alike = sizes.max(axis=1) < _SIZES_ALIKE * sizes.min(axis=1)
    version = np.rint((np.maximum(wide, high) / sizes.mean(axis=1) + 7 - 17) / 4 - _BIAS)
    known = (version >= VERSIONS[0]) & (version <= VERSIONS[-1])
    good = clockwise & alike & known & (lean < _MOST_LEAN) & (uneven < _MOST_UNEVEN)
    worth = eyes[threes, 3].sum(axis=1) - 0.5 * lean - 0.3 * uneven
    best = np.flatnonzero(good)[np.argsort(-worth[good])][:_MOST_CODES]
    return [(_corners(eyes[threes[at]], int(version[at])), int(version[at])) for at in best]


def _corners(three: Floats, version: int) -> Corners:
    """Where the corners are if the card is not tilted much: a fit sets the rest right."""
    n, (corner, right, down) = side(version), three[:, :2]
    x, y = (right - corner) / (n - 7), (down - corner) / (n - 7)
    first = corner - 3.5 * (x + y)
    places = (first, first + n * x, first + n * (x + y), first + n * y)
    return tuple((float(place[0]), float(place[1])) for place in places)
