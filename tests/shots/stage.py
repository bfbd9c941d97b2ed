"""The real window on a real desk, with a clock that stands and a camera that shows a still."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from threading import Event
from typing import Final, TypeVar
from unittest.mock import patch

import cv2
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

import station_core.outbox
import station_core.power
from photographer import Photographer, settle, wait
from station_capture import Pixels
from station_capture.drawn import draw_portrait_scene
from station_core.boot import Boot
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.power import Battery
from station_core.visit import Visit
from station_queue.delivery_report import DeliveryReport
from station_ui.autopilot import type_text
from station_ui.flow import VisitFlow
from station_ui.preferences import Preferences
from station_ui.services import Services, Work
from station_ui.window import MainWindow
from station_ui.workplace import Workplace

NOW: Final = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=7)))
A_WHILE_AGO: Final = NOW - timedelta(seconds=72)
STARTED: Final = NOW - timedelta(days=2)
SEED: Final = 2026
BATTERY: Final = Battery(percent=64, plugged=False, minutes_left=150)

Answer = TypeVar("Answer")


@dataclass
class StandingClock:
    """A clock that stands until it is put on."""

    at: datetime = NOW
    set_by: timedelta = timedelta()
    """By how much it was set, so that it is not the time that passed."""

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    def since_boot(self) -> Boot:
        """The clock that nobody can set."""
        return Boot("stage", (self.at - self.set_by - STARTED).total_seconds())


@dataclass
class Link:
    """What every pass over the queue comes to, instead of a network."""

    report: DeliveryReport

    def send_due(self, *_session: object, **_how: object) -> DeliveryReport:
        """Stands in for `station_core.outbox.send_due`."""
        return self.report


class StillCamera:
    """A video file, of one picture mostly, that a desk's camera plays for ever; gone unplugged."""

    def __init__(self, path: Path, picture: Pixels) -> None:
        self.path = path
        self.show(picture)

    def show(self, *pictures: Pixels) -> None:
        """Put another picture before the camera, or several in turn."""
        height, width = pictures[0].shape[:2]
        made = self.path.with_suffix(".new.avi")
        video = cv2.VideoWriter(str(made), cv2.VideoWriter.fourcc(*"MJPG"), 60, (width, height))
        for picture in pictures:
            video.write(picture)
        video.release()
        made.replace(self.path)

    def unplug(self) -> None:
        """Take it away."""
        self.path.unlink()


