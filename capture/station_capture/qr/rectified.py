"""Reads a code that was only seen: lays its grid, evens it out, decodes it."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.qr.attention import region_around
from station_capture.qr.grid import equalised, features, half_modules
from station_capture.qr.layout import VERSIONS, side
from station_capture.qr.projection import Floats, homogeneous, project
from station_capture.qr.registration import (
    EYES,
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


class Placed(NamedTuple):
    """A sighting that looks like a code: where to lay the grid from."""

    picture: Floats
    """The code's surroundings, evenly lit."""
    origin: tuple[float, float]
    """Where their first pixel is in the whole picture."""
    quad: Quad
    version: int


class Rectified(NamedTuple):
    """A code's modules as far as they can be told: (n, n), about 1 light and -1 dark."""

    modules: Floats
    version: int
    corners: Corners
    score: float


def worked_out(version: int) -> None:
    """Draw up what all codes of a version have in common, ahead of the first."""
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
    origin = (region.x + 0.5, region.y + 0.5)
    quad = np.asarray(seen.corners, np.float64) - origin
    module = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1).mean() / side(seen.version)
    picture = normalised(region.cut(grey), module * _LIGHT_REACH)
    worth, version, there = _likeliest(picture, quad, seen.version)
    return Placed(picture, origin, there, version) if worth > _LEAST_SCORE else None


def rectified(place: Placed, go_on: Callable[[], bool]) -> Rectified:
    """Lay the grid and tell its modules.

    Args:
        place: What `placed` found.
        go_on: Asked between the steps of the fit; the grid is taken as it is once it says no.
    """
    start = with_far_corner(place.picture, place.quad, place.version, _CAPTURE)
    laid = fit(place.picture, start, place.version, go_on)
    modules = equalised(features(place.picture, laid), place.version)
    corners = tuple((float(x), float(y)) for x, y in laid.quad + place.origin)
    return Rectified(modules, place.version, corners, laid.score)


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
