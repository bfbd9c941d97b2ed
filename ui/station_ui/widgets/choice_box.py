"""A list to choose from that the mouse wheel, turned to scroll the page, does not change."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """Changes by a choice only; its open list is a window of its own and scrolls as ever."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page behind."""
        event.ignore()
