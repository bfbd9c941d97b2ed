"""What a fingerprint scanner is honestly good for, in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.tokens import Tone

if TYPE_CHECKING:
    from station_devices import ScannerIdentity


def _tr(words: str) -> str:
    return QCoreApplication.translate("ScannerWords", words)


def note_words(code: str) -> str:
    """One reason why a scanner falls short of what identity enrolment asks for."""
    return {
        "four_bit_grey": _tr("chỉ 16 mức xám, cần 256"),
        "small_area": _tr("mặt kính nhỏ"),
        "low_resolution": _tr("dưới 500 dpi"),
        "uncertified": _tr("chưa rõ có chứng nhận"),
        "unchecked_transfer": _tr("đường truyền không tự kiểm lỗi"),
    }.get(code, code)


def worth(identity: "ScannerIdentity") -> tuple[Tone, str]:
    """Whether its prints are good enough for an identity card, and why not."""
    if identity.id_grade:
        return "good", _tr("Đủ chuẩn cho hồ sơ căn cước.")
    reasons = ", ".join(note_words(code) for code in identity.notes)
    said = _tr("Chưa đủ chuẩn hồ sơ căn cước: {0}. Hồ sơ ghi rõ điều này.").format(reasons)
    return "warn", said


def size_words(identity: "ScannerIdentity") -> str:
    """Its picture in figures, as far as they are known."""
    size = f"{identity.width} × {identity.height}" if identity.width else _tr("chưa rõ cỡ")
    return _tr("{0}, {1} dpi, {2} bit").format(size, identity.dpi, identity.bits)
