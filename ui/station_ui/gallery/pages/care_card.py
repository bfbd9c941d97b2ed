"""One thing that keeps the data safe: well, due, damaged, and not known yet."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.tokens import Tone
from station_ui.widgets.care_card import CareCard
from station_ui.wording import Wording


def _made(fact: str, how: Tone = "neutral", *trouble: str) -> CareCard:
    card = CareCard("save")
    card.show_name(translate("Gallery", "Sao lưu"))
    detail = translate("Gallery", "Chỉ sao lưu khi có người bấm.")
    card.stand(fact, detail, how, [(how, words) for words in trouble])
    return card


def _well(_words: Wording) -> CareCard:
    return _made(translate("Gallery", "Hôm nay 09:02"), "good")


def _due(_words: Wording) -> CareCard:
    return _made(translate("Gallery", "Chưa có"), "warn")


def _failed(words: Wording) -> CareCard:
    fact = translate("Gallery", "Hôm nay 09:02")
    return _made(fact, "bad", words.coded("BACKUP_NO_ROOM").what)


def _unknown(_words: Wording) -> CareCard:
    return _made(translate("Gallery", "Chưa có"))


PAGE = GalleryPage(
    "care-card",
    lambda: translate("Gallery", "Thẻ an toàn"),
    (
        Sample(lambda: translate("Gallery", "Tốt"), _well, width=480),
        Sample(lambda: translate("Gallery", "Đến hạn"), _due, width=480),
        Sample(lambda: translate("Gallery", "Có lỗi"), _failed, width=480),
        Sample(lambda: translate("Gallery", "Chưa biết"), _unknown, width=480),
    ),
)
