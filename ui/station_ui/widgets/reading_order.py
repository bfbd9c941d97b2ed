"""The cursor goes in the order of reading, and nowhere by itself."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def in_reading_order(*parts: QWidget) -> None:
    """Chain what can be tabbed to: part after part, each part's children as they were added.

    Qt puts a widget that is made later at the end of its window, behind everything that is read
    after it.
    """
    stops = [one for part in parts for one in part.findChildren(QWidget) if _is_stop(one, part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def first_stop(*parts: QWidget) -> QWidget | None:
    """The first that can be tabbed to and is seen, part after part."""
    stops = (one for part in parts for one in part.findChildren(QWidget) if _is_stop(one, part))
    return next((one for one in stops if one.isVisible() and one.isEnabled()), None)


def put_before(later: QWidget, part: QWidget) -> None:
    """Have what can be tabbed to in `part`, which was made anew, come right before `later`."""
    before = later.previousInFocusChain()
    while before and (part.isAncestorOf(before) or not _is_stop(before, later)):
        before = before.previousInFocusChain()
    for stop in part.findChildren(QWidget):
        if before and _is_stop(stop, part):
            QWidget.setTabOrder(before, stop)
            before = stop


def lift_cursor(part: QWidget) -> QWidget | None:
    """Take the cursor off a part that is about to be hidden; its new place is the caller's to say.

    Qt would hand it to the next stop, and a screen reader would read that out on the way.

    Returns:
        Where on the part it was.
    """
    cursor = QApplication.focusWidget()
    if cursor is None or not (cursor is part or part.isAncestorOf(cursor)):
        return None
    cursor.clearFocus()
    return cursor


def _is_stop(one: QWidget, part: QWidget) -> bool:
    """The list of a choice is a window of its own."""
    tabbed = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and one.focusProxy() is None and one.window() is part.window()
