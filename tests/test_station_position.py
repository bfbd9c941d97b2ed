"""How old a position is, by two clocks, and what a record says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_core.position import CLOCK_SLACK, OLDEST, HeardFix, PositionNote
from station_core.visit import Visit
from station_devices import Fix

AT = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
FIX = Fix(10.7765333, 106.7009821, AT, 1, None, None)
HEARD = HeardFix(FIX, AT + timedelta(seconds=1), 500.0)
SECONDS = st.floats(0, 10 * OLDEST.total_seconds())


@given(SECONDS, SECONDS)
def test_a_position_is_as_old_as_the_older_clock_says(by_desk: float, by_itself: float) -> None:
    note = HEARD.note(HEARD.heard_at + timedelta(seconds=by_desk), 500.0 + by_itself)
    age_s = max(by_desk, by_itself)
    if age_s <= OLDEST.total_seconds() - 0.1:
        assert note is not None
        assert note.age_s == pytest.approx(age_s, abs=0.1)
    if age_s >= OLDEST.total_seconds() + 0.1:
        assert note is None


def test_a_clock_put_back_makes_no_position_young() -> None:
    assert HEARD.note(AT - timedelta(days=1), 500.0 + OLDEST.total_seconds() + 1) is None


def test_a_computer_that_slept_has_no_position() -> None:
    assert HEARD.note(AT + timedelta(hours=8), 501.0) is None


@pytest.mark.parametrize(
    ("ahead", "wrong"),
    [
        (timedelta(seconds=2), False),
        (CLOCK_SLACK, False),
        (CLOCK_SLACK + timedelta(seconds=1), True),
        (-CLOCK_SLACK - timedelta(seconds=1), True),
        (timedelta(weeks=1024), True),
    ],
)
def test_a_desk_s_clock_is_held_against_the_satellites(ahead: timedelta, wrong: bool) -> None:
    heard = HeardFix(FIX, AT + ahead, 0.0)
    assert heard.clock_is_wrong is wrong
    assert heard.told().clock_skew_s == ahead.total_seconds()


def test_a_visit_keeps_its_position_over_a_restart() -> None:
    visit = Visit(id="1", procedure="exchange", operator="An", started_at=AT)
    placed = visit.with_position(HEARD.told(3.0))
    assert Visit.model_validate_json(placed.model_dump_json()) == placed
    assert placed.position == PositionNote(
        latitude=10.77653,
        longitude=106.70098,
        quality=1,
        satellites=None,
        hdop=None,
        at=AT,
        age_s=3.0,
        clock_skew_s=1,
    )
    assert placed.with_position(None) == visit
