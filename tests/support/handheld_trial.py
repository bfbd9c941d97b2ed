"""A handheld scanner before an emulated one that has every fault: was each card read, and right?"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from frames.payloads import invent_payload
from station_capture import CaptureError, parse_card
from station_devices import open_barcode_scanner
from station_devices.emulator import SUFFIXES, serve_pty
from station_devices.emulator.barcode import BarcodeModule, BarcodeSettings
from station_devices.errors import (
    DeviceUnpluggedError,
    NoScanError,
    PortMissingError,
    ScanTooLongError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from station_devices import BarcodeScanner
    from station_devices.emulator.serving import EmulatorServer

    Serve = Callable[..., EmulatorServer]

TODAY: Final = date(2026, 11, 24)
PLENTY_S: Final = 20.0
BATCH: Final = 100
"""Scans between two pulls of the cable by hand."""
ODDS: Final = {
    "stray_byte": 0.1,
    "joined": 0.1,
    "split": 0.01,
    "too_long": 0.005,
    "unplug": 0.002,
    "unplug_mid_scan": 0.005,
}
WITHOUT_ENDS: Final = frozenset({"stray_byte", "unplug", "unplug_mid_scan"})
"""What a scanner that sends no line ends can suffer without losing a scan."""


@dataclass
class Outcome:
    """What came of a trial."""

    sent: int
    met: Counter[str] = field(default_factory=Counter)
    """Errors on the way, by code."""
    lost: int = 0
    wrong: int = 0
    repeated: int = 0
    junk: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether every card came once, and as it is."""
        return self.lost == self.wrong == self.repeated == 0


def trial(count: int, seed: int, suffix: str, serve: Serve = serve_pty) -> Outcome:
    """Scan distinct invented cards back to back, with faults, and count."""
    rng = np.random.default_rng(seed)
    sent = _distinct_cards(count, rng)
    settings = BarcodeSettings(suffix=SUFFIXES[suffix], pause_s=0.12)
    module = BarcodeModule(settings, faults_of=_dice(seed, suffix))
    outcome = Outcome(count)
    got: list[bytes] = []
    started = time.monotonic()
    with (
        serve(module, baud=None, away_s=0.01) as server,
        open_barcode_scanner(server.address) as scanner,
    ):
        # Silence has to part scans that have no ends: then each waits for the one before.
        for batch in _batches(sent, BATCH if SUFFIXES[suffix] else 1):
            module.scan(*batch)
            server.nudge()
            got += _scans(scanner, server, len(batch), outcome)
            if SUFFIXES[suffix]:
                server.unplug()
                server.plug()
        outcome.junk = scanner.junk
    outcome.seconds = time.monotonic() - started
    _judge(sent, got, outcome)
    return outcome


def _distinct_cards(count: int, rng: np.random.Generator) -> list[bytes]:
    cards: dict[bytes, None] = {}
    while len(cards) < count:
        cards[invent_payload(rng).encode()] = None
    return list(cards)


def _dice(seed: int, suffix: str) -> Callable[[int], frozenset[str]]:
    possible = ODDS.keys() if SUFFIXES[suffix] else WITHOUT_ENDS

    def faults_of(number: int) -> frozenset[str]:
        rng = np.random.default_rng((seed, number))
        return frozenset(name for name in sorted(possible) if rng.random() < ODDS[name])

    return faults_of


def _batches(cards: list[bytes], size: int) -> Iterator[list[bytes]]:
    for start in range(0, len(cards), size):
        yield cards[start : start + size]


def _scans(
    scanner: BarcodeScanner, server: EmulatorServer, count: int, outcome: Outcome
) -> Iterator[bytes]:
    """The next scans, over every unplugged cable."""
    while count:
        try:
            yield scanner.next(PLENTY_S)
            count -= 1
        except NoScanError:
            return
        except (DeviceUnpluggedError, PortMissingError, ScanTooLongError) as error:
            outcome.met[error.code] += 1
            server.await_plugged(PLENTY_S)


def _judge(sent: list[bytes], got: list[bytes], outcome: Outcome) -> None:
    times = Counter(got)
    outcome.lost = sum(card not in times for card in sent)
    outcome.repeated = sum(number - 1 for number in times.values())
    known = set(sent)
    outcome.wrong = sum(scan not in known or not _is_that_card(scan) for scan in times)


def _is_that_card(scan: bytes) -> bool:
    """Whether the card read says what the scan says."""
    number, _, name, *_ = scan.decode().split("|")
    try:
        card = parse_card(scan, today=TODAY).card
    except CaptureError:
        return False
    return (card.id_number, card.full_name) == (number, name)
