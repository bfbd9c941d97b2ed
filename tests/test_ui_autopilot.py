"""The whole program as a process of its own, killed in the middle of a visit and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
)
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_queue.keyslots import KdfCost
from station_queue.packet import generate_identity

NAME = "An"
PASSWORD = "mật-khẩu-thử"
LIMIT_S = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DeskFolder]:
    video = tmp_path / "camera.avi"
    write_demo_video(video, [INVENTED_PEOPLE[0]], fps=10, card_seconds=1.0, portrait_seconds=1.5)
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as scanner:
        settings = Settings(
            desk=DeskSettings(code="03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
            camera=CameraSettings(source=str(video), loop=True),
            scanner=ScannerSettings(port=scanner.address, baud=921_600),
        )
        folder = DeskFolder(tmp_path / "desk")
        cost = KdfCost(memory_kib=64, passes=1, lanes=1)
        now = datetime.now(UTC)
        set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=now, cost=cost)
        yield folder


@contextmanager
def station(folder: DeskFolder, until: str) -> Iterator[list[str]]:
    """The program's lines up to the step it holds at; then it is killed, as by a power cut."""
    out = folder.root.parent / "shots"
    words = ("--data", folder.root, "--autopilot", "--until", until, "--out", out)
    with subprocess.Popen(
        [sys.executable, "-m", "station_ui", *words],
        env=os.environ | {"STATION_PASSWORD": PASSWORD, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith("holding:"):
                break
        process.kill()
        yield lines


@pytest.mark.timeout(LIMIT_S)
def test_a_killed_program_goes_on_with_the_visit_and_everything_that_was_done(
    folder: DeskFolder,
) -> None:
    with station(folder, "portrait") as first:
        assert first[-1] == "holding: portrait"
    with station(folder, "review") as second:
        assert "saved: resumed" in second
        assert {"saved: scan", "saved: details", "saved: portrait"}.isdisjoint(second)
        assert second[-1] == "holding: review"
        queued = next(line for line in second if line.startswith("queued: "))
    with Desk(sign_in(folder, NAME, PASSWORD)) as desk:
        assert desk.totals().created == 1
        assert [row.record for row in desk.deliveries()] == [queued.removeprefix("queued: ")]
        visit = desk.recent_visits(1)[0]
        assert visit.state == "finished"
        assert INVENTED_PEOPLE[0].full_name in visit.document
