"""The log stays short, damage is found, and whatever runs beside the desk never turns it away."""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path

import pytest

from station_queue import AuditEntry, Store, StoreError, uuid7
from station_queue.database import Database
from station_queue.packet.receipt import Receipt
from station_queue.turns import Turns, turns_at

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = 4096


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


def started(store: Store, size: int = 60_000) -> str:
    visit = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=NOON.date(),
        at=NOON,
        document="{}",
        parts={"portrait.jpg": bytes(size)},
    )
    return visit


def accepted(store: Store) -> str:
    record = started(store)
    store.finish_visit(record, at=NOON, document="{}", sealed=bytes(90_000))
    [row] = [each for each in store.deliveries("waiting") if each.record == record]
    receipt = Receipt(
        record=record, packet_sha256=row.sha256, verdict="accepted", issued_at=NOON, signature=""
    )
    store.settle(receipt, at=NOON)
    return record


def noted(store: Store) -> None:
    store.audit(
        AuditEntry(at=NOON, boot="boot-1", since_boot_ms=1, who="desk", act="store_checked")
    )


def findings(path: Path, *, full: bool) -> tuple[str, ...]:
    with Store.open(path, KEY) as store:
        return store.check(at=NOON, full=full).findings


# --- the log and the free pages


def test_the_log_is_folded_into_the_file_while_it_is_in_use(path: Path, store: Store) -> None:
    store.fold_log()
    before = path.stat().st_size
    visit = started(store)
    assert path.stat().st_size == before, "it was in the log alone"
    with Store.open(path, KEY) as beside:
        assert beside.fold_log()
    assert path.stat().st_size > before
    assert store.part(visit, "portrait.jpg") == bytes(60_000)


def test_the_log_of_a_long_shift_stays_short(path: Path, store: Store) -> None:
    log = path.with_name("desk.db-wal")
    longest = 0
    with Store.open(path, KEY) as beside:
        for _ in range(60):
            started(store, size=200_000)
            beside.fold_log()
            longest = max(longest, log.stat().st_size)
    assert longest < 2_000_000  # of 12 MB that went through it


def test_without_upkeep_too_the_log_has_an_end(path: Path, store: Store) -> None:
    for _ in range(60):
        started(store, size=200_000)
    assert path.with_name("desk.db-wal").stat().st_size < 6_000_000


def test_free_pages_go_back_to_the_disk_a_few_at_a_time(path: Path, store: Store) -> None:
    store.cancel_visit(started(store, size=400_000), at=NOON, reason="left")
    sizes = []
    while left := store.vacuum_step(20):
        sizes.append(left)
    assert sizes
    assert {before - after for before, after in pairwise(sizes)} == {20}
    store.clear_log()
    assert path.stat().st_size < 300_000


# --- the check


def test_a_sound_store_is_found_sound(store: Store) -> None:
    accepted(store)
    noted(store)
    for full in (False, True):
        verdict = store.check(at=NOON, full=full)
        assert (verdict.ok, verdict.full, verdict.at) == (True, full, NOON)
        assert verdict.pages > 20


@pytest.mark.parametrize("full", [False, True])
def test_a_damaged_page_is_found(path: Path, full: bool) -> None:
    with Store.open(path, KEY) as store:
        started(store, size=200_000)
    content = bytearray(path.read_bytes())
    content[len(content) - 10 * PAGE + 100] ^= 1  # one bit within the portrait
    path.write_bytes(content)
    assert findings(path, full=full)[0] == "pages_damaged"


def test_a_page_nobody_uses_is_looked_at_by_the_full_check_alone(path: Path) -> None:
    with Store.open(path, KEY) as store:
        store.cancel_visit(started(store, size=200_000), at=NOON, reason="left")
        [free] = store._database.rows("PRAGMA freelist_count")
        assert free["freelist_count"] > 40
    content = bytearray(path.read_bytes())
    content[-PAGE + 100] ^= 1
    path.write_bytes(content)
    assert findings(path, full=False) == ()
    assert findings(path, full=True) == ("pages_forged",)


