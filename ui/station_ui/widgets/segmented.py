"""One of a few short choices, side by side; arrow keys move, and what is reached is chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from station_ui.tokens import Space
from station_ui.widgets.button import Button, Look
from station_ui.widgets.part import Part, row


class Segmented(Part):
    """Each option is a code and its words; the chosen one has a tick, a frame and a fill."""

    chosen = Signal(str)
    """The operator chose another one."""

    def __init__(self, options: Sequence[tuple[str, Callable[[], str]]], chosen: str = "") -> None:
        super().__init__()
        self._options = dict(options)
        self.buttons: dict[str, _Segment] = {}
        self.code = chosen or options[0][0]
        line = row(gap=Space.HAIR)
        for code in self._options:
            button = _Segment()
            button.moved.connect(self._move)
            button.clicked.connect(lambda _checked, code=code: self._take(code))
            self.buttons[code] = button
            line.addWidget(button)
        line.addStretch(1)
        self.setLayout(line)
        self.choose(self.code)
        self.retranslate()

    def choose(self, code: str) -> None:
        """Show a choice that was made elsewhere."""
        self.code = code
        for other, button in self.buttons.items():
            button.show_chosen(other == code)

    def retranslate(self) -> None:
        """Name the choices."""
        for code, say in self._options.items():
            self.buttons[code].name(say())

    def measure(self) -> None:
        """Follow another size of type."""
        self.retranslate()

    def _take(self, code: str) -> None:
        before = self.code
        self.choose(code)
        if code != before:
            self.chosen.emit(code)

    def _move(self, by: int) -> None:
        codes = list(self.buttons)
        at = min(max(codes.index(self.code) + by, 0), len(codes) - 1)
        self.buttons[codes[at]].setFocus(Qt.FocusReason.TabFocusReason)
        self._take(codes[at])


class _Segment(Button):
    """One choice; Tab stops at the chosen one only."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__("plain")
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def name(self, words: str) -> None:
        """Name it, and keep the room of the tick that may come."""
        self.setText(words)
        self.show_icon("check")
        self.setMinimumWidth(self.sizeHint().width())
        self.show_icon("check" if self.isChecked() else "")

    def show_chosen(self, chosen: bool) -> None:
        """Whether this is the one."""
        self.setChecked(chosen)
        self.show_icon("check" if chosen else "")
        reach = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(reach)

    def look(self) -> Look:
        """The chosen one has a frame, too."""
        plain = super().look()
        framed = self.isChecked() and self.isEnabled()
        return plain._replace(line="accent") if framed else plain

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let the arrows move; all else is a button's."""
        ways = {
            **dict.fromkeys((Qt.Key.Key_Left, Qt.Key.Key_Up), -1),
            **dict.fromkeys((Qt.Key.Key_Right, Qt.Key.Key_Down), 1),
        }
        by = ways.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(by)
