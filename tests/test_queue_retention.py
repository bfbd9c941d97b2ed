"""What the centre has accepted is erased: in no byte of any file, also with the key."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plain_pages import plain_pages
from station_queue import RowError, Store, uuid7
from station_queue.database import Database
from station_queue.packet.receipt import Receipt, Verdict
from station_queue.retention import copies, remove_copies
from station_queue.turns import Turns

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PORTRAIT = b"portrait of an invented person " * 3000
SEALED = b"sealed bytes of that person " * 6000
FORM = "Invented Person, invented street " * 300


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store on the disk, closed."""
    made = tmp_path / "desk.db"
    Store.create(made, KEY).close()
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, KEY) as opened:
        yield opened


def begun(store: Store, *, citizen: str | None = None) -> str:
    visit = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=NOON.date(),
        at=NOON,
        document=FORM,
        citizen=citizen,
        parts={"portrait.jpg": PORTRAIT},
    )
    return visit


def finished(store: Store, *, citizen: str | None = None) -> str:
    visit = begun(store, citizen=citizen)
    store.finish_visit(visit, at=NOON, document=FORM, sealed=SEALED)
    return visit


def answered(
    store: Store, verdict: Verdict, *, at: datetime = NOON, citizen: str | None = None
) -> str:
    """A record the centre has given its verdict on."""
    record = finished(store, citizen=citizen)
    [row] = [each for each in store.deliveries() if each.record == record]
    receipt = Receipt(
        record=record, packet_sha256=row.sha256, verdict=verdict, issued_at=at, signature=""
    )
    assert store.settle(receipt, at=at)
    return record


def test_an_accepted_record_is_erased_and_its_row_stays(store: Store) -> None:
    record = answered(store, "accepted")
    before = store.visit(record)
    assert store.erase_record(record, at=NOON) == len(PORTRAIT) + len(SEALED) + len(FORM)
    with pytest.raises(RowError, match="no part"):
        store.part(record, "portrait.jpg")
    with pytest.raises(RowError, match="no sealed packet"):
        list(store.packet_chunks(record))
    after = store.visit(record)
    assert (after.document, after.day, after.procedure, after.operator, after.saved_at) == (
        "",
        before.day,
        before.procedure,
        before.operator,
        before.saved_at,
    )
    assert store.totals().accepted == store.totals().created == 1
    assert store.totals() == store.recounted()


def test_erasing_again_does_nothing(store: Store) -> None:
    record = answered(store, "accepted")
    assert store.erase_record(record, at=NOON) > 0
    assert store.erase_record(record, at=NOON + timedelta(days=1)) == 0
    assert store.due_for_erasing(before=NOON + timedelta(days=2), limit=10) == []


def test_what_the_centre_has_not_accepted_is_never_erased(store: Store) -> None:
    sent, rejected, waiting, unfinished = (
        finished(store),
        answered(store, "rejected"),
        finished(store),
        begun(store),
    )
    store.mark_sending(sent, at=NOON)
    store.mark_delivered(sent, at=NOON)
    for record in (sent, rejected, waiting):
        with pytest.raises(RowError) as caught:
            store.erase_record(record, at=NOON)
        assert caught.value.code == "ERASE_NOT_ACCEPTED"
        assert b"".join(store.packet_chunks(record)) == SEALED
        assert store.part(record, "portrait.jpg") == PORTRAIT
    with pytest.raises(RowError) as caught:
        store.erase_record(unfinished, at=NOON)
    assert caught.value.code == "RECORD_UNKNOWN"
    assert store.due_for_erasing(before=NOON + timedelta(days=365), limit=10) == []


def test_who_was_collected_is_still_noticed(store: Store) -> None:
    record = answered(store, "accepted", citizen="074085990101")
    store.erase_record(record, at=NOON)
    [again] = store.recent_visits(10, citizen="074085990101")
    assert (again.visit, again.state, again.delivery) == (record, "finished", "accepted")


def test_only_what_was_accepted_long_enough_ago_is_due_oldest_first(store: Store) -> None:
    late, early, fresh = (
        answered(store, "accepted", at=NOON - timedelta(days=days)) for days in (8, 9, 6)
    )
    week_ago = NOON - timedelta(days=7)
    assert store.due_for_erasing(before=week_ago, limit=10) == [early, late]
    assert store.due_for_erasing(before=week_ago, limit=1) == [early]
    assert fresh not in store.due_for_erasing(before=week_ago, limit=10)


def test_the_erased_bytes_are_in_no_page_and_not_in_the_log(path: Path) -> None:
    pieces = (PORTRAIT[:31], SEALED[:28], FORM[:33].encode())
    with Store.open(path, KEY) as store:
        record = answered(store, "accepted")
        before = plain_pages(path, KEY)
        assert all(piece in before for piece in pieces), "the scan would find nothing"

        store.erase_record(record, at=NOON)
        assert store.must_clear_log()
        assert all(piece in plain_pages(path, KEY) for piece in pieces)  # in the log, as yet
        assert store.clear_log()
        assert not store.must_clear_log()
        [free] = store._database.rows("PRAGMA freelist_count")
        assert free["freelist_count"] > 50  # pages that are free, and still in the file
        cleared = plain_pages(path, KEY)
        assert not [piece for piece in pieces if piece in cleared]

        left = [free["freelist_count"]]
        while left[-1]:
            left.append(store.vacuum_step(50))
        assert left == sorted(set(left), reverse=True)
        assert store.clear_log()
    closed = plain_pages(path, KEY)
    assert not [piece for piece in pieces if piece in closed]
    assert len(closed) < len(before) / 2


