"""`stationctl card read`, `card parse` and `card number`."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from station_capture import card_as_dict, parse_card
from station_capture.mrz import id_number_of
from station_core.clock import local_now

if TYPE_CHECKING:
    from station_capture import CardRead, ParsedCard

_MOST_PIPED = 64 * 1024  # far more than any card's text, so that what is too long is refused


def read(arguments: argparse.Namespace) -> dict[str, Any]:
    """Read the card in an image or a video."""
    from station_capture import read_card_file  # noqa: PLC0415 - `card parse` needs no images
    from station_capture.images import MAX_BYTES  # noqa: PLC0415

    source = sys.stdin.buffer.read(MAX_BYTES + 1) if arguments.file == "-" else arguments.file
    found = read_card_file(source, today=arguments.today or local_now().date())
    return {**answer_of(found), "stage": found.stage, "ms": round(found.ms, 1)}


def parse(arguments: argparse.Namespace) -> dict[str, Any]:
    """Check the text of a card."""
    text = sys.stdin.buffer.read(_MOST_PIPED) if arguments.text == "-" else arguments.text
    return answer_of(parse_card(text, today=arguments.today or local_now().date()))


def answer_of(found: "CardRead | ParsedCard") -> dict[str, Any]:
    """What is told of every card, however it came."""
    return {
        "card": card_as_dict(found.card),
        "warnings": list(found.warnings),
        "repaired": found.repaired,
    }


def number(arguments: argparse.Namespace) -> dict[str, Any]:
    """Verify the first line of a card's machine-readable zone."""
    return {"id_number": id_number_of(arguments.line)}
