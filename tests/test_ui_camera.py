"""The camera as the screen uses it: another try lets the old source go first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from station_capture import CameraSource, Frame, Pixels
from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_capture.sources import Source, open_source
from station_core.settings import CameraSettings
from station_ui.camera import Camera
from station_ui.tasks import TaskRunner

WAIT_MS = 30_000
NEVER = (3600.0,)
"""What a source waits before it tries again by itself: longer than any test."""


class Held:
    """An open source that notes when it is let go."""

    def __init__(self, source: Source, events: list[str]) -> None:
        self._source = source
        self._events = events

    @property
    def pace(self) -> float | None:
        return self._source.pace

    def read(self) -> Pixels | None:
        return self._source.read()

    def release(self) -> None:
        self._source.release()
        self._events.append("released")


@pytest.fixture
def runner() -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    assert runner.close(20)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "camera.avi"
    write_demo_video(path, INVENTED_PEOPLE[:1], fps=10, card_seconds=0.5, portrait_seconds=0.5)
    return path


def test_another_try_finds_the_camera_that_has_come_meanwhile(
    qtbot: QtBot, runner: TaskRunner, video: Path
) -> None:
    away = video.rename(video.with_suffix(".away"))

    def make() -> CameraSource:
        return CameraSource(str(video), loop=True, retry_delays=NEVER)

    camera = Camera(runner, CameraSettings(source=str(video)), make).start()
    qtbot.waitUntil(lambda: camera.state.code == "CAMERA_MISSING", timeout=WAIT_MS)
    away.rename(video)
    camera.reopen()
    assert camera.state.code is None
    qtbot.waitUntil(lambda: camera.live, timeout=WAIT_MS)
    camera.close()


def test_the_old_source_is_let_go_before_the_new_one_opens_and_no_decoding_waits_for_it(
    qtbot: QtBot, runner: TaskRunner, video: Path
) -> None:
    events: list[str] = []

    def opener(spec: str) -> Source:
        events.append("opened")
        return Held(open_source(spec), events)

    def make() -> CameraSource:
        return CameraSource(str(video), retry_delays=NEVER, opener=opener)

    camera = Camera(runner, CameraSettings(source=str(video)), make).start()
    qtbot.waitUntil(lambda: camera.live, timeout=WAIT_MS)
    camera.reopen()
    camera.reopen()  # an impatient second press asks for nothing more
    with qtbot.waitSignal(camera.frame, timeout=WAIT_MS):
        pass
    assert events == ["opened", "released", "opened"]
    camera.close()


def test_the_device_is_open_only_while_somebody_works_with_it(
    qtbot: QtBot, runner: TaskRunner, video: Path
) -> None:
    events: list[str] = []

    def opener(spec: str) -> Source:
        events.append("opened")
        return Held(open_source(spec), events)

    def make() -> CameraSource:
        return CameraSource(str(video), loop=True, opener=opener)

    camera = Camera(runner, CameraSettings(source=str(video)), make)
    camera.reopen()  # nobody does
    camera.choose(camera.settings)
    camera.start()
    qtbot.waitUntil(lambda: camera.live, timeout=WAIT_MS)
    assert events == ["opened"]
    camera.rest()
    assert not camera.live
    qtbot.waitUntil(lambda: events == ["opened", "released"], timeout=WAIT_MS)
    camera.start()
    qtbot.waitUntil(lambda: camera.live, timeout=WAIT_MS)
    camera.rest()
    camera.start()  # before the device is free
    with qtbot.waitSignal(camera.frame, timeout=WAIT_MS):
        pass
    assert events == ["opened", "released"] * 2 + ["opened"]
    camera.close()


def test_another_camera_is_chosen_at_work_and_turned(
    qtbot: QtBot, runner: TaskRunner, video: Path
) -> None:
    settings = CameraSettings(source=str(video), loop=True)
    camera = Camera(runner, settings).start()
    seen: list[Frame] = []
    camera.frame.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) > 0, timeout=WAIT_MS)
    before = seen[-1].image.shape
    seen.clear()
    camera.choose(settings.model_copy(update={"rotate": 90}))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].image.shape != before, timeout=WAIT_MS)
    assert seen[-1].image.shape == (before[1], before[0], 3)
    camera.choose(settings.model_copy(update={"source": "absent.avi"}))
    qtbot.waitUntil(lambda: camera.state.code == "CAMERA_MISSING", timeout=WAIT_MS)
    camera.close()
