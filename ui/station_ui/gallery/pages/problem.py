"""What went wrong, right where it is mended."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.problem import Problem
from station_ui.wording import Wording


def _wrong(words: Wording) -> Problem:
    saying = words.coded("SIGN_IN_WRONG")
    problem = Problem()
    problem.show_problem(
        saying.what, saying.next, translate("Gallery", "Mã: {0}").format(saying.code)
    )
    return problem


def _short(words: Wording) -> Problem:
    problem = Problem("warn")
    problem.show_problem(words.coded("SIGN_IN_WRONG").what)
    return problem


PAGE = GalleryPage(
    "problem",
    lambda: translate("Gallery", "Lỗi tại chỗ"),
    (
        Sample(lambda: translate("Gallery", "Có việc cần làm"), _wrong, width=408),
        Sample(lambda: translate("Gallery", "Chỉ một câu"), _short, width=408),
    ),
)
