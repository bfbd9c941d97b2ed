"""What is asked about fingers: why there is no print, whose print it is, a picture of a gap."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_core.finger import LASTING, MISSING_REASONS, SAME_FINGER_ANSWERS, Absence
from station_ui.screens.page import PhotoWanted, Question
from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from station_capture import Pixels
    from station_core.finger import Doubt
    from station_ui.widgets.confirm_sheet import Answer

translate = QCoreApplication.translate


def missing_question(
    position: int, more: bool, answer: Callable[[Absence, bool], None]
) -> Question:
    """Why a finger cannot be taken; how long, where the reason does not say it itself.

    What is not marked as lasting counts as passing: worn ridges grow again, and who refuses today
    may agree tomorrow.

    Args:
        position: The finger.
        more: Whether other fingers are still to be taken.
        answer: Told the reason, and whether it is for all of them.
    """

    def take(said: "Answer") -> None:
        lasting = "permanent" if said.marked else "temporary"
        absence = Absence(reason=said.code, lasting=lasting, text=said.text or None)
        answer(absence, said.for_all)

    return Question(
        title=lambda: translate("FingerprintsPage", "Vì sao không lấy được {0}?").format(
            finger_names()[position].lower()
        ),
        why=lambda: translate("FingerprintsPage", "Chọn một lý do; người khác sẽ đọc lại."),
        answer=take,
        choices=MISSING_REASONS,
        own="other",
        mark=lambda: translate("FingerprintsPage", "Không lấy được về lâu dài"),
        marks=tuple(code for code in MISSING_REASONS if code not in LASTING),
        for_all=(
            (lambda: translate("FingerprintsPage", "Áp dụng cho mọi ngón còn lại"))
            if more
            else None
        ),
    )


def whose_question(doubt: "Doubt", answer: Callable[[str], None]) -> Question:
    """Whether it is this finger, though it is like another one."""
    return Question(
        title=lambda: translate("FingerprintsPage", "Giống {0} đã lấy. Đúng là {1}?").format(
            *_two(doubt)
        ),
        why=lambda: translate("FingerprintsPage", "Nhìn tay công dân rồi chọn. Cả hai bản đã lưu."),
        answer=lambda said: answer(said.code),
        choices=SAME_FINGER_ANSWERS,
        says={code: partial(_said, code, doubt) for code in SAME_FINGER_ANSWERS},
        first=SAME_FINGER_ANSWERS[0],
        guide=lambda: (
            translate("FingerprintsPage", "Hai ngón giống nhau"),
            translate("FingerprintsPage", "Thường là một ngón được đặt hai lần."),
        ),
    )


def photo_wanted(position: int, keep: "Callable[[Pixels], None]") -> PhotoWanted:
    """A picture of a finger that gives no print."""
    return PhotoWanted(
        title=lambda: translate("FingerprintsPage", "Chụp {0}").format(
            finger_names()[position].lower()
        ),
        keep=keep,
    )


def _two(doubt: "Doubt") -> tuple[str, str]:
    names = finger_names()
    return names[doubt.other].lower(), names[doubt.finger].lower()


def _said(code: str, doubt: "Doubt") -> str:
    other, this = _two(doubt)
    return {
        "again": translate("FingerprintsPage", "Lấy lại {0}").format(this),
        "this": translate("FingerprintsPage", "Đúng là {0}, giữ cả hai").format(this),
        "earlier": translate("FingerprintsPage", "Bản trước sai, lấy lại {0}").format(other),
    }[code]
