"""Finds fingerprint modules behind USB bridges by asking: the bridge itself only says "a UART"."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.drivers import FAMILIES, open_scanner
from station_devices.errors import DeviceGarbledError, DeviceSilentError
from station_devices.families.module import Timing
from station_devices.framing import CallLimit
from station_devices.scanner import never
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from station_devices.ports import SerialPort
    from station_devices.scanner import ScannerIdentity, Stop
    from station_devices.transport import Transport

BRIDGES = {
    (0x10C4, 0xEA60): "CP210x",
    (0x1A86, 0x7523): "CH340",
    (0x1A86, 0x5523): "CH341",
    (0x1A86, 0x55D4): "CH9102",
    (0x0403, 0x6001): "FT232R",
    (0x0403, 0x6015): "FT231X",
    (0x067B, 0x2303): "PL2303",
}
"""USB identities of bridges that may have anything behind them (the USB ID Repository)."""

PROBES = (
    ("ef01", 57600),
    ("sfm", 115200),
    ("gt5", 9600),
    ("ef01", 115200),
    ("gt5", 115200),
    ("sfm", 921600),
    ("ef01", 9600),
)
"""Which family is asked at which rate, the likely ones first. Vero 2 is not among them: it comes
over Bluetooth, whose ports have no USB identity and may hang when they are opened."""

PROBE_S = 0.15
_GREETING_S = 5.0


@dataclass(frozen=True, slots=True)
class FoundScanner:
    """A module that answered.

    Attributes:
        driver: Its family's name.
        baud: The rate it answered at.
        identity: What it told.
    """

    driver: str
    baud: int
    identity: ScannerIdentity


def is_bridge(port: SerialPort) -> bool:
    """Whether a port may have a module behind it and may be asked.

    Ports of known makers are that maker's device, ports without a USB identity (Bluetooth, the
    mainboard's) may hang or be wired to anything: both are left alone.
    """
    return (port.vid, port.pid) in BRIDGES


def identify(address: str, stop: Stop = never) -> FoundScanner:
    """Ask at a port which fingerprint module is there; takes about 1.2 s where there is none.

    Raises:
        DeviceSilentError: No module of a known family answers.
        PortMissingError, PortBusyError, PortDeniedError: The port cannot be had.
        DeviceUnpluggedError: The port vanished.
        CaptureCancelledError: The caller stopped.
    """
    limit = CallLimit.seconds(len(PROBES) * PROBE_S + _GREETING_S, stop)
    driver, baud = _probed(address, limit)
    with open_scanner(address, driver, baud=baud, stop=stop) as scanner:
        return FoundScanner(driver, baud, scanner.identity)


def _probed(address: str, limit: CallLimit) -> tuple[str, int]:
    transport = open_transport(address, PROBES[0][1], limit)
    try:
        for driver, baud in PROBES:
            if _answers(transport, driver, baud, limit):
                return driver, baud
    finally:
        transport.close()
    raise DeviceSilentError("no fingerprint module answers there")


def _answers(transport: Transport, driver: str, baud: int, limit: CallLimit) -> bool:
    if transport.sets_baud and not transport.set_baud(baud):
        return False
    module = FAMILIES[driver].make(transport, Timing(reply_s=PROBE_S), time.monotonic)
    try:
        module.hello(limit.within(PROBE_S))
    except (DeviceSilentError, DeviceGarbledError):
        return False
    return True
