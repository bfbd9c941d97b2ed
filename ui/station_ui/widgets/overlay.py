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
    """What will be cut out of the picture, with an oval where the face belongs."""

    window: tuple[float, float, float, float]
    tone: Tone = "neutral"

    def draw(self, painter: QPainter, on: Placed) -> None:
        """Darken what is cut off and draw the window's edge and the oval."""
        x, y, width, height = self.window
        window = QRectF(on.point(x, y), on.point(x + width, y + height))
        around = QPainterPath()
        around.addRect(QRectF(on.place))
        cut = QPainterPath()
        cut.addRect(window)
        painter.fillPath(around.subtracted(cut), colour("stage", _SHADE))
        _stroke(painter, cut, colour(STAGE_INKS[self.tone]))
        oval = QRectF(0, 0, window.width() * 0.62, window.height() * 0.62)
        oval.moveCenter(QPointF(window.center().x(), window.top() + window.height() * 0.44))
        # A dark line under a light one: one of them is seen on any wall.
        painter.setPen(QPen(colour("stage", _SHADE), _EDGE))
        painter.drawEllipse(oval)
        painter.setPen(QPen(colour("on_stage"), _LINE, Qt.PenStyle.DashLine))
        painter.drawEllipse(oval)


def _stroke(painter: QPainter, path: QPainterPath, ink: QColor) -> None:
    """A line with a dark edge, so that it is seen on a bright picture too."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen, width in ((colour("stage", _SHADE), _EDGE), (ink, _LINE)):
        painter.setPen(
            QPen(
                pen,
                width,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPath(path)
