"""The citizen header: as usual, as long as it gets, and with little known."""

from datetime import date, datetime, timedelta, timezone

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.citizen_header import Citizen, CitizenHeader
from station_ui.wording import Wording

_BEGAN = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=7)))
_NOW = _BEGAN + timedelta(seconds=72)
_MEAN_S = 100.0
_NARROW = 600


def _header(who: str, *, pace: bool = True) -> Build:
    def build(_words: Wording) -> CitizenHeader:
        person = people()[who] if who else {}
        header = CitizenHeader(lambda: _NOW)
        header.show_citizen(
            Citizen(
                name=person.get("full_name", ""),
                id_number=person.get("id_number", ""),
                gender=person.get("gender", ""),
                born=date.fromisoformat(person["dob"]) if person else None,
                procedure=translate("Gallery", "Cấp đổi thẻ"),
                since=_BEGAN,
            ),
            _MEAN_S if pace else None,
        )
        return header

    return build


PAGE = GalleryPage(
    "citizen-header",
    lambda: translate("Gallery", "Công dân đang làm"),
    (
        Sample(lambda: translate("Gallery", "Thường gặp"), _header("usual"), wide=True),
        Sample(lambda: translate("Gallery", "Dài nhất"), _header("longest"), wide=True),
        Sample(
            lambda: translate("Gallery", "Nhập tay, chưa biết gì"),
            _header("", pace=False),
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Dài nhất, ít chỗ"),
            _header("longest"),
            width=_NARROW,
            wide=True,
        ),
    ),
)
