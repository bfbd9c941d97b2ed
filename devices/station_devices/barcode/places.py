"""Where a scanner is: an address, or a USB identity that is looked for at each opening."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from station_devices.barcode.discovery import BarcodeIdentity, at_address, ports
from station_devices.errors import PortMissingError

if TYPE_CHECKING:
    from station_devices.barcode.discovery import Lister

_USB_ADDRESS = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.IGNORECASE)


class Place(Protocol):
    """Finds one scanner among the ports there are now."""

    def find(self) -> BarcodeIdentity:
        """Return what is there; raises ``PortMissingError`` while it is away."""


def place_of(url: str, lister: Lister) -> Place:
    """The place a url means: ``auto``, ``usb:VVVV:PPPP[:SERIAL]`` (hexadecimal), or an address.

    Raises:
        PortMissingError: It begins with ``usb:`` and means nothing.
    """
    if url == "auto":
        return AnyHandheld(lister)
    if url.lower().startswith("usb:"):
        parts = _USB_ADDRESS.fullmatch(url)
        if parts is None:
            raise PortMissingError("a USB identity is written as usb:VVVV:PPPP[:SERIAL]")
        vid, pid, serial = parts.groups()
        return UsbDevice(int(vid, 16), int(pid, 16), serial, lister)
    return Address(url, lister)


class AnyHandheld:
    """The handheld that was there before, else the first one of a known maker."""

    def __init__(self, lister: Lister) -> None:
        self._lister = lister
        self._last = BarcodeIdentity()

    def find(self) -> BarcodeIdentity:
        """Look through the ports."""
        found = [port for port in ports(self._lister) if port.is_handheld]
        self._last = _nearest(found, self._last)
        return self._last


class UsbDevice:
    """The device of a USB identity, at whatever port the system gives it."""

    def __init__(self, vid: int, pid: int, serial: str | None, lister: Lister) -> None:
        self._wanted = (vid, pid, serial)
        self._lister = lister
        self._last = BarcodeIdentity()

    def find(self) -> BarcodeIdentity:
        """Look through the ports."""
        vid, pid, serial = self._wanted
        found = [
            port
            for port in ports(self._lister)
            if (port.vid, port.pid) == (vid, pid) and serial in (None, port.serial)
        ]
        self._last = _nearest(found, self._last)
        return self._last


class Address:
    """An address; a handheld found there is followed when the system gives it another port.

    Only a handheld of a known maker: a bridge such as the CH340 says nothing of what hangs on it,
    and the next one found may be the fingerprint scanner's.
    """

    def __init__(self, address: str, lister: Lister) -> None:
        self._address = address
        self._lister = lister
        self._followed: UsbDevice | None = None

    def find(self) -> BarcodeIdentity:
        """Look where the handheld is that was at the address, or what is there in its stead."""
        found = at_address(self._address, self._lister)
        if self._followed is not None:
            try:
                return self._followed.find()
            except PortMissingError:
                if not found.is_handheld:
                    raise
        if found.vid is not None and found.pid is not None and found.is_handheld:
            self._followed = UsbDevice(found.vid, found.pid, found.serial, self._lister)
        return found


def _nearest(found: list[BarcodeIdentity], last: BarcodeIdentity) -> BarcodeIdentity:
    """The very device of last time, else one of its kind at its plug, else of its kind, else any.

    Raises:
        PortMissingError: None was found.
    """
    if not found:
        raise PortMissingError("no such scanner is plugged in")

    def likeness(port: BarcodeIdentity) -> tuple[bool, bool, bool]:
        return port.usb == last.usb, port.location == last.location, port.vid == last.vid

    return max(found, key=likeness)  # the first of several alike
