"""Trying the line to the centre from the screen."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.network import NetworkWatch

if TYPE_CHECKING:
    from station_core.net_test import Tried
    from station_core.signin import Session
    from station_ui.tasks import Task, TaskRunner

LANE: Final = "line"


class LineTrial(QObject):
    """One at a time, off the GUI thread."""

    changed = Signal()
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(self, runner: "TaskRunner", session: "Session") -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._task: Task | None = None
        self.steps: list[Tried] = []
        """What is known of the one under way, or came of the last one."""
        self.error: BaseException | None = None

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self._task is not None

    def start(self) -> None:
        """Try it anew."""
        if self._task is None:
            self.steps, self.error = [], None
            self._task = self._runner.submit(LANE, self._try, self._tried, self._fail)
            self.changed.emit()

    def stop(self) -> None:
        """Give it up."""
        if self._task is not None:
            self._task.stop()

    def _try(self, task: "Task") -> "list[Tried]":
        from station_core.net_test import try_line  # noqa: PLC0415 - httpx loads slowly

        return try_line(
            self._session,
            network=NetworkWatch(),
            stop=task.stopped,
            on_step=lambda so_far: task.tell(lambda: self._show(so_far)),
        )

    def _show(self, so_far: "list[Tried]") -> None:
        self.steps = so_far
        self.changed.emit()

    def _tried(self, steps: "list[Tried]") -> None:
        task, self._task = self._task, None
        # Given up, it says nothing of the line.
        self._show([] if task is not None and task.stopped() else steps)

    def _fail(self, error: BaseException) -> None:
        self._task, self.error = None, error
        self.failed.emit(error)
        self.changed.emit()
