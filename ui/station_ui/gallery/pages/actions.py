"""The action bar: with room for everything, with less, and with nothing to be done yet."""

from PySide6.QtCore import Qt

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.wording import Wording

_NARROW = 700


def _bar(*, ready: bool = True, alone: bool = False) -> Build:
    def build(_words: Wording) -> ActionBar:
        bar = ActionBar()
        made = {
            "pause": action(bar, _nothing, Qt.Key.Key_F9, icon="circle-pause"),
            "cancel": action(bar, _nothing, icon="ban"),
            "missing": action(bar, _nothing, Qt.Key.Key_F6, icon="hand"),
            "later": action(bar, _nothing, Qt.Key.Key_F7, icon="arrow-right"),
            "next": action(bar, _nothing, *ENTER),
        }
        names = {
            "pause": translate("Gallery", "Tạm dừng"),
            "cancel": translate("Gallery", "Hủy lượt"),
            "missing": translate("Gallery", "Không lấy được"),
            "later": translate("Gallery", "Để sau"),
            "next": translate("Gallery", "Tiếp tục"),
        }
        for name, one in made.items():
            one.setText(names[name])
        made["next"].setEnabled(ready)
        others = () if alone else (made["missing"], made["later"])
        bar.show_actions(others, made["next"], () if alone else (made["pause"], made["cancel"]))
        return bar

    return build


def _nothing() -> None:
    """A sample does nothing."""


PAGE = GalleryPage(
    "actions",
    lambda: translate("Gallery", "Hàng lệnh"),
    (
        Sample(lambda: translate("Gallery", "Trong lượt"), _bar(), wide=True),
        Sample(lambda: translate("Gallery", "Chưa tiếp tục được"), _bar(ready=False), wide=True),
        Sample(lambda: translate("Gallery", "Chỉ một việc"), _bar(alone=True), wide=True),
        Sample(lambda: translate("Gallery", "Ít chỗ"), _bar(), width=_NARROW, wide=True),
    ),
)
