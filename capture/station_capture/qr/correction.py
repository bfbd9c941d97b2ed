"""Mends a code's modules where zxing-cpp gives up: the least sure words count as unknown."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from station_capture.qr.codewords import Block, bit_places, blocks, mask
from station_capture.qr.layout import format_modules, formats, known_modules
from station_capture.qr.projection import Floats
from station_capture.qr.reed_solomon import corrected, most_errors

_FORMATS: Final = 2
"""How many of the likeliest formats are tried: in blur two come close."""
_SHARES: Final = (0.4, 0.7, 0.2, 0.55, 0.85, 0.3, 1.0, 0.1)
"""Of a block's check words, how many are spent on unknown words; the likeliest to help first."""


def mended(modules: Floats, version: int, go_on: Callable[[], bool]) -> Floats | None:
    """All modules as they should be, 1 light and -1 dark, or None if they cannot be told.

    Args:
        modules: (n, n), light above 0 and the surer the farther from it.
        version: Of the code.
        go_on: Asked before each block; the code is given up once it says no.
    """
    rows, columns = format_modules(version)
    likely = np.argsort(-(formats() @ modules[rows, columns].sum(axis=0)))[:_FORMATS]
    for told in likely.tolist():
        level, number = told >> 3, told & 7
        bits = modules[bit_places(version)] * mask(version, number)
        words = _mended_words(bits, blocks(version, level), go_on)
        if words is not None:
            return _drawn(words, version, told)
    return None


def agreements(whole: Floats, modules: Floats, version: int) -> Floats:
    """(blocks,) how well each block of a mended code agrees with what was seen of it."""
    rows, columns = format_modules(version)
    told = int((formats() @ whole[rows, columns].sum(axis=0)).argmax())
    places = bit_places(version)
    words = (whole[places] * modules[places]).mean(axis=1)
    return np.array([words[part.words].mean() for part in blocks(version, told >> 3)], np.float32)


def _mended_words(
    bits: Floats, parts: tuple[Block, ...], go_on: Callable[[], bool]
) -> NDArray[np.uint8] | None:
    words, sureness = (
        np.packbits(bits < 0, axis=1)[:, 0],
        np.sort(np.abs(bits), axis=1)[:, :2].sum(axis=1),
    )
    whole = words.copy()
    for part in parts:
        found = next(_tries(words[part.words], sureness[part.words], part.checks, go_on), None)
        if found is None:
            return None
        whole[part.words] = found
    return whole


def _tries(
    words: NDArray[np.uint8], sureness: Floats, checks: int, go_on: Callable[[], bool]
) -> Iterator[NDArray[np.uint8]]:
    doubtful = np.argsort(sureness)
    for share in _SHARES:
        if not go_on():
            return
        count = int(share * checks)
        while most_errors(len(words), checks, count) < 0:
            count -= 1
        found = corrected(words, checks, doubtful[:count].tolist())
        if found is not None:
            yield found


def _drawn(words: NDArray[np.uint8], version: int, told: int) -> Floats:
    whole = known_modules(version).astype(np.float32)
    light = 1.0 - 2.0 * np.unpackbits(words[:, None], axis=1)
    whole[bit_places(version)] = light * mask(version, told & 7)
    whole[format_modules(version)] = formats()[told]
    return whole
