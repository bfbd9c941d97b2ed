"""A field for a password: label, line with its eye, and below it what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics

from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph
from station_ui.theme import font, measures, tone
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.password_line import PasswordLine

Say = Callable[[], str]
"""Words, asked for again when the language changes."""


class SecretField(Part):
    """What is typed goes with `forget`, and with nothing else."""

    edited = Signal()
    """Something else is typed."""
    submitted = Signal()
    """Enter was pressed in it."""

    def __init__(self, name: Say, hint: Say | None = None) -> None:
        super().__init__()
        self._name, self._hint = name, hint
        self._error: Say | None = None
        self._label, self.note = text("label", wrap=True), text("small", wrap=True)
        self._sign = Glyph(STATE_ICONS["bad"], size=Space.LARGE, ink=STATE_INKS["bad"])
        self._secret = _NamedLine(name)
        self.input = self._secret.line
        self.input.textEdited.connect(lambda _text: self._changed())
        self.input.returnPressed.connect(self.submitted)
        self._label.setBuddy(self.input)
        below = row(gap=Space.HAIR)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.note, 1)
        lines = column(self._label, self._secret, gap=Space.HAIR)
        lines.addLayout(below)
        lines.addStretch(1)
        self.setLayout(lines)
        self.measure()
        self.retranslate()

    def text(self) -> str:
        """What is typed."""
        return self.input.text()

    def forget(self) -> None:
        """Drop what is typed, with the way back to it."""
        self._secret.forget()
        self.show_error(None)

    def show_error(self, say: Say | None) -> None:
        """Say what is wrong with it; None takes it back."""
        self._error = say
        tone(self.input, "bad" if say else "neutral")
        self._show_note()

    def put_cursor(self) -> None:
        """Go into the field over what is there: what is typed takes its place."""
        self.input.selectAll()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def measure(self) -> None:
        """Keep a line free for what may be said below, so that no other field moves then."""
        line = QFontMetrics(font(measures().small)).height()
        self.note.setMinimumHeight(max(int(Space.LARGE), line))

    def retranslate(self) -> None:
        """Name the field."""
        self._label.setText(self._name())
        self._show_note()

    # -- inside ------------------------------------------------------------------------------

    def _changed(self) -> None:
        if self._error is not None:
            self.show_error(None)
        self.edited.emit()

    def _show_note(self) -> None:
        say = self._error or self._hint
        words = say() if say else ""
        self._sign.setVisible(self._error is not None)
        tone(self.note, "bad" if self._error else "neutral")
        self.note.setText(words)
        self.input.setAccessibleDescription(words)


class _NamedLine(PasswordLine):
    """One of several passwords: a screen reader has to tell them apart."""

    def __init__(self, name: Say) -> None:
        self._name = name
        super().__init__()

    def retranslate(self) -> None:
        """Name line and eye."""
        super().retranslate()
        self.line.setAccessibleName(self._name())
