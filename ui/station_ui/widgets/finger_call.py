"""The call for one finger, read across the desk: how many are done, which one, what to do."""

from typing import Final

from PySide6.QtWidgets import QProgressBar, QSizePolicy

from station_ui.icon import STATE_INKS, Glyph, MaybeIcon
from station_ui.theme import tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.finger_map import finger_names
from station_ui.widgets.fitted_text import FittedText
from station_ui.widgets.part import Part, column, row, text

_WHOLE: Final = 100
_ICON: Final = 32


class FingerCall(Part):
    """The finger's name and the state are the largest things on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._done = self._all = 0
        self._count, self._unit = text("hero"), text("lead")
        self.finger = FittedText("display", "display", "title")
        self.state = text("hero", wrap=True)
        self._sign = Glyph(size=_ICON)
        self.progress = QProgressBar()
        self.progress.setRange(0, _WHOLE)
        self.progress.setTextVisible(False)
        keeps = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        count = row(self._count, self._unit, None, gap=Space.SMALL)
        what = row(self._sign, self.state, gap=Space.MEDIUM)
        what.setStretch(1, 1)
        self.setLayout(
            column(count, self.finger, what, Space.HAIR, self.progress, None, gap=Space.HAIR)
        )
        self.show_progress(None)
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

    def clear(self) -> None:
        """Call for no finger."""
        self.show_count(0, 0)
        self.show_finger("", "", "", "neutral")
        self.show_progress(None)

    def show_progress(self, share: float | None) -> None:
        """Show how much of the image is here; None while none is coming."""
        self.progress.setVisible(share is not None)
        self.progress.setValue(round((share or 0.0) * _WHOLE))

    def retranslate(self) -> None:
        """Say the count; the fingers are all called in one size."""
        self.finger.say_in_turn(finger_names().values())
        self._count.setText(f"{self._done}/{self._all}")
        self._unit.setText(self.tr("ngón đã xong"))
        self.progress.setAccessibleName(self.tr("Ảnh vân tay đang về"))
