"""How long no password is looked at here: kept in the desk's folder, counted down on the screen."""

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_ui.desk_lane import LANE

if TYPE_CHECKING:
    from station_ui.services import Services

_LOOK_MS: Final = 200
"""A second that is over is seen to be over."""


class SignInWait(QObject):
    """The wait that grows with wrong passwords; it outlives the program, and so is asked for."""

    changed = Signal()
    """Another second is over, or the wait began or ended."""

    def __init__(self, services: "Services", parent: QObject, lane: str = LANE) -> None:
        super().__init__(parent)
        self._services, self._lane = services, lane
        self._until = float("-inf")
        self.left_s = 0
        """Whole seconds that are left."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def begin(self, seconds: float) -> None:
        """Count down from here."""
        self._until = self._services.elapsed() + seconds
        self._timer.start(_LOOK_MS)
        self._look()

    def ask(self) -> None:
        """Look whether there is one, as after a wrong password, or at the start of the program."""
        folder, boot = self._services.folder, self._services.lane.boot

        def work(_task: object) -> int:
            if not folder.tries.exists():
                return 0
            from station_core.tries import Tries  # noqa: PLC0415 - not before the screen

            return Tries(folder.tries, boot).wait_s()

        def failed(error: BaseException) -> None:
            self._services.note(error)  # the next try tells

        self._services.runner.submit(self._lane, work, self._begin_if, failed)

    def take(self, error: BaseException) -> None:
        """A try was refused: there is a wait, or it may have been the one after which there is."""
        seconds = getattr(error, "details", {}).get("wait_s", 0)
        if isinstance(seconds, int) and seconds:
            self.begin(seconds)
        else:
            self.ask()

    # -- inside ------------------------------------------------------------------------------

    def _begin_if(self, seconds: int) -> None:
        if seconds:
            self.begin(seconds)

    def _look(self) -> None:
        left = max(0, math.ceil(self._until - self._services.elapsed()))
        if not left:
            self._timer.stop()
        if left != self.left_s:
            self.left_s = left
            self.changed.emit()
