"""What went wrong, right where it is mended: what happened, what to do next, the code."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from station_ui.icon import Glyph
from station_ui.theme import tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.part import Part, column, row, text

Problematic = Callable[[], tuple[str, str, str]]
"""What happened, what to do next, and the code; asked for again when the language changes."""


class Problem(Part):
    """Hidden while there is nothing to say."""

    def __init__(self, state: Tone = "bad") -> None:
        super().__init__("notice")
        tone(self, state)
        self._sign = Glyph()
        self._sign.show_state(state)
        self.what = text("strong", wrap=True)
        self.next, self.code = text("plain", wrap=True), text("small")
        words = column(self.what, self.next, self.code, gap=Space.HAIR)
        line = row(gap=Space.MEDIUM, margins=Space.MEDIUM)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setLayout(line)
        self.hide()

    def show_problem(self, what: str, next_: str = "", code: str = "") -> None:
        """Say what happened; an empty text takes it back."""
        self.what.setText(what)
        for label, words in ((self.next, next_), (self.code, code)):
            label.setText(words)
            label.setVisible(bool(words))
        self.setVisible(bool(what))
