"""Charts: a day by its hours, a month by its days, nothing yet."""

from typing import Final

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.chart_card import Bar, ChartCard
from station_ui.wording import Wording

_HOURS: Final = (3, 11, 14, 12, 0, 9, 13, 12, 8, 2)
_WEEK: Final = (64, 71, 58, 80, 77, 12, 0)
_DAYS: Final = (*_WEEK, *_WEEK, *_WEEK, 72, 700, 75)


def _by_hour(_words: Wording) -> ChartCard:
    card = ChartCard()
    card.show_words(
        translate("Gallery", "Lượt theo giờ"), translate("Gallery", "Đông nhất lúc 9 giờ.")
    )
    card.show_bars([Bar(str(7 + at), figure) for at, figure in enumerate(_HOURS)])
    return card


def _by_day(_words: Wording) -> ChartCard:
    card = ChartCard()
    card.show_words(translate("Gallery", "Lượt theo ngày"))
    card.show_bars([Bar(str(1 + at), figure) for at, figure in enumerate(_DAYS)])
    return card


def _empty(_words: Wording) -> ChartCard:
    card = ChartCard()
    card.show_words(translate("Gallery", "Lượt theo giờ"))
    card.empty.show_words(translate("Gallery", "Hôm nay chưa có lượt nào"), "")
    card.show_bars([])
    return card


PAGE = GalleryPage(
    "chart-card",
    lambda: translate("Gallery", "Biểu đồ"),
    (
        Sample(lambda: translate("Gallery", "Theo giờ"), _by_hour, width=376),
        Sample(lambda: translate("Gallery", "Chưa có gì"), _empty, width=376),
        Sample(lambda: translate("Gallery", "Theo ngày"), _by_day, wide=True),
    ),
)
