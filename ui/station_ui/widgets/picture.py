"""A picture on its stage: kept in shape, never cropped, with a line of words over it."""

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy

from station_ui.style import GRID, colour

Corners = tuple[tuple[float, float], ...]


class Picture(QFrame):
    """Draws an image as large as it fits; `headline` and `line` stand where there is none."""

    def __init__(self, ground: Literal["stage", "sunken"] = "stage") -> None:
        super().__init__()
        self._ground = ground
        self._ink = "on_stage" if ground == "stage" else "muted"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(20 * GRID, 15 * GRID)
        self._image: QImage | None = None
        self._headline = ""
        self._line = ""
        self._caption = ""
        self._marks: tuple[Corners, ...] = ()

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def caption_text(self) -> str:
        """The line at the foot of the image."""
        return self._caption

    def show_image(self, image: QImage | None, marks: tuple[Corners, ...] = ()) -> None:
        """Show an image with outlines in its own pixels; None clears the stage."""
        self._image, self._marks = image, marks
        self.update()

    def say(self, headline: str, line: str = "") -> None:
        """What to read in the middle of the empty stage."""
        self._headline, self._line = headline, line
        self.setAccessibleName(f"{headline} {line}".strip())
        self.update()

    def caption(self, words: str) -> None:
        """One line at the foot of the image."""
        self._caption = words
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as the layout gives."""
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground, image, outlines and words."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), 10, 10)
        painter.setClipPath(ground)
        painter.fillPath(ground, colour(self._ground))
        if self._image is not None and not self._image.isNull():
            self._draw_image(painter, self._image)
        elif self._headline:
            self._draw_words(painter)
        if self._caption:
            self._draw_caption(painter)

    def _draw_image(self, painter: QPainter, image: QImage) -> None:
        place = fitted(image.size(), self.rect())
        painter.drawImage(place, image)
        scale = place.width() / image.width()
        painter.setPen(QPen(colour("on_stage"), 3))
        for corners in self._marks:
            painter.drawPolygon(
                [QPointF(place.x() + x * scale, place.y() + y * scale) for x, y in corners]
            )

    def _draw_words(self, painter: QPainter) -> None:
        room = self.rect().adjusted(4 * GRID, 0, -4 * GRID, 0)
        middle = room.center().y()
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        painter.setFont(self._font(24, bold=True))
        painter.setPen(colour(self._ink))
        above = QRect(room.left(), room.top(), room.width(), middle - room.top())
        painter.drawText(above, wrap | Qt.AlignmentFlag.AlignBottom, self._headline)
        painter.setFont(self._font(15))
        painter.setPen(colour("on_stage_muted"))
        below = QRect(room.left(), middle + GRID, room.width(), room.bottom() - middle - GRID)
        painter.drawText(below, wrap | Qt.AlignmentFlag.AlignTop, self._line)

    def _draw_caption(self, painter: QPainter) -> None:
        painter.setFont(self._font(24, bold=True))
        height = 7 * GRID
        band = QRect(0, self.height() - height, self.width(), height)
        shade = QColor(colour("stage"))
        shade.setAlpha(208)
        painter.fillRect(band, shade)
        painter.setPen(colour("on_stage"))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _font(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font


def fitted(size: QSize, room: QRect) -> QRect:
    """The largest rectangle of this shape in the middle of the room."""
    scaled = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(
        room.x() + (room.width() - scaled.width()) // 2,
        room.y() + (room.height() - scaled.height()) // 2,
        scaled.width(),
        scaled.height(),
    )
