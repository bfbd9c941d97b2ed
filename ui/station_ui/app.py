"""The composition: application, looks, language, the desk's lock, the window, and the way out."""

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from station_core.errors import StationError
from station_core.folder import DeskFolder
from station_ui.garbage import Collector
from station_ui.language import LanguageCode, LanguageSwitch
from station_ui.preferences import Preferences
from station_ui.services import Services
from station_ui.theme import Theme, application
from station_ui.window import MainWindow, first_room

if TYPE_CHECKING:
    from station_ui.screens.blocked import BlockedScreen

_JOIN_LIMIT_S: Final = 10.0
_NOT_RELEASED: Final[list[ExitStack]] = []
"""Locks of programs whose work outlived them; kept here, or they would go with the program."""


@dataclass(frozen=True)
class Start:
    """What the command line asked for."""

    folder: DeskFolder
    language: LanguageCode | None = None
    demo_password: str = ""
    """Shown on the sign-in screen of a demo."""


class Program:
    """One run of the station on one data folder."""

    def __init__(self, start: Start, theme: Theme | None = None) -> None:
        self._start = start
        self._held = ExitStack()
        self._collector: Collector | None = None
        self.app = application()
        preferences = Preferences(start.folder.root)
        theme = theme or Theme(self.app, preferences.scheme, first_room())
        self._language = LanguageSwitch(start.language or preferences.language or "vi")
        self.services = Services.of(
            start.folder, self._language, preferences, theme, demo_password=start.demo_password
        )
        self.window: MainWindow | None = None
        self.blocked: BlockedScreen | None = None

    def open(self) -> None:
        """Take the desk and show the sign-in, or say why that cannot be."""
        try:
            self._start.folder.require_desk()
            self._held.enter_context(self._start.folder.locked())
        except StationError as error:
            self._show_blocked(error)
            return
        if self.blocked is not None:
            self.blocked.close()
            self.blocked = None
        self.window = MainWindow(self.services)
        self.window.working.connect(self._speak_desk_language)
        if (
            QGuiApplication.platformName() == "offscreen"
        ):  # whose screen is smaller than any of ours
            self.window.show()
        else:
            # A laptop's screen is no larger than the window; a title bar must not push the status
            # bar out of it.
            self.window.showMaximized()
        self.window.signin.put_cursor()

    def run(self) -> int:
        """Show the program until its window is closed; returns the exit code."""
        self._catch_bugs()
        self._collector = Collector()
        self.open()
        code = self.app.exec()
        self.close()
        return code

    def close(self, limit: float = _JOIN_LIMIT_S) -> None:
        """Let go of window, devices, desk and lock; waits at most `limit` seconds for work."""
        if self.window is not None:
            self.window.close()
        if self.services.runner.close(limit):
            self._held.close()
        else:
            # Something still works on the desk: the system frees the lock when the process ends.
            _NOT_RELEASED.append(self._held)

    def _show_blocked(self, error: StationError) -> None:
        if self.blocked is None:
            from station_ui.screens.blocked import BlockedScreen  # noqa: PLC0415 - only when needed

            self.blocked = BlockedScreen(self.services.words)
            self.blocked.again.connect(self.open)
        self.blocked.show_error(error)
        self.blocked.show()

    def _speak_desk_language(self) -> None:
        """The desk's own language, where nobody chose another one."""
        work = self.window.work if self.window else None
        if work and not (self._start.language or self.services.preferences.language):
            self._language.switch(work.session.settings.screen.language)

    def _catch_bugs(self) -> None:
        """An error nobody expected is logged and told; the program goes on."""

        def tell(error: BaseException) -> None:
            if isinstance(error, KeyboardInterrupt):
                self.app.quit()
                return
            from station_core.bugs import log_bug  # noqa: PLC0415 - the log is not needed to start

            log_bug(error)
            self.services.notices.show(self.services.words.notice(error))

        def on_gui(
            _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
        ) -> None:
            tell(error)

        def on_thread(args: threading.ExceptHookArgs) -> None:
            error = args.exc_value
            if error is not None:
                self._later(lambda: tell(error))

        sys.excepthook = on_gui
        threading.excepthook = on_thread

    def _later(self, work: Callable[[], None]) -> None:
        QTimer.singleShot(0, self.app, work)
