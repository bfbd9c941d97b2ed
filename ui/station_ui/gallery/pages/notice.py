"""Notices in every tone: what happened, what to do next, the code."""

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.notices import Notice, Offer, Saying
from station_ui.widgets.notice import NoticeCard
from station_ui.wording import Wording


def _nothing() -> None:
    """A sample does nothing."""


def _card(notice: Notice) -> NoticeCard:
    card = NoticeCard()
    card.show_notice(notice)
    return card


def _coded(code: str) -> Build:
    def build(words: Wording) -> NoticeCard:
        return _card(Notice("bad", lambda: words.coded(code)))

    return build


def _information(_words: Wording) -> NoticeCard:
    told = translate("Gallery", "Đang mở lại máy ảnh. Ảnh đã chụp vẫn còn.")
    return _card(Notice("neutral", lambda: Saying(told)))


def _warning(words: Wording) -> NoticeCard:
    offer = Offer(lambda: translate("Gallery", "Gửi ngay"), _nothing, "send")
    return _card(Notice("warn", lambda: words.coded("CENTRE_REFUSED_AUTH"), offer=offer))


def _longest(_words: Wording) -> NoticeCard:
    person = people()["longest"]
    told = translate("Gallery", "Chưa lưu được thông tin của {0}, địa chỉ {1}.")
    saying = Saying(
        told.format(person["full_name"], person["address"]),
        translate("Gallery", "Giữ nguyên màn hình và báo kỹ thuật kèm mã lỗi."),
        "STORE_READ_ONLY",
    )
    return _card(Notice("bad", lambda: saying))


PAGE = GalleryPage(
    "notice",
    lambda: translate("Gallery", "Thông báo"),
    (
        Sample(lambda: translate("Gallery", "Cho biết"), _information, wide=True),
        Sample(lambda: translate("Gallery", "Cần để ý, có việc nên làm"), _warning, wide=True),
        Sample(lambda: translate("Gallery", "Lỗi"), _coded("CAMERA_LOST"), wide=True),
        Sample(lambda: translate("Gallery", "Dài nhất"), _longest, wide=True),
    ),
)
