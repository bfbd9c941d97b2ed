"""Whatever is pressed: one button, in the few kinds the program has, painted from the tokens."""

from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from station_ui.icon import STATE_INKS, MaybeIcon, draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import TOUCH, Radius, Role, Space, Tone, Weight

Kind = Literal["primary", "plain", "quiet", "choice", "row", "item"]
"""The one main action; any other; one without an edge; one of several answers; a line of a list, in
a box of its own; a line of a list of places, without one.
"""
_LINES: Final = frozenset[Kind](("choice", "row", "item"))
"""These are as wide as there is room, begin at the left and may end in an ellipsis."""
_EDGELESS: Final = frozenset[Kind](("quiet", "item"))

_TALL: Final = TOUCH + Space.SMALL
_ICON: Final = 20
_RING: Final = 2
_GAP: Final = 2


class Look(NamedTuple):
    """The colours of a button: no fill or line means that the ground is seen."""

    ink: Role
    fill: Role | None = None
    line: Role | None = None


def look_of(
    kind: Kind, tone: Tone, *, enabled: bool, checked: bool, down: bool, hover: bool
) -> Look:
    """The colours of a button in a state."""
    if kind == "primary":
        return _primary(tone, enabled=enabled, touched=down or hover)
    if not enabled:
        return Look("disabled", None, None if kind in _EDGELESS else "outline")
    if checked:
        return Look("accent", "accent_soft", "accent" if kind == "choice" else None)
    ink: Role = "text" if tone == "neutral" else STATE_INKS[tone]
    if down or hover:
        return Look(ink, "sunken" if down else "ground", None if kind in _EDGELESS else "border")
    lines: dict[Kind, Role] = {"plain": "border", "choice": "border", "row": "outline"}
    return Look(ink, "surface" if kind in lines else None, lines.get(kind))


def _primary(tone: Tone, *, enabled: bool, touched: bool) -> Look:
    """The main action; a bad one deletes something."""
    if not enabled:
        return Look("muted", "sunken", "outline")
    if tone == "bad":
        return Look("bad", "bad_soft", "bad") if touched else Look("surface", "bad")
    return Look("on_action", "action_down" if touched else "action")


