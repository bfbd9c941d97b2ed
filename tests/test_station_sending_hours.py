"""The hours of sending: over midnight, at their edges, and when they begin again."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_core.sending_hours import checked_hours, next_opening, within

TIMES = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 28, hour, minute).astimezone()


@pytest.mark.parametrize(
    ("hours", "now", "inside"),
    [
        ("", at(3), True),
        ("08:00-17:00", at(8), True),
        ("08:00-17:00", at(16, 59), True),
        ("08:00-17:00", at(17), False),
        ("18:00-06:00", at(23), True),
        ("18:00-06:00", at(5, 59), True),
        ("18:00-06:00", at(6), False),
        ("18:00-06:00", at(12), False),
    ],
)
def test_the_beginning_counts_and_the_end_does_not(
    hours: str, now: datetime, *, inside: bool
) -> None:
    assert within(hours, now) is inside


@pytest.mark.parametrize("text", ["18:00", "18:00-18:00", "24:00-06:00", "6:00-18:00", "a", " "])
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is for the settings' reader
        checked_hours(text)


@given(begins=TIMES, ends=TIMES, now=MOMENTS)
def test_sending_begins_again_within_a_day_and_not_before_it_may(
    begins: time, ends: time, now: datetime
) -> None:
    hours = f"{begins:%H:%M}-{ends:%H:%M}"
    if begins == ends:
        return
    opens = next_opening(hours, now)
    assert within(hours, opens)
    assert now <= opens <= now + timedelta(days=1)
    if opens > now:
        assert not within(hours, opens - timedelta(microseconds=1))


@given(begins=TIMES, ends=TIMES, now=MOMENTS)
def test_it_is_time_by_one_span_or_by_the_rest_of_the_day(
    begins: time, ends: time, now: datetime
) -> None:
    if begins != ends:
        here, rest = f"{begins:%H:%M}-{ends:%H:%M}", f"{ends:%H:%M}-{begins:%H:%M}"
        assert within(here, now) is not within(rest, now)