def falsified(path: Path) -> tuple[bytes, bytes]:
    """The content as it was and with one bit of its last page changed, which is free."""
    with Store.open(path, KEY) as store:
        store.cancel_visit(started(store, size=200_000), at=NOON, reason="left")
    sound = path.read_bytes()
    false = bytearray(sound)
    false[-PAGE + 100] ^= 1
    path.write_bytes(false)
    return sound, bytes(false)


def test_others_write_while_false_pages_are_looked_at_again(path: Path) -> None:
    falsified(path)
    writer = Database.connect(path, KEY)
    with Store.open(path, KEY, busy_seconds=0.1) as store, writer.write():
        assert store.check(at=NOON, full=True).findings == ("pages_forged",)
    writer.close()


def looks_at_pages(store: Store, act: Callable[[int], None]) -> None:
    """Call with the number of each whole look at the file, when it is over."""
    numbers = count(1)

    def traced(sql: str) -> None:
        if "cipher_integrity_check" in sql:
            act(next(numbers))

    store._database._connection.set_trace_callback(traced)


def test_a_page_that_only_looked_false_is_not_told_and_not_looked_at_for_longer(
    path: Path,
) -> None:
    sound, _false = falsified(path)
    looks: list[int] = []

    def written_by_now(number: int) -> None:
        looks.append(number)
        if number == 1:
            path.write_bytes(sound)

    with Store.open(path, KEY) as store:
        looks_at_pages(store, written_by_now)
        assert store.check(at=NOON, full=True).ok
    assert looks == [1, 2]


def test_a_full_check_is_given_up_between_two_looks(path: Path) -> None:
    falsified(path)
    looks: list[int] = []
    with Store.open(path, KEY) as store:
        looks_at_pages(store, looks.append)
        with pytest.raises(StoreError) as caught:
            store.check(at=NOON, full=True, stop=lambda: bool(looks))
    assert (caught.value.code, looks) == ("STORE_STOPPED", [1])


def lost_packet(database: Database) -> None:
    database.run("UPDATE deliveries SET state = 'accepted', next_attempt = NULL")
    database.run("DELETE FROM packets")
    database.run("DROP TRIGGER deliveries_moves")
    database.run("UPDATE deliveries SET state = 'waiting'")


def other_packet(database: Database) -> None:
    database.run("DROP TRIGGER packets_sealed")
    database.run("UPDATE packets SET sealed = x'00'")


@pytest.mark.parametrize(
    ("harm", "findings"),
    [(lost_packet, ("references_broken", "packets_missing")), (other_packet, ("packets_missing",))],
)
def test_a_packet_that_could_not_be_sent_is_found(
    store: Store, harm: Callable[[Database], None], findings: tuple[str, ...]
) -> None:
    visit = started(store)
    store.finish_visit(visit, at=NOON, document="{}", sealed=b"sealed")
    with store._database.references_unchecked():
        harm(store._database)
    assert store.check(at=NOON, full=False).findings == findings


def test_wrong_totals_are_put_right_by_the_rows(store: Store) -> None:
    accepted(store)
    started(store)
    before = store.totals()
    wrong_total(store._database)
    store._database.run("DELETE FROM tallies WHERE name = 'in_progress'")
    assert store.check(at=NOON, full=False).findings == ("totals_wrong",)
    store.mend_totals()
    assert store.totals() == before
    assert store.check(at=NOON, full=True).ok


def broken_reference(database: Database) -> None:
    database.run("INSERT INTO person_roles VALUES ('nobody', 'operator')")


def wrong_total(database: Database) -> None:
    database.run("UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'")


def changed_audit(database: Database) -> None:
    database.run("DROP TRIGGER audit_unchanged")
    database.run("UPDATE audit SET who = 'somebody'")


