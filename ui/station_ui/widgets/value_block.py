"""A value that may need several lines: the field grows with it, so that nothing is cut."""

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from station_ui.tokens import TOUCH, Space
from station_ui.widgets.clipboard import marked
from station_ui.widgets.value_line import LONGEST

_EDGE: Final = 2
"""The line around it, while the cursor is in it."""
_SIDE: Final = 2
"""What Qt's own line keeps free beside its letters."""


class ValueBlock(QPlainTextEdit):
    """Holds one line of text, broken where the room ends; Enter and Tab are the form's."""

    textEdited = Signal(str)  # noqa: N815 - as Qt's own line calls it
    """The operator changed it."""

    def __init__(self) -> None:
        super().__init__()
        self._showing = False
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._follow)

    def text(self) -> str:
        """The value, in one line."""
        return " ".join(self.toPlainText().splitlines())

    def show_value(self, value: str) -> None:
        """Show another value."""
        self._showing = True
        self.setPlainText(value)
        self._showing = False
        self._fit()

    def _follow(self) -> None:
        if self._showing:
            return
        typed = self.toPlainText()
        if "\n" in typed or len(typed) > LONGEST:  # pasted
            self.show_value(self.text()[:LONGEST])
            self.moveCursor(QTextCursor.MoveOperation.End)
        self._fit()
        self.textEdited.emit(self.text())

    def _fit(self) -> None:
        letters = self.fontMetrics().lineSpacing()
        # What is laid out, not lines times letters: marks of another font make a line higher.
        lines = ceil(self.blockBoundingRect(self.document().firstBlock()).height())
        inset = max(Space.SMALL, (TOUCH - letters) // 2 - _EDGE)
        self.setViewportMargins(_SIDE, inset, _SIDE, inset)
        self.setFixedHeight(max(TOUCH, max(letters, lines) + 2 * (inset + _EDGE)))

    # -- Qt's events -------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow another size of type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Copy a value so that it goes with its citizen."""
        return marked(self.textCursor().selectedText())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave Enter to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select all on the way with Tab, as a line does."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page behind."""
        event.ignore()
