"""Which modules of a QR code are known before it is read (ISO/IEC 18004:2015, clause 6.3)."""

from functools import cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.int8]
"""(n, n): 1 light, -1 dark, 0 unknown; row 0 is the top, column 0 the left."""

VERSIONS: Final = range(4, 14)
"""A card's payload takes version 5 to 10 at levels L and M, up to 13 at Q."""

# Annex E: the centres of the alignment patterns, in either direction.
_ALIGNMENT: Final[dict[int, tuple[int, ...]]] = {
    4: (6, 26),
    5: (6, 30),
    6: (6, 34),
    7: (6, 22, 38),
    8: (6, 24, 42),
    9: (6, 26, 46),
    10: (6, 28, 50),
    11: (6, 30, 54),
    12: (6, 32, 58),
    13: (6, 34, 62),
}
_FORMAT_GENERATOR: Final = 0b10100110111
_FORMAT_MASK: Final = 0b101010000010010
_VERSION_GENERATOR: Final = 0b1111100100101
_VERSION_TOLD_FROM: Final = 7


def side(version: int) -> int:
    """Modules along one side."""
    return 17 + 4 * version


def version_of(modules: int) -> int:
    """The version with so many modules along one side."""
    return (modules - 17) // 4


@cache
def known_modules(version: int) -> Modules:
    """Finder, separator, timing and alignment patterns, and the version where it is written."""
    n = side(version)
    known = np.zeros((n, n), np.int8)
    _put_timing(known)
    _put_finders(known)
    _put_alignment(known, _ALIGNMENT[version])
    if version >= _VERSION_TOLD_FROM:
        _put_version(known, version)
    known[n - 8, 8] = -1  # the module that is always dark
    known.flags.writeable = False
    return known


@cache
def format_modules(version: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns, each (2, 15), of both copies of the format, most significant bit first."""
    n = side(version)
    beside = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(n - 1 - y, 8) for y in range(7)] + [(8, n - 8 + x) for x in range(8)]
    places = np.array([beside, apart], np.intp)
    return places[..., 0], places[..., 1]


@cache
def formats() -> NDArray[np.int8]:
    """(32, 15): every valid format as it is drawn, 1 light and -1 dark."""
    words = [_with_check(data, 10, _FORMAT_GENERATOR) ^ _FORMAT_MASK for data in range(32)]
    return np.array([_drawn(word, 15) for word in words], np.int8)


def _put_timing(known: Modules) -> None:
    line = np.where(np.arange(len(known)) % 2, 1, -1)
    known[6, :] = line
    known[:, 6] = line


def _put_finders(known: Modules) -> None:
    """Three eyes of 7 modules, each within a light line."""
    rings = _rings(4)
    eye = np.where(np.isin(rings, (2, 4)), 1, -1).astype(np.int8)
    known[:8, :8] = eye[1:, 1:]
    known[:8, -8:] = eye[1:, :-1]
    known[-8:, :8] = eye[:-1, 1:]


def _put_alignment(known: Modules, centres: tuple[int, ...]) -> None:
    eye = np.where(_rings(2) == 1, 1, -1).astype(np.int8)
    first, last = centres[0], centres[-1]
    for y, x in product(centres, repeat=2):
        if (y, x) not in ((first, first), (first, last), (last, first)):
            known[y - 2 : y + 3, x - 2 : x + 3] = eye


def _put_version(known: Modules, version: int) -> None:
    n = len(known)
    bits = _drawn(_with_check(version, 12, _VERSION_GENERATOR), 18)[::-1]
    block = np.array(bits, np.int8).reshape(6, 3)
    known[:6, n - 11 : n - 8] = block
    known[n - 11 : n - 8, :6] = block.T


def _rings(radius: int) -> NDArray[np.intp]:
    """Squares around a middle, numbered by their distance from it."""
    away = np.abs(np.arange(-radius, radius + 1))
    return np.maximum(away[:, None], away[None, :])


def _with_check(data: int, check_bits: int, generator: int) -> int:
    """Append the check bits of a BCH code."""
    rest = data << check_bits
    while rest.bit_length() > check_bits:
        rest ^= generator << (rest.bit_length() - check_bits - 1)
    return data << check_bits | rest


def _drawn(word: int, bits: int) -> list[int]:
    """Most significant bit first; a set bit is dark."""
    return [-1 if word >> bit & 1 else 1 for bit in reversed(range(bits))]
