"""What is known of a handheld scanner without asking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.barcode.usb import UNKNOWN, family_of, model_of

if TYPE_CHECKING:
    from station_devices.ports import SerialPort


@dataclass(frozen=True, slots=True)
class BarcodeIdentity:
    """A scanner by the USB identity of its port.

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


def identity_of(port: SerialPort) -> BarcodeIdentity:
    """What a port tells of the scanner on it, if there is one."""
    return BarcodeIdentity(
        family=family_of(port.vid),
        model=model_of(port.vid, port.pid, port.product),
        vid=port.vid,
        pid=port.pid,
        serial=port.serial,
        address=port.address,
        location=port.location,
    )
