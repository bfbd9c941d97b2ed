"""`stationctl devices list`."""

import argparse
from typing import Any

from station_capture import CameraIdentity, list_cameras, state_of
from station_core.cli.access import folder_of
from station_core.errors import SettingsError
from station_core.settings import GpsSettings, ScannerSettings, Settings, load_settings
from station_devices import (
    ScannerIdentity,
    SerialPort,
    find_receiver,
    identify,
    identity_of,
    is_bridge,
    is_receiver,
    open_gps_receiver,
    open_scanner,
    port_meant,
    serial_ports,
    url_of,
)
from station_devices.errors import (
    DeviceError,
    DeviceSilentError,
    GpsGarbledError,
    PortBusyError,
    PortDeniedError,
    PortMissingError,
)

_STATES = {
    PortBusyError: "busy",
    PortDeniedError: "denied",
    DeviceSilentError: "silent",
    GpsGarbledError: "failed",
}
_HEAR_S = 2.5
"""A receiver talks once a second."""


def listing(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every serial port and camera, and the desk's own devices where they are on no such port.

    Bridges that may have a fingerprint module behind them are asked, unless `quick`, the desk's own
    scanner as the desk opens it; everything else is told by its USB identity alone, and what the
    desk's receiver hangs on by the settings.
    """
    desk, ports, ask = _settings_of_desk(arguments), serial_ports(), not arguments.quick
    scanner, gps = (desk.scanner, desk.gps) if desk else (ScannerSettings(), GpsSettings())
    heard_at = _address_of(gps)
    own = port_meant(scanner.port, ports)
    # Probed, the desk's scanner would be found only at a usual rate, and only of some families.
    devices = [_desk_scanner(scanner)] if scanner.port and ask else []
    devices += [
        gps_of(port) if port.address == heard_at else _device_of(port, ask=ask)
        for port in ports
        if port is not own or not ask
    ]
    known = {port.address for port in ports} | {url_of(port) for port in ports}
    if heard_at and heard_at not in known and ask:
        devices.append(_desk_gps(gps))
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


def port_of(port: SerialPort) -> dict[str, Any]:
    """One port as an object of contract.md; what a port of an unknown maker is, nobody asked."""
    told = identity_of(port)
    return {
        "kind": "barcode" if told.is_handheld else "serial",
        "family": told.family,
        "model": told.model,
        "serial": port.serial,
        "address": port.address,
        "state": "present",
        "id_grade": False,  # said of fingerprint scanners
        "notes": [] if told.is_handheld else ["not_probed"],
    }


def gps_of(port: SerialPort) -> dict[str, Any]:
    """A port with a GPS receiver on it; nobody listened whether it has a position."""
    family = "u-blox" if is_receiver(port.vid) else "nmea"
    return {**port_of(port), "kind": "gps", "family": family, "model": port.product, "notes": []}


def scanner_of(address: str, identity: ScannerIdentity, driver: str) -> dict[str, Any]:
    """One fingerprint scanner; `address` is what `init --scanner` takes."""
    return {
        "kind": "fingerprint",
        "family": identity.family,
        "model": identity.model,
        "serial": identity.serial,
        "address": address,
        "state": "present",
        "id_grade": identity.id_grade,
        "notes": list(identity.notes),
        "driver": driver,
        "width": identity.width,
        "height": identity.height,
        "dpi": identity.dpi,
        "bits": identity.bits,
    }


def _device_of(port: SerialPort, *, ask: bool) -> dict[str, Any]:
    if is_receiver(port.vid):
        return gps_of(port)
    if not (ask and is_bridge(port)):
        return port_of(port)
    try:
        found = identify(port.address)
    except DeviceSilentError:
        return {**port_of(port), "notes": ["no_fingerprint_module"]}
    except DeviceError as exc:
        return {**port_of(port), "state": _STATES.get(type(exc), "failed"), "notes": [exc.code]}
    return scanner_of(url_of(port), found.identity, found.driver)


def _settings_of_desk(arguments: argparse.Namespace) -> Settings | None:
    try:
        return load_settings(folder_of(arguments).settings)
    except SettingsError:
        return None


def _address_of(gps: GpsSettings) -> str:
    """Where the desk's receiver is now, which no other device is to be looked for at."""
    try:
        return find_receiver(gps.port).address if gps.port else ""
    except PortMissingError:
        return gps.port


def _desk_scanner(settings: ScannerSettings) -> dict[str, Any]:
    """The scanner this desk is set to, asked what it is."""
    try:
        with open_scanner(settings.port, settings.driver, baud=settings.baud or None) as scanner:
            return scanner_of(settings.port, scanner.identity, settings.driver)
    except DeviceError as exc:
        told = {
            "kind": "fingerprint",
            "family": settings.driver,
            "model": "",
            "serial": "",
            "address": settings.port,
            "id_grade": False,
        }
        return {**told, "state": _STATES.get(type(exc), "missing"), "notes": [exc.code]}


def _desk_gps(settings: GpsSettings) -> dict[str, Any]:
    """The receiver this desk is set to, heard whether it talks."""
    told = gps_of(SerialPort(settings.port))
    try:
        with open_gps_receiver(settings.port, baud=settings.baud) as receiver:
            receiver.next(_HEAR_S)
    except DeviceError as exc:
        return {**told, "state": _STATES.get(type(exc), "missing"), "notes": [exc.code]}
    return told
