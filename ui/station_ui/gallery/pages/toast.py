"""News that go by themselves, alone and with something to undo."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.notices import Notice, Offer, Saying
from station_ui.widgets.toast import Toast
from station_ui.wording import Wording

_ALWAYS_S = 86_400.0
"""A sample stands still."""


def _nothing() -> None:
    """A sample does nothing."""


def _toast(words: str, offer: Offer | None = None) -> Toast:
    toast = Toast()
    toast.show_notice(Notice("good", lambda: Saying(words), _ALWAYS_S, offer))
    return toast


def _done(_words: Wording) -> Toast:
    return _toast(translate("Gallery", "Đã xong, hồ sơ đã vào hàng chờ gửi."))


def _paused(who: str) -> Toast:
    told = translate("Gallery", "Đã tạm dừng lượt của {0}.")
    offer = Offer(lambda: translate("Gallery", "Làm tiếp"), _nothing, "undo-2")
    return _toast(told.format(people()[who]["full_name"]), offer)


PAGE = GalleryPage(
    "toast",
    lambda: translate("Gallery", "Tin ngắn"),
    (
        Sample(lambda: translate("Gallery", "Đã xong"), _done, width=560, wide=True),
        Sample(
            lambda: translate("Gallery", "Làm lại được"),
            lambda _words: _paused("usual"),
            width=560,
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Dài nhất"),
            lambda _words: _paused("longest"),
            width=560,
            wide=True,
        ),
    ),
)
