"""A number that matters, large, with what it counts below it."""

from typing import Literal

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from station_ui.formats import shown_count
from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph, MaybeIcon
from station_ui.theme import mark, measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.part import Part, column, row, text

Size = Literal["display", "hero"]


class MetricTile(Part):
    """One figure; a state of it is said by tone, icon and words together.

    Framed it stands by itself; without a frame it is one of several in a card.
    """

    def __init__(self, size: Size = "display", *, framed: bool = True) -> None:
        super().__init__("tile" if framed else "plain")
        self._framed = framed
        self._sign = Glyph()
        self._sign.hide()
        self.number = _figure(size)
        self.label, self.detail = text("label", wrap=True), text("small", wrap=True)
        self.detail.hide()
        self._lines = column(
            row(self.number, self._sign, None), self.label, self.detail, gap=Space.HAIR
        )
        self._lines.addStretch(1)
        self.setLayout(self._lines)
        self.measure()

    def measure(self) -> None:
        """Less air around the figure where there is little room."""
        edge = Space.NONE
        if self._framed:
            edge = Space.LARGE if measures().roomy else Space.MEDIUM
        self._lines.setContentsMargins(edge, min(edge, Space.MEDIUM), edge, edge)

    def show_number(self, number: int | None, tone: Tone = "neutral", icon: MaybeIcon = "") -> None:
        """Show a figure, or a dash while it is not known.

        Args:
            number: The figure.
            tone: What it means; neutral has no sign.
            icon: A sign other than the tone's own.
        """
        self.show_text("–" if number is None else shown_count(number), tone, icon)

    def show_text(self, figure: str, tone: Tone = "neutral", icon: MaybeIcon = "") -> None:
        """Show a figure that is not a plain count, such as a span."""
        self.number.setText(figure)
        mark(self.number, "tone", tone)
        self._sign.setVisible(tone != "neutral")
        if tone != "neutral":
            self._sign.show_icon(icon or STATE_ICONS[tone], STATE_INKS[tone])
        self._tell()

    def show_label(self, words: str) -> None:
        """Say what is counted."""
        self.label.setText(words)
        self._tell()

    def show_detail(self, words: str) -> None:
        """Add a quiet line: a change, a part of it, what it means; none hides it."""
        self.detail.setText(words)
        self.detail.setVisible(bool(words))
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.label.text()}: {self.number.text()}")
        self.setAccessibleDescription(self.detail.text())


def _figure(size: Size) -> QLabel:
    """So large, figures of equal width look torn apart; nothing stands below them to line up."""
    label = text(size)
    type_ = label.font()
    type_.setFeature(QFont.Tag.fromString("tnum"), 0)
    label.setFont(type_)
    return label
