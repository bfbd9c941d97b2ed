"""Emulated devices served by a command until it is ended."""

import json
import signal
import threading
from collections.abc import Callable

from station_devices.emulator.serving import EmulatorServer


def serve_until_ended(start: Callable[[], EmulatorServer]) -> None:
    """Print the address as the first line, then serve until Ctrl+C or the end of the process."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with start() as served:
        print(json.dumps({"address": served.address}), flush=True)
        ended.wait()
