"""A list to choose from; the mouse wheel, turned to scroll the page, does not change it."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate

from station_ui.icon import draw_icon
from station_ui.theme import colour
from station_ui.tokens import Space

_CHEVRON: Final = 20


class ChoiceBox(QComboBox):
    """Changes by a choice only; its open list is a window of its own and scrolls as ever."""

    def __init__(self) -> None:
        super().__init__()
        # The usual delegate of a combo box draws a menu's lines and leaves the style sheet out.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page behind."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the box, what is chosen as far as there is room, and the sign that it opens."""
        if self.isEditable():
            super().paintEvent(event)
        else:
            self._paint_chosen()
        place = QRectF(
            self.width() - Space.MEDIUM - _CHEVRON,
            (self.height() - _CHEVRON) / 2,
            *(_CHEVRON, _CHEVRON),
        )
        ink = colour("muted" if self.isEnabled() else "disabled")
        draw_icon(QPainter(self), "chevron-down", place, ink)

    def _paint_chosen(self) -> None:
        from PySide6.QtWidgets import (  # noqa: PLC0415 - the sign-in screen does not wait for them
            QStyle,
            QStyleOptionComboBox,
            QStylePainter,
        )

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        words = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.setToolTip(self.currentText() if words != self.currentText() else "")
        option.currentText = words
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
