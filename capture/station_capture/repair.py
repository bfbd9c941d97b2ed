"""Known ways of damaging a card's text, undone exactly or not at all."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from station_capture.repertoire import has_decimal_bytes, undo_decimal_bytes

# Encodings that readers are known to show UTF-8 in: Windows and Latin-1 by handheld scanners and
# spreadsheets, Shift-JIS and Big5 by zbar where a QR code names no encoding (zbar issue 212).
_ENCODINGS = ("cp1252", "latin-1", "cp1258", "shift_jis", "cp932", "big5", "cp950")

# A letter as scanners set up for web forms write it: by its number, or byte by byte.
_ENTITY = re.compile(r"&#([0-9]{2,6});")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")

_SEPARATOR = "|"
# Name, gender and address: in the other fields a run of digits is what it seems.
_LETTER_FIELDS = (2, 4, 5)


def candidates(text: str) -> Iterator[str]:
    """Texts that `text` may have been, each by an exact reversal of one known damage.

    Whether a candidate makes sense is not judged here.
    """
    for encoding in _ENCODINGS:
        try:
            original = _octets(text, encoding).decode("utf-8")
        except UnicodeError:
            continue
        if original != text:
            yield original
    if has_decimal_bytes(text):
        yield _undo_decimal_fields(text)
    for marked, undone in ((_ENTITY, _of_entity), (_PERCENT, _of_percent)):
        if marked.search(text):
            with suppress(ValueError):  # no such character, or bytes that are no UTF-8
                yield marked.sub(undone, text)


def _of_entity(found: re.Match[str]) -> str:
    return chr(int(found[1]))


def _of_percent(found: re.Match[str]) -> str:
    return unquote_to_bytes(found[0]).decode("utf-8")


def _octets(text: str, encoding: str) -> bytes:
    """Encode; five bytes without a meaning in cp1252 pass as control characters on Windows."""
    if encoding != "cp1252":
        return text.encode(encoding)
    return b"".join(
        char.encode("latin-1" if char in "\x81\x8d\x8f\x90\x9d" else encoding) for char in text
    )


def _undo_decimal_fields(text: str) -> str:
    parts = text.split(_SEPARATOR)
    for index in _LETTER_FIELDS:
        if index < len(parts):
            parts[index] = undo_decimal_bytes(parts[index])
    return _SEPARATOR.join(parts)
