"""`stationctl barcode read` and `emulate barcode`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import cycle
from typing import Any

from station_capture import card_of_scan
from station_core.cli.card import answer_of
from station_core.cli.serving import serve_until_ended
from station_core.clock import local_now
from station_devices import BarcodeScanner, DeviceError, open_barcode_scanner
from station_devices.emulator import emulate_barcode, scans_of


def read(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wait for one scan, and take the card out of it."""
    family = None if arguments.trigger == "auto" else arguments.trigger
    with open_barcode_scanner(arguments.port, baud=arguments.baud, trigger=family) as scanner:
        with _pulled(scanner) if arguments.trigger else nullcontext():
            scan = scanner.next(arguments.deadline)
        address = scanner.identity.address
    found = card_of_scan(scan, today=arguments.today or local_now().date())
    return {**answer_of(found), "address": address}


@contextmanager
def _pulled(scanner: BarcodeScanner) -> Iterator[None]:
    """The scanner's trigger pulled, and released however it ends."""
    scanner.trigger()
    try:
        yield
    finally:
        with suppress(DeviceError):
            scanner.release()


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
