"""Handheld scanners on the command line: emulated, listed, read, and set for a desk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from station_capture import format_card
from station_capture.drawn import INVENTED_PEOPLE
from station_core.cli import run
from station_core.cli.devices import port_of
from station_core.settings import load_settings
from station_devices import SerialPort
from station_devices.emulator import emulate_barcode, serve_tcp
from station_devices.emulator.barcode import BarcodeModule, BarcodeSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Ctl = Callable[..., tuple[int, dict[str, Any]]]

THIEN = INVENTED_PEOPLE[0]
CARD = format_card(THIEN).encode()
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
    """`stationctl emulate barcode` in a process of its own; gives its address."""
    command = [sys.executable, "-m", "station_core", "emulate", "barcode", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout is not None
        yield json.loads(emulator.stdout.readline())["address"]
        emulator.send_signal(signal.SIGTERM)
    assert emulator.returncode == 0


@pytest.mark.parametrize("where", [pytest.param(["--pty"], marks=needs_pty), ["--tcp", "0"]])
@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf", "none"])
def test_a_card_is_read_from_the_emulator(ctl: Ctl, where: list[str], suffix: str) -> None:
    with emulated(*where, "--suffix", suffix, "--baud", "115200") as address:
        code, answer = ctl("barcode", "read", "--port", address, "--deadline", "20")
        _, parsed = ctl("card", "parse", CARD.decode())
    assert code == 0
    assert answer == {**parsed, "address": address}
    assert answer["card"]["full_name"] == THIEN.full_name


def test_scans_come_from_a_file_over_and_over_or_once(ctl: Ctl, tmp_path: Path) -> None:
    scans = tmp_path / "scans.txt"
    scans.write_bytes(CARD + b"\n")
    for once, ends in (((), [0, 0]), (("--once",), [0, 1])):
        with emulated("--tcp", 0, "--scans", scans, "--every", 0.01, *once) as address:
            read = ["barcode", "read", "--port", address, "--deadline"]
            assert [ctl(*read, 20)[0], ctl(*read, 20 if not once else 0.1)[0]] == ends


def test_the_trigger_is_pulled_from_the_desk(ctl: Ctl) -> None:
    module = BarcodeModule(BarcodeSettings(triggered=True), [CARD])
    with serve_tcp(0, module, baud=None) as server:
        read = ["barcode", "read", "--port", server.address, "--deadline"]
        assert ctl(*read, 0.05)[1]["error"]["code"] == "NO_SCAN"
        assert ctl(*read, 20, "--trigger")[1]["error"]["code"] == "TRIGGER_UNSUPPORTED"
        code, answer = ctl(*read, 20, "--trigger", "honeywell")
    assert (code, answer["card"]["full_name"]) == (0, THIEN.full_name)


def test_nothing_scanned_is_an_error_of_its_own(ctl: Ctl) -> None:
    with emulate_barcode([], tcp=0) as server:
        code, answer = ctl("barcode", "read", "--port", server.address, "--deadline", "0.05")
    assert (code, answer["error"]["code"]) == (1, "NO_SCAN")


def test_what_is_no_card_is_refused_as_any_text_is(ctl: Ctl) -> None:
    with emulate_barcode([b"8934673123456"], tcp=0) as server:
        code, answer = ctl("barcode", "read", "--port", server.address, "--deadline", "20")
    _, parsed = ctl("card", "parse", "8934673123456")
    assert code == 1
    assert answer == parsed


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["barcode", "read", "--port", "usb:0c2e:0b61:nowhere"], "PORT_MISSING"),
        (["barcode", "read", "--port", "usb:wrong"], "PORT_MISSING"),
        (["emulate", "barcode", "--tcp", "0", "--fault", "garble"], "UNKNOWN_FAULT"),
        (["emulate", "barcode", "--tcp", "0", "--scans", "nowhere.txt"], "SCANS_FILE_UNREADABLE"),
    ],
)
def test_what_cannot_be_done_is_said(ctl: Ctl, words: list[str], expected: str) -> None:
    code, answer = ctl(*words)
    assert (code, answer["error"]["code"]) == (1, expected)


def test_devices_are_listed_without_being_asked(ctl: Ctl) -> None:
    code, answer = ctl("devices", "list", "--quick")
    assert code == 0
    assert all(device["kind"] in {"barcode", "serial"} for device in answer["devices"])


def test_a_handheld_and_another_port_are_told_apart() -> None:
    handheld = SerialPort("/dev/ttyACM0", 0x0C2E, 0x0B61, "A1")
    assert port_of(handheld) == {
        "kind": "barcode",
        "family": "honeywell",
        "model": "Vuquest 3310g",
        "serial": "A1",
        "address": "/dev/ttyACM0",
        "state": "present",
        "id_grade": False,
        "notes": [],
    }
    other = port_of(SerialPort("/dev/ttyS0"))
    assert (other["kind"], other["family"], other["notes"]) == ("serial", "unknown", ["not_probed"])


def test_a_desk_is_set_up_with_its_handheld(ctl: Ctl, tmp_path: Path) -> None:
    data = tmp_path / "centre"
    word = [sys.executable, "-m", "station_centre", "keygen", "--data", str(data)]
    subprocess.run(word, check=True, capture_output=True)
    key = data / "centre.pub"
    place = ["--desk", "B03", "--team", "Tổ 1", "--commune", "26506", "--user", "An"]
    to = ["--centre", "http://127.0.0.1:9", "--centre-key", key]
    folder = tmp_path / "desk"
    code, _ = ctl("init", "--data", folder, *place, *to, "--handheld", "auto")
    assert code == 0
    settings = load_settings(folder / "station.toml")
    assert (settings.handheld.port, settings.handheld.baud) == ("auto", 9600)
