"""Backups of the desk: made beside its work, tried out, and put onto another machine."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import structlog
from filelock import FileLock

from station_core.audit import DESK, AuditTrail
from station_core.boot import Boot, boot_now, elapsed
from station_core.clock import Clock, local_now
from station_core.errors import DeskError, StationError
from station_core.folder import DeskFolder
from station_core.roles import Act, require
from station_core.signin import Session, named, person_of
from station_core.tries import Tries
from station_queue import QueueError, Store, Totals
from station_queue.atomic import sync_file, sync_folder
from station_queue.backup import Backup, check_backup, make_backup, unpack_small
from station_queue.backup_file import BackupFile, Manifest
from station_queue.keyslots import unlock, unlock_with_recovery
from station_queue.opening import put_aside, put_aside_leftovers
from station_queue.slotnames import slot_names
from station_queue.upkeep import Finding

log = structlog.get_logger()

_AT: Final = "backup_at"
_BOOT: Final = "backup_boot"
_RECORDS: Final = "backup_records"
_FAILED: Final = "backup_failed_code"
_UNPACKING: Final = "restore.part"
_READY: Final = "restore.ready"
_TRIAL: Final = "cccd-check-"
_NO_LOCKS: Final = (OSError, NotImplementedError)
"""Somebody else holds it, or the file system knows no locks."""
_EVERY: Final = timedelta(days=1)
"""Records that are not in any backup for longer are too much to lose."""

Stop = Callable[[], bool]
_never: Stop = lambda: False  # noqa: E731


class LastBackup(NamedTuple):
    """What the desk remembers of its backups.

    Attributes:
        at: When the last one was made; None before the first.
        records: How many finished records there were then.
        failed: Code of what stood in the way of one tried since; None when none failed.
        boot: When it was made by the clock nobody can set; None where that is not known.
    """

    at: datetime | None
    records: int
    failed: str | None
    boot: Boot | None = None


class OpenedBy(NamedTuple):
    """Who opens a backup: a person of it with the password, or whoever has the recovery code.

    Attributes:
        secret: Password, or the recovery code.
        name: Of the person; None is the recovery code, or the only person there is.
        recovery: Whether the secret is the recovery code.
    """

    secret: str
    name: str | None = None
    recovery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What trying a backup out has shown: it opens, and all of it is as it was.

    Attributes:
        manifest: What it says of itself, which is true.
        findings: What was wrong with the store already when it was backed up.
        bytes: Its size.
        seconds: How long it took.
    """

    manifest: Manifest
    findings: tuple[Finding, ...]
    bytes: int
    seconds: float


class Restored(NamedTuple):
    """A desk that is back.

    Attributes:
        manifest: What the backup said of itself.
        findings: What was wrong with the store already when it was backed up, and is now.
    """

    manifest: Manifest
    findings: tuple[Finding, ...]


def finished_records(totals: Totals) -> int:
    """Records that were finished, wherever they are now."""
    return totals.created - totals.in_progress - totals.cancelled


def last_backup(store: Store) -> LastBackup:
    """What the store remembers."""
    at = store.mark(_AT)
    return LastBackup(
        at=datetime.fromisoformat(at) if at else None,
        records=int(store.mark(_RECORDS) or 0),
        failed=store.mark(_FAILED) or None,
        boot=_boot_of(store.mark(_BOOT)),
    )


def due(totals: Totals, last: LastBackup, every_records: int, at: datetime, boot: Boot) -> bool:
    """Whether records that are in no backup ask for another one.

    Args:
        totals: Of the store.
        last: What is remembered of the last one.
        every_records: So many are enough; 0: no number is.
        at: Now. The first one, or one when the last is a day old, is due with the first record;
            a clock that was set back makes it due, too.
        boot: Now by the clock nobody can set, which tells of the day where the other one does not.
    """
    newer = finished_records(totals) - last.records
    if newer <= 0:
        return False
    if last.at is None or abs(at - last.at) >= _EVERY or 0 < every_records <= newer:
        return True
    return last.boot is not None and elapsed(last.boot, boot) >= _EVERY.total_seconds()


