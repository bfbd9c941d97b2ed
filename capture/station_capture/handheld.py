"""What a handheld scanner delivers, made a card by the same rules as what a camera sees."""

import re
import time
from datetime import date
from typing import AnyStr, Final, Literal

from station_capture.card import ParsedCard, parse_card
from station_capture.errors import CardError
from station_capture.reader import CardRead, Source

# What a scanner is set to say first (the AIM identifier of a QR code, ISO/IEC 15424: "]Q" and a
# digit), or a stray byte of the line. A card begins with 12 digits, so nothing is guessed.
_AHEAD: Final = r"(?:\]Q[0-9])?[^0-9|]{0,8}(?=[0-9]{12}\|)"


KeysFault = Literal["", "altered", "lost"]
_FAULTS: Final[dict[KeysFault, str]] = {"altered": "KEYS_ALTERED", "lost": "KEYS_LOST"}


def card_of_scan(scan: bytes, *, today: date) -> CardRead:
    """The card in one scan of a handheld scanner on a port.

    Args:
        scan: The bytes between two line ends, as they came.
        today: The date the card's dates are checked against.

    Raises:
        CardError: With the code of the first check that failed; MARKS_MISSING where every
            Vietnamese letter may have been left out.
    """
    began = time.perf_counter()
    payload = _without_what_is_ahead(scan, _AHEAD.encode())
    parsed = parse_card(payload, today=today)
    _check_marks(parsed)
    raw = parsed.text.encode() if parsed.repaired else payload
    return _read(parsed, raw, "handheld", began)


def card_of_keys(text: str, *, today: date, fault: KeysFault = "") -> CardRead:
    """The card in what a handheld scanner typed as if it were a keyboard.

    Args:
        text: What came out of the keys.
        today: The date the card's dates are checked against.
        fault: What was seen to happen to keys on their way: an input method makes letters of
            others ("dd" becomes "đ"), a keyboard without a letter leaves it out. What was on the
            card cannot be told any more then, however sound the text looks.

    Raises:
        CardError: With the code of the first check that failed; KEYS_ALTERED, KEYS_LOST, or
            MARKS_MISSING where every Vietnamese letter may have been left out.
    """
    began = time.perf_counter()
    if fault:
        raise CardError(_FAULTS[fault], f"keys of a scanner were {fault}")
    parsed = parse_card(_without_what_is_ahead(text, _AHEAD), today=today)
    _check_marks(parsed)
    return _read(parsed, parsed.text.encode(), "keyboard", began)


def _without_what_is_ahead(scan: AnyStr, pattern: AnyStr) -> AnyStr:
    ahead = re.match(pattern, scan)
    return scan[ahead.end() :] if ahead else scan


def _check_marks(parsed: ParsedCard) -> None:
    """Refuse letters without a single mark, which is what a scanner that drops them leaves.

    "Nguyn Vn Li" passes every other check; of genuine cards hardly one has no mark at all.
    """
    card = parsed.card
    if (card.full_name + card.gender + card.address).isascii():
        raise CardError("MARKS_MISSING", "the scanner brought no Vietnamese letter")


def _read(parsed: ParsedCard, raw: bytes, source: Source, began: float) -> CardRead:
    return CardRead(
        raw=raw,
        card=parsed.card,
        warnings=parsed.warnings,
        repaired=parsed.repaired,
        stage=source,
        ms=(time.perf_counter() - began) * 1e3,
        corners=(),
        source=source,
    )
