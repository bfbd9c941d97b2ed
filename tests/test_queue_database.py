"""One connection: whole acts or none, and what holds still holds after a page that is damaged."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station_queue import DiskFullError, Store, StoreError
from station_queue.database import Database, _opened
from station_queue.turns import Turns

KEY = bytes(range(32))
PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store on the disk, closed."""
    made = tmp_path / "desk.db"
    Store.create(made, KEY).close()
    return made


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database.connect(path, KEY)
    yield opened
    opened.close()


def put(database: Database, name: str, size: int = 1) -> None:
    with database.write():
        put_here(database, name, size)


def put_here(database: Database, name: str, size: int = 1) -> None:
    database.run("INSERT INTO secrets VALUES (?, randomblob(?))", (name, size))


def kept(database: Database) -> list[str]:
    return [row["name"] for row in database.rows("SELECT name FROM secrets ORDER BY name")]


# --- whole or not at all


def overheard(database: Database) -> None:
    """An act that goes on as if its part had not failed."""
    with database.write():
        put(database, "before")
        with contextlib.suppress(ValueError), database.write():
            put(database, "half")
            raise ValueError


def overheard_and_more(database: Database) -> None:
    with database.write():
        with contextlib.suppress(ValueError), database.write():
            raise ValueError
        put(database, "after")


def overheard_full_disk(database: Database) -> None:
    """SQLite itself ends the transaction; what follows would be one of its own."""
    with database.write():
        put(database, "before")
        with contextlib.suppress(DiskFullError):
            put_here(database, "large", 200_000)
        put_here(database, "after")
        put_here(database, "large", 200_000)


def short_of_memory(database: Database) -> None:
    with database.write():
        put(database, "before")
        raise MemoryError("no room for a picture")


@pytest.mark.parametrize("act", [overheard, overheard_and_more, overheard_full_disk])
def test_an_act_of_which_a_part_failed_is_not_written_even_if_that_is_overheard(
    database: Database, act: Callable[[Database], None]
) -> None:
    [pages] = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages['page_count'] + 3}")
    with pytest.raises(RuntimeError, match="none of it is written"):
        act(database)
    assert kept(database) == []
    put(database, "after")
    assert kept(database) == ["after"]


def test_what_a_caller_runs_out_of_is_not_said_of_the_store(database: Database) -> None:
    connection = database._connection
    with pytest.raises(MemoryError, match="no room for a picture"):
        short_of_memory(database)
    assert kept(database) == []
    assert database._connection is connection


def test_a_replace_is_seen_by_the_triggers(path: Path) -> None:
    bare = _opened(path, KEY, 1.0)
    assert bare.execute("PRAGMA recursive_triggers").fetchone() == (1,)
    bare.close()


# --- after a damaged page


@pytest.fixture
def damaged(path: Path) -> Iterator[Database]:
    """A connection that has met a false page of a large secret, and is to be replaced."""
    database = Database.connect(path, KEY)
    put(database, "large", 900_000)
    database.close()
    content = bytearray(path.read_bytes())
    content[-50 * PAGE + 100] ^= 1
    path.write_bytes(content)
    database = Database.connect(path, KEY)
    yield database
    database.close()


def meet_damage(database: Database) -> None:
    with pytest.raises(StoreError, match="damaged"):
        database.rows("SELECT value FROM secrets")


def numbers(database: Database) -> None:
    database.rows(
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " SELECT max(i) FROM n"
    )


def test_work_that_met_damage_can_still_be_stopped(damaged: Database) -> None:
    stopped = False
    with damaged.stopped_by(lambda: stopped):
        meet_damage(damaged)
        numbers(damaged)
        stopped = True
        with pytest.raises(StoreError) as caught:
            numbers(damaged)
        assert caught.value.code == "STORE_STOPPED"
    numbers(damaged)


@pytest.mark.parametrize(
    ("block", "pragma", "inside", "after"),
    [
        (Database.at_once, "busy_timeout", {"timeout": 0}, {"timeout": 10_000}),
        (
            Database.references_unchecked,
            "foreign_keys",
            {"foreign_keys": 0},
            {"foreign_keys": 1},
        ),
    ],
)
def test_settings_of_a_block_outlast_damage(
    damaged: Database,
    block: Callable[[Database], contextlib.AbstractContextManager[None]],
    pragma: str,
    inside: dict[str, int],
    after: dict[str, int],
) -> None:
    with block(damaged):
        meet_damage(damaged)
        assert damaged.row(f"PRAGMA {pragma}") == inside
    meet_damage(damaged)
    assert damaged.row(f"PRAGMA {pragma}") == after


def test_what_follows_damage_in_a_snapshot_is_not_read_of_another_moment(
    path: Path, damaged: Database
) -> None:
    with damaged.snapshot():
        assert kept(damaged) == ["large"]
        other = Database.connect(path, KEY)
        put(other, "later")
        other.close()
        meet_damage(damaged)
        with pytest.raises(StoreError, match="damaged"):
            kept(damaged)
    assert kept(damaged) == ["large", "later"]


# --- turns


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="a signal wakes nobody there")
@pytest.mark.usefixtures("interruptible")
def test_who_is_interrupted_while_waiting_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(0)
    waiter = threading.get_ident()
    assert waiter == threading.main_thread().ident

    def interrupt() -> None:
        while not turns._waiting:
            threading.Event().wait(0.001)
        signal.pthread_kill(waiter, signal.SIGINT)

    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        turns.take(60)
    interrupter.join()
    turns.give()
    assert turns.take(0), "the turn went to nobody"
