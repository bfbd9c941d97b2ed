"""What the waiting list says of each record."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from station_ui.formats import shown_count, shown_moment, shown_record, shown_time
from station_ui.returned_words import reason
from station_ui.signs import RECORD_SIGNS
from station_ui.theme import measures
from station_ui.widgets.paged_model import Cell, Column
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_queue import Delivery

translate = QCoreApplication.translate
_UNBROKEN: Final = "\N{NO-BREAK SPACE}"


def delivery_columns(words: Wording) -> "tuple[Column[Delivery], ...]":
    """The columns from left to right; words are looked up when a cell is drawn."""
    return (
        Column(lambda: translate("DeliveryColumns", "Xong lúc"), _queued, letters=14),
        Column(lambda: translate("DeliveryColumns", "Mã hồ sơ"), _record, letters=13),
        Column(
            lambda: translate("DeliveryColumns", "Tình trạng"),
            lambda one: _state(one, words),
            letters=17,
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
            lambda one: _reason(one, words),
            letters=16,
            grows=True,
        ),
    )


def _queued(one: "Delivery") -> Cell:
    return Cell(shown_moment(one.queued_at))


def _record(one: "Delivery") -> Cell:
    short = shown_record(one.record)
    if one.revision > 1:
        short = translate("DeliveryColumns", "{0} bản {1}").format(short, one.revision)
    return Cell(short, whole=one.record)


def _state(one: "Delivery", words: Wording) -> Cell:
    """With what the spare columns say, where they are left out; in its tooltip always."""
    word = words.word("state", one.state)
    attempts = translate("DeliveryColumns", "số lần gửi: {0}").format(shown_count(one.attempts))
    again = translate("DeliveryColumns", "gửi lại lúc {0}").format(_again(one))
    whole = " · ".join((word, attempts, again) if _again(one) else (word, attempts))
    more = "" if measures().roomy else _folded(one)
    return Cell(f"{word} · {more}" if more else word, RECORD_SIGNS[one.state], whole)


def _folded(one: "Delivery") -> str:
    """When it is tried again and how often it was, never broken between two lines."""
    if one.state == "waiting" and one.next_attempt is None:
        return _again(one)
    tried = translate("DeliveryColumns", "lần {0}").format(shown_count(one.attempts))
    parts = (_again(one), tried if one.attempts else "")
    return " · ".join(part for part in parts if part).replace(" ", _UNBROKEN)


def _again(one: "Delivery") -> str:
    if one.state != "waiting":
        return ""
    if one.next_attempt is None:
        return translate("DeliveryColumns", "chờ người xem lại")
    return shown_time(one.next_attempt)


def _reason(one: "Delivery", words: Wording) -> Cell:
    """In our words; what a person at the centre wrote, in whatever language, is quoted."""
    if one.state != "rejected":
        why = words.coded(one.code).what if one.code else ""
        return Cell(" ".join(filter(None, (_handed_over(one), why))))
    said = reason(one.code, one.text, words)
    said = f"{said} ({one.code})" if one.code else said
    return Cell(said, whole=one.text or said)


def _handed_over(one: "Delivery") -> str:
    """That it is on a stick, too, while nobody has answered it."""
    if one.handed_over_at is None or one.state == "accepted":
        return ""
    at = shown_moment(one.handed_over_at)
    return translate("DeliveryColumns", "Đã chép ra USB {0}.").format(at)
