"""Where a handheld scanner is: anywhere, at an address, or wherever its USB identity is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station_devices import places
from station_devices.barcode.usb import is_handheld
from station_devices.places import nearest
from station_devices.ports import serial_ports

if TYPE_CHECKING:
    from station_devices.places import Place
    from station_devices.ports import Lister, SerialPort


def place_of(url: str, lister: Lister) -> Place:
    """The place a url means: ``auto``, or what ``station_devices.places`` knows.

    Raises:
        PortMissingError: It begins with ``usb:`` and means nothing.
    """
    if url == "auto":
        return AnyHandheld(lister)
    return places.place_of(url, lister, lambda port: is_handheld(port.vid))


class AnyHandheld:
    """The handheld that was there before, else the first one of a known maker."""

    def __init__(self, lister: Lister) -> None:
        self._lister = lister
        self._last: SerialPort | None = None

    def find(self) -> SerialPort:
        """Look through the ports."""
        found = [port for port in serial_ports(self._lister) if is_handheld(port.vid)]
        self._last = nearest(found, self._last)
        return self._last
