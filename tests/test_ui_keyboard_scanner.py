"""A scanner that types, wherever the cursor is: its card is taken, and nothing else happens."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from station_capture import format_card
from station_capture.drawn import INVENTED_PEOPLE
from station_core.visit import Step
from station_ui.keyboard_scanner import KeyboardScanner
from window_operator import CARD, Maker, Opener, Operator

PAYLOAD = format_card(CARD)
OTHER = INVENTED_PEOPLE[1]
NO_CAMERA = "khong-co.avi"


def press(into: QWidget, key: Qt.Key, text: str = "") -> None:
    """One key, up and down, as the window system brings it: shortcuts come first."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        if kind is QEvent.Type.ShortcutOverride:
            event.ignore()
        QApplication.sendEvent(into, event)


def typed_by_scanner(into: QWidget, text: str = PAYLOAD, *, end: bool = True) -> None:
    for letter in text:
        press(into, Qt.Key(0), letter)
    if end:
        QTest.keyClick(into, Qt.Key.Key_Return)


def content(field: QWidget) -> object:
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    return field.currentIndex() if isinstance(field, QComboBox) else None


def told(desk: Operator) -> str:
    return desk.place.notice.code.text()


@pytest.fixture
def typed(open_desk: Opener, make_folder: Maker) -> Operator:
    """A desk at the form of a visit that is typed by hand."""
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start("exchange")
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    return desk


@pytest.fixture
def scanner(qtbot: QtBot) -> Iterator[tuple[KeyboardScanner, QLineEdit, list[tuple[str, str]]]]:
    """A watcher and a field, with what was scanned."""
    around = QWidget()
    qtbot.addWidget(around)
    line = QLineEdit(around)
    around.show()
    line.setFocus()
    watcher = KeyboardScanner(around)
    scans: list[tuple[str, str]] = []
    watcher.scanned.connect(lambda text, fault: scans.append((text, fault)))
    watcher.listen()
    yield watcher, line, scans
    watcher.stop()


Scanner = tuple[KeyboardScanner, QLineEdit, list[tuple[str, str]]]


