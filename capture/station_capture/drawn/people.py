"""Invented people with cards; the free digits of their numbers are not in use."""

from datetime import date
from importlib import resources

from station_capture.card import Card, parse_card

_PAYLOADS = resources.files(__package__).joinpath("people.txt").read_text(encoding="utf-8")

INVENTED_PEOPLE: tuple[Card, ...] = tuple(
    parse_card(payload, today=date.max).card for payload in _PAYLOADS.splitlines()
)
