"""`stationctl barcode read` and `emulate barcode`."""

import argparse
from itertools import cycle
from typing import Any

from station_capture import card_as_dict, parse_card
from station_core.cli.serving import serve_until_ended
from station_core.clock import local_now
from station_devices import open_barcode_scanner
from station_devices.emulator import emulate_barcode, scans_of


def read(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wait for one scan, and check its text as `card parse` does."""
    with open_barcode_scanner(arguments.port, baud=arguments.baud) as scanner:
        scan = scanner.next(arguments.deadline)
        address = scanner.identity.address
    parsed = parse_card(scan, today=arguments.today or local_now().date())
    return {
        "card": card_as_dict(parsed.card),
        "warnings": list(parsed.warnings),
        "repaired": parsed.repaired,
        "address": address,
    }


def emulate(arguments: argparse.Namespace) -> None:
    """Stand in for a handheld scanner until the program is ended."""
    scans = scans_of(arguments.scans) if arguments.scans else _invented_cards()
    serve_until_ended(
        lambda: emulate_barcode(
            scans if arguments.once else cycle(scans),
            pty=arguments.pty,
            tcp=arguments.tcp,
            baud=arguments.baud,
            suffix=arguments.suffix,
            every_s=arguments.every,
            faults=arguments.fault,
        )
    )


def _invented_cards() -> list[bytes]:
    from station_capture import format_card  # noqa: PLC0415 - behind the default only
    from station_capture.drawn import INVENTED_PEOPLE  # noqa: PLC0415 - the same

    return [format_card(person).encode() for person in INVENTED_PEOPLE]
