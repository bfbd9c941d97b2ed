"""Where a device is: an address, or a USB identity that is looked for at each opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

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
    if not _is_usb(url):
        return Address(url, lister, follows)
    return UsbDevice(UsbIdentity.of(url), lister)


def port_meant(url: str, ports: Iterable[SerialPort]) -> SerialPort | None:
    """Which of these ports a url means; None if it means none of them, or nothing."""
    try:
        fits = UsbIdentity.of(url).fits if _is_usb(url) else lambda port: port.is_at(url)
    except PortMissingError:
        return None
    return next((port for port in ports if fits(port)), None)


def url_of(port: SerialPort) -> str:
    """What finds a port's device again, whatever name the system gives the port then.

    By its serial number, or, where it has none, by the plug it is in. A serial number is written as
    in any url (RFC 3986): an "@" or ":" in it would pass for what comes behind.
    """
    if port.vid is None or port.pid is None:
        return port.address
    usb = f"usb:{port.vid:04x}:{port.pid:04x}"
    if port.serial:
        return f"{usb}:{quote(port.serial, safe='')}"
    return f"{usb}@{port.location}" if port.location else usb


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """What a device's USB interface tells of it.

    Attributes:
        kind: Vendor and product.
        serial: Serial number; None for any.
        location: The plug it must be in; None for any.
    """

    kind: tuple[int, int]
    serial: str | None = None
    location: str | None = None

    @classmethod
    def of(cls, url: str) -> UsbIdentity:
        """Read ``usb:VVVV:PPPP[:SERIAL][@LOCATION]``.

        Raises:
            PortMissingError: It means nothing.
        """
        parts = _USB_ADDRESS.fullmatch(url)
        if parts is None:
            raise PortMissingError("a USB identity is written as usb:VVVV:PPPP[:SERIAL][@LOCATION]")
        vid, pid, serial, location = parts.groups()
        return cls((int(vid, 16), int(pid, 16)), serial and unquote(serial), location)

    def fits(self, port: SerialPort) -> bool:
        """Whether this is the device at a port."""
        return (
            (port.vid, port.pid) == self.kind
            and self.serial in {None, port.serial}
            and self.location in {None, port.location}
        )


class UsbDevice:
    """The device of a USB identity, at whatever port the system gives it."""

    def __init__(self, identity: UsbIdentity, lister: Lister) -> None:
        self._identity, self._lister = identity, lister
        self._last: SerialPort | None = None

    def find(self) -> SerialPort:
        """Look through the ports."""
        found = [port for port in serial_ports(self._lister) if self._identity.fits(port)]
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
            identity = UsbIdentity((found.vid, found.pid), found.serial)
            self._followed = UsbDevice(identity, self._lister)
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


def _is_usb(url: str) -> bool:
    return url.lower().startswith("usb:")
