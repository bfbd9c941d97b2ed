"""The dark stage of camera and prints: a picture kept in shape, what stands over it, and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from station_ui.icon import MaybeIcon, draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import Radius, Space, Tone, Weight
from station_ui.widgets.overlay import STAGE_INKS, Overlay, Placed
from station_ui.widgets.part import Part

_LEAST: Final = QSize(160, 120)
_ICON: Final = 48
_SMALL_ICON: Final = 32
_LARGE: Final = 320
"""From this width on a stage is read from a metre."""
_SIGN: Final = 24
_FAR: Final = 10_000

_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True)
class EmptyWords:
    """What an empty stage says."""

    headline: str = ""
    line: str = ""
    icon: MaybeIcon = ""
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Caption:
    """The line above a picture, which covers nothing of it."""

    words: str = ""
    icon: MaybeIcon = ""
    tone: Tone = "neutral"


class CameraStage(Part):
    """Shows a picture as large as it fits, never cropped; without one it says why."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST)
        self._image: QImage | None = None
        self._overlays: tuple[Overlay, ...] = ()
        self._saying, self._caption = EmptyWords(), Caption()

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def caption_text(self) -> str:
        """The line at the head of the picture."""
        return self._caption.words

    def show_image(self, image: QImage | None, overlays: Sequence[Overlay] = ()) -> None:
        """Show a picture and what stands over it; None clears the stage."""
        self._image, self._overlays = image, tuple(overlays)
        self._name()

    def retranslate(self) -> None:
        """Name the picture; the other words come from outside."""
        self._name()

    def say(
        self, headline: str, line: str = "", *, icon: MaybeIcon = "", tone: Tone = "neutral"
    ) -> None:
        """What to read in the middle of the empty stage."""
        self._saying = EmptyWords(headline, line, icon, tone)
        self._name()

    def caption(self, words: str, *, icon: MaybeIcon = "", tone: Tone = "neutral") -> None:
        """One line at the head; none takes it away."""
        self._caption = Caption(words, icon, tone)
        self._name()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as the layout gives."""
        return _LEAST * 4

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground, picture, overlays and words."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), Radius.CARD, Radius.CARD)
        painter.setClipPath(ground)
        painter.fillPath(ground, colour("stage"))
        if self._image is not None and not self._image.isNull():
            self._paint_image(painter, self._image)
        elif self._saying.headline:
            self._paint_saying(painter)
        if self._caption.words:
            self._paint_caption(painter)
        if colour("stage") == colour("ground"):  # its edge would not be seen
            painter.setClipping(False)
            painter.setPen(colour("outline"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, Radius.CARD, Radius.CARD)

    # -- inside ------------------------------------------------------------------------------

    def _name(self) -> None:
        """Say to a screen reader what is to be read on the stage."""
        saying = f"{self._saying.headline} {self._saying.line}".strip()
        picture = self.tr("Đang có hình")
        self.setAccessibleName(self._caption.words or (picture if self._image else saying))
        self.update()

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        head = self._caption_words(painter).height() + 2 * Space.MEDIUM
        room = self.rect().adjusted(0, head if self._caption.words else 0, 0, 0)
        place = fitted(image.size(), room)
        painter.drawImage(place, image)
        on = Placed(place, image.width())
        for overlay in self._overlays:
            overlay.draw(painter, on)

    def _paint_saying(self, painter: QPainter) -> None:
        sizes, saying = measures(), self._saying
        small = self.width() < _LARGE
        edge, glyph = (Space.SMALL, _SMALL_ICON) if small else (Space.GROUP, _ICON)
        room = self.rect().adjusted(edge, edge, -edge, -edge)
        above = font(sizes.body if small else sizes.title, Weight.STRONG)
        below = font(sizes.body)
        endless = QRect(0, 0, room.width(), _FAR)
        painter.setFont(above)
        upper = painter.boundingRect(endless, _WRAP, saying.headline).height()
        painter.setFont(below)
        lower = painter.boundingRect(endless, _WRAP, saying.line).height() if saying.line else 0
        sign = glyph + (Space.SMALL if small else Space.LARGE) if saying.icon else 0
        y = room.y() + max(0, (room.height() - sign - upper - lower - Space.SMALL) // 2)
        if saying.icon:
            tone = "on_stage_muted" if saying.tone == "neutral" else STAGE_INKS[saying.tone]
            place = QRectF(room.center().x() + 0.5 - glyph / 2, y, glyph, glyph)
            draw_icon(painter, saying.icon, place, colour(tone))
            y += sign
        painter.setFont(above)
        painter.setPen(colour("on_stage"))
        painter.drawText(QRect(room.x(), y, room.width(), upper), _WRAP, saying.headline)
        y += upper + Space.SMALL
        painter.setFont(below)
        painter.setPen(colour("on_stage_muted"))
        painter.drawText(QRect(room.x(), y, room.width(), lower), _WRAP, saying.line)

    def _caption_words(self, painter: QPainter) -> QRect:
        """How much room the words of the caption take; sets their type."""
        painter.setFont(font(measures().title, Weight.STRONG))
        wide = self.width() - 2 * Space.LARGE - (_SIGN + Space.SMALL if self._caption.icon else 0)
        words = self._caption.words
        return painter.boundingRect(QRect(0, 0, wide, _FAR), Qt.TextFlag.TextWordWrap, words)

    def _paint_caption(self, painter: QPainter) -> None:
        caption, words = self._caption, self._caption_words(painter)
        sign = _SIGN + Space.SMALL if caption.icon else 0
        band = QRect(0, 0, self.width(), words.height() + 2 * Space.MEDIUM)
        x = (self.width() - words.width() - sign) // 2
        if caption.icon:
            place = QRectF(x, band.center().y() + 0.5 - _SIGN / 2, _SIGN, _SIGN)
            draw_icon(painter, caption.icon, place, colour(STAGE_INKS[caption.tone]))
        painter.setPen(colour("on_stage"))
        room = QRect(x + sign, band.y() + Space.MEDIUM, words.width(), words.height())
        painter.drawText(room, Qt.TextFlag.TextWordWrap, caption.words)


def fitted(size: QSize, room: QRect) -> QRect:
    """The largest rectangle of this shape in the middle of the room."""
    scaled = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(
        room.x() + (room.width() - scaled.width()) // 2,
        room.y() + (room.height() - scaled.height()) // 2,
        scaled.width(),
        scaled.height(),
    )
