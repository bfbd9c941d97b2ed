"""The one place for notices and news: over the foot of the page, moving nothing."""

from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Signal
from PySide6.QtWidgets import QApplication, QWidget

from station_ui.notices import Notice
from station_ui.theme import measures, motion
from station_ui.tokens import Motion, Space
from station_ui.widgets.notice import NoticeCard
from station_ui.widgets.part import Part, column
from station_ui.widgets.toast import Toast

_WIDEST: Final = 768


class NoticeHost(Part):
    """Stands over the content, above its action bar; as large as what it shows, hidden without."""

    closed = Signal()
    """The notice was put away."""
    over = Signal()
    """The news were put away, or their time is over."""
    returned = Signal()
    """The focus was on what went away: it must not be lost."""

    def __init__(self, content: QWidget) -> None:
        super().__init__("plain", content)
        self.card, self.toast = NoticeCard(), Toast()
        self.card.closed.connect(self.closed)
        self.toast.over.connect(self.over)
        lines = column(self.toast, self.card, gap=Space.SMALL)
        self.setLayout(lines)
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
        if content is None or lines is None or self.isHidden():
            return
        self._rise.stop()
        sizes = measures()
        # Clear of the guidance on the right, which is read while something is wrong.
        width = min(_WIDEST, content.width() - sizes.guide - 2 * sizes.edge)
        height = lines.totalHeightForWidth(width)
        y = content.height() - sizes.actions - Space.SMALL - height
        self.setGeometry(sizes.edge, max(Space.SMALL, y), width, height)
