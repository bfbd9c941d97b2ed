"""Scenes full of fine pattern, in which a reader looks everywhere and there is no card.

Each is linear light, (height, width), drawn at the size of the frame.
"""

import string
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from frames.pose import Floats
from frames.spec import FrameSpec
from frames.surface import INK, PAPER
from frames.symbols import qr_modules

Texture = Callable[[FrameSpec, np.random.Generator], Floats]

_LINE_PX: Final = (9, 26)
_EYE: Final = 9


def cloth(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """A weave whose threads are a few pixels wide, each a little lighter or darker."""
    x, y = _turned(spec, rng)
    thread = rng.uniform(2.5, 9)
    warp, weft = np.floor(x / thread), np.floor(y / thread)
    over = (warp + weft) % 2
    round_x, round_y = (np.sin(np.pi * (axis / thread % 1)) for axis in (x, y))
    shade = np.where(over > 0, round_x, round_y)
    tints = rng.uniform(0.6, 1, 4096)
    tint = tints[np.where(over > 0, warp, weft).astype(int) % len(tints)]
    return _between(shade * tint)


def text_page(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """Lines of print from edge to edge, laid down at some angle."""
    line = int(rng.integers(*_LINE_PX))
    size = int(np.hypot(spec.width, spec.height)) + 1
    page = np.full((size, size), 255, np.uint8)
    letters = np.array([*string.ascii_letters + string.digits + "  "])
    for row in range(line, size, line):
        words = "".join(rng.choice(letters, size // 5))
        cv2.putText(page, words, (0, row), 2, line / 30, 0, 1, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), float(rng.uniform(0, 360)), 1)
    turned = cv2.warpAffine(page, turn, (size, size), borderValue=255)
    top, left = (size - spec.height) // 2, (size - spec.width) // 2
    return _between(turned[top : top + spec.height, left : left + spec.width] / 255)


def chessboard(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """Squares of two pixels to a dozen."""
    x, y = _turned(spec, rng)
    square = rng.uniform(2, 12)
    return _between((np.floor(x / square) + np.floor(y / square)) % 2)


def grain(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """Chance, light or dark, in patches of a pixel to five: gravel, grass, a bad channel."""
    patch = rng.uniform(1, 5)
    rows, columns = (int(size / patch) + 1 for size in (spec.height, spec.width))
    dark = rng.integers(0, 2, (rows, columns)).astype(np.float32)
    full = cv2.resize(dark, None, fx=patch, fy=patch, interpolation=cv2.INTER_NEAREST)
    return _between(cv2.resize(full, (spec.width, spec.height)))


def halftone(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """A printed picture: dots on a turned screen, large where it is dark."""
    x, y = _turned(spec, rng)
    period = 2 * np.pi / rng.uniform(3, 11)
    screen = np.cos(x * period) * np.cos(y * period)
    picture = cv2.resize(rng.uniform(-0.9, 0.9, (5, 8)), (spec.width, spec.height))
    return _between(np.clip(4 * (screen - picture), -0.5, 0.5) + 0.5)


def poster(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """A wall of codes that are no card's, close together."""
    texts = [f"https://vneid.gov.vn/{rng.integers(10**9):09}" * 3 for _ in range(6)]
    codes = [np.pad(~qr_modules(text.encode(), "M"), 2, constant_values=True) for text in texts]
    return _wall(spec, codes, rng)


def wall_of_eyes(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """Nothing but the eyes of codes, any three of which may make one."""
    rings = np.maximum(*np.abs(np.mgrid[-4:5, -4:5]))
    eye = np.isin(rings, (2, 4))
    chance = rng.integers(0, 2, (_EYE, _EYE)).astype(bool)
    return _wall(spec, [eye, eye, chance, ~eye], rng)


def _wall(
    spec: FrameSpec, tiles: list[np.typing.NDArray[np.bool_]], rng: np.random.Generator
) -> Floats:
    """Tiles of one size at random side by side, a module some pixels wide, turned."""
    x, y = _turned(spec, rng)
    module, size = rng.uniform(1.8, 4.5), len(tiles[0])
    across, down = (np.floor(axis / module).astype(int) for axis in (x, y))
    which = rng.integers(0, len(tiles), (64, 64))[down // size % 64, across // size % 64]
    return _between(np.array(tiles)[which, down % size, across % size])


def _turned(spec: FrameSpec, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Where each pixel lies on a plane that is turned, from its corner on."""
    angle = rng.uniform(0, np.pi / 2)
    y, x = np.mgrid[: spec.height, : spec.width].astype(np.float32)
    turned_x = x * np.cos(angle) + y * np.sin(angle)
    turned_y = y * np.cos(angle) - x * np.sin(angle) + spec.width * np.sin(angle)
    return turned_x.astype(np.float32), turned_y.astype(np.float32)


def _between(share: np.typing.NDArray[np.generic]) -> Floats:
    """From ink at 0 to paper at 1."""
    return np.asarray(INK + (PAPER - INK) * np.asarray(share, np.float32), np.float32)


TEXTURES: Final[dict[str, Texture]] = {
    "cloth": cloth,
    "text page": text_page,
    "chessboard": chessboard,
    "grain": grain,
    "halftone": halftone,
    "poster": poster,
    "wall of eyes": wall_of_eyes,
}
"""By what is seen."""
