"""What must hold of all on the screen: it is named, seen in focus, large enough and not cut."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from station_ui.tokens import TOUCH
from station_ui.widgets.button import Button
from station_ui.widgets.notice_host import NoticeHost
from station_ui.widgets.part import ElidedText
from station_ui.widgets.popover import Popover

_ROUNDS = 6
"""Each layout asks the one around it; no part lies deeper than this many."""
_CLEARLY = 48
"""A difference of this many levels in a colour is seen."""


def settle() -> None:
    """Let layouts, deletions and paints that were asked for happen."""
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def parts(root: QWidget) -> Iterator[QWidget]:
    """Everything of ours that can be seen, from the back to the front."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and not _of_qt(widget):
            yield widget


def focusable(root: QWidget) -> list[QWidget]:
    """What the keyboard can reach."""
    reached = Qt.FocusPolicy.TabFocus
    return [
        one
        for one in parts(root)
        if one.focusPolicy() & reached and one.isEnabled() and one.focusProxy() is None
    ]


def pressed(root: QWidget) -> list[QWidget]:
    """What a finger presses or an operator types into."""
    kinds = QAbstractButton | QLineEdit | QComboBox
    return [one for one in parts(root) if isinstance(one, kinds)]


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return _told(widget, QAccessible.Text.Name)


def role_of(widget: QWidget) -> str:
    """What a screen reader takes it for."""
    told = QAccessible.queryAccessibleInterface(widget)
    return told.role().name if told is not None else ""


def told_of(root: QWidget) -> list[str]:
    """Every name a screen reader finds in it."""
    return [name for widget in parts(root) if (name := name_of(widget).strip())]


def too_small(root: QWidget) -> list[str]:
    """What is pressed and has less room than a finger needs."""
    return [
        f"{_called(one)}: {one.width()} x {one.height()}"
        for one in pressed(root)
        if one.width() < TOUCH or one.height() < TOUCH
    ]


def cut(root: QWidget) -> list[str]:
    """Words that do not fit where they stand, or stand outside of what holds them."""
    found = []
    for one in parts(root):
        if isinstance(one, QLabel) and one.text() and not isinstance(one, ElidedText):
            if not (_fits(one) and _inside(one, root)):
                found.append(f"{_called(one)}: {one.width()} x {one.height()}")
        elif isinstance(one, Button) and one.text():
            least = one.minimumSizeHint()
            if one.width() < least.width() or one.height() < least.height():
                found.append(f"{_called(one)}: {one.width()} x {one.height()}, not {least}")
            elif not _inside(one, root):
                found.append(f"{_called(one)}: outside")
    return found


def against_reading(root: QWidget) -> list[str]:
    """Steps of the Tab key that go back: up without going to a column further right, or left.

    What lies over the page for a while comes after it, and keeps an order of its own.
    """
    found = []
    lying = [one for one in tab_order(root) if not _lies_over(one)]
    for before, after in pairwise(lying):
        ports = _viewport(before), _viewport(after)
        together = ports[0] is ports[1]
        one = _place(before, root, None if together else ports[0])
        other = _place(after, root, None if together else ports[1])
        up = other.bottom() <= one.top() and other.center().x() <= one.center().x()
        beside = other.top() < one.bottom() and one.top() < other.bottom()
        if up or (beside and other.right() <= one.left()):
            found.append(f"{_called(before)} -> {_called(after)}")
    return found


def _place(widget: QWidget, root: QWidget, within: QWidget | None) -> QRect:
    """Where it is seen; what is scrolled out of `within` stands at the edge it left by."""
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    if within is not None:
        port = QRect(within.mapTo(root, QPoint(0, 0)), within.size())
        place.moveTop(min(max(place.top(), port.top()), port.bottom()))
        place.setBottom(min(place.bottom(), port.bottom()))
    return place


def _viewport(widget: QWidget) -> QWidget | None:
    """What scrolls it."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above.parentWidget(), QAbstractScrollArea):
        above = above.parentWidget()
    return above


def tab_order(root: QWidget) -> list[QWidget]:
    """What the Tab key goes to, in its order, from the window on."""
    reached = focusable(root)
    order, one = [], root.nextInFocusChain()
    while one is not None and one is not root:
        if one in reached:
            order.append(one)
        one = one.nextInFocusChain()
    return order


def focus_is_seen(window: QWidget, widget: QWidget) -> bool:
    """Whether the widget looks clearly different while it has the focus."""
    without = _picture(window, widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    if QApplication.focusWidget() is not widget:
        raise AssertionError(f"{_called(widget)} does not take the focus")
    with_ = _picture(window, widget)
    widget.clearFocus()
    settle()
    return _different(without, with_) >= widget.width() + widget.height()


def _picture(window: QWidget, widget: QWidget) -> QImage:
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _different(one: QImage, other: QImage) -> int:
    """How many pixels differ clearly."""
    return int((np.abs(_levels(one) - _levels(other)) >= _CLEARLY).sum())


def _levels(image: QImage) -> NDArray[np.int16]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(bytes(grey.constBits()), np.uint8).astype(np.int16)


def _fits(label: QLabel) -> bool:
    letters, room = QFontMetrics(label.font()), label.rect()
    if label.wordWrap():
        words = all(letters.horizontalAdvance(one) <= room.width() for one in label.text().split())
        return words and label.height() >= label.heightForWidth(label.width())
    ink = letters.tightBoundingRect(label.text())
    above = (room.height() - letters.height()) / 2 + letters.ascent() + ink.top()
    return (
        label.width() >= label.minimumSizeHint().width()
        and above >= 0
        and above + ink.height() <= room.height()
    )


def _lies_over(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, NoticeHost | Popover):
        widget = widget.parentWidget()
    return widget is not None


def _inside(widget: QWidget, root: QWidget) -> bool:
    """Within everything that holds it, up to what scrolls."""
    holder = widget
    while holder is not root and (above := holder.parentWidget()) is not None:
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return True
        place = QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())
        if not above.rect().contains(place):
            return False
        holder = above
    return True


def _of_qt(widget: QWidget) -> bool:
    """Pieces of Qt's own: the line of a box, the corner of a table, scroll bars."""
    above = widget.parentWidget()
    return (
        isinstance(above, QComboBox)
        or widget.objectName().startswith("qt_")
        or widget.metaObject().className() in {"QTableCornerButton", "QScrollBar"}
    )


def _told(widget: QWidget, what: QAccessible.Text) -> str:
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(what) if told is not None else ""


def _called(widget: QWidget) -> str:
    words = getattr(widget, "text", str)()
    return f"{type(widget).__name__} {words or name_of(widget)!r}"
