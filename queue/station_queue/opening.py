"""Make a store's file, or open one that is there, at the newest schema."""

from pathlib import Path

from station_queue.atomic import PRIVATE, make_file, sync_folder
from station_queue.database import Database, from_os
from station_queue.errors import StoreError
from station_queue.migrate import migrate, shipped, version


def create_database(path: Path, key: bytes) -> None:
    """Make a new store; until it is complete the file does not carry its name.

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
