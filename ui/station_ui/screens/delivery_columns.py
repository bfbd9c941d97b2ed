"""What the waiting list says of each record."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.formats import shown_count, shown_moment, shown_record, shown_time
from station_ui.signs import RECORD_SIGNS
from station_ui.widgets.paged_model import Cell, Column
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_queue import Delivery

translate = QCoreApplication.translate


def delivery_columns(words: Wording) -> "tuple[Column[Delivery], ...]":
    """The columns from left to right; words are looked up when a cell is drawn."""
    return (
        Column(lambda: translate("DeliveryColumns", "Xong lúc"), _queued, letters=14),
        Column(lambda: translate("DeliveryColumns", "Mã hồ sơ"), _record, letters=13),
        Column(
            lambda: translate("DeliveryColumns", "Tình trạng"),
            lambda one: _state(one, words),
            letters=15,
        ),
        Column(
            lambda: translate("DeliveryColumns", "Số lần gửi"),
            lambda one: Cell(shown_count(one.attempts)),
            letters=7,
            spare=True,
            number=True,
        ),
        Column(
            lambda: translate("DeliveryColumns", "Gửi lại lúc"),
            lambda one: Cell(_again(one)),
            letters=13,
            spare=True,
        ),
        Column(
            lambda: translate("DeliveryColumns", "Lý do"),
            lambda one: Cell(_reason(one, words)),
            letters=16,
            grows=True,
        ),
    )


def _queued(one: "Delivery") -> Cell:
    return Cell(shown_moment(one.queued_at))


def _record(one: "Delivery") -> Cell:
    return Cell(shown_record(one.record), whole=one.record)


def _state(one: "Delivery", words: Wording) -> Cell:
    """With the spare columns in its tooltip, where they are left out."""
    word = words.word("state", one.state)
    attempts = translate("DeliveryColumns", "gửi %n lần", "", one.attempts)
    again = translate("DeliveryColumns", "gửi lại lúc {0}").format(_again(one))
    whole = " · ".join((word, attempts, again) if _again(one) else (word, attempts))
    return Cell(word, RECORD_SIGNS[one.state], whole)


def _again(one: "Delivery") -> str:
    if one.state != "waiting":
        return ""
    if one.next_attempt is None:
        return translate("DeliveryColumns", "chờ người xem lại")
    return shown_time(one.next_attempt)


def _reason(one: "Delivery", words: Wording) -> str:
    if one.state == "rejected":
        return f"{one.text or ''} ({one.code})".strip()
    return words.coded(one.code).what if one.code else ""
