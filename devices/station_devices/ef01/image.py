"""The EF01 image: 4-bit grey, two pixels to a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DPI = 508
BITS = 4
KNOWN_SIZES = ((256, 288), (192, 192))
"""Width and height of the sensors seen: ZFM-20/60/70, R30x, AS608; R503."""


def data_length(width: int, height: int) -> int:
    """Bytes on the wire of an image of that size."""
    return width * height // 2


def size_of(length: int, candidates: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Width and height of an image of ``length`` bytes, None if it is none of the candidates.

    Only the total tells: packet size and row length are unrelated.
    """
    return next((size for size in candidates if data_length(*size) == length), None)


def unpack_pixels(data: bytes, width: int, height: int) -> NDArray[np.uint8]:
    """Spread 4-bit pixels, the high nibble being the left one, over 0..255."""
    packed = np.frombuffer(data, np.uint8)
    pixels = np.empty(packed.size * 2, np.uint8)
    pixels[0::2] = packed >> 4
    pixels[1::2] = packed & 0x0F
    return (pixels * np.uint8(17)).reshape(height, width)


def pack_pixels(pixels: NDArray[np.uint8]) -> bytes:
    """Keep the upper four bits of each pixel, as the module does.

    Args:
        pixels: uint8, shape (height, width), with an even number of pixels.
    """
    top = pixels.reshape(-1) >> 4
    return ((top[0::2] << 4) | top[1::2]).tobytes()
