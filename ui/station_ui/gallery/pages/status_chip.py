"""Chips of the status bar in every tone, and what stands behind them."""

from collections.abc import Callable

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.icon import Icon
from station_ui.notices import Offer, Saying
from station_ui.tokens import Tone
from station_ui.widgets.standing_panel import StandingPanel
from station_ui.widgets.status_chip import Standing, StatusChip
from station_ui.wording import Wording


def _nothing() -> None:
    """A sample does nothing."""


def _good() -> Standing:
    why = Saying(translate("Gallery", "Máy ảnh đang chạy."))
    return Standing("good", "camera", translate("Gallery", "Máy ảnh"), why)


def _offline() -> Standing:
    why = Saying(
        translate("Gallery", "Mất mạng hoặc trung tâm không trả lời. Hồ sơ vẫn chờ gửi."),
        translate("Gallery", "Cứ thu nhận tiếp; hồ sơ tự gửi khi có mạng."),
        "CENTRE_UNREACHABLE",
    )
    offer = Offer(lambda: translate("Gallery", "Gửi ngay"), _nothing, "send")
    return Standing("warn", "wifi-off", translate("Gallery", "Mất mạng"), why, offer)


def _chip(tone: Tone, icon: Icon, word: Callable[[], str]) -> Build:
    def build(_words: Wording) -> StatusChip:
        chip = StatusChip()
        chip.stand(Standing(tone, icon, word(), Saying("")))
        return chip

    return build


def _folded(_words: Wording) -> StatusChip:
    chip = StatusChip()
    chip.stand(_good())
    chip.fold(True)
    return chip


def _panel(standing: Standing) -> StandingPanel:
    panel = StandingPanel()
    panel.stand(standing)
    return panel


PAGE = GalleryPage(
    "status_chip",
    lambda: translate("Gallery", "Ô tình trạng"),
    (
        Sample(
            lambda: translate("Gallery", "Ổn"),
            _chip("good", "wifi", lambda: translate("Gallery", "Có mạng")),
        ),
        Sample(
            lambda: translate("Gallery", "Chưa rõ"),
            _chip("neutral", "wifi", lambda: translate("Gallery", "Chưa rõ mạng")),
        ),
        Sample(
            lambda: translate("Gallery", "Đang làm"),
            _chip("accent", "cloud-upload", lambda: translate("Gallery", "Đang gửi")),
        ),
        Sample(
            lambda: translate("Gallery", "Cần để ý"),
            _chip("warn", "wifi-off", lambda: translate("Gallery", "Mất mạng")),
        ),
        Sample(
            lambda: translate("Gallery", "Hỏng"),
            _chip("bad", "camera-off", lambda: translate("Gallery", "Mất máy ảnh")),
        ),
        Sample(lambda: translate("Gallery", "Ít chỗ, chỉ còn hình"), _folded),
        Sample(
            lambda: translate("Gallery", "Lý do khi ổn"), lambda _words: _panel(_good()), width=352
        ),
        Sample(
            lambda: translate("Gallery", "Lý do, việc nên làm và mã"),
            lambda _words: _panel(_offline()),
            width=352,
            height=240,
        ),
    ),
)
