"""The day at a glance: how many are done, how fast, and the last citizens with their states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from station_ui.formats import shown_span, shown_time
from station_ui.icon import STATE_INKS, Glyph
from station_ui.signs import RECORD_SIGNS, Sign
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.part import ElidedText, Part, column, emptied, row, text
from station_ui.wording import Wording

_CLOSE: Final = 3
"""So many of the last citizens little room holds; a visit that waits takes the place of two."""
_ELSE: Final[Sign] = ("circle-dashed", "neutral")


class Served(Protocol):
    """A citizen who was here."""

    @property
    def name(self) -> str:
        """The full name."""

    @property
    def state(self) -> str:
        """Of the delivery; of the visit while there is none."""

    @property
    def at(self) -> datetime:
        """When the visit ended."""


class DayGlance(Part):
    """The count is what is seen from afar; all else is quiet."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._done: int | None = None
        self._pace_s: float | None = None
        self._recent: tuple[Served, ...] = ()
        self.count = text("display")
        self._unit, self._pace = text("strong", wrap=True), text("muted", wrap=True)
        self._title = text("label")
        self._none, self._first = text("heading", wrap=True), text("muted", wrap=True)
        self._lines = column(gap=Space.SMALL)
        self.between = column(gap=Space.NONE)
        """What comes before the last citizens: it can still be done, they are done."""
        self._unfinished = 0
        self._camera = True
        figures = column(None, self._unit, self._pace, None, gap=Space.NONE)
        head = row(self.count, figures, gap=Space.MEDIUM)
        head.setStretch(1, 1)
        self.setLayout(
            column(
                head,
                self.between,
                Space.SMALL,
                self._title,
                self._lines,
                self._none,
                self._first,
                gap=Space.SMALL,
            )
        )
        self.retranslate()

    def show_day(self, done: int, pace_s: float | None, recent: Sequence[Served]) -> None:
        """Show new figures."""
        now = (done, pace_s, tuple(recent))
        if now != (self._done, self._pace_s, self._recent):
            self._done, self._pace_s, self._recent = now
            self.retranslate()

    def show_unfinished(self, count: int) -> None:
        """Leave room for visits that wait: where there is little, fewer are told that are done."""
        if count != self._unfinished:
            self._unfinished = count
            self.retranslate()

    def show_camera(self, there: bool) -> None:
        """Whether a card can be held before the camera; else the first visit has to be typed."""
        if there != self._camera:
            self._camera = there
            self.retranslate()

    def measure(self) -> None:
        """Fewer citizens where there is little room."""
        self.retranslate()

    def retranslate(self) -> None:
        """Say the figures."""
        known = self._done is not None
        self.count.setText(str(self._done) if known else "–")
        self._unit.setText(self.tr("lượt đã xong", "", self._done or 0))
        pace = "" if self._pace_s is None else shown_span(self._pace_s)
        self._pace.setText(self.tr("trung bình {0}").format(pace))
        self._pace.setVisible(bool(pace))
        self._title.setText(self.tr("Vừa xong"))
        self._title.setVisible(bool(self._recent[: self._room()]))
        self._none.setText(self.tr("Chưa xong lượt nào"))
        hold, type_in = (
            self.tr("Đưa thẻ vào khung hình để bắt đầu."),
            self.tr("Bấm F4 để nhập tay."),
        )
        self._first.setText(hold if self._camera else type_in)
        for words in (self._none, self._first):
            words.setVisible(known and not self._recent)
        emptied(self._lines)
        for one in self._recent[: self._room()]:
            self._lines.addWidget(self._line(one))

    def _room(self) -> int:
        """So many of the last citizens."""
        return len(self._recent) if measures().roomy else max(0, _CLOSE - 2 * self._unfinished)

    def _line(self, one: Served) -> Part:
        icon, how = RECORD_SIGNS.get(one.state, _ELSE)
        name, state = ElidedText("plain"), text("small")
        name.setText(one.name)
        state.setText(f"{shown_time(one.at)} · {self._words.word('state', one.state)}")
        words = column(name, state, gap=Space.NONE)
        line = Part()
        layout = row(Glyph(icon, ink=STATE_INKS[how]), words, gap=Space.MEDIUM)
        layout.setStretch(1, 1)
        line.setLayout(layout)
        return line
