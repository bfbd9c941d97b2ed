"""The people of the desk and their passwords, worked on beside the visit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from station_core.clock import Clock, local_now
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.people import People
    from station_core.signin import Session
    from station_queue import Person

LANE: Final = "people"
"""Of its own: a new password takes half a second, and no step of a visit waits for it."""
Answer = TypeVar("Answer")


class Accounts(QObject):
    """One act at a time."""

    changed = Signal()
    """An act began or ended."""
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(self, runner: TaskRunner, session: "Session", now: Clock = local_now) -> None:
        super().__init__()
        self._runner, self._session, self._now = runner, session, now
        self.busy = False

    def everybody(
        self, done: "Callable[[list[Person]], None]", failed: Callable[[BaseException], None]
    ) -> None:
        """Ask who has an account; no act waits for the answer."""
        self._runner.submit(LANE, lambda _task: self._people().everybody(), done, failed)

    def act(
        self,
        work: "Callable[[People], Answer]",
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Do something with the accounts; nothing while another act is under way."""
        self._begin(lambda _task: work(self._people()), done, failed)

    def change_own(
        self,
        old: str,
        new: str,
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Give oneself another password."""

        def work(_task: Task) -> None:
            from station_core.people import change_password  # noqa: PLC0415 - when it is needed

            change_password(self._session, old, new)

        self._begin(work, lambda _none: done(), failed)

    # -- inside ------------------------------------------------------------------------------

    def _people(self) -> "People":
        from station_core.people import People  # noqa: PLC0415 - when it is needed

        return People(self._session, now=self._now)

    def _begin(
        self,
        work: Callable[[Task], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        if self.busy:
            return
        self.busy = True

        def end(answer: Answer) -> None:
            self._end()
            done(answer)

        def fail(error: BaseException) -> None:
            self._end()
            self.failed.emit(error)
            failed(error)

        self._runner.submit(LANE, work, end, fail)
        self.changed.emit()

    def _end(self) -> None:
        self.busy = False
        self.changed.emit()
