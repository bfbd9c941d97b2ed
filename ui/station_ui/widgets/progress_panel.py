"""How far something has come: what, n of m, a bar, the time that remains, and a way to stop it."""

from typing import Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from station_ui.formats import shown_count
from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph, Icon
from station_ui.remaining import Remaining, Seconds
from station_ui.theme import mark
from station_ui.tokens import Space, Tone
from station_ui.widgets.button import Button
from station_ui.widgets.part import ElidedText, Part, column, row, text

State = Literal["running", "done", "failed", "cancelled"]
_TONES: Final[dict[State, Tone]] = {
    "running": "accent",
    "done": "good",
    "failed": "bad",
    "cancelled": "neutral",
}
_STEPS: Final = 1000
_FEW_S: Final = 10
_MINUTE_S: Final = 60
_MINUTES: Final = 90


class ProgressPanel(Part):
    """One piece of work under way; how it ended stays to be read until the next begins."""

    cancelled = Signal()
    """The operator wants it stopped."""

    def __init__(self, clock: Seconds, icon: Icon = "clock", *, stoppable: bool = True) -> None:
        """`clock` runs in seconds from anywhere; the remaining time is measured with it."""
        super().__init__("card")
        self._icon = icon
        self._stoppable = stoppable
        self._remaining = Remaining(clock)
        self._done = self._total = 0
        self.state: State = "running"
        self._sign = Glyph(icon, ink="accent")
        self.title, self.detail = text("strong"), ElidedText("small")
        self.count, self.left = text("strong"), text("small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.cancel = Button("quiet", "x")
        self.cancel.clicked.connect(self.cancelled)
        lines = column(
            row(self._sign, self.title, None, self.count),
            self.bar,
            row(self.detail, None, self.left, gap=Space.LARGE),
        )
        whole = row(lines, self.cancel, gap=Space.LARGE)
        whole.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        self.setLayout(whole)
        self.retranslate()
        self.begin(0)

    def retranslate(self) -> None:
        """Say count and remaining time in the current language."""
        self.cancel.setText(self.tr("Dừng"))
        self._say()

    def show_words(self, title: str, detail: str = "") -> None:
        """Say what is being done, or how it ended, and the one thing to know about it."""
        self.title.setText(title)
        self.detail.setText(detail)
        self._say()

    def begin(self, total: int) -> None:
        """A new piece of work; 0 while nobody knows how much it is, and no bar pretends to."""
        self._remaining.begin()
        self._done, self._total = 0, total
        self._show("running")
        self.show_progress(0)
        self.bar.setVisible(bool(total))

    def show_progress(self, done: int, fraction: float | None = None) -> None:
        """So many are done; `fraction` of the whole, where a part of the next one is known."""
        self._done = done
        if fraction is None:
            fraction = done / self._total if self._total else 0
        else:
            self.bar.show()
        self._remaining.note(fraction)
        self.bar.setValue(round(fraction * _STEPS))
        self._say()

    def end(self, state: State) -> None:
        """It has ended, one way or another."""
        if state == "done":
            self._done = self._total
            self.bar.setValue(_STEPS)
        self._show(state)

    # -- inside ------------------------------------------------------------------------------

    def _show(self, state: State) -> None:
        self.state = state
        running, meaning = state == "running", _TONES[state]
        self._sign.show_icon(self._icon if running else STATE_ICONS[meaning], STATE_INKS[meaning])
        mark(self.bar, "tone", "accent" if running else meaning)
        self.cancel.setVisible(running and self._stoppable)
        self._say()

    def _say(self) -> None:
        count = ""
        if self._total:
            done, total = shown_count(self._done), shown_count(self._total)
            count = self.tr("{0} trên {1}").format(done, total)
        self.count.setText(count)
        self.left.setText(self._left() if self.state == "running" else "")
        self.bar.setAccessibleName(self.title.text())
        self.bar.setAccessibleDescription(", ".join(filter(None, (count, self.left.text()))))

    def _left(self) -> str:
        seconds = self._remaining.seconds
        if seconds is None:
            return ""
        if seconds < _FEW_S:
            return self.tr("còn vài giây")
        if seconds < _MINUTE_S:
            return self.tr("còn chưa tới 1 phút")
        minutes = round(seconds / _MINUTE_S)
        if minutes < _MINUTES:
            return self.tr("còn khoảng %n phút", "", minutes)
        return self.tr("còn khoảng %n giờ", "", round(minutes / 60))
