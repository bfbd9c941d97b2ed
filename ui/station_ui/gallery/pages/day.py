"""Between citizens: the day's figures, the last citizens, and the visits that wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.day_glance import DayGlance
from station_ui.widgets.unfinished_list import OpenVisit, UnfinishedList
from station_ui.wording import Wording

_NOW = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=7)))
_WIDTH = 272


@dataclass(frozen=True)
class _Served:
    name: str
    state: str
    at: datetime


def _day(done: int, *served: _Served) -> Build:
    def build(words: Wording) -> DayGlance:
        day = DayGlance(words)
        day.show_day(done, 100.0 if done else None, served)
        return day

    return build


def _served(who: str, state: str, minutes: int) -> _Served:
    return _Served(people()[who]["full_name"], state, _NOW - timedelta(minutes=minutes))


def _unfinished(_words: Wording) -> UnfinishedList:
    waiting = UnfinishedList()
    waiting.show_visits(
        [
            OpenVisit("1", people()["usual"]["full_name"], _NOW),
            OpenVisit("2", people()["longest"]["full_name"], _NOW - timedelta(minutes=9)),
            OpenVisit("3", "", _NOW - timedelta(minutes=20)),
        ]
    )
    return waiting


PAGE = GalleryPage(
    "day",
    lambda: translate("Gallery", "Trong ngày"),
    (
        Sample(
            lambda: translate("Gallery", "Giữa ngày"),
            _day(
                127,
                _served("usual", "waiting", 2),
                _served("longest", "rejected", 4),
                _served("usual", "accepted", 7),
            ),
            width=_WIDTH,
        ),
        Sample(lambda: translate("Gallery", "Lượt đầu tiên của ngày"), _day(0), width=_WIDTH),
        Sample(lambda: translate("Gallery", "Lượt chưa xong"), _unfinished, width=_WIDTH),
    ),
)
