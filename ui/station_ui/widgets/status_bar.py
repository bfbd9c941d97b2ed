"""The status bar: how everything the work needs stands, in a word each, always in view."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from station_ui.theme import measures
from station_ui.tokens import TOUCH, Space
from station_ui.widgets.aside import Aside
from station_ui.widgets.part import ElidedText, row
from station_ui.widgets.status_chip import Standing, StatusChip

_LINE: Final = 1


class StatusBar(Aside):
    """Chips on the left, the place and the clock on the right.

    Where there is no room, what is well is folded to its icon; what needs somebody keeps its word.
    """

    asked = Signal(object)
    """The chip whose reason is wanted."""

    def __init__(self) -> None:
        super().__init__("status")
        self.network, self.queue = StatusChip(), StatusChip()
        self.camera, self.scanner, self.battery = StatusChip(), StatusChip(), StatusChip()
        self.handheld, self.demo, self.clock = StatusChip(), StatusChip(), StatusChip()
        self.gps = StatusChip()
        self.place = ElidedText("small")
        left = (
            *(self.network, self.queue, self.camera, self.handheld, self.scanner),
            *(self.gps, self.battery),
        )
        self.chips = (*left, self.demo, self.clock)
        """In the order of reading."""
        self._folding = (
            *(self.gps, self.handheld, self.scanner, self.camera),
            *(self.network, self.queue, self.battery),
        )
        side = Space.SMALL
        line = row(*left, None, self.demo, side, self.place, side, self.clock, gap=Space.NONE)
        line.setContentsMargins(side, Space.NONE, side, Space.NONE)
        self.setLayout(line)
        for chip in self.chips:
            chip.clicked.connect(lambda _checked, chip=chip: self.asked.emit(chip))
        for chip in (self.handheld, self.gps, self.battery, self.demo):
            chip.hide()
        self.measure()
        self.retranslate()

    def stand(self, chip: StatusChip, standing: Standing | None) -> None:
        """Show how one thing stands; None: this desk has no such thing."""
        chip.setVisible(standing is not None)
        if standing is not None:
            chip.stand(standing)
        self._fit()

    def show_place(self, words: str) -> None:
        """Show the desk and who works at it."""
        self.place.setText(words)
        self._fit()

    def retranslate(self) -> None:
        """Name the bar."""
        self.setAccessibleName(self.tr("Tình trạng của bàn"))

    def measure(self) -> None:
        """As high as a finger, below its line."""
        self.setFixedHeight(measures().status + _LINE)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fold what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [chip for chip in self.chips if not chip.isHidden()]
        room = self.width() - 4 * Space.SMALL - self.place.sizeHint().width()
        room -= sum(chip.whole_width() for chip in shown)
        for chip in sorted(self._folding, key=lambda one: one.standing.tone != "good"):
            fold = room < 0 and chip in shown and not chip.loud
            if fold:
                room += chip.whole_width() - TOUCH
            chip.fold(fold)
