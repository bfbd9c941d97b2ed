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
    tr = QCoreApplication.translate
    _closer, _further = tr("Portrait", "Mời lại gần hơn."), tr("Portrait", "Mời lùi ra một chút.")
    sentences = {
        "FACE_COUNT": (
            tr("Portrait", "Chưa thấy mặt. Mời nhìn vào máy ảnh."),
            tr("Portrait", "Chỉ để một người trong hình."),
        ),
        "EYE_DISTANCE": (
            tr("Portrait", "Mời lại gần hơn."),
            tr("Portrait", "Mời lùi ra một chút."),
        ),
        "HEAD_HEIGHT": (tr("Portrait", "Mời lại gần hơn."), tr("Portrait", "Mời lùi ra một chút.")),
        "EYE_LINE": (tr("Portrait", "Mời ngồi thấp xuống."), tr("Portrait", "Mời ngồi cao lên.")),
        "CENTRING": (tr("Portrait", "Mời ngồi vào giữa."), tr("Portrait", "Mời ngồi vào giữa.")),
        "ROLL": (tr("Portrait", "Mời giữ đầu thẳng."), tr("Portrait", "Mời giữ đầu thẳng.")),
        "SHARPNESS": (tr("Portrait", "Mời giữ yên."), tr("Portrait", "Mời giữ yên.")),
        "LUMINANCE": (tr("Portrait", "Cần thêm ánh sáng."), tr("Portrait", "Cần bớt ánh sáng.")),
        "OVEREXPOSED": (tr("Portrait", "Tránh đèn chiếu vào mặt."),) * 2,
        "UNDEREXPOSED": (tr("Portrait", "Mặt bị tối, cần thêm ánh sáng."),) * 2,
    }
    below, above = sentences.get(finding.code, (tr("Portrait", "Ảnh chưa đạt."),) * 2)
    return below if low else above
