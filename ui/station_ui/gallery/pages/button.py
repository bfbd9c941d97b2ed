"""Buttons in every kind and state."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.icon import MaybeIcon
from station_ui.tokens import Tone
from station_ui.widgets.button import Button, Kind
from station_ui.wording import Wording


def _made(
    kind: Kind = "plain",
    *,
    icon: MaybeIcon = "",
    key: str = "",
    detail: str = "",
    enabled: bool = True,
    checked: bool = False,
    tone: Tone = "neutral",
) -> Button:
    button = Button(kind, icon)
    words = {
        "primary": translate("Gallery", "Tiếp tục"),
        "plain": translate("Gallery", "Không lấy được"),
        "quiet": translate("Gallery", "Đổi ngôn ngữ"),
        "choice": translate("Gallery", "Băng bó"),
        "row": translate("Gallery", "Làm tiếp"),
        "item": translate("Gallery", "Nút lệnh"),
    }
    button.setText(words[kind])
    button.setCheckable(checked)
    button.setChecked(checked)
    button.setEnabled(enabled)
    button.show_key(key)
    button.show_detail(detail)
    button.show_tone(tone)
    return button


def _primary(_words: Wording) -> Button:
    return _made("primary", key="⏎")


def _primary_off(_words: Wording) -> Button:
    return _made("primary", key="⏎", enabled=False)


def _plain(_words: Wording) -> Button:
    return _made(icon="hand", key="F6")


def _plain_off(_words: Wording) -> Button:
    return _made(icon="hand", key="F6", enabled=False)


def _quiet(_words: Wording) -> Button:
    return _made("quiet", icon="languages")


def _warning(_words: Wording) -> Button:
    return _made("quiet", icon="triangle-alert", tone="warn")


def _choice(_words: Wording) -> Button:
    return _made("choice", key="2")


def _chosen(_words: Wording) -> Button:
    return _made("choice", key="2", checked=True)


def _row(_words: Wording) -> Button:
    return _made("row", icon="play", detail="14:05 · 074 085 990101")


def _item(_words: Wording) -> Button:
    return _made("item")


def _item_here(_words: Wording) -> Button:
    return _made("item", checked=True)


PAGE = GalleryPage(
    "button",
    lambda: translate("Gallery", "Nút lệnh"),
    (
        Sample(lambda: translate("Gallery", "Việc chính"), _primary),
        Sample(lambda: translate("Gallery", "Việc chính, chưa bấm được"), _primary_off),
        Sample(lambda: translate("Gallery", "Việc khác, kèm phím"), _plain),
        Sample(lambda: translate("Gallery", "Việc khác, chưa bấm được"), _plain_off),
        Sample(lambda: translate("Gallery", "Kín đáo"), _quiet),
        Sample(lambda: translate("Gallery", "Kín đáo, cần để ý"), _warning),
        Sample(lambda: translate("Gallery", "Một lựa chọn"), _choice, width=320),
        Sample(lambda: translate("Gallery", "Đã chọn"), _chosen, width=320),
        Sample(lambda: translate("Gallery", "Dòng của danh sách"), _row, width=320),
        Sample(lambda: translate("Gallery", "Một nơi trong danh sách"), _item, width=320),
        Sample(lambda: translate("Gallery", "Nơi đang xem"), _item_here, width=320),
    ),
)
