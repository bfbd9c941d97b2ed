"""One line as large as there is room for."""

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent

from station_ui.theme import font, measures
from station_ui.tokens import Weight
from station_ui.widgets.part import ElidedText

Size = Literal["display", "title", "body", "small"]


class FittedText(ElidedText):
    """Shrinks from the type of its role to the least, and ends in an ellipsis beyond that.

    Lines that are said in turn keep one size when it is told of all of them.
    """

    def __init__(self, role: str, largest: Size, least: Size) -> None:
        super().__init__(role)
        self._largest: Size = largest
        self._least: Size = least
        self._in_turn: tuple[str, ...] = ()

    def say_in_turn(self, lines: Iterable[str]) -> None:
        """Take a size in which each of these fits too."""
        self._in_turn = tuple(lines)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        room, fitting = self.contentsRect(), self.fitting()
        metrics = QFontMetrics(fitting)
        line = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(self.text() if line != self.text() else "")
        painter = QPainter(self)
        painter.setFont(fitting)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()), line)

    def fitting(self) -> QFont:
        """The type in which the line is drawn."""
        sizes, room = measures(), self.contentsRect().width()
        least: int = getattr(sizes, self._least)
        pixels: int = getattr(sizes, self._largest)
        while pixels > least and self._longest(pixels) > room:
            pixels -= 1
        return font(pixels, Weight.STRONG)

    def _longest(self, pixels: int) -> int:
        metrics = QFontMetrics(font(pixels, Weight.STRONG))
        return max(metrics.horizontalAdvance(line) for line in (*self._in_turn, self.text()))
