"""Serial ports and what hangs on them, told by USB identity; nothing is opened or asked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from serial.tools import list_ports

from station_devices.barcode.usb import UNKNOWN, family_of, model_of
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
class BarcodeIdentity:
    """What is known of a scanner without asking it.

    Attributes:
        family: ``zebra``, ``honeywell``, ``newland`` or ``unknown``.
        model: Name of the model; empty if unknown.
        vid: USB vendor; None where there is no USB.
        pid: USB product of that vendor.
        serial: Serial number its USB interface gives; empty if none.
        address: What opens it now: a device path or an address as of a serial server.
        location: Where on the USB tree it is; empty if unknown.
    """

    family: str = UNKNOWN
    model: str = ""
    vid: int | None = None
    pid: int | None = None
    serial: str = ""
    address: str = ""
    location: str = ""

    @property
    def is_handheld(self) -> bool:
        """Whether the vendor makes handheld scanners; any other port may be any other device."""
        return self.family != UNKNOWN

    @property
    def usb(self) -> tuple[int | None, int | None, str]:
        """Vendor, product and serial number: what stays the same at another plug."""
        return self.vid, self.pid, self.serial


def ports(lister: Lister = list_ports.comports) -> list[BarcodeIdentity]:
    """List the serial ports of this computer; those of unknown vendors are listed, never probed.

    Raises:
        PortMissingError: A port vanished while it was looked at.
    """
    try:
        found = sorted(lister(), key=lambda port: port.device)
    except (OSError, TypeError, ValueError) as exc:  # pyserial reads what has just gone as None
        raise PortMissingError("a port vanished while ports were listed") from exc
    return [_identity(port) for port in found]


def at_address(address: str, lister: Lister = list_ports.comports) -> BarcodeIdentity:
    """Tell what hangs at an address; of a pty or a TCP port nothing is known but that."""
    real = os.path.realpath(address)  # udev's links, as in /dev/serial/by-id
    for port in ports(lister):
        if address == port.address or real == os.path.realpath(port.address):
            return port
    return BarcodeIdentity(address=address)


def _identity(port: PortInfo) -> BarcodeIdentity:
    return BarcodeIdentity(
        family=family_of(port.vid),
        model=model_of(port.vid, port.pid, port.product),
        vid=port.vid,
        pid=port.pid,
        serial=port.serial_number or "",
        address=port.device,
        location=port.location or "",
    )
