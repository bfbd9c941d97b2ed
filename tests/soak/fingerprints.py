"""Thousands of sessions of each fingerprint family on a bad line; cables pulled a hundred times.

Sessions run on a clock of their own (``--sessions``), then on real pseudo terminals (``--real``).
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fuzzing import PRESSES, RIGS, RandomDamage, fuzz, press
from station_devices import FingerprintScanner, open_scanner
from station_devices.emulator import serve_pty
from station_devices.emulator.lines import PtyLine
from station_devices.emulator.serving import EmulatorServer
from station_devices.errors import DeviceError, DeviceUnpluggedError, PortMissingError
from station_devices.families.module import Timing

CYCLES = 100
QUICK = Timing(
    reply_s=0.15, stall_s=0.15, hello_s=0.15, poll_s=0.002, settle_s=0.002, quiet_s=0.06, lift_s=0.2
)
DEADLINE_S = 2.0
SLACK_S = 1.0
"""On a busy machine; a hang is far longer."""


def virtual_sessions(driver: str, sessions: int) -> Counter[str]:
    """How the calls ended; a wrong image or a late call raises."""
    return sum((fuzz(driver, seed) for seed in range(sessions)), start=Counter())


def real_sessions(driver: str, sessions: int) -> Counter[str]:
    """The same over pseudo terminals, one server and one scanner a session."""
    ended: Counter[str] = Counter()
    for seed in range(sessions):
        rng = random.Random(seed)
        damage = RandomDamage(rng, rng.choice((0.0, 0.05, 0.2)))
        module = RIGS[driver].module(press)
        with EmulatorServer(module, PtyLine(), baud=None, wire=damage, away_s=0.01) as server:
            ended += _real_session(driver, server)
    return ended


def _real_session(driver: str, server: EmulatorServer) -> Counter[str]:
    ended: Counter[str] = Counter()
    started = time.monotonic()
    try:
        scanner = open_scanner(server.address, driver, timing=QUICK)
    except DeviceError as exc:
        return Counter((exc.code,))
    with scanner:
        for _ in range(2):
            started = time.monotonic()
            try:
                image = scanner.capture(DEADLINE_S)
            except DeviceError as exc:
                ended[exc.code] += 1
            else:
                seen = (RIGS[driver].seen(press(number)) for number in range(PRESSES))
                assert any(np.array_equal(image.pixels, right) for right in seen), "a wrong image"
                ended["image"] += 1
            assert time.monotonic() - started < DEADLINE_S + SLACK_S, "late"
    return ended


def plug_cycles(driver: str) -> str:
    """Pull and put back the cable; returns what grew."""
    patient = replace(QUICK, reply_s=1.0, stall_s=1.0)
    with (
        serve_pty(RIGS[driver].module(press), baud=None) as server,
        open_scanner(server.address, driver, timing=patient) as scanner,
    ):
        for _ in range(10):  # what is made once has been made
            _plug_cycle(server, scanner)
        before = _footprint()
        for _ in range(CYCLES):
            _plug_cycle(server, scanner)
        after = _footprint()
    assert after[:2] == before[:2], "threads or descriptors grew"
    grown = (after[2] - before[2]) / 2**20
    assert grown < 3, f"memory grew by {grown:.1f} MB"
    return f"{CYCLES} plug cycles: back every time, memory {grown:+.2f} MB"


def _plug_cycle(server: EmulatorServer, scanner: FingerprintScanner) -> None:
    server.unplug()
    for _ in range(2):
        try:
            scanner.capture(20)
        except (DeviceUnpluggedError, PortMissingError):
            continue
        raise AssertionError("a capture without a cable")
    server.plug()
    scanner.forget_image()
    scanner.capture(20)


def _footprint() -> tuple[int, int, int]:
    """Threads, open descriptors and bytes of memory."""
    me = psutil.Process()
    return threading.active_count(), me.num_fds(), me.memory_info().rss


def main() -> None:
    """Run all of it and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=5000, help="each family, on its own clock")
    parser.add_argument("--real", type=int, default=500, help="each family, on pseudo terminals")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    for driver in RIGS:
        threads, handles = threading.active_count(), psutil.Process().num_fds()
        print(
            driver,
            arguments.sessions,
            "sessions:",
            dict(virtual_sessions(driver, arguments.sessions)),
        )
        print(driver, arguments.real, "on ptys:", dict(real_sessions(driver, arguments.real)))
        assert threading.active_count() == threads, "a thread is left"
        assert psutil.Process().num_fds() == handles, "a port is left open"
        print(driver, plug_cycles(driver), flush=True)


if __name__ == "__main__":
    main()
