"""What to say to the citizen so that the portrait comes right: one sentence for one finding."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_capture import Finding


def advice(findings: "Sequence[Finding]") -> str:
    """The one thing to change first; empty when nothing that matters is wrong."""
    wrong = [one for one in findings if one.blocks and not one.ok]
    return _sentence(wrong[0]) if wrong else ""


def _sentence(finding: "Finding") -> str:
    low = finding.low is not None and finding.value < finding.low
    translate = QCoreApplication.translate
    sentences = {
        "FACE_COUNT": (
            translate("Portrait", "Chưa thấy mặt. Mời nhìn vào máy ảnh."),
            translate("Portrait", "Chỉ để một người trong hình."),
        ),
        "EYE_DISTANCE": (
            translate("Portrait", "Mời lại gần hơn."),
            translate("Portrait", "Mời lùi ra một chút."),
        ),
        "HEAD_HEIGHT": (
            translate("Portrait", "Mời lại gần hơn."),
            translate("Portrait", "Mời lùi ra một chút."),
        ),
        "EYE_LINE": (
            translate("Portrait", "Mời ngồi thấp xuống."),
            translate("Portrait", "Mời ngồi cao lên."),
        ),
        "CENTRING": (
            translate("Portrait", "Mời ngồi vào giữa."),
            translate("Portrait", "Mời ngồi vào giữa."),
        ),
        "ROLL": (
            translate("Portrait", "Mời giữ đầu thẳng."),
            translate("Portrait", "Mời giữ đầu thẳng."),
        ),
        "SHARPNESS": (translate("Portrait", "Mời giữ yên."), translate("Portrait", "Mời giữ yên.")),
        "LUMINANCE": (
            translate("Portrait", "Cần thêm ánh sáng."),
            translate("Portrait", "Cần bớt ánh sáng."),
        ),
        "OVEREXPOSED": (translate("Portrait", "Tránh đèn chiếu vào mặt."),) * 2,
        "UNDEREXPOSED": (translate("Portrait", "Mặt bị tối, cần thêm ánh sáng."),) * 2,
    }
    below, above = sentences.get(finding.code, (translate("Portrait", "Ảnh chưa đạt."),) * 2)
    return below if low else above
