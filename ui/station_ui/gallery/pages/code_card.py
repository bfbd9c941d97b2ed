"""A code that is written down: the recovery code, and a short one."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.code_card import CodeCard
from station_ui.wording import Wording


def _made(code: str) -> CodeCard:
    card = CodeCard()
    card.show_code(code)
    return card


def _whole(_words: Wording) -> CodeCard:
    return _made("7K3M-P9XD-2QHT-WZ4B-8NVC-E6RG-5J0A")


def _short(_words: Wording) -> CodeCard:
    return _made("7K3M-P9XD")


PAGE = GalleryPage(
    "code-card",
    lambda: translate("Gallery", "Mã chép tay"),
    (
        Sample(lambda: translate("Gallery", "Mã khôi phục"), _whole),
        Sample(lambda: translate("Gallery", "Mã ngắn"), _short),
    ),
)
