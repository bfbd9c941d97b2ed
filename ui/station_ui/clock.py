"""The desk's clock while somebody works: looked at every minute, held against better ones."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_core.clock_watch import ClockView, Skew, satellite_skew
from station_ui.desk_lane import DeskLane

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from station_core.position import PositionNote
    from station_queue.delivery_report import DeliveryReport

_LOOK_EVERY_MS: Final = 60_000


class DeskClock(QObject):
    """Has the desk look at its clocks, and tells what was found.

    Attributes:
        view: What the last look found.
    """

    changed = Signal()
    """A look found something else than the one before."""
    failed = Signal(object)

    def __init__(
        self,
        lane: DeskLane,
        now: "Callable[[], datetime]",
        position: "Callable[[datetime], PositionNote | None]",
    ) -> None:
        """Made before the first look; `watch` begins.

        Args:
            lane: The desk's.
            now: The wall clock.
            position: What the satellites said, for where the centre was not heard.
        """
        super().__init__()
        self._lane, self._now, self._position = lane, now, position
        self._closed = False
        self.view = ClockView()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def skew(self) -> Skew | None:
        """How wrong the clock is, by the centre or else by the satellites."""
        return self.view.skew or satellite_skew(self._position(self._now()))

    def watch(self) -> None:
        """Look now, and from now on."""
        self._timer.start(_LOOK_EVERY_MS)
        self.look()

    def look(self) -> None:
        """Look once."""
        if not self._closed:
            self._lane.ask(lambda desk: desk.clock.look(), self._see, self.failed.emit)

    def take(self, report: "DeliveryReport") -> None:
        """Look once the centre was heard."""
        if report.date is not None:
            self.look()

    def close(self) -> None:
        """Look no more."""
        self._closed = True
        self._timer.stop()

    def _see(self, view: ClockView) -> None:
        if view != self.view:
            self.view = view
            self.changed.emit()
