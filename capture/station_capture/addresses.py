"""How a camera is written down by its USB identity, in the words of handheld scanners."""

import re
from pathlib import Path
from typing import Final, NamedTuple

from station_capture.errors import CameraError

_USB: Final = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^@]+))?(?:@(\S+))?", re.IGNORECASE)


class UsbAddress(NamedTuple):
    """`usb:VVVV:PPPP[:SERIAL][@PLACE]`; None stands for any serial number, at any place."""

    vendor: int
    product: int
    serial: str | None = None
    place: str | None = None

    def __str__(self) -> str:
        serial = f":{self.serial}" if self.serial else ""
        place = f"@{self.place}" if self.place else ""
        return f"usb:{self.vendor:04x}:{self.product:04x}{serial}{place}"


def usb_address(text: str) -> UsbAddress | None:
    """Read a USB identity; None where the text is an index, a path or a network address.

    Raises:
        CameraError: CAMERA_ADDRESS if it begins with `usb:` and means nothing.
    """
    if not text.lower().startswith("usb:"):
        return None
    parts = _USB.fullmatch(text)
    if parts is None:
        raise CameraError("CAMERA_ADDRESS", "write usb:VVVV:PPPP, with :SERIAL or @PLACE behind")
    vendor, product, serial, place = parts.groups()
    return UsbAddress(int(vendor, 16), int(product, 16), serial, place)


def without_password(source: str) -> str:
    """A camera's source as it may be shown: whatever stands before an @ may be a password."""
    if source.lower().startswith("usb:") or "@" not in source:
        return source
    scheme, mark, rest = source.partition("://")
    if mark:
        return f"{scheme}://{rest.rpartition('@')[2]}"
    return source if Path(source).exists() else source.rpartition("@")[2]
