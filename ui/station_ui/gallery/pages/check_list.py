"""What a person looks at on a portrait: nothing marked, and two things marked."""

from functools import partial

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.widgets.check_list import CheckList
from station_ui.wording import Wording

_WIDTH = 272
_CODES = ("FRONTAL", "MOUTH_CLOSED", "EARS", "NO_GLASSES", "BARE_HEAD", "DRESS")


def _list(*marked: str) -> Build:
    def build(words: Wording) -> CheckList:
        checks = CheckList()
        checks.ask([(code, partial(words.word, "check", code)) for code in _CODES])
        for code in marked:
            checks.buttons[code].setChecked(True)
        return checks

    return build


PAGE = GalleryPage(
    "check-list",
    lambda: translate("Gallery", "Mục cần nhìn"),
    (
        Sample(lambda: translate("Gallery", "Chưa đánh dấu"), _list(), width=_WIDTH),
        Sample(
            lambda: translate("Gallery", "Có mục chưa đạt"),
            _list("EARS", "NO_GLASSES"),
            width=_WIDTH,
        ),
    ),
)
