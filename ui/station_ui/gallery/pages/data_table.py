"""The table: a million rows, states, no rows, rows that cannot be had."""

from collections.abc import Callable, Sequence
from typing import Final

from station_ui.formats import shown_count
from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.signs import RECORD_SIGNS
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.paged_model import Cell, Column
from station_ui.wording import Wording

_MILLION: Final = 1_000_000
_TALL: Final = 360


def _columns(words: Wording) -> list[Column[int]]:
    states = list(RECORD_SIGNS)

    def state(row: int) -> Cell:
        code = states[row % len(states)]
        return Cell(words.word("state", code), RECORD_SIGNS[code])

    def reason(row: int) -> Cell:
        return Cell(words.coded("CENTRE_UNREACHABLE").what if row % 5 == 0 else "")

    return [
        Column(lambda: translate("Gallery", "Mã hồ sơ"), lambda row: Cell(f"…{row:012x}"), 14),
        Column(lambda: translate("Gallery", "Tình trạng"), state, 20),
        Column(
            lambda: translate("Gallery", "Số lần gửi"),
            lambda row: Cell(shown_count(row)),
            10,
            spare=True,
            number=True,
        ),
        Column(lambda: translate("Gallery", "Lý do"), reason, 16, grows=True),
    ]


def _rows(first: int, limit: int, done: Callable[[Sequence[int]], None]) -> None:
    done(range(first, first + limit))


def _never(_first: int, _limit: int, _done: Callable[[Sequence[int]], None]) -> None:
    return


def _table(words: Wording, count: int) -> DataTable[int]:
    table = DataTable(_columns(words), _rows)
    table.show_name(translate("Gallery", "Hồ sơ"))
    table.empty.show_words(
        translate("Gallery", "Chưa có hồ sơ nào"),
        translate("Gallery", "Hồ sơ hoàn tất sẽ hiện ở đây."),
    )
    table.show_count(count)
    return table


def _million(words: Wording) -> DataTable[int]:
    table = _table(words, _MILLION)
    table.view.selectRow(1)
    return table


def _empty(words: Wording) -> DataTable[int]:
    return _table(words, 0)


def _coming(words: Wording) -> DataTable[int]:
    table = DataTable(_columns(words), _never)
    table.show_name(translate("Gallery", "Hồ sơ"))
    table.show_count(_MILLION)
    return table


def _failed(words: Wording) -> DataTable[int]:
    table = _table(words, 1)
    said = words.coded("STORE_BUSY")
    table.show_problem(said.what, said.next)
    return table


PAGE = GalleryPage(
    "data-table",
    lambda: translate("Gallery", "Bảng dữ liệu"),
    (
        Sample(lambda: translate("Gallery", "Một triệu dòng"), _million, height=_TALL, wide=True),
        Sample(lambda: translate("Gallery", "Dòng đang tới"), _coming, height=240, wide=True),
        Sample(lambda: translate("Gallery", "Chưa có gì"), _empty, height=_TALL, wide=True),
        Sample(lambda: translate("Gallery", "Không đọc được"), _failed, height=_TALL, wide=True),
    ),
)
