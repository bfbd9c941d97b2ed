"""The GPS receiver: on its own lane, listened to while somebody works here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.bugs import log_bug
from station_core.clock import Clock
from station_core.position import HeardFix, PositionNote
from station_devices import Fix, NoFix, open_gps_receiver
from station_devices.errors import CaptureCancelledError, DeviceError
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.settings import GpsSettings
    from station_devices import GpsReceiver

Opener = Callable[..., "GpsReceiver"]

LANE: Final = "gps"
_LISTEN_S: Final = 5.0
"""A receiver talks once a second; one that says nothing for so long is told."""
_AGAIN_S: Final = 1.0
"""How long it is waited before a port that is gone is looked for again."""


class Gps(QObject):
    """One receiver; it is looked for until it is there, and again when it was unplugged.

    Attributes:
        error: Why it is not heard.
        report: What it said last; None before that, and while it is not heard.
        last: The last position, however long ago; kept while the receiver has none.
    """

    state_changed = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        settings: "GpsSettings",
        now: Clock,
        elapsed: Callable[[], float],
        opener: Opener = open_gps_receiver,
    ) -> None:
        super().__init__()
        self._runner, self._settings, self._opener = runner, settings, opener
        self._now, self._elapsed = now, elapsed
        self._task: Task | None = None
        self.error: BaseException | None = None
        self.report: Fix | NoFix | None = None
        self.last: HeardFix | None = None

    @property
    def present(self) -> bool:
        """Whether this desk has such a receiver at all."""
        return bool(self._settings.port)

    def listen(self) -> None:
        """Begin to listen."""
        if self.present and self._task is None:
            self._task = self._runner.submit(LANE, self._work, failed=self._fail)

    def close(self) -> None:
        """Listen no more; the port is released."""
        if self._task is not None:
            self._task.stop()
            self._task = None

    def note(self, at: datetime) -> PositionNote | None:
        """What a record may say of the place at a moment; from any thread."""
        last = self.last
        return None if last is None else last.note(at, self._elapsed())

    # -- on the lane -------------------------------------------------------------------------

    def _work(self, task: Task) -> None:
        receiver: GpsReceiver | None = None
        try:
            while not task.stopped():
                try:
                    if receiver is None:
                        receiver = self._opener(self._settings.port, baud=self._settings.baud)
                    receiver.connect(task.stopped)
                    self._listen(task, receiver)
                except CaptureCancelledError:
                    return
                except Exception as error:  # noqa: BLE001 - a bug must not end the listening
                    task.tell(partial(self._fail, error))
                    task.rest(_AGAIN_S)
        finally:
            if receiver is not None:
                receiver.close()

    def _listen(self, task: Task, receiver: "GpsReceiver") -> None:
        while True:
            report = receiver.next(_LISTEN_S, task.stopped)
            heard = None
            if isinstance(report, Fix):
                heard = HeardFix(report, self._now(), self._elapsed())
            task.tell(partial(self._take, report, heard))

    # -- on the GUI thread -------------------------------------------------------------------

    def _take(self, report: Fix | NoFix, heard: HeardFix | None) -> None:
        before = self._standing()
        self.error, self.report, self.last = None, report, heard or self.last
        if self._standing() != before:
            self.state_changed.emit()

    def _fail(self, error: BaseException) -> None:
        """Note why it is not heard, if it is another reason; one of another kind is a bug."""
        if type(error) is type(self.error):
            return  # it is looked for every second; once is enough to write it down
        self.error, self.report = error, None
        if not isinstance(error, DeviceError):
            log_bug(error)
        self.state_changed.emit()

    def _standing(self) -> tuple[object, ...]:
        """What there is to tell of; the seconds that pass are not."""
        wrong = self.last is not None and self.last.clock_is_wrong
        seen = self.report.satellites if isinstance(self.report, NoFix) else None
        return type(self.error), type(self.report), seen, wrong
