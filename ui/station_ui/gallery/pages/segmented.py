"""One of a few short choices, side by side."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.display_panel import language_choice, scheme_choice
from station_ui.widgets.segmented import Segmented
from station_ui.wording import Wording


def _languages(_words: Wording) -> Segmented:
    made = language_choice("vi")
    made.setAccessibleName(translate("Gallery", "Ngôn ngữ"))
    return made


def _schemes(_words: Wording) -> Segmented:
    made = scheme_choice("dark")
    made.setAccessibleName(translate("Gallery", "Màu"))
    return made


def _off(words: Wording) -> Segmented:
    made = _languages(words)
    made.setEnabled(False)
    return made


PAGE = GalleryPage(
    "segmented",
    lambda: translate("Gallery", "Chọn một, cạnh nhau"),
    (
        Sample(lambda: translate("Gallery", "Hai lựa chọn"), _languages),
        Sample(lambda: translate("Gallery", "Chưa chọn được"), _off),
        Sample(lambda: translate("Gallery", "Bốn lựa chọn"), _schemes, wide=True, width=560),
    ),
)
