"""A value of one line, of at most 300 letters; a number in groups is copied without its spaces."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

LONGEST: Final = 300


class ValueLine(QLineEdit):
    """Shows a value from its beginning."""

    def __init__(self, *, grouped: bool = False) -> None:
        super().__init__()
        self._grouped = grouped
        self.setMaxLength(LONGEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def show_value(self, value: str) -> None:
        """Show another value."""
        self.setText(value)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy a number as other programs want it; all else is a line's."""
        cut = event.matches(QKeySequence.StandardKey.Cut)
        if not (self._grouped and self.hasSelectedText()) or not (
            cut or event.matches(QKeySequence.StandardKey.Copy)
        ):
            super().keyPressEvent(event)
            return
        QGuiApplication.clipboard().setText("".join(self.selectedText().split()))
        if cut:
            self.insert("")
            self.textEdited.emit(self.text())
