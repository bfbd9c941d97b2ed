"""A line for a password, with an eye that shows what is typed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from station_ui.tokens import TOUCH
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column


class PasswordLine(Part):
    """The line and, at its end, the eye; what is shown is hidden again with the next password."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = False
        self.line = SecretLine()
        self.line.setTextMargins(0, 0, TOUCH, 0)
        self.setLayout(column(self.line))
        self.eye = Button("quiet", parent=self)
        self.eye.setFixedSize(TOUCH, TOUCH)
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press leaves the cursor in the line
        self.eye.clicked.connect(lambda _checked: self._turn())
        self.line.textChanged.connect(self._hide_when_empty)
        self.setFocusProxy(self.line)
        self.retranslate()

    def show_typed(self, shown: bool) -> None:
        """Let what is typed be read, or not."""
        self.shown = shown
        self._follow()

    def forget(self) -> None:
        """Drop what is typed, with the way back to it."""
        self.line.setText("")  # clear() could be undone
        self.show_typed(False)

    def retranslate(self) -> None:
        """Name line and eye."""
        self.line.setAccessibleName(self.tr("Mật khẩu"))
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the eye at the end."""
        super().resizeEvent(event)
        self.eye.move(self.width() - TOUCH, (self.height() - TOUCH) // 2)

    def _turn(self) -> None:
        """There must be something to show: what is typed next may be somebody else's."""
        self.show_typed(not self.shown and bool(self.line.text()))

    def _hide_when_empty(self, typed: str) -> None:
        if not typed:
            self.show_typed(False)

    def _follow(self) -> None:
        modes = QLineEdit.EchoMode
        self.line.setEchoMode(modes.Normal if self.shown else modes.Password)
        self.eye.show_icon("eye-off" if self.shown else "eye")
        words = self.tr("Ẩn mật khẩu") if self.shown else self.tr("Hiện mật khẩu")
        self.eye.setAccessibleName(words)
        self.eye.setToolTip(words)


class SecretLine(QLineEdit):
    """A line that brings nothing back: what was deleted is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Swallow the keys that undo."""
        keys = QKeySequence.StandardKey
        if not (event.matches(keys.Undo) or event.matches(keys.Redo)):
            super().keyPressEvent(event)