def test_a_scan_between_visits_begins_one(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start("exchange")
    typed_by_scanner(desk.place.visit.idle)
    desk.wait(lambda: desk.step is Step.DETAILS)
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.card is not None
    assert (visit.card.source, visit.value("full_name")) == ("keyboard", CARD.full_name)


def test_a_scan_into_any_field_fills_the_visit_and_leaves_nothing_in_the_field(
    typed: Operator,
) -> None:
    codes = list(typed.details.rows)
    typed.type_into("phone", "0912345678")
    for code in codes:
        field = typed.details.rows[code].input
        field.setFocus()
        before = content(field)
        typed_by_scanner(field, end=False)
        assert content(field) == before
        press(field, Qt.Key.Key_Return, "\r")
        typed.wait(lambda: typed.step is Step.DETAILS)
        rows = typed.details.rows
        assert rows["full_name"].value() == CARD.full_name
        assert rows["phone"].value() == "0912345678"
    assert typed.place.visit.flow.step is Step.DETAILS  # the scanner's Enter kept no form


@pytest.mark.parametrize("ending", ["enter", "silence"])
def test_a_scan_ends_with_enter_or_silence(scanner: Scanner, qtbot: QtBot, ending: str) -> None:
    _watcher, line, scans = scanner
    typed_by_scanner(line, end=ending == "enter")
    qtbot.waitUntil(lambda: bool(scans))
    assert scans == [(PAYLOAD, "")]
    assert line.text() == ""


def test_two_scans_one_right_after_the_other_are_two(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    typed_by_scanner(line)
    press(line, Qt.Key.Key_Enter, "\n")  # a line end of two signs
    typed_by_scanner(line, format_card(OTHER))
    assert scans == [(PAYLOAD, ""), (format_card(OTHER), "")]
    assert line.text() == ""


def test_what_a_person_had_typed_and_selected_is_there_again(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    line.setText("Số 8 ngõ 35")
    line.setSelection(3, 2)
    edits: list[str] = []
    line.textEdited.connect(edits.append)
    typed_by_scanner(line)
    assert scans
    assert (line.text(), line.selectedText()) == ("Số 8 ngõ 35", "8 ")
    assert edits[-1] == "Số 8 ngõ 35"
    line.undo()
    assert line.text() == "Số 8 ngõ 35"  # the number of a card cannot be brought back
    line.redo()
    assert line.text() == "Số 8 ngõ 35"


def test_a_person_types_what_they_like(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    QTest.keyClicks(line, "074085990201 a|b 0912345678")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert line.text() == "074085990201 a|b 091234567"
    assert not scans


def test_a_key_on_its_way_up_to_the_window_counts_once(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    inside = QWidget(around)
    around.show()
    watcher = KeyboardScanner(around)
    scans: list[str] = []
    watcher.scanned.connect(lambda text, _altered: scans.append(text))
    watcher.listen()
    typed_by_scanner(inside)
    watcher.stop()
    assert scans == [PAYLOAD]


def test_keys_that_come_through_the_window_count_once(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    window = line.window().windowHandle()
    for key in (*map(ord, "074085990101"), Qt.Key.Key_Bar):
        QTest.keyClick(window, Qt.Key(key))
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert scans == [("074085990101|x", "")]


def test_a_letter_taken_back_in_a_scan_shows_an_input_method(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    typed_by_scanner(line, PAYLOAD[:30], end=False)
    press(line, Qt.Key.Key_Backspace, "\b")
    typed_by_scanner(line, PAYLOAD[30:])
    assert [fault for _text, fault in scans] == ["altered"]


def test_a_key_that_wrote_nothing_is_a_letter_lost(scanner: Scanner) -> None:
    _watcher, line, scans = scanner
    typed_by_scanner(line, PAYLOAD[:30], end=False)
    press(line, Qt.Key(0))
    typed_by_scanner(line, PAYLOAD[31:])
    assert [fault for _text, fault in scans] == ["lost"]
    assert line.text() == ""


@pytest.mark.parametrize("at", [5, 30])
def test_letters_that_an_input_method_made_show_it(scanner: Scanner, at: int) -> None:
    _watcher, line, scans = scanner
    typed_by_scanner(line, PAYLOAD[:at], end=False)
    composed = QInputMethodEvent()
    composed.setCommitString(PAYLOAD[at])
    QApplication.sendEvent(line, composed)
    typed_by_scanner(line, PAYLOAD[at + 1 :])
    assert scans == [(PAYLOAD, "altered")]
    assert line.text() == ""


def test_letters_that_an_input_method_changed_are_refused_with_the_way_on(
    typed: Operator,
) -> None:
    field = typed.details.rows["phone"].input
    field.setFocus()
    typed_by_scanner(field, PAYLOAD[:30], end=False)
    press(field, Qt.Key.Key_Backspace, "\b")
    typed_by_scanner(field, PAYLOAD[30:])
    typed.wait(lambda: told(typed).endswith("KEYS_ALTERED"))
    assert content(field) == ""
    visit = typed.place.visit.flow.visit
    assert visit is not None
    assert visit.card is None


def test_another_code_is_refused_and_leaves_no_trace(typed: Operator) -> None:
    field = typed.details.rows["full_name"].input
    field.setFocus()
    typed_by_scanner(field, "https://vneid.gov.vn/abc")
    typed.wait(lambda: told(typed).endswith("NOT_CARD_URL"))
    assert content(field) == ""


def test_a_scan_from_another_screen_leads_to_the_visit(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start("exchange")
    desk.place.go(1)
    typed_by_scanner(desk.place.queue)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.place.screens.currentWidget() is desk.place.visit


def test_a_scan_where_a_record_is_looked_for_begins_a_visit_too(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start("exchange")
    desk.place.go(1)
    finding = desk.place.queue.finding
    assert finding is not None
    finding.begin()
    typed_by_scanner(finding.line)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.place.screens.currentWidget() is desk.place.visit
    assert finding.line.text() == ""


@pytest.mark.parametrize("step", [Step.SCAN, Step.PORTRAIT, Step.FINGERPRINTS, Step.REVIEW])
def test_a_scan_at_any_step_fills_the_visit(typed: Operator, step: Step) -> None:
    flow = typed.place.visit.flow
    flow.go(step)
    page = typed.place.visit.pages[step]
    typed.wait(page.isVisible)
    typed_by_scanner(page)
    typed.wait(lambda: typed.step is Step.DETAILS)
    assert flow.visit is not None
    assert flow.visit.card_number == CARD.id_number


def test_the_card_of_the_visit_on_the_screen_changes_nothing(typed: Operator) -> None:
    typed_by_scanner(typed.details)
    typed.wait(lambda: typed.step is Step.DETAILS and typed.place.visit.flow.visit.card)  # type: ignore[union-attr]
    before = typed.place.visit.flow.visit
    typed_by_scanner(typed.details)
    typed.wait(lambda: typed.services.notices.news)
    assert typed.place.visit.flow.visit is before


def test_another_persons_card_can_begin_a_visit_while_this_one_waits(typed: Operator) -> None:
    typed_by_scanner(typed.details)
    flow = typed.place.visit.flow
    typed.wait(lambda: typed.step is Step.DETAILS and flow.visit and flow.visit.card)
    first = flow.visit
    typed_by_scanner(typed.details, format_card(OTHER))
    typed.wait(lambda: told(typed).endswith("CARD_OF_ANOTHER"))
    assert flow.visit is first
    typed.place.notice.offer.click()
    typed.wait(lambda: typed.step is Step.DETAILS and flow.visit is not first)
    assert flow.visit is not None
    assert flow.visit.value("id_number") == OTHER.id_number
    typed.wait(lambda: (glance := typed.place.overview.glance) and len(glance.unfinished) == 2)


def test_a_scan_while_a_question_is_open_waits_for_its_answer(typed: Operator) -> None:
    visit = typed.place.visit
    visit.cancel.trigger()
    typed.wait(visit.reason.isVisible)
    line = visit.reason.line
    typed_by_scanner(line)
    assert content(line) == ""
    assert "Trả lời câu hỏi" in typed.place.notice.what.text()
    assert visit.reason.isVisible()
    assert visit.flow.visit is not None
    assert visit.flow.visit.card is None


def test_a_scan_before_the_sign_in_enters_nothing(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    password = desk.window.signin.password
    desk.wait(lambda: desk.window.findChild(KeyboardScanner))
    password.setFocus()
    typed_by_scanner(password)
    assert password.text() == ""
    assert "Chưa đăng nhập" in desk.window.signin.problem.what.text()
    assert desk.window.workplace is None


def finished_visit(desk: Operator) -> None:
    """One visit to its end, by a scanner and keys."""
    typed_by_scanner(desk.place.visit.idle)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)


def test_who_was_collected_today_is_told_at_once_and_begun_again_only_on_demand(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start()
    finished_visit(desk)
    typed_by_scanner(desk.place.visit.idle)
    desk.wait(lambda: "đã được thu nhận hôm nay" in desk.place.notice.what.text())
    assert desk.place.visit.flow.visit is None
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.wait(lambda: desk.details._earlier is not None)
    lines = [label.text() for label in desk.details.warnings.findChildren(QLabel)]
    assert any("đã được thu nhận" in line for line in lines)


def test_a_typed_number_of_somebody_collected_today_is_told_while_it_is_typed(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start()
    finished_visit(desk)
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    desk.type_into("id_number", CARD.id_number)
    desk.wait(lambda: desk.details._earlier is not None)
    desk.type_into("id_number", replace(CARD, id_number="074085990999").id_number)
    desk.wait(lambda: desk.details._earlier is None)


def test_a_typed_number_is_held_against_birth_and_gender(typed: Operator) -> None:
    typed.type_into("id_number", "003285990201")
    typed.type_into("dob", "14/03/1985")
    rows = typed.details.rows
    assert rows["dob"].note.property("tone") == "warn"
    assert rows["id_number"].note.property("tone") == "warn"
    typed.type_into("id_number", "074085990201")
    assert rows["dob"].note.property("tone") != "warn"
    assert rows["id_number"].note.property("tone") != "warn"


def test_no_button_is_pressed_by_the_letters_of_a_scan(typed: Operator) -> None:
    for button in typed.window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled():
            button.setFocus()
            break
    focused = QApplication.focusWidget()
    assert focused is not None
    typed_by_scanner(focused)
    typed.wait(lambda: typed.step is Step.DETAILS and typed.place.visit.flow.visit.card)  # type: ignore[union-attr]


def test_a_scan_that_is_no_card_takes_away_the_offer_of_the_one_before(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start()
    finished_visit(desk)
    idle = desk.place.visit.idle
    typed_by_scanner(idle)
    desk.wait(lambda: "đã được thu nhận hôm nay" in desk.place.notice.what.text())
    assert idle._again.isVisible()
    typed_by_scanner(idle, "https://vneid.gov.vn/abc")
    desk.wait(lambda: told(desk).endswith("NOT_CARD_URL"))
    assert not idle._again.isVisible()


def test_digits_that_are_keys_of_a_question_answer_nothing(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera=NO_CAMERA))
    desk.start("exchange")
    typed_by_scanner(desk.place.visit.idle)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.press(Qt.Key.Key_F6)
    reason = desk.place.visit.reason
    desk.wait(reason.isVisible)
    window = desk.window.windowHandle()
    for key in (*map(ord, "074085990101"), Qt.Key.Key_Bar, Qt.Key.Key_X, Qt.Key.Key_Return):
        QTest.keyClick(window, Qt.Key(key))
    assert reason.isVisible()
    assert not reason.sheet.answer()
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert not visit.fingers
