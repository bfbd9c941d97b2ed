"""What a person asks for to keep the data safe: a backup now, a look at the whole store."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from station_core.clock import Clock, local_now
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.signin import Session
    from station_queue.backup import Backup
    from station_queue.upkeep import StoreCheck

LANE: Final = "care"

Doing = Literal["", "backup", "check"]


class Care(QObject):
    """One thing at a time, on a lane of its own: everybody works on meanwhile."""

    changed = Signal()
    """Something began, or ended."""
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(self, runner: TaskRunner, session: "Session", now: Clock = local_now) -> None:
        super().__init__()
        self._runner, self._session, self._now = runner, session, now
        self._task: Task | None = None
        self.doing: Doing = ""
        """What is under way."""
        self.did: Doing = ""
        """What ended last, well or not."""
        self.folder: Path | None = None
        """Where to the last backup was to go."""
        self.backup: Backup | None = None
        """The last one that was made here since the sign-in."""
        self.check: StoreCheck | None = None
        """What the last look found since the sign-in."""
        self.error: BaseException | None = None
        """Why what ended last did not end well."""

    def back_up(self, folder: Path) -> None:
        """Copy everything into a folder, and read the copy back."""
        self.folder = folder
        self._begin("backup")

    def look(self) -> None:
        """Look at the whole store."""
        self._begin("check")

    def stop(self) -> None:
        """Give up what is under way; `changed` tells when it has ended."""
        if self._task is not None:
            self._task.stop()

    # -- inside ------------------------------------------------------------------------------

    def _begin(self, what: Doing) -> None:
        if self._task is not None:
            return
        self.doing, self.error = what, None
        if what == "backup":
            self._task = self._runner.submit(LANE, self._copy, self._copied, self._fail)
        else:
            self._task = self._runner.submit(LANE, self._check, self._checked, self._fail)
        self.changed.emit()

    def _copy(self, task: Task) -> "Backup":
        from station_core.backups import run_backup  # noqa: PLC0415 - when it is needed

        folder = self.folder
        assert folder is not None  # noqa: S101 - `back_up` has set it
        return run_backup(self._session, folder, stop=task.stopped, now=self._now)

    def _check(self, task: Task) -> "StoreCheck":
        from station_core.upkeep import check_store  # noqa: PLC0415 - when it is needed

        return check_store(self._session, task.stopped, full=True, now=self._now)

    def _copied(self, made: "Backup") -> None:
        self.backup = made
        self._end()

    def _checked(self, found: "StoreCheck") -> None:
        self.check = found
        self._end()

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self.did, self.doing, self._task = self.doing, "", None
        self.changed.emit()
