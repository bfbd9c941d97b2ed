"""Lines of what is well and what is not, each with the sign of its state."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from station_ui.icon import Glyph
from station_ui.theme import tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.part import Part, column, row, text

Line = tuple[Tone, str]


class SignList(Part):
    """Keeps its lines and only says other things in them: what changes often does not flicker."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._column = column(gap=Space.SMALL)
        self.setLayout(self._column)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these in place of the ones before."""
        while len(self._lines) < len(lines):
            self._lines.append(_Line())
            self._column.addWidget(self._lines[-1])
        for line, one in zip(self._lines, lines, strict=False):
            line.say(*one)
        for index, line in enumerate(self._lines):
            line.setVisible(index < len(lines))
            if index >= len(lines):
                line.say("neutral", "")


class _Line(Part):
    """The sign of a state and what it is about."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._words = Glyph(), text("plain", wrap=True)
        line = row(self._sign, self._words, gap=Space.SMALL)
        line.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)

    def say(self, how: Tone, words: str) -> None:
        """Say another thing."""
        self._sign.show_state(how)
        self._words.setText(words)
        tone(self._words, "neutral" if how == "good" else how)
