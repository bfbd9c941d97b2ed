"""The choices of language and colours."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.display_panel import DisplayPanel
from station_ui.wording import Wording


def _panel(_words: Wording) -> DisplayPanel:
    panel = DisplayPanel()
    panel.show_choice("vi", "system")
    return panel


PAGE = GalleryPage(
    "display_panel",
    lambda: translate("Gallery", "Hiển thị"),
    (Sample(lambda: translate("Gallery", "Ngôn ngữ và màu"), _panel),),
)
