"""The scanner drivers by name, and the door that opens them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from serial.tools import list_ports

from station_devices.capturing import SerialScanner
from station_devices.errors import UnknownDriverError
from station_devices.families.ef01 import EF01
from station_devices.families.gt5 import GT5
from station_devices.families.sfm import SFM, SFM_WSQ
from station_devices.families.vero2 import VERO2
from station_devices.line import Line
from station_devices.places import place_of
from station_devices.recording import Recorder
from station_devices.scanner import never
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from station_devices.families.module import Family, Timing
    from station_devices.framing import CallLimit
    from station_devices.ports import Lister
    from station_devices.scanner import FingerprintScanner, Stop
    from station_devices.transport import Transport

FAMILIES: dict[str, Family] = {family.name: family for family in (EF01, GT5, SFM, SFM_WSQ, VERO2)}
_MOST_MODULES = 0xFFFF


def family_of(driver: str) -> Family:
    """The family of a driver.

    Raises:
        UnknownDriverError: No driver has that name, or its modules know no such number.
    """
    name, at, number = driver.partition("@")
    family = FAMILIES.get(name)
    if family is None:
        raise UnknownDriverError(f"no driver of that name; known: {', '.join(FAMILIES)}")
    if not at:
        return family
    chosen = int(number) if re.fullmatch("[0-9]{1,5}", number) else 0
    if family.make_numbered is None or not 0 < chosen <= _MOST_MODULES:
        raise UnknownDriverError(f"{name} knows no module {number!r}")
    return replace(family, make=family.make_numbered(chosen))


def open_scanner(
    url: str,
    driver: str,
    *,
    baud: int | None = None,
    timing: Timing | None = None,
    record: IO[str] | None = None,
    lister: Lister = list_ports.comports,
    stop: Stop = never,
) -> FingerprintScanner:
    """Open a scanner and ask what it is.

    Args:
        url: ``usb:VVVV:PPPP[:SERIAL][@LOCATION]`` (hexadecimal; the device wherever it is plugged
            in), a device path, a pty, or a pyserial address such as ``socket://127.0.0.1:4000``.
            What is found at a path is followed to another by its USB serial number.
        driver: A key of ``FAMILIES``; ``sfm@7`` is module 7 of several on one line, as they are
            numbered in the network mode of Suprema's modules.
        baud: Bits per second. None: looked for at the family's rates and then raised, where the
            rate of the port is ours to set; behind ``socket://`` the factory's rate is assumed.
        timing: Limits of the single steps.
        record: Where the session is written to, as ``station_devices.recording`` says.
        lister: What lists the ports.
        stop: Asked while the module is looked for; true ends that.

    Raises:
        UnknownDriverError: No driver has that name.
        DeviceError: The port cannot be opened or no such scanner answers there.
    """
    family = family_of(driver)
    place = place_of(url, lister, lambda port: bool(port.serial))
    recorder = Recorder(record, driver=driver) if record is not None else None

    def connect(rate: int, limit: CallLimit) -> Transport:
        transport = open_transport(place.find().address, rate, limit)
        return transport if recorder is None else recorder.over(transport, rate)

    return SerialScanner(family.name, Line(family, connect, baud=baud, timing=timing), stop)
