"""The mark of the program: a card on a square of the action's colour."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from station_ui.icon import draw_icon
from station_ui.theme import colour
from station_ui.tokens import Radius

_SIDE: Final = 40


class BrandMark(QWidget):
    """Stands beside the program's name, or alone where the name is known."""

    def __init__(self, side: int = _SIDE) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("action"))
        painter.drawRoundedRect(self.rect(), Radius.CONTROL, Radius.CONTROL)
        inset = self.width() // 5
        place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, "id-card", place, colour("on_action"))