class Stage:
    """One run of the window, worked by keys and by the acts of its desk."""

    def __init__(
        self,
        photographer: Photographer,
        folder: DeskFolder,
        camera: StillCamera,
        link: Link,
        *,
        demo_password: str = "",
    ) -> None:
        self._photographer = photographer
        self.camera, self.link, self.clock = camera, link, StandingClock()
        self.held = False
        """Whether the desk is kept from answering, to be seen at work."""
        self._patches = ExitStack()
        for patched in (
            patch.object(station_core.outbox, "send_due", link.send_due),
            patch.object(station_core.power, "battery", lambda: BATTERY),
        ):
            self._patches.enter_context(patched)
        self.services = Services.of(
            folder,
            photographer.language,
            Preferences(folder.root),
            photographer.theme,
            demo_password=demo_password,
            now=self.clock.now,
            elapsed=lambda: self.clock.now().timestamp(),
            randbytes=Random(SEED).randbytes,
            boot=self.clock.since_boot,
        )
        self.window = MainWindow(self.services)
        self.window.show()
        self.window.activateWindow()
        self.window.signin.put_cursor()
        wait(self.window.signin.name.count, "the names")

    def shot(self, name: str, ready: Callable[[], None] = lambda: None) -> None:
        """Take the window once nothing on it moves any more; `ready` is called in every look."""

        def come_to_rest() -> None:
            self._come_to_rest()
            ready()

        come_to_rest()
        self._photographer.take(name, self.window, come_to_rest)

    def _come_to_rest(self) -> None:
        """What was asked of the desk is answered, the main button can be pressed, news stay."""
        settle()
        if self.window.workplace is None:
            return
        if not self.held:
            self.ask(lambda _desk: None)
        visit = self.place._visit
        page = visit.page if visit is not None else None
        wait(lambda: page is None or not page._look.isActive(), "the page to have been seen")
        for timer in self.place.notices.findChildren(QTimer):
            timer.stop()
        settle()

    # -- doors -------------------------------------------------------------------------------

    @property
    def place(self) -> Workplace:
        """Everything behind the sign-in."""
        assert self.window.workplace is not None
        return self.window.workplace

    @property
    def work(self) -> Work:
        """What a signed-in person works with."""
        assert self.window.work is not None
        return self.window.work

    @property
    def flow(self) -> VisitFlow:
        """The visit on the screen."""
        return self.work.flow

    # -- acts --------------------------------------------------------------------------------

    def type_password(self, password: str) -> None:
        """Into the sign-in screen."""
        self.window.signin.password.clear()
        type_text(self.window.signin.password, password)

    def sign_in(self, password: str) -> None:
        """Sign in and wait for the day's figures and the camera."""
        self.type_password(password)
        QTest.keyClick(self.window.signin.password, Qt.Key.Key_Return)
        wait(lambda: self.window.workplace is not None, "the workplace")
        wait(lambda: self.place.overview.glance is not None, "the figures of the day")
        wait(lambda: not self.work.outbox.busy, "the first pass")
        self.work.clock._timer.stop()  # the clock is put back and on for the sake of a picture
        wait(self.place.desk_status.battery, "the battery")
        if self.work.camera.wanted:  # who collects nothing has it open nowhere but at the devices
            wait(lambda: self.work.camera.live, "the camera")
            self.see_frames()

    def press(self, key: Qt.Key) -> None:
        """Press a key of the visit's screen."""
        QTest.keyClick(self.place.visit, key)

    def enter(self) -> None:
        """Press Enter as soon as the main button can be pressed."""
        wait(self.ready, "the main button")
        self.press(Qt.Key.Key_Return)

    def ready(self) -> bool:
        """Whether the main button can be pressed."""
        primary = self.place.visit.bar.primary
        return primary is not None and primary.isEnabled()

    def ask(self, act: Callable[[Desk], Answer]) -> Answer:
        """Have the desk do something, and wait for it."""
        answers: list[Answer] = []
        self.services.lane.ask(act, answers.append, _raise)
        wait(lambda: answers, "the desk")
        return answers[0]

    def put_clock(self, at: datetime) -> None:
        """Put the clock to another time, and have it shown at once."""
        self.clock.at = at
        self.place.desk_status.changed.emit()
        self.place.visit.header.retranslate()

    def show_visit(self, act: Callable[[Desk], Visit]) -> Visit:
        """Make a visit that began a while ago, and go on with it on the screen."""
        self.put_clock(A_WHILE_AGO)
        visit = self.ask(act)
        self.put_clock(NOW)
        self.flow.resume(visit)
        wait(lambda: self.flow.view is not None and not self.flow.busy, "the visit")
        settle()
        return visit

    def end_visit(self) -> None:
        """Leave the visit, and leave none behind."""
        visit = self.flow.visit
        assert visit is not None
        self.flow.pause()
        self.ask(lambda desk: desk.cancel(visit, "-"))
        self.quiet()

    def quiet(self) -> None:
        """Take away what was told of what is over."""
        self.services.notices.clear()
        self.services.notices.clear_news()
        self.refresh()

    def refresh(self) -> None:
        """Have the figures of the day anew."""
        news: list[None] = []
        self.place.overview.changed.connect(lambda: news.append(None))
        self.place.overview.refresh()
        wait(lambda: news, "the figures of the day")
        settle()

    def look_at(self, *pictures: Pixels) -> None:
        """Put another picture before the camera and wait until it is seen."""
        self.camera.show(*pictures)
        self.see_frames()

    def see_frames(self, count: int = 4) -> None:
        """Wait for some frames: the first ones may be older than what was done last."""
        seen: list[object] = []
        self.work.camera.frame.connect(seen.append)
        wait(lambda: len(seen) >= count, "frames")
        self.work.camera.frame.disconnect(seen.append)
        settle()

    def close(self) -> None:
        """End the run as a user does, and let go of everything."""
        self.window.close()
        if not self.services.runner.close(20):
            raise TimeoutError("something still works")
        self.window.deleteLater()
        settle()
        self._patches.close()


def _raise(error: BaseException) -> None:
    raise error


@contextmanager
def held(stage: Stage, lane: str) -> Iterator[None]:
    """Nothing more happens on a lane meanwhile."""
    begun, go_on = Event(), Event()

    def hold(_task: object) -> None:
        begun.set()
        go_on.wait()

    services = stage.services if lane == "desk" else stage.work.services
    services.runner.submit(lane, hold)
    wait(begun.is_set, f"the lane {lane}")
    stage.held = lane == "desk"
    try:
        yield
    finally:
        stage.held = False
        go_on.set()


def empty_desk() -> Pixels:
    """A desk without a card."""
    return draw_portrait_scene(seed=0, offset=(0.0, 9.0))
