"""Lays a code's grid exactly over its picture, by the patterns that every code has."""

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.opencv import cv2
from station_capture.qr.layout import known_modules, side
from station_capture.qr.projection import Floats, Places, homogeneous, project

_STEPS: Final = (0.6, 0.3, 0.15, 0.08)
"""How far a corner is moved to see whether that is better, in modules."""
_BEND_STEPS: Final = (1.5, 0.8, 0.4, 0.2, 0.1)
_ROUNDS: Final = 3
EYES: Final = (0, 1, 3)
_EYE_PACE: Final = 0.5
_FAR_PACE: Final = 0.6
_QUIET: Final = 1.5
"""How far out the light margin is looked at, in modules."""


class Fit(NamedTuple):
    """Where a code lies.

    `quad` is (4, 2) or (6, 2) in pixels, as `project` takes them, `score` the correlation of the
    known modules with the picture: 1 is perfect, 0 is chance.
    """

    quad: NDArray[np.float64]
    version: int
    score: float


class Marks(NamedTuple):
    """What to look at: (3, p) places in the unit square, homogeneous, and (p,) what is there.

    A place that should be light counts positive, a dark one negative; all of them sum to 0.
    """

    places: Floats
    worth: Floats


@cache
def marks(version: int) -> Marks:
    """The known modules of a version, the light margin beside the eyes among them."""
    known, n = known_modules(version), side(version)
    rows, columns = np.nonzero(known)
    places = [np.stack((columns + 0.5, rows + 0.5), axis=1)]
    worth = [known[rows, columns].astype(np.float32)]
    beside = np.arange(0.5, 8)
    for x, y in ((0, 0), (n, 0), (0, n)):
        out_x, out_y = (-_QUIET / 2, n + _QUIET / 2)[x > 0], (-_QUIET / 2, n + _QUIET / 2)[y > 0]
        along_x = beside if x == 0 else n - beside
        along_y = beside if y == 0 else n - beside
        places.append(np.stack((along_x, np.full(8, out_y)), axis=1))
        places.append(np.stack((np.full(8, out_x), along_y), axis=1))
        worth.append(np.ones(16, np.float32))
    return _balanced(homogeneous(np.concatenate(places) / n), np.concatenate(worth))


def normalised(grey: NDArray[np.uint8], reach: float) -> Floats:
    """Take light and contrast out: each pixel relative to its surroundings of `reach` pixels."""
    size = (int(reach) | 1, int(reach) | 1)
    picture = grey.astype(np.float32)
    middle = cv2.boxFilter(picture, -1, size)
    spread = cv2.sqrBoxFilter(picture, -1, size) - middle * middle
    return np.asarray((picture - middle) / np.sqrt(np.maximum(spread, 16.0)), np.float32)


def sample(picture: Floats, at: Places) -> Floats:
    """Values between the pixels; pixel centres are at whole numbers."""
    return np.asarray(
        cv2.remap(picture, at.x, at.y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )


def score(picture: Floats, quads: NDArray[np.floating], version: int) -> Floats:
    """(k,) how well the known modules agree with the picture under each quad."""
    look = marks(version)
    return np.asarray(sample(picture, project(quads, look.places)) @ look.worth, np.float32)


def bent(picture: Floats, flat: Fit, go_on: Callable[[], bool]) -> Fit:
    """The fit of a card that is bent, from that of a flat one."""
    shape = np.vstack((flat.quad, np.zeros((2, 2))))
    return fit(picture, shape, flat.version, go_on, _BEND_STEPS)


def fit(
    picture: Floats,
    quad: NDArray[np.floating],
    version: int,
    go_on: Callable[[], bool],
    steps: tuple[float, ...] = _STEPS,
) -> Fit:
    """Move the corners until the known modules agree best; stops where it is told to.

    Each round looks at every corner moved a little either way, both along x and y, takes the top
    of the parabola through the three scores of each, and goes there if that is better.
    """
    best = np.asarray(quad, np.float64)
    best_score = float(score(picture, best[None], version)[0])
    module = _mean_side(best) / side(version)
    for step in steps:
        moves = _moves(step * module, len(best))
        for _ in range(_ROUNDS):
            if not go_on():
                return Fit(best, version, best_score)
            tried = score(picture, best[None] + moves, version)
            moved = best + _towards(tried, best_score, step * module)
            candidates = np.stack((moved, (moved + best) / 2, best + moves[int(tried.argmax())]))
            scores = score(picture, candidates, version)
            at = int(scores.argmax())
            if scores[at] <= best_score + 1e-4:
                break
            best, best_score = candidates[at], float(scores[at])
    return Fit(best, version, best_score)


def with_eyes(
    picture: Floats, quad: NDArray[np.floating], version: int, reach: float
) -> NDArray[np.float64]:
    """Move each corner that has an eye to where its eye is seen best, by up to `reach` modules."""
    found = np.asarray(quad, np.float64)
    moved = found.copy()
    module = _mean_side(found) / side(version)
    moves = _around(reach * module, round(2 * reach / _EYE_PACE) + 1).astype(np.float32)
    for corner in EYES:
        look = eye_marks(version, corner)
        eye = project(found[None], look.places)
        tried = Places(eye.x + moves[:, :1], eye.y + moves[:, 1:])
        seen = sample(picture, tried) @ look.worth
        moved[corner] += moves[int(seen.argmax())]
    moved[2] += (moved - found)[list(EYES)].mean(axis=0)
    return moved


def with_far_corner(
    picture: Floats, quad: NDArray[np.floating], version: int, reach: float
) -> NDArray[np.float64]:
    """The best of the quads whose third corner, which has no eye, is moved by `reach` modules."""
    start = np.asarray(quad, np.float64)
    module = _mean_side(start) / side(version)
    moves = _around(reach * module, 2 * round(reach / _FAR_PACE) + 1)
    quads = np.repeat(start[None], len(moves), axis=0)
    quads[:, 2] += moves
    return np.asarray(quads[int(score(picture, quads, version).argmax())], np.float64)


def _around(reach: float, count: int) -> NDArray[np.float64]:
    away = np.linspace(-reach, reach, count)
    return np.stack(np.meshgrid(away, away), axis=-1).reshape(-1, 2)


@cache
def eye_marks(version: int, corner: int) -> Marks:
    """The marks of one eye."""
    n, look = side(version), marks(version)
    middle = np.array(((0, 0), (1, 0), (1, 1), (0, 1)))[corner]
    near = (np.abs(look.places[:2] - middle[:, None]) * n < 8).all(axis=0)
    return _balanced(look.places[:, near], look.worth[near])


def _balanced(places: Floats, worth: Floats) -> Marks:
    dark = worth < 0
    shares = np.where(dark, -0.5 / dark.sum(), 0.5 / (~dark).sum())
    return Marks(places, shares.astype(np.float32))


def _moves(step: float, points: int) -> NDArray[np.float64]:
    moves = np.zeros((4 * points, points, 2))
    for at in range(2 * points):
        moves[2 * at].flat[at] = step
        moves[2 * at + 1].flat[at] = -step
    return moves


def _towards(tried: Floats, here: float, step: float) -> NDArray[np.float64]:
    """The way to the top of each parabola, at most one step."""
    plus, minus = tried[::2].astype(np.float64), tried[1::2].astype(np.float64)
    bend = np.maximum(2 * here - plus - minus, 1e-3)
    return np.asarray(np.clip((plus - minus) / (2 * bend), -1, 1).reshape(-1, 2) * step)


def _mean_side(quad: NDArray[np.floating]) -> float:
    corners = quad[:4]
    return float(np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1).mean())
