"""Counting visits by where they are: for the totals line and for the reports."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from station_queue.database import Database
from station_queue.errors import ReportError
from station_queue.rows import NOTHING_YET, Totals

# Kept by triggers of the schema, so that a glance costs the same after a year.
_TOTALS: Final = "SELECT name, visits FROM tallies"

# The same, counted. "created" does not look at any state: if a visit ever fell between the states,
# the line would not add up and the screen would say so. One statement, so one snapshot.
_COUNTED: Final = """
    SELECT 'created' AS name, count(*) AS visits FROM visits
    UNION ALL
    SELECT state, count(*) FROM visits
        WHERE state IN ('in_progress', 'cancelled') GROUP BY state
    UNION ALL
    SELECT state, count(*) FROM deliveries GROUP BY state
"""

_FIGURES: Final = """
    count(*) AS created,
    count(*) FILTER (WHERE v.state = 'in_progress') AS in_progress,
    count(*) FILTER (WHERE d.state = 'waiting') AS waiting,
    count(*) FILTER (WHERE d.state = 'sending') AS sending,
    count(*) FILTER (WHERE d.state = 'delivered') AS delivered,
    count(*) FILTER (WHERE d.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE d.state = 'rejected') AS rejected,
    count(*) FILTER (WHERE v.state = 'cancelled') AS cancelled
"""

# Operators are shown by name; one who is not in the list of people, by what the visit says.
GROUPS: Final[dict[str, str]] = {
    "day": "v.day",
    "procedure": "v.procedure",
    "operator": "coalesce((SELECT name FROM people WHERE id = v.operator), v.operator)",
}


def totals(database: Database) -> Totals:
    """How many visits there are and where they are now."""
    return _line(database, _TOTALS)


def recounted(database: Database) -> Totals:
    """The totals from the rows themselves; it takes longer the more there are."""
    return _line(database, _COUNTED)


def put_right(database: Database) -> None:
    """Keep the totals as the rows say; see ``Store.mend_totals``."""
    with database.write():
        for name, number in recounted(database).as_dict().items():
            database.run(
                "INSERT INTO tallies VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET visits = excluded.visits",
                (name, number),
            )


def grouped(
    database: Database, *, first: date, last: date, by: Sequence[str]
) -> list[dict[str, Any]]:
    """The same figures for a span of report days; see ``Store.counts``."""
    if unknown := [name for name in by if name not in GROUPS]:
        raise ReportError("REPORT_COLUMN", f"cannot group by {', '.join(unknown)}")
    if first > last:
        raise ReportError("REPORT_RANGE", "the first day is after the last")
    # Only names out of GROUPS get into the statement.
    columns = "".join(f"{GROUPS[name]} AS {name}, " for name in by)
    grouping = f"GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}" if by else ""
    return database.rows(
        f"SELECT {columns} {_FIGURES} FROM visits v"  # noqa: S608 - see above
        f" LEFT JOIN deliveries d ON d.record = v.visit WHERE v.day BETWEEN ? AND ? {grouping}",
        (first.isoformat(), last.isoformat()),
    )


def _line(database: Database, sql: str) -> Totals:
    found = {row["name"]: row["visits"] for row in database.rows(sql)}
    return Totals(**NOTHING_YET.as_dict() | found)
