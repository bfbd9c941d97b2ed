"""What went wrong, right where it is mended."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.tokens import Tone
from station_ui.widgets.part import Part, framed, row
from station_ui.widgets.problem import Problem
from station_ui.wording import Wording


def _made(state: Tone) -> tuple[Problem, Part]:
    """A problem, and the place it has on a screen."""
    problem = Problem(state)
    problem.setFixedWidth(408)
    return problem, framed(row(problem, None))


def _wrong(words: Wording) -> Part:
    saying = words.coded("SIGN_IN_WRONG")
    problem, shown = _made("bad")
    problem.show_problem(
        saying.what, saying.next, translate("Gallery", "Mã: {0}").format(saying.code)
    )
    return shown


def _short(words: Wording) -> Part:
    problem, shown = _made("warn")
    problem.show_problem(words.coded("SIGN_IN_WRONG").what)
    return shown


PAGE = GalleryPage(
    "problem",
    lambda: translate("Gallery", "Lỗi tại chỗ"),
    (
        Sample(lambda: translate("Gallery", "Có việc cần làm"), _wrong),
        Sample(lambda: translate("Gallery", "Chỉ một câu"), _short),
    ),
)
