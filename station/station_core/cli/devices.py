"""`stationctl devices list`."""

import argparse
from typing import Any

from station_devices import BarcodeIdentity, ports


def listing(_arguments: argparse.Namespace) -> dict[str, Any]:
    """Every serial port with what its USB identity tells; none is opened."""
    return {"devices": [device_of(port) for port in ports()]}


def device_of(port: BarcodeIdentity) -> dict[str, Any]:
    """One port as an object of contract.md; what a port of an unknown maker is, nobody asked."""
    return {
        "kind": "barcode" if port.is_handheld else "serial",
        "family": port.family,
        "model": port.model,
        "serial": port.serial,
        "address": port.address,
        "state": "present",
        "id_grade": False,  # said of fingerprint scanners
        "notes": [] if port.is_handheld else ["not_probed"],
    }
