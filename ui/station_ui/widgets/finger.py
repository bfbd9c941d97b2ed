"""One finger of a hand: pressed to take it again, drawn as a finger with the sign of its state."""

from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from station_ui.icon import MaybeIcon, draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import ROOMY, TOUCH, Radius, Space, Weight
from station_ui.widgets.button import Button, Look

FingerState = Literal["open", "now", "taken", "weak", "missing", "off"]

_SIGNS: Final[dict[FingerState, MaybeIcon]] = {
    "open": "",
    "now": "fingerprint-pattern",
    "taken": "check",
    "weak": "triangle-alert",
    "missing": "x",
    "off": "minus",
}
_LOOKS: Final[dict[FingerState, Look]] = {
    "open": Look("text", "surface", "border"),
    "now": Look("on_action", "action", "action"),
    "taken": Look("good", "good_soft", "good"),
    "weak": Look("warn", "warn_soft", "warn"),
    "missing": Look("muted", "sunken", "border"),
    "off": Look("disabled", None, "outline"),
}


class FingerTile(Button):
    """A capsule with the sign of its state, and the quality below it when it was taken."""

    def __init__(self) -> None:
        super().__init__("quiet")
        self.state: FingerState = "open"
        self.quality: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_finger(self, state: FingerState, quality: int | None = None) -> None:
        """Show another state."""
        self.state, self.quality = state, quality
        self.setEnabled(state != "off")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least a finger may be; the hand gives it its length."""
        return QSize(TOUCH, TOUCH)

    def look(self) -> Look:
        """The colours of the state."""
        look = _LOOKS[self.state]
        if self.state != "now" and (self.isDown() or self.underMouse()) and self.isEnabled():
            return Look(look.ink, "sunken", look.line)
        return look

    def paint_ground(self, painter: QPainter, look: Look, radius: int = Radius.CONTROL) -> None:
        """Draw a finger: a round tip, and the ring of the focus around it."""
        del radius
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawPath(_finger(place))
            place = place.adjusted(3, 3, -3, -3)
        line = QPen(colour(look.line or "outline"), 1.5)
        if self.state == "off":
            line.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(colour(look.fill) if look.fill else Qt.BrushStyle.NoBrush)
        painter.drawPath(_finger(place))

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw the sign, and the quality under it."""
        figure = "" if self.quality is None else str(self.quality)
        painter.setFont(font(figure_size(), Weight.STRONG))
        letters = painter.fontMetrics().height() if figure else 0
        side = measures().sign
        top = (self.height() - side - letters) / 2
        if sign := _SIGNS[self.state]:
            place = QRectF((self.width() - side) / 2, top, side, side)
            draw_icon(painter, sign, place, colour(look.ink))
        if figure:
            painter.setPen(colour(look.ink))
            room = QRectF(0, top + side, self.width(), letters)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, figure)


def figure_size() -> int:
    """The type on a hand: it grows with the fingers."""
    return measures().lead if measures().sign > ROOMY.sign else measures().small


def _finger(place: QRectF) -> QPainterPath:
    """Round at the tip, nearly square where it joins the hand."""
    tip, foot = place.width() / 2, float(Space.MEDIUM)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    upper = QRectF(place.x(), place.y(), place.width(), min(place.height(), 2 * tip))
    path.moveTo(place.left(), upper.center().y())
    path.arcTo(upper, 180, -180)
    path.lineTo(place.right(), place.bottom() - foot)
    path.arcTo(
        QRectF(place.right() - 2 * foot, place.bottom() - 2 * foot, 2 * foot, 2 * foot), 0, -90
    )
    path.lineTo(place.left() + foot, place.bottom())
    path.arcTo(QRectF(place.left(), place.bottom() - 2 * foot, 2 * foot, 2 * foot), 270, -90)
    path.closeSubpath()
    return path
