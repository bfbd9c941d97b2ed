"""Visits and their parts: written at every step, so that a crash costs nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from station_queue import moments, retention
from station_queue.database import Database, Row
from station_queue.errors import RowError
from station_queue.rows import RecentVisit, VisitRow


def start(
    database: Database,
    visit: str,
    *,
    procedure: str,
    operator: str,
    day: date,
    at: datetime,
    document: str,
    citizen: str | None,
    parts: Mapping[str, bytes],
) -> None:
    """Write a new visit; see ``Store.start_visit``."""
    stamp = moments.to_text(at)
    with database.write():
        if database.row("SELECT 1 FROM visits WHERE visit = ?", (visit,)):
            raise RowError("VISIT_EXISTS", "a visit with this id exists already")
        database.run(
            "INSERT INTO visits (visit, state, procedure, operator, day, started_at, saved_at,"
            " document, citizen) VALUES (?, 'in_progress', ?, ?, ?, ?, ?, ?, ?)",
            (visit, procedure, operator, day.isoformat(), stamp, stamp, document, citizen),
        )
        _put_parts(database, visit, parts)


def save(
    database: Database,
    visit: str,
    *,
    at: datetime,
    document: str,
    procedure: str | None,
    citizen: str | None,
    parts: Mapping[str, bytes],
    drop: Iterable[str],
) -> None:
    """Write the new state of a visit in progress; see ``Store.save_visit``."""
    with database.write():
        require_in_progress(database, visit)
        database.run(
            "UPDATE visits SET saved_at = ?, document = ?, procedure = coalesce(?, procedure),"
            " citizen = coalesce(?, citizen) WHERE visit = ?",
            (moments.to_text(at), document, procedure, citizen, visit),
        )
        for name in drop:
            _drop_part(database, visit, name)
        _put_parts(database, visit, parts)


def close(
    database: Database,
    visit: str,
    *,
    state: str,
    at: datetime,
    document: str,
    reason: str | None = None,
) -> None:
    """End a visit in progress, inside the caller's transaction."""
    require_in_progress(database, visit)
    database.run(
        "UPDATE visits SET state = ?, saved_at = ?, document = ?, reason = ?,"
        " citizen = CASE WHEN ? = 'cancelled' THEN NULL ELSE citizen END WHERE visit = ?",
        (state, moments.to_text(at), document, reason, state, visit),
    )


def cancel(database: Database, visit: str, *, at: datetime, reason: str) -> None:
    """Give a visit up and erase what it knew of the citizen; see ``Store.cancel_visit``."""
    with database.write():
        close(database, visit, state="cancelled", at=at, document="", reason=reason)
        database.run("DELETE FROM parts WHERE visit = ?", (visit,))
        retention.note_erased(database)


def get(database: Database, visit: str) -> VisitRow:
    """One visit; see ``Store.visit``."""
    row = database.row("SELECT * FROM visits WHERE visit = ?", (visit,))
    if row is None:
        raise _unknown()
    return VisitRow(**_values(row))


def in_progress(database: Database) -> list[VisitRow]:
    """Visits in progress, oldest first."""
    rows = database.rows(
        "SELECT * FROM visits WHERE state = 'in_progress' ORDER BY started_at, visit"
    )
    return [VisitRow(**_values(row)) for row in rows]


def recent(database: Database, limit: int, citizen: str | None = None) -> list[RecentVisit]:
    """The visits started last, of all citizens or of one; see ``Store.recent_visits``."""
    whose = "" if citizen is None else "WHERE v.citizen = ?"
    rows = database.rows(
        f"SELECT v.*, d.state AS delivery FROM visits v LEFT JOIN deliveries d"  # noqa: S608
        f" ON d.record = v.visit {whose} ORDER BY v.started_at DESC, v.visit DESC LIMIT ?",
        (limit,) if citizen is None else (citizen, limit),
    )
    return [RecentVisit(**_values(row), delivery=row["delivery"]) for row in rows]


def started(database: Database, day: date) -> list[datetime]:
    """When each visit of a report day was started, oldest first."""
    rows = database.rows(
        "SELECT started_at FROM visits WHERE day = ? ORDER BY started_at", (day.isoformat(),)
    )
    return [moments.from_text(row["started_at"]) for row in rows]


def part(database: Database, visit: str, name: str) -> bytes:
    """The bytes of one part."""
    row = database.row("SELECT bytes FROM parts WHERE visit = ? AND name = ?", (visit, name))
    if row is None:
        raise RowError("PART_UNKNOWN", "the visit has no part of this name")
    return bytes(row["bytes"])


def require_in_progress(database: Database, visit: str) -> None:
    """Refuse unless the visit exists and is in progress."""
    row = database.row("SELECT state FROM visits WHERE visit = ?", (visit,))
    if row is None:
        raise _unknown()
    if row["state"] != "in_progress":
        raise RowError("VISIT_CLOSED", f"the visit is {row['state']}, not in progress")


def _put_parts(database: Database, visit: str, parts: Mapping[str, bytes]) -> None:
    for name, content in parts.items():
        _drop_part(database, visit, name)
        database.run(
            "INSERT INTO parts (visit, name, bytes) VALUES (?, ?, ?)", (visit, name, content)
        )


def _drop_part(database: Database, visit: str, name: str) -> None:
    if database.run("DELETE FROM parts WHERE visit = ? AND name = ?", (visit, name)):
        retention.note_erased(database)


def _values(row: Row) -> dict[str, Any]:
    return {
        "visit": row["visit"],
        "state": row["state"],
        "procedure": row["procedure"],
        "operator": row["operator"],
        "day": date.fromisoformat(row["day"]),
        "started_at": moments.from_text(row["started_at"]),
        "saved_at": moments.from_text(row["saved_at"]),
        "revision": row["revision"],
        "document": row["document"],
    }


def _unknown() -> RowError:
    return RowError("VISIT_UNKNOWN", "there is no visit with this id")
