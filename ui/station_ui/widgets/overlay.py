"""What may be drawn over the picture of a stage, each in the picture's own pixels."""

from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from station_ui.theme import colour
from station_ui.tokens import Role, Tone

Corners = tuple[tuple[float, float], ...]

STAGE_INKS: Final[dict[Tone, Role]] = {
    "neutral": "on_stage",
    "accent": "stage_accent",
    "good": "stage_good",
    "warn": "stage_warn",
    "bad": "stage_bad",
}
"""The colours of the states on the stage, which is dark in every scheme."""
_LINE: Final = 3.0
_EDGE: Final = 6.0
_SHADE: Final = 0.55
_HEAD_SHAPE: Final = 0.72
"""Width by height of a head with its ears."""
_EYES_ABOVE_MIDDLE: Final = 0.014
_TICK: Final = 0.07
"""How far the line of the eyes reaches into the head, of the window's width."""
_TOP: Final = 90.0
_ROUND: Final = 360.0


@dataclass(frozen=True)
class Placed:
    """Where a picture of this many pixels stands on the stage."""

    place: QRect
    width: int

    @property
    def scale(self) -> float:
        """Pixels of the stage for one of the picture."""
        return self.place.width() / self.width

    def point(self, x: float, y: float) -> QPointF:
        """A point of the picture on the stage."""
        return QPointF(self.place.x() + x * self.scale, self.place.y() + y * self.scale)


class Overlay(Protocol):
    """Something that is drawn over the picture."""

    def draw(self, painter: QPainter, on: Placed) -> None:
        """Draw it on the stage."""


@dataclass(frozen=True)
class Outline:
    """The edge of something that was found in the picture, such as the code of a card."""

    corners: Corners
    tone: Tone = "good"

    def draw(self, painter: QPainter, on: Placed) -> None:
        """Draw a closed line around it."""
        path = QPainterPath()
        path.moveTo(on.point(*self.corners[0]))
        for corner in self.corners[1:]:
            path.lineTo(on.point(*corner))
        path.closeSubpath()
        _stroke(painter, path, colour(STAGE_INKS[self.tone]))


@dataclass(frozen=True)
class Frame:
    """Four corners in the middle of the picture: here something is to be held."""

    shape: float
    """Width by height."""
    share: float = 0.72
    """Of the picture, at most, in either direction."""
    tone: Tone = "neutral"

    def draw(self, painter: QPainter, on: Placed) -> None:
        """Draw the corners alone; what is held there is not crossed out."""
        room = QRectF(on.place)
        width = min(room.width() * self.share, room.height() * self.share * self.shape)
        height = width / self.shape
        frame = QRectF(0, 0, width, height)
        frame.moveCenter(room.center())
        arm = min(width, height) / 6
        path = QPainterPath()
        for x, across in ((frame.left(), arm), (frame.right(), -arm)):
            for y, down in ((frame.top(), arm), (frame.bottom(), -arm)):
                path.moveTo(x + across, y)
                path.lineTo(x, y)
                path.lineTo(x, y + down)
        _stroke(painter, path, colour(STAGE_INKS[self.tone]))


@dataclass(frozen=True)
class PortraitWindow:
    """What will be cut out of the picture, with the outline of a head and the line of its eyes."""

    window: tuple[float, float, float, float]
    tone: Tone = "neutral"
    head: float = 0.7
    """Height of a head, of the window's."""
    eye_line: float = 0.4
    """From the window's top, of its height."""
    held: float = 0.0
    """How much of the moment before the shutter has passed, 0 to 1: runs around the head."""

    def draw(self, painter: QPainter, on: Placed) -> None:
        """Darken what is cut off and draw the window's edge, the head and the eye line."""
        x, y, width, height = self.window
        window = QRectF(on.point(x, y), on.point(x + width, y + height))
        around = QPainterPath()
        around.addRect(QRectF(on.place))
        cut = QPainterPath()
        cut.addRect(window)
        painter.fillPath(around.subtracted(cut), colour("stage", _SHADE))
        ink = colour(STAGE_INKS[self.tone])
        _stroke(painter, cut, ink)
        head = self._head_in(window)
        outline = QPainterPath()
        outline.addEllipse(head)
        line = QPainterPath()
        level = window.top() + window.height() * self.eye_line
        tick = window.width() * _TICK
        for start, end in (
            (window.left(), head.left() + tick),
            (head.right() - tick, window.right()),
        ):
            line.moveTo(start, level)
            line.lineTo(end, level)
        for path in (outline, line):
            _stroke(painter, path, ink)
        if self.held > 0:
            run = QPainterPath()
            run.arcMoveTo(head, _TOP)
            run.arcTo(head, _TOP, -_ROUND * min(1.0, self.held))
            _stroke(painter, run, colour(STAGE_INKS["good"]), widths=(2 * _EDGE, 2 * _LINE))

    def _head_in(self, window: QRectF) -> QRectF:
        """The eyes lie a little above the middle of a head."""
        high = window.height() * self.head
        head = QRectF(0, 0, high * _HEAD_SHAPE, high)
        level = window.top() + window.height() * self.eye_line
        head.moveCenter(QPointF(window.center().x(), level + high * _EYES_ABOVE_MIDDLE))
        return head


def _stroke(
    painter: QPainter,
    path: QPainterPath,
    ink: QColor,
    widths: tuple[float, float] = (_EDGE, _LINE),
) -> None:
    """A line with a dark edge, so that it is seen on a bright picture too."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for paint, width in zip((colour("stage", _SHADE), ink), widths, strict=True):
        painter.setPen(
            QPen(
                paint,
                width,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPath(path)
