"""A notice: what happened, what to do next, a code for the help desk; stays until answered."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph, Icon
from station_ui.notices import Notice
from station_ui.theme import tone
from station_ui.tokens import Space
from station_ui.widgets.aside import Aside
from station_ui.widgets.button import Button
from station_ui.widgets.offer_button import OfferButton
from station_ui.widgets.part import column, row, text

_KEY: Final = "F12"


class NoticeCard(Aside):
    """Shows one notice; its key closes it from wherever the cursor is."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("notice")
        self._notice: Notice | None = None
        self._sign = Glyph(size=24)
        self.what, self.next = text("strong", wrap=True), text(wrap=True)
        self.code = text("small")
        self.offer, self.close_button = OfferButton(), Button("quiet", "x")
        self.close_button.show_key(_KEY)
        self.offer.taken.connect(self.closed)
        self.close_button.clicked.connect(lambda _checked: self.closed.emit())
        self.left.connect(self.closed)
        self._key = QShortcut(QKeySequence(_KEY), self, self.closed.emit)
        self.setLayout(self._laid_out())
        self.retranslate()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, and tell those who hear the screen."""
        self._notice = notice
        tone(self, notice.tone)
        self._sign.show_icon(_sign(notice), STATE_INKS[notice.tone])
        self.retranslate()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def forget(self) -> None:
        """Let the notice go, with what it offered: it may be about a citizen."""
        self._notice = None
        for label in (self.what, self.next, self.code):
            label.setText("")
        self.setAccessibleName("")
        self.offer.show_offer(None)

    def retranslate(self) -> None:
        """Say it in the language of the screen."""
        self.close_button.setText(self.tr("Đóng"))
        self.close_button.setAccessibleName(self.tr("Đóng thông báo"))
        notice = self._notice
        if notice is None:
            return
        saying = notice.say()
        self.what.setText(saying.what)
        self.next.setText(saying.next)
        self.next.setVisible(bool(saying.next))
        self.code.setText(self.tr("Mã: {0}").format(saying.code))
        self.code.setVisible(bool(saying.code))
        self.setAccessibleName(f"{saying.what} {saying.next}".strip())
        self.offer.show_offer(notice.offer)

    def _laid_out(self) -> QHBoxLayout:
        words = column(self.what, self.next, gap=Space.HAIR)
        words.setContentsMargins(Space.NONE, Space.MEDIUM, Space.NONE, Space.MEDIUM)
        line = row(gap=Space.SMALL)
        line.setContentsMargins(Space.LARGE, Space.SMALL, Space.SMALL, Space.SMALL)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addSpacing(Space.SMALL)
        line.addLayout(words, 1)
        line.addWidget(self.code)
        line.addWidget(self.offer)
        line.addWidget(self.close_button)
        return line


def _sign(notice: Notice) -> Icon:
    """A notice that only informs has no state to show."""
    return "info" if notice.tone in {"neutral", "accent"} else STATE_ICONS[notice.tone]
