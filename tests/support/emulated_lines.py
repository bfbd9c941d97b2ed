"""What the tests of every fingerprint family share: emulated modules on both kinds of ports."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from station_devices.capturing import SerialScanner
from station_devices.emulator import serve_pty, serve_tcp
from station_devices.errors import CaptureCancelledError
from station_devices.line import Line
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from station_devices.emulator.serving import EmulatorServer, Module
    from station_devices.families.module import Family, Timing
    from station_devices.scanner import FingerState

    Serve = Callable[..., EmulatorServer]

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")


def over_tcp(
    module: Module, *, baud: int | None, faults: Iterable[str], away_s: float
) -> EmulatorServer:
    return serve_tcp(0, module, baud=baud, faults=faults, away_s=away_s)


both_ports = pytest.mark.parametrize("serve", [pytest.param(serve_pty, marks=needs_pty), over_tcp])


def scanner_of(
    family: Family, server: EmulatorServer, timing: Timing, baud: int | None = None
) -> SerialScanner:
    line = Line(
        family,
        lambda rate, limit: open_transport(server.address, rate, limit),
        baud=baud,
        timing=timing,
    )
    return SerialScanner(family.name, line)


def cancel_in_the_middle(scanner: SerialScanner) -> None:
    """Stop a capture when a third of its image is here."""
    halfway = threading.Event()

    def watch(_state: FingerState, part: float) -> None:
        if part > 0.3:
            halfway.set()

    with pytest.raises(CaptureCancelledError):
        scanner.capture(20, halfway.is_set, on_state=watch)
