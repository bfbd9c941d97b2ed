"""News: short, good, gone by themselves; one thing can be undone or gone on with."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QHideEvent, QShowEvent

from station_ui.icon import Glyph
from station_ui.notices import Notice
from station_ui.theme import tone
from station_ui.tokens import TOUCH, Space
from station_ui.widgets.aside import Aside
from station_ui.widgets.offer_button import OfferButton
from station_ui.widgets.part import row, text

_LEAST_MS: Final = 2000
"""What was being read or reached for stays at least this long after."""


class Toast(Aside):
    """Shows news for their time, which stands while the mouse or the focus is on it.

    It stands too while nobody can see it, as behind the curtain of a locked screen.
    """

    over = Signal()

    def __init__(self) -> None:
        super().__init__("notice")
        tone(self, "neutral")
        self._notice: Notice | None = None
        self._left_ms = 0
        self._sign = Glyph()
        self.what = text("strong", wrap=True)
        self.offer = OfferButton("quiet")
        self.offer.show_tone("accent")
        self.offer.taken.connect(self.over)
        self.left.connect(self.over)
        line = row(self._sign, gap=Space.MEDIUM)
        line.setContentsMargins(Space.LARGE, Space.HAIR, Space.HAIR, Space.HAIR)
        line.addWidget(self.what, 1)
        line.addWidget(self.offer)
        self.setLayout(line)
        self.setMinimumHeight(TOUCH + 2 * Space.HAIR)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.over)
        self.offer.installEventFilter(self)

    @property
    def paused(self) -> bool:
        """Whether it waits: for somebody who is looking at it, or to be seen."""
        return self._left_ms > 0

    def show_notice(self, notice: Notice) -> None:
        """Show news."""
        self._notice = notice
        self._timer.stop()
        self._left_ms = int(notice.seconds * 1000)
        self.retranslate()
        self._go_on()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def forget(self) -> None:
        """Let the news go, with what they offered: it may hold a citizen's visit."""
        self._timer.stop()
        self._notice, self._left_ms = None, 0
        self.what.setText("")
        self.setAccessibleName("")
        self.offer.show_offer(None)

    def retranslate(self) -> None:
        """Say them in the language of the screen."""
        notice = self._notice
        if notice is None:
            return
        self._sign.show_state(notice.tone)
        saying = notice.say()
        self.what.setText(saying.what)
        self.setAccessibleName(saying.what)
        self.offer.show_offer(notice.offer)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Go on: it is seen again."""
        super().showEvent(event)
        self._go_on()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Wait: nobody can read it."""
        self._hold()
        super().hideEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Wait while it is looked at."""
        self._hold()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go on."""
        self._go_on()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait while the cursor is on the button, and go on when it leaves."""
        if watched is self.offer:
            if event.type() == QEvent.Type.FocusIn:
                self._hold()
            elif event.type() == QEvent.Type.FocusOut:
                self._go_on()
        return False

    # -- inside ------------------------------------------------------------------------------

    def _hold(self) -> None:
        if self._timer.isActive():
            self._left_ms = max(_LEAST_MS, self._timer.remainingTime())
            self._timer.stop()

    def _go_on(self) -> None:
        held = not self.isVisible() or self.underMouse() or self.offer.hasFocus()
        if self._left_ms and not held:
            self._timer.start(self._left_ms)
            self._left_ms = 0
