"""`stationctl fingerprint capture` and `emulate fingerprint`."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from station_core.errors import CommandError
from station_devices import FingerState, encode_png, encode_wsq, open_scanner
from station_devices.emulator import emulate as run_emulator

_ENCODERS = {".png": encode_png, ".wsq": encode_wsq}


def capture(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take one print from a scanner and save it."""
    encode = _ENCODERS.get(arguments.out.suffix.lower())
    if encode is None:
        raise CommandError("OUT_FORMAT_UNKNOWN")
    with open_scanner(arguments.port, arguments.driver, baud=arguments.baud) as scanner:
        image = scanner.capture(arguments.deadline, on_state=_tell)
    _write(arguments.out, encode(image.pixels, image.dpi))
    return {
        "width": image.width,
        "height": image.height,
        "dpi": image.dpi,
        "bits": image.bits,
        "quality": image.quality,
        "hints": list(image.hints),
        "transfer_s": round(image.transfer_s, 3),
        "wire_fraction": image.wire_fraction and round(image.wire_fraction, 4),
    }


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as exc:
        path.unlink(missing_ok=True)
        raise CommandError("OUT_NOT_WRITABLE") from exc


def _tell(state: FingerState, progress: float) -> None:
    print(f"{state.name.lower()} {progress:.0%}", file=sys.stderr)


def emulate(arguments: argparse.Namespace) -> None:
    """Stand in for a scanner until the program is ended."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with run_emulator(
        arguments.driver,
        pty=arguments.pty,
        tcp=arguments.tcp,
        baud=arguments.baud,
        image=arguments.image,
        faults=arguments.fault,
    ) as served:
        print(json.dumps({"address": served.address}), flush=True)
        ended.wait()
