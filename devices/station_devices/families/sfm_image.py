"""Images of Suprema's SFM modules (``UFImage``): a header of seven words, then the pixels."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from station_devices.encoding import decode_wsq
from station_devices.errors import DeviceGarbledError, FingerFileError
from station_devices.families.pixels import unpack_nibbles

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = struct.Struct("<7I")
"""Width, height, compressed, encrypted, format, length of the image, length of the template."""
_GROUND = 255
_LARGEST = 2000  # pixels a side: no single finger at 500 to 1000 ppi is larger


class Format(IntEnum):
    """How the pixels are sent, as the header says it; the parameter is 0x30 more."""

    GREY = 0
    BINARY = 1
    FOUR_BIT = 2
    WSQ = 3


class Decoded(NamedTuple):
    """An image as it was sent.

    Attributes:
        pixels: Grey, uint8, shape (height, width), top row first, ridges dark.
        bits: Depth that came across.
        wsq: The module's own stream; None where pixels were sent.
    """

    pixels: NDArray[np.uint8]
    bits: int
    wsq: bytes | None = None


class BinaryImageError(DeviceGarbledError):
    """One bit to a pixel: the module has forgotten the format it was told, as without power."""


def decode_image(data: bytes) -> Decoded:
    """Open an image.

    Raises:
        DeviceGarbledError: Its parts do not fit together.
        BinaryImageError: It is sound, but of one bit to a pixel.
    """
    if len(data) < HEADER.size:
        raise DeviceGarbledError("an image shorter than its header")
    header, body = HEADER.unpack_from(data), data[HEADER.size :]
    width, height, _, _, kind, length, _ = header
    # The length is documented as that of grey pixels; what compressed images have there is not.
    sane = 0 < width <= _LARGEST and 0 < height <= _LARGEST
    if not sane or width % 4 or length not in {width * height, len(body)}:
        raise DeviceGarbledError("the header of the image makes no sense")
    if kind == Format.GREY and len(body) == width * height:
        return Decoded(np.frombuffer(body, np.uint8).reshape(height, width), 8)
    if kind == Format.BINARY and len(body) == (width * height + 7) // 8:
        raise BinaryImageError("a binary image, which was not asked for")
    if kind == Format.FOUR_BIT:
        return Decoded(_four_bit(header, body), 4)
    if kind == Format.WSQ:
        return Decoded(_wsq(body, width, height), 8, body)
    raise DeviceGarbledError("the size of the image does not fit its header")


def _four_bit(header: tuple[int, ...], body: bytes) -> NDArray[np.uint8]:
    """Lay the part of the window that was sent on its place; nothing lay on the rest of it."""
    width, height, corner, size, *_ = header
    left, top = corner & 0xFFFF, corner >> 16
    wide, high = (size & 0xFFFF, size >> 16) if size else (width, height)
    fits = left + wide <= width and top + high <= height
    if not fits or wide * high % 2 or len(body) != wide * high // 2:
        raise DeviceGarbledError("the size of the image does not fit its header")
    pixels = np.full((height, width), _GROUND, np.uint8)
    part = unpack_nibbles(body, wide, high, high_first=False)
    pixels[top : top + high, left : left + wide] = part
    return pixels


def _wsq(body: bytes, width: int, height: int) -> NDArray[np.uint8]:
    try:
        pixels = decode_wsq(body)
    except FingerFileError as exc:
        raise DeviceGarbledError("what came is no WSQ image") from exc
    if pixels.shape != (height, width):
        raise DeviceGarbledError("the WSQ image has another size than its header says")
    return pixels
