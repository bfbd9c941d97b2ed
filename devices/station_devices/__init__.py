"""Fingerprint scanners, barcode scanners and GPS receivers on a serial wire, and their emulators.

Names are looked up on first use: importing this package costs nothing at the desk's start, and the
imaging libraries are loaded by the first who needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_devices.barcode.discovery import BarcodeIdentity, identity_of
    from station_devices.barcode.scanner import BarcodeScanner, open_barcode_scanner
    from station_devices.compression import PrintEncoder
    from station_devices.discovery import FoundScanner, identify, is_bridge
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
    from station_devices.gps.fixes import Fix, NoFix
    from station_devices.gps.receiver import GpsReceiver, find_receiver, open_gps_receiver
    from station_devices.gps.usb import is_receiver
    from station_devices.places import port_meant, url_of
    from station_devices.ports import SerialPort, serial_ports
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
    "Fix",
    "FoundScanner",
    "GpsReceiver",
    "NoFix",
    "NoScanError",
    "PrintEncoder",
    "ScanTooLongError",
    "ScannerIdentity",
    "SerialPort",
    "decode_wsq",
    "encode_png",
    "encode_print",
    "encode_wsq",
    "find_receiver",
    "identify",
    "identity_of",
    "is_bridge",
    "is_receiver",
    "load_finger_file",
    "open_barcode_scanner",
    "open_gps_receiver",
    "open_scanner",
    "port_meant",
    "serial_ports",
    "url_of",
]

_HOMES = {
    "BarcodeIdentity": "barcode.discovery",
    "BarcodeScanner": "barcode.scanner",
    "DeviceError": "errors",
    "EncodedPrint": "encoding",
    "FingerImage": "scanner",
    "FingerState": "scanner",
    "FingerprintScanner": "scanner",
    "Fix": "gps.fixes",
    "FoundScanner": "discovery",
    "GpsReceiver": "gps.receiver",
    "NoFix": "gps.fixes",
    "NoScanError": "errors",
    "PrintEncoder": "compression",
    "ScanTooLongError": "errors",
    "ScannerIdentity": "scanner",
    "SerialPort": "ports",
    "decode_wsq": "encoding",
    "encode_png": "encoding",
    "encode_print": "encoding",
    "encode_wsq": "encoding",
    "find_receiver": "gps.receiver",
    "identify": "discovery",
    "identity_of": "barcode.discovery",
    "is_bridge": "discovery",
    "is_receiver": "gps.usb",
    "load_finger_file": "encoding",
    "open_barcode_scanner": "barcode.scanner",
    "open_gps_receiver": "gps.receiver",
    "open_scanner": "drivers",
    "port_meant": "places",
    "serial_ports": "ports",
    "url_of": "places",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
