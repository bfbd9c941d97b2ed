"""The desk keeps itself in shape beside the work: its store, what is to be erased, backups."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.erasing import Erased
    from station_core.signin import Session
    from station_queue.backup import Backup
    from station_queue.upkeep import StoreCheck

LANE: Final = "upkeep"
EVERY_MS: Final = 30_000
"""A visit takes longer than that; see `station_core.upkeep.UPKEEP_S`."""
_AGAIN_S: Final = 900.0
"""So much later a backup that failed is tried again: each try is written down."""
_NO_FAILURES: Final = frozenset({"BACKUP_STOPPED", "BACKUP_RUNNING", "STORE_STOPPED"})
"""Somebody else is at it, or the day is over."""

Part = Literal["store", "erasing", "backup"]


@dataclass
class Pass:
    """What one pass came to; a part that fails holds no other up."""

    check: "StoreCheck | None" = None
    erased: "Erased | None" = None
    backup: "Backup | None" = None
    codes: dict[Part, str] = field(default_factory=dict)
    """Of the parts that were tried: what went wrong, or nothing."""
    errors: dict[Part, Exception] = field(default_factory=dict)


class Upkeep(QObject):
    """One pass at a time, on a lane and with connections of its own."""

    changed = Signal()
    """A pass looked, erased or copied something, or failed: figures are other ones now."""
    failed = Signal(object)
    """An error that the pass before did not end with."""
    passed = Signal(object)
    """The `Pass` that ended."""

    def __init__(
        self,
        runner: TaskRunner,
        session: "Session",
        now: Clock = local_now,
        elapsed: Callable[[], float] = monotonic,
        *,
        boot: Callable[[], Boot] = boot_now,
        every_ms: int = EVERY_MS,
    ) -> None:
        """Begin in `every_ms` milliseconds, and again and again."""
        super().__init__()
        self._runner, self._session = runner, session
        self._now, self._elapsed, self._boot = now, elapsed, boot
        self._task: Task | None = None
        self._closed = False
        self._told: dict[Part, str] = {}
        self._backup_from = float("-inf")
        self.check: StoreCheck | None = None
        """What the last look at the store found, since the sign-in."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.run)
        self._timer.start(every_ms)

    @property
    def busy(self) -> bool:
        """Whether a pass is under way."""
        return self._task is not None

    def run(self) -> None:
        """Begin a pass, unless one is under way."""
        if self._closed or self._task is not None:
            return
        self._task = self._runner.submit(LANE, self._work, self._done, self._fail)

    def close(self) -> None:
        """Begin no more passes and stop the one under way."""
        self._closed = True
        self._timer.stop()
        if self._task is not None:
            self._task.stop()

    # -- on the lane -------------------------------------------------------------------------

    def _work(self, task: Task) -> Pass:
        from station_core.erasing import erase_due  # noqa: PLC0415 - not before it is needed
        from station_core.upkeep import run_upkeep  # noqa: PLC0415 - the same

        done, session, now = Pass(), self._session, self._now

        def look() -> bool:
            done.check = run_upkeep(session, task.stopped, now=now)
            if done.check is not None and not done.check.ok:
                from station_core.errors import CommandError  # noqa: PLC0415 - seldom

                raise CommandError("STORE_CHECK_FAILED")
            return True

        def erase() -> bool:
            done.erased = erase_due(session, task.stopped, now=now)
            return True

        def back_up() -> bool:
            if not self._is_backup_due(task):
                return False
            done.backup = self._back_up(task)
            return True

        _try(done, "store", look)
        _try(done, "erasing", erase)
        _try(done, "backup", back_up)
        return done

    def _is_backup_due(self, task: Task) -> bool:
        from station_core.backups import due, last_backup  # noqa: PLC0415 - when it is needed

        wanted = self._session.settings.backup
        if not wanted.folder or task.stopped() or self._elapsed() < self._backup_from:
            return False
        with self._session.open_store() as store:
            totals, last = store.totals(), last_backup(store)
        return due(totals, last, wanted.every_records, self._now(), self._boot())

    def _back_up(self, task: Task) -> "Backup":
        from pathlib import Path  # noqa: PLC0415 - when it is needed

        from station_core.backups import run_backup  # noqa: PLC0415 - the same

        self._backup_from = self._elapsed() + _AGAIN_S
        made = run_backup(
            self._session,
            Path(self._session.settings.backup.folder),
            automatic=True,
            stop=task.stopped,
            now=self._now,
            boot=self._boot,
        )
        self._backup_from = float("-inf")
        return made

    # -- on the screen's thread --------------------------------------------------------------

    def _done(self, ended: Pass) -> None:
        self._task = None
        mended = self.check is not None and not self.check.ok and not ended.codes.get("store")
        if ended.check is not None or mended:
            self.check = ended.check
        new = [part for part, code in ended.codes.items() if code and self._told.get(part) != code]
        self._told |= ended.codes
        looked = mended or ended.check or ended.errors
        if looked or ended.backup or (ended.erased and ended.erased.records):
            self.changed.emit()
        for part in new:
            self.failed.emit(ended.errors[part])
        self.passed.emit(ended)

    def _fail(self, error: BaseException) -> None:
        self._task = None
        self.failed.emit(error)


def _try(done: Pass, part: Part, work: Callable[[], bool]) -> None:
    """Do a part, which tells whether it had anything to do; else its last failure still holds."""
    try:
        did = work()
    except Exception as error:  # noqa: BLE001 - what is no known failure is told as a bug, once
        code = str(getattr(error, "code", type(error).__name__))
        if code not in _NO_FAILURES:
            done.codes[part], done.errors[part] = code, error
    else:
        if did:
            done.codes[part] = ""
