"""A short table of counts: as usual, with long names and large counts, with no line."""

from typing import Final

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.figure_table import FigureLine, FigureTable
from station_ui.wording import Wording

_STATES: Final = (
    *("in_progress", "waiting", "sending", "delivered"),
    *("accepted", "rejected", "cancelled"),
)


def _table(words: Wording, *lines: FigureLine) -> FigureTable:
    table = FigureTable()
    heads = [translate("Gallery", "Thủ tục"), translate("Gallery", "Đã bắt đầu")]
    heads += [words.word("state", state) for state in _STATES]
    sums = [sum(line.figures[at] for line in lines) for at in range(len(heads) - 1)]
    table.show_lines(heads, lines, FigureLine(translate("Gallery", "Cộng"), sums))
    return table


def _usual(words: Wording) -> FigureTable:
    return _table(
        words,
        FigureLine(translate("Gallery", "Cấp đổi thẻ"), (41, 1, 6, 1, 12, 20, 1, 0)),
        FigureLine(translate("Gallery", "Xác nhận số CMND cũ"), (23, 0, 4, 0, 7, 12, 0, 0)),
    )


def _longest(words: Wording) -> FigureTable:
    name = translate("Gallery", "Cấp lại thẻ bị mất, bị hỏng không còn đọc được hoặc đã quá hạn")
    figures = (248_320, 12, 1_204, 1, 4_410, 242_113, 560, 20)
    return _table(words, FigureLine(name, figures))


def _empty(words: Wording) -> FigureTable:
    return _table(words)


PAGE = GalleryPage(
    "figure-table",
    lambda: translate("Gallery", "Bảng số liệu"),
    (
        Sample(lambda: translate("Gallery", "Bình thường"), _usual, wide=True),
        Sample(lambda: translate("Gallery", "Dài nhất"), _longest, wide=True),
        Sample(lambda: translate("Gallery", "Chưa có gì"), _empty, wide=True),
    ),
)
