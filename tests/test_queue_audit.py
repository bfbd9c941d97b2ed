"""The audit: a row that is removed, changed or moved is found."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_queue import AuditEntry, AuditHead, Store
from station_queue.database import Database

KEY = bytes(range(32))
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
TRIGGERS = ("audit_in_order", "audit_unchanged", "audit_stays")


def entry(number: int, **facts: int) -> AuditEntry:
    return AuditEntry(
        at=NOON + timedelta(seconds=number),
        boot="boot-1",
        since_boot_ms=1000 * number,
        who="desk",
        act="record_accepted",
        about=f"record-{number}",
        facts=facts,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    with Store.create(path, KEY) as store:
        for number in range(1, 6):
            store.audit(entry(number, bytes=number))
    return path


@pytest.fixture
def forger(path: Path) -> Iterator[Database]:
    """Somebody with the key, who has taken the triggers away first."""
    database = Database.connect(path, KEY)
    for trigger in TRIGGERS:
        database.run(f"DROP TRIGGER {trigger}")
    yield database
    database.close()


def test_what_was_written_is_read_again_in_order(path: Path) -> None:
    with Store.open(path, KEY) as store:
        rows = list(store.audit_rows())
        assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
        assert rows[1].facts == {"bytes": 2}
        assert rows[1].at == NOON + timedelta(seconds=2)
        assert rows[0].previous == "0" * 64
        assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
        assert store.audit_head() == AuditHead(5, rows[-1].hash)
        assert [row.seq for row in store.audit_rows(after=3)] == [4, 5]
        verdict = store.verify_audit()
    assert verdict.ok
    assert verdict.rows == 5


def test_a_new_store_has_an_empty_chain_that_is_whole(tmp_path: Path) -> None:
    with Store.create(tmp_path / "desk.db", KEY) as store:
        assert store.verify_audit().ok
        assert store.audit_head() == AuditHead(0, "0" * 64)


@pytest.mark.parametrize(
    ("sql", "wrong", "why"),
    [
        ("DELETE FROM audit WHERE seq = 3", 3, "missing"),
        ("DELETE FROM audit WHERE seq = 1", 1, "missing"),
        ("UPDATE audit SET who = 'another' WHERE seq = 2", 2, "changed"),
        ("UPDATE audit SET at = '2026-11-28T13:00:00.000000+00:00' WHERE seq = 2", 2, "changed"),
        ("UPDATE audit SET facts = '{\"bytes\": 9}' WHERE seq = 5", 5, "changed"),
        ("UPDATE audit SET about = NULL WHERE seq = 4", 4, "changed"),
        ("UPDATE audit SET since_boot_ms = 0 WHERE seq = 4", 4, "changed"),
        (
            "UPDATE audit SET act = (SELECT act || '_x' FROM audit WHERE seq = 1) WHERE seq = 1",
            1,
            "changed",
        ),
    ],
)
def test_what_a_forger_did_is_found(
    forger: Database, path: Path, sql: str, wrong: int, why: str
) -> None:
    assert forger.run(sql) == 1
    with Store.open(path, KEY) as store:
        verdict = store.verify_audit()
    assert not verdict.ok
    assert (verdict.wrong, verdict.why) == (wrong, why)


def test_rows_that_changed_places_are_found(forger: Database, path: Path) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        assert forger.run("UPDATE audit SET seq = ? WHERE seq = ?", (new, old)) == 1
    with Store.open(path, KEY) as store:
        assert store.verify_audit().wrong == 2


def test_a_chain_cut_at_its_end_is_found_by_a_head_noted_before(
    forger: Database, path: Path
) -> None:
    with Store.open(path, KEY) as store:
        head = store.audit_head()
        assert store.verify_audit(head).ok
    forger.run("DELETE FROM audit WHERE seq > 3")
    with Store.open(path, KEY) as store:
        assert store.verify_audit().ok  # by itself it is whole: that is what heads are for
        verdict = store.verify_audit(head)
        assert (verdict.wrong, verdict.why) == (4, "cut")


def test_a_chain_written_anew_is_found_by_a_head_noted_before(tmp_path: Path, path: Path) -> None:
    with Store.open(path, KEY) as store:
        head = store.audit_head()
    with Store.create(tmp_path / "other.db", KEY) as store:
        for number in range(1, 8):
            store.audit(entry(number))
        verdict = store.verify_audit(head)
        assert (verdict.wrong, verdict.why) == (5, "other")


def test_an_act_that_fails_leaves_no_row(path: Path) -> None:
    def act(store: Store) -> None:
        with store.together():
            store.put_mark("half", "done")
            store.audit(entry(6))
            raise RuntimeError("the disk is gone")

    with Store.open(path, KEY) as store:
        with pytest.raises(RuntimeError):
            act(store)
        assert store.mark("half") is None
        assert store.audit_head().seq == 5
        store.audit(entry(6))  # the store goes on
        assert store.verify_audit().rows == 6


@given(
    rows=st.lists(st.dictionaries(st.text(max_size=8), st.integers() | st.text()), max_size=12),
    data=st.data(),
)
@settings(max_examples=25, deadline=None)
def test_any_rows_make_a_whole_chain_and_any_lost_one_breaks_it(
    make_store: Callable[[], tuple[Path, Store]], rows: list[dict[str, int]], data: st.DataObject
) -> None:
    path, store = make_store()
    with store:
        for number, facts in enumerate(rows, 1):
            store.audit(_with(facts, number))
        assert store.verify_audit().ok
        head = store.audit_head()
    if not rows:
        return
    lost = data.draw(st.integers(1, len(rows)))
    database = Database.connect(path, KEY)
    database.run("DROP TRIGGER audit_stays")
    database.run("DELETE FROM audit WHERE seq = ?", (lost,))
    database.close()
    with Store.open(path, KEY) as store:
        assert store.verify_audit(head).wrong == lost


def _with(facts: dict[str, int], number: int) -> AuditEntry:
    return AuditEntry(
        at=NOON, boot="b", since_boot_ms=number, who="desk", act="signed_in", facts=facts
    )


@pytest.fixture(scope="module")
def make_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Path, Store]]:
    def make() -> tuple[Path, Store]:
        path = tmp_path_factory.mktemp("audit") / "desk.db"
        return path, Store.create(path, KEY)

    return make
