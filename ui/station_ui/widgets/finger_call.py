"""The call for one finger, read across the desk: how many are done, which one, what to do."""

from typing import Final

from PySide6.QtWidgets import QProgressBar, QSizePolicy

from station_ui.icon import STATE_INKS, Glyph, MaybeIcon
from station_ui.theme import tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.finger_map import finger_names
from station_ui.widgets.fitted_text import FittedText
from station_ui.widgets.part import Part, column, framed, row, text

_WHOLE: Final = 100
_ICON: Final = 32
_HINT_ICON: Final = 24


class FingerCall(Part):
    """The finger's name and the state are the largest things on the screen.

    Below them, while a finger is tried again: why, and what helps.
    """

    def __init__(self) -> None:
        super().__init__()
        self._done = self._all = self._try = self._tries = 0
        self._count, self._unit, self.tries = text("hero"), text("lead"), text("heading")
        self.finger = FittedText("display", "display", "title")
        self.state = text("hero", wrap=True)
        self._sign = Glyph(size=_ICON)
        self.progress = QProgressBar()
        self.progress.setRange(0, _WHOLE)
        self.progress.setTextVisible(False)
        keeps = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.hint = text("title", wrap=True)
        tone(self.hint, "warn")
        warns = Glyph("triangle-alert", size=_HINT_ICON, ink="warn")
        why = row(column(Space.HAIR, warns, None, gap=Space.NONE), self.hint, gap=Space.MEDIUM)
        why.setStretch(1, 1)
        self._why = framed(why)
        count = row(self._count, self._unit, None, self.tries, gap=Space.SMALL)
        what = row(self._sign, self.state, gap=Space.MEDIUM)
        what.setStretch(1, 1)
        parts = (count, self.finger, what, Space.HAIR, self.progress, Space.SMALL, self._why, None)
        self.setLayout(column(*parts, gap=Space.HAIR))
        self.show_progress(None)
        self.show_hint("")
        self.retranslate()

    @property
    def done(self) -> int:
        """How many fingers are done."""
        return self._done

    def show_count(self, done: int, of: int) -> None:
        """Say how many fingers are done."""
        self._done, self._all = done, of
        self.retranslate()

    def show_finger(self, name: str, state: str, icon: MaybeIcon, how: Tone) -> None:
        """Say which finger, and what to do with it now."""
        self.finger.setText(name)
        self.state.setText(state)
        tone(self.state, how)
        self._sign.show_icon(icon, STATE_INKS[how])

    def show_try(self, number: int, of: int) -> None:
        """Say which try it is; nothing of the first one, which mostly is the only one."""
        self._try, self._tries = number, of
        self.retranslate()

    def show_hint(self, words: str) -> None:
        """Say what was weak about the last try and what helps; nothing takes it away."""
        self.hint.setText(words)
        self._why.setVisible(bool(words))

    def clear(self) -> None:
        """Call for no finger."""
        self.show_count(0, 0)
        self.show_finger("", "", "", "neutral")
        self.show_progress(None)
        self.show_try(0, 0)
        self.show_hint("")

    def show_progress(self, share: float | None) -> None:
        """Show how much of the image is here; None while none is coming."""
        self.progress.setVisible(share is not None)
        self.progress.setValue(round((share or 0.0) * _WHOLE))

    def retranslate(self) -> None:
        """Say the count; the fingers are all called in one size."""
        self.finger.say_in_turn(finger_names().values())
        self._count.setText(f"{self._done}/{self._all}")
        self._unit.setText(self.tr("ngón đã xong"))
        again = self._try > 1
        tries = self.tr("Lần {0}/{1}").format(self._try, self._tries) if again else ""
        self.tries.setText(tries)
        self.progress.setAccessibleName(self.tr("Ảnh vân tay đang về"))
