"""Four-bit pixels, two to a byte, as small modules send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unpack_nibbles(data: bytes, width: int, height: int, *, high_first: bool) -> NDArray[np.uint8]:
    """Spread 4-bit pixels over 0..255.

    Args:
        data: width * height / 2 bytes, top row first.
        width: Pixels.
        height: Pixels.
        high_first: Whether the left pixel of two is in the high nibble.
    """
    packed = np.frombuffer(data, np.uint8)
    pixels = np.empty(packed.size * 2, np.uint8)
    pixels[0 if high_first else 1 :: 2] = packed >> 4
    pixels[1 if high_first else 0 :: 2] = packed & 0x0F
    return (pixels * np.uint8(17)).reshape(height, width)


def pack_nibbles(pixels: NDArray[np.uint8], *, high_first: bool) -> bytes:
    """Keep the upper four bits of each pixel; the arguments are those of ``unpack_nibbles``.

    Args:
        pixels: uint8, shape (height, width), with an even number of pixels.
        high_first: Whether the left pixel of two goes into the high nibble.
    """
    top = pixels.reshape(-1) >> 4
    left, right = top[0::2], top[1::2]
    return ((left << 4) | right if high_first else (right << 4) | left).tobytes()
