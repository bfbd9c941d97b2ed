"""The serial ports of this computer by USB identity; nothing is opened or asked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from serial.tools import list_ports

from station_devices.errors import PortMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    Lister: TypeAlias = Callable[[], Iterable["PortInfo"]]


class PortInfo(Protocol):
    """What pyserial's ``ListPortInfo`` tells about a port."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None
    product: str | None


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One port.

    Attributes:
        address: What opens it now: a device path or an address as of a serial server.
        vid: USB vendor; None where there is no USB.
        pid: USB product of that vendor.
        serial: Serial number its USB interface gives; empty if none.
        location: Where on the USB tree it is; empty if unknown.
        product: What its USB interface calls itself; empty if nothing.
    """

    address: str
    vid: int | None = None
    pid: int | None = None
    serial: str = ""
    location: str = ""
    product: str = ""

    @property
    def usb(self) -> tuple[int | None, int | None, str]:
        """Vendor, product and serial number: what stays the same at another plug."""
        return self.vid, self.pid, self.serial

    def is_at(self, address: str) -> bool:
        """Whether the address leads here, by udev's links too, as in /dev/serial/by-id."""
        return address == self.address or os.path.realpath(address) == os.path.realpath(
            self.address
        )


def serial_ports(lister: Lister = list_ports.comports) -> list[SerialPort]:
    """List the serial ports, those of unknown vendors too.

    Raises:
        PortMissingError: A port vanished while it was looked at.
    """
    try:
        found = sorted(lister(), key=lambda port: port.device)
    except (OSError, TypeError, ValueError) as exc:  # pyserial reads what has just gone as None
        raise PortMissingError("a port vanished while ports were listed") from exc
    return [_port(port) for port in found]


def port_at(address: str, lister: Lister = list_ports.comports) -> SerialPort:
    """Tell what hangs at an address; of a pty or a TCP port nothing is known but that."""
    here = (port for port in serial_ports(lister) if port.is_at(address))
    return next(here, SerialPort(address))


def _port(port: PortInfo) -> SerialPort:
    return SerialPort(
        address=port.device,
        vid=port.vid,
        pid=port.pid,
        serial=port.serial_number or "",
        location=port.location or "",
        product=(port.product or "").strip(),
    )