@pytest.mark.parametrize(
    ("harm", "finding"),
    [
        (broken_reference, "references_broken"),
        (wrong_total, "totals_wrong"),
        (changed_audit, "audit_broken"),
    ],
)
def test_rows_that_do_not_agree_are_found(
    store: Store, harm: Callable[[Database], None], finding: str
) -> None:
    accepted(store)
    noted(store)
    with store._database.references_unchecked():
        harm(store._database)
    for full in (False, True):
        assert store.check(at=NOON, full=full).findings == (finding,)


def test_a_check_can_be_given_up(store: Store) -> None:
    for _ in range(20):
        accepted(store)
    with pytest.raises(StoreError) as caught:
        store.check(at=NOON, full=True, stop=lambda: True)
    assert caught.value.code == "STORE_STOPPED"
    assert store.check(at=NOON, full=True).ok


def test_the_totals_are_of_one_moment_while_others_write(path: Path, store: Store) -> None:
    with Store.open(path, KEY) as other, store._database.snapshot():
        before = store.totals()
        started(other)
        assert store.recounted() == before
    assert store.totals().created == before.created + 1


# --- side by side


def test_turns_are_given_in_the_order_they_are_asked_for() -> None:
    turns = Turns()
    assert turns.take(0)
    served: list[int] = []

    def asker(number: int) -> None:
        assert turns.take(60)
        served.append(number)
        turns.give()

    with ThreadPoolExecutor() as pool:
        for number in range(4):
            pool.submit(asker, number)
            while len(turns._waiting) <= number:
                threading.Event().wait(0.001)
        assert not turns.take(0), "nobody goes past those who wait"
        turns.give()
    assert served == [0, 1, 2, 3]
    assert turns.take(0)


def test_one_line_for_each_file(tmp_path: Path) -> None:
    here, there = turns_at(tmp_path / "a.db"), turns_at(tmp_path / "b.db")
    assert here is turns_at(tmp_path / "x" / ".." / "a.db")
    assert here is not there


def test_who_gives_up_waiting_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def erase_all(path: Path, records: list[str]) -> None:
    with Store.open(path, KEY) as store:
        for record in records:
            assert store.erase_record(record, at=NOON)
        while store.vacuum_step(100):
            pass


def again_and_again(path: Path, act: Callable[[Store], object], saving: threading.Event) -> None:
    with Store.open(path, KEY) as store:
        while saving.is_set():
            act(store)


def save_some(path: Path) -> None:
    with Store.open(path, KEY) as desk:
        for visit in [started(desk) for _ in range(20)]:
            desk.save_visit(visit, at=NOON, document="1", parts={"2.wsq": bytes(20_000)})
            desk.finish_visit(visit, at=NOON, document="2", sealed=bytes(90_000))


def test_erasing_folding_copying_and_checking_never_turn_a_save_away(
    path: Path, tmp_path: Path
) -> None:
    with Store.open(path, KEY) as store:
        records = [accepted(store) for _ in range(40)]
    saving = threading.Event()
    saving.set()

    def copy(store: Store) -> None:
        target = tmp_path / "copy.db"
        store._database.run("VACUUM INTO ?", (str(target),))
        target.unlink()

    def check(store: Store) -> None:
        assert store.check(at=NOON, full=True).ok

    beside = (Store.fold_log, Store.clear_log, copy, check)
    with ThreadPoolExecutor() as pool:
        work = [pool.submit(again_and_again, path, act, saving) for act in beside]
        work.append(pool.submit(erase_all, path, records))
        try:
            save_some(path)
        finally:
            saving.clear()
    for each in work:
        each.result()  # nothing was refused there either
    with Store.open(path, KEY) as store:
        assert store.due_for_erasing(before=NOON, limit=100) == []
        assert (store.totals().waiting, store.totals().accepted) == (20, 40)
        assert store.check(at=NOON, full=True).ok
        assert store.clear_log()
