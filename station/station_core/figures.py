"""The figures of a desk: the line that must add up, and the counts of its days."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final

from station_core.clock import Clock, report_day
from station_core.roles import Act
from station_core.signin import Session
from station_queue import Store, Totals
from station_queue.report import Report, report

_HOUR: Final = timedelta(hours=1)


class Figures:
    """What is counted at one desk, for whoever sits there."""

    def __init__(self, store: Store, session: Session, now: Clock) -> None:
        self._store = store
        self._session = session
        self._now = now

    def day(self) -> date:
        """The report day that is being counted now."""
        return report_day(self._now(), self._session.settings.desk.cutoff_hour)

    def totals(self) -> Totals:
        """The line that must add up.

        Raises:
            NotAllowedError: NOT_ALLOWED.
        """
        self._session.require(Act.QUEUE)
        return self._store.totals()

    def done_today(self) -> int:
        """How many visits of this report day were finished.

        Raises:
            NotAllowedError: NOT_ALLOWED.
        """
        self._session.require(Act.QUEUE)
        day = self.day()
        today = report(self._store, first=day, last=day, by=()).total
        return today.created - today.in_progress - today.cancelled

    def report(self, first: date, last: date, by: tuple[str, ...] = ("day", "procedure")) -> Report:
        """Counts of the days `first` to `last`, both included.

        Raises:
            NotAllowedError: NOT_ALLOWED.
            ReportError: REPORT_COLUMN, REPORT_RANGE.
        """
        self._session.require(Act.TOTALS)
        return report(self._store, first=first, last=last, by=by)

    def visits_by_hour(self, day: date) -> list[tuple[datetime, int]]:
        """How many visits of a report day were started in each hour, by the clock of this place.

        From the first hour with a visit to the last one, hours without any included.

        Raises:
            NotAllowedError: NOT_ALLOWED.
        """
        self._session.require(Act.TOTALS)
        place = self._now().tzinfo
        hours = Counter(
            at.astimezone(place).replace(minute=0, second=0, microsecond=0)
            for at in self._store.started(day)
        )
        if not hours:
            return []
        first, last = min(hours), max(hours)
        span = int((last - first) / _HOUR) + 1
        return [(at, hours[at]) for at in (first + each * _HOUR for each in range(span))]
