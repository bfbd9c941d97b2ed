"""A box to tick, with its words: pressed as a whole, as high as a finger."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from station_ui.icon import draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import TOUCH, Radius, Space
from station_ui.widgets.button import Button, Look

_BOX: Final = 24
_TICK: Final = 20
_LEFT: Final = Space.LARGE
"""The box stands below the letters of the answers above it."""


class Check(Button):
    """Ticked or not; the tick is the sign, the colour only goes with it."""

    def __init__(self) -> None:
        super().__init__("quiet")
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Box and words."""
        words = QFontMetrics(font(measures().body)).horizontalAdvance(self.text())
        return QSize(_LEFT + _BOX + Space.MEDIUM + words + Space.LARGE, TOUCH)

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw the box, its tick and the words."""
        box = QRectF(_LEFT + 0.5, (self.height() - _BOX) / 2 + 0.5, _BOX - 1, _BOX - 1)
        self._paint_box(painter, look, box)
        room = QRectF(self.rect()).adjusted(_LEFT + _BOX + Space.MEDIUM, 0, -Space.SMALL, 0)
        type_ = font(measures().body)
        words = QFontMetrics(type_).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.setFont(type_)
        painter.setPen(colour("text" if self.isEnabled() else look.ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def look(self) -> Look:
        """The whole stays quiet when it is ticked; only the box is filled."""
        if not self.isEnabled():
            return Look("disabled")
        return Look("border", "sunken" if self.isDown() or self.underMouse() else None)

    def _paint_box(self, painter: QPainter, look: Look, box: QRectF) -> None:
        ticked, enabled = self.isChecked(), self.isEnabled()
        painter.setPen(QPen(colour("action" if ticked and enabled else look.ink), 2))
        if ticked and enabled:
            painter.setBrush(colour("action"))
        else:
            painter.setBrush(colour("surface") if enabled else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, Radius.SMALL, Radius.SMALL)
        if ticked:
            place = QRectF(0, 0, _TICK, _TICK)
            place.moveCenter(box.center())
            draw_icon(painter, "check", place, colour("on_action" if enabled else look.ink))
