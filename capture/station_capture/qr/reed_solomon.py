"""Corrects a block of codewords, of which some are known to be unknown (Blahut, 2003, 7.5)."""

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FIELD: Final = 0b100011101
_ORDER: Final = 255
_RARELY: Final = 2.0**-30
"""How often chance may pass for a block: once in a thousand million."""


def corrected(
    words: NDArray[np.uint8], checks: int, unknown: Sequence[int]
) -> NDArray[np.uint8] | None:
    """The one block near this one, or None where there is none or it may be chance.

    Args:
        words: (n,), data and then check words.
        checks: How many of them are check words.
        unknown: Places of words that are not to be believed.
    """
    n = len(words)
    found = _syndromes(words, checks)
    if not any(found):
        return words
    locator = _locator(found, [n - 1 - place for place in unknown])
    errors = len(locator) - 1 - len(unknown)
    if errors > most_errors(n, checks, len(unknown)):
        return None
    places = np.flatnonzero(_values(locator, n) == 0)
    if len(places) != len(locator) - 1:
        return None
    mended = words.copy()
    for place, value in zip(places, _magnitudes(found, locator, n - 1 - places), strict=True):
        mended[place] ^= value
    return None if any(_syndromes(mended, checks)) else mended


@cache
def most_errors(n: int, checks: int, unknown: int) -> int:
    """Errors to be mended beside unknown words, so that chance is rarely taken for a block; or -1.

    Of all words of this length so many are that near to one of a code: the share is chance.
    """
    free = checks - unknown
    for errors in range(free // 2, -1, -1):
        if comb(n - unknown, errors) * 2.0 ** (-8 * (free - errors)) < _RARELY:
            return errors
    return -1


def _syndromes(words: NDArray[np.uint8], checks: int) -> list[int]:
    logs = _logs()[words] + _powers(len(words), checks)
    values = np.where(words == 0, 0, _exponentials()[logs % _ORDER])
    return [int(value) for value in np.bitwise_xor.reduce(values, axis=1)]


def _locator(syndromes: list[int], unknown: list[int]) -> list[int]:
    """Berlekamp and Massey's polynomial whose roots tell the places, lowest power first."""
    now = [1]
    for power in unknown:
        now = _added(now, [0, *_times(now, _EXP[power])])
    before, length = now, len(unknown)
    for step in range(len(unknown), len(syndromes)):
        off = 0
        for power in range(min(len(now), step + 1)):
            off ^= _product(now[power], syndromes[step - power])
        shifted = [0, *before]
        if not off:
            before = shifted
            continue
        better = _added(now, _times(shifted, off))
        if 2 * length <= step + len(unknown):
            length = step + 1 + len(unknown) - length
            before = _times(now, _EXP[-_LOG[off] % _ORDER])
        else:
            before = shifted
        now = better
    while len(now) > 1 and not now[-1]:
        now.pop()
    return now


def _values(polynomial: list[int], n: int) -> NDArray[np.uint8]:
    """(n,) its values at the inverse of each word's power."""
    terms = np.array(polynomial, np.uint8)
    powers = -np.outer(np.arange(n - 1, -1, -1), np.arange(len(terms)))
    values = np.where(terms == 0, 0, _exponentials()[(_logs()[terms] + powers) % _ORDER])
    return np.asarray(np.bitwise_xor.reduce(values, axis=1), np.uint8)


def _magnitudes(syndromes: list[int], locator: list[int], powers: NDArray[np.intp]) -> list[int]:
    """What is wrong at each place (Forney)."""
    product = [0] * len(syndromes)
    for at, term in enumerate(locator):
        for to, value in enumerate(syndromes[: len(syndromes) - at], at):
            product[to] ^= _product(term, value)
    slope = [term if at % 2 else 0 for at, term in enumerate(locator)][1:]
    return [
        _product(
            _EXP[power % _ORDER],
            _product(_at(product, -power), _EXP[-_LOG[_at(slope, -power)] % _ORDER]),
        )
        for power in powers.tolist()
    ]


def _at(polynomial: list[int], power: int) -> int:
    value = 0
    for at, term in enumerate(polynomial):
        if term:
            value ^= _EXP[(_LOG[term] + at * power) % _ORDER]
    return value


def _product(one: int, other: int) -> int:
    return _EXP[(_LOG[one] + _LOG[other]) % _ORDER] if one and other else 0


def _times(polynomial: list[int], factor: int) -> list[int]:
    return [_product(term, factor) for term in polynomial]


def _added(one: list[int], other: list[int]) -> list[int]:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return [term ^ more for term, more in zip(longer, shorter, strict=False)] + longer[
        len(shorter) :
    ]


def _tables() -> tuple[list[int], list[int]]:
    exponentials, value = [], 1
    for _ in range(_ORDER):
        exponentials.append(value)
        value <<= 1
        if value > _ORDER:
            value ^= _FIELD
    logs = [0] * (_ORDER + 1)
    for power, value in enumerate(exponentials):
        logs[value] = power
    return exponentials, logs


_EXP, _LOG = _tables()


@cache
def _exponentials() -> NDArray[np.uint8]:
    return np.array(_EXP, np.uint8)


@cache
def _logs() -> NDArray[np.intp]:
    return np.array(_LOG, np.intp)


@cache
def _powers(n: int, checks: int) -> NDArray[np.intp]:
    return np.outer(np.arange(checks), np.arange(n - 1, -1, -1)).astype(np.intp)
