"""The one place for notices and news, above the action bar, which makes room for a notice."""

from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Signal
from PySide6.QtWidgets import QApplication, QWidget

from station_ui.notices import Notice
from station_ui.theme import measures, motion
from station_ui.tokens import Motion, Space
from station_ui.widgets.notice import NoticeCard
from station_ui.widgets.part import Part, column
from station_ui.widgets.toast import Toast

_NEWS: Final = 768
"""News are short; a notice is as wide as the page, and as low as it can be."""


class NoticeHost(Part):
    """Stands at the foot of the content, above what can be done; hidden without anything to show.

    A notice stays, so it covers nothing: `took` tells the room to keep for it. News go by
    themselves, and lie over the page meanwhile.
    """

    closed = Signal()
    """The notice was put away."""
    over = Signal()
    """The news were put away, or their time is over."""
    took = Signal(int)
    """The height the notice needs above the action bar; 0: none."""
    returned = Signal()
    """The focus was on what went away: it must not be lost."""

    def __init__(self, content: QWidget) -> None:
        super().__init__("plain", content)
        self.card, self.toast = NoticeCard(), Toast()
        self.card.closed.connect(self.closed)
        self.toast.over.connect(self.over)
        lines = column(self.toast, self.card, gap=Space.SMALL)
        self.setLayout(lines)
        self._taken = 0
        self._rise = QPropertyAnimation(self, b"pos", self)
        self._rise.setDuration(Motion.CALM)
        self._rise.setEasingCurve(QEasingCurve.Type.OutCubic)
        for one in (self.card, self.toast, self):
            one.hide()
        content.installEventFilter(self)

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice, or none."""
        if notice is not None:
            self.card.show_notice(notice)
        self._set(self.card, notice is not None)
        if notice is None:
            self.card.forget()

    def show_news(self, notice: Notice | None) -> None:
        """Show news, or none."""
        if notice is not None:
            self.toast.show_notice(notice)
        self._set(self.toast, notice is not None)
        if notice is None:
            self.toast.forget()

    def measure(self) -> None:
        """The action bar below is lower where there is little room."""
        self._place()

    def event(self, event: QEvent) -> bool:
        """Follow what is said: it may get longer with the language."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the content."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    # -- inside ------------------------------------------------------------------------------

    def _set(self, card: QWidget, shown: bool) -> None:
        before = self.isVisible()
        focus = QApplication.focusWidget()
        held = not shown and focus is not None and card.isAncestorOf(focus)
        card.setVisible(shown)
        self.setVisible(not (self.card.isHidden() and self.toast.isHidden()))
        self.raise_()
        self._place()
        if shown and not before and self.isVisible() and motion():
            end = self.pos()
            self._rise.setStartValue(end + QPoint(0, Space.LARGE))
            self._rise.setEndValue(end)
            self._rise.start()
        if held:
            self.returned.emit()

    def _place(self) -> None:
        content, lines = self.parentWidget(), self.layout()
        if content is None or lines is None:
            return
        self._rise.stop()
        edge = measures().edge
        width = content.width() - 2 * edge
        news_alone = self.card.isHidden()
        if news_alone:
            width = min(_NEWS, width)
        height = lines.totalHeightForWidth(width)
        y = content.height() - measures().actions - height
        if news_alone:
            y -= Space.SMALL
        self.setGeometry(edge, max(Space.SMALL, y), width, height)
        self._take(0 if news_alone else self.card.heightForWidth(width) + Space.MEDIUM)

    def _take(self, height: int) -> None:
        if height != self._taken:
            self._taken = height
            self.took.emit(height)
