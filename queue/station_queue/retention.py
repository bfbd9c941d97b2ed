"""Erasing what the centre has accepted: portrait, prints, form and packet; the row itself stays.

Of a visit that was cancelled, why is erased in the end: people write names into such fields.
Freed pages are overwritten (`secure_delete`), the write-ahead log is emptied behind it
(`upkeep.clear_log`) and the copies that migrations have set aside are removed.
"""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from station_queue import desk, moments
from station_queue.atomic import sync_folder
from station_queue.database import Database, from_os
from station_queue.errors import RowError

# What was erased may still be in the log: a fresh word in the same transaction, taken back once the
# log was emptied after that word was there.
LOG_TO_CLEAR: Final = "log_to_clear"

_DUE: Final = """
    SELECT record FROM deliveries
    WHERE state = 'accepted' AND erased_at IS NULL AND changed_at <= ?
    ORDER BY changed_at LIMIT ?
"""
_BYTES: Final = """
    SELECT length(CAST(document AS BLOB))
        + (SELECT coalesce(sum(length(bytes)), 0) FROM parts WHERE visit = v.visit)
        + (SELECT coalesce(sum(length(sealed)), 0) FROM packets WHERE record = v.visit) AS size
    FROM visits v WHERE visit = ?
"""


_REASONS: Final = """
    UPDATE visits SET reason = '' WHERE visit IN (
        SELECT visit FROM visits WHERE reason <> '' AND saved_at <= ? LIMIT ?)
"""


def note_erased(database: Database) -> None:
    """Say that the log may hold what was erased, inside the transaction that does it."""
    desk.put_mark(database, LOG_TO_CLEAR, secrets.token_hex(8))


def due(database: Database, before: datetime, limit: int) -> list[str]:
    """Records that were accepted by then and are still there, oldest first."""
    return [row["record"] for row in database.rows(_DUE, (moments.to_text(before), limit))]


def erase(database: Database, record: str, at: datetime) -> int:
    """Erase one accepted record in one transaction; see ``Store.erase_record``."""
    with database.write():
        row = database.row("SELECT state, erased_at FROM deliveries WHERE record = ?", (record,))
        if row is None:
            raise RowError("RECORD_UNKNOWN", "there is no delivery for this record")
        if row["state"] != "accepted":
            raise RowError("ERASE_NOT_ACCEPTED", f"the delivery is {row['state']}")
        if row["erased_at"] is not None:
            return 0
        size = database.rows(_BYTES, (record,))[0]["size"]
        database.run("DELETE FROM parts WHERE visit = ?", (record,))
        database.run("DELETE FROM packets WHERE record = ?", (record,))
        database.run("UPDATE visits SET document = '' WHERE visit = ?", (record,))
        database.run(
            "UPDATE deliveries SET erased_at = ? WHERE record = ?", (moments.to_text(at), record)
        )
        note_erased(database)
    return int(size)


def forget_reasons(database: Database, before: datetime, limit: int) -> int:
    """Erase why visits were cancelled by then; see ``Store.forget_reasons``."""
    with database.write():
        forgotten = database.run(_REASONS, (moments.to_text(before), limit))
        if forgotten:
            note_erased(database)
    return forgotten


def copies(path: Path) -> list[Path]:
    """What migrations have set aside of this store, copies that were cut off included."""
    found = path.parent.glob(f"{path.name}.v*.bak*")
    return sorted(each for each in found if each.suffix in {".bak", ".part"})


def remove_copies(path: Path, before: datetime) -> int:
    """Remove the copies that were made by then; returns how many.

    They are unlinked: the file system gives their blocks to others when it likes, and a solid-state
    disk keeps old blocks until it erases them. Without the key they show nothing.

    Raises:
        StoreError: STORE_READ_ONLY, STORE_IO.
    """
    try:
        old = [each for each in copies(path) if each.stat().st_mtime <= before.timestamp()]
        for each in old:
            each.unlink()
        if old:
            sync_folder(path.parent)
    except OSError as exc:
        raise from_os(exc) from exc
    return len(old)
