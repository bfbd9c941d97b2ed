"""GPS receivers on the command line: emulated, shown, listed, and set for a desk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from station_core.cli import run
from station_core.cli.devices import gps_of
from station_core.settings import load_settings
from station_devices import SerialPort
from station_devices.emulator import emulate_gps, serve_tcp
from station_devices.emulator.gps import GpsModule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Ctl = Callable[..., tuple[int, dict[str, Any]]]

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    """Run a command with --json; gives its exit code and its one object."""
    monkeypatch.setenv("STATION_PASSWORD", "mat-khau-1")

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


@contextmanager
def emulated(*words: object) -> Iterator[str]:
    """`stationctl emulate gps` in a process of its own; gives its address."""
    command = [sys.executable, "-m", "station_core", "emulate", "gps", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout is not None
        yield json.loads(emulator.stdout.readline())["address"]
        emulator.send_signal(signal.SIGTERM)
    assert emulator.returncode == 0


@pytest.mark.parametrize("where", [pytest.param(["--pty"], marks=needs_pty), ["--tcp", "0"]])
def test_a_position_is_shown_from_the_emulator(ctl: Ctl, where: list[str]) -> None:
    with emulated(*where, "--place", "21.02851,105.80482", "--baud", 4800) as address:
        code, answer = ctl("gps", "show", "--port", address, "--baud", 4800, "--deadline", 20)
    at = datetime.fromisoformat(answer.pop("at"))
    assert code == 0
    assert at.utcoffset() == timedelta(0)
    assert abs(answer.pop("clock_skew_s")) < 60
    assert answer == {
        "latitude": 21.02851,
        "longitude": 105.80482,
        "quality": 1,
        "satellites": 7,
        "hdop": 0.94,
        "age_s": 0.0,
        "address": address,
    }


def test_a_clock_that_is_off_is_shown(ctl: Ctl) -> None:
    with emulate_gps(tcp=0, baud=None, faults=["old_date"]) as server:
        _, answer = ctl("gps", "show", "--port", server.address, "--deadline", 20)
    assert answer["clock_skew_s"] == pytest.approx(1024 * 7 * 86_400, abs=60)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("no_fix", "NO_FIX"), ("silent", "DEVICE_SILENT"), ("bad_checksum", "GPS_GARBLED")],
)
def test_no_position_is_a_failure_with_its_reason(ctl: Ctl, fault: str, expected: str) -> None:
    with emulate_gps(tcp=0, baud=None, faults=[fault]) as server:
        code, answer = ctl("gps", "show", "--port", server.address, "--deadline", 0.5)
    assert (code, answer["error"]["code"]) == (1, expected)
    assert answer["error"]["next"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["gps", "show", "--port", "usb:1546:01a8:nowhere"], "PORT_MISSING"),
        (["emulate", "gps", "--tcp", "0", "--fault", "split"], "UNKNOWN_FAULT"),
    ],
)
def test_what_cannot_be_done_is_said(ctl: Ctl, words: list[str], expected: str) -> None:
    code, answer = ctl(*words)
    assert (code, answer["error"]["code"]) == (1, expected)


@pytest.mark.parametrize("place", ["91,0", "0,181", "10.7", "here"])
def test_a_place_that_is_none_is_wrong_usage(place: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["emulate", "gps", "--tcp", "0", "--place", place])


def test_a_known_receiver_is_told_by_its_usb_identity() -> None:
    told = gps_of(SerialPort("/dev/ttyACM0", 0x1546, 0x01A8, product="u-blox GNSS receiver"))
    assert told == {
        "kind": "gps",
        "family": "u-blox",
        "model": "u-blox GNSS receiver",
        "serial": "",
        "address": "/dev/ttyACM0",
        "state": "present",
        "id_grade": False,
        "notes": [],
    }


def test_the_receiver_of_a_desk_is_listed_as_it_stands(ctl: Ctl, tmp_path: Path) -> None:
    data = tmp_path / "centre"
    word = [sys.executable, "-m", "station_centre", "keygen", "--data", str(data)]
    subprocess.run(word, check=True, capture_output=True)
    place = ["--desk", "B03", "--team", "Tổ 1", "--commune", "26506", "--user", "An"]
    to = ["--centre", "http://127.0.0.1:9", "--centre-key", data / "centre.pub"]
    folder = tmp_path / "desk"

    def listed() -> list[tuple[str, list[str]]]:
        _, answer = ctl("devices", "list", "--data", folder)
        return [(one["state"], one["notes"]) for one in answer["devices"] if one["kind"] == "gps"]

    with serve_tcp(0, GpsModule(), baud=None) as server:
        gps = ["--gps", server.address, "--gps-baud", 4800]
        assert ctl("init", "--data", folder, *place, *to, *gps)[0] == 0
        settings = load_settings(folder / "station.toml").gps
        assert (settings.port, settings.baud) == (server.address, 4800)
        assert listed() == [("present", [])]
    assert listed() == [("missing", ["PORT_MISSING"])]
