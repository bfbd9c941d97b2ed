"""The scanner drivers by name, and the door that opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station_devices.ef01.scanner import Ef01Scanner
from station_devices.errors import UnknownDriverError
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.scanner import FingerprintScanner

    Opener = Callable[[str, int | None], FingerprintScanner]


def _open_ef01(url: str, baud: int | None) -> FingerprintScanner:
    rate = baud or 57600  # the family's factory setting
    return Ef01Scanner(lambda limit: open_transport(url, rate, limit), baud=rate)


DRIVERS: dict[str, Opener] = {"ef01": _open_ef01}


def open_scanner(url: str, driver: str, *, baud: int | None = None) -> FingerprintScanner:
    """Open a scanner and ask what it is.

    Args:
        url: Device path, pty, or a pyserial address such as ``socket://127.0.0.1:4000``.
        driver: A key of ``DRIVERS``.
        baud: Bits per second; the family's factory setting if None.

    Raises:
        UnknownDriverError: No driver has that name.
        DeviceError: The port cannot be opened or no such scanner answers there.
    """
    opener = DRIVERS.get(driver)
    if opener is None:
        raise UnknownDriverError(f"no driver of that name; known: {', '.join(DRIVERS)}")
    return opener(url, baud)
