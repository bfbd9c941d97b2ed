"""The real window on a real desk, and an operator's hands on it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from station_capture.drawn import INVENTED_PEOPLE
from station_core.clock import Clock, local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.visit import Step
from station_queue.errors import DiskFullError
from station_ui.autopilot import type_text
from station_ui.desk_lane import Answer, DeskLane
from station_ui.language import LanguageSwitch
from station_ui.preferences import Preferences
from station_ui.screens.steps.details import DetailsPage
from station_ui.screens.steps.fingerprints import FingerprintsPage
from station_ui.screens.steps.portrait import PortraitPage
from station_ui.services import Services
from station_ui.theme import Theme
from station_ui.widgets.value_block import ValueBlock
from station_ui.window import MainWindow
from station_ui.workplace import Workplace

NAME = "An"
PASSWORD = "mat-khau-thu"
WAIT_MS = 30_000
CARD = INVENTED_PEOPLE[0]


class Disk(DeskLane):
    """The desk's lane on a disk that is full while `full` is set."""

    full = False

    def ask(
        self,
        work: Callable[[Desk], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        full = self.full

        def act(desk: Desk) -> Answer:
            if full:
                raise DiskFullError("no room")
            return work(desk)

        super().ask(act, done, failed)


class Operator:
    """The window of one test, and an operator's hands on it."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: DeskFolder,
        translations: Path,
        theme: Theme,
        now: Clock = local_now,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self.qtbot = qtbot
        self.language = LanguageSwitch("vi", translations)
        services = Services.of(
            folder, self.language, Preferences(folder.root), theme, now=now, elapsed=elapsed
        )
        self.disk = Disk(services.runner, now)
        self.services = replace(services, lane=self.disk)
        self.window = MainWindow(self.services)
        self.window.show()

    @property
    def place(self) -> Workplace:
        assert self.window.workplace is not None
        return self.window.workplace

    @property
    def step(self) -> Step | None:
        flow = self.place.visit.flow
        return flow.step if flow.visit and not flow.busy else None

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.place.visit, key)

    def enter(self) -> None:
        """Press Enter as soon as the main button can be pressed."""
        self.wait(self.ready)
        self.press(Qt.Key.Key_Return)

    def ready(self) -> bool:
        primary = self.place.visit.bar.primary
        return primary is not None and primary.isEnabled()

    def sign_in(self, password: str = PASSWORD) -> None:
        signin = self.window.signin
        self.wait(signin.name.count)
        signin.password.clear()
        type_text(signin.password, password)
        QTest.keyClick(signin.password, Qt.Key.Key_Return)

    def start(self, procedure: str = "confirm_old_number") -> None:
        self.sign_in()
        self.wait(lambda: self.window.workplace is not None)
        combo = self.place.visit.idle.procedure
        combo.setCurrentIndex(combo.findData(procedure))
        self.wait(lambda: self.place.overview.glance is not None)

    def type_into(self, field: str, text: str) -> None:
        box = self.details.rows[field].input
        assert isinstance(box, QLineEdit | ValueBlock)
        box.clear()
        type_text(box, text)

    @property
    def details(self) -> DetailsPage:
        return cast(DetailsPage, self.place.visit.pages[Step.DETAILS])

    @property
    def portrait(self) -> PortraitPage:
        return cast(PortraitPage, self.place.visit.pages[Step.PORTRAIT])

    @property
    def fingerprints(self) -> FingerprintsPage:
        return cast(FingerprintsPage, self.place.visit.pages[Step.FINGERPRINTS])

    def close(self) -> bool:
        self.window.close()
        return self.services.runner.close(20)


Opener = Callable[..., Operator]
Maker = Callable[..., DeskFolder]
