"""Hand-over by a stick, as a person asks for it: packets onto it, the centre's receipts from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from station_core.clock import Clock, local_now
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.handover import Answers
    from station_core.signin import Session
    from station_queue.handover import HandedOver, Phase

LANE: Final = "handover"

Doing = Literal["", "copy", "take"]


class Handover(QObject):
    """One thing at a time, on a lane of its own: everybody works on meanwhile."""

    changed = Signal()
    """Something began, moved on or ended."""
    ended = Signal()
    """Something ended, well or not."""
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
        self.folder = Path()
        """The stick of the last one."""
        self.phase: Phase = "writing"
        self.done = self.total = 0
        """How many packets of how many that is done to; 0 of 0 while nobody knows."""
        self.copied: HandedOver | None = None
        """What was copied last since the sign-in."""
        self.answers: Answers | None = None
        """What the last receipts from a stick said since the sign-in."""
        self.error: BaseException | None = None
        """Why what ended last did not end well."""

    def copy_to(self, folder: Path) -> None:
        """Copy all that waits to a stick, and read it back."""
        self._begin("copy", folder)

    def take_from(self, folder: Path) -> None:
        """Take the centre's receipts from a stick."""
        self._begin("take", folder)

    def stop(self) -> None:
        """Give up what is under way; `changed` tells when it has ended."""
        if self._task is not None:
            self._task.stop()

    # -- inside ------------------------------------------------------------------------------

    def _begin(self, what: Doing, folder: Path) -> None:
        if self._task is not None:
            return
        self.doing, self.error, self.folder = what, None, folder
        self.phase, self.done, self.total = "writing", 0, 0
        if what == "copy":
            self._task = self._runner.submit(LANE, self._copy, self._copied, self._fail)
        else:
            self._task = self._runner.submit(LANE, self._take, self._taken, self._fail)
        self.changed.emit()

    def _copy(self, task: Task) -> "HandedOver":
        from station_core.handover import export_packets  # noqa: PLC0415 - when it is needed

        def tell(phase: "Phase", done: int, total: int) -> None:
            task.tell(lambda: self._move_on(phase, done, total))

        return export_packets(
            self._session, self.folder, stop=task.stopped, on_progress=tell, now=self._now
        )

    def _take(self, _task: Task) -> "Answers":
        from station_core.handover import import_receipts  # noqa: PLC0415 - when it is needed

        return import_receipts(self._session, self.folder, now=self._now)

    def _move_on(self, phase: "Phase", done: int, total: int) -> None:
        if self.doing:
            self.phase, self.done, self.total = phase, done, total
            self.changed.emit()

    def _copied(self, made: "HandedOver") -> None:
        self.copied = made
        self._end()

    def _taken(self, answers: "Answers") -> None:
        self.answers = answers
        self._end()

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self.did, self.doing, self._task = self.doing, "", None
        self.changed.emit()
        self.ended.emit()
