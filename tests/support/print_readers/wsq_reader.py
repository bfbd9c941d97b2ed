"""Reads WSQ as its standard describes it (FBI IAFIS-IC-0110 V3), sharing nothing with NIST's code.

The forward transform of the standard is written down as a matrix from the filter taps in the file;
its inverse, found numerically, brings the pixels back. Slow, short and independent.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Band = NDArray[np.float64]

_SOI, _EOI, _SOF, _SOB = 0xFFA0, 0xFFA1, 0xFFA2, 0xFFA3
_DTT, _DQT, _DHT, _COM = 0xFFA4, 0xFFA5, 0xFFA6, 0xFFA8
_BANDS: Final = 64
_SENT: Final = 60
"""Bands 60 to 63 are never sent."""

Tree = int | tuple["Tree", "Tree", "Tree", "Tree"]


def _four(first: int) -> Tree:
    return (first, first + 1, first + 2, first + 3)


def _sixteen(first: int) -> Tree:
    return (_four(first), _four(first + 4), _four(first + 8), _four(first + 12))


_LEVEL_2: Final[Tree] = (
    ((_four(0), 4, 5, 6), _four(7), _four(11), _four(15)),
    _sixteen(19),
    _sixteen(35),
    51,
)
_TREE: Final[Tree] = (_LEVEL_2, _four(52), _four(56), _four(60))
"""Which band is which part of the spectrum: of each four low, right, lower, and both."""


class _Frame(NamedTuple):
    height: int
    width: int
    middle: float
    scale: float


def read_wsq(data: bytes) -> NDArray[np.uint8]:
    """The pixels, grey, shape (height, width)."""
    taps: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    frame: _Frame | None = None
    steps: list[tuple[float, float]] = []
    centre = 0.0
    codes: dict[int, dict[tuple[int, int], int]] = {}
    values: list[int] = []
    for marker, body, entropy in _segments(data):
        if marker == _DTT:
            taps = _taps(body)
        elif marker == _DQT:
            centre, steps = _quantiser(body)
        elif marker == _DHT:
            codes.update(_huffman(body))
        elif marker == _SOF:
            frame = _frame(body)
        elif marker == _SOB:
            values.extend(_coefficients(entropy, codes[body[0]]))
    assert taps is not None
    assert frame is not None
    bands = _dequantised(values, steps, centre, _shapes(_TREE, frame.height, frame.width))
    image = _joined(_TREE, frame.height, frame.width, bands, taps)
    pixels = np.rint(image * frame.scale + frame.middle)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    assert int.from_bytes(data[:2]) == _SOI
    at = 2
    while (marker := int.from_bytes(data[at : at + 2])) != _EOI:
        assert marker in {_SOF, _SOB, _DTT, _DQT, _DHT, _COM}, hex(marker)
        length = int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        at += 2 + length
        end = at
        if marker == _SOB:
            while data[end] != 0xFF or data[end + 1] == 0:
                end += 1
        yield marker, body, data[at:end].replace(b"\xff\x00", b"\xff")
        at = end


def _scaled(body: bytes, at: int, size: int) -> float:
    """A decimal fraction: one byte says by how many places the whole number after it moves."""
    return float(int.from_bytes(body[at + 1 : at + 1 + size]) / 10.0 ** body[at])


def _taps(body: bytes) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The low and the high analysis filter, each from its middle tap outwards."""
    at, halves = 2, []
    for length in body[:2]:
        half = []
        for _ in range((length + 1) // 2):
            half.append((-1 if body[at] else 1) * _scaled(body, at + 1, 4))
            at += 6
        halves.append(tuple(half))
    return halves[0], halves[1]


def _quantiser(body: bytes) -> tuple[float, list[tuple[float, float]]]:
    steps = [(_scaled(body, at, 2), _scaled(body, at + 3, 2)) for at in range(3, 3 + 6 * _BANDS, 6)]
    return _scaled(body, 0, 2), steps


def _frame(body: bytes) -> _Frame:
    height, width = int.from_bytes(body[2:4]), int.from_bytes(body[4:6])
    return _Frame(height, width, _scaled(body, 6, 2), _scaled(body, 9, 2))


def _huffman(body: bytes) -> dict[int, dict[tuple[int, int], int]]:
    """By table: symbols by length and code, the codes given out as in JPEG."""
    tables: dict[int, dict[tuple[int, int], int]] = {}
    while body:
        number, counts = body[0], body[1:17]
        symbols, body = body[17 : 17 + sum(counts)], body[17 + sum(counts) :]
        table, code, taken = {}, 0, 0
        for length, count in enumerate(counts, 1):
            for symbol in symbols[taken : taken + count]:
                table[length, code] = symbol
                code += 1
            taken += count
            code <<= 1
        tables[number] = table
    return tables


def _coefficients(entropy: bytes, codes: dict[tuple[int, int], int]) -> Iterator[int]:
    """One block's quantised coefficients, runs of zero spelt out (table 4 of the standard)."""
    bits = "".join(f"{byte:08b}" for byte in entropy)
    at = 0

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int(bits[at - size : at], 2)

    while True:
        length = code = 0
        while (length, code) not in codes:
            if at == len(bits):
                return  # the ones that fill the last byte
            code = 2 * code + number(1)
            length += 1
        symbol = codes[length, code]
        if symbol <= 100:
            yield from (0 for _ in range(symbol))
        elif symbol in {101, 102}:
            yield number(8) * (1 if symbol == 101 else -1)
        elif symbol in {103, 104}:
            yield number(16) * (1 if symbol == 103 else -1)
        elif symbol in {105, 106}:
            yield from (0 for _ in range(number(8 if symbol == 105 else 16)))
        else:
            yield symbol - 180


def _split(size: int, place: int, *, inverted: bool) -> int:
    """How many samples of `size` the low (0) or high (1) part of the spectrum has."""
    by_low_filter = (place == 0) != inverted
    return (size + 1) // 2 if by_low_filter else size // 2


def _children(tree: tuple[Tree, ...]) -> Iterator[tuple[int, int, Tree]]:
    for index, child in enumerate(tree):
        yield index // 2, index % 2, child


def _shapes(
    tree: Tree, height: int, width: int, *, down: bool = False, right: bool = False
) -> dict[int, tuple[int, int]]:
    """The size of every band; `down` and `right`: whether the spectrum is mirrored there.

    Halving what a high filter left turns its spectrum round.
    """
    if isinstance(tree, int):
        return {tree: (height, width)}
    shapes: dict[int, tuple[int, int]] = {}
    for row, column, child in _children(tree):
        size = _split(height, row, inverted=down), _split(width, column, inverted=right)
        shapes |= _shapes(child, *size, down=row == 1, right=column == 1)
    return shapes


def _dequantised(
    values: list[int],
    steps: list[tuple[float, float]],
    centre: float,
    shapes: dict[int, tuple[int, int]],
) -> dict[int, Band]:
    bands, taken = {}, 0
    for band in range(_BANDS):
        shape, (step, zero) = shapes[band], steps[band]
        bands[band] = np.zeros(shape)
        if band >= _SENT or not step:
            continue
        count = shape[0] * shape[1]
        bins = np.array(values[taken : taken + count], np.float64).reshape(shape)
        taken += count
        bands[band] = np.sign(bins) * ((np.abs(bins) - centre) * step + zero / 2) * (bins != 0)
    assert taken == len(values), "as many coefficients as the bands have room for"
    return bands


def _joined(
    tree: Tree,
    height: int,
    width: int,
    bands: dict[int, Band],
    taps: tuple[tuple[float, ...], tuple[float, ...]],
    *,
    down: bool = False,
    right: bool = False,
) -> Band:
    if isinstance(tree, int):
        return bands[tree]
    parts: dict[tuple[int, int], Band] = {}
    for row, column, child in _children(tree):
        size = _split(height, row, inverted=down), _split(width, column, inverted=right)
        parts[row ^ down, column ^ right] = _joined(
            child, *size, bands, taps, down=row == 1, right=column == 1
        )
    both = np.block([[parts[0, 0], parts[0, 1]], [parts[1, 0], parts[1, 1]]])
    joined: Band = _synthesis(height, *taps) @ both @ _synthesis(width, *taps).T
    return joined


@cache
def _synthesis(size: int, low: tuple[float, ...], high: tuple[float, ...]) -> Band:
    """From the low samples and the high ones after them back to `size` samples.

    The analysis filters every second sample, the low filter from the first one on, the high one
    from the second; at its ends the signal is mirrored about its outermost sample.
    """
    analysis = np.zeros((size, size))
    lows = (size + 1) // 2
    for sample in range(size):
        taps = high if sample % 2 else low
        row = sample // 2 + (lows if sample % 2 else 0)
        for away in range(1 - len(taps), len(taps)):
            analysis[row, _mirrored(sample + away, size)] += taps[abs(away)]
    return np.asarray(np.linalg.inv(analysis), np.float64)


def _mirrored(index: int, size: int) -> int:
    index %= 2 * size - 2
    return min(index, 2 * size - 2 - index)
