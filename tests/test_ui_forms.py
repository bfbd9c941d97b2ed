"""The widgets of forms: what is typed, what is said about it, and how the keys go."""

from datetime import datetime
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionFrame, QWidget
from pytestqt.qtbot import QtBot

from station_ui.autopilot import type_text
from station_ui.widgets.confirm_sheet import Asked, ConfirmSheet
from station_ui.widgets.form_field import FormField, Kind
from station_ui.widgets.form_grid import FormGrid
from station_ui.widgets.lock_curtain import LockCurtain
from station_ui.widgets.password_line import PasswordLine
from station_ui.widgets.segmented import Segmented
from station_ui.widgets.sign_in_card import SignInCard
from station_ui.widgets.value_block import ValueBlock
from station_ui.widgets.value_line import ValueLine

pytestmark = pytest.mark.usefixtures("theme")

HINT = "ten digits"
WRONG = "not a number"
SINCE = datetime(2026, 11, 23, 14, 5)  # noqa: DTZ001


def field(name: str = "phone", kind: Kind = "line") -> FormField:
    return FormField(lambda: name, kind, hint=lambda: HINT)


def said_of(widget: QWidget) -> str:
    """What a screen reader says beside the name."""
    told = QAccessible.queryAccessibleInterface(widget)
    assert told is not None
    return str(told.text(QAccessible.Text.Description))


class Room(QWidget):
    """A window to try a widget in."""

    def show_in(self, widget: QWidget, width: int = 480, height: int = 400) -> None:
        widget.setParent(self)
        widget.resize(width, height)
        widget.show()

    def press(self, key: Qt.Key) -> None:
        """Press a key wherever the cursor is."""
        QTest.keyClick(self.focused, key)

    @property
    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    window = Room()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_an_error_takes_the_hints_place_is_said_aloud_and_goes_with_the_next_key(
    room: Room,
) -> None:
    one = field()
    room.show_in(one)
    assert one.note.text() == HINT
    one.show_error(lambda: WRONG)
    assert one.note.text() == WRONG
    assert said_of(one.input) == WRONG
    type_text(one.input, "0")
    assert one.note.text() == HINT
    assert said_of(one.input) == HINT


def test_a_changed_value_shows_what_the_card_says(room: Room) -> None:
    one = field()
    room.show_in(one)
    one.show_text("Le Thi Binh")
    one.show_origin("edited", "Le Thi Ninh")
    assert "Le Thi Ninh" in one.note.text()
    assert "Le Thi Ninh" in said_of(one.input)


def test_a_field_grows_until_a_long_value_is_seen_whole(qtbot: QtBot, room: Room) -> None:
    one = field(kind="block")
    room.show_in(one)
    block = one.input
    assert isinstance(block, ValueBlock)
    before = block.height()
    one.show_text("a long address " * 12)
    qtbot.waitUntil(lambda: block.height() > 2 * before)
    assert block.verticalScrollBar().maximum() == 0
    one.show_text("short")
    qtbot.waitUntil(lambda: block.height() == before)


def test_a_growing_field_holds_one_line_and_leaves_enter_and_tab_to_the_form(
    room: Room,
) -> None:
    block = ValueBlock()
    room.show_in(block)
    typed: list[str] = []
    block.textEdited.connect(typed.append)
    QGuiApplication.clipboard().setText("one\ntwo")
    block.paste()
    QTest.keyClick(block, Qt.Key.Key_Return)
    assert block.text() == "one two"
    assert typed[-1] == "one two"
    assert block.tabChangesFocus()


