"""Migrations: all or nothing, with a copy of what was there before."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

import released_stores as released
from station_queue import Store, StoreError
from station_queue.database import Database
from station_queue.migrate import Migration, _apply, migrate, shipped, version

KEY = bytes(range(32))

FIRST = Migration(1, "CREATE TABLE notes (note TEXT NOT NULL) STRICT;\n")
SECOND = Migration(
    2,
    """
    -- A trigger's body has statements of its own; it is still one statement.
    ALTER TABLE notes ADD COLUMN kind TEXT NOT NULL DEFAULT 'plain';
    CREATE TRIGGER notes_stay BEFORE DELETE ON notes
    BEGIN
        SELECT RAISE(ABORT, 'a note; never deleted');
    END;
    INSERT INTO notes (note) VALUES ('of the second');
    """,
)
BROKEN = Migration(3, "CREATE TABLE half (a TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n")


def connect(path: Path, *migrations: Migration) -> Database:
    """Open a file, made where missing, and bring it to the last of the migrations."""
    path.touch()
    database = Database.connect(path, KEY)
    if migrations:
        migrate(database, path, migrations)
    return database


def test_a_migration_that_would_leave_a_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    lonely = Migration(
        2,
        """
        CREATE TABLE books (book INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE pages (book INTEGER REFERENCES books (book)) STRICT;
        INSERT INTO pages VALUES (7);
        """,
    )
    database = connect(path, FIRST)
    with pytest.raises(StoreError) as caught:
        migrate(database, path, [FIRST, lonely])
    assert caught.value.code == "STORE_DAMAGED"
    assert version(database) == 1
    assert database.row("PRAGMA foreign_keys") == {"foreign_keys": 1}
    database.close()


def schema(database: Database) -> Sequence[tuple[str, str]]:
    rows = database.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
    return [(row["name"], row["sql"]) for row in rows]


def test_the_shipped_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [each.version for each in shipped()] == list(range(1, len(shipped()) + 1))


def test_a_new_store_is_at_the_newest_version(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Store.create(path, KEY).close()
    database = connect(path)
    assert version(database) == len(shipped())
    database.close()


def test_a_migrated_file_has_the_schema_of_a_fresh_one(tmp_path: Path) -> None:
    stepwise = connect(tmp_path / "old.db", FIRST)
    migrate(stepwise, tmp_path / "old.db", [FIRST, SECOND])
    fresh = connect(tmp_path / "fresh.db", FIRST, SECOND)
    assert schema(stepwise) == schema(fresh)
    assert version(stepwise) == version(fresh) == 2
    stepwise.close()
    fresh.close()


def test_rows_survive_and_the_file_before_is_kept_aside_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    database = connect(path, FIRST)
    database.run("INSERT INTO notes VALUES ('of the first')")
    migrate(database, path, [FIRST, SECOND])
    assert len(database.rows("SELECT * FROM notes")) == 2
    database.close()

    copy = tmp_path / "desk.db.v1.bak"
    for plain in (b"SQLite format 3", b"CREATE TABLE", b"of the first"):
        assert plain not in copy.read_bytes()
    aside = connect(copy)
    assert version(aside) == 1
    assert aside.rows("SELECT * FROM notes") == [{"note": "of the first"}]
    aside.close()


def test_a_new_file_is_not_copied_aside(tmp_path: Path) -> None:
    connect(tmp_path / "desk.db", FIRST, SECOND).close()
    assert list(tmp_path.glob("*.bak*")) == []


def test_a_migration_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    database = connect(path, FIRST)
    with pytest.raises(dbapi2.OperationalError):
        migrate(database, path, [FIRST, SECOND, BROKEN])
    database.close()
    database = connect(path)
    assert version(database) == 2
    assert "half" not in dict(schema(database))
    migrate(database, path, [FIRST, SECOND])
    database.close()


def test_a_copy_left_by_an_interrupted_migration_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    database = connect(path, FIRST)
    (tmp_path / "desk.db.v1.bak").write_bytes(b"of an earlier try")
    (tmp_path / "desk.db.v1.bak.part").write_bytes(b"cut off")
    migrate(database, path, [FIRST, SECOND])
    database.close()
    aside = connect(tmp_path / "desk.db.v1.bak")
    assert version(aside) == 1
    aside.close()
    assert not (tmp_path / "desk.db.v1.bak.part").exists()


def test_when_the_copy_cannot_be_made_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    database = connect(path, FIRST)
    (tmp_path / "desk.db.v1.bak").mkdir()
    with pytest.raises(StoreError) as caught:
        migrate(database, path, [FIRST, SECOND])
    assert caught.value.code == "STORE_IO"
    assert version(database) == 1
    assert not (tmp_path / "desk.db.v1.bak.part").exists()
    database.close()


def test_a_file_of_a_later_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Store.create(path, KEY).close()
    database = connect(path)
    database.run(f"PRAGMA user_version = {len(shipped()) + 1}")
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(path, KEY)
    assert caught.value.code == "STORE_NEWER"
    assert path.read_bytes() == before


ANOTHER = """
import sys
from pathlib import Path
from station_queue import Store

with Store.open(Path(sys.argv[1]), bytes(range(32))) as store:
    assert store.totals().created == 7
"""


def test_the_copy_is_of_before_even_if_another_process_migrates_first(tmp_path: Path) -> None:
    path = Path(shutil.copy(released.FOLDER / "v3.db", tmp_path / "desk.db"))
    database = connect(path)
    another: list[int] = []

    def about_to_begin(sql: str) -> None:
        if sql.startswith(("BEGIN", "VACUUM")) and not another:
            done = subprocess.run([sys.executable, "-c", ANOTHER, path], check=False)
            another.append(done.returncode)

    database._connection.set_trace_callback(about_to_begin)
    migrate(database, path, shipped())
    assert another == [0]
    assert version(database) == len(shipped())
    assert [row["n"] for row in database.rows("SELECT count(*) AS n FROM visits")] == [7]
    database.close()
    aside = connect(path.with_name("desk.db.v3.bak"))
    assert version(aside) == 3
    aside.close()
    assert {each.name for each in tmp_path.iterdir()} == {"desk.db", "desk.db.v3.bak"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such permissions")
def test_the_copy_is_for_nobody_else_whatever_the_umask(tmp_path: Path) -> None:
    path = Path(shutil.copy(released.FOLDER / "v3.db", tmp_path / "desk.db"))
    before = os.umask(0o022)
    try:
        Store.open(path, KEY).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "desk.db.v3.bak").stat().st_mode) == 0o600


def test_a_migration_another_process_did_meanwhile_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    one = connect(path, FIRST)
    other = connect(path, FIRST, SECOND)
    _apply(one, SECOND)
    assert len(one.rows("SELECT * FROM notes")) == 1
    one.close()
    other.close()


def test_visits_of_before_are_found_by_the_number_in_their_document(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    before = connect(path, *shipped()[:2])
    documents = {
        "a": '{"form": {"id_number": {"value": "074085990101"}}}',
        "b": '{"form": {}}',
        "c": '{"form": {"id_number": {"value": ""}}}',
        "d": "",
    }
    for letter, document in documents.items():
        before.run(
            "INSERT INTO visits (visit, state, procedure, operator, day, started_at, saved_at,"
            " reason, document) VALUES (?, ?, 'exchange', '1', '2026-11-23', ?, ?, ?, ?)",
            (
                letter * 36,
                "finished" if document else "cancelled",
                "2026-11-23T08:00:00.000000+00:00",
                "2026-11-23T08:00:00.000000+00:00",
                None if document else "-",
                document,
            ),
        )
    before.run(
        "INSERT INTO deliveries (record, state, size, sha256, queued_at, changed_at)"
        " SELECT visit, 'waiting', 1, printf('%064d', 0), saved_at, saved_at FROM visits"
        " WHERE state = 'finished'"
    )
    before.run("INSERT INTO packets (record, sealed) SELECT record, x'00' FROM deliveries")
    before.close()
    with Store.open(path, KEY) as store:
        assert [row.visit for row in store.recent_visits(9, citizen="074085990101")] == ["a" * 36]
    database = connect(path)
    assert database.rows("SELECT count(*) AS n FROM visits WHERE citizen IS NULL") == [{"n": 3}]
    with pytest.raises(dbapi2.IntegrityError):
        database.run("UPDATE visits SET citizen = '1'")  # closed visits never change, as before
    database.close()
