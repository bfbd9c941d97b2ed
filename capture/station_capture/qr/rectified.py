"""Reads a code that was only seen: lays its grid, evens it out, decodes it."""

from collections.abc import Callable
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.qr.attention import region_around
from station_capture.qr.codewords import blocks, mask
from station_capture.qr.grid import equalised, features, half_modules
from station_capture.qr.layout import VERSIONS, side
from station_capture.qr.projection import Floats, homogeneous, project
from station_capture.qr.registration import (
    EYES,
    Fit,
    bent,
    eye_marks,
    fit,
    normalised,
    score,
    with_eyes,
    with_far_corner,
)
from station_capture.qr.registration import marks as look_at
from station_capture.qr.symbol import Corners, Sighting

Quad = NDArray[np.float64]
"""(4, 2): corners in pixels."""

_MARGIN: Final = 0.12
"""Of the code's size, beyond its corners: the quiet zone and the error of the sighting."""
_LIGHT_REACH: Final = 9  # modules over which light changes slowly
_CAPTURE: Final = 2.5
"""Modules by which each corner of a sighting may be off."""
_LEAST_SCORE: Final = 0.2
_LEAST_GAIN: Final = 0.005
_MODULE_PX: Final = 5.0
"""A larger code is shrunk to this: more pixels tell no more and only take longer."""


class Placed(NamedTuple):
    """A sighting that looks like a code: where to lay the grid from."""

    picture: Floats
    """The code's surroundings, evenly lit."""
    origin: tuple[float, float]
    """Where their first pixel is in the whole picture."""
    scale: float
    """Pixels of the whole picture to one of theirs."""
    quad: Quad
    version: int


class Rectified(NamedTuple):
    """A code's modules as far as they can be told: (n, n), about 1 light and -1 dark."""

    modules: Floats
    fit: Fit
    corners: Corners
    """In pixels of the whole picture."""


def worked_out(version: int) -> None:
    """Draw up what all codes of a version have in common, ahead of the first."""
    for level, number in product(range(4), range(8)):
        blocks(version, level)
        mask(version, number)
    look_at(version)
    for corner in EYES:
        eye_marks(version, corner)
    half_modules(version)


def placed(grey: Pixels, seen: Sighting) -> Placed | None:
    """Find the eyes of a sighted code; None where there is no code after all.

    Args:
        grey: (h, w), the whole picture.
        seen: The sighting, its eyes off by 2.5 modules at most.
    """
    region = region_around(seen.corners, _MARGIN, grey.shape)
    if seen.version not in VERSIONS or min(region.width, region.height) < side(seen.version):
        return None
    quad = np.asarray(seen.corners, np.float64)
    module = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1).mean() / side(seen.version)
    scale = max(1.0, module / _MODULE_PX)
    part = _shrunk(region.cut(grey), scale)
    origin = (region.x + scale / 2, region.y + scale / 2)
    picture = normalised(part, module / scale * _LIGHT_REACH)
    worth, version, there = _likeliest(picture, (quad - origin) / scale, seen.version)
    return Placed(picture, origin, scale, there, version) if worth > _LEAST_SCORE else None


def rectified(place: Placed, go_on: Callable[[], bool]) -> Rectified:
    """Lay the grid and tell its modules.

    Args:
        place: What `placed` found.
        go_on: Asked between the steps of the fit; the grid is taken as it is once it says no.
    """
    start = with_far_corner(place.picture, place.quad, place.version, _CAPTURE)
    return _told(place, fit(place.picture, start, place.version, go_on))


def unbent(place: Placed, flat: Rectified, go_on: Callable[[], bool]) -> Rectified:
    """The modules of a card that is bent, from those of a flat one; the same if it is not."""
    laid = bent(place.picture, flat.fit, go_on)
    if laid.score < flat.fit.score + _LEAST_GAIN:
        return flat
    return _told(place, laid)


def _told(place: Placed, laid: Fit) -> Rectified:
    modules = equalised(features(place.picture, laid), place.version)
    corners = laid.quad[:4] * place.scale + place.origin
    return Rectified(modules, laid, tuple((float(x), float(y)) for x, y in corners))


def _shrunk(part: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return part
    width, height = (max(1, round(size / scale)) for size in part.shape[::-1])
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _likeliest(picture: Floats, quad: Quad, told: int) -> tuple[float, int, Quad]:
    """The version, of the one told and its neighbours, whose marks are seen best, and its quad."""
    tried = []
    for version in (told - 1, told, told + 1):
        if version in VERSIONS:
            there = with_eyes(picture, _of_version(quad, told, version), version, _CAPTURE)
            tried.append((float(score(picture, there[None], version)[0]), version, there))
    return max(tried, key=lambda one: one[0])


def _of_version(quad: Quad, told: int, version: int) -> Quad:
    """The quad of another version whose eyes are where those of the one told are."""
    n, m = side(told), side(version)
    wide = (n - 7) / n * m / (m - 7)
    first = 3.5 / n - 3.5 / m * wide
    square = np.array(((0, 0), (1, 0), (1, 1), (0, 1))) * wide + first
    seen = project(quad[None], homogeneous(square))
    return np.stack((seen.x[0], seen.y[0]), axis=1).astype(np.float64)
