"""`stationctl fingerprint capture` and `emulate fingerprint`."""

import argparse
import json
import signal
import sys
import threading
from typing import Any

from station_devices import FingerState, open_scanner, save_finger_file
from station_devices.emulator import emulate as run_emulator


def capture(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take one print from a scanner and save it."""
    with open_scanner(arguments.port, arguments.driver, baud=arguments.baud) as scanner:
        image = scanner.capture(arguments.deadline, on_state=_tell)
    save_finger_file(image, arguments.out)
    return {
        "width": image.width,
        "height": image.height,
        "dpi": image.dpi,
        "bits": image.bits,
        "quality": image.quality,
        "hints": list(image.hints),
        "transfer_s": round(image.transfer_s, 3),
        "wire_fraction": round(image.wire_fraction, 4),
    }


def _tell(state: FingerState, progress: float) -> None:
    print(f"{state.name.lower()} {progress:.0%}", file=sys.stderr)


def emulate(arguments: argparse.Namespace) -> None:
    """Stand in for a scanner until the program is ended."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with run_emulator(
        arguments.driver,
        tcp=None if arguments.pty else arguments.tcp,
        baud=arguments.baud,
        image=arguments.image,
        faults=arguments.fault,
    ) as served:
        print(json.dumps({"address": served.address}), flush=True)
        ended.wait()
