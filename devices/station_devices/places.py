"""Where a device is: an address, or a USB identity that is looked for at each opening."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from station_devices.errors import PortMissingError
from station_devices.ports import port_at, serial_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from station_devices.ports import Lister, SerialPort

_USB_ADDRESS = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^@]+))?(?:@(.+))?", re.IGNORECASE)


class Place(Protocol):
    """Finds one device among the ports there are now."""

    def find(self) -> SerialPort:
        """Return what is there; raises ``PortMissingError`` while it is away."""


def place_of(url: str, lister: Lister, follows: Callable[[SerialPort], bool]) -> Place:
    """The place a url means: ``usb:VVVV:PPPP[:SERIAL][@LOCATION]`` (hexadecimal), or an address.

    Args:
        url: Of the device.
        lister: What lists the ports.
        follows: Whether a port found at an address is of a kind that may be followed elsewhere.

    Raises:
        PortMissingError: It begins with ``usb:`` and means nothing.
    """
    if not url.lower().startswith("usb:"):
        return Address(url, lister, follows)
    parts = _USB_ADDRESS.fullmatch(url)
    if parts is None:
        raise PortMissingError("a USB identity is written as usb:VVVV:PPPP[:SERIAL][@LOCATION]")
    vid, pid, serial, location = parts.groups()
    return UsbDevice((int(vid, 16), int(pid, 16)), serial, location, lister)


def url_of(port: SerialPort) -> str:
    """What finds a port's device again, whatever name the system gives the port then.

    By its serial number, or, where it has none, by the plug it is in.
    """
    if port.vid is None or port.pid is None:
        return port.address
    usb = f"usb:{port.vid:04x}:{port.pid:04x}"
    if port.serial:
        return f"{usb}:{port.serial}"
    return f"{usb}@{port.location}" if port.location else usb


class UsbDevice:
    """The device of a USB identity, at whatever port the system gives it."""

    def __init__(
        self, kind: tuple[int, int], serial: str | None, location: str | None, lister: Lister
    ) -> None:
        self._kind, self._serial, self._location = kind, serial, location
        self._lister = lister
        self._last: SerialPort | None = None

    def find(self) -> SerialPort:
        """Look through the ports."""
        found = [
            port
            for port in serial_ports(self._lister)
            if (port.vid, port.pid) == self._kind
            and self._serial in {None, port.serial}
            and self._location in {None, port.location}
        ]
        self._last = nearest(found, self._last)
        return self._last


class Address:
    """An address; a device found there is followed when the system gives it another port.

    Only one that ``follows`` allows: a bridge such as the CH340 without a serial number says
    nothing of what hangs on it, and the next one found may be another device's.
    """

    def __init__(self, address: str, lister: Lister, follows: Callable[[SerialPort], bool]) -> None:
        self._address = address
        self._lister = lister
        self._follows = follows
        self._followed: UsbDevice | None = None

    def find(self) -> SerialPort:
        """Look where the device is that was at the address, or what is there in its stead."""
        found = port_at(self._address, self._lister)
        if self._followed is not None:
            try:
                return self._followed.find()
            except PortMissingError:
                if not self._follows(found):
                    raise
        if found.vid is not None and found.pid is not None and self._follows(found):
            kind = (found.vid, found.pid)
            self._followed = UsbDevice(kind, found.serial, None, self._lister)
        return found


def nearest(found: Iterable[SerialPort], last: SerialPort | None) -> SerialPort:
    """The very device of last time, else one of its kind at its plug, else of its kind, else any.

    Raises:
        PortMissingError: None was found.
    """
    candidates = list(found)
    if not candidates:
        raise PortMissingError("no such device is plugged in")
    if last is None:
        return candidates[0]

    def likeness(port: SerialPort) -> tuple[bool, bool, bool]:
        return port.usb == last.usb, port.location == last.location, port.vid == last.vid

    return max(candidates, key=likeness)  # the first of several alike
