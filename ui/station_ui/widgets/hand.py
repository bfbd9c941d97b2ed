"""One hand: its palm with its name, and five fingers where they are on a real one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from station_ui.theme import colour, font, measures
from station_ui.tokens import Space, Weight
from station_ui.widgets.finger import FingerTile, figure_size
from station_ui.widgets.part import Part

# Lengths as shares of a finger's width, from the finger beside the thumb to the little one.
_LENGTHS: Final = (1.58, 1.72, 1.62, 1.3)
_PALM: Final = 1.0
_STICKS_OUT: Final = 0.45
"""The thumb lies lower, beside the palm: so much of it is beyond the fingers."""


class Hand(Part):
    """Places its fingers itself: no grid of rows and columns looks like a hand."""

    def __init__(self, fingers: Sequence[FingerTile], *, thumb_last: bool) -> None:
        super().__init__()
        self._thumb_last = thumb_last
        self._fingers = tuple(fingers)
        self._name = ""
        for finger in fingers:
            finger.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def name(self, words: str) -> None:
        """Write the hand's name on the palm."""
        self._name = words
        self.setAccessibleName(words)
        self.update()

    def measure(self) -> None:
        """Smaller where there is little room."""
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Four fingers wide and what the thumb sticks out."""
        finger = measures().finger
        width = 4 * finger + 3 * Space.HAIR + round(_STICKS_OUT * finger)
        return QSize(width, round((max(_LENGTHS) + _PALM) * finger) + Space.HAIR)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No smaller: each finger is a target."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Place the fingers."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the palm behind the fingers, with the hand's name."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palm = self._palm()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken"))
        painter.drawRoundedRect(palm, Space.GROUP, Space.GROUP)
        painter.setPen(colour("muted"))
        painter.setFont(font(figure_size(), Weight.STRONG))
        painter.drawText(palm, Qt.AlignmentFlag.AlignCenter, self._name)

    def _palm(self) -> QRectF:
        finger = measures().finger
        width = 4 * finger + 3 * Space.HAIR - (1 - _STICKS_OUT) * finger - Space.HAIR
        top = max(_LENGTHS) * finger + Space.HAIR
        left = 0.0 if self._thumb_last else self.sizeHint().width() - width
        return QRectF(left, top, width, _PALM * finger)

    def _place(self) -> None:
        size, whole = measures().finger, self.sizeHint()
        foot = round(max(_LENGTHS) * size)
        order = self._fingers[::-1] if self._thumb_last else self._fingers
        thumb, *others = order
        across = whole.width() - size if self._thumb_last else 0
        thumb.setGeometry(across, foot + Space.HAIR, size, round(_PALM * size))
        for index, (finger, length) in enumerate(zip(others, _LENGTHS, strict=True)):
            step = index * (size + Space.HAIR)
            x = (
                whole.width() - round(_STICKS_OUT * size) - size - step
                if self._thumb_last
                else round(_STICKS_OUT * size) + step
            )
            tall = round(length * size)
            finger.setGeometry(x, foot - tall, size, tall)
