"""Backups: a consistent encrypted copy of the desk beside its work, tried out, and put back."""

import contextlib
import errno
import hashlib
import itertools
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from station_queue import audit, counts
from station_queue.adoption import lineage
from station_queue.atomic import PRIVATE, make_file, sync_file, sync_folder
from station_queue.audit import AuditHead
from station_queue.backup_file import (
    SETTINGS,
    SLOTS,
    STORE,
    AuditMark,
    BackupFile,
    Manifest,
    Member,
    Stop,
    damaged,
    stopped,
    write_backup,
)
from station_queue.database import PAGE_BYTES, Database, from_os
from station_queue.errors import BackupError, StoreError
from station_queue.migrate import version
from station_queue.upkeep import Finding, check_store

log = structlog.get_logger()

_SUFFIX: Final = ".backup"
_PART: Final = ".part"
_SLACK: Final = 1024 * 1024  # for the small members, the manifest and the file system's own needs
_SAMPLE: Final = 50  # packets whose hash is looked at; every page is authenticated anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made and read back.

    Attributes:
        file: Where it is.
        bytes: Its size.
        manifest: What it says of itself.
        seconds: How long it took.
        same_disk: Whether it is on the disk of the store, and would be lost with it.
        removed: How many older ones made room for it.
        findings: What is wrong with the store, and so with its copy. Then none was removed.
    """

    file: Path
    bytes: int
    manifest: Manifest
    seconds: float
    same_disk: bool
    removed: int
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with what it holds."""
        return not self.findings


class Unpacked(NamedTuple):
    """The store of a backup, which is what was backed up.

    Attributes:
        path: Where it is.
        findings: What was wrong with it already then.
    """

    path: Path
    findings: tuple[Finding, ...]


def make_backup(
    store: Path,
    key: bytes,
    folder: Path,
    *,
    desk: str,
    slots: bytes,
    settings: bytes,
    made_at: datetime,
    keep: int,
    stop: Stop,
) -> Backup:
    """Copy the store as it is at one moment into a new file, and read that file back.

    A store with something wrong is copied, too: it may be the last copy of what is right in it. It
    takes no older one's place.

    Others go on reading and writing meanwhile. One at a time: what an earlier one that was cut off
    has left beside the store and in the folder is cleared away first.

    Args:
        store: The store's file.
        key: Its key.
        folder: Where to; made if only its last part is missing.
        desk: Code of the desk, which the name of the file has.
        slots: Content of the key slots file, read before.
        settings: Content of the settings file.
        made_at: Aware time.
        keep: So many of this store stay in the folder; never fewer than the new one.
        stop: Asked regularly; True ends it, and nothing remains.

    Raises:
        BackupError: BACKUP_NO_ROOM (details: needed, free, where), BACKUP_FOLDER_UNUSABLE,
            BACKUP_NOT_WRITTEN, BACKUP_TOO_LARGE, BACKUP_STOPPED, BACKUP_DAMAGED (what is read
            back is not what was written).
        StoreError: The store cannot be copied.
    """
    began = time.monotonic()
    copy = store.with_name(f"{store.name}{_SUFFIX}{_PART}")
    _prepare(folder, desk)
    file = _free_name(folder, desk, made_at)
    part = file.with_name(f"{file.name}{_PART}")
    with _gone_after(copy, part):
        same_disk = _make_room(store, key, folder)
        _copy_store(store, key, copy, stop)
        findings = _findings(copy, key, made_at, full=False, stop=stop)
        figures = _figures(copy, key)

        def manifest_of(members: dict[str, Member]) -> Manifest:
            manifest = Manifest(desk=desk, made_at=made_at, members=members, **figures)
            return manifest.signed(key)

        small = {SLOTS: slots, SETTINGS: settings}
        with _writing():
            manifest = write_backup(part, copy, small, manifest_of, stop=stop)
        with BackupFile(part) as written:
            written.verify(stop)
        with _writing():
            size = part.stat().st_size
            part.replace(file)
            sync_folder(folder)
    removed = 0 if findings else _remove_old(store, key, file, manifest, keep)
    log.info(
        "backup_made",
        size=size,
        records=manifest.totals["created"],
        same_disk=same_disk,
        findings=findings,
    )
    return Backup(
        file=file,
        bytes=size,
        manifest=manifest,
        seconds=time.monotonic() - began,
        same_disk=same_disk,
        removed=removed,
        findings=findings,
    )


