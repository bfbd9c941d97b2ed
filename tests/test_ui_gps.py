"""A GPS receiver while somebody works: how it stands, cables in and out, and what a record says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from station_capture import format_card
from station_core.clock import local_now
from station_core.position import OLDEST, PositionNote
from station_core.signin import sign_in
from station_core.visit import Step, Visit
from station_devices.emulator import serve_tcp
from station_devices.emulator.gps import GpsModule, GpsSettings
from window_operator import CARD, NAME, PASSWORD, Maker, Opener, Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from structlog.typing import EventDict

    from station_core.clock import Clock as AnyClock
    from station_core.folder import DeskFolder
    from station_devices.emulator.serving import EmulatorServer

    Receiver = Callable[..., EmulatorServer]
    Opening = Callable[..., tuple[Operator, DeskFolder]]

PLACE = (10.77653, 106.70098)
WITH_OLD_NUMBER = replace(CARD, old_id="023456789")


@dataclass
class Clock:
    """The clock of this computer, set ahead."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return local_now() + self.ahead


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Starts an emulated receiver."""
    started: list[EmulatorServer] = []

    def start(*faults: str, behind: timedelta = timedelta()) -> EmulatorServer:
        settings = GpsSettings(*PLACE, every_s=0.05, faults=frozenset(faults))
        module = GpsModule(settings, lambda: datetime.now(UTC) - behind)
        started.append(serve_tcp(0, module, baud=None))
        return started[-1]

    yield start
    for server in started:
        server.stop()


class Chip(NamedTuple):
    """What the status bar says of the receiver."""

    tone: str
    word: str
    what: str
    next: str


def chip(desk: Operator) -> Chip:
    standing = desk.place.status.gps.standing
    return Chip(standing.tone, standing.word, standing.why.what, standing.why.next)


@pytest.fixture
def open_with(open_desk: Opener, make_folder: Maker) -> Opening:
    def open_(address: str, now: AnyClock = local_now) -> tuple[Operator, DeskFolder]:
        folder = make_folder(camera="khong-co.avi", gps=address)
        desk = open_desk(folder, now)
        desk.start("confirm_old_number")
        return desk, folder

    return open_


def stamped(desk: Operator, folder: DeskFolder) -> PositionNote | None:
    """Finish a visit; what it says of the place."""
    finished: list[str] = []
    desk.place.visit.flow.finished.connect(finished.append)
    desk.place._work.scans.take_bytes(format_card(WITH_OLD_NUMBER).encode())
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: finished)
    with sign_in(folder, NAME, PASSWORD).open_store() as store:
        return Visit.model_validate_json(store.visit(finished[0]).document).position


def test_a_position_is_told_and_stands_in_the_record(
    open_with: Opening, receiver: Receiver, logged: list[EventDict]
) -> None:
    desk, folder = open_with(receiver().address)
    desk.wait(lambda: chip(desk).tone == "good")
    assert chip(desk).word == "GPS"
    position = stamped(desk, folder)
    assert position is not None
    assert (position.latitude, position.longitude) == PLACE
    assert (position.quality, position.satellites) == (1, 7)
    assert abs(position.clock_skew_s) < 60
    assert not [entry for entry in logged if "10.77" in str(entry) or "106.7" in str(entry)]


def test_without_a_position_the_record_says_none(open_with: Opening, receiver: Receiver) -> None:
    desk, folder = open_with(receiver("no_fix").address)
    desk.wait(lambda: "7" in chip(desk).what)  # satellites in view
    assert (chip(desk).tone, chip(desk).word) == ("neutral", "Chờ GPS")
    assert chip(desk).next
    assert stamped(desk, folder) is None


def test_a_position_that_is_too_old_is_not_told(open_with: Opening, receiver: Receiver) -> None:
    clock = Clock()
    server = receiver()
    desk, folder = open_with(server.address, clock)
    desk.wait(lambda: chip(desk).tone == "good")
    server.unplug()
    desk.wait(lambda: chip(desk).tone == "warn")
    clock.ahead = OLDEST + timedelta(seconds=1)
    assert stamped(desk, folder) is None


def test_the_last_position_still_counts_for_some_minutes(
    open_with: Opening, receiver: Receiver
) -> None:
    clock = Clock()
    server = receiver()
    desk, folder = open_with(server.address, clock)
    desk.wait(lambda: chip(desk).tone == "good")
    server.unplug()
    desk.wait(lambda: chip(desk).tone == "warn")
    clock.ahead = OLDEST / 2
    position = stamped(desk, folder)
    assert position is not None
    assert position.age_s == pytest.approx(OLDEST.total_seconds() / 2, abs=60)


def test_a_cable_that_is_pulled_and_put_back(open_with: Opening, receiver: Receiver) -> None:
    server = receiver()
    desk, _ = open_with(server.address)
    desk.wait(lambda: chip(desk).tone == "good")
    server.unplug()
    desk.wait(lambda: chip(desk).tone == "warn")
    assert chip(desk).word == "Mất GPS"
    assert chip(desk).next
    server.plug()
    desk.wait(lambda: chip(desk).tone == "good")


def test_a_receiver_that_makes_no_sense_is_told(open_with: Opening, receiver: Receiver) -> None:
    desk, _ = open_with(receiver("bad_checksum").address)
    desk.wait(lambda: chip(desk).tone == "warn")
    assert desk.place.status.gps.standing.why.code == "GPS_GARBLED"


def test_clocks_that_differ_are_told_and_recorded(open_with: Opening, receiver: Receiver) -> None:
    desk, folder = open_with(receiver(behind=timedelta(hours=7)).address)
    desk.wait(lambda: chip(desk).tone == "warn")
    assert chip(desk).word == "GPS khác giờ máy"
    assert chip(desk).next
    position = stamped(desk, folder)
    assert position is not None
    assert position.clock_skew_s == pytest.approx(7 * 3600, abs=60)


def test_a_desk_without_a_receiver_says_nothing_of_it(open_with: Opening) -> None:
    desk, folder = open_with("")
    assert desk.place.status.gps.isHidden()
    assert stamped(desk, folder) is None
