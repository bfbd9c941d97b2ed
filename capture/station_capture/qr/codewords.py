"""Where the codewords of a QR code lie (ISO/IEC 18004:2015, clauses 7.5 to 7.8 and table 9)."""

from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.qr.layout import format_modules, known_modules, side

Indices = NDArray[np.intp]

# Levels as the two bits of the format tell them: M, L, H, Q. Blocks, and check words in each.
_BLOCKS: Final[dict[int, tuple[tuple[int, int], ...]]] = {
    4: ((2, 18), (1, 20), (4, 16), (2, 26)),
    5: ((2, 24), (1, 26), (4, 22), (4, 18)),
    6: ((4, 16), (2, 18), (4, 28), (4, 24)),
    7: ((4, 18), (2, 20), (5, 26), (6, 18)),
    8: ((4, 22), (2, 24), (6, 26), (6, 22)),
    9: ((5, 22), (2, 30), (8, 24), (8, 20)),
    10: ((5, 26), (4, 18), (8, 28), (8, 24)),
    11: ((5, 30), (4, 20), (11, 24), (8, 28)),
    12: ((8, 22), (4, 24), (11, 28), (10, 26)),
    13: ((9, 22), (4, 26), (16, 22), (12, 24)),
}


class Block(NamedTuple):
    """The places of one block's words in the row of all words, and how many are check words."""

    words: Indices
    checks: int


@cache
def bit_places(version: int) -> tuple[Indices, Indices]:
    """Rows and columns, each (words, 8), of all codewords, most significant bit first.

    Two columns at a time from the right, up and down in turn, around what is not data.
    """
    n = side(version)
    free = known_modules(version) == 0
    free[format_modules(version)] = False
    right = [column if column > 6 else column - 1 for column in range(n - 1, 0, -2)]
    places = [
        (row, column - left)
        for turn, column in enumerate(right)
        for row in (range(n - 1, -1, -1), range(n))[turn % 2]
        for left in (0, 1)
        if free[row, column - left]
    ]
    whole = np.array(places[: len(places) // 8 * 8], np.intp).reshape(-1, 8, 2)
    return whole[..., 0], whole[..., 1]


@cache
def blocks(version: int, level: int) -> tuple[Block, ...]:
    """The blocks in which the words are interleaved; `level` as the format's two bits tell it."""
    count, checks = _BLOCKS[version][level]
    words = len(bit_places(version)[0])
    short, longer = divmod(words - count * checks, count)
    at_checks = words - count * checks
    found = []
    for number in range(count):
        data = np.arange(short) * count + number
        more = number - (count - longer)
        rest = [short * count + more] if more >= 0 else []
        check = at_checks + np.arange(checks) * count + number
        found.append(Block(np.concatenate((data, rest, check)).astype(np.intp), checks))
    return tuple(found)


@cache
def mask(version: int, number: int) -> NDArray[np.int8]:
    """(words, 8): -1 where the mask turns a bit over, else 1."""
    y, x = bit_places(version)
    turned = (
        (y + x) % 2,
        y % 2,
        x % 3,
        (y + x) % 3,
        (y // 2 + x // 3) % 2,
        y * x % 2 + y * x % 3,
        (y * x % 2 + y * x % 3) % 2,
        ((y + x) % 2 + y * x % 3) % 2,
    )[number]
    return np.where(turned == 0, -1, 1).astype(np.int8)
