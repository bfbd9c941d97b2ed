"""The window: sign-in first, then the workplace with its navigation, or the curtain before it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from station_ui.screens.signin import SignInScreen
from station_ui.services import Services, Work, begin_work
from station_ui.tokens import WINDOW, WINDOW_LEAST
from station_ui.widgets.clipboard import forget_copied
from station_ui.widgets.part import Part, column

if TYPE_CHECKING:
    from station_capture import KeysFault
    from station_core.signin import Session
    from station_ui.keyboard_scanner import KeyboardScanner
    from station_ui.leaving import Leaving
    from station_ui.screen_lock import ScreenLock
    from station_ui.workplace import Workplace


_CALM_MS: Final = 200
"""After which no start waits for what can come later: watching keys costs it a tenth."""


def first_room() -> tuple[int, int]:
    """The pixels the window will have: all of the screen, where there is one."""
    screen = QGuiApplication.primaryScreen()
    if QGuiApplication.platformName() == "offscreen" or screen is None:
        return WINDOW
    room = screen.availableSize()
    return room.width(), room.height()


class MainWindow(Part):
    """The one window of the program."""

    working = Signal()
    """Somebody is signed in and the workplace is on the screen."""

    def __init__(self, services: Services) -> None:
        super().__init__("window")
        self._services = services
        self.work: Work | None = None
        self.workplace: Workplace | None = None
        self.lock: ScreenLock | None = None
        """Of the work; there while somebody is signed in."""
        self._leaving: Leaving | None = None
        self._keyboard_scanner: KeyboardScanner | None = None
        self._closed = False
        self.signin = SignInScreen(services)
        QTimer.singleShot(_CALM_MS, self, self._listen_to_keys)
        self.signin.signed_in.connect(self._begin)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.signin)
        self.setLayout(column(self._pages))
        self.resize(*first_room())  # else the sheet is made for a size nobody sees
        self.setMinimumSize(*WINDOW_LEAST)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the window."""
        self.setWindowTitle(self.tr("CCCD Station"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wear the sizes that fit."""
        self._services.theme.fit(self.width(), self.height())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of everything; an open visit stays open on disk."""
        if event.spontaneous() and self._leaving is not None and self._leaving.tell():
            event.ignore()
            return
        if self._keyboard_scanner is not None:
            self._keyboard_scanner.stop()
        self._closed = True
        if self.lock is not None:
            self.lock.end()
        if self.work is not None:
            self.work.flow.pause()  # what was typed a moment ago is written down
            self.work.close()
            self.work = None
        super().closeEvent(event)

    def sign_out(self) -> None:
        """End this person's work; a visit stays open on disk, for whoever comes next."""
        if self._leaving is not None:
            self._leaving.ask()

    def _listen_to_keys(self) -> None:
        """Watch for a scanner that types; every event of the program passes through Python then."""
        if self._keyboard_scanner is not None or self._closed:
            return
        from station_ui.keyboard_scanner import KeyboardScanner  # noqa: PLC0415

        self._keyboard_scanner = KeyboardScanner(self)
        self._keyboard_scanner.scanned.connect(self._take_keys)
        self._keyboard_scanner.touched.connect(self._note_touch)
        self._keyboard_scanner.listen()

    def _take_keys(self, text: str, fault: "KeysFault") -> None:
        if self.work is not None:
            self.work.scans.take_keys(text, fault)
        else:
            self.signin.refuse_scan()

    def _begin(self, session: "Session") -> None:
        self._listen_to_keys()
        # Behind the sign-in on purpose: the screens of a visit need the image libraries.
        from station_ui.leaving import Leaving  # noqa: PLC0415
        from station_ui.screen_lock import ScreenLock  # noqa: PLC0415
        from station_ui.workplace import Workplace  # noqa: PLC0415

        self.work = begin_work(self._services, session)
        self.workplace = Workplace(self.work)
        self.lock = ScreenLock(self.work, self.workplace)
        self.lock.fell.connect(self._show_curtain)
        self.lock.lifted.connect(self._show_work)
        self._leaving = Leaving(self.work, self.workplace, self.lock)
        self._leaving.free.connect(self._end_work)
        for page in (self.workplace, self.lock.curtain):
            self._pages.addWidget(page)
        self._show_work()
        self.working.emit()

    def _show_work(self) -> None:
        if self.workplace is not None:
            self._pages.setCurrentWidget(self.workplace)
            self.workplace.put_cursor()

    def _show_curtain(self) -> None:
        """In place of the work, which is then hidden from eyes, keys and screen readers."""
        if self.lock is not None:
            self._pages.setCurrentWidget(self.lock.curtain)
            self.lock.curtain.put_cursor()

    def _note_touch(self) -> None:
        if self.lock is not None:
            self.lock.watch.touch()

    def _end_work(self) -> None:
        work, place, lock = self.work, self.workplace, self.lock
        if work is None or place is None or lock is None:
            return
        self.work = self.workplace = self.lock = self._leaving = None
        lock.end()
        work.flow.pause()  # what was typed a moment ago is written down
        place.rest()
        forget_copied()
        self._pages.setCurrentWidget(self.signin)
        for news in (self._services.notices.clear, self._services.notices.clear_news):
            news()  # they are of a citizen, and of no business of whoever comes next
        for page in (place, lock.curtain):
            self._pages.removeWidget(page)

        def let_go() -> None:
            for page in (place, lock.curtain):
                page.deleteLater()

        work.close(let_go)
        self.signin.welcome()
