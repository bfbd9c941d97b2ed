"""Keeping the store in shape beside the work: its log short, its free pages few, its pages sound.

SQLite folds the log into the file inside the commit that finds it longer than a thousand pages; on
the desk's disk such a commit takes 12 ms instead of 4, and with a larger limit the log grows and
the one commit that pays takes 30 to 80. So the limit stays, and a connection of its own folds the
log in the background, for which nobody waits: at the pace of a desk no commit has to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Literal

from station_queue import audit, counts, desk
from station_queue.database import Database
from station_queue.errors import StoreError
from station_queue.retention import LOG_TO_CLEAR

Finding = Literal[
    "pages_damaged",
    "pages_forged",
    "references_broken",
    "packets_missing",
    "totals_wrong",
    "audit_broken",
]
"""What can be wrong with a store; each has a word in the message catalogue."""

_CIPHER_CHECK: Final = "PRAGMA cipher_integrity_check"
_LOOKS_AGAIN: Final = 12
"""A page that is written all the time must not be called false: each look is a matter of chance."""
_CLEARED: Final = "no"
_PACKETS_MISSING: Final = """
    SELECT 1 FROM deliveries LEFT JOIN packets p USING (record)
    WHERE state <> 'accepted' AND length(p.sealed) IS NOT size LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """What a look at the whole store found.

    Attributes:
        at: When it was begun.
        full: Whether indexes were held against their tables and free pages looked at, too.
        pages: How many there are.
        findings: What is wrong; empty when the store is sound.
    """

    at: datetime
    full: bool
    pages: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def checkpoint(database: Database) -> bool:
    """Fold the log into the file without anybody waiting; True when all of it is in the file."""
    [row] = database.rows("PRAGMA wal_checkpoint(PASSIVE)")
    return not row["busy"] and row["log"] == row["checkpointed"]


def clear_log(database: Database) -> bool:
    """Fold the log into the file and make it empty, if nobody is reading just now.

    It does not wait for readers: while it did, nobody could write. What another connection erases
    meanwhile is left for the next time.
    """
    erased = desk.mark(database, LOG_TO_CLEAR)
    with database.turn(), database.at_once():
        try:
            [row] = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        except StoreError as exc:
            if exc.code != "STORE_BUSY":
                raise
            return False
    if row["busy"]:
        return False
    if erased in {None, _CLEARED}:
        return True
    with database.write():
        database.run(
            "UPDATE marks SET value = ? WHERE name = ? AND value = ?",
            (_CLEARED, LOG_TO_CLEAR, erased),
        )
    return not must_clear_log(database)


def must_clear_log(database: Database) -> bool:
    """Whether the log may still hold what was erased."""
    return desk.mark(database, LOG_TO_CLEAR) not in {None, _CLEARED}


def vacuum_step(database: Database, pages: int) -> int:
    """Give at most so many free pages back to the disk; returns how many are left."""
    with database.write():
        database.run_through(f"PRAGMA incremental_vacuum({int(pages)})")
    return free_pages(database)


def free_pages(database: Database) -> int:
    """How many pages of the file are free."""
    return _number(database, "freelist_count")


def check_store(
    database: Database, *, at: datetime, full: bool, stop: Callable[[], bool]
) -> StoreCheck:
    """Look at every page in use and at what the rows must agree on, while others go on working.

    Args:
        database: A connection nobody else needs meanwhile.
        at: Now.
        full: Hold every index against its table and look at free pages, too; takes longer.
        stop: Asked regularly; True gives the check up.

    Raises:
        StoreError: STORE_STOPPED, and the states of the file other than STORE_DAMAGED.
    """
    looks: list[tuple[Finding, Callable[[Database], bool]]] = [
        ("pages_damaged", _pages_sound if full else _pages_readable),
        ("references_broken", _references_hold),
        ("packets_missing", _packets_there),
        ("totals_wrong", _totals_agree),
        ("audit_broken", _audit_holds),
    ]
    if full:
        looks.append(("pages_forged", partial(_pages_authentic, stop=stop)))
    pages = _number(database, "page_count")  # after a false page nothing can be asked any more
    found: list[Finding] = []
    with database.stopped_by(stop):
        for finding, holds in looks:
            try:
                if not holds(database):
                    found.append(finding)
            except StoreError as exc:
                if exc.code != "STORE_DAMAGED":
                    raise
                found.append("pages_damaged")
    return StoreCheck(at=at, full=full, pages=pages, findings=tuple(dict.fromkeys(found)))


def _pages_readable(database: Database) -> bool:
    return database.rows("PRAGMA quick_check(1)") == [{"quick_check": "ok"}]


def _pages_sound(database: Database) -> bool:
    return database.rows("PRAGMA integrity_check(1)") == [{"integrity_check": "ok"}]


def _pages_authentic(database: Database, *, stop: Callable[[], bool]) -> bool:
    """Whether each page of the file carries the code that only the key can make.

    The look goes past SQLite's locks, so a page that is being written just then looks false. What
    looked false is looked at again: only a page that is false each time is. Others may write
    meanwhile, since one look at a large store takes seconds.
    """
    suspects = _false_pages(database)
    for _ in range(_LOOKS_AGAIN):
        if not suspects:
            break
        if stop():  # a look itself cannot be cut off
            raise StoreError("STORE_STOPPED", "the check was given up")
        checkpoint(database)
        suspects &= _false_pages(database)
    return not suspects


def _false_pages(database: Database) -> set[str]:
    """What is said of false pages; not of those that are gone since the look began."""
    said = {str(row["cipher_integrity_check"]) for row in database.rows(_CIPHER_CHECK)}
    return {page for page in said if not page.startswith("error reading")}


def _references_hold(database: Database) -> bool:
    return not database.rows("PRAGMA foreign_key_check")


def _packets_there(database: Database) -> bool:
    return not database.rows(_PACKETS_MISSING)


def _totals_agree(database: Database) -> bool:
    with database.snapshot():
        totals = counts.totals(database)
        return totals.adds_up and totals == counts.recounted(database)


def _audit_holds(database: Database) -> bool:
    return audit.verify(database).ok


def _number(database: Database, pragma: str) -> int:
    [row] = database.rows(f"PRAGMA {pragma}")
    return int(row[pragma])
