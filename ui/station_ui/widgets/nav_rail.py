"""The navigation: one button for each screen a person may see, and one for what is one's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QWidget

from station_ui.icon import Icon, draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import COMPACT, TOUCH, Space, Weight
from station_ui.widgets.aside import Aside
from station_ui.widgets.brand_mark import BrandMark
from station_ui.widgets.button import Button, Look
from station_ui.widgets.part import column, framed, row

_ICON: Final = 24
_TALL: Final = 72
_LOW: Final = 56
_MANY: Final = 4
"""More places than that leave no room for air, nor for the mark, where there is little."""
_BAR: Final = 3
_RING: Final = 1.5
_LETTER: Final = 14


@dataclass(frozen=True)
class Place:
    """A screen one can go to."""

    icon: Icon
    name: Callable[[], str]


class NavButton(Button):
    """An icon over a word; where there is little room the word is its tooltip."""

    def __init__(self, icon: Icon, parent: QWidget | None = None) -> None:
        super().__init__("quiet", icon, parent)
        self.low = _LOW
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor on the page

    def show_name(self, name: str, more: str) -> None:
        """Show a name, and tell of the key that does the same, or of what is behind it."""
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(more)
        self.setToolTip(f"{name} · {more}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the rail, less its edges."""
        return QSize(measures().nav - 2 * Space.SMALL, self.low if _brief() else _TALL)

    def look(self) -> Look:
        """Where one is stands on a ground of its own."""
        if self.isChecked():
            return Look("accent", "accent_soft")
        if self.isDown() or self.underMouse():
            return Look("text", "sunken" if self.isDown() else "ground")
        return Look("muted")

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw a bar where one is, the icon, and below it the word."""
        letters = QFontMetrics(self._type())
        below = 0 if _brief() else Space.HAIR + letters.height()
        top = (self.height() - _ICON - below) / 2
        place = QRectF((self.width() - _ICON) / 2, top, _ICON, _ICON)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            # Beside the icon only: a long word takes the whole width.
            painter.drawRoundedRect(QRectF(0, place.y(), _BAR, _ICON), _BAR / 2, _BAR / 2)
        self.paint_sign(painter, place, colour(look.ink))
        if not _brief():
            painter.setFont(self._type())
            painter.setPen(colour(look.ink))
            room = QRectF(0, place.bottom() + Space.HAIR, self.width(), letters.height())
            words = letters.elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width() - Space.HAIR
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def paint_sign(self, painter: QPainter, place: QRectF, ink: QColor) -> None:
        """Draw the icon."""
        draw_icon(painter, self._icon, place, ink)

    def _type(self) -> QFont:
        return font(measures().small, Weight.STRONG if self.isChecked() else Weight.MEDIUM)


class AccountButton(NavButton):
    """Wears the first letter of the given name of who works here, in a ring."""

    def __init__(self) -> None:
        super().__init__("user-round")
        self._letter = ""

    def show_person(self, name: str) -> None:
        """Show somebody; a Vietnamese name ends with the given name."""
        given = name.split()[-1:]
        self._letter = given[0][0].upper() if given else ""
        self.update()

    def paint_sign(self, painter: QPainter, place: QRectF, ink: QColor) -> None:
        """Draw ring and letter; the icon while nobody is known."""
        if not self._letter:
            super().paint_sign(painter, place, ink)
            return
        painter.setPen(QPen(ink, _RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place.adjusted(_RING / 2, _RING / 2, -_RING / 2, -_RING / 2))
        painter.setFont(font(_LETTER, Weight.STRONG))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._letter)


class NavRail(Aside):
    """Stands on the left of every screen; Ctrl and a figure goes to the screen of that place."""

    chosen = Signal(int)

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__("nav")
        self._places = tuple(places)
        self.buttons = [NavButton(place.icon) for place in places]
        self.account = AccountButton()
        for index, button in enumerate(self.buttons):
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, index=index: self._choose(index))
            key = QShortcut(QKeySequence(f"Ctrl+{index + 1}"), self)
            key.activated.connect(lambda index=index: self._choose(index))
        self._brand = framed(row(None, BrandMark(), None))
        self._lines = lines = column(self._brand, Space.NONE)
        lines.setContentsMargins(Space.SMALL, Space.NONE, Space.SMALL, Space.SMALL)
        for button in self.buttons:
            lines.addWidget(button)
        lines.addStretch(1)
        lines.addWidget(self.account)
        self.setLayout(lines)
        self.measure()
        self.retranslate()

    def show_place(self, index: int) -> None:
        """Show which screen is in view."""
        for at, button in enumerate(self.buttons):
            button.setChecked(at == index)

    def retranslate(self) -> None:
        """Name the screens."""
        self.setAccessibleName(self.tr("Các màn hình"))
        for index, (place, button) in enumerate(zip(self._places, self.buttons, strict=True)):
            button.show_name(place.name(), f"Ctrl+{index + 1}")
        self.account.show_name(
            self.tr("Tài khoản"), self.tr("khóa màn hình, đăng xuất, mật khẩu, ngôn ngữ và màu")
        )

    def measure(self) -> None:
        """Narrower where there is little room."""
        self.setFixedWidth(measures().nav)
        self._brand.setFixedHeight(measures().header)  # in line with the header beside it
        crowded = _brief() and len(self._places) > _MANY
        self._brand.setVisible(not crowded)
        self._lines.setSpacing(Space.NONE if crowded else Space.SMALL)
        for button in (*self.buttons, self.account):
            button.low = TOUCH if crowded else _LOW
            button.updateGeometry()

    def _choose(self, index: int) -> None:
        self.show_place(index)  # a checked button stays so when it is pressed once more
        self.chosen.emit(index)


def _brief() -> bool:
    return measures().nav <= COMPACT.nav
