"""A box to tick."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.check import Check
from station_ui.wording import Wording


def _made(*, ticked: bool = False, enabled: bool = True) -> Check:
    check = Check()
    check.setText(translate("Gallery", "Áp dụng cho mọi ngón còn lại"))
    check.setChecked(ticked)
    check.setEnabled(enabled)
    return check


def _open(_words: Wording) -> Check:
    return _made()


def _ticked(_words: Wording) -> Check:
    return _made(ticked=True)


def _off(_words: Wording) -> Check:
    return _made(enabled=False)


def _ticked_off(_words: Wording) -> Check:
    return _made(ticked=True, enabled=False)


PAGE = GalleryPage(
    "check",
    lambda: translate("Gallery", "Ô đánh dấu"),
    (
        Sample(lambda: translate("Gallery", "Chưa đánh dấu"), _open),
        Sample(lambda: translate("Gallery", "Đã đánh dấu"), _ticked),
        Sample(lambda: translate("Gallery", "Chưa đánh dấu, chưa bấm được"), _off),
        Sample(lambda: translate("Gallery", "Đã đánh dấu, chưa bấm được"), _ticked_off),
    ),
)
