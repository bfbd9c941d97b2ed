"""Emulated devices that speak the real bytes at the real pace, over a pty or a TCP port."""

from station_devices.emulator.faults import FAULTS
from station_devices.emulator.starting import (
    SUFFIXES,
    emulate,
    emulate_barcode,
    emulate_gps,
    replay,
    scans_of,
    serve_pty,
    serve_tcp,
)

__all__ = [
    "FAULTS",
    "SUFFIXES",
    "emulate",
    "emulate_barcode",
    "emulate_gps",
    "replay",
    "scans_of",
    "serve_pty",
    "serve_tcp",
]
