"""The curtain of a locked screen: nothing behind it is seen; the person's password lifts it."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station_ui.formats import shown_time
from station_ui.icon import Glyph
from station_ui.theme import colour
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, framed, row, text
from station_ui.widgets.password_line import PasswordLine
from station_ui.widgets.problem import Problem, Problematic

_WIDTH: Final = 456
_SIGN: Final = 48


class LockCurtain(Part):
    """Covers its parent, and keeps Tab to itself.

    Whoever draws it also hides what is behind: keys and screen readers must not reach that either.
    """

    unlock = Signal(str)
    """The password that was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("window", parent)
        self._who, self._visit_kept, self._busy = "", False, False
        self._since: datetime | None = None
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
        self._lay_out()
        self.retranslate()
        if parent is not None:
            parent.installEventFilter(self)

    def show_locked(self, who: str, since: datetime, *, visit_kept: bool = False) -> None:
        """Say who is awaited, since when, and whether a visit waits behind."""
        self._who, self._since, self._visit_kept = who, since, visit_kept
        self._secret.forget()
        self.show_busy(False)
        self.show_problem(None)
        self.retranslate()

    def show_problem(self, say: Problematic | None) -> None:
        """Say why the screen stays locked; None takes it back."""
        self._say = say
        self.problem.show_problem(*(say() if say else ("",)))

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

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Máy đang khóa"))
        since = shown_time(self._since) if self._since else ""
        self._by.setText(self.tr("{0} khóa lúc {1}").format(self._who, since))
        self._kept.setText(self.tr("Lượt đang làm vẫn còn nguyên."))
        for part in (self._kept, self._kept_sign):
            part.setVisible(self._visit_kept)
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
        stops: list[QWidget] = [self.password, self._secret.eye]
        if self.button.isEnabled():
            stops.append(self.button)
        now = self.focusWidget()
        at = stops.index(now) if now in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        kept = row(self._kept_sign, self._kept, gap=Space.SMALL)
        kept.setStretch(1, 1)
        body = framed(
            column(
                *(Glyph("lock", size=_SIGN, ink="accent"), Space.MEDIUM),
                *(self._title, self._by, Space.SMALL, kept, Space.GROUP),
                *(self._label, self._secret, Space.MEDIUM),
                column(self.problem, self.button, gap=Space.MEDIUM),
                gap=Space.HAIR,
            )
        )
        body.setFixedWidth(_WIDTH)
        lines = column(None, row(None, body, None), None, margins=Space.LARGE)
        self.setLayout(lines)

    def _typed(self) -> None:
        self.show_problem(None)
        self._follow()

    def _follow(self) -> None:
        self.button.setText(self.tr("Đang mở khóa…") if self._busy else self.tr("Mở khóa"))
        self.button.setEnabled(bool(self.password.text()) and not self._busy)

    def _ask(self) -> None:
        if self.button.isEnabled():
            self.unlock.emit(self.password.text())
