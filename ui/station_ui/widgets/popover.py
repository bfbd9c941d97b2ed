"""A panel that hangs on a button, inside the window: never a window of its own."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from station_ui.tokens import Space
from station_ui.widgets.aside import Aside
from station_ui.widgets.part import column

_WIDTH: Final = 384
_WIDE: Final = 720


class Popover(Aside):
    """Shows one panel at the button it was opened from.

    Escape, a press outside, or Tab past its end closes it, and the focus goes back to where it came
    from. Work that goes on beneath takes the focus when it needs it.
    """

    closed = Signal()
    returned = Signal()
    """Where the focus came from is no more: it must not be lost."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("popover", over)
        self._anchor: QWidget | None = None
        self._content: QWidget | None = None
        self._before: QWidget | None = None
        self._beside, self._above = False, 0
        self._lines = column(margins=Space.LARGE)
        self.setLayout(self._lines)
        self.left.connect(self.shut)
        self.hide()

    @property
    def anchor(self) -> QWidget | None:
        """The button it hangs on, while it is open."""
        return self._anchor

    def open(
        self, anchor: QWidget, content: QWidget, *, beside: bool = False, above: int = 0
    ) -> None:
        """Show a panel beside a button, or above it and `above` pixels more, which stay clear.

        The same button once more closes it.
        """
        again = anchor is self._anchor
        self.shut()
        if again:
            return
        self._anchor, self._content = anchor, content
        self._beside, self._above = beside, above
        self._before = QApplication.focusWidget()
        self._lines.addWidget(content)
        content.show()
        self.setAccessibleName(anchor.accessibleName())
        self._place()
        self.raise_()
        self.show()
        self._take_focus(self._stops())
        _application().installEventFilter(self)

    def shut(self) -> None:
        """Close it; the focus goes back if it is still in here."""
        if self._content is None:
            return
        _application().removeEventFilter(self)
        inside = self._holds(QApplication.focusWidget())
        back = self._before or self._anchor
        content, self._content = self._content, None
        self._anchor = self._before = None
        content.hide()
        self._lines.removeWidget(content)
        self.hide()
        if inside:
            self._give_back(back)
        self.closed.emit()

    # -- inside ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Find the place anew when what is said gets longer or shorter."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Close on a press outside; the press itself goes where it was meant to go."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if (
                isinstance(watched, QWidget)
                and not self._holds(watched)
                and watched is not self._anchor
            ):
                self.shut()
        elif event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name and call
        """Walk through what is in here, and leave behind the last one."""
        stops = self._stops()
        now = QApplication.focusWidget()
        if now is not self and now not in stops:  # what had the focus is offered no longer
            self._take_focus(stops)
            return True
        at = stops.index(now) if now in stops else -1
        at += 1 if forward else -1
        if 0 <= at < len(stops):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[at].setFocus(reason)
        else:
            self.shut()
        return True

    def _take_focus(self, stops: list[QWidget]) -> None:
        (stops[0] if stops else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def _give_back(self, back: QWidget | None) -> None:
        """Work went on beneath: by now the widget may be hidden, or gone."""
        if back is not None and isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self.returned.emit()

    def _stops(self) -> list[QWidget]:
        return [
            one
            for one in self.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.isEnabled()
            and one.isVisibleTo(self)
        ]

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def _place(self) -> None:
        over, anchor = self.parentWidget(), self._anchor
        if anchor is None or over is None:
            return
        gap = Space.SMALL
        room = over.rect().adjusted(gap, gap, -gap, -gap)
        wanted = max(_WIDTH, min(_WIDE, self._lines.totalMinimumSize().width()))
        width = min(wanted, room.width())
        high = self._lines.totalHeightForWidth(width) if self._lines.hasHeightForWidth() else 0
        height = min(room.height(), max(high, self._lines.totalMinimumSize().height()))
        corner = anchor.mapTo(over, QPoint(0, 0))
        if self._beside:
            x, y = corner.x() + anchor.width() + gap, corner.y() + anchor.height() - height
        else:
            x, y = corner.x(), corner.y() - height - gap - self._above
        x = max(room.left(), min(x, room.right() + 1 - width))
        y = max(room.top(), min(y, room.bottom() + 1 - height))
        self.setGeometry(x, y, width, height)


def _application() -> QCoreApplication:
    app = QCoreApplication.instance()
    assert app is not None  # noqa: S101 - no widget stands without one
    return app
