"""What a screen keeps of a citizen when the visit is over: nothing, not even out of sight."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from screen_checks import settle
from station_core.visit import Step
from station_ui.autopilot import type_text
from station_ui.screens.steps.review import ReviewPage
from station_ui.widgets.citizen_header import Citizen, CitizenHeader
from window_operator import CARD, Maker, Opener, Operator

NAME = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Ngọc Bảo Trân"
"""As long as any: what is cut is told in tooltips too."""
CTRL = Qt.KeyboardModifier.ControlModifier


def _pause(desk: Operator) -> None:
    desk.press(Qt.Key.Key_F9)
    toast = desk.place.notices.toast
    assert NAME in toast.what.text()
    QTest.keyClick(toast.offer, Qt.Key.Key_Escape)


def _cancel(desk: Operator) -> None:
    desk.place.visit.cancel.trigger()
    type_text(desk.place.visit.reason.line, f"not {NAME}")
    desk.enter()


def _finish(desk: Operator) -> None:
    desk.place.visit.flow.go(Step.REVIEW)
    desk.enter()


def _said(widget: QWidget) -> Iterator[str]:
    """Every word a widget shows, tells or would tell."""
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))


def _tells_of(
    root: QWidget, words: tuple[str, ...], but: tuple[QWidget, ...] = ()
) -> list[tuple[str, str]]:
    return [
        (type(one).__name__, said)
        for one in (root, *root.findChildren(QWidget))
        if not any(part.isAncestorOf(one) for part in but)
        for said in _said(one)
        if any(word in "".join(said.split()) for word in words)
    ]


@pytest.mark.parametrize("end", [_pause, _cancel, _finish])
def test_no_part_of_the_screen_keeps_name_or_number_of_a_visit_that_is_over(
    open_desk: Opener, make_folder: Maker, end: Callable[[Operator], None]
) -> None:
    desk = open_desk(make_folder())
    desk.window.resize(911, 512)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("full_name", NAME)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    # Not to the scan: there the card, still in view, would be read once more.
    for step in (Step.DETAILS, Step.PORTRAIT, Step.FINGERPRINTS, Step.REVIEW):
        desk.place.visit.flow.go(step)
        settle()
    words = ("".join(NAME.split()), CARD.id_number)
    screen, notices = desk.place.visit, desk.place.notices
    assert _tells_of(screen.header, words)
    end(desk)
    desk.wait(lambda: screen.flow.visit is None)
    settle()
    # Between citizens the last few and the unfinished visits are named on purpose.
    assert not _tells_of(screen, words, but=(screen.idle.day, screen.idle.unfinished))
    assert not _tells_of(notices, words)


def test_the_state_of_a_citizens_hands_and_record_goes_too(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_2)
    desk.enter()
    desk.wait(lambda: desk.fingerprints.current == 7)
    desk.place.visit.flow.go(Step.REVIEW)
    review = cast(ReviewPage, desk.place.visit.pages[Step.REVIEW])
    fingers = desk.fingerprints
    desk.press(Qt.Key.Key_F9)
    settle()
    labels = [
        label.text() for page in (review, fingers) for label in page.guide.findChildren(QLabel)
    ]
    assert not any(labels)
    assert fingers.call.finger.text() == fingers.state.text() == ""
    for tile in (*fingers.map.fingers.values(), *review.map.fingers.values()):
        assert tile.state == "off"


@pytest.mark.usefixtures("theme")
def test_a_header_without_a_citizen_says_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    header = CitizenHeader()
    header.setParent(window)
    window.resize(500, 100)
    header.resize(500, 60)
    born, since = datetime(1990, 1, 2, tzinfo=UTC).date(), datetime.now(UTC)
    header.show_citizen(Citizen(NAME, CARD.id_number, "Nam", born, "Cấp mới", since), 300.0)
    window.show()
    window.grab()
    assert header.name.toolTip() == NAME
    header.hide()
    header.show_citizen(None)
    assert not any(label.text() for label in header.findChildren(QLabel))
    assert header.name.toolTip() == header.name.accessibleName() == header.number.text() == ""


@pytest.mark.parametrize("field", ["full_name", "id_number", "phone", ""])
def test_what_was_copied_of_a_citizen_goes_with_the_visit(
    open_desk: Opener, make_folder: Maker, field: str
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    desk.type_into("phone", "0912345678")
    if field:
        copied = desk.details.rows[field].input
        QTest.keyClick(copied, Qt.Key.Key_A, CTRL)
        QTest.keyClick(copied, Qt.Key.Key_C, CTRL)
    else:
        desk.place.visit.header.number.click()
    expected = {"full_name": CARD.full_name, "phone": "0912345678"}.get(field, CARD.id_number)
    assert clipboard.text() == expected
    desk.press(Qt.Key.Key_F9)
    assert clipboard.text() == ""


def test_what_another_program_copied_since_stays(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.header.number.click()
    QGuiApplication.clipboard().setText("a note")
    desk.press(Qt.Key.Key_F9)
    assert QGuiApplication.clipboard().text() == "a note"
