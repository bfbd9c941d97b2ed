"""After a restore: what the centre has meanwhile got of this desk is learned, not sent again."""

import secrets
from typing import TYPE_CHECKING, Final, Literal

from station_queue import desk, moments, returns, visits
from station_queue.database import Database

if TYPE_CHECKING:
    from datetime import datetime

    from station_queue.packet.receipt import Receipt

ASK_FIRST: Final = "ask_first"
LINEAGE: Final = "lineage"
CURSOR: Final = "receipts_cursor:"
RESTORED_AT: Final = "restored_at"
UNKNOWN: Final = "unknown_at_centre"

Found = Literal["adopted", "known", "unknown"]


def mark_restored(database: Database, at: "datetime") -> None:
    """Begin as a copy; see ``Store.mark_restored``."""
    stamp = moments.to_text(at)
    with database.write():
        database.run(
            "DELETE FROM marks WHERE name IN (?, ?) OR name GLOB ?",
            (ASK_FIRST, UNKNOWN, f"{CURSOR}*"),
        )
        for name in (RESTORED_AT, ASK_FIRST):
            desk.put_mark(database, name, stamp)
        desk.put_mark(database, LINEAGE, _new_lineage())


def lineage(database: Database) -> str:
    """What the backups of this store have in common; one that is restored begins another line.

    Without it the copy would take the backups of the desk that was lost, newer ones among them,
    for its own old ones.
    """
    known = desk.mark(database, LINEAGE)
    if known is not None:
        return known
    with database.write():
        made = desk.mark(database, LINEAGE) or _new_lineage()
        desk.put_mark(database, LINEAGE, made)
    return made


def _new_lineage() -> str:
    return secrets.token_hex(16)


def note_asked(database: Database) -> None:
    """Every receipt has been seen; see ``Store.note_asked``."""
    with database.write():
        database.run("DELETE FROM marks WHERE name = ?", (ASK_FIRST,))


def put_cursor(database: Database, key: str, cursor: str, unknown: int) -> None:
    """Keep how far receipts were read; see ``Store.put_receipts_cursor``."""
    with database.write():
        desk.put_mark(database, f"{CURSOR}{key}", cursor)
        if unknown:
            before = int(desk.mark(database, UNKNOWN) or 0)
            desk.put_mark(database, UNKNOWN, str(before + unknown))


def adopt(database: Database, receipt: "Receipt", at: "datetime") -> Found:
    """Close a visit that was finished and accepted elsewhere; see ``Store.adopt``."""
    record, stamp = receipt.record, moments.to_text(at)
    with database.write():
        row = database.row("SELECT state, document FROM visits WHERE visit = ?", (record,))
        if row is None:
            return "unknown"
        if row["state"] != "in_progress" or receipt.verdict == "rejected":
            return "known"
        if returns.is_earlier(database, receipt.packet_sha256):
            return "known"
        visits.close(database, record, state="finished", at=at, document=row["document"])
        database.run(
            "INSERT INTO deliveries (record, state, sha256, queued_at, changed_at, revision)"
            " SELECT visit, 'accepted', ?1, ?2, ?2, revision FROM visits WHERE visit = ?3",
            (receipt.packet_sha256, stamp, record),
        )
        return "adopted"
