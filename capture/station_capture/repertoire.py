"""The characters a card's text may hold, and the traces that damaged text leaves."""

import re
import unicodedata
from functools import cache
from itertools import product

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "aăâeêioôơuưy"
# Letters of the Central Highlands' languages that Vietnamese does not have. The n with a tilde is
# left out: a keyboard that loses the upper byte of "Ấ" leaves just that letter.
_HIGHLAND = "ĕĭŏŭčƀ"

_NAME_PUNCTUATION = " '’-."
_ADDRESS_PUNCTUATION = _NAME_PUNCTUATION + ',/–()":;&+_“”‘*'

_DECIMAL_BYTES = re.compile(r"(?:0(?:12[89]|1[3-9]\d|2[0-4]\d|25[0-5])){2,3}", re.ASCII)


@cache
def vietnamese_letters() -> frozenset[str]:
    """All letters with a diacritic that Vietnamese writes, both cases, composed (NFC)."""
    marked = (unicodedata.normalize("NFC", v + t) for v, t in product(_VOWELS, _TONES))
    lower = {letter for letter in marked if not letter.isascii()} | {"đ"}
    return frozenset(lower | {letter.upper() for letter in lower})


@cache
def _name_characters() -> frozenset[str]:
    plain = {chr(code) for code in range(ord("a"), ord("z") + 1)}
    lower = plain | set(_HIGHLAND)
    return vietnamese_letters() | lower | {c.upper() for c in lower} | set(_NAME_PUNCTUATION)


@cache
def _address_characters() -> frozenset[str]:
    return _name_characters() | set("0123456789") | set(_ADDRESS_PUNCTUATION)


@cache
def _keyboard_traces() -> frozenset[str]:
    """Characters left when a keyboard wedge sends Alt + code point.

    Windows keeps the code point modulo 256 and shows it as code page 437. Only what cannot be
    written on a card by other means counts as a trace: box drawing, Greek, mathematical signs and
    the control characters of the letters below U+0120.
    """
    left = {bytes([ord(c) % 256]).decode("cp437") for c in vietnamese_letters()}
    return frozenset(c for c in left if not "\x20" <= c < "\u0100") - _address_characters()


def is_name_text(text: str) -> bool:
    """Whether `text` holds only characters of personal names, and a letter at all."""
    return _name_characters().issuperset(text) and any(c.isalpha() for c in text)


def is_address_text(text: str) -> bool:
    """Whether `text` holds only characters of Vietnamese addresses; empty text does."""
    return _address_characters().issuperset(text)


def has_keyboard_traces(text: str) -> bool:
    """Whether a keyboard wedge lost the upper bytes of code points in this text."""
    return not _keyboard_traces().isdisjoint(text)


def has_decimal_bytes(text: str) -> bool:
    """Whether a text without any diacritic holds UTF-8 letters typed as decimal bytes."""
    return text.isascii() and undo_decimal_bytes(text) != text


def undo_decimal_bytes(text: str) -> str:
    """Turn runs such as 0225 0187 0141 (written together) back into the letter they spell.

    A run is replaced only if it is the exact UTF-8 of one Vietnamese letter.
    """
    pieces, at = [], 0
    while run := _DECIMAL_BYTES.search(text, at):
        letter, width = _letter_of(run.group())
        pieces.append(text[at : run.start()] + (letter or text[run.start()]))
        at = run.start() + (width if letter else 1)
    return "".join(pieces) + text[at:]


def _letter_of(digits: str) -> tuple[str, int]:
    octets = bytes(int(digits[i : i + 4]) for i in range(0, len(digits), 4))
    for length in (2, 3):
        letter = octets[:length].decode("utf-8", errors="replace")
        if letter in vietnamese_letters():
            return letter, 4 * length
    return "", 0
