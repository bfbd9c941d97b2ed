"""The navigation of an operator and of a supervisor."""

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.widgets.nav_rail import NavRail, Place
from station_ui.wording import Wording

_HIGH = 460
_PLACES = (
    Place("user-round", lambda: translate("Gallery", "Lượt")),
    Place("inbox", lambda: translate("Gallery", "Hồ sơ chờ")),
    Place("chart-column", lambda: translate("Gallery", "Tổng hợp")),
)


def _rail(places: int, at: int) -> Build:
    def build(_words: Wording) -> NavRail:
        rail = NavRail(_PLACES[:places])
        rail.show_place(at)
        rail.account.show_person("An")
        return rail

    return build


PAGE = GalleryPage(
    "nav_rail",
    lambda: translate("Gallery", "Thanh chuyển màn hình"),
    (
        Sample(lambda: translate("Gallery", "Cán bộ thu nhận"), _rail(2, 0), height=_HIGH),
        Sample(lambda: translate("Gallery", "Giám sát"), _rail(3, 2), height=_HIGH),
    ),
)
