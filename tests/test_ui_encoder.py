"""The process that compresses prints comes with the first visit and goes with the desk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_devices import encode_print
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity
from station_ui.desk_lane import DeskLane
from station_ui.tasks import TaskRunner

if TYPE_CHECKING:
    from station_core.visit import Visit

PASSWORD = "mat-khau-thu"


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    now = datetime.now(UTC)
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=now, cost=cost)
    return folder


@pytest.fixture
def runner() -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close(30)


def test_it_comes_with_the_first_visit_and_goes_with_the_desk(
    folder: DeskFolder, runner: TaskRunner, qtbot: QtBot
) -> None:
    # A desk that an earlier test closed may still be letting its own go.
    others = set(active_children())

    def processes() -> list[BaseProcess]:
        return [process for process in active_children() if process not in others]

    lane = DeskLane(runner)
    image = measured_print(draw_print(1), 508, 8, driver="ef01")
    failures: list[BaseException] = []
    signed_in: list[object] = []
    visits: list[Visit] = []
    prints: list[bytes] = []
    lane.open(folder, "An", PASSWORD, signed_in.append, failures.append)
    qtbot.waitUntil(lambda: bool(signed_in or failures), timeout=30_000)
    assert processes() == []
    lane.ask(lambda desk: desk.begin("exchange"), visits.append, failures.append)
    qtbot.waitUntil(lambda: bool(visits or failures), timeout=30_000)
    [process] = processes()
    [visit] = visits
    lane.ask(
        lambda desk: desk.part(desk.fingers.keep(visit, 2, image), "fingerprints/02.wsq"),
        prints.append,
        failures.append,
    )
    qtbot.waitUntil(lambda: bool(prints or failures), timeout=30_000)
    assert processes() == [process]
    lane.close()
    assert runner.close(30)
    assert processes() == []
    assert failures == []
    assert prints == [encode_print(image).wsq]
