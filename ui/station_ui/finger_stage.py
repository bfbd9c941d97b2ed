"""The stage of the fingerprints: the call, the print as large as there is room for, both hands."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from station_ui.camera import qimage
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.finger_call import FingerCall
from station_ui.widgets.finger_map import FingerMap, finger_names
from station_ui.widgets.part import Part, column, row
from station_ui.widgets.print_view import PrintView

if TYPE_CHECKING:
    from station_ui.finger_moment import Moment
    from station_ui.finger_series import Taken
    from station_ui.wording import Wording

_CALL: Final = 8
"""The call is at least so many times as wide as its largest type is high."""
_LEAST: Final = 96
"""A print is seen at this side still."""


class FingerStage(Part):
    """Says and shows where a moment stands."""

    def __init__(self, words: "Wording") -> None:
        super().__init__()
        self._words = words
        self.call, self.print = FingerCall(), PrintView()
        self.map = FingerMap(words)
        upper = row(self.call, self.print, gap=Space.LARGE)
        upper.setStretch(0, 1)
        self.setLayout(column(upper, None, Space.LARGE, self.map, gap=Space.NONE))

    def show_moment(self, now: "Moment") -> None:
        """Show where everything stands."""
        self.call.show_count(now.done, len(now.view.fingers))
        self.map.show_fingers(now.view.fingers, now.view.visit.fingers, now.current)
        self.show_finger(now)

    def show_finger(self, now: "Moment") -> None:
        """Show where the current finger stands."""
        self.call.show_finger(now.finger(), *now.call())
        self.call.show_try(now.next_try, now.view.prints.attempts)
        self.call.show_hint(now.hint(self._words))
        self.print.setVisible(now.current is not None or now.series.last is not None)

    def show_print(self, taken: "Taken | None", threshold: int | None) -> None:
        """Show the print that came last, or none."""
        if taken is None:
            self.print.clear()
        else:
            name, image = finger_names()[taken.finger], taken.image
            self.print.show_print(qimage(image.pixels), name, image.quality, threshold)

    def clear(self) -> None:
        """Show nothing of anybody's hands."""
        self.print.clear()
        self.call.clear()
        self.map.show_fingers((), {}, None)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The print gives way first."""
        upper = max(self.call.minimumSizeHint().height(), _LEAST + self.print.below)
        high = upper + Space.LARGE + self.map.height()
        return QSize(super().minimumSizeHint().width(), high)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the print as large as call and map leave room."""
        super().resizeEvent(event)
        self._fit_print()

    def measure(self) -> None:
        """Larger hands leave less room."""
        self._fit_print()

    def _fit_print(self) -> None:
        high = self.height() - self.map.sizeHint().height() - Space.LARGE - self.print.below
        wide = self.width() - Space.LARGE - _CALL * measures().display
        self.print.keep_within(max(_LEAST, min(wide, high)))
