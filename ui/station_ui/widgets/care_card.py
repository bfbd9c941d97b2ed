"""One thing that keeps the data safe: how it stands, in a few words, with what to do about it."""

from collections.abc import Sequence

from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph, Icon
from station_ui.theme import measures, tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.sign_list import Line, SignList


class CareCard(Part):
    """A name, one fact that is read at a glance, and quiet lines below it."""

    def __init__(self, icon: Icon) -> None:
        super().__init__("card")
        self._icon: Icon = icon
        self._sign = Glyph(icon, ink="muted")
        self._name = text("label")
        self.fact, self.detail = text("title", wrap=True), text("muted", wrap=True)
        self.lines = SignList()
        self._inner = column(
            *(row(self._sign, self._name, None), self.fact, self.detail, self.lines, None),
            gap=Space.HAIR,
        )
        self.setLayout(self._inner)
        self.measure()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space.LARGE if measures().roomy else Space.MEDIUM
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def show_name(self, words: str) -> None:
        """Say what this is about."""
        self._name.setText(words)
        self._tell()

    def stand(
        self, fact: str, detail: str = "", how: Tone = "neutral", lines: Sequence[Line] = ()
    ) -> None:
        """Say how it stands; a state has its sign and its colour."""
        quiet = how == "neutral"
        self._sign.show_icon(
            self._icon if quiet else STATE_ICONS[how], "muted" if quiet else STATE_INKS[how]
        )
        self.fact.setText(fact)
        tone(self.fact, how if how in {"warn", "bad"} else "neutral")
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.lines.show_lines(lines)
        self.lines.setVisible(bool(lines))
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name.text()}: {self.fact.text()}")
        self.setAccessibleDescription(self.detail.text())
