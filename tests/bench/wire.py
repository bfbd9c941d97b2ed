"""Prints over the wire: how much of the 8N1 limit each family reaches, and two rivals.

Each row has an emulator of its own in another process, paced to the byte. What needs 10 s of a slow
wire and next to no processor runs side by side; at 921,600 baud one row runs after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import serial

from rows import Row, holds
from station_devices import open_scanner
from station_devices.drivers import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BAUDS = (57_600, 115_200, 921_600)
STOP_AND_WAIT = frozenset({"sfm", "sfm-wsq"})
RIVAL_BYTES = 2 * 12 + 288 * (128 + 11)
"""On the wire for 256x288 pixels of 4 bits, in packets of 128: no rival asks for larger ones."""


def wire_rows() -> Iterator[Row]:
    """All of them, slow wires first."""
    for baud in BAUDS:
        jobs: list[Callable[[], Row]] = [_ours(driver, baud) for driver in FAMILIES]
        jobs += [_theirs(name, read, baud) for name, read in RIVALS.items()]
        with ThreadPoolExecutor(1 if baud == BAUDS[-1] else len(jobs)) as pool:
            yield from pool.map(lambda job: job(), jobs)


def _ours(driver: str, baud: int) -> Callable[[], Row]:
    def measure() -> Row:
        with _emulator(driver, baud) as port, open_scanner(port, driver, baud=baud) as scanner:
            image = scanner.capture(60.0)
        fraction = image.wire_fraction or 0.0
        goal = 0.95 if driver in STOP_AND_WAIT else 0.97
        figure = f"{image.transfer_s:.2f} s = {fraction:.3f} of the wire"
        what = f"{driver} {image.width}x{image.height} print at {baud:,} baud"
        return Row(what, figure, f"goal {goal}", holds(fraction >= goal))

    return measure


def _theirs(name: str, read: Callable[[str, int], float], baud: int) -> Callable[[], Row]:
    def measure() -> Row:
        what = f"  {name} at {baud:,} baud"
        with _emulator("ef01", baud) as port:
            try:
                seconds = _in_three_tries(read, port, baud)
            except Exception as exc:  # noqa: BLE001 - what a rival raises is its own affair
                return Row(what, "no image in 3 tries", f"rival of ef01: {exc}"[:60], "")
        fraction = RIVAL_BYTES * 10 / baud / seconds
        figure = f"{seconds:.2f} s = {fraction:.3f} of the wire"
        return Row(what, figure, "rival of ef01, same print", "")

    return measure


def _in_three_tries(read: Callable[[str, int], float], port: str, baud: int) -> float:
    """The byte a module sends at power-on makes either rival fail at first."""
    for _ in range(2):
        with suppress(Exception):
            return read(port, baud)
    return read(port, baud)


def _with_pyfingerprint(port: str, baud: int) -> float:
    from pyfingerprint.pyfingerprint import PyFingerprint

    sensor = PyFingerprint(port, baud, 0xFFFFFFFF, 0)
    sensor.verifyPassword()
    while not sensor.readImage():
        pass
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        sensor.downloadImage(str(Path(folder) / "print.bmp"))
        return time.monotonic() - started


def _with_adafruit(port: str, baud: int) -> float:
    import adafruit_fingerprint

    with serial.Serial(port, baud, timeout=2) as line:
        sensor = adafruit_fingerprint.Adafruit_Fingerprint(line)
        while sensor.get_image() != adafruit_fingerprint.OK:
            pass
        started = time.monotonic()
        sensor.get_fpdata("image")
        return time.monotonic() - started


RIVALS = {
    "pyfingerprint": _with_pyfingerprint,
    "adafruit-circuitpython-fingerprint": _with_adafruit,
}


@contextmanager
def _emulator(driver: str, baud: int) -> Iterator[str]:
    words = ("emulate", "fingerprint", "--driver", driver, "--pty", "--baud", str(baud))
    command = [sys.executable, "-m", "station_core", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()
