"""The step rail at every point of a visit."""

from station_core.visit import Step
from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.tokens import Space
from station_ui.widgets.part import Part, framed, row
from station_ui.widgets.step_rail import StepRail
from station_ui.wording import Wording

_ALL = tuple(step for step in Step if step is not Step.QUEUED)
_HEIGHT = 340


def _rail(
    current: Step, done: int, count: str, *, steps: tuple[Step, ...] = _ALL, enabled: bool = True
) -> Build:
    def build(_words: Wording) -> Part:
        rail = StepRail()
        rail.show_steps(steps, frozenset(_ALL[:done]), current, {Step.FINGERPRINTS: count})
        rail.setEnabled(enabled)
        return framed(row(rail, None, gap=Space.NONE))

    return build


PAGE = GalleryPage(
    "step-rail",
    lambda: translate("Gallery", "Các bước"),
    (
        Sample(
            lambda: translate("Gallery", "Giữa lượt"),
            _rail(Step.FINGERPRINTS, 3, "3/10"),
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Vừa bắt đầu"),
            _rail(Step.DETAILS, 1, "0/10"),
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Xem lại bước đã xong"),
            _rail(Step.DETAILS, 4, "10/10"),
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Thủ tục ít bước"),
            _rail(Step.REVIEW, 2, "", steps=(Step.SCAN, Step.DETAILS, Step.REVIEW)),
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Đang hỏi lý do, chưa bấm được"),
            _rail(Step.FINGERPRINTS, 3, "3/10", enabled=False),
            height=_HEIGHT,
        ),
    ),
)
