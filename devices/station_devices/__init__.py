"""Fingerprint scanners on a serial wire: drivers, transports and their emulators.

Names are looked up on first use: importing this package costs nothing at the desk's start, and the
imaging libraries are loaded by the first who needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_devices.drivers import open_scanner
    from station_devices.encoding import decode_wsq, encode_png, encode_wsq, load_finger_file
    from station_devices.errors import DeviceError
    from station_devices.scanner import (
        FingerImage,
        FingerprintScanner,
        FingerState,
        ScannerIdentity,
    )

__all__ = [
    "DeviceError",
    "FingerImage",
    "FingerState",
    "FingerprintScanner",
    "ScannerIdentity",
    "decode_wsq",
    "encode_png",
    "encode_wsq",
    "load_finger_file",
    "open_scanner",
]

_HOMES = {
    "DeviceError": "errors",
    "FingerImage": "scanner",
    "FingerState": "scanner",
    "FingerprintScanner": "scanner",
    "ScannerIdentity": "scanner",
    "decode_wsq": "encoding",
    "encode_png": "encoding",
    "encode_wsq": "encoding",
    "load_finger_file": "encoding",
    "open_scanner": "drivers",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
