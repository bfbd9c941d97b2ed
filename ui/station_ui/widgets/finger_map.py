"""The ten fingers at a glance: two hands as they lie, each finger with its state."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent

from station_core.finger import FingerNote
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.finger import FingerState, FingerTile
from station_ui.widgets.hand import Hand
from station_ui.widgets.part import Part
from station_ui.wording import Wording

# Seen from above with the backs of the hands up: left hand little finger first, as they lie.
_LEFT: Final = (10, 9, 8, 7, 6)
_RIGHT: Final = (1, 2, 3, 4, 5)


class FingerMap(Part):
    """Both hands, side by side where there is room, else one below the other."""

    chosen = Signal(int)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._wanted: Sequence[int] = ()
        self._notes: Mapping[int, FingerNote] = {}
        self._current: int | None = None
        self.fingers = {position: FingerTile() for position in (*_LEFT, *_RIGHT)}
        self._left = Hand([self.fingers[position] for position in _LEFT], thumb_last=True)
        self._right = Hand([self.fingers[position] for position in _RIGHT], thumb_last=False)
        for hand in (self._left, self._right):
            hand.setParent(self)
        for position, tile in self.fingers.items():
            tile.clicked.connect(lambda _checked, one=position: self.chosen.emit(one))
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The hands side by side."""
        hand = self._left.sizeHint()
        return QSize(2 * hand.width() + self._gap(), hand.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One hand; from the width it gets follows the height."""
        return self._left.sizeHint()

    def show_fingers(
        self, wanted: Sequence[int], notes: Mapping[int, FingerNote], current: int | None
    ) -> None:
        """Show where the fingers stand; those the procedure does not ask for are off."""
        self._wanted, self._notes, self._current = wanted, notes, current
        self.retranslate()

    def beside(self, position: int | None, step: int) -> int | None:
        """The next finger to the right (1) or to the left (-1) that is asked for, as they lie."""
        across = [one for one in (*_LEFT, *_RIGHT) if one in self._wanted]
        if not across:
            return None
        if position not in across:
            return across[0 if step > 0 else -1]
        return across[(across.index(position) + step) % len(across)]

    def retranslate(self) -> None:
        """Name hands and fingers."""
        self._left.name(self.tr("Bàn tay trái"))
        self._right.name(self.tr("Bàn tay phải"))
        names = finger_names()
        for position, tile in self.fingers.items():
            note = self._notes.get(position)
            state = self._state(position, note)
            quality = note.quality if note and state in {"taken", "weak"} else None
            tile.show_finger(state, quality)
            about = f"{names[position]}: {self._about(state, note)}"
            tile.setToolTip(about)
            tile.setAccessibleName(about)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the hands side by side if they have room."""
        super().resizeEvent(event)
        self._place()

    def measure(self) -> None:
        """Smaller hands where there is little room."""
        self.updateGeometry()
        self._place()

    # -- inside ------------------------------------------------------------------------------

    def _state(self, position: int, note: FingerNote | None) -> FingerState:
        if position == self._current:
            return "now"
        if position not in self._wanted:
            return "off"
        if note is None:
            return "open"
        if note.outcome == "missing":
            return "missing"
        return "weak" if note.weak else "taken"

    def _about(self, state: FingerState, note: FingerNote | None) -> str:
        if state == "taken" and note and note.quality is not None:
            return self.tr("đã lấy, chất lượng {0}").format(note.quality)
        if state == "weak" and note and note.quality is not None:
            return self.tr("đã lấy, chưa đủ rõ, chất lượng {0}").format(note.quality)
        if state == "missing" and note and note.reason:
            reason = note.text or self._words.word("reason", note.reason).lower()
            return self.tr("không lấy được, {0}").format(reason)
        return {
            "now": self.tr("đang lấy"),
            "off": self.tr("không cần lấy"),
            "open": self.tr("chưa lấy"),
            "taken": self.tr("đã lấy"),
            "weak": self.tr("đã lấy, chưa đủ rõ"),
            "missing": self.tr("không lấy được"),
        }[state]

    def _gap(self) -> int:
        return Space.GROUP if measures().edge == Space.GROUP else Space.LARGE

    def _stacked(self, width: int) -> bool:
        return width < self.sizeHint().width()

    def _place(self) -> None:
        hand, gap = self._left.sizeHint(), self._gap()
        stacked = self._stacked(self.width())
        right = QPoint(0, hand.height() + gap) if stacked else QPoint(hand.width() + gap, 0)
        self._left.setGeometry(QRect(QPoint(0, 0), hand))
        self._right.setGeometry(QRect(right, hand))
        # Not a height for a width: a layout that aligns its items asks for none.
        self.setFixedHeight(right.y() + hand.height())


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
