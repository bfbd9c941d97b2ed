"""Ways of finding QR codes in a picture; each is a pure function of one grey image."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

import numpy as np
import structlog
import zxingcpp

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.repertoire import vietnamese_letters

log = structlog.get_logger()

Corners = tuple[tuple[float, float], ...]
"""Four (x, y) in pixels of the picture that was given, in order around the code."""


class Symbol(NamedTuple):
    """One decoded QR code: the bytes the decoder delivered, and where."""

    payload: bytes
    corners: Corners


class Stage(NamedTuple):
    """A way of finding codes, with what it costs on a frame of one megapixel."""

    name: str
    find: Callable[[Pixels], Iterator[Symbol]]
    ms_per_megapixel: float


# With all formats, 2 of 50 pictures without a QR code gave a false product code.
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

# Beyond this a module of a card's code is wide enough without the costlier ways.
_COSTLY_UP_TO = 12_000_000
_LONGEST_SIDE = 16_000  # OpenCV's cubic enlargement ends at 32767


def plain(grey: Pixels) -> Iterator[Symbol]:
    """zxing-cpp on the picture as it is: the fastest, and its bytes are those of the symbol.

    A clean code may be reported together with a bogus short one (zxing-cpp issue 1162), so all
    results are delivered and the caller accepts only what parses.
    """
    for found in zxingcpp.read_barcodes(grey, formats=_QR_ONLY, try_invert=False):
        at = found.position
        points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield Symbol(found.bytes, tuple((float(p.x), float(p.y)) for p in points))


def enlarged(grey: Pixels) -> Iterator[Symbol]:
    """zxing-cpp on the picture at twice its size: reads modules of 2 pixels and below."""
    if not _worth_the_cost(grey):
        return
    doubled = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    for symbol in plain(np.asarray(doubled, np.uint8)):
        yield Symbol(symbol.payload, tuple((x / 2, y / 2) for x, y in symbol.corners))


def second_opinion(grey: Pixels) -> Iterator[Symbol]:
    """zbar: independent but slow, and it gives text in an encoding that it guessed.

    UTF-8 may come as Shift-JIS (zbar issue 212), which can be undone. Bytes that are no UTF-8 come
    as if they were Latin-1, and then a code written in another encoding looks like a sound card of
    another name; text that may have come about so is not delivered. Where the zbar library is not
    installed it has no opinion.
    """
    zbar = _zbar()
    if zbar is None or not _worth_the_cost(grey):
        return
    for found in zbar.decode(grey, symbols=[zbar.ZBarSymbol.QRCODE]):
        payload = bytes(found.data)
        if not _may_be_recoded_latin_1(payload):
            yield Symbol(payload, tuple((float(p.x), float(p.y)) for p in found.polygon))


def _worth_the_cost(grey: Pixels) -> bool:
    return grey.size <= _COSTLY_UP_TO and max(grey.shape) <= _LONGEST_SIDE


def _may_be_recoded_latin_1(payload: bytes) -> bool:
    """Whether a text has letters of Latin-1 and none that only UTF-8 can have brought.

    zbar guesses for each segment of a code, so characters of a third encoding prove nothing.
    """
    beyond_ascii = {char for char in payload.decode("utf-8", errors="replace") if char > "\x7f"}
    has_latin_1 = any(char <= "\xff" for char in beyond_ascii)
    has_proof = any(char > "\xff" for char in beyond_ascii & vietnamese_letters())
    return has_latin_1 and not has_proof


@cache
def _zbar() -> ModuleType | None:
    try:
        return import_module("pyzbar.pyzbar")
    except (ImportError, OSError):  # OSError: on Windows, a library that its own runtime lacks
        log.info("zbar_missing")
        return None


# Costs measured on one core of a 2-core computer; a reader learns those of its own.
STAGES = (
    Stage("zxing", plain, 2.5),
    Stage("zxing-2x", enlarged, 14.0),
    Stage("zbar", second_opinion, 45.0),
)
