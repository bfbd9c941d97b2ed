"""The ten-finger map in every state of its fingers."""

from collections.abc import Mapping

from station_core.finger import FINGERS, FingerNote
from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.widgets.finger_map import FingerMap
from station_ui.wording import Wording

_NARROW = 272
_SOME = {
    1: FingerNote(outcome="taken", quality=86),
    2: FingerNote(outcome="taken", quality=64),
    3: FingerNote(outcome="missing", reason="bandaged"),
    4: FingerNote(outcome="taken"),
    6: FingerNote(outcome="taken", quality=31, below=True),
}
_EVERY = {position: FingerNote(outcome="taken", quality=70 + position) for position in FINGERS}


def _map(wanted: tuple[int, ...], notes: Mapping[int, FingerNote], current: int | None) -> Build:
    def build(words: Wording) -> FingerMap:
        fingers = FingerMap(words)
        fingers.show_fingers(wanted, notes, current)
        return fingers

    return build


PAGE = GalleryPage(
    "finger-map",
    lambda: translate("Gallery", "Mười ngón tay"),
    (
        Sample(
            lambda: translate("Gallery", "Đang lấy ngón thứ năm"),
            _map(tuple(FINGERS), _SOME, 5),
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Đủ mười ngón"),
            _map(tuple(FINGERS), _EVERY, None),
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Chỉ cần hai ngón trỏ"), _map((2, 7), {}, 2), wide=True
        ),
        Sample(
            lambda: translate("Gallery", "Chưa lấy ngón nào, ít chỗ"),
            _map(tuple(FINGERS), {}, None),
            width=_NARROW,
        ),
    ),
)