def unpack_small(backup: BackupFile, folder: Path) -> Path:
    """Write the key slots and the settings of a backup into an empty folder; returns the slots.

    Raises:
        BackupError: BACKUP_DAMAGED, BACKUP_UNREADABLE.
        StoreError: The folder cannot be written.
    """
    try:
        for name in (SLOTS, SETTINGS):
            make_file(folder / name, backup.small(name), mode=PRIVATE)
    except OSError as exc:
        raise from_os(exc) from exc
    return folder / SLOTS


def check_backup(backup: BackupFile, key: bytes, folder: Path, *, stop: Stop) -> Unpacked:
    """Unpack the store of a backup and look at all of it, as a restore has to.

    What is not what was backed up is refused. What was wrong already then is told: a store with a
    broken audit is worth more than none.

    Args:
        backup: Opened.
        key: What one of its own slots gave.
        folder: Private to its owner; the unpacked store stays in it.
        stop: Asked regularly.

    Raises:
        BackupError: BACKUP_NEWER, BACKUP_DAMAGED, BACKUP_NO_ROOM, BACKUP_STOPPED,
            BACKUP_UNREADABLE.
        StoreError: The folder cannot be written.
    """
    manifest = backup.manifest
    if not manifest.holds(key):
        raise damaged()
    _require_room(folder, manifest.members[STORE].size, "here")
    path = folder / STORE
    try:
        make_file(path, b"", mode=PRIVATE)
        with path.open("r+b") as file:
            backup.unpack_store(file, stop)
        sync_file(path)
    except OSError as exc:
        raise from_os(exc) from exc
    try:
        findings = _findings(path, key, manifest.made_at, full=True, stop=stop)
        told = _figures(path, key)
    except StoreError as exc:
        if exc.code in {"STORE_DAMAGED", "STORE_KEY_WRONG"}:
            raise damaged() from exc
        raise
    if "pages_forged" in findings or told != {name: getattr(manifest, name) for name in told}:
        raise damaged()
    return Unpacked(path, findings)


def _findings(
    path: Path, key: bytes, at: datetime, *, full: bool, stop: Stop
) -> tuple[Finding, ...]:
    """What is wrong with a copy of a store."""
    try:
        with contextlib.closing(Database.connect(path, key)) as database:
            found = check_store(database, at=at, full=full, stop=stop).findings
            with database.stopped_by(stop):
                whole = _packets_are_whole(database)
    except StoreError as exc:
        if exc.code == "STORE_STOPPED":
            raise stopped() from exc
        raise
    return found if whole else (*found, "packets_missing")


def _packets_are_whole(database: Database) -> bool:
    rows = database.rows(
        "SELECT packets.sealed, sha256 FROM packets JOIN deliveries USING (record)"
        " ORDER BY packet DESC LIMIT ?",
        (_SAMPLE,),
    )
    return all(hashlib.sha256(row["sealed"]).hexdigest() == row["sha256"] for row in rows)


