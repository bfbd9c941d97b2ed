"""What the centre has returned: its receipts as they were signed, and records that open again."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from station_queue import moments, retention
from station_queue.database import Database
from station_queue.errors import RowError
from station_queue.rows import Returned

if TYPE_CHECKING:
    from station_queue.packet.receipt import Receipt

LAST_REVISION: Final = 999

_KEEP: Final = """
    INSERT INTO returned (record, revision, sha256, attempts, code, text, field, queued_at,
        returned_at, reopened_at)
    SELECT record, revision, sha256, attempts, code, text, field, queued_at, changed_at, ?
    FROM deliveries WHERE record = ?
"""

# The words of a rejection are kept as long as its record is; those of one that is not here, never.
_KEEP_RECEIPT: Final = """
    INSERT INTO receipts (sha256, issued_at, record, verdict, body, kept_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?4 <> 'rejected'
        OR EXISTS (SELECT 1 FROM visits WHERE visit = ?3 AND document <> '')
    ON CONFLICT DO NOTHING
"""


def reopen(database: Database, record: str, *, at: datetime, document: str) -> int:
    """Open a returned record again as its next revision; see ``Store.reopen_visit``."""
    with database.write():
        row = database.row("SELECT state, revision FROM deliveries WHERE record = ?", (record,))
        if row is None:
            raise RowError("RECORD_UNKNOWN", "there is no delivery for this record")
        if row["state"] != "rejected":
            raise RowError("RECORD_NOT_RETURNED", f"the delivery is {row['state']}")
        if row["revision"] >= LAST_REVISION:
            raise RowError("REVISIONS_USED_UP", "there is no revision after the last one")
        stamp = moments.to_text(at)
        database.run(_KEEP, (stamp, record))
        database.run("DELETE FROM packets WHERE record = ?", (record,))
        database.run("DELETE FROM deliveries WHERE record = ?", (record,))
        database.run(
            "UPDATE visits SET state = 'in_progress', revision = revision + 1, saved_at = ?,"
            " document = ? WHERE visit = ?",
            (stamp, document, record),
        )
        retention.note_erased(database)
        return int(row["revision"]) + 1


def history(database: Database, record: str | None) -> list[Returned]:
    """Earlier revisions, of one record or of all; see ``Store.returned``."""
    rows = database.rows(
        "SELECT * FROM returned WHERE ?1 IS NULL OR record = ?1 ORDER BY record, revision",
        (record,),
    )
    return [
        Returned(
            record=row["record"],
            revision=row["revision"],
            sha256=row["sha256"],
            code=row["code"],
            text=row["text"],
            field=row["field"],
            returned_at=moments.from_text(row["returned_at"]),
        )
        for row in rows
    ]


def is_earlier(database: Database, sha256: str) -> bool:
    """Whether these were the bytes of a revision that has been returned and opened again."""
    return database.row("SELECT 1 FROM returned WHERE sha256 = ?", (sha256,)) is not None


def keep_receipt(database: Database, receipt: "Receipt", at: datetime) -> bool:
    """Keep a verified receipt, a rejection only of a record that is here and not erased.

    Returns:
        False when a later one for the same bytes is kept already.
    """
    issued = moments.to_text(receipt.issued_at)
    with database.write():
        database.run(
            _KEEP_RECEIPT,
            (
                receipt.packet_sha256,
                issued,
                receipt.record,
                receipt.verdict,
                receipt.model_dump_json(),
                moments.to_text(at),
            ),
        )
    later = database.row(
        "SELECT 1 FROM receipts WHERE record = ? AND sha256 = ? AND issued_at > ?",
        (receipt.record, receipt.packet_sha256, issued),
    )
    return later is None


def receipts(database: Database, record: str) -> list[str]:
    """The kept receipts of a record as JSON, oldest first."""
    rows = database.rows("SELECT body FROM receipts WHERE record = ? ORDER BY issued_at", (record,))
    return [row["body"] for row in rows]
