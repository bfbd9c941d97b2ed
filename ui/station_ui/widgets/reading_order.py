"""The Tab key goes in the order of reading, whenever and wherever a widget was made."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_reading_order(*parts: QWidget) -> None:
    """Chain what can be tabbed to: part after part, each part's children as they were added.

    Qt puts a widget that is made later at the end of its window, behind everything that is read
    after it.
    """
    stops = [one for part in parts for one in part.findChildren(QWidget) if _is_stop(one, part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _is_stop(one: QWidget, part: QWidget) -> bool:
    """The list of a choice is a window of its own."""
    tabbed = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and one.focusProxy() is None and one.window() is part.window()
