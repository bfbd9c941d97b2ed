"""Where notices and news stand: over the foot of a page, above its actions."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.notices import Notice, Saying
from station_ui.tokens import Space
from station_ui.widgets.notice_host import NoticeHost
from station_ui.widgets.part import Part, column, text
from station_ui.wording import Wording

_HIGH = 420
_ALWAYS_S = 86_400.0
"""A sample stands still."""


class _Content(Part):
    """A page with notices over it."""

    def __init__(self, words: Wording) -> None:
        super().__init__("card")
        lead = text("lead")
        lead.setText(translate("Gallery", "Trang đang làm việc không xê dịch."))
        self.setLayout(column(lead, None, margins=Space.GROUP))
        self.host = NoticeHost(self)
        done = translate("Gallery", "Đã xong, hồ sơ đã vào hàng chờ gửi.")
        self.host.show_news(Notice("good", lambda: Saying(done), _ALWAYS_S))
        self.host.show_notice(Notice("bad", lambda: words.coded("CAMERA_LOST")))


PAGE = GalleryPage(
    "notice_host",
    lambda: translate("Gallery", "Chỗ hiện thông báo"),
    (
        Sample(
            lambda: translate("Gallery", "Tin ngắn và lỗi cùng lúc"),
            _Content,
            height=_HIGH,
            wide=True,
        ),
    ),
)
