"""What a fingerprint scanner is honestly good for, in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.tokens import Tone

if TYPE_CHECKING:
    from station_devices import ScannerIdentity


def note_words(code: str) -> str:
    """One reason why a scanner falls short of what identity enrolment asks for."""
    return {
        "four_bit_grey": QCoreApplication.translate("ScannerWords", "chỉ 16 mức xám, cần 256"),
        "small_area": QCoreApplication.translate("ScannerWords", "mặt kính nhỏ"),
        "low_resolution": QCoreApplication.translate("ScannerWords", "dưới 500 dpi"),
        "uncertified": QCoreApplication.translate("ScannerWords", "chưa rõ có chứng nhận"),
    }.get(code, code)


def name_of(identity: "ScannerIdentity") -> str:
    """Family and model; many models carry their family's name."""
    family, model = identity.family, identity.model
    return model if model.startswith(family) else f"{family} {model}".strip()


def worth(identity: "ScannerIdentity") -> tuple[Tone, str]:
    """Whether its prints are good enough for an identity card, and why not."""
    if identity.id_grade:
        return "good", QCoreApplication.translate("ScannerWords", "Đủ chuẩn cho hồ sơ căn cước.")
    reasons = ", ".join(note_words(code) for code in identity.notes)
    said = QCoreApplication.translate(
        "ScannerWords", "Chưa đủ chuẩn hồ sơ căn cước: {0}. Hồ sơ ghi rõ điều này."
    ).format(reasons)
    return "warn", said


def size_words(identity: "ScannerIdentity") -> str:
    """Its picture in figures, as far as they are known."""
    size = (
        f"{identity.width} × {identity.height}"
        if identity.width
        else QCoreApplication.translate("ScannerWords", "chưa rõ cỡ")
    )
    return QCoreApplication.translate("ScannerWords", "{0}, {1} dpi, {2} bit").format(
        size, identity.dpi, identity.bits
    )
