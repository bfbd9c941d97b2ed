"""The record as it is read over: from the card, typed, edited, and as long as it gets."""

from station_ui.formats import shown_date, shown_id
from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.record_list import RecordList, RecordValue
from station_ui.wording import Wording


def _record(who: str) -> Build:
    def build(_words: Wording) -> RecordList:
        person = people()[who]
        name = translate("Gallery", "Họ, chữ đệm và tên")
        address, phone = translate("Gallery", "Nơi cư trú"), translate("Gallery", "Số điện thoại")
        number, born = translate("Gallery", "Số định danh"), translate("Gallery", "Ngày sinh")
        record = RecordList()
        record.show_values(
            [
                RecordValue("full_name", name, person["full_name"], "card", wide=True),
                RecordValue("id_number", number, shown_id(person["id_number"]), "card"),
                RecordValue("dob", born, shown_date(person["dob"]), "typed"),
                RecordValue("address", address, person["address"], "edited", wide=True),
                RecordValue("phone", phone, ""),
            ]
        )
        return record

    return build


PAGE = GalleryPage(
    "record-list",
    lambda: translate("Gallery", "Hồ sơ để kiểm tra"),
    (
        Sample(lambda: translate("Gallery", "Thường gặp"), _record("usual"), wide=True),
        Sample(lambda: translate("Gallery", "Dài nhất"), _record("longest"), wide=True),
    ),
)
