"""A value of one line, of at most 300 letters; a number in groups is copied without its spaces."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from station_ui.widgets.clipboard import copy

LONGEST: Final = 300
_CURSOR: Final = 4
"""What Qt keeps free for it at both ends."""


class ValueLine(QLineEdit):
    """Shows a value from its beginning."""

    def __init__(self, *, grouped: bool = False) -> None:
        super().__init__()
        self._grouped = grouped
        self._whole = ""
        self.setMaxLength(LONGEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def show_value(self, value: str) -> None:
        """Show another value."""
        self.setText(value)
        self.setCursorPosition(0)

    def keep_whole(self, longest: str) -> None:
        """Never be too narrow to show a value as long as this one."""
        self._whole = longest
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt leaves room for one letter."""
        least = super().minimumSizeHint()
        if not self._whole:
            return least
        letters = self.fontMetrics()
        around = least.width() - letters.maxWidth() + _CURSOR
        return QSize(around + letters.horizontalAdvance(self._whole), least.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy a value so that it goes with its citizen; all else is a line's."""
        cut = event.matches(QKeySequence.StandardKey.Cut)
        copied = cut or event.matches(QKeySequence.StandardKey.Copy)
        if not (copied and self.hasSelectedText()):
            super().keyPressEvent(event)
            return
        words = self.selectedText()
        copy("".join(words.split()) if self._grouped else words)  # as other programs want it
        if cut:
            self.insert("")
            self.textEdited.emit(self.text())
