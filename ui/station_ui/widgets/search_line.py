"""A line to look for something with: what is typed is asked once the hand rests, or with Enter."""

from typing import Final, cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from station_ui.widgets.value_line import ValueLine

PAUSE_MS: Final = 150
"""A hand rests this long once a word is typed."""
_KEYS: Final = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape))


class SearchLine(ValueLine):
    """Escape empties it, and leaves it once it is empty."""

    wanted = Signal(str)
    """Look for this now; nothing: show what there was before."""
    left = Signal()
    """The cursor is wanted elsewhere."""

    def __init__(self, pause_ms: int = PAUSE_MS) -> None:
        super().__init__()
        self._asked = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._change)

    def event(self, event: QEvent) -> bool:
        """Enter and Escape are keys of this line, not of the page around it."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and cast(QKeyEvent, event).key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ask at once, or take it all back."""
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
        elif event.key() != Qt.Key.Key_Escape:
            self._ask()
        elif self.text():
            self.clear()
        else:
            self.left.emit()

    # -- inside ------------------------------------------------------------------------------

    def _change(self, words: str) -> None:
        """Without words there is nothing to wait for."""
        if words:
            self._pause.start()
        else:
            self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        words = self.text().strip()
        if words != self._asked:
            self._asked = words
            self.wanted.emit(words)
