"""The curtain of a locked screen: nothing behind it is seen; the person's password lifts it."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station_ui.formats import shown_span, shown_time
from station_ui.icon import Glyph
from station_ui.theme import colour, measures
from station_ui.tokens import Space
from station_ui.widgets.actions import action, key_name
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, framed, row, text
from station_ui.widgets.password_line import PasswordLine
from station_ui.widgets.problem import Problem, Problematic

_WIDTH: Final = 456
_WIDE: Final = 576
_SIGN: Final = 48


class LockCurtain(Part):
    """Covers its parent, and keeps Tab to itself.

    Whoever draws it also hides what is behind: keys and screen readers must not reach that either.
    """

    unlock = Signal(str)
    """The password that was typed."""
    other = Signal()
    """Somebody else wants to work here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("window", parent)
        self._who, self._visit_kept, self._busy = "", False, False
        self._wait_s, self._demo_password = 0, ""
        self._since: datetime | None = None
        self._by_itself = False
        self._say: Problematic | None = None
        self._title, self._by = text("hero", wrap=True), text("lead", wrap=True)
        self._kept = text("plain", wrap=True)
        self._kept_sign = Glyph("shield-check", ink="good")
        self._label = text("label", wrap=True)
        self._secret = PasswordLine()
        self.password = self._secret.line
        self.password.textChanged.connect(lambda _text: self._typed())
        self.password.returnPressed.connect(self._ask)
        self._label.setBuddy(self.password)
        self.problem = Problem()
        self.button = Button("primary", "lock-open")
        self.button.show_key("⏎")
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda _checked: self._ask())
        self.leave = Button("plain", "users-round")
        self.leave.clicked.connect(lambda _checked: self.other.emit())
        self.leave.show_key(key_name(action(self, self.leave.click, Qt.Key.Key_F2)))
        self._sign = Glyph("lock", size=_SIGN, ink="accent")
        self._demo = text("small", wrap=True)
        self._lay_out()
        self.measure()
        self.retranslate()
        if parent is not None:
            parent.installEventFilter(self)

    def show_locked(
        self, who: str, since: datetime, *, visit_kept: bool = False, by_itself: bool = False
    ) -> None:
        """Say who is awaited, since when, whether a visit waits behind, and what locked."""
        self._who, self._since, self._visit_kept = who, since, visit_kept
        self._by_itself = by_itself
        self._secret.forget()
        self.show_busy(False)
        self.show_problem(None)
        self.retranslate()

    @property
    def waits(self) -> bool:
        """Whether no password is looked at now."""
        return self._wait_s > 0

    def show_wait(self, seconds: int) -> None:
        """So many seconds no password is looked at; 0: it is over."""
        self._wait_s = seconds
        self._follow()

    def show_demo(self, password: str) -> None:
        """Say the password everybody may know, in a demo."""
        self._demo_password = password
        self.retranslate()

    def forget(self) -> None:
        """Drop what was typed: it has been used."""
        self._secret.forget()
        self.show_busy(False)

    def put_cursor(self) -> None:
        """Into the password, to type it anew."""
        self.password.selectAll()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, say: Problematic | None) -> None:
        """Say why the screen stays locked; None takes it back."""
        self._say = say
        self.problem.show_problem(*(say() if say else ("",)))

    def take_back(self, say: Problematic) -> None:
        """Say this no longer, if it is what is said."""
        if self._say == say:
            self.show_problem(None)

    def show_busy(self, busy: bool) -> None:
        """Whether the password is being looked at."""
        self._busy = busy
        self._secret.setEnabled(not busy)
        self._follow()

    def cover(self) -> None:
        """Come before everything in the parent, with the cursor in the password."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def measure(self) -> None:
        """Where there is little room the sign goes, and a wider column needs fewer lines."""
        self._sign.setVisible(measures().roomy)
        self._body.setFixedWidth(_WIDTH if measures().roomy else _WIDE)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Máy đang khóa"))
        since = shown_time(self._since) if self._since else ""
        by = (
            self.tr("Máy tự khóa lúc {1} · {0}") if self._by_itself else self.tr("{0} khóa lúc {1}")
        )
        self._by.setText(by.format(self._who, since))
        self._kept.setText(self.tr("Lượt đang làm vẫn còn nguyên."))
        for part in (self._kept, self._kept_sign):
            part.setVisible(self._visit_kept)
        self._demo.setText(self.tr("Bản dùng thử. Mật khẩu: {0}").format(self._demo_password))
        self._demo.setVisible(bool(self._demo_password))
        self.leave.setText(self.tr("Đổi người"))
        self.leave.setToolTip(self.tr("Người khác đăng nhập; lượt đang làm được giữ lại."))
        self._label.setText(self.tr("Mật khẩu của {0}").format(self._who))
        self.setAccessibleName(self._title.text())
        self.show_problem(self._say)
        self._follow()

    # -- Qt's events -------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Let nothing through, whatever the style sheet says."""
        QPainter(self).fillRect(self.rect(), colour("ground"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Cover the parent at any size."""
        parent = self.parentWidget()
        if watched is parent and event.type() == QEvent.Type.Resize:
            self.setGeometry(parent.rect())
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Go round among password, eye and button."""
        every: tuple[QWidget, ...] = (self.password, self._secret.eye, self.leave, self.button)
        stops = [one for one in every if one.isEnabled()]
        if not stops:
            return True
        now = self.focusWidget()
        at = stops.index(now) if now in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        kept = row(self._kept_sign, self._kept, gap=Space.SMALL)
        kept.setStretch(1, 1)
        ways = row(self.leave, self.button, gap=Space.MEDIUM)
        ways.setStretch(1, 1)
        body = framed(
            column(
                *(self._sign, Space.MEDIUM),
                *(self._title, self._by, Space.SMALL, kept, Space.GROUP),
                *(self._label, self._secret, self._demo, Space.MEDIUM),
                column(self.problem, ways, gap=Space.MEDIUM),
                gap=Space.HAIR,
            )
        )
        self._body = body
        lines = column(None, row(None, body, None), None, margins=Space.LARGE)
        self.setLayout(lines)

    def _typed(self) -> None:
        if not self.waits:
            self.show_problem(None)
        self._follow()

    def _follow(self) -> None:
        words = self.tr("Đang mở khóa…") if self._busy else self.tr("Mở khóa")
        if self.waits:
            words = self.tr("Còn {0}").format(shown_span(self._wait_s))
        self.button.setText(words)
        self.button.setEnabled(bool(self.password.text()) and not self._busy and not self.waits)
        self.leave.setEnabled(not self._busy)

    def _ask(self) -> None:
        if self.button.isEnabled():
            self.unlock.emit(self.password.text())
