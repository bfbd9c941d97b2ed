"""The panel that hangs on a button: where the cursor goes when it is closed."""

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from station_core.visit import Step
from station_ui.widgets.button import Button
from station_ui.widgets.popover import Popover
from window_operator import Maker, Opener


@pytest.mark.parametrize("lose", [shiboken6.delete, QLineEdit.hide], ids=["deleted", "hidden"])
@pytest.mark.usefixtures("theme")
def test_a_panel_closes_and_says_so_although_the_cursors_place_is_gone(
    qtbot: QtBot, lose: Callable[[QLineEdit], None]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    line, button, content = QLineEdit(window), Button("plain", parent=window), Button("plain")
    popover = Popover(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    line.setFocus()
    popover.open(button, content)
    assert QApplication.focusWidget() is content
    told: list[str] = []
    popover.returned.connect(lambda: told.append("returned"))
    popover.closed.connect(lambda: told.append("closed"))
    lose(line)
    QTest.keyClick(content, Qt.Key.Key_Escape)
    assert told == ["returned", "closed"]
    assert not popover.isVisible()


def test_the_page_takes_the_cursor_when_its_field_went_meanwhile(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    place, field = desk.place, desk.details.rows["phone"]
    field.input.setFocus()
    place.nav.account.click()
    inside = QApplication.focusWidget()
    assert inside is not None
    assert place.popover.isAncestorOf(inside)
    field.hide()
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert not place.popover.isVisible()
    assert QApplication.focusWidget() is desk.details


@pytest.mark.usefixtures("theme")
def test_a_panel_stays_when_what_it_offered_is_taken_back_under_the_cursor(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    button, content = Button("plain", parent=window), QWidget()
    offer = Button("plain", parent=content)
    popover = Popover(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    popover.open(button, content)
    assert QApplication.focusWidget() is offer
    offer.hide()
    assert popover.isVisible()
    assert QApplication.focusWidget() is popover
    QTest.keyClick(popover, Qt.Key.Key_Tab)
    assert not popover.isVisible()
