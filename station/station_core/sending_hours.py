"""The hours in which records are sent by themselves, where others need the line by day."""

import re
from datetime import datetime, time, timedelta
from typing import Final

_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def checked_hours(hours: str) -> str:
    """The text itself; ValueError unless it is empty or HH:MM-HH:MM with two different times."""
    if hours:
        begins, ends = _span(hours)
        if begins == ends:
            raise ValueError("two different times are needed")
    return hours


def within(hours: str, now: datetime) -> bool:
    """Whether it is time to send.

    Args:
        hours: ``HH:MM-HH:MM`` by the desk's own clock, over midnight where the first is the later
            one; the end is not included. Empty: always.
        now: Aware time.
    """
    if not hours:
        return True
    begins, ends = _span(hours)
    at = now.astimezone().time().replace(tzinfo=None)
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def next_opening(hours: str, now: datetime) -> datetime:
    """When it is time to send again: now, or the next beginning of the hours."""
    if within(hours, now):
        return now
    here = now.astimezone()
    begins = datetime.combine(here.date(), _span(hours)[0], here.tzinfo)
    return begins if begins > here else begins + timedelta(days=1)


def _span(hours: str) -> tuple[time, time]:
    match = _HOURS.fullmatch(hours)
    if match is None:
        raise ValueError("hours are written as 18:00-06:00")
    begin, begin_minute, end, end_minute = map(int, match.groups())
    return time(begin, begin_minute), time(end, end_minute)
