"""What the desk's clock is worth: skew against the centre, jumps, and what a record says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dated_centre import DatedCentre, dated_centre
from station_capture import CardRead, read_card_image
from station_capture.drawn import INVENTED_PEOPLE, draw_card
from station_core.boot import Boot
from station_core.clock_watch import (
    CENTRE_CLOCK,
    CLOCK_SEEN,
    CentreClock,
    Skew,
    centre_time,
    known_skew,
    satellite_skew,
)
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.outbox import send_due
from station_core.position import PositionNote
from station_core.settings import CentreSettings, ClockSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_queue.centre_date import CentreDate
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity, open_packet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from station_queue.audit import AuditRow

IDENTITY, RECIPIENT = generate_identity()
NAME, PASSWORD = "An", "mat-khau-thu"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Clocks:
    """The two clocks of a machine: one that can be set, one that cannot."""

    wall: datetime = AT
    boot: Boot = field(default_factory=lambda: Boot("first", 1000.0))

    def now(self) -> datetime:
        return self.wall

    def since_boot(self) -> Boot:
        return self.boot

    def go_on(self, seconds: float) -> None:
        """Time passes, awake or asleep."""
        self.wall += timedelta(seconds=seconds)
        self.boot = Boot(self.boot.id, self.boot.seconds + seconds)

    def restart(self, seconds: float = 60.0) -> None:
        self.wall += timedelta(seconds=seconds)
        self.boot = Boot("second", 5.0)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def centre() -> Iterator[DatedCentre]:
    with dated_centre(lambda: AT) as server:
        yield server


@pytest.fixture
def session(tmp_path: Path, centre: DatedCentre) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url=centre.url, recipient=RECIPIENT),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=AT, cost=cost)
    return sign_in(folder, NAME, PASSWORD)


@pytest.fixture(scope="module")
def card() -> CardRead:
    return read_card_image(draw_card(INVENTED_PEOPLE[0]), today=AT.date())


def desk_of(session: Session, clocks: Clocks, position: PositionNote | None = None) -> Desk:
    return Desk(session, now=clocks.now, boot=clocks.since_boot, whereabouts=lambda _at: position)


def send(session: Session, clocks: Clocks) -> list[str]:
    report = send_due(session, now=clocks.now, boot=clocks.since_boot)
    return [failure.code for failure in report.failures]


def clock_of(session: Session, record: str) -> dict[str, Any]:
    """What the centre reads of the clock in a record."""
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    told: dict[str, Any] = json.loads(opened.parts["record.json"])["clock"]
    return told


def collect(desk: Desk, card: CardRead) -> str:
    visit = desk.begin("confirm_old_number", card, again=True)
    return desk.finish(desk.confirm_details(visit, {"old_id": "280990201"}))


def jumps(session: Session) -> list[AuditRow]:
    with session.open_store() as store:
        assert store.verify_audit().ok
        return [row for row in store.audit_rows() if row.act == "clock_jumped"]


def skew_of(session: Session, clocks: Clocks) -> Skew | None:
    with session.open_store() as store:
        return known_skew(store, clocks.now(), clocks.since_boot())


# -- skew


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(minutes=5), timedelta(hours=-7), YEAR])
def test_the_centre_s_date_tells_how_wrong_the_clock_is(
    session: Session, clocks: Clocks, ahead: timedelta
) -> None:
    clocks.wall += ahead
    assert skew_of(session, clocks) is None
    assert send(session, clocks) == []
    skew = skew_of(session, clocks)
    assert skew is not None
    assert skew.source == "centre"
    assert abs(skew.seconds - ahead.total_seconds()) <= skew.uncertainty_s == 1.0
    assert abs(skew.measured_at - AT) <= timedelta(seconds=1)
    assert skew.over(60) is (abs(ahead) > timedelta(minutes=1))


def test_a_hotel_s_sign_in_page_tells_no_time(
    session: Session, clocks: Clocks, centre: DatedCentre
) -> None:
    centre.is_portal = True
    assert send(session, clocks) == ["CAPTIVE_PORTAL"]
    assert skew_of(session, clocks) is None


def test_skew_is_known_after_the_clock_was_set_without_asking_again(
    session: Session, clocks: Clocks
) -> None:
    send(session, clocks)
    clocks.go_on(8 * 3600)
    clocks.wall += timedelta(days=3)
    skew = skew_of(session, clocks)
    assert skew is not None
    assert abs(skew.seconds - 3 * 86_400) <= skew.uncertainty_s < 5
    there = centre_time(clocks.wall, skew)
    assert there is not None
    truth = AT + timedelta(hours=8)
    assert truth - timedelta(seconds=10) <= there <= truth


def test_after_a_restart_nobody_knows(session: Session, clocks: Clocks) -> None:
    send(session, clocks)
    clocks.restart()
    assert skew_of(session, clocks) is None
    assert centre_time(clocks.wall, None) is None


def test_a_start_of_another_machine_that_has_the_same_name_is_another(
    session: Session, clocks: Clocks
) -> None:
    send(session, clocks)
    clocks.boot = Boot(clocks.boot.id, clocks.boot.seconds - 1)
    assert skew_of(session, clocks) is None


@given(
    st.floats(-1e8, 1e8), st.floats(0, 1e6), st.floats(0, 60), st.floats(0, 1), st.floats(0, 1e5)
)
def test_the_centre_s_time_is_never_told_too_late(
    ahead: float, asked: float, trip: float, share: float, later: float
) -> None:
    """Whatever share of the round trip the way there took; with a clock that drifts a little."""
    centre = 1.8e9
    told = datetime.fromtimestamp(int(centre + asked + trip * share), UTC)
    heard = CentreClock.of(CentreDate(told, asked, asked + trip), "first")
    passed = asked + trip + later
    now = datetime.fromtimestamp(centre + passed + ahead, UTC)
    there = centre_time(now, heard.skew(now, Boot("first", passed + later * 5e-5)))
    assert there is not None
    assert there.timestamp() <= centre + passed + 1e-3
    assert there.timestamp() >= centre + passed - trip - 2 - later * 2e-4 - 1e-3


def test_what_the_centre_says_is_written_only_when_it_is_news(
    session: Session, clocks: Clocks, centre: DatedCentre
) -> None:
    def kept() -> str | None:
        with session.open_store() as store:
            return store.mark(CENTRE_CLOCK)

    centre.now = clocks.now
    send(session, clocks)
    first = kept()
    assert first is not None
    clocks.go_on(15)
    send(session, clocks)
    assert kept() == first
    clocks.go_on(600)
    send(session, clocks)
    assert (second := kept()) != first
    centre.now = lambda: clocks.now() + timedelta(hours=1)  # put right at the centre
    send(session, clocks)
    assert kept() != second
    skew = skew_of(session, clocks)
    assert skew is not None
    assert skew.seconds == pytest.approx(-3600, abs=2)


def test_a_mark_that_cannot_be_read_counts_as_none(session: Session, clocks: Clocks) -> None:
    with session.open_store() as store:
        store.put_mark(CENTRE_CLOCK, "{}")
        store.put_mark(CLOCK_SEEN, "?")
    assert skew_of(session, clocks) is None
    with desk_of(session, clocks) as desk:
        assert desk.clock.look().jump_s is None
    assert jumps(session) == []


# -- jumps


@pytest.mark.parametrize("by", [31.0, -31.0, YEAR.total_seconds(), -YEAR.total_seconds()])
def test_a_jump_is_seen_and_written_down_once(session: Session, clocks: Clocks, by: float) -> None:
    with desk_of(session, clocks) as desk:
        desk.clock.look()
        clocks.go_on(45)
        clocks.wall += timedelta(seconds=by)
        assert desk.clock.look().jump_s == by
        clocks.go_on(45)
        assert desk.clock.look().jump_s == by  # it goes on to be told
    [row] = jumps(session)
    assert row.facts == {"by_s": round(by)}
    assert (row.boot, row.who) == ("first", session.person.id)


@pytest.mark.parametrize("by", [0.0, 29.0, -29.0])
def test_a_clock_that_is_put_right_by_a_little_did_not_jump(
    session: Session, clocks: Clocks, by: float
) -> None:
    with desk_of(session, clocks) as desk:
        desk.clock.look()
        clocks.wall += timedelta(seconds=by)
        assert desk.clock.look().jump_s is None
    assert jumps(session) == []


def test_a_machine_that_slept_did_not_jump(session: Session, clocks: Clocks) -> None:
    with desk_of(session, clocks) as desk:
        desk.clock.look()
        clocks.go_on(10 * 3600)
        assert desk.clock.look().jump_s is None
    assert jumps(session) == []


def test_another_place_s_hour_is_no_jump(session: Session, clocks: Clocks) -> None:
    with desk_of(session, clocks) as desk:
        desk.clock.look()
        clocks.wall = clocks.wall.astimezone(timezone(timedelta(hours=7)))
        assert desk.clock.look().jump_s is None


def test_how_much_is_a_jump_can_be_set(session: Session, clocks: Clocks) -> None:
    settings = session.settings.model_copy(update={"clock": ClockSettings(jump_s=300)})
    patient = Session(session.folder, settings, session.person, session.key)
    with desk_of(patient, clocks) as desk:
        desk.clock.look()
        clocks.wall += timedelta(seconds=299)
        assert desk.clock.look().jump_s is None
        clocks.wall += timedelta(seconds=2)  # within the minute what is small adds up
        assert desk.clock.look().jump_s == 301


@pytest.mark.parametrize(
    ("restart", "by", "seen"),
    [
        (False, 7200.0, 7200.0),
        (False, -7200.0, -7200.0),
        (True, -7200.0, -7200.0 + 45),  # so far at least: that it was off for 45 s is not known
        (True, 7200.0, None),  # it may have been off for two hours
    ],
)
def test_a_clock_set_between_two_sign_ins_is_seen(
    session: Session, clocks: Clocks, restart: bool, by: float, seen: float | None
) -> None:
    with desk_of(session, clocks) as desk:
        desk.clock.look()
    clocks.restart(45) if restart else clocks.go_on(45)
    clocks.wall += timedelta(seconds=by)
    with desk_of(session, clocks) as desk:
        assert desk.clock.look().jump_s == seen
    assert [row.facts["by_s"] for row in jumps(session)] == ([] if seen is None else [round(seen)])


def test_what_was_seen_is_written_once_a_minute(session: Session, clocks: Clocks) -> None:
    def kept() -> str | None:
        with session.open_store() as store:
            return store.mark(CLOCK_SEEN)

    with desk_of(session, clocks) as desk:
        desk.clock.look()
        first = kept()
        clocks.go_on(59)
        desk.clock.look()
        assert kept() == first
        clocks.go_on(1)
        desk.clock.look()
        assert kept() != first


# -- the record


def test_a_record_says_how_far_its_times_may_be_wrong(
    session: Session, clocks: Clocks, card: CardRead
) -> None:
    clocks.wall += timedelta(minutes=5)
    send(session, clocks)
    with desk_of(session, clocks) as desk:
        record = collect(desk, card)
    told = clock_of(session, record)
    assert told.pop("skew_s") == pytest.approx(300, abs=1)
    assert datetime.fromisoformat(told.pop("measured_at")) - AT <= timedelta(seconds=1)
    assert told == {
        "uncertainty_s": 1.0,
        "source": "centre",
        "jumped": False,
        "boot": "first",
        "since_boot_s": 1000.0,
    }


def test_without_the_centre_a_record_says_so(
    session: Session, clocks: Clocks, card: CardRead
) -> None:
    with desk_of(session, clocks) as desk:
        told = clock_of(session, collect(desk, card))
    assert (told["skew_s"], told["uncertainty_s"], told["source"]) == (None, None, None)
    assert (told["jumped"], told["boot"]) == (False, "first")


def position(skew_s: int) -> PositionNote:
    return PositionNote(
        latitude=10.77653,
        longitude=106.70098,
        quality=1,
        satellites=7,
        hdop=None,
        at=AT,
        age_s=1.0,
        clock_skew_s=skew_s,
    )


@pytest.mark.parametrize(
    ("online", "source", "skew_s"), [(False, "gps", 90.0), (True, "centre", 0)]
)
def test_the_satellites_tell_where_the_centre_was_not_heard(
    session: Session, clocks: Clocks, card: CardRead, online: bool, source: str, skew_s: float
) -> None:
    if online:
        send(session, clocks)
    with desk_of(session, clocks, position(90)) as desk:
        told = clock_of(session, collect(desk, card))
    assert told["source"] == source
    assert told["skew_s"] == pytest.approx(skew_s, abs=1)
    assert datetime.fromisoformat(told["measured_at"]) - AT <= timedelta(seconds=1)


def test_satellites_that_are_not_heard_tell_nothing() -> None:
    assert satellite_skew(None) is None


@pytest.mark.parametrize("ahead", [YEAR, -YEAR])
def test_a_clock_a_year_off_stops_nobody(
    session: Session, clocks: Clocks, card: CardRead, ahead: timedelta
) -> None:
    """It is set in the middle of a visit, too."""
    with desk_of(session, clocks) as desk:
        desk.clock.look()
        visit = desk.begin("confirm_old_number", card)
        clocks.go_on(80)
        clocks.wall += ahead
        send(session, clocks)
        record = desk.finish(desk.confirm_details(visit, {"old_id": "280990201"}))
        again = collect(desk, card)
        assert {one.record for one in desk.queue.deliveries("waiting")} == {record, again}
    for one in (record, again):
        told = clock_of(session, one)
        assert told["skew_s"] == pytest.approx(ahead.total_seconds() + 80, abs=1)
        assert told["jumped"] is True
    [row] = jumps(session)
    assert row.facts == {"by_s": round(ahead.total_seconds())}
    with session.open_store() as store:
        acts = [entry.act for entry in store.audit_rows()]
    assert acts.index("clock_jumped") < acts.index("record_queued")
