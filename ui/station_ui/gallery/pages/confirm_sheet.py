"""Questions that take the stage."""

from functools import partial

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.confirm_sheet import Asked, ConfirmSheet
from station_ui.wording import Wording

_REASONS = ("amputated", "bandaged", "worn", "refused", "other")


def _choices(words: Wording) -> ConfirmSheet:
    sheet = ConfirmSheet()
    sheet.ask(
        Asked(
            title=lambda: translate("Gallery", "Vì sao không lấy được ngón trỏ phải?"),
            why=lambda: translate("Gallery", "Chọn một lý do; người khác sẽ đọc lại."),
            choices=tuple((code, partial(words.word, "reason", code)) for code in _REASONS),
            for_all=lambda: translate("Gallery", "Áp dụng cho mọi ngón còn lại"),
            mark=lambda: translate("FingerprintsPage", "Không lấy được về lâu dài"),
            marks=("worn", "refused", "other"),
        )
    )
    return sheet


def _chosen(words: Wording) -> ConfirmSheet:
    sheet = _choices(words)
    sheet.choices["worn"].click()
    sheet.for_all.setChecked(True)
    return sheet


def _typed(_words: Wording) -> ConfirmSheet:
    sheet = ConfirmSheet()
    sheet.ask(
        Asked(
            title=lambda: translate("Gallery", "Vì sao hủy lượt này?"),
            why=lambda: translate(
                "Gallery", "Ảnh và vân tay đã lấy sẽ bị xóa. Muốn làm tiếp sau thì chọn Tạm dừng."
            ),
        )
    )
    return sheet


PAGE = GalleryPage(
    "confirm_sheet",
    lambda: translate("Gallery", "Câu hỏi"),
    (
        Sample(lambda: translate("Gallery", "Chọn một lý do"), _choices, 736, 504, wide=True),
        Sample(lambda: translate("Gallery", "Đã chọn"), _chosen, 736, 504, wide=True),
        Sample(lambda: translate("Gallery", "Ghi lý do"), _typed, 736, 280, wide=True),
    ),
)
