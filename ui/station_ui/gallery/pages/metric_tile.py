"""Figures: alone, with a state, with a line below, in a line that adds up."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.tokens import Space, Tone
from station_ui.widgets.metric_line import MetricLine
from station_ui.widgets.metric_tile import MetricTile, Size
from station_ui.widgets.part import Part, column, framed
from station_ui.wording import Wording

_SUM = (
    ("created", 1284),
    ("in_progress", 2),
    ("waiting", 12),
    ("sending", 1),
    ("delivered", 40),
    ("accepted", 1225),
    ("rejected", 1),
    ("cancelled", 3),
)


def _tile(
    number: int | None,
    label: str,
    *,
    tone: Tone = "neutral",
    detail: str = "",
    size: Size = "display",
    framed: bool = True,
) -> MetricTile:
    tile = MetricTile(size, framed=framed)
    tile.show_number(number, tone)
    tile.show_label(label)
    tile.show_detail(detail)
    return tile


def _usual(_words: Wording) -> Part:
    return _tile(64, translate("Gallery", "Hồ sơ hôm nay"))


def _good(_words: Wording) -> Part:
    detail = translate("Gallery", "{0} hồ sơ hơn hôm qua").format(8)
    return _tile(64, translate("Gallery", "Hồ sơ hôm nay"), tone="good", detail=detail)


def _warned(_words: Wording) -> Part:
    detail = translate("Gallery", "Lâu nhất từ hôm qua")
    return _tile(12, translate("Gallery", "Hồ sơ chờ gửi"), tone="warn", detail=detail)


def _bad(_words: Wording) -> Part:
    detail = translate("Gallery", "Xem lý do trong danh sách.")
    return _tile(1, translate("Gallery", "Bị trả lại"), tone="bad", detail=detail)


def _unknown(_words: Wording) -> Part:
    return _tile(None, translate("Gallery", "Hồ sơ hôm nay"))


def _longest(_words: Wording) -> Part:
    return _tile(1_234_567, translate("Gallery", "Hồ sơ đã tới trung tâm, chờ trả lời"))


def _sum(words: Wording) -> Part:
    tiles = [_tile(_SUM[0][1], translate("Gallery", "Đã bắt đầu"), size="hero", framed=False)]
    tiles += [
        _tile(number, words.word("state", state), size="hero", framed=False)
        for state, number in _SUM[1:]
    ]
    line = column(MetricLine(tiles, adding_up=True), margins=Space.LARGE)
    return framed(line, "card")


PAGE = GalleryPage(
    "metric-tile",
    lambda: translate("Gallery", "Số liệu"),
    (
        Sample(lambda: translate("Gallery", "Bình thường"), _usual, width=256),
        Sample(lambda: translate("Gallery", "Tốt"), _good, width=256),
        Sample(lambda: translate("Gallery", "Cần để ý"), _warned, width=256),
        Sample(lambda: translate("Gallery", "Có lỗi"), _bad, width=256),
        Sample(lambda: translate("Gallery", "Chưa biết"), _unknown, width=256),
        Sample(lambda: translate("Gallery", "Dài nhất"), _longest, width=320),
        Sample(lambda: translate("Gallery", "Một dòng cộng lại"), _sum, wide=True),
    ),
)
