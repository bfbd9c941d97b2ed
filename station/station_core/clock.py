"""The desk's clock: aware local time, and the report day that may end after midnight."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """The time now with the offset of this place."""
    return datetime.now().astimezone()


def report_day(at: datetime, cutoff_hour: int) -> date:
    """The day a moment is counted for.

    Shifts of a campaign run past midnight: with a cut-off hour of 3, what is done at 2 am belongs
    to the day before.
    """
    return (at - timedelta(hours=cutoff_hour)).date()
