"""What stands beside the page: keys pressed in it are meant for it, not for the page."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from station_ui.widgets.part import Part

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Aside(Part):
    """Enter presses the button that has the focus, and Escape leaves.

    On a page Enter is the main action wherever the cursor is; here that would press a button nobody
    is looking at.
    """

    left = Signal()
    """Escape was pressed in here."""

    def event(self, event: QEvent) -> bool:
        """Keep the keys that are this part's own from the shortcuts of the page."""
        wanted = event.type() == QEvent.Type.ShortcutOverride
        if wanted and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press, or leave."""
        if not self._own(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            button = QApplication.focusWidget()
            if isinstance(button, QAbstractButton) and not event.isAutoRepeat():
                button.click()

    def _own(self, event: QKeyEvent) -> bool:
        return event.key() in {*_ENTER, Qt.Key.Key_Escape} and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        )
