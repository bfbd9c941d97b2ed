"""The desk on its own lane: opened, used and closed there, asked from the screen."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject

from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.desk import Desk
    from station_core.folder import DeskFolder
    from station_core.position import PositionNote, Whereabouts
    from station_core.signin import Session
    from station_devices import PrintEncoder

LANE: Final = "desk"
Answer = TypeVar("Answer")


class DeskLane(QObject):
    """Passes requests to the one `Desk`.

    The desk's store belongs to the lane's thread, so nothing else ever holds the desk itself; the
    lane's order is the order of the acts.

    Attributes:
        boot: The clock nobody can set.
        whereabouts: Tells the desk where it is; called on the lane's thread. None: nothing does.
    """

    def __init__(
        self,
        runner: TaskRunner,
        now: Clock = local_now,
        randbytes: Callable[[int], bytes] = os.urandom,
        boot: Callable[[], Boot] = boot_now,
    ) -> None:
        super().__init__()
        self.boot = boot
        self._runner = runner
        self._now, self._randbytes = now, randbytes
        self._desk: Desk | None = None
        self._serving = False
        """Whether somebody is signed in: what is asked later than that is nobody's."""
        self._encoder: PrintEncoder | None = None
        self.whereabouts: Whereabouts | None = None

    def warm_up(self, folder: "DeskFolder") -> None:
        """Set the log up and load the application while a person types the password."""

        def work(_task: Task) -> None:
            from station_core.logs import log_to_file  # noqa: PLC0415 - not before the screen

            if folder.root.is_dir():
                log_to_file(folder.log)
            import station_core.desk  # noqa: PLC0415 - this is the point: off the GUI thread
            import station_core.messages  # noqa: F401, PLC0415 - the same

        self._runner.submit(LANE, work)

    def known_names(
        self,
        folder: "DeskFolder",
        done: Callable[[list[str]], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Ask who can sign in here."""

        def work(_task: Task) -> list[str]:
            from station_core.roster import known_names  # noqa: PLC0415 - not before the screen

            return known_names(folder)

        self._runner.submit(LANE, work, done, failed)

    def open(
        self,
        folder: "DeskFolder",
        name: str,
        password: str,
        done: "Callable[[Session], None]",
        failed: Callable[[BaseException], None],
    ) -> None:
        """Sign in and open the desk; what was being sent when the program died waits again."""

        def work(_task: Task) -> "Session":
            from station_core.desk import Desk  # noqa: PLC0415 - not before the screen
            from station_core.signin import sign_in  # noqa: PLC0415 - not before the screen
            from station_devices import PrintEncoder  # noqa: PLC0415 - not before the screen

            session = sign_in(folder, name, password, self.boot)
            self._encoder = PrintEncoder()
            desk = Desk(
                session,
                now=self._now,
                randbytes=self._randbytes,
                encoder=self._encoder,
                whereabouts=self._where,
                boot=self.boot,
            )
            desk.queue.recover()
            self._desk = desk
            return session

        def opened(session: "Session") -> None:
            self._serving = True
            done(session)

        self._runner.submit(LANE, work, opened, failed)

    def ask(
        self,
        work: "Callable[[Desk], Answer]",
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have the desk do something; `done` comes when it is on disk, nothing after `close`."""
        if not self._serving:
            return

        def act(_task: Task) -> Answer:
            if self._desk is None:
                raise RuntimeError("the desk is not open")
            return work(self._desk)

        self._runner.submit(LANE, act, done, failed)

    def close(self, then: Callable[[], None] = lambda: None) -> None:
        """Close the desk after what was asked before; that its person has gone is written down.

        Args:
            then: Called on the lane, before anybody can open the desk again.
        """
        self._serving = False

        def work(_task: Task) -> None:
            desk, self._desk = self._desk, None
            encoder, self._encoder = self._encoder, None
            self.whereabouts = None
            try:
                if desk is not None:
                    _close(desk)
            finally:
                if encoder is not None:
                    encoder.close()
                then()

        self._runner.submit(LANE, work)

    def _where(self, at: datetime) -> "PositionNote | None":
        return None if self.whereabouts is None else self.whereabouts(at)


def _close(desk: "Desk") -> None:
    from station_queue.errors import QueueError  # noqa: PLC0415 - not before the screen

    try:
        with suppress(QueueError):  # a disk that is full keeps nobody from going
            desk.note("signed_out")
    finally:
        desk.close()
