"""The card as a value: what its QR code says, parsed and written."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, cast

from station_capture import checks, repair
from station_capture.errors import CardError
from station_capture.repertoire import is_address_text

Gender = Literal["Nam", "Nữ"]
Generation = Literal["cccd_2021", "can_cuoc_2024"]

_SEPARATOR = "|"
# A QR code holds 2953 bytes at most (ISO/IEC 18004, version 40-L); a card's are below 400.
_MOST_BYTES = 4096
_CORE_FIELDS = 7
_FIELD_COUNTS = (7, 11)
# A payload between the two layouts is counted to the newer one only where it can hold its names.
_NEW_LAYOUT_FROM = 10
_NO_OLD_ID = {"", "0", "000000000", "-"}
# Nobody publishes what the extra fields may hold, so odd characters there refuse no card.
_DAMAGED_EXTRA = "EXTRA_CHARS"
# Readers add these around the payload; a BOM may come before or after the spaces.
_AROUND = "\ufeff \t\r\n"
_LINE_END = re.compile(r"[\r\n]")
_LINK = re.compile(r"(https?://|www\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """The fields of a chip ID card's QR code, as printed there.

    `old_id` is None where the card names none. `extra` holds what follows the seventh field, raw:
    the meaning of these fields is not published, so they carry no names.
    """

    id_number: str
    old_id: str | None
    full_name: str
    dob: date
    gender: Gender
    address: str
    issue_date: date
    generation: Generation = "cccd_2021"
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedCard:
    """A card with what was found about its payload.

    `text` is the payload as it was understood: cleaned and, if `repaired`, with the damage undone.
    """

    card: Card
    warnings: tuple[str, ...]
    repaired: bool
    text: str


def parse_card(payload: str | bytes, *, today: date) -> ParsedCard:
    """Parse what a reader delivered for a card's QR code.

    The payload is taken as it stands if it passes every check. If not, the known ways of showing
    its UTF-8 in a wrong encoding are undone; that counts as repaired and must pass the same
    checks. Nothing is guessed: damage that cannot be undone exactly, or in more than one way, is
    refused.

    Args:
        payload: Raw bytes of the symbol (must be UTF-8) or the text a reader made of them.
        today: The date that "in the future" refers to.

    Raises:
        CardError: With the code of the first check that failed.
    """
    text = _decoded(payload)
    try:
        parsed = _parse_text(text, today=today, repaired=False)
    except CardError:
        if (repaired := _repaired(text, today=today)) is not None:
            return repaired
        raise
    if _DAMAGED_EXTRA in parsed.warnings:
        return _repaired(text, today=today) or parsed
    return parsed


def format_card(card: Card) -> str:
    """Write a card as the text its QR code holds; the opposite of `parse_card`."""
    core = (
        card.id_number,
        card.old_id or "",
        card.full_name,
        _date_text(card.dob),
        card.gender,
        card.address,
        _date_text(card.issue_date),
    )
    return _SEPARATOR.join(core + card.extra)


def _date_text(day: date) -> str:
    return f"{day:%d%m}{day.year:04}"  # %Y is not padded everywhere


def card_as_dict(card: Card) -> dict[str, str | list[str] | None]:
    """Show a card as JSON types: dates in ISO form, `extra` as a list."""
    shown: dict[str, str | list[str] | None] = {}
    for field in fields(card):
        value = getattr(card, field.name)
        if isinstance(value, date):
            shown[field.name] = value.isoformat()
        else:
            shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown


def _decoded(payload: str | bytes) -> str:
    if len(payload) > _MOST_BYTES:
        raise CardError("PAYLOAD_TOO_LONG", f"{len(payload)} bytes or letters; no QR code has that")
    try:
        if isinstance(payload, bytes):
            return payload.decode("utf-8")
        payload.encode("utf-8")  # a lone surrogate is the trace of bytes that were no text
    except UnicodeError as exc:
        raise CardError("UTF8_INVALID", "the payload is not valid UTF-8") from exc
    return payload


def _repaired(text: str, *, today: date) -> ParsedCard | None:
    """The one sound card that `text` may have been before a reader damaged it, if there is one."""
    found: dict[Card, ParsedCard] = {}
    for candidate in repair.candidates(text):
        with suppress(CardError):
            parsed = _parse_text(candidate, today=today, repaired=True)
            if _DAMAGED_EXTRA not in parsed.warnings:
                found[parsed.card] = parsed
    return found.popitem()[1] if len(found) == 1 else None


def _parse_text(text: str, *, today: date, repaired: bool) -> ParsedCard:
    text = text.split("\0", 1)[0].strip(_AROUND)
    composed = unicodedata.normalize("NFC", text)
    warnings = [] if composed == text else ["NOT_NFC"]
    values, extra = _split(composed)
    warnings += [] if len(values) + len(extra) in _FIELD_COUNTS else ["FIELD_COUNT_UNUSUAL"]
    card = _card_of(values, extra, today=today)
    warnings += [] if all(map(is_address_text, extra)) else [_DAMAGED_EXTRA]
    warnings += checks.warnings_for(
        id_number=card.id_number,
        full_name=card.full_name,
        dob=card.dob,
        gender=card.gender,
        address=card.address,
        issue_date=card.issue_date,
    )
    return ParsedCard(card=card, warnings=tuple(warnings), repaired=repaired, text=composed)


def _split(text: str) -> tuple[list[str], tuple[str, ...]]:
    if not text:
        raise CardError("EMPTY", "the payload is empty")
    if _LINK.match(text):
        raise CardError("NOT_CARD_URL", "the payload is a web link")
    if _LINE_END.search(text):  # else the second of two cards would be extra fields of the first
        raise CardError("FIELD_COUNT", "several lines where a card has one")
    parts = text.split(_SEPARATOR)
    if not _CORE_FIELDS <= len(parts) < 2 * _CORE_FIELDS:  # so many are of two cards run together
        raise CardError("FIELD_COUNT", f"{len(parts)} fields where a card has 7 or 11")
    return [part.strip() for part in parts[:_CORE_FIELDS]], tuple(parts[_CORE_FIELDS:])


def _card_of(values: list[str], extra: tuple[str, ...], *, today: date) -> Card:
    id_number, old_id, full_name, dob_text, gender, address, issue_text = values
    checks.check_id_number(id_number)
    old = None if old_id in _NO_OLD_ID else checks.checked_old_id(old_id)
    checks.check_not_keyboard_damage((full_name, gender, address))
    checks.check_name(full_name)
    dob = checks.date_of_birth(dob_text, today=today)
    checks.check_gender(gender)
    checks.check_address(address)
    issued = checks.date_of_issue(issue_text, dob=dob, today=today)
    new_layout = _CORE_FIELDS + len(extra) >= _NEW_LAYOUT_FROM
    return Card(
        id_number=id_number,
        old_id=old,
        full_name=full_name,
        dob=dob,
        gender=cast(Gender, gender),
        address=address,
        issue_date=issued,
        generation="can_cuoc_2024" if new_layout else "cccd_2021",
        extra=extra,
    )
