"""Pulling the plug: the station is killed at every step of one visit, and goes on each time.

The real program with its real window, a scanner emulator and a centre, each a process of its own.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.outbox import send_until_empty
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
)
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_queue.kdf import KdfCost

PASSWORD = "mat-khau-1"
BAUD = 921_600

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
    pytest.mark.timeout(240),
]


@contextmanager
def serving(*words: str) -> Iterator[dict[str, str]]:
    """A process that tells its address in its first line."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DeskFolder]:
    """A desk with a camera that plays a card and a person, a scanner and a centre."""
    folder = DeskFolder(tmp_path / "desk")
    video, centre = tmp_path / "camera.avi", str(tmp_path / "centre")
    write_demo_video(video, INVENTED_PEOPLE[:1], fps=10, card_seconds=1.0, portrait_seconds=1.5)
    keygen = [sys.executable, "-m", "station_centre", "keygen", "--data", centre, "--json"]
    made = subprocess.run(keygen, check=True, capture_output=True)
    scanner = ["station_core", "emulate", "fingerprint", "--driver", "ef01", "--tcp", "0"]
    with (
        serving("station_centre", "serve", "--data", centre, "--port", "0") as centre_at,
        serving(*scanner, "--baud", str(BAUD)) as scanner_at,
    ):
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(
                url=centre_at["url"], recipient=json.loads(made.stdout)["recipient"]
            ),
            camera=CameraSettings(source=str(video), loop=True),
            scanner=ScannerSettings(port=scanner_at["address"], baud=BAUD),
        )
        set_up_desk(
            folder,
            settings,
            name="An",
            password=PASSWORD,
            now=local_now(),
            cost=KdfCost(memory_kib=64, passes=1, lanes=1),
        )
        yield folder


def run_station(folder: DeskFolder, *, kill_at: str) -> list[str]:
    """Work the station by itself; killed as soon as it says `kill_at`. Gives all it said."""
    words = ["--data", str(folder.root), "--autopilot", "--out", str(folder.root.parent / "shots")]
    environment = {**os.environ, "STATION_PASSWORD": PASSWORD, "QT_QPA_PLATFORM": "offscreen"}
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", "station_ui", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as station:
        assert station.stdout is not None
        for line in station.stdout:
            said.append(line.strip())
            if line.startswith(kill_at):
                station.send_signal(signal.SIGKILL)  # and read on: what it said by then counts
    assert any(line.startswith(kill_at) for line in said), said
    return said


def test_a_visit_survives_the_plug_at_every_step(folder: DeskFolder, tmp_path: Path) -> None:
    saved: list[str] = []
    steps = (
        "saved: scan",
        "saved: details",
        "saved: portrait",
        "saved: finger 4",
        "saved: finger 10",
        "queued: ",
    )
    for step in steps:
        saved += run_station(folder, kill_at=step)

    # What was said to be saved was never asked for again. (It may also have been saved, and the
    # plug pulled before that was said.)
    acts = ["saved: details", "saved: portrait", *(f"saved: finger {n}" for n in range(1, 11))]
    assert {act: saved.count(act) for act in acts if saved.count(act) > 1} == {}
    assert sum(line.startswith("queued: ") for line in saved) == 1

    session = sign_in(folder, "An", PASSWORD)
    with Desk(session) as desk:
        desk.queue.recover()
        desk.queue.send_now()
        send_until_empty(session, deadline=60.0)
        totals = desk.figures.totals().as_dict()
        assert totals.pop("created") == totals.pop("accepted") == 1
        assert not any(totals.values())
        [delivery] = desk.queue.deliveries()
    packets = list((tmp_path / "centre").rglob("*.cccd"))
    assert [path.stat().st_size for path in packets] == [delivery.size]
