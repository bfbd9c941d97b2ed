"""How one thing stands, in an icon and a word; the reason stands behind it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from station_ui.icon import STATE_GROUNDS, STATE_ICONS, STATE_INKS, Icon, draw_icon
from station_ui.notices import Offer, Saying
from station_ui.theme import colour, font, measures
from station_ui.tokens import TOUCH, Radius, Role, Space, Tone, Weight
from station_ui.widgets.button import Button, Look

_ICON: Final = 18
_PILL: Final = 32
_RING: Final = 2
_LOUD: Final = frozenset[Tone](("warn", "bad"))


@dataclass(frozen=True)
class Standing:
    """How something stands."""

    tone: Tone
    icon: Icon
    """Of the thing; the sign of its state takes its place when it needs somebody."""
    word: str
    why: Saying
    offer: Offer | None = None
    """What can be done about it."""


NOTHING_YET: Final = Standing("neutral", "circle-dashed", "", Saying(""))


class StatusChip(Button):
    """Quiet while all is well; where it needs somebody it stands on a ground of its own.

    What is well may be folded to its icon where there is no room for the word.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("quiet", "", parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor on the page
        self.standing = NOTHING_YET
        self.folded = False

    @property
    def loud(self) -> bool:
        """Whether it needs somebody."""
        return self.standing.tone in _LOUD

    def stand(self, standing: Standing) -> None:
        """Show how it stands."""
        if standing == self.standing:
            return
        self.standing = standing
        self.show_tone(standing.tone)
        self.setText(standing.word)
        self.setAccessibleName(standing.word)
        said = f"{standing.why.what} {standing.why.next}".strip()
        self.setAccessibleDescription(said)
        self.setToolTip(f"{standing.word}\n{said}")
        self.show_icon(STATE_ICONS[standing.tone] if self.loud else standing.icon)

    def fold(self, folded: bool) -> None:
        """Show the icon alone, or the word beside it again; never without need."""
        if folded != self.folded:
            self.folded = folded
            self.updateGeometry()
            self.update()

    def whole_width(self) -> int:
        """With its word."""
        letters = QFontMetrics(self._type())
        words = letters.horizontalAdvance(self.text())
        return max(TOUCH, 2 * Space.MEDIUM + _ICON + Space.SMALL + words)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as icon and word, as high as a finger."""
        return QSize(TOUCH if self.folded else self.whole_width(), TOUCH)

    def look(self) -> Look:
        """The letters stay quiet while all is well."""
        tone = self.standing.tone
        ink: Role = STATE_INKS[tone] if self.loud else "text"
        fill = STATE_GROUNDS[tone] if self.loud else None
        if self.isDown() or self.underMouse():
            fill = fill or ("sunken" if self.isDown() else "ground")
        return Look(ink, fill)

    def paint_ground(self, painter: QPainter, look: Look, radius: int = Radius.CONTROL) -> None:
        """Draw a pill, lower than what a finger presses."""
        high = (self.height() - _PILL) / 2
        pill = QRectF(self.rect()).adjusted(_RING * 2, high, -_RING * 2, -high)
        painter.setPen(Qt.PenStyle.NoPen)
        if look.fill is not None:
            painter.setBrush(colour(look.fill))
            painter.drawRoundedRect(pill, radius, radius)
        if self.hasFocus():
            ring = pill.adjusted(-3, -3, 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), _RING))
            painter.drawRoundedRect(ring, radius + 3, radius + 3)

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw the icon in the colour of the state, and the word."""
        x = (self.width() - _ICON) / 2 if self.folded else Space.MEDIUM
        place = QRectF(x, (self.height() - _ICON) / 2, _ICON, _ICON)
        draw_icon(painter, self._icon, place, colour(STATE_INKS[self.standing.tone]))
        if self.folded:
            return
        type_ = self._type()
        painter.setFont(type_)
        painter.setPen(colour(look.ink))
        x = place.right() + Space.SMALL
        room = QRectF(x, 0, self.width() - x - Space.SMALL, self.height())
        letters = QFontMetrics(type_)
        words = letters.elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _type(self) -> QFont:
        return font(measures().small, Weight.STRONG if self.loud else Weight.MEDIUM)
