"""`stationctl devices list`."""

import argparse
from typing import Any

from station_capture import CameraIdentity, list_cameras, state_of
from station_devices import BarcodeIdentity, ports


def listing(_arguments: argparse.Namespace) -> dict[str, Any]:
    """Every serial port and camera with what its USB identity tells; none is opened."""
    devices = [device_of(port) for port in ports()]
    return {"devices": devices + [camera_of(camera) for camera in list_cameras()]}


def camera_of(camera: CameraIdentity) -> dict[str, Any]:
    """One camera as an object of contract.md; `address` is what `init --camera` takes."""
    return {
        "kind": "camera",
        "family": "usb" if camera.vendor is not None else "other",
        "model": camera.name,
        "serial": camera.serial,
        "address": camera.address,
        "state": state_of(camera),
        "id_grade": False,  # said of fingerprint scanners
        "notes": [camera.path] if camera.path else [],
    }


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
