"""What the database itself refuses, whatever the code above it does."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from station_queue import AuditEntry, Person, Store, deliveries, uuid7
from station_queue.database import Database

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

IN_PROGRESS, FINISHED = (uuid7(NOON, secrets.token_bytes) for _ in range(2))
QUEUE_UNFINISHED = (
    "INSERT INTO deliveries (record, state, size, sha256, queued_at, changed_at)"
    " SELECT visit, 'waiting', 1, lower(hex(randomblob(32))), started_at, started_at"
    " FROM visits WHERE state = 'in_progress'"
)
DUE = (
    "SELECT * FROM deliveries WHERE state = 'waiting' AND next_attempt IS NOT NULL"
    " AND next_attempt <= '2026' ORDER BY queued_at, record"
)

DAY_REPORT = (
    "SELECT v.procedure, count(*), count(*) FILTER (WHERE d.state = 'waiting') FROM visits v"
    " LEFT JOIN deliveries d ON d.record = v.visit"
    " WHERE v.day BETWEEN '2026-11-23' AND '2026-11-23' GROUP BY v.procedure"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A store with one visit in progress and one finished, opened below the public door."""
    path = tmp_path / "desk.db"
    with Store.create(path, KEY) as store:
        for visit in (IN_PROGRESS, FINISHED):
            store.start_visit(
                visit=visit,
                procedure="exchange",
                operator="operator-1",
                day=date(2026, 11, 23),
                at=NOON,
                document="{}",
                parts={"portrait.jpg": b"jpeg"},
            )
        store.finish_visit(FINISHED, at=NOON, document="{}", sealed=b"sealed")
        store.add_person(Person(id=IN_PROGRESS, name="An", roles=frozenset({"operator"})))
        store.add_person(Person(id=FINISHED, name="B", roles=frozenset()))
        store.audit(AuditEntry(at=NOON, boot="b", since_boot_ms=1, who="desk", act="signed_in"))
    opened = Database.connect(path, KEY)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE visits SET visit = '00000000-0000-7000-8000-000000000000'",
        "UPDATE visits SET operator = 'operator-2'",
        "UPDATE visits SET day = '2026-11-24'",
        "UPDATE visits SET started_at = '2026-11-23T13:00:00.000000+00:00'",
        "UPDATE visits SET state = 'in_progress' WHERE state = 'finished'",
        "UPDATE visits SET document = '{\"late\": 1}' WHERE state = 'finished'",
        "UPDATE visits SET state = 'lost'",
        "UPDATE visits SET state = 'cancelled' WHERE state = 'in_progress'",
        "UPDATE visits SET day = 'Monday'",
        "UPDATE visits SET saved_at = '2026-11-23 12:00'",
        "DELETE FROM visits",
        "UPDATE parts SET name = 'other.jpg'",
        "UPDATE parts SET visit = (SELECT max(visit) FROM visits)",
        "INSERT INTO parts (visit, name, bytes) VALUES ('nobody', 'portrait.jpg', x'00')",
        "UPDATE deliveries SET record = '00000000-0000-7000-8000-000000000000'",
        "UPDATE deliveries SET size = 7",
        "UPDATE deliveries SET sha256 = replace(sha256, 'a', 'b')",
        "UPDATE deliveries SET queued_at = '2026-11-23T13:00:00.000000+00:00'",
        "UPDATE deliveries SET state = 'delivered'",
        "UPDATE deliveries SET state = 'lost'",
        "UPDATE deliveries SET state = 'sending'",
        "UPDATE deliveries SET acknowledged = 7",
        "UPDATE deliveries SET attempts = -1",
        "DELETE FROM deliveries",
        "DELETE FROM packets",
        "UPDATE packets SET sealed = x'00'",
        "REPLACE INTO packets (packet, record, sealed) SELECT packet, record, x'00' FROM packets",
        QUEUE_UNFINISHED,
        "INSERT INTO person_roles VALUES ('nobody', 'operator')",
        "UPDATE visits SET document = '' WHERE state = 'finished'",
        "UPDATE visits SET state = 'finished' WHERE state = 'in_progress'",
        "DELETE FROM parts WHERE visit = (SELECT visit FROM visits WHERE state = 'finished')",
        "UPDATE parts SET bytes = x'00'",
        (
            "INSERT INTO parts (visit, name, bytes)"
            " SELECT visit, 'late.jpg', x'00' FROM visits WHERE state = 'finished'"
        ),
        "UPDATE deliveries SET erased_at = queued_at",
        "UPDATE deliveries SET size = NULL",
        "UPDATE tallies SET visits = -1",
        "UPDATE people SET state = 'gone'",
        "UPDATE people SET id = '00000000-0000-7000-8000-000000000000' WHERE name = 'B'",
        "DELETE FROM people WHERE name = 'B'",
        "UPDATE visits SET reason = '' WHERE state = 'finished'",
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        (
            "INSERT INTO audit SELECT seq + 2, at, boot, since_boot_ms, who, act, about, facts,"
            " hash, hash FROM audit"
        ),
        (
            "INSERT INTO audit SELECT seq + 1, at, boot, since_boot_ms, who, act, about, facts,"
            " previous, hash FROM audit"
        ),
    ],
)
def test_the_schema_refuses(database: Database, sql: str) -> None:
    before = database.rows("SELECT * FROM visits LEFT JOIN deliveries ON record = visit")
    with pytest.raises(dbapi2.IntegrityError):
        database.run(sql)
    assert database.rows("SELECT * FROM visits LEFT JOIN deliveries ON record = visit") == before


