"""Empty places: nothing yet, nothing and something to do, something failed."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.empty_state import EmptyState
from station_ui.wording import Wording


def _plain(_words: Wording) -> EmptyState:
    state = EmptyState("inbox")
    state.show_words(
        translate("Gallery", "Chưa có hồ sơ nào"),
        translate("Gallery", "Hồ sơ hoàn tất sẽ hiện ở đây."),
    )
    return state


def _with_action(_words: Wording) -> EmptyState:
    state = EmptyState("camera", tone="accent", action_icon="refresh-cw")
    state.show_words(
        translate("Gallery", "Chưa thấy máy ảnh"),
        translate("Gallery", "Cắm máy ảnh vào cổng USB rồi thử lại."),
    )
    state.show_action(translate("Gallery", "Thử lại"))
    return state


def _failed(words: Wording) -> EmptyState:
    state = EmptyState("octagon-alert", tone="bad", action_icon="refresh-cw")
    said = words.coded("STORE_BUSY")
    state.show_words(said.what, said.next)
    state.show_action(translate("Gallery", "Thử lại"))
    return state


PAGE = GalleryPage(
    "empty-state",
    lambda: translate("Gallery", "Chỗ trống"),
    (
        Sample(lambda: translate("Gallery", "Chưa có gì"), _plain, width=400, height=320),
        Sample(lambda: translate("Gallery", "Có việc để làm"), _with_action, width=400, height=320),
        Sample(lambda: translate("Gallery", "Không đọc được"), _failed, width=400, height=320),
    ),
)
