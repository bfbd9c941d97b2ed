"""Notices that nobody has touched anything for a while, the time the machine slept included."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from station_core.boot import Boot

_LOOK_MS: Final = 1_000
_MINUTE_S: Final = 60.0


class QuietWatch(QObject):
    """A touch costs nothing but a mark; the clocks are looked at once a second."""

    quiet = Signal()
    """It has been quiet for so long."""

    def __init__(
        self,
        parent: QObject | None,
        minutes: float,
        elapsed: Callable[[], float],
        boot: "Callable[[], Boot]",
    ) -> None:
        """Made before it begins.

        Args:
            parent: With which it goes.
            minutes: How long it has to be quiet; 0: it never tells.
            elapsed: Seconds that never run backwards.
            boot: The clock that goes on while the machine sleeps.
        """
        super().__init__(parent)
        self._after_s = minutes * _MINUTE_S
        self._elapsed, self._boot = elapsed, boot
        self._touched = False
        self._at = self._looked = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Somebody is here now."""
        self._touched = False
        self._at = self._looked = self._now()
        if self._after_s:
            self._timer.start(_LOOK_MS)

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody has done something."""
        self._touched = True

    def look(self) -> None:
        """See whether it has been quiet for long enough.

        After a sleep the touch that woke the machine is nobody's who sat here before.
        """
        now = self._now()
        slept = self._is_long(self._looked, now)
        self._looked = now
        if self._touched and not slept:
            self._touched, self._at = False, now
        elif self._is_long(self._at, now):
            self.end()
            self.quiet.emit()

    # -- inside ------------------------------------------------------------------------------

    def _now(self) -> tuple[float, float]:
        return self._elapsed(), self._boot().seconds

    def _is_long(self, since: tuple[float, float], now: tuple[float, float]) -> bool:
        return max(now[0] - since[0], now[1] - since[1]) >= self._after_s
