"""Bring a store's schema up to date: numbered SQL files, one transaction each.

Two programs may be started after an update. The first one to get the write lock copies the store
aside and migrates it under that lock; the other one waits, and then finds it done.
"""

import contextlib
import importlib.resources
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlcipher3 import dbapi2

from station_queue.atomic import PRIVATE, make_file, sync_file, sync_folder
from station_queue.database import PAGE_BYTES, Database, from_os
from station_queue.errors import DiskFullError, StoreError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the version before it to its own.

    Attributes:
        version: 1 for the first.
        sql: The statements.
    """

    version: int
    sql: str


def shipped() -> tuple[Migration, ...]:
    """The migrations in ``schema/``, in order; their numbers run from 1 without a gap."""
    folder = importlib.resources.files("station_queue") / "schema"
    names = sorted(file.name for file in folder.iterdir() if re.match(r"\d{4}_.*\.sql$", file.name))
    return tuple(
        Migration(int(name[:4]), (folder / name).read_text(encoding="utf-8")) for name in names
    )


def version(database: Database) -> int:
    """The schema version a store is at; 0 means no schema at all."""
    row = database.row("PRAGMA user_version")
    return int(row["user_version"]) if row else 0


def migrate(database: Database, path: Path, migrations: Sequence[Migration]) -> None:
    """Apply what is missing, after copying an existing store aside.

    The copy is ``<name>.v<version>.bak`` in the same folder, encrypted with the same key.

    Args:
        database: Open connection.
        path: The file it is open on.
        migrations: All of them, oldest first.

    Raises:
        StoreError: STORE_NEWER: a later program wrote the file. DISK_FULL (details: needed, free)
            and the other states of the file: it is still at the version of the last migration
            that was complete.
    """
    found = version(database)
    newest = migrations[-1].version
    if found > newest:
        raise StoreError("STORE_NEWER", f"the store has schema {found}, this program {newest}")
    aside = path if 0 < found < newest else None
    if aside:
        _require_room(database, path)
        log.info("store is being migrated", found=found, newest=newest)
    for migration in migrations:
        if migration.version > found:
            _apply(database, migration, aside if migration.version == found + 1 else None)


def _require_room(database: Database, path: Path) -> None:
    """Refuse before anything is begun: for the copy, and for the tables that are made anew."""
    [row] = database.rows(
        "SELECT page_count - freelist_count AS pages FROM pragma_page_count, pragma_freelist_count"
    )
    needed, free = row["pages"] * PAGE_BYTES * 3 // 2, shutil.disk_usage(path.parent).free
    if free < needed:
        raise DiskFullError("no room to migrate the store", needed=needed, free=free)


def _apply(database: Database, migration: Migration, aside: Path | None = None) -> None:
    """Make one step; before it, copy the file aside if it is given."""
    # A table that others refer to can only be made anew while nobody looks at the references:
    # https://sqlite.org/lang_altertable.html, section 7. They are looked at before the commit.
    with database.references_unchecked(), database.write():
        if version(database) >= migration.version:
            return  # another process did it while this one waited for the lock
        if aside:
            _copy_aside(database, aside, migration.version - 1)
        for statement in _statements(migration.sql):
            database.run(statement)
        if database.rows("PRAGMA foreign_key_check"):
            raise StoreError("STORE_DAMAGED", "a row refers to one that is not there")
        database.run(f"PRAGMA user_version = {migration.version}")
    log.info("store migrated", version=migration.version)


def _statements(sql: str) -> Iterator[str]:
    """Cut a script into statements; the driver's own script call would end the transaction."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if dbapi2.complete_statement(statement):
            yield statement
            statement = ""


def _copy_aside(database: Database, path: Path, found: int) -> None:
    """Copy what is committed, with another connection, while this one lets nobody write."""
    copy = path.with_name(f"{path.name}.v{found}.bak")
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_file(part, b"", mode=PRIVATE)
        with contextlib.closing(database.beside()) as reader:
            reader.run("VACUUM INTO ?", (str(part),))
        sync_file(part)
        part.replace(copy)
        sync_folder(copy.parent)
        log.info("store copied aside", version=found, bytes=copy.stat().st_size)
    except OSError as exc:
        raise from_os(exc) from exc
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
