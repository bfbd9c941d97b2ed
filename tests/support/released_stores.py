"""Stores as earlier schemas left them: one small file a version, with every kind of row in it.

`python tests/support/released_stores.py` writes the files that `tests/data/stores` lacks, from the
migrations as they were shipped; a file that is there is never made again.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from station_queue import AuditEntry, audit, moments
from station_queue.database import Database
from station_queue.migrate import migrate, shipped

KEY: Final = bytes(range(32))
FOLDER: Final = Path(__file__).parents[1] / "data" / "stores"
NOON: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PERSON: Final = "019ab0c1-0000-7000-8000-0000000000ff"

# Where each visit is; the number in its id follows the order.
STATES: Final = (
    "in_progress",
    "cancelled",
    "waiting",
    "sending",
    "delivered",
    "accepted",
    "rejected",
)
_ON_THE_WAY: Final = {
    "waiting": (),
    "sending": ("sending",),
    "delivered": ("sending", "delivered"),
    "accepted": ("sending", "delivered", "accepted"),
    "rejected": ("sending", "delivered", "rejected"),
}


def visit_id(number: int) -> str:
    """The id of a visit by its place in `STATES`."""
    return f"019ab0c1-0000-7000-8000-{number:012d}"


def citizen(number: int) -> str:
    """An ID number nobody has: of a province that does not exist."""
    return f"099085{number:06d}"


def document(number: int) -> str:
    """The JSON text of a visit, as far as a migration looks into it."""
    form = {
        "full_name": {"value": f"Người hư cấu số {number}"},
        "id_number": {"value": citizen(number)},
    }
    return json.dumps({"form": form}, ensure_ascii=False)


def portrait(number: int) -> bytes:
    """The bytes of its portrait."""
    return bytes([number]) * 700


def packet(number: int) -> bytes:
    """The bytes of its sealed packet."""
    return bytes([128 + number]) * 900


def make_store(path: Path, version: int) -> None:
    """Write a store at this version of the schema."""
    path.touch()
    database = Database.connect(path, KEY)
    migrate(database, path, shipped()[:version])
    stamp = moments.to_text(NOON)
    database.run("INSERT INTO secrets VALUES ('station_signing_key', ?)", (bytes(32),))
    database.run("INSERT INTO marks VALUES ('receipts_cursor', '17')")
    database.run("INSERT INTO people (id, name) VALUES (?, 'An')", (PERSON,))
    database.run("INSERT INTO person_roles VALUES (?, 'operator')", (PERSON,))
    for number, state in enumerate(STATES):
        with database.write():
            _write_visit(database, number, state, stamp, with_citizen=version >= 3)
    if version >= 4:
        for act in ("visit_started", "record_queued"):
            entry = AuditEntry(at=NOON, boot="boot-1", since_boot_ms=5, who=PERSON, act=act)
            audit.append(database, entry)
    database.run("VACUUM")
    database.close()


def _write_visit(
    database: Database, number: int, state: str, stamp: str, *, with_citizen: bool
) -> None:
    visit = visit_id(number)
    started = moments.to_text(NOON + timedelta(minutes=number))
    database.run(
        "INSERT INTO visits (visit, state, procedure, operator, day, started_at, saved_at,"
        " document) VALUES (?, 'in_progress', 'exchange', ?, '2026-11-23', ?, ?, ?)",
        (visit, PERSON, started, started, document(number)),
    )
    if with_citizen and state != "cancelled":
        database.run("UPDATE visits SET citizen = ? WHERE visit = ?", (citizen(number), visit))
    database.run(
        "INSERT INTO parts (visit, name, bytes) VALUES (?, 'portrait.jpg', ?)",
        (visit, portrait(number)),
    )
    if state == "cancelled":
        database.run("DELETE FROM parts WHERE visit = ?", (visit,))
        database.run(
            "UPDATE visits SET state = 'cancelled', reason = 'left', document = '' WHERE visit = ?",
            (visit,),
        )
    elif state != "in_progress":
        database.run("UPDATE visits SET state = 'finished' WHERE visit = ?", (visit,))
        _write_delivery(database, number, _ON_THE_WAY[state], stamp)


def _write_delivery(database: Database, number: int, moves: tuple[str, ...], stamp: str) -> None:
    visit, sealed = visit_id(number), packet(number)
    database.run(
        "INSERT INTO deliveries (record, state, attempts, size, sha256, queued_at, changed_at)"
        " VALUES (?, 'waiting', 1, ?, ?, ?, ?)",
        (visit, len(sealed), f"{number:064x}", stamp, stamp),
    )
    database.run("INSERT INTO packets (record, sealed) VALUES (?, ?)", (visit, sealed))
    for state in moves:
        database.run("UPDATE deliveries SET state = ? WHERE record = ?", (state, visit))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in range(1, len(shipped()) + 1):
        if not (FOLDER / f"v{each}.db").exists():
            make_store(FOLDER / f"v{each}.db", each)