class Button(QAbstractButton):
    """An icon, words, a second line in small, and the key that does the same.

    The focus is a ring outside of a gap, so it is seen on every ground and around every fill.
    """

    def __init__(
        self, kind: Kind = "plain", icon: MaybeIcon = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind: Kind = kind
        self.key = ""
        self.detail = ""
        self.tone: Tone = "neutral"
        self._icon = icon
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        fixed, grows = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
        self.setSizePolicy(grows if kind in _LINES else fixed, fixed)

    def show_key(self, key: str) -> None:
        """Show the key that does the same."""
        self.key = key
        self.setAccessibleDescription(key)
        self._anew()

    def show_detail(self, words: str) -> None:
        """Show a second line in small."""
        self.detail = words
        self._anew()

    def show_icon(self, name: MaybeIcon) -> None:
        """Show another icon, or none."""
        self._icon = name
        self._anew()

    def show_tone(self, tone: Tone) -> None:
        """Show another state."""
        self.tone = tone
        self.update()

    # -- size --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its content."""
        letters = QFontMetrics(self._font())
        width = max(
            letters.horizontalAdvance(self.text()),
            QFontMetrics(font(measures().small)).horizontalAdvance(self.detail),
        )
        width += 2 * self._padding() + (_ICON + Space.SMALL if self._icon else 0)
        if self.key:
            width += Space.MEDIUM + self._key_width()
        tall = self.kind in {"primary", "choice", "row"}
        return QSize(max(TOUCH, width), min(_TALL, self._room()) if tall else TOUCH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A list's line may end in an ellipsis, nothing else."""
        if self.kind in _LINES:
            return QSize(TOUCH * 2, self.sizeHint().height())
        return self.sizeHint()

    def _room(self) -> int:
        """The action bar is lower where there is little room."""
        return measures().actions - Space.SMALL if self.kind == "primary" else _TALL

    def _padding(self) -> int:
        if self.kind == "primary":
            return Space.GROUP
        return Space.LARGE if measures().edge == Space.GROUP else Space.MEDIUM

    def _key_width(self) -> int:
        letters = QFontMetrics(font(measures().small, Weight.MEDIUM))
        return max(Space.GROUP, letters.horizontalAdvance(self.key) + Space.MEDIUM)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ring, ground and content."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self.look()
        self.paint_ground(painter, look)
        self.paint_content(painter, look)

    def look(self) -> Look:
        """The colours of now."""
        return look_of(
            self.kind,
            self.tone,
            enabled=self.isEnabled(),
            checked=self.isChecked(),
            down=self.isDown(),
            hover=self.underMouse(),
        )

    def paint_ground(self, painter: QPainter, look: Look, radius: int = Radius.CONTROL) -> None:
        """Draw the ring of the focus and what the content stands on."""
        place = QRectF(self.rect())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), _RING))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), radius, radius)
            inset = _RING + _GAP
            place = place.adjusted(inset, inset, -inset, -inset)
            radius = max(Radius.SMALL, radius - inset)
        if look.line is not None:
            painter.setPen(QPen(colour(look.line), 2 if self.isChecked() else 1))
            place = place.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        if look.fill is None and look.line is None:
            return
        painter.setBrush(colour(look.fill) if look.fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, radius, radius)

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw icon, words and key, in the middle or from the left."""
        left = self.kind in _LINES
        hint, padding = self.sizeHint().width(), self._padding()
        x = padding if left else max(padding, (self.width() - hint) // 2 + padding)
        if self._icon:
            top = (self.height() - _ICON) / 2
            draw_icon(painter, self._icon, QRectF(x, top, _ICON, _ICON), colour(look.ink))
            x += _ICON + Space.SMALL
        room = self.width() - x - padding
        if self.key:
            room -= self._key_width() + Space.MEDIUM
        self._paint_words(painter, look, QRectF(x, 0, room, self.height()))
        if self.key:
            end = self.width() - x - room
            self._paint_key(painter, look, QRectF(self.width() - end, 0, end, self.height()))

    def _paint_words(self, painter: QPainter, look: Look, room: QRectF) -> None:
        type_ = self._font()
        painter.setFont(type_)
        painter.setPen(colour(look.ink))
        start = Qt.AlignmentFlag.AlignLeft
        if not self.detail:
            words = _fitting(QFontMetrics(type_), self.text(), room)
            painter.drawText(room, start | Qt.AlignmentFlag.AlignVCenter, words)
            return
        small = font(measures().small)
        letters, below = QFontMetrics(type_), QFontMetrics(small)
        top = (self.height() - letters.height() - below.height()) / 2
        upper = QRectF(room.x(), top, room.width(), letters.height())
        painter.drawText(upper, start, _fitting(letters, self.text(), room))
        painter.setFont(small)
        painter.setPen(colour("muted" if self.isEnabled() else "disabled"))
        lower = QRectF(room.x(), upper.bottom(), room.width(), below.height())
        painter.drawText(lower, start, _fitting(below, self.detail, room))

    def _paint_key(self, painter: QPainter, look: Look, room: QRectF) -> None:
        width, height = self._key_width(), Space.GROUP
        place = QRectF(
            room.x() + Space.MEDIUM + 0.5, (self.height() - height) / 2 + 0.5, width - 1, height - 1
        )
        painter.setPen(QPen(colour(look.ink, 0.45), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, Radius.SMALL, Radius.SMALL)
        painter.setPen(colour(look.ink))
        painter.setFont(font(measures().small, Weight.MEDIUM))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.key)

    def _font(self) -> QFont:
        sizes = measures()
        if self.kind == "primary":
            return font(sizes.lead, Weight.STRONG)
        if self.kind == "choice":
            return font(sizes.lead, Weight.STRONG if self.isChecked() else Weight.PLAIN)
        return font(sizes.body, Weight.MEDIUM)

    def _anew(self) -> None:
        self.updateGeometry()
        self.update()


def _fitting(letters: QFontMetrics, words: str, room: QRectF) -> str:
    return letters.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
