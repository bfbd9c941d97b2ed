"""The clock in the status bar: what it says when it is wrong, and that the work goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dated_centre import dated_centre
from station_capture import format_card
from station_capture.drawn import INVENTED_PEOPLE
from station_core.clock import local_now
from station_core.settings import CentreSettings, load_settings, save_settings
from station_core.signin import sign_in
from station_core.visit import Step, Visit
from station_devices.emulator import serve_tcp
from station_devices.emulator.gps import GpsModule, GpsSettings
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dated_centre import DatedCentre
    from station_core.clock_note import ClockNote
    from station_core.folder import DeskFolder

CARD = next(card for card in INVENTED_PEOPLE if card.old_id)
GO_ON = "Cứ thu nhận tiếp"


@dataclass
class Clock:
    """The clock of this computer, set ahead."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return local_now() + self.ahead


class Chip(NamedTuple):
    """What the status bar says of the time; without the time itself at its beginning."""

    tone: str
    word: str
    what: str
    next: str


def chip(desk: Operator) -> Chip:
    standing = desk.place.status.clock.standing
    return Chip(standing.tone, standing.word[len("00:00") :], standing.why.what, standing.why.next)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre() -> Iterator[DatedCentre]:
    with dated_centre(lambda: datetime.now(UTC)) as server:
        yield server


@pytest.fixture
def folder(make_folder: Maker) -> DeskFolder:
    return make_folder(camera="khong-co.avi")


def linked(folder: DeskFolder, centre: DatedCentre) -> DeskFolder:
    """The desk with its cable in."""
    settings = load_settings(folder.settings)
    there = CentreSettings(url=centre.url, recipient=settings.centre.recipient)
    save_settings(folder.settings, settings.model_copy(update={"centre": there}))
    return folder


def at_work(desk: Operator) -> Operator:
    desk.start("confirm_old_number")
    return desk


def finished(desk: Operator, folder: DeskFolder) -> ClockNote | None:
    """Finish a visit by hand; what it says of the clock."""
    records: list[str] = []
    desk.place.visit.flow.finished.connect(records.append)
    desk.place._work.scans.take_bytes(format_card(CARD).encode())
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: records)
    with sign_in(folder, NAME, PASSWORD).open_store() as store:
        return Visit.model_validate_json(store.visit(records[0]).document).clock


@pytest.mark.parametrize(
    ("ahead", "word", "what"),
    [
        (timedelta(minutes=5), ", nhanh 5 phút", "nhanh 5 phút so với trung tâm"),
        (timedelta(hours=-7), ", chậm 7 giờ", "chậm 7 giờ so với trung tâm"),
        (timedelta(days=365), ", nhanh 365 ngày", "nhanh 365 ngày so với trung tâm"),
    ],
)
def test_a_clock_that_is_wrong_by_the_centre_is_told_and_stops_nobody(
    open_desk: Opener,
    folder: DeskFolder,
    centre: DatedCentre,
    clock: Clock,
    ahead: timedelta,
    word: str,
    what: str,
) -> None:
    clock.ahead = ahead
    desk = at_work(open_desk(linked(folder, centre), clock))
    desk.wait(lambda: chip(desk).tone == "warn")
    told = chip(desk)
    assert told.word == word
    assert what in told.what
    assert GO_ON in told.next
    note = finished(desk, folder)
    assert note is not None
    assert note.skew_s == pytest.approx(ahead.total_seconds(), abs=3)
    assert (note.source, note.jumped) == ("centre", False)


def test_it_is_told_in_english_too(
    open_desk: Opener, folder: DeskFolder, centre: DatedCentre, clock: Clock
) -> None:
    clock.ahead = timedelta(minutes=-5)
    desk = at_work(open_desk(linked(folder, centre), clock))
    desk.wait(lambda: chip(desk).tone == "warn")
    desk.language.switch("en")
    desk.wait(lambda: chip(desk).word == ", 5 minutes slow")
    assert chip(desk).what == "This machine's clock is 5 minutes behind the centre's."


def test_a_clock_that_is_right_says_the_time_alone(
    open_desk: Opener, folder: DeskFolder, centre: DatedCentre, clock: Clock
) -> None:
    clock.ahead = timedelta(seconds=40)
    desk = at_work(open_desk(linked(folder, centre), clock))
    desk.wait(lambda: desk.place._work.clock.skew is not None)
    assert chip(desk)[:2] == ("neutral", "")


def test_a_clock_that_is_set_while_somebody_works_is_told(
    open_desk: Opener, folder: DeskFolder, clock: Clock
) -> None:
    desk = at_work(open_desk(folder, clock))
    watch = desk.place._work.clock
    clock.ahead = timedelta(hours=-2)  # after the first look, which was asked before the figures
    watch.look()
    desk.wait(lambda: chip(desk).tone == "warn")
    told = chip(desk)
    assert told.word == ", giờ bị đổi"
    assert "lùi lại 2 giờ" in told.what
    assert GO_ON in told.next
    note = finished(desk, folder)
    assert note is not None
    assert (note.skew_s, note.jumped) == (None, True)


def test_a_clock_that_was_put_right_is_no_longer_called_wrong(
    open_desk: Opener, folder: DeskFolder, centre: DatedCentre, clock: Clock
) -> None:
    clock.ahead = timedelta(hours=3)
    desk = at_work(open_desk(linked(folder, centre), clock))
    watch = desk.place._work.clock
    desk.wait(lambda: chip(desk).tone == "warn")
    clock.ahead = timedelta()
    watch.look()
    desk.wait(lambda: chip(desk).tone == "neutral")
    assert watch.view.jump_s == pytest.approx(-3 * 3600, abs=1)


def test_the_satellites_are_asked_where_the_centre_is_away(
    open_desk: Opener, make_folder: Maker, clock: Clock
) -> None:
    clock.ahead = timedelta(minutes=90)
    module = GpsModule(GpsSettings(10.7, 106.7, every_s=0.05), lambda: datetime.now(UTC))
    with serve_tcp(0, module, baud=None) as receiver:
        folder = make_folder(camera="khong-co.avi", gps=receiver.address)
        desk = at_work(open_desk(folder, clock))
        desk.wait(lambda: chip(desk).tone == "warn")
        assert "nhanh 2 giờ so với vệ tinh GPS" in chip(desk).what
        note = finished(desk, folder)
    assert note is not None
    assert note.source == "gps"
    assert note.skew_s == pytest.approx(5400, abs=3)


def test_a_full_disk_keeps_a_look_from_nobody(
    open_desk: Opener, folder: DeskFolder, clock: Clock
) -> None:
    desk = at_work(open_desk(folder, clock))
    desk.disk.full = True
    failed: list[object] = []
    desk.place._work.clock.failed.connect(failed.append)
    desk.place._work.clock.look()
    desk.wait(lambda: failed)
    assert desk.place.notices.card.isHidden()
    desk.disk.full = False
