"""Delivery beside the work: passes in the background, and what they tell about the network."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_core.clock import Clock, local_now
from station_queue.reach import Reach
from station_ui.desk_lane import DeskLane
from station_ui.link_watch import LinkWatch
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from datetime import datetime

    from station_core.signin import Session
    from station_queue.delivery_report import DeliveryReport

LANE: Final = "outbox"
_PASS_EVERY_MS: Final = 15_000


class Outbox(QObject):
    """Sends what is due: on a timer, after each visit, when a network comes up, when asked to.

    A pass with nothing to send asks the centre for receipts all the same: by its answer the status
    bar knows how far the line reaches.
    """

    changed = Signal()
    """A pass began, moved on or ended."""
    passed = Signal(object)
    """The report of a pass that ended."""
    answered = Signal(object)
    """The report of a pass that a person asked for."""
    failed = Signal(object)

    def __init__(
        self, runner: TaskRunner, lane: DeskLane, session: "Session", now: Clock = local_now
    ) -> None:
        super().__init__()
        self._runner = runner
        self._lane = lane
        self._session = session
        self._now = now
        self._task: Task | None = None
        self._again = self._asked_again = False
        self._closed = False
        self.asked = False
        """Whether a person asked for the pass under way."""
        self.reach = Reach.UNKNOWN
        """How far the last pass came."""
        self.code = ""
        """Of what stood in its way; empty if nothing did."""
        self.answered_at: datetime | None = None
        """When the centre last answered, whatever it said."""
        self.sending: tuple[str, int, int] | None = None
        self._leave_until: datetime | None = None
        """When the centre, which asked to be left alone, may be asked again."""
        self._link = LinkWatch()
        self._link.came_up.connect(self._go_on)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.send)
        self._timer.start(_PASS_EVERY_MS)

    @property
    def busy(self) -> bool:
        """Whether a pass is under way."""
        return self._task is not None

    def send(self, *, asked: bool = False) -> None:
        """Begin a pass, or another one after the one under way."""
        left_alone = self._leave_until is not None and self._now() < self._leave_until
        if self._closed or (left_alone and not asked):
            return
        if self._task is not None:
            self._again, self._asked_again = True, self._asked_again or asked
            return
        self.asked = asked
        self._again = self._asked_again = False
        self._task = self._runner.submit(LANE, self._pass, self._done, self._fail)
        self.changed.emit()

    def send_now(self) -> None:
        """Make everything that waits due, then send it; `answered` tells how it ended."""
        self._lane.ask(
            lambda desk: desk.queue.send_now(),
            lambda _count: self.send(asked=True),
            self.failed.emit,
        )

    def close(self) -> None:
        """Begin no more passes and stop the one under way."""
        self._closed = True
        self._link.close()
        self._timer.stop()
        if self._task is not None:
            self._task.stop()

    def _go_on(self) -> None:
        """A network has come up: what waited for one is sent; a stuck pass goes on by itself."""
        self._lane.ask(
            lambda desk: desk.queue.link_up(), lambda _count: self.send(), self.failed.emit
        )

    def _pass(self, task: Task) -> "DeliveryReport":
        from station_core.outbox import send_due  # noqa: PLC0415 - httpx is not needed to sign in

        may_send = (lambda: True) if self.asked else None

        def on_progress(record: str, sent: int, size: int) -> None:
            task.tell(lambda: self._progress((record, sent, size)))

        return send_due(
            self._session,
            network=self._link.watch,
            stop=task.stopped,
            on_progress=on_progress,
            may_send=may_send,
            now=self._now,
            boot=self._lane.boot,
        )

    def _progress(self, sending: tuple[str, int, int]) -> None:
        self.sending = sending
        self.changed.emit()

    def _done(self, report: "DeliveryReport") -> None:
        codes = [failure.code for failure in report.failures]
        self._leave_until = report.retry_at if codes[-1:] == ["CENTRE_BUSY"] else None
        if report.reach is not Reach.UNKNOWN:
            self.reach, self.code = report.reach, codes[-1] if codes else ""
        if report.reach in {Reach.REACHED, Reach.REFUSED}:
            self.answered_at = self._now()
        asked = self.asked
        self._end()
        self.passed.emit(report)
        if asked:
            self.answered.emit(report)

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._task = None
        self.sending = None
        self.asked = False
        self.changed.emit()
        if self._again:
            self.send(asked=self._asked_again)
