"""The table over rows that are not there until they are looked at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station_ui.theme import Theme
from station_ui.tokens import TOUCH, WINDOW
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.paged_model import KEPT, PAGE, Cell, Column

MILLION = 1_000_000
COMPACT = (911, 512)


@dataclass
class Source:
    """Rows that are numbers; answers when told to, or at once."""

    at_once: bool = True
    asked: list[int] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    named: str = ""

    def fetch(self, first: int, limit: int, done: Callable[[Sequence[str]], None]) -> None:
        rows = [f"{self.named}{at}" for at in range(first, first + limit)]
        self.asked.append(first)
        if self.at_once:
            done(rows)
        else:
            self.waiting.append(lambda: done(rows))

    def answer(self) -> None:
        """Everything that was asked for, and what is asked for meanwhile."""
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def table(qtbot: QtBot, source: Source, theme: Theme) -> Iterator[DataTable[str]]:
    del theme
    columns: list[Column[str]] = [
        Column(lambda: "Number", Cell, letters=10, grows=True),
        Column(lambda: "Digits", lambda row: Cell(str(len(row))), letters=6, spare=True),
    ]
    window = QWidget()
    qtbot.addWidget(window)
    made = DataTable(columns, source.fetch)
    made.setParent(window)
    made.resize(600, 400)
    window.resize(600, 400)
    window.show()
    yield made
    window.close()


def shown(table: DataTable[str], row: int) -> object:
    return table.model.index(row, 0).data()


def test_the_end_of_a_million_rows_is_reached_over_a_few_pages(
    table: DataTable[str], source: Source
) -> None:
    table.show_count(MILLION)
    table.view.scrollToBottom()
    table.grab()
    assert len(source.asked) <= 3
    assert max(source.asked) == MILLION - PAGE
    assert shown(table, MILLION - 1) == str(MILLION - 1)
    assert table.view.rowAt(table.view.viewport().height() - 1) == MILLION - 1


def test_a_drag_over_a_million_rows_asks_one_page_at_a_time_and_the_last_first(
    table: DataTable[str], source: Source
) -> None:
    source.at_once = False
    table.show_count(MILLION)
    bar = table.view.verticalScrollBar()
    for step in range(101):
        bar.setValue(bar.maximum() * step // 100)
        table.grab()
    assert len(source.asked) == 1
    assert shown(table, MILLION - 1) == "…"
    source.answer()
    assert source.asked[1] == MILLION - PAGE
    assert len(source.asked) <= 3
    assert shown(table, MILLION - 1) == str(MILLION - 1)


def test_only_a_few_pages_are_kept(table: DataTable[str], source: Source) -> None:
    table.show_count(MILLION)
    for page in range(2 * KEPT):
        shown(table, page * PAGE)
    source.asked.clear()
    shown(table, (2 * KEPT - 1) * PAGE)
    assert source.asked == []
    shown(table, 0)
    assert source.asked == [0]


def test_an_answer_from_before_a_change_is_dropped(table: DataTable[str], source: Source) -> None:
    source.at_once = False
    source.named = "old "
    table.show_count(10)
    shown(table, 0)
    late = source.waiting.pop()
    source.named = "new "
    table.show_count(11)
    shown(table, 0)
    late()
    assert shown(table, 0) == "…"
    source.answer()
    assert shown(table, 0) == "new 0"


def test_rows_stay_readable_and_selected_while_newer_ones_are_fetched(
    table: DataTable[str], source: Source
) -> None:
    source.named = "old "
    table.show_count(10)
    table.view.selectRow(3)
    assert shown(table, 3) == "old 3"
    source.at_once, source.named = False, "new "
    table.show_count(12)
    assert shown(table, 3) == "old 3"
    source.answer()
    assert shown(table, 3) == "new 3"
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [3]


def test_the_keys_go_through_the_rows(table: DataTable[str], source: Source) -> None:
    table.show_count(MILLION)
    table.view.setFocus()
    for key, row in (
        (Qt.Key.Key_End, MILLION - 1),
        (Qt.Key.Key_Up, MILLION - 2),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Down, 1),
    ):
        QTest.keyClick(table.view, key)
        assert table.view.currentIndex().row() == row
    QTest.keyClick(table.view, Qt.Key.Key_PageDown)
    assert table.view.currentIndex().row() > 2
    assert len(source.asked) <= 4


def test_typed_letters_do_not_go_through_all_rows(table: DataTable[str], source: Source) -> None:
    table.show_count(MILLION)
    table.view.setFocus()
    source.asked.clear()
    QTest.keyClicks(table.view, "xyz")
    assert source.asked == []


def test_no_rows_and_rows_that_cannot_be_had_say_so_in_its_place(
    table: DataTable[str], qtbot: QtBot
) -> None:
    table.empty.show_words("Nothing", "It will be here.")
    table.show_count(0)
    assert table.empty.isVisible()
    assert not table.view.isVisible()
    table.show_problem("Not to be had", "Try again.")
    assert table.problem.isVisible()
    with qtbot.waitSignal(table.retried):
        table.problem.action.click()
    table.show_count(1)
    assert table.view.isVisible()


def test_spare_columns_go_where_there_is_little_room(table: DataTable[str], theme: Theme) -> None:
    theme.fit(*WINDOW)
    assert not table.view.isColumnHidden(1)
    theme.fit(*COMPACT)
    assert table.view.isColumnHidden(1)
    assert table.view.columnWidth(0) == table.view.viewport().width()


def test_a_row_has_room_for_a_finger(table: DataTable[str]) -> None:
    table.show_count(2)
    assert table.view.rowHeight(0) >= TOUCH
