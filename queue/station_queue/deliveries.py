"""Sealed packets on their way to the centre: every fact is a row, nothing is kept in memory."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from station_queue import moments, returns, visits
from station_queue.database import Database, Row
from station_queue.errors import RowError
from station_queue.rows import Delivery, DeliveryState

if TYPE_CHECKING:
    from station_queue.packet.receipt import Receipt

# No wait between two attempts is planned longer.
LONGEST_WAIT: Final = timedelta(minutes=15)

# Where a delivery may go from each state, but for one that was delivered, never answered, and is
# sent anew; the triggers of the schema say the same.
MOVES: Final[dict[DeliveryState, frozenset[DeliveryState]]] = {
    "waiting": frozenset({"sending", "accepted", "rejected"}),
    "sending": frozenset({"waiting", "delivered", "accepted", "rejected"}),
    "delivered": frozenset({"accepted", "rejected"}),
    "accepted": frozenset({"rejected"}),
    "rejected": frozenset({"accepted"}),
}

# What a person has to look at first. The index deliveries_in_order of the schema is made of it.
_RANK: Final = (
    "CASE state WHEN 'rejected' THEN 0 WHEN 'waiting' THEN 1 WHEN 'sending' THEN 1"
    " WHEN 'delivered' THEN 2 ELSE 3 END"
)
_PAGE: Final = (
    f"SELECT * FROM deliveries ORDER BY {_RANK}, queued_at DESC, record DESC"  # noqa: S608 - ours
    " LIMIT ? OFFSET ?"
)


def queue(database: Database, visit: str, *, at: datetime, document: str, sealed: bytes) -> None:
    """Finish a visit: visit, packet and delivery in one transaction; see ``Store.finish_visit``."""
    if not sealed:
        raise RowError("PACKET_EMPTY", "a sealed packet has at least one byte")
    digest = hashlib.sha256(sealed).hexdigest()
    stamp = moments.to_text(at)
    with database.write():
        visits.close(database, visit, state="finished", at=at, document=document)
        database.run(
            "INSERT INTO deliveries (record, state, next_attempt, size, sha256, queued_at,"
            " changed_at, revision)"
            " SELECT visit, 'waiting', ?1, ?2, ?3, ?1, ?1, revision FROM visits WHERE visit = ?4",
            (stamp, len(sealed), digest, visit),
        )
        database.run("INSERT INTO packets (record, sealed) VALUES (?, ?)", (visit, sealed))


def listed(database: Database, state: DeliveryState | None) -> list[Delivery]:
    """All deliveries or those of one state, oldest first."""
    if state is None:
        rows = database.rows("SELECT * FROM deliveries ORDER BY queued_at, record")
    else:
        rows = database.rows(
            "SELECT * FROM deliveries WHERE state = ? ORDER BY queued_at, record", (state,)
        )
    return [_delivery(row) for row in rows]


def get(database: Database, record: str) -> Delivery:
    """One delivery; see ``Store.delivery``."""
    row = database.row("SELECT * FROM deliveries WHERE record = ?", (record,))
    if row is None:
        raise _unknown()
    return _delivery(row)


def page(database: Database, first: int, limit: int) -> list[Delivery]:
    """A stretch of the waiting list; see ``Store.deliveries_page``."""
    return [_delivery(row) for row in database.rows(_PAGE, (limit, first))]


def due(database: Database, now: datetime) -> list[Delivery]:
    """Waiting ones whose time has come, oldest first.

    A time further away than any wait was written by a clock that ran ahead: it has come too.
    """
    rows = database.rows(
        "SELECT * FROM deliveries"
        " WHERE state = 'waiting' AND (next_attempt <= ? OR next_attempt > ?)"
        " ORDER BY queued_at, record",
        (moments.to_text(now), moments.to_text(now + LONGEST_WAIT)),
    )
    return [_delivery(row) for row in rows]


def recover(database: Database, at: datetime) -> int:
    """What was sending when the process died or the store failed waits again, and is due."""
    stamp = moments.to_text(at)
    with database.write():
        return database.run(
            "UPDATE deliveries SET state = 'waiting', next_attempt = ?, changed_at = ?"
            " WHERE state = 'sending'",
            (stamp, stamp),
        )


def release(database: Database, at: datetime, codes: frozenset[str] | None) -> int:
    """Make waiting deliveries due, held ones too; see ``Store.release``."""
    stamp = moments.to_text(at)
    with database.write():
        if codes is None:
            return database.run(
                "UPDATE deliveries SET next_attempt = ? WHERE state = 'waiting'", (stamp,)
            )
        return database.run(
            "UPDATE deliveries SET next_attempt = ? WHERE state = 'waiting'"
            " AND code IN (SELECT value FROM json_each(?))",
            (stamp, json.dumps(sorted(codes))),
        )


def mark_sending(database: Database, record: str, at: datetime) -> None:
    """Begin an attempt."""
    with database.write():
        _move(database, record, "sending", at)
        database.run(
            "UPDATE deliveries SET attempts = attempts + 1, barren = barren + 1 WHERE record = ?",
            (record,),
        )


def mark_waiting(
    database: Database,
    record: str,
    *,
    at: datetime,
    code: str,
    text: str,
    next_attempt: datetime | None,
) -> None:
    """End an attempt that did not succeed."""
    later = None if next_attempt is None else moments.to_text(next_attempt)
    with database.write():
        _move(database, record, "waiting", at)
        database.run(
            "UPDATE deliveries SET next_attempt = ?, code = ?, text = ? WHERE record = ?",
            (later, code, text, record),
        )


def mark_delivered(database: Database, record: str, at: datetime) -> None:
    """End an attempt that did: the centre has every byte."""
    with database.write():
        _move(database, record, "delivered", at)
        database.run(
            "UPDATE deliveries SET acknowledged = size, code = NULL, text = NULL WHERE record = ?",
            (record,),
        )


def note_unanswered(database: Database, record: str, *, code: str, text: str) -> None:
    """Keep why a delivered packet counts as not answered yet; see ``Store.note_unanswered``."""
    with database.write():
        database.run(
            "UPDATE deliveries SET code = ?1, text = ?2"
            " WHERE record = ?3 AND state = 'delivered' AND code IS NOT ?1",
            (code, text, record),
        )


def mark_unanswered(database: Database, record: str, *, at: datetime, code: str, text: str) -> None:
    """Send again what was delivered long ago and never answered; see ``Store.mark_unanswered``."""
    stamp = moments.to_text(at)
    with database.write():
        database.run(
            "UPDATE deliveries SET state = 'waiting', changed_at = ?1, next_attempt = ?1,"
            " code = ?2, text = ?3, upload_url = NULL, acknowledged = 0"
            " WHERE record = ?4 AND state = 'delivered'",
            (stamp, code, text, record),
        )


def mark_handed_over(database: Database, records: Iterable[str], at: datetime) -> None:
    """Keep when packets were copied to a stick; see ``Store.mark_handed_over``."""
    stamp = moments.to_text(at)
    with database.write():
        for record in records:
            database.run(
                "UPDATE deliveries SET handed_over_at = ? WHERE record = ?", (stamp, record)
            )


def note_upload(database: Database, record: str, url: str | None) -> None:
    """Keep the address of an upload; what another address acknowledged no longer counts."""
    with database.write():
        _require_unsent(database, record)
        database.run(
            "UPDATE deliveries SET upload_url = ?1,"
            " acknowledged = CASE WHEN upload_url IS ?1 THEN acknowledged ELSE 0 END"
            " WHERE record = ?2",
            (url, record),
        )


def note_offset(database: Database, record: str, offset: int) -> None:
    """Keep how far the server says it has come."""
    with database.write():
        row = _require_unsent(database, record)
        if not 0 <= offset <= row["size"]:
            raise RowError("OFFSET_RANGE", f"no offset {offset} in a packet of {row['size']} bytes")
        database.run(
            "UPDATE deliveries SET acknowledged = ?1,"
            " barren = CASE WHEN ?1 > acknowledged THEN 0 ELSE barren END WHERE record = ?2",
            (offset, record),
        )


def settle(database: Database, receipt: "Receipt", at: datetime) -> bool:
    """Apply the centre's answer; see ``Store.settle``."""
    with database.write():
        latest = returns.keep_receipt(database, receipt, at)
        row = database.row(
            "SELECT state, sha256, erased_at, size FROM deliveries WHERE record = ?",
            (receipt.record,),
        )
        if row is None or not latest or returns.is_earlier(database, receipt.packet_sha256):
            return False
        if row["sha256"] != receipt.packet_sha256:
            raise RowError("RECEIPT_MISMATCH", "the receipt speaks of other bytes than were queued")
        state: DeliveryState = "rejected" if receipt.verdict == "rejected" else "accepted"
        if row["state"] == state:
            return False
        if state == "rejected" and (row["erased_at"] or row["size"] is None):
            # Nothing of it is left to be corrected; the list says so, and the citizen has to come.
            database.run(
                "UPDATE deliveries SET code = ? WHERE record = ?",
                ("RETURNED_TOO_LATE", receipt.record),
            )
            return False
        _move(database, receipt.record, state, at)
        database.run(
            "UPDATE deliveries SET code = ?, text = ?, field = ? WHERE record = ?",
            (receipt.code, receipt.text, receipt.field, receipt.record),
        )
        return True