def test_a_number_in_groups_is_copied_without_its_spaces(room: Room) -> None:
    line = ValueLine(grouped=True)
    room.show_in(line)
    line.show_value("074 085 990101")
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "074085990101"
    assert line.text() == "074 085 990101"
    QTest.keyClick(line, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "074085990101"
    assert line.text() == ""


def test_the_field_under_the_cursor_is_seen_whole_with_what_is_said_below_it(
    qtbot: QtBot,
    room: Room,
) -> None:
    grid = FormGrid()
    fields = [field(f"field {number}") for number in range(12)]
    grid.show_fields([(one, "full") for one in fields])
    room.show_in(grid, 536, 300)
    fields[0].input.setFocus()
    for one in fields:
        assert room.focused is one.input
        qtbot.waitUntil(partial(_inside, one, grid, grid.height()))
        room.press(Qt.Key.Key_Tab)


def test_a_field_pointed_out_is_still_seen_when_a_notice_then_takes_room(
    qtbot: QtBot, room: Room
) -> None:
    grid = FormGrid()
    fields = [field(f"field {number}") for number in range(6)]
    grid.show_fields([(one, "full") for one in fields])
    room.show_in(grid, 536, 360)
    fields[-1].show_error(lambda: WRONG)
    grid.point_out(fields[-1])
    qtbot.waitUntil(partial(_inside, fields[-1], grid, grid.height()))
    grid.resize(536, 160)
    qtbot.waitUntil(partial(_inside, fields[-1], grid, 160))


def test_a_wrong_field_gets_the_cursor_over_what_is_in_it(room: Room) -> None:
    for kind in ("line", "block"):
        one = field(kind=kind)
        room.show_in(one)
        one.show_text("090")
        one.put_cursor()
        type_text(one.input, "1")
        assert one.text() == "1"


@pytest.mark.parametrize("width", [340, 420, 536, 600, 736])
def test_no_number_date_or_name_of_a_field_is_cut_in_a_form_of_any_width(
    qtbot: QtBot, room: Room, width: int
) -> None:
    number, born = field("ID number", "number"), field("date of birth")
    issued, chosen = FormField(lambda: "date of issue", optional=True), field("sex", "choice")
    number.show_prominent()
    number.show_text("074 085 990101")
    for one in (born, issued):
        one.show_example("31/12/2000")
    grid = FormGrid()
    grid.show_fields(
        [(number, "half"), (born, "quarter"), (chosen, "quarter"), (issued, "quarter")]
    )
    room.show_in(grid, width, 300)
    shown = ((number, "074 085 990101"), (born, "31/12/2000"), (issued, "31/12/2000"))

    def whole() -> bool:
        return all(
            _inside(one, grid, 10_000)
            and _room_in(one.input) >= one.input.fontMetrics().horizontalAdvance(words)
            for one, words in shown
        )

    qtbot.waitUntil(whole)


def _room_in(line: QWidget) -> int:
    """The width Qt shows letters in."""
    option = QStyleOptionFrame()
    assert isinstance(line, QLineEdit)
    line.initStyleOption(option)
    place = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    return place.width() - 4


def test_a_doubt_is_told_beside_what_the_card_says_and_gives_way_to_an_error(room: Room) -> None:
    one = field()
    room.show_in(one)
    one.show_origin("edited", "1985")
    one.show_doubt(lambda: "odd")
    assert one.note.text() == "odd · Trên thẻ: 1985"
    assert one.note.property("tone") == "warn"
    one.show_error(lambda: WRONG)
    assert one.note.text() == WRONG
    one.show_error(None)
    one.show_doubt(None)
    assert "odd" not in one.note.text()


def test_arrows_choose_among_segments_and_stop_at_the_ends(room: Room) -> None:
    choice = Segmented([(code, partial(str, code)) for code in ("a", "b", "c")])
    room.show_in(choice)
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.buttons["a"].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        room.press(key)
    assert chosen == ["b", "c", "b"]
    assert choice.buttons["b"].hasFocus()
    assert [button.isChecked() for button in choice.buttons.values()] == [False, True, False]
    choice.choose("a")
    assert chosen == ["b", "c", "b"]
    assert choice.code == "a"


def sheet(*codes: str) -> ConfirmSheet:
    made = ConfirmSheet()
    made.ask(
        Asked(
            title=lambda: "why",
            why=lambda: "because",
            choices=tuple((code, partial(str, code)) for code in codes),
            for_all=lambda: "for all",
        )
    )
    return made


def test_a_number_chooses_and_only_a_chosen_answer_is_given(room: Room) -> None:
    asked = sheet("worn", "refused")
    room.show_in(asked)
    asked.put_cursor()
    answers: list[tuple[str, bool]] = []
    asked.answered.connect(lambda said: answers.append((said.reason, said.for_all)))
    asked.confirm()
    assert answers == []
    QTest.keyClick(asked, Qt.Key.Key_9)
    assert asked.answer() == ""
    QTest.keyClick(asked, Qt.Key.Key_1)
    QTest.keyClick(asked, Qt.Key.Key_2)
    asked.for_all.click()
    asked.confirm()
    assert answers == [("refused", True)]


def test_a_typed_reason_takes_digits_and_is_forgotten_with_its_question(room: Room) -> None:
    asked = sheet()
    room.show_in(asked)
    asked.put_cursor()
    type_text(asked.line, "  ")
    assert asked.answer() == ""
    QTest.keyClick(asked.line, Qt.Key.Key_2)
    assert asked.answer() == "2"
    asked.forget()
    undo(asked.line)
    assert asked.line.text() == ""
    QTest.keyClick(asked.line, Qt.Key.Key_3)
    asked.ask(Asked(title=lambda: "why", why=lambda: "because"))
    undo(asked.line)
    assert asked.answer() == ""


def undo(line: QLineEdit) -> None:
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_shown_password_is_hidden_again_with_the_next_one(room: Room) -> None:
    secret = PasswordLine()
    room.show_in(secret)
    type_text(secret.line, "abc")
    before = secret.eye.accessibleName()
    QTest.mouseClick(secret.eye, Qt.MouseButton.LeftButton)
    assert secret.line.echoMode() is QLineEdit.EchoMode.Normal
    assert secret.eye.accessibleName() != before
    secret.line.clear()
    type_text(secret.line, "d")
    assert secret.line.echoMode() is QLineEdit.EchoMode.Password


def test_a_password_that_was_deleted_never_comes_back(room: Room) -> None:
    secret = PasswordLine()
    room.show_in(secret)
    type_text(secret.line, "abc")
    secret.line.selectAll()
    QTest.keyClick(secret.line, Qt.Key.Key_Backspace)
    type_text(secret.line, "d")
    QTest.mouseClick(secret.eye, Qt.MouseButton.LeftButton)  # Qt undoes only what can be read
    for _ in range(3):
        undo(secret.line)
    assert secret.line.text() == "d"
    QTest.keyClick(secret.line, Qt.Key.Key_Backspace)
    QTest.mouseClick(secret.eye, Qt.MouseButton.LeftButton)  # there is nothing to show
    type_text(secret.line, "e")
    assert secret.line.echoMode() is QLineEdit.EchoMode.Password


def test_a_password_that_was_used_leaves_no_way_back_to_it(room: Room) -> None:
    secret, card, curtain = PasswordLine(), SignInCard(), LockCurtain()
    for widget, line, drop in (
        (secret, secret.line, secret.forget),
        (card, card.password, card.forget_password),
        (curtain, curtain.password, lambda: curtain.show_locked("An", SINCE)),
    ):
        room.show_in(widget)
        type_text(line, "abc")
        drop()
        line.setEchoMode(QLineEdit.EchoMode.Normal)  # Qt undoes only what can be read
        line.undo()
        assert line.text() == ""


def test_the_sign_in_is_offered_once_there_are_name_and_password(room: Room) -> None:
    card = SignInCard()
    room.show_in(card)
    card.show_names(["An", "Bình"])
    assert card.name.currentText() == "An"
    assert not card.button.isEnabled()
    type_text(card.password, "abc")
    assert card.button.isEnabled()
    card.show_busy(True)
    assert not card.ready
    assert not card.password.isEnabled()
    card.show_busy(False)
    card.show_problem(lambda: (WRONG, HINT, "CODE"))
    assert card.problem.isVisible()
    type_text(card.password, "d")
    assert not card.problem.isVisible()


def test_a_long_name_to_sign_in_with_is_known_by_its_beginning(room: Room) -> None:
    card = SignInCard()
    room.show_in(card)
    card.show_names(["An", "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Phương Quỳnh Nghiêm Xuân"])
    card.name.setCurrentIndex(1)
    line = card.name.lineEdit()
    assert line is not None
    assert line.cursorPosition() == 0


@pytest.fixture
def curtain(room: Room) -> LockCurtain:
    palette = room.palette()
    palette.setColor(room.backgroundRole(), Qt.GlobalColor.red)
    room.setAutoFillBackground(True)
    room.setPalette(palette)
    room.show_in(QLineEdit())
    made = LockCurtain(room)
    made.show_locked("An", SINCE, visit_kept=True)
    made.cover()
    return made


def test_nothing_is_seen_through_the_curtain_at_any_size(room: Room, curtain: LockCurtain) -> None:
    for size in ((600, 500), (911, 512)):
        room.resize(*size)
        assert curtain.geometry() == room.rect()
        picture = room.grab().toImage()
        seen = {
            picture.pixelColor(x, y).name()
            for x in range(0, picture.width(), 5)
            for y in range(0, picture.height(), 5)
        }
        assert "#ff0000" not in seen
    curtain.hide()
    assert room.grab().toImage().pixelColor(900, 500).name() == "#ff0000"


def test_tab_stays_on_the_curtain(room: Room, curtain: LockCurtain) -> None:
    type_text(curtain.password, "abc")
    stops = []
    for _ in range(5):
        stops.append(room.focused)
        room.press(Qt.Key.Key_Tab)
    assert all(curtain.isAncestorOf(one) for one in stops)
    assert len(set(stops)) == 4  # password, eye, unlock, another person
    assert stops[0] is stops[4] is curtain.password


def test_enter_asks_to_unlock_and_a_wrong_password_is_told_until_the_next_key(
    curtain: LockCurtain,
) -> None:
    asked: list[str] = []
    curtain.unlock.connect(asked.append)
    QTest.keyClick(curtain.password, Qt.Key.Key_Return)
    assert asked == []
    type_text(curtain.password, "abc")
    QTest.keyClick(curtain.password, Qt.Key.Key_Return)
    assert asked == ["abc"]
    curtain.show_busy(True)
    QTest.keyClick(curtain.password, Qt.Key.Key_Return)
    assert asked == ["abc"]
    curtain.show_busy(False)
    curtain.show_problem(lambda: (WRONG, HINT, "CODE"))
    assert curtain.problem.isVisible()
    type_text(curtain.password, "d")
    assert not curtain.problem.isVisible()


def _inside(one: FormField, grid: FormGrid, height: int) -> bool:
    place = QRect(one.mapTo(grid, QPoint(0, 0)), one.size())
    return QRect(0, 0, grid.width(), height).contains(place)
