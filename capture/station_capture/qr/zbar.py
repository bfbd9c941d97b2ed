"""The second opinion: zbar, independent of zxing-cpp but slow and careless with encodings."""

from functools import cache
from importlib import import_module
from types import ModuleType

import structlog

from station_capture.images import Pixels
from station_capture.qr.symbol import Symbol
from station_capture.repertoire import vietnamese_letters

log = structlog.get_logger()


def second_opinion(grey: Pixels, at: tuple[int, int] = (0, 0)) -> tuple[Symbol, ...]:
    """Find codes with zbar, which gives text in an encoding that it guessed.

    UTF-8 may come as Shift-JIS (zbar issue 212), which can be undone. Bytes that are no UTF-8 come
    as if they were Latin-1, and then a code written in another encoding looks like a sound card of
    another name; text that may have come about so is not delivered. Where the zbar library is not
    installed it has no opinion.

    Args:
        grey: (h, w).
        at: Where this part lies in the picture whose pixels the corners are given in.
    """
    zbar = _zbar()
    if zbar is None:
        return ()
    symbols = []
    for found in zbar.decode(grey, symbols=[zbar.ZBarSymbol.QRCODE]):
        payload = bytes(found.data)
        corners = tuple((float(p.x + at[0]), float(p.y + at[1])) for p in found.polygon)
        if not _may_be_recoded_latin_1(payload):
            symbols.append(Symbol(payload, corners))
    return tuple(symbols)


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
