"""What a search says of each visit it has found."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.formats import shown_id, shown_moment, shown_record
from station_ui.signs import RECORD_SIGNS, Sign
from station_ui.widgets.paged_model import Cell, Column
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_queue import FoundVisit

translate = QCoreApplication.translate
_AT_THE_DESK: Sign = ("circle-dashed", "neutral")


def found_columns(words: Wording) -> "tuple[Column[FoundVisit], ...]":
    """The columns from left to right; words are looked up when a cell is drawn."""
    return (
        Column(lambda: translate("FoundColumns", "Họ và tên"), _name, letters=20, grows=True),
        Column(lambda: translate("FoundColumns", "Số định danh"), _number, letters=14),
        Column(
            lambda: translate("FoundColumns", "Tình trạng"),
            lambda one: _state(one, words),
            letters=17,
        ),
        Column(lambda: translate("FoundColumns", "Bắt đầu lúc"), _started, letters=14),
        Column(lambda: translate("FoundColumns", "Mã hồ sơ"), _record, letters=13, spare=True),
    )


def _name(one: "FoundVisit") -> Cell:
    if one.name:
        return Cell(one.name, whole=one.name)
    if one.delivery == "accepted":
        return Cell(translate("FoundColumns", "Đã xóa khỏi máy này"))
    return Cell(translate("FoundColumns", "Chưa có tên"))


def _number(one: "FoundVisit") -> Cell:
    return Cell(shown_id(one.citizen or ""))


def _state(one: "FoundVisit", words: Wording) -> Cell:
    state = one.delivery or one.state
    return Cell(words.word("state", state), RECORD_SIGNS.get(state, _AT_THE_DESK))


def _started(one: "FoundVisit") -> Cell:
    return Cell(shown_moment(one.started_at))


def _record(one: "FoundVisit") -> Cell:
    return Cell(shown_record(one.visit), whole=one.visit)
