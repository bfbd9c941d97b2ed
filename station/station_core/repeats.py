"""Whether somebody was collected before: today, or under the same procedure not long ago."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from station_queue import RecentVisit


class Earlier(NamedTuple):
    """A finished visit of the same citizen."""

    record: str
    procedure: str
    finished_at: datetime
    today: bool
    """Whether it counts for the report day that is being counted now."""
    state: str
    """Of its delivery."""


def earlier_of(
    visits: Iterable[RecentVisit], procedure: str, *, day: date, within_days: int
) -> Earlier | None:
    """The newest visit that makes another one of this procedure a repetition.

    Args:
        visits: Of one citizen, newest first.
        procedure: What is about to be begun.
        day: The report day that is being counted now.
        within_days: How long the same procedure counts as done.
    """
    since = day - timedelta(days=within_days)
    for visit in visits:
        same = visit.procedure == procedure and visit.day >= since
        if visit.state == "finished" and (visit.day == day or same):
            return Earlier(
                record=visit.visit,
                procedure=visit.procedure,
                finished_at=visit.saved_at,
                today=visit.day == day,
                state=visit.delivery or visit.state,
            )
    return None