def _prepare(folder: Path, desk: str) -> None:
    """Make the folder if need be, and clear away what was left in it."""
    try:
        # Not its parents: where a stick is not plugged in, the backup would land on the disk.
        folder.mkdir(mode=0o700, exist_ok=True)
        for left in folder.glob(f"cccd-{desk}-*{_SUFFIX}{_PART}"):
            if _is_of(left.with_suffix(""), desk):
                left.unlink()
        probe = folder / f".cccd-{desk}{_PART}"
        probe.unlink(missing_ok=True)
        make_file(probe, b"", mode=PRIVATE)
        probe.unlink()
    except OSError as exc:
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _no_room(_SLACK, 0, "destination") from exc
        raise BackupError("BACKUP_FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc


def _make_room(store: Path, key: bytes, folder: Path) -> bool:
    """Refuse at once what would not fit; tells whether both are on one disk."""
    needed = _size_of(store, key)
    try:
        same_disk = store.stat().st_dev == folder.stat().st_dev
    except OSError as exc:
        raise _not_written(exc) from exc
    _require_room(folder, needed * (2 if same_disk else 1), "destination")
    _require_room(store.parent, needed, "store")
    return same_disk


def _size_of(store: Path, key: bytes) -> int:
    """Bytes of the copy at most: the pages in use, wherever they lie now."""
    with contextlib.closing(Database.connect(store, key)) as database:
        row = database.row(
            "SELECT page_count - freelist_count AS pages"
            " FROM pragma_page_count, pragma_freelist_count"
        )
    return PAGE_BYTES * int(row["pages"]) if row else 0


def _require_room(folder: Path, needed: int, where: str) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as exc:
        raise _not_written(exc) from exc
    if free < needed + _SLACK:
        raise _no_room(needed + _SLACK, free, where)


def _copy_store(store: Path, key: bytes, copy: Path, stop: Stop) -> None:
    """The store as it is at one moment, under the same key; nobody else waits for it.

    It reads in one snapshot, which only holds up the end of the write-ahead log's growth.
    """
    try:
        # Made here, it is not readable for others for a moment either.
        make_file(copy, b"", mode=PRIVATE)
        with contextlib.closing(Database.connect(store, key)) as database:
            lineage(database)  # made before the first copy, it is in every one
            with database.stopped_by(stop):
                database.run("VACUUM INTO ?", (str(copy),))
    except StoreError as exc:
        if exc.code == "STORE_STOPPED":
            raise stopped() from exc
        raise
    except OSError as exc:
        raise from_os(exc) from exc


def _figures(copy: Path, key: bytes) -> dict[str, object]:
    """What the manifest tells of the copy; that it opens at all is seen by the way."""
    with contextlib.closing(Database.connect(copy, key)) as database:
        head = audit.head(database)
        return {
            "schema_version": version(database),
            "totals": counts.recounted(database).as_dict(),
            "audit": AuditMark(seq=head.seq, hash=head.hash),
            "lineage": lineage(database),
        }


def _free_name(folder: Path, desk: str, made_at: datetime) -> Path:
    """A name with this time, or with the next second that is free: clocks are set back, too."""
    times = (made_at.astimezone(UTC) + timedelta(seconds=late) for late in itertools.count())
    files = (folder / f"cccd-{desk}-{at:%Y%m%dT%H%M%SZ}{_SUFFIX}" for at in times)
    return next(file for file in files if not file.exists())


def _remove_old(store: Path, key: bytes, new: Path, manifest: Manifest, keep: int) -> int:
    """Remove the oldest of this store's; one that cannot be removed hurts nobody.

    Not the clock but the audit tells what is old: all that was done until then is in the new one,
    too. One that cannot be read, or that has what this store has not, is no older one.
    """
    with contextlib.closing(Database.connect(store, key)) as database:
        older = [
            (other.audit.seq, other.made_at, path)
            for path in new.parent.glob(f"*{_SUFFIX}")
            if path != new
            and _is_of(path, manifest.desk)
            and (other := _manifest_of(path))
            and other.holds(key)
            and other.lineage == manifest.lineage
            and audit.holds(database, AuditHead(other.audit.seq, other.audit.hash))
        ]
    removed = 0
    for _seq, _made_at, path in sorted(older, reverse=True)[max(0, keep - 1) :]:
        with contextlib.suppress(OSError):
            path.unlink()
            removed += 1
    return removed


def _manifest_of(path: Path) -> Manifest | None:
    try:
        with BackupFile(path) as backup:
            return backup.manifest
    except BackupError:
        return None


def _is_of(path: Path, desk: str) -> bool:
    """Whether it is one of this desk, and not of one whose code begins with this desk's."""
    return re.fullmatch(rf"cccd-{re.escape(desk)}-\d{{8}}T\d{{6}}Z\.backup", path.name) is not None


@contextlib.contextmanager
def _gone_after(copy: Path, part: Path) -> Iterator[None]:
    """Clear away the copy beside the store before and after, and an unfinished backup after."""
    pieces = [copy.with_name(copy.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]
    try:
        for piece in pieces:
            piece.unlink(missing_ok=True)
    except OSError as exc:
        raise from_os(exc) from exc
    try:
        yield
    finally:
        for piece in (*pieces, part):
            with contextlib.suppress(OSError):
                piece.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise _not_written(exc) from exc


def _not_written(exc: OSError) -> BackupError:
    if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _no_room(None, 0, "destination")
    if exc.errno == errno.EFBIG:
        return BackupError("BACKUP_TOO_LARGE", "the disk takes no file of this size")
    return BackupError("BACKUP_NOT_WRITTEN", exc.strerror or type(exc).__name__)


def _no_room(needed: int | None, free: int, where: str) -> BackupError:
    facts = {} if needed is None else {"needed": needed, "free": free}
    return BackupError("BACKUP_NO_ROOM", f"no room ({where})", where=where, **facts)
