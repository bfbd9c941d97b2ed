"""What is said while fingers are taken: to the citizen on the stage, to the operator beside it."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from station_devices import FingerState
from station_ui.icon import Icon
from station_ui.tokens import Tone
from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_core.finger import Doubt
    from station_ui.finger_series import FingerSeries
    from station_ui.flow import VisitView
    from station_ui.wording import Wording

translate = QCoreApplication.translate

_HINTS_AT_ONCE = 2  # nobody follows more with a finger on the glass


class Said(NamedTuple):
    """The words of the guide."""

    headline: str
    lead: str = ""
    how: Tone = "neutral"


class Call(NamedTuple):
    """What the citizen does now, with its sign and tone."""

    words: str
    icon: Icon
    how: Tone = "accent"


# -- to the citizen ------------------------------------------------------------------------------


def waiting(state: FingerState | None, *, once_more: bool) -> Call:
    """The scanner waits for a finger, or is at work."""
    if state is FingerState.PLACE and once_more:
        again = translate("FingerprintsPage", "Đặt lại ngón này")
        return Call(again, "fingerprint-pattern")
    saying: dict[FingerState | None, Call] = {
        None: Call(translate("FingerprintsPage", "Đang chờ máy"), "clock"),
        FingerState.PLACE: Call(
            translate("FingerprintsPage", "Đặt ngón tay lên kính"), "fingerprint-pattern"
        ),
        FingerState.HOLD: Call(translate("FingerprintsPage", "Giữ yên"), "circle-dot"),
        FingerState.LIFT: Call(translate("FingerprintsPage", "Nhấc ngón vừa lấy"), "chevron-up"),
    }
    return saying[state]


def finished(*, with_gaps: bool) -> Call:
    """All fingers are done."""
    go_on = translate("FingerprintsPage", "Bấm Tiếp tục để kiểm tra hồ sơ.")
    return (
        Call(go_on, "arrow-right", "neutral") if with_gaps else Call(go_on, "circle-check", "good")
    )


def no_scanner() -> Call:
    """This desk has none."""
    return Call(translate("FingerprintsPage", "Bàn này chưa gắn máy vân tay"), "usb", "warn")


def failed() -> Call:
    """The scanner could not take it."""
    return Call(translate("FingerprintsPage", "Máy chưa lấy được"), "octagon-alert", "bad")


def saving() -> Call:
    """A print is being written."""
    return Call(translate("FingerprintsPage", "Đang lưu"), "save", "neutral")


def unsaved() -> Call:
    """A print could not be written."""
    return Call(translate("FingerprintsPage", "Chưa lưu được"), "octagon-alert", "bad")


def in_doubt() -> Call:
    """It is to be said whose print it is."""
    return Call(translate("FingerprintsPage", "Giống một ngón đã lấy"), "triangle-alert", "warn")


def hint(weak_points: "Sequence[str]", hints: "Sequence[str]", words: "Wording") -> str:
    """What is weak about a print and what helps most: "Ngón khô: thấm ẩm ngón rồi đặt lại"."""
    helps = ", ".join(words.word("hint", code).lower() for code in hints[:_HINTS_AT_ONCE])
    what = words.word("weak_point", weak_points[0]) if weak_points else ""
    if what and helps:
        return f"{what}: {helps}"
    whole = what or helps
    return whole[:1].upper() + whole[1:]


# -- to the operator -----------------------------------------------------------------------------


def by_itself() -> Said:
    """All goes well."""
    return Said(
        translate("FingerprintsPage", "Vân tay"),
        translate(
            "FingerprintsPage",
            "Máy tự chuyển sang ngón kế tiếp. Chạm một ngón, hoặc bấm phím mũi tên, để đổi ngón.",
        ),
    )


def without_scanner() -> Said:
    """What can be done at a desk without one."""
    return Said(
        translate("FingerprintsPage", "Chưa lấy được vân tay"),
        translate(
            "FingerprintsPage",
            "Báo kỹ thuật gắn máy cho bàn này. F7: để sau, làm bước khác trước. "
            "F6: ghi lý do không lấy được.",
        ),
        "warn",
    )


def weak(view: "VisitView", series: "FingerSeries") -> Said:
    """The print that just came is not good enough; another try is under way."""
    note = series.standing(view)
    left = max(0, view.prints.attempts - series.tried(view))
    tries = translate("FingerprintsPage", "Máy tự lấy lại, còn {0} lần.").format(left)
    if note is None:
        return Said(translate("FingerprintsPage", "Chưa đủ rõ"), tries, "warn")
    if series.again(view) and series.better_stands(view):
        kept = translate("FingerprintsPage", "Vẫn giữ bản cũ, chất lượng {0}.").format(note.quality)
    else:
        kept = translate("FingerprintsPage", "Đã giữ bản tốt nhất, chất lượng {0}.").format(
            note.quality
        )
    return Said(translate("FingerprintsPage", "Chưa đủ rõ"), f"{kept} {tries}", "warn")


def once_more(quality: int | None) -> Said:
    """A finger that was done before is taken again."""
    return Said(
        translate("FingerprintsPage", "Lấy lại ngón này"),
        translate(
            "FingerprintsPage", "Bản đang có, chất lượng {0}, vẫn giữ tới khi có bản mới đạt."
        ).format(quality),
    )


def doubtful(doubt: "Doubt") -> Said:
    """It is to be said whose print it is."""
    return Said(
        translate("FingerprintsPage", "Giống {0}").format(finger_names()[doubt.other].lower()),
        translate("FingerprintsPage", "Cả hai bản đều đã lưu. Bấm Trả lời để nói ngón nào đúng."),
        "warn",
    )


def done(taken: int, weak_ones: int, excused: int) -> Said:
    """Nothing more is asked for.

    Args:
        taken: How many prints there are.
        weak_ones: How many of them are below what is asked for.
        excused: How many fingers have a reason instead.
    """
    again = translate("FingerprintsPage", "Chạm một ngón để lấy lại.")
    if weak_ones:
        below = translate("FingerprintsPage", "{0} ngón chưa đủ rõ, đã giữ bản tốt nhất.").format(
            weak_ones
        )
        again = f"{below} {again}"
    if excused:
        return Said(
            translate("FingerprintsPage", "{0} lấy được, {1} không lấy được").format(
                taken, excused
            ),
            translate("FingerprintsPage", "Lý do đã lưu trong hồ sơ.") + " " + again,
        )
    how: Tone = "warn" if weak_ones else "good"
    return Said(translate("FingerprintsPage", "Đã lấy xong"), again, how)
