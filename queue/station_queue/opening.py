"""Make a store's file, or open one that is there, at the newest schema."""

import itertools
from pathlib import Path
from typing import Final

from station_queue.atomic import PRIVATE, make_file, sync_folder
from station_queue.database import Database, from_os
from station_queue.errors import StoreError
from station_queue.migrate import migrate, shipped, version

_ASIDE: Final = ".before-restore"


def create_database(path: Path, key: bytes) -> None:
    """Make a new store; until it is complete the file does not carry its name.

    What a store that was here before has left is put aside, see `put_aside_leftovers`.

    Raises:
        StoreError: STORE_EXISTS, STORE_READ_ONLY, STORE_IO, DISK_FULL.
    """
    if path.exists():
        raise StoreError("STORE_EXISTS", "there is a store already")
    part = path.with_name(f"{path.name}.part")
    try:
        _clear(part)
        make_file(part, b"", mode=PRIVATE)
        database = Database.connect(part, key)
        try:
            migrate(database, part, shipped())
        finally:
            database.close()
        put_aside_leftovers(path)
        part.rename(path)
        sync_folder(path.parent)
    except OSError as exc:
        raise from_os(exc) from exc


def open_database(path: Path, key: bytes, *, busy_seconds: float) -> Database:
    """Open a store and apply what its schema lacks.

    Raises:
        StoreError: STORE_MISSING, STORE_KEY_WRONG, STORE_NEWER, STORE_DAMAGED, STORE_BUSY,
            STORE_READ_ONLY, STORE_IO, DISK_FULL.
    """
    if not path.exists():
        raise StoreError("STORE_MISSING", "there is no store at this place")
    if path.stat().st_size == 0:
        raise _no_schema()
    database = Database.connect(path, key, busy_seconds=busy_seconds)
    try:
        _require_schema(database)
        migrate(database, path, shipped())
    except BaseException:
        database.close()
        raise
    return database


def put_aside_leftovers(path: Path) -> None:
    """Take what a store that is gone has left out of the way of the next one of its name.

    SQLite would read another store's log into this one, and both would be lost. The log holds what
    that store had not folded in yet, and its old copies may be all there is of it: they are kept.

    Raises:
        OSError: As the operating system said it.
    """
    left = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal")]
    put_aside(*left, *path.parent.glob(f"{path.name}.v*.bak"))


def put_aside(*paths: Path) -> None:
    """Give files, where they exist, a name that nothing asks for: ``<name>.before-restore``.

    Raises:
        OSError: As the operating system said it.
    """
    there = [path for path in paths if path.exists()]
    for path in there:
        numbered = (f"{path.name}{_ASIDE}.{number}" for number in itertools.count(2))
        names = itertools.chain((path.name + _ASIDE,), numbered)
        path.rename(next(free for name in names if not (free := path.with_name(name)).exists()))
    for folder in {path.parent for path in there}:
        sync_folder(folder)


def _clear(part: Path) -> None:
    """Remove what a creation that was cut off left."""
    for suffix in ("", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _require_schema(database: Database) -> None:
    """Never begin anew in a file that lost its schema: a store gets its name only with one."""
    if version(database) == 0:
        raise _no_schema()


def _no_schema() -> StoreError:
    return StoreError("STORE_DAMAGED", "the file has no schema, so it is not a store")
