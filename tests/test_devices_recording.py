"""A session written to a file and played again: the same print without the device."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from station_devices import open_scanner
from station_devices.emulator import replay, serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.lines import PtyLine
from station_devices.emulator.player import Player
from station_devices.errors import DeviceUnpluggedError, RecordingFileError
from station_devices.framing import CallLimit
from station_devices.recording import Recorder, load_recording
from station_devices.scanner import never
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from station_devices.scanner import FingerImage
    from station_devices.transport import Transport

HELLO = bytes.fromhex("EF 01 FF FF FF FF 01 00 07 13 00 00 00 00 00 1B")
OK = bytes.fromhex("EF 01 FF FF FF FF 07 00 03 00 00 0A")


def recorded(path: Path) -> FingerImage:
    module = Ef01Module(Ef01Settings(width=192, height=192))
    with (
        path.open("w") as file,
        serve_tcp(0, module, baud=None) as server,
        open_scanner(server.address, "ef01", record=file) as scanner,
    ):
        return scanner.capture(20)


def test_a_played_session_gives_the_same_print_again_and_again(tmp_path: Path) -> None:
    first = recorded(tmp_path / "session")
    with replay(tmp_path / "session", tcp=0, baud=921600) as server:
        for _ in range(2):
            with open_scanner(server.address, "ef01", baud=921600) as scanner:
                again = scanner.capture(20)
                assert scanner.identity == first.scanner
            assert np.array_equal(again.pixels, first.pixels)


def test_a_played_session_answers_only_what_was_asked(tmp_path: Path) -> None:
    recorded(tmp_path / "session")
    player = Player(load_recording(tmp_path / "session"))
    assert player.receive(b"what was never asked") == b""
    assert player.receive(HELLO[:5]) == b""  # half a question
    assert player.receive(HELLO[5:]).endswith(OK)


def test_a_recording_tells_what_happened_in_order(tmp_path: Path) -> None:
    recorded(tmp_path / "session")
    recording = load_recording(tmp_path / "session")
    assert recording.driver == "ef01"
    assert recording.baud == 57600
    hello = recording.exchanges[1]
    assert hello.question == HELLO
    assert hello.answer.endswith(OK)


NESTED = b"[" * 100_000


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1]", b'{"recording": 99}', NESTED])
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "session").write_bytes(content)
    with pytest.raises(RecordingFileError):
        load_recording(tmp_path / "session")
    with pytest.raises(RecordingFileError):
        load_recording(tmp_path / "nowhere")


def test_a_recording_without_a_question_is_deaf_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "session").write_text('{"recording": 1, "driver": "ef01"}\n')
    player = Player(load_recording(tmp_path / "session"))
    for _ in range(3):
        assert player.receive(HELLO) == b""
    assert player._heard == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize(
    "use",
    [
        lambda transport: transport.write(HELLO),
        lambda transport: transport.read(1),
        lambda transport: transport.discard(),
    ],
    ids=["write", "read", "discard"],
)
def test_whatever_notices_that_the_port_is_gone_is_noted(use: Callable[[Transport], None]) -> None:
    file, line = io.StringIO(), PtyLine()
    transport = Recorder(file, driver="ef01").over(
        open_transport(line.address, 57600, CallLimit.seconds(5, never)), 57600
    )
    try:
        line.unplug()
        with pytest.raises(DeviceUnpluggedError):
            use(transport)
    finally:
        transport.close()
        line.close()
    noted = [json.loads(entry) for entry in file.getvalue().splitlines()]
    assert noted[-1]["lost"] == "unplugged"
