"""What the guide of the portrait says: the main button, the headline, a line below, their tone."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from station_ui.portrait_advice import Advice, advice, worst_of
from station_ui.theme import measures
from station_ui.tokens import Tone

if TYPE_CHECKING:
    from station_capture import Portrait
    from station_core.visit import PortraitNote
    from station_ui.studio import Verdict
    from station_ui.wording import Wording


translate = QCoreApplication.translate


class Said(NamedTuple):
    """The words of one moment."""

    primary: str
    headline: str
    lead: str = ""
    how: Tone = "neutral"


def without_camera() -> Said:
    """There is no picture to look at."""
    return Said(
        translate("PortraitGuide", "Thử lại máy ảnh"),
        translate("PortraitGuide", "Chưa có hình"),
        translate(
            "PortraitGuide", "Có thể để sau và làm bước khác trước. Hồ sơ đã lưu, không mất gì."
        ),
        "warn",
    )


def live(
    verdict: "Verdict | None",
    todo: Advice | None,
    words: "Wording",
    *,
    auto: bool,
    again: bool,
) -> Said:
    """The live picture: what to mend first, or that it can be taken.

    Args:
        verdict: The newest.
        todo: What has been advised for some time.
        words: The table of words.
        auto: Whether the picture takes itself.
        again: Whether this citizen has a portrait already.
    """
    shoot = translate("PortraitGuide", "Chụp")
    old = translate("PortraitGuide", "Ảnh đã lưu trước vẫn giữ nguyên tới khi dùng ảnh mới.")
    lead = old if again else ""
    if verdict is None:
        return Said(shoot, translate("PortraitGuide", "Mời nhìn thẳng vào máy ảnh"), lead)
    if todo is not None:
        return Said(shoot, todo.said(words), lead, "warn")
    if auto and verdict.assessment.ready:
        return Said(shoot, translate("PortraitGuide", "Giữ yên, máy tự chụp"), lead, "good")
    return Said(shoot, translate("PortraitGuide", "Được rồi, chụp"), lead, "good")


def taking() -> Said:
    """The burst is being taken."""
    return Said(translate("PortraitGuide", "Chụp"), translate("PortraitGuide", "Giữ yên"))


def kept(note: "PortraitNote | None", words: "Wording") -> Said:
    """The portrait of the visit, as it lies on disk; an exception stays one."""
    on = translate("PortraitGuide", "Tiếp tục")
    if note is None or note.accepted_reason is None:
        return Said(on, translate("PortraitGuide", "Ảnh đã lưu"), how="good")
    return Said(
        on,
        translate("PortraitGuide", "Ảnh đã lưu, có lý do"),
        words.word("portrait_reason", note.accepted_reason),
        "warn",
    )


def taken(portrait: "Portrait", marked: bool, asks: bool, words: "Wording") -> Said:
    """A picture to be used or taken again.

    Args:
        portrait: The picture.
        marked: Whether the person who looks at it has found something not right.
        asks: Whether there is anything for a person to look at.
        words: The table of words.
    """
    todo = advice(worst_of(portrait.assessment.findings))
    lead = todo.said(words) if todo else ""
    if not portrait.assessment.ok:
        return Said(
            translate("PortraitGuide", "Chụp lại"),
            translate("PortraitGuide", "Ảnh chưa đạt"),
            lead,
            "bad",
        )
    if marked:
        return Said(
            translate("PortraitGuide", "Chụp lại"),
            translate("PortraitGuide", "Ảnh chưa đạt"),
            translate("PortraitGuide", "Chụp lại, hoặc bấm F8 nếu có lý do."),
            "bad",
        )
    use = (
        translate("PortraitGuide", "Đạt cả, dùng ảnh này")
        if asks
        else translate("PortraitGuide", "Dùng ảnh này")
    )
    if todo is not None:
        return Said(use, translate("PortraitGuide", "Mời xem kỹ ảnh"), lead, "warn")
    if not asks:
        return Said(
            use,
            translate("PortraitGuide", "Ảnh đạt"),
            translate("PortraitGuide", "Xem lại một lần rồi dùng."),
            "good",
        )
    # Where there is little room the points need all of it.
    confirm = (
        translate("PortraitGuide", "Máy đo đạt. Xem các mục dưới rồi xác nhận.")
        if measures().roomy
        else ""
    )
    return Said(use, translate("PortraitGuide", "Mời xem ảnh"), confirm, "good")