def test_what_was_cancelled_is_in_no_page_and_not_in_the_log(path: Path) -> None:
    pieces = (PORTRAIT[:31], FORM[:33].encode())
    with Store.open(path, KEY) as store:
        visit = begun(store)
        assert not store.must_clear_log()
        store.cancel_visit(visit, at=NOON, reason="left")
        assert all(piece in plain_pages(path, KEY) for piece in pieces)  # in the log, as yet
        assert store.must_clear_log()
        assert store.clear_log()
        cleared = plain_pages(path, KEY)
        assert not [piece for piece in pieces if piece in cleared]


@pytest.mark.parametrize("new", [{}, {"portrait.jpg": b"taken again"}])
def test_what_was_taken_again_or_dropped_is_in_no_page_and_not_in_the_log(
    path: Path, new: dict[str, bytes]
) -> None:
    with Store.open(path, KEY) as store:
        visit = begun(store)
        store.save_visit(visit, at=NOON, document=FORM, parts={"2.wsq": b"print"})
        assert not store.must_clear_log(), "nothing was erased"
        store.save_visit(visit, at=NOON, document=FORM, parts=new, drop=["portrait.jpg"])
        assert PORTRAIT[:31] in plain_pages(path, KEY)
        assert store.must_clear_log()
        assert store.clear_log()
        assert PORTRAIT[:31] not in plain_pages(path, KEY)
        assert store.part(visit, "2.wsq") == b"print"


def test_what_another_erases_while_the_log_is_emptied_is_not_forgotten(
    path: Path, store: Store
) -> None:
    first, second = answered(store, "accepted"), answered(store, "accepted")
    store.erase_record(first, at=NOON)
    erased: list[int] = []
    with Store.open(path, KEY) as other:
        # The moment after the log was emptied, as a process of its own may meet it.
        def emptied(sql: str) -> None:
            if sql.startswith("BEGIN") and not erased:
                erased.append(other.erase_record(second, at=NOON))

        other._database._turns = Turns()  # another process takes no turn in this one's line
        store._database._connection.set_trace_callback(emptied)
        assert not store.clear_log()
        store._database._connection.set_trace_callback(None)
    assert len(erased) == 1
    assert store.must_clear_log()
    assert store.clear_log()
    assert not store.must_clear_log()


def test_why_a_visit_was_cancelled_is_erased_in_the_end(path: Path) -> None:
    words = "Invented Person had no card with her"
    with Store.open(path, KEY) as store:
        days = (8, 9, 6)
        old, older, fresh = (begun(store) for _ in days)
        for visit, ago in zip((old, older, fresh), days, strict=True):
            store.cancel_visit(visit, at=NOON - timedelta(days=ago), reason=f"{words} {ago}")
        week_ago = NOON - timedelta(days=7)
        assert store.clear_log()
        assert store.forget_reasons(before=week_ago, limit=1) == 1
        assert store.must_clear_log()
        assert store.forget_reasons(before=week_ago, limit=10) == 1
        assert store.forget_reasons(before=week_ago, limit=10) == 0
        assert store.clear_log()
        left = plain_pages(path, KEY)
        assert [f"{words} {ago}".encode() in left for ago in days] == [False, False, True]
        assert store.totals().cancelled == 3
        assert store.check(at=NOON, full=True).ok


def test_a_reader_leaves_the_log_for_the_next_pass(path: Path, store: Store) -> None:
    record = answered(store, "accepted")
    database = Database.connect(path, KEY)
    with database.snapshot():
        assert database.row("SELECT 1 FROM visits") == {"1": 1}
        store.erase_record(record, at=NOON)
        assert not store.clear_log()
        assert store.must_clear_log()
        begun(store)  # and nobody is kept from writing
    database.close()
    assert store.clear_log()
    assert path.with_name("desk.db-wal").stat().st_size < len(PORTRAIT)


def test_copies_of_migrations_go_when_their_time_is_over(path: Path) -> None:
    old = [path.with_name(f"desk.db.v{number}.bak") for number in (1, 2)]
    cut_off = path.with_name("desk.db.v3.bak.part")
    other = path.with_name("other.db.v1.bak")
    for copy in (*old, cut_off, other):
        copy.write_bytes(b"encrypted")
    made = datetime.fromtimestamp(old[0].stat().st_mtime, UTC)
    assert copies(path) == [*old, cut_off]
    assert remove_copies(path, made - timedelta(days=1)) == 0
    assert remove_copies(path, made + timedelta(days=1)) == 3
    assert sorted(path.parent.iterdir()) == [path, other]
