"""One calm, large statement: an icon, a few words, and what they mean."""

from typing import Final

from station_ui.icon import STATE_INKS, Glyph
from station_ui.signs import Sign
from station_ui.theme import mark, measures
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, row, text

_ICON: Final = 40


class Verdict(Part):
    """Answers the question a screen asks."""

    def __init__(self) -> None:
        super().__init__("notice")
        self._sign = Glyph(size=_ICON)
        self._headline, self._line = text("hero", wrap=True), text(wrap=True)
        words = column(self._headline, self._line, gap=Space.HAIR)
        self._row = row(self._sign, words, gap=Space.LARGE)
        self._row.setStretch(1, 1)
        self.setLayout(self._row)
        self.measure()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space.GROUP if measures().roomy else Space.MEDIUM
        self._row.setContentsMargins(edge, Space.MEDIUM, edge, Space.MEDIUM)

    def text(self) -> str:
        """The statement."""
        return self._headline.text()

    def say(self, headline: str, line: str, sign: Sign) -> None:
        """State it."""
        icon, tone = sign
        self._sign.show_icon(icon, STATE_INKS[tone])
        self._headline.setText(headline)
        self._line.setText(line)
        mark(self, "tone", tone)
        mark(self._headline, "tone", tone)
        self.setAccessibleName(headline)
        self.setAccessibleDescription(line)