def run_backup(
    session: Session,
    folder: Path,
    *,
    automatic: bool = False,
    stop: Stop = _never,
    deadline: float | None = None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Backup:
    """Make a backup of the desk and read it back; everybody works on meanwhile.

    Args:
        session: Of a person who may, unless the desk does it by itself.
        folder: Where to.
        automatic: The desk does it by itself, whoever is signed in.
        stop: Asked regularly; True ends it.
        deadline: Seconds after which it is ended.
        now: The clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        DeskError: BACKUP_RUNNING, FOLDER_UNUSABLE.
        BackupError, StoreError: As for ``make_backup``; the desk remembers the code.
    """
    if not automatic:
        session.require(Act.BACKUP)
    ends = time.monotonic() + deadline if deadline is not None else float("inf")
    with session.folder.alone("backup", "BACKUP_RUNNING"), session.open_store() as store:
        trail = AuditTrail(store, DESK if automatic else session.person.id, now, boot)
        try:
            backup = make_backup(
                session.folder.store,
                session.key,
                folder,
                desk=session.settings.desk.code,
                # Before the store: somebody new in the copy may lack a slot, but no slot a person.
                slots=_content(session.folder.slots),
                settings=_content(session.folder.settings),
                made_at=now(),
                keep=session.settings.backup.keep,
                stop=lambda: stop() or time.monotonic() > ends,
            )
        except QueueError as error:
            if error.code != "BACKUP_STOPPED":
                _note_failure(store, trail, error.code)
            raise
        _note_made(store, trail, backup, boot())
    return backup


def check(
    file: Path,
    by: OpenedBy,
    *,
    desk: DeskFolder | None = None,
    stop: Stop = _never,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Drill:
    """Try a backup out: open it, look at all of it, and leave nothing behind.

    The desk whose backup it is writes down that it was tried out, and after how many wrong tries.

    It is unpacked where the desk is, if there is one, or beside itself: what is left for temporary
    files is often memory.

    Args:
        file: The backup.
        by: Who opens it.
        desk: Where a wrong password counts like one at the sign-in, if a desk is there.
        stop: Asked regularly; True ends it.
        now: The clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED, for an operator.
        WaitError: SIGN_IN_WAIT after too many wrong passwords.
        StationError: PERSON_DISABLED, PERSON_UNKNOWN.
        BackupError: What is wrong with it.
        QueueError: SIGN_IN_WRONG, RECOVERY_CODE_WRONG, RECOVERY_CODE_TYPO, or the slots cannot
            be read; no room for the trial.
    """
    began = time.monotonic()
    here = desk is not None and desk.settings.exists()
    tries = Tries(desk.tries, boot) if desk and here else None
    with (
        _trial(desk.root if desk and here else file.parent) as temporary,
        _opened(file, temporary, by, stop, tries) as opened,
    ):
        who = _require_leave(opened.store, opened.name)
    if desk and here:
        # Of another desk the key does not fit; and what was found counts without a row, too.
        with suppress(QueueError), Store.open(desk.store, opened.key) as store:
            AuditTrail(store, who, now, boot).note(
                "backup_checked", failed=opened.failed, findings=_told(opened.findings)
            )
    return Drill(
        manifest=opened.manifest,
        findings=opened.findings,
        bytes=file.stat().st_size,
        seconds=time.monotonic() - began,
    )


def restore(
    file: Path,
    folder: DeskFolder,
    by: OpenedBy,
    *,
    stop: Stop = _never,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Restored:
    """Put a backup into a folder without a desk; it then asks the centre before it sends.

    What was wrong with the store when it was backed up is wrong with it again, and told.

    The settings come last, so a restore that was cut off is simply begun again. What a desk that
    was here before has left beside its store is put aside, never deleted.

    Raises:
        DeskError: DESK_EXISTS, DESK_IN_USE, FOLDER_UNUSABLE.
        NotAllowedError: NOT_ALLOWED, for an operator.
        StationError: PERSON_DISABLED, PERSON_UNKNOWN.
        BackupError: What is wrong with it.
        QueueError: SIGN_IN_WRONG, RECOVERY_CODE_WRONG, RECOVERY_CODE_TYPO, or the slots cannot
            be read; the disk is full.
    """
    with _usable():
        folder.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with folder.locked():
        _require_unused(folder)
        unpacking, ready = folder.root / _UNPACKING, folder.root / _READY
        with _usable():
            _clear(unpacking)
            _take_back(ready, folder, unpacking)
            unpacking.mkdir(mode=0o700)
        try:
            with _opened(file, unpacking, by, stop) as opened:
                who = _require_leave(opened.store, opened.name)
                _begin_as_copy(opened, AuditTrail(opened.store, who, now, boot), now())
            with _usable():
                sync_file(unpacking / folder.store.name)
                unpacking.rename(ready)
                _move_in(ready, folder)
        finally:
            _clear(unpacking)
    records = finished_records(Totals(**opened.manifest.totals))
    log.info("desk_restored", records=records, findings=opened.findings)
    return Restored(opened.manifest, opened.findings)


class _Opened(NamedTuple):
    """A backup whose store is verified and unpacked; who opened it, after how many wrong tries."""

    key: bytes
    failed: int
    manifest: Manifest
    findings: tuple[Finding, ...]
    store: Store
    name: str | None


@contextmanager
def _opened(
    file: Path, folder: Path, by: OpenedBy, stop: Stop, tries: Tries | None = None
) -> Iterator[_Opened]:
    with BackupFile(file) as backup:
        slots = unpack_small(backup, folder)
        name = None if by.recovery else _name_of(slots, by.name)
        key, failed = _key(slots, name, by.secret, tries)
        path, findings = check_backup(backup, key, folder, stop=stop)
        manifest = backup.manifest
    with Store.open(path, key) as store:
        yield _Opened(key, failed, manifest, findings, store, name)


def _name_of(slots: Path, name: str | None) -> str:
    names = slot_names(slots)
    if name is None and len(names) != 1:
        raise StationError("NAME_NEEDED", "several people know this desk")
    return named(name or names[0])


def _key(slots: Path, name: str | None, secret: str, tries: Tries | None) -> tuple[bytes, int]:
    """The store's key, and how many tries of this name were wrong before."""
    if name is None:
        return unlock_with_recovery(slots, secret), 0
    if tries is None:  # there is nothing here yet that could count
        return unlock(slots, name, secret), 0
    tries.begin(name, known=name in slot_names(slots))
    key = unlock(slots, name, secret)
    return key, tries.was_right(name)


@contextmanager
def _trial(base: Path) -> Iterator[Path]:
    """A folder that is gone afterwards; those of programs that were killed go before."""
    for left in base.glob(f"{_TRIAL}*"):
        if not _is_lived_in(left):
            _clear(left)
    try:
        temporary = tempfile.TemporaryDirectory(prefix=_TRIAL, dir=base)
    except OSError:  # no such folder, or a stick that is write-protected
        temporary = tempfile.TemporaryDirectory(prefix=_TRIAL)
    with temporary as name:
        lock = _life(Path(name))
        with suppress(*_NO_LOCKS):
            lock.acquire(timeout=0)
        try:
            yield Path(name)
        finally:
            lock.release()


def _is_lived_in(trial: Path) -> bool:
    """Whether somebody works in it, or that cannot be told."""
    lock = _life(trial)
    try:
        lock.acquire(timeout=0)
    except _NO_LOCKS:
        return True
    lock.release()
    return False


def _life(trial: Path) -> FileLock:
    return FileLock(trial / "lock")


def _require_leave(store: Store, name: str | None) -> str:
    """Id of the person who opened the backup, who may; the recovery code may everything."""
    if name is None:
        return DESK
    person = person_of(store, name)
    require(person, Act.BACKUP)
    return person.id


def _begin_as_copy(opened: _Opened, trail: AuditTrail, at: datetime) -> None:
    manifest = opened.manifest
    with opened.store.together():
        opened.store.mark_restored(at=at)
        trail.note(
            "restored",
            made_at=manifest.made_at.isoformat(),
            head=manifest.audit.hash,
            rows=manifest.audit.seq,
            records=finished_records(Totals(**manifest.totals)),
            findings=_told(opened.findings),
        )


def _require_unused(folder: DeskFolder) -> None:
    """Refuse a folder with a desk; a store that a cut-off restore has moved in is none yet."""
    moved_in = _moved_in(folder.root / _READY, folder)
    if folder.settings.exists() or (folder.store.exists() and folder.store not in moved_in):
        raise DeskError("DESK_EXISTS", "this folder already holds a desk")


def _moved_in(ready: Path, folder: DeskFolder) -> list[Path]:
    """What a restore that was cut off has moved in already, the last first.

    While the settings wait in `ready` it was not at its end, and the folder has no name but that
    one from when it was whole until all of it is out: what is not in it was moved.
    """
    if not (ready / folder.settings.name).exists():
        return []
    return [path for path in (folder.store, folder.slots) if not (ready / path.name).exists()]


def _take_back(ready: Path, folder: DeskFolder, away: Path) -> None:
    """Undo what a restore that was cut off has begun; cut off itself, it is done again."""
    if not ready.exists():
        return
    for path in _moved_in(ready, folder):
        if path.exists():
            path.replace(ready / path.name)
    sync_folder(folder.root)
    ready.rename(away)
    _clear(away)


def _move_in(ready: Path, folder: DeskFolder) -> None:
    """Give the files their names, the settings last: with them the folder is a desk."""
    put_aside(folder.slots)
    put_aside_leftovers(folder.store)
    for path in (folder.slots, folder.store):
        (ready / path.name).replace(path)
    sync_folder(folder.root)
    (ready / folder.settings.name).replace(folder.settings)
    sync_folder(folder.root)
    _clear(ready)


def _clear(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


def _note_made(store: Store, trail: AuditTrail, backup: Backup, boot: Boot) -> None:
    records = finished_records(Totals(**backup.manifest.totals))
    with store.together():
        store.put_mark(_AT, backup.manifest.made_at.isoformat())
        store.put_mark(_BOOT, f"{boot.seconds} {boot.id}")
        store.put_mark(_RECORDS, str(records))
        store.put_mark(_FAILED, "")
        trail.note(
            "backed_up",
            bytes=backup.bytes,
            records=records,
            same_disk=backup.same_disk,
            removed=backup.removed,
            findings=_told(backup.findings),
        )


def _boot_of(mark: str | None) -> Boot | None:
    if mark is None:
        return None
    seconds, _, name = mark.partition(" ")
    return Boot(name, float(seconds))


def _told(findings: tuple[Finding, ...]) -> str | None:
    return " ".join(findings) or None


def _note_failure(store: Store, trail: AuditTrail, code: str) -> None:
    # Where the store itself is the trouble, the failure that is on its way says so.
    with suppress(QueueError), store.together():
        store.put_mark(_FAILED, code)
        trail.note("backup_failed", code=code)


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc


def _content(path: Path) -> bytes:
    with _usable():
        return path.read_bytes()