def chunks(database: Database, record: str, *, offset: int, size: int) -> Iterator[bytes]:
    """The sealed packet from an offset on, piece by piece; see ``Store.packet_chunks``."""
    row = database.row(
        "SELECT packet, size FROM packets JOIN deliveries USING (record) WHERE record = ?",
        (record,),
    )
    if row is None:
        raise RowError("PACKET_UNKNOWN", "there is no sealed packet for this record")
    for start in range(offset, row["size"], size):
        yield database.blob(
            "packets", "sealed", row["packet"], offset=start, size=min(size, row["size"] - start)
        )


def _move(database: Database, record: str, to: DeliveryState, at: datetime) -> None:
    """Change the state inside the caller's transaction; no next attempt is planned after it."""
    state = _require(database, record)["state"]
    if to not in MOVES[state]:
        raise RowError("DELIVERY_STATE", f"a delivery that is {state} cannot become {to}")
    database.run(
        "UPDATE deliveries SET state = ?, changed_at = ?, next_attempt = NULL WHERE record = ?",
        (to, moments.to_text(at), record),
    )


def _require(database: Database, record: str) -> Row:
    row = database.row("SELECT state, size FROM deliveries WHERE record = ?", (record,))
    if row is None:
        raise _unknown()
    return row


def _unknown() -> RowError:
    return RowError("RECORD_UNKNOWN", "there is no delivery for this record")


def _require_unsent(database: Database, record: str) -> Row:
    row = _require(database, record)
    if row["state"] not in {"waiting", "sending"}:
        raise RowError("DELIVERY_STATE", f"nothing is being sent: the delivery is {row['state']}")
    return row


def _delivery(row: Row) -> Delivery:
    planned = row["next_attempt"]
    return Delivery(
        record=row["record"],
        state=row["state"],
        attempts=row["attempts"],
        barren=row["barren"],
        next_attempt=None if planned is None else moments.from_text(planned),
        offset=row["acknowledged"],
        size=row["size"] or 0,
        sha256=row["sha256"],
        upload_url=row["upload_url"],
        revision=row["revision"],
        code=row["code"],
        text=row["text"],
        field=row["field"],
        handed_over_at=moments.from_text(row["handed_over_at"]) if row["handed_over_at"] else None,
        queued_at=moments.from_text(row["queued_at"]),
        changed_at=moments.from_text(row["changed_at"]),
    )
