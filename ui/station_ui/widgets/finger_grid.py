"""The ten fingers at a glance: taken, missing with its reason, next, or still to come."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton

from station_core.visit import FingerNote
from station_ui.style import GRID, tone
from station_ui.widgets.part import Part, text
from station_ui.wording import Wording

# Seen from above with the backs of the hands up: left hand little finger first, as they lie.
_LAYOUT = ((10, 9, 8, 7, 6), (1, 2, 3, 4, 5))


class FingerGrid(Part):
    """Left and right hand, five tiles each."""

    chosen = Signal(int)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._notes: Mapping[int, FingerNote] = {}
        self._current: int | None = None
        self._tiles: dict[int, QPushButton] = {}
        self._hands = (text("small"), text("small"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID // 2)
        for hand, positions in enumerate(_LAYOUT):
            grid.addWidget(self._hands[hand], 2 * hand, 0, 1, 5)
            for place, position in enumerate(positions):
                grid.addWidget(self._tile(position), 2 * hand + 1, place)
        self.retranslate()

    def show_fingers(
        self, wanted: Sequence[int], notes: Mapping[int, FingerNote], current: int | None
    ) -> None:
        """Show where the fingers stand; those the procedure does not ask for are off."""
        self._notes, self._current = notes, current
        for position, tile in self._tiles.items():
            note = notes.get(position)
            tile.setEnabled(position in wanted)
            tile.setChecked(position == current)
            taken = note is not None and note.outcome == "taken"
            tone(tile, "good" if taken else "warn" if note else "neutral")
        self.retranslate()

    def retranslate(self) -> None:
        """Name hands and fingers."""
        self._hands[0].setText(self.tr("Bàn tay trái"))
        self._hands[1].setText(self.tr("Bàn tay phải"))
        names = finger_names()
        for position, tile in self._tiles.items():
            note = self._notes.get(position)
            sign = "✓" if note and note.outcome == "taken" else "×" if note else ""
            if not sign:
                sign = "▶" if position == self._current else "○"
            tile.setText(sign)
            reason = self._words.word("reason", note.reason) if note and note.reason else ""
            about = f"{names[position]}: {reason}" if reason else names[position]
            tile.setToolTip(about)
            tile.setAccessibleName(about)

    def _tile(self, position: int) -> QPushButton:
        tile = QPushButton()
        tile.setProperty("role", "finger")
        tile.setCheckable(True)
        tile.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tile.clicked.connect(lambda _checked: self._choose(position))
        self._tiles[position] = tile
        return tile

    def _choose(self, position: int) -> None:
        self._tiles[position].setChecked(position == self._current)
        self.chosen.emit(position)


def finger_names() -> dict[int, str]:
    """The fingers by their position code of ISO/IEC 19794-2, in the language of the screen."""
    translate = QCoreApplication.translate
    return {
        1: translate("Fingers", "Ngón cái phải"),
        2: translate("Fingers", "Ngón trỏ phải"),
        3: translate("Fingers", "Ngón giữa phải"),
        4: translate("Fingers", "Ngón áp út phải"),
        5: translate("Fingers", "Ngón út phải"),
        6: translate("Fingers", "Ngón cái trái"),
        7: translate("Fingers", "Ngón trỏ trái"),
        8: translate("Fingers", "Ngón giữa trái"),
        9: translate("Fingers", "Ngón áp út trái"),
        10: translate("Fingers", "Ngón út trái"),
    }
