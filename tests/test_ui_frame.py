"""The frame around the work: navigation, status with its reasons, the panel that tells them."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from station_core.clock import local_now
from station_core.power import Battery
from station_core.visit import Step
from station_ui.desk_status import DeskStatus
from station_ui.theme import Theme
from station_ui.tokens import COMPACT, TOUCH
from window_operator import Maker, Opener, Operator

NO_CAMERA = "/nowhere/at/all.avi"
"""So that no card begins a visit of its own accord."""


def signed_in(desk: Operator) -> Operator:
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    desk.wait(lambda: desk.place.overview.glance is not None)
    return desk


def test_keys_go_to_a_screen_and_back_to_where_the_cursor_was(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    box = desk.details.rows["phone"].input
    box.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert desk.place.screens.currentWidget() is desk.place.queue
    assert [at for at, tab in enumerate(desk.place.tabs) if tab.isChecked()] == [1]
    QTest.keyClick(desk.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert desk.place.screens.currentWidget() is desk.place.visit
    assert QApplication.focusWidget() is box


def test_the_cursor_goes_from_page_to_page_and_over_nothing_else(
    open_desk: Opener, make_folder: Maker, qapp: QApplication
) -> None:
    desk = open_desk(make_folder())
    desk.start("confirm_old_number")
    desk.wait(lambda: desk.step is Step.DETAILS)
    passed: list[QWidget | None] = []
    qapp.focusChanged.connect(lambda _before, now: passed.append(now))
    desk.type_into("old_id", "280990101")
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.place.go(1)
    desk.place.go(0)
    outside = [one for one in passed if one and not desk.place.screens.isAncestorOf(one)]
    assert passed[-1] is desk.place.visit.page
    assert not outside


def test_a_chip_tells_its_reason_and_offers_what_to_do(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = signed_in(open_desk(make_folder(camera=NO_CAMERA)))
    place = desk.place
    desk.wait(lambda: place.status.camera.tone == "bad")
    before = QApplication.focusWidget()
    QTest.mouseClick(place.status.camera, Qt.MouseButton.LeftButton)
    assert place.popover.isVisible()
    panel = place.popover.findChild(type(place._reason))
    assert panel is not None
    assert panel.what.text() == place.status.camera.standing.why.what
    assert panel.code.text().endswith("CAMERA_MISSING")
    assert QApplication.focusWidget() is panel.offer
    asked: list[str] = []
    place._work.camera.state_changed.connect(lambda: asked.append("reopened"))
    QTest.keyClick(panel.offer, Qt.Key.Key_Return)
    desk.wait(lambda: asked)
    QTest.keyClick(panel.offer, Qt.Key.Key_Escape)
    assert not place.popover.isVisible()
    assert QApplication.focusWidget() is before


def test_enter_in_a_panel_never_presses_the_main_button_of_the_page(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS and desk.ready())
    QTest.mouseClick(desk.place.status.clock, Qt.MouseButton.LeftButton)
    assert desk.place.popover.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert desk.step is Step.DETAILS
    QTest.mouseClick(desk.details, Qt.MouseButton.LeftButton)
    assert not desk.place.popover.isVisible()


def test_tab_past_the_end_of_a_panel_leads_back(open_desk: Opener, make_folder: Maker) -> None:
    desk = signed_in(open_desk(make_folder(camera=NO_CAMERA)))
    place = desk.place
    place.nav.account.setFocus()
    QTest.keyClick(place.nav.account, Qt.Key.Key_Return)
    assert place.popover.anchor is place.nav.account
    seen = []
    while place.popover.isVisible():
        focus = QApplication.focusWidget()
        assert focus is not None
        assert place.popover.isAncestorOf(focus)
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert len(seen) == 5  # lock, sign-out, password; the chosen language and colours
    assert QApplication.focusWidget() is place.nav.account


def test_language_and_colours_are_chosen_at_once_and_remembered(
    open_desk: Opener, make_folder: Maker, theme: Theme
) -> None:
    desk = signed_in(open_desk(make_folder(camera=NO_CAMERA)))
    place = desk.place
    place.nav.account.click()
    place.account.display.schemes.buttons["contrast"].click()
    assert theme.scheme == "contrast"
    assert desk.services.preferences.scheme == "contrast"
    place.account.display.languages.buttons["en"].click()
    desk.wait(lambda: place.tabs[1].text() == "Waiting")
    assert desk.services.preferences.language == "en"
    assert place.popover.isVisible()


def test_a_clock_behind_the_newest_record_is_told(open_desk: Opener, make_folder: Maker) -> None:
    behind = timedelta()

    def now() -> object:
        return local_now() - behind

    desk = open_desk(make_folder(), now)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.wait(lambda: (glance := desk.place.overview.glance) and glance.newest is not None)
    assert desk.place.status.clock.tone == "neutral"
    behind = timedelta(days=1)
    desk.place.overview.refresh()
    desk.wait(lambda: desk.place.status.clock.tone == "warn")
    assert desk.place.status.clock.standing.why.next


@pytest.mark.parametrize(
    ("battery", "tone"),
    [
        (Battery(15, True, None), "good"),
        (Battery(20, False, 50), "good"),
        (Battery(19, False, 30), "warn"),
        (Battery(9, False, None), "bad"),
    ],
)
def test_a_battery_asks_for_its_charger_in_time(
    open_desk: Opener, make_folder: Maker, battery: Battery, tone: str
) -> None:
    desk = signed_in(open_desk(make_folder(camera=NO_CAMERA)))
    status = DeskStatus(desk.place._work, desk.place.overview, power=lambda: battery)
    status.setParent(desk.place)  # like the window's own it lives as long as its desk works
    desk.wait(status.battery)
    standing = status.battery()
    assert standing is not None
    assert standing.tone == tone
    assert bool(standing.why.next) == (tone != "good")


def test_in_little_room_what_is_well_is_folded_and_trouble_keeps_its_word(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = signed_in(open_desk(make_folder(camera=NO_CAMERA)))
    bar = desk.place.status
    desk.wait(lambda: bar.camera.tone == "bad")
    desk.window.resize(911, 512)
    assert desk.place.nav.width() == COMPACT.nav
    desk.wait(lambda: bar.width() == 911)
    bar.show_place("Bàn 03 · Tổ 1 · " + "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị " * 2)
    assert bar.scanner.folded
    assert bar.queue.folded
    assert not bar.camera.folded
    assert bar.camera.width() >= bar.camera.whole_width()
    assert all(chip.height() >= TOUCH for chip in bar.chips if chip.isVisible())
    desk.window.resize(1366, 768)
    bar.show_place("Bàn 03")
    desk.wait(lambda: not bar.scanner.folded)
