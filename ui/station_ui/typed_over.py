"""Takes out of a field what did not belong there, as if it had never been typed."""

from typing import NamedTuple

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

Field = QLineEdit | QPlainTextEdit


class FieldBefore(NamedTuple):
    """A field as it was at one moment."""

    field: Field
    text: str
    anchor: int
    """The other end of what is selected; where the cursor is without a selection."""
    cursor: int

    @classmethod
    def of(cls, field: QWidget | None) -> "FieldBefore | None":
        """A field as it is now; None if nothing can be typed there."""
        if isinstance(field, QLineEdit):
            cursor = field.cursorPosition()
            ends = {field.selectionStart(), field.selectionEnd()} if field.hasSelectedText() else ()
            anchor = next((end for end in ends if end != cursor), cursor)
            return cls(field, field.text(), anchor, cursor)
        if isinstance(field, QPlainTextEdit):
            place = field.textCursor()
            return cls(field, field.toPlainText(), place.anchor(), place.position())
        return None

    def bring_back(self, typed: str) -> None:
        """Have the field as it was, with this typed into it; what was taken out cannot be redone.

        Args:
            typed: What a person typed since, which is kept.
        """
        if not isValid(self.field):
            return
        if isinstance(self.field, QLineEdit):
            self._bring_back_line(self.field, typed)
        else:
            self._bring_back_block(self.field, typed)

    def _bring_back_line(self, line: QLineEdit, typed: str) -> None:
        line.setText(self.text)  # forgets what could be undone and redone
        line.setCursorPosition(self.anchor)
        line.cursorForward(self.cursor != self.anchor, self.cursor - self.anchor)
        if typed:
            line.insert(typed)
        line.textEdited.emit(line.text())  # Qt does not say it of a text that was set

    def _bring_back_block(self, block: QPlainTextEdit, typed: str) -> None:
        place = QTextCursor(block.document())
        place.select(QTextCursor.SelectionType.Document)
        place.insertText(self.text)
        block.document().clearUndoRedoStacks()
        place.setPosition(self.anchor)
        place.setPosition(self.cursor, QTextCursor.MoveMode.KeepAnchor)
        block.setTextCursor(place)
        if typed:
            block.insertPlainText(typed)
