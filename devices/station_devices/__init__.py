"""Fingerprint and barcode scanners on a serial wire: drivers, transports and their emulators.

Names are looked up on first use: importing this package costs nothing at the desk's start, and the
imaging libraries are loaded by the first who needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_devices.barcode.discovery import BarcodeIdentity, ports
    from station_devices.barcode.scanner import BarcodeScanner, open_barcode_scanner
    from station_devices.compression import PrintEncoder
    from station_devices.drivers import open_scanner
    from station_devices.encoding import (
        EncodedPrint,
        decode_wsq,
        encode_png,
        encode_print,
        encode_wsq,
        load_finger_file,
    )
    from station_devices.errors import DeviceError, NoScanError, ScanTooLongError
    from station_devices.scanner import (
        FingerImage,
        FingerprintScanner,
        FingerState,
        ScannerIdentity,
    )

__all__ = [
    "BarcodeIdentity",
    "BarcodeScanner",
    "DeviceError",
    "EncodedPrint",
    "FingerImage",
    "FingerState",
    "FingerprintScanner",
    "NoScanError",
    "PrintEncoder",
    "ScanTooLongError",
    "ScannerIdentity",
    "decode_wsq",
    "encode_png",
    "encode_print",
    "encode_wsq",
    "load_finger_file",
    "open_barcode_scanner",
    "open_scanner",
    "ports",
]

_HOMES = {
    "BarcodeIdentity": "barcode.discovery",
    "BarcodeScanner": "barcode.scanner",
    "DeviceError": "errors",
    "EncodedPrint": "encoding",
    "FingerImage": "scanner",
    "FingerState": "scanner",
    "FingerprintScanner": "scanner",
    "NoScanError": "errors",
    "PrintEncoder": "compression",
    "ScanTooLongError": "errors",
    "ScannerIdentity": "scanner",
    "decode_wsq": "encoding",
    "encode_png": "encoding",
    "encode_print": "encoding",
    "encode_wsq": "encoding",
    "load_finger_file": "encoding",
    "open_barcode_scanner": "barcode.scanner",
    "open_scanner": "drivers",
    "ports": "barcode.discovery",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
