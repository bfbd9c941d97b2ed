"""A store of every earlier version opens today, with all it held, and is like one made today."""

import shutil
from pathlib import Path

import pytest

import released_stores as released
from station_queue import RowError, Store
from station_queue.database import Database
from station_queue.migrate import shipped, version

STORED = sorted(released.FOLDER.glob("v*.db"), key=lambda path: int(path.stem[1:]))
NEWEST = len(shipped())

every_version = pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)


@pytest.fixture
def path(stored: Path, tmp_path: Path) -> Path:
    """A copy to open: what is stored never changes."""
    return Path(shutil.copy(stored, tmp_path / "desk.db"))


def schema(path: Path) -> list[dict[str, object]]:
    database = Database.connect(path, released.KEY)
    rows = database.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    database.close()
    return rows


def test_a_file_of_every_version_before_is_stored() -> None:
    assert {path.stem for path in STORED} >= {f"v{number}" for number in range(1, NEWEST)}


@every_version
def test_a_stored_file_is_of_its_version(stored: Path, path: Path) -> None:
    database = Database.connect(path, released.KEY)
    assert f"v{version(database)}" == stored.stem
    assert database.row("SELECT count(*) AS n FROM visits") == {"n": len(released.STATES)}
    database.close()


@every_version
def test_the_schema_becomes_that_of_a_fresh_store(path: Path, tmp_path: Path) -> None:
    Store.open(path, released.KEY).close()
    Store.create(tmp_path / "fresh.db", released.KEY).close()
    assert schema(path) == schema(tmp_path / "fresh.db")


@every_version
def test_every_row_is_still_there(path: Path) -> None:
    with Store.open(path, released.KEY) as store:
        assert store.check(at=released.NOON, full=True).ok
        assert store.totals().as_dict() == {
            "created": 7,
            **dict.fromkeys(released.STATES, 1),
        }
        assert store.secret("station_signing_key") == bytes(32)
        assert store.mark("receipts_cursor") == "17"
        [person] = store.people()
        assert (person.id, person.name, person.roles) == (
            released.PERSON,
            "An",
            frozenset({"operator"}),
        )
        for number, state in enumerate(released.STATES):
            holds(store, number, state)


def holds(store: Store, number: int, state: str) -> None:
    """Whether a visit of a stored file is as it was written."""
    visit = released.visit_id(number)
    row = store.visit(visit)
    assert row.operator == released.PERSON
    if state == "cancelled":
        assert (row.state, row.document) == ("cancelled", "")
        with pytest.raises(RowError, match="no part"):
            store.part(visit, "portrait.jpg")
        return
    assert row.document == released.document(number)
    assert store.part(visit, "portrait.jpg") == released.portrait(number)
    [found] = store.recent_visits(5, citizen=released.citizen(number))
    assert (found.visit, found.delivery or found.state) == (visit, state)
    if state == "in_progress":
        return
    [delivery] = [each for each in store.deliveries() if each.record == visit]
    assert (delivery.state, delivery.attempts, delivery.size) == (state, 1, 900)
    assert delivery.sha256 == f"{number:064x}"
    assert b"".join(store.packet_chunks(visit)) == released.packet(number)


@every_version
def test_work_goes_on_in_it(path: Path) -> None:
    with Store.open(path, released.KEY) as store:
        begun = released.visit_id(released.STATES.index("in_progress"))
        store.save_visit(begun, at=released.NOON, document="{}", parts={"2.wsq": b"print"})
        store.finish_visit(begun, at=released.NOON, document="{}", sealed=b"sealed")
        accepted = released.visit_id(released.STATES.index("accepted"))
        assert store.due_for_erasing(before=released.NOON, limit=9) == [accepted]
        assert store.erase_record(accepted, at=released.NOON) > 0
        assert store.totals().waiting == 2
        assert store.totals() == store.recounted()
    with Store.open(path, released.KEY) as store:
        assert store.check(at=released.NOON, full=True).ok


@every_version
def test_the_file_before_is_kept_aside_as_it_was(stored: Path, path: Path) -> None:
    number = int(stored.stem[1:])
    Store.open(path, released.KEY).close()
    kept = path.with_name(f"desk.db.v{number}.bak")
    assert kept.exists() == (number < NEWEST)
    if kept.exists():
        assert schema(kept) == schema(stored_again(stored, path))


def stored_again(stored: Path, path: Path) -> Path:
    return Path(shutil.copy(stored, path.with_name("again.db")))