def finish_by_hand(database: Database, size: int) -> None:
    """What `Store.finish_visit` does, up to the packet."""
    database.run("UPDATE visits SET state = 'finished' WHERE visit = ?", (IN_PROGRESS,))
    database.run(
        "INSERT INTO deliveries (record, state, size, sha256, queued_at, changed_at)"
        " SELECT visit, 'waiting', ?, lower(hex(randomblob(32))), started_at, started_at"
        " FROM visits WHERE visit = ?",
        (size, IN_PROGRESS),
    )


def test_a_delivery_without_its_packet_is_refused_when_the_transaction_ends(
    database: Database,
) -> None:
    with pytest.raises(dbapi2.IntegrityError, match="FOREIGN KEY"), database.write():
        finish_by_hand(database, 6)
    assert database.rows("SELECT record FROM deliveries") == [{"record": FINISHED}]


def test_a_packet_of_another_size_is_refused(database: Database) -> None:
    def seal(size: int) -> None:
        with database.write():
            finish_by_hand(database, size)
            database.run("INSERT INTO packets (record, sealed) VALUES (?, x'00')", (IN_PROGRESS,))

    with pytest.raises(dbapi2.IntegrityError, match="of the size"):
        seal(7)
    seal(1)


def test_an_erased_record_gets_no_packet_again(database: Database) -> None:
    database.run("UPDATE deliveries SET state = 'accepted', next_attempt = NULL")
    database.run("DELETE FROM packets")
    with pytest.raises(dbapi2.IntegrityError, match="of a waiting delivery"):
        database.run("INSERT INTO packets (record, sealed) VALUES (?, ?)", (FINISHED, b"sealed"))


def test_of_a_cancelled_visit_only_the_reason_may_be_erased(database: Database) -> None:
    database.run(
        "UPDATE visits SET state = 'cancelled', reason = 'An was ill', document = ''"
        " WHERE visit = ?",
        (IN_PROGRESS,),
    )
    for change in (
        "reason = 'other words'",
        "reason = '', document = 'late'",
        "reason = '', citizen = '1'",
        "reason = '', saved_at = '2026-11-24T13:00:00.000000+00:00'",
        "reason = NULL",
    ):
        with pytest.raises(dbapi2.IntegrityError):
            database.run(f"UPDATE visits SET {change} WHERE state = 'cancelled'")  # noqa: S608
    assert database.run("UPDATE visits SET reason = '' WHERE visit = ?", (IN_PROGRESS,)) == 1


def test_the_packet_of_an_accepted_record_may_be_erased(database: Database) -> None:
    database.run("UPDATE deliveries SET state = 'accepted', next_attempt = NULL")
    assert database.run("DELETE FROM packets") == 1
    assert database.run("DELETE FROM parts WHERE visit = ?", (FINISHED,)) == 1
    assert database.run("UPDATE visits SET document = '' WHERE visit = ?", (FINISHED,)) == 1
    erased = "UPDATE deliveries SET erased_at = queued_at"
    assert database.run(erased) == 1
    with pytest.raises(dbapi2.IntegrityError):
        database.run("UPDATE deliveries SET erased_at = NULL")


def test_every_table_is_strict(database: Database) -> None:
    tables = database.rows(
        "SELECT name, strict FROM pragma_table_list"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    assert {table["name"] for table in tables} == {
        "audit",
        "deliveries",
        "lookups",
        "marks",
        "packets",
        "parts",
        "people",
        "person_roles",
        "receipts",
        "returned",
        "secrets",
        "tallies",
        "visits",
    }
    assert all(table["strict"] for table in tables)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("auto_vacuum", 2),
        ("recursive_triggers", 1),
    ],
)
def test_each_connection_has_the_pragma(database: Database, pragma: str, value: object) -> None:
    (row,) = database.rows(f"PRAGMA {pragma}")
    assert row[pragma] == value


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (DUE, "deliveries_by_state (state=?)"),
        (
            "SELECT * FROM visits WHERE state = 'in_progress' ORDER BY started_at, visit",
            "visits_open",
        ),
        ("SELECT * FROM visits ORDER BY started_at DESC LIMIT 10", "visits_by_start"),
        ("SELECT state, count(*) FROM deliveries GROUP BY state", "deliveries_by_state"),
        (
            "SELECT visit FROM visits WHERE reason <> '' AND saved_at <= '2026' LIMIT 10",
            "visits_reasons (saved_at<?)",
        ),
        ("SELECT rowid FROM deliveries WHERE sealed = 'x'", "deliveries_sealed (sealed=?)"),
        (DAY_REPORT, "COVERING INDEX visits_by_day (day>? AND day<?)"),
    ],
)
def test_the_questions_of_every_minute_are_answered_by_an_index(
    database: Database, sql: str, index: str
) -> None:
    plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(index in step for step in plan), plan


def test_a_page_of_the_waiting_list_is_found_without_sorting(database: Database) -> None:
    sql = f"EXPLAIN QUERY PLAN {deliveries._PAGE}"
    (step,) = database.rows(sql, (100, 249_900))
    assert step["detail"] == "SCAN deliveries USING INDEX deliveries_in_order"
