"""A list to choose from."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.theme import mark, tone
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.wording import Wording


def _made() -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(translate("Gallery", "Thủ tục"))
    box.addItems(
        [
            translate("Gallery", "Định danh điện tử mức 2"),
            translate("Gallery", "Cấp đổi thẻ"),
        ]
    )
    return box


def _usual(_words: Wording) -> ChoiceBox:
    return _made()


def _quiet(_words: Wording) -> ChoiceBox:
    box = _made()
    mark(box, "role", "guide")
    return box


def _wrong(_words: Wording) -> ChoiceBox:
    box = _made()
    tone(box, "bad")
    return box


def _off(_words: Wording) -> ChoiceBox:
    box = _made()
    box.setEnabled(False)
    return box


def _typed(_words: Wording) -> ChoiceBox:
    box = _made()
    box.setEditable(True)
    box.setEditText("An")
    return box


PAGE = GalleryPage(
    "choice_box",
    lambda: translate("Gallery", "Danh sách chọn"),
    (
        Sample(lambda: translate("Gallery", "Thường gặp"), _usual, width=320),
        Sample(lambda: translate("Gallery", "Trong phần hướng dẫn"), _quiet, width=320),
        Sample(lambda: translate("Gallery", "Sai"), _wrong, width=320),
        Sample(lambda: translate("Gallery", "Chưa chọn được"), _off, width=320),
        Sample(lambda: translate("Gallery", "Gõ được"), _typed, width=320),
    ),
)
