"""Backups of a store: whole or not there, tried out, and whatever is wrong with one is named."""

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from station_queue import AuditEntry, Store, uuid7, visits
from station_queue.backup import Backup, check_backup, make_backup, unpack_small
from station_queue.backup_file import MANIFEST, MEMBERS, SLOTS, STORE, BackupFile, Manifest
from station_queue.database import Database
from station_queue.errors import BackupError, QueueError
from station_queue.migrate import migrate, shipped

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CITIZEN = "Nguyễn Hữu Thiện 074085990101"
SLOTS_TEXT = b'{"format": 1, "slots": []}'
SETTINGS_TEXT = b'[desk]\ncode = "B03"\n'


def never() -> bool:
    return False


def visit_in(store: Store, *, finished: bool = True, size: int = 50_000) -> str:
    visit = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=date(2026, 11, 23),
        at=NOON,
        document=json.dumps({"name": CITIZEN}),
        parts={"portrait.jpg": secrets.token_bytes(size)},
    )
    if finished:
        store.finish_visit(
            visit, at=NOON, document=CITIZEN, sealed=CITIZEN.encode() + secrets.token_bytes(size)
        )
    return visit


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "desk" / "station.db"
    path.parent.mkdir()
    with Store.create(path, KEY) as store:
        for number in range(4):
            visit_in(store, finished=number > 0)
        for number in range(3):
            store.audit(
                AuditEntry(at=NOON, boot="b", since_boot_ms=number, who="desk", act="signed_in")
            )
    return path


def backed_up(
    store: Path,
    folder: Path,
    *,
    at: datetime = NOON,
    keep: int = 3,
    desk: str = "B03",
    stop: Callable[[], bool] = never,
) -> Backup:
    return make_backup(
        store,
        KEY,
        folder,
        desk=desk,
        slots=SLOTS_TEXT,
        settings=SETTINGS_TEXT,
        made_at=at,
        keep=keep,
        stop=stop,
    )


def checked(file: Path, folder: Path, key: bytes = KEY) -> Manifest:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    with BackupFile(file) as backup:
        unpack_small(backup, folder)
        check_backup(backup, key, folder, stop=never)
        return backup.manifest


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(QueueError) as caught:
        act()
    assert "Thiện" not in str(caught.value)
    return caught.value.code


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_that_holds_the_whole_desk(store: Path, tmp_path: Path) -> None:
    made = backed_up(store, tmp_path / "stick")
    assert made.file.name == "cccd-B03-20261123T120000Z.backup"
    assert names(tmp_path / "stick") == [made.file.name]
    assert names(store.parent) == ["station.db"]
    assert made.bytes == made.file.stat().st_size
    assert made.file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(made.file) as archive:
        assert archive.namelist() == [*MEMBERS, MANIFEST]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        told = json.loads(archive.read(MANIFEST))
    assert told["totals"]["created"] == 4
    assert told["totals"]["waiting"] == 3
    assert told["audit"]["seq"] == 3
    assert told["made_at"] == "2026-11-23T12:00:00Z"
    manifest = checked(made.file, tmp_path / "trial")
    assert manifest == made.manifest
    with Store.open(tmp_path / "trial" / STORE, KEY) as copy, Store.open(store, KEY) as original:
        assert copy.totals() == original.totals()
        assert copy.audit_head() == original.audit_head()
        assert copy.deliveries() == original.deliveries()


def test_nothing_of_a_citizen_can_be_read_in_it(store: Path, tmp_path: Path) -> None:
    content = backed_up(store, tmp_path / "stick").file.read_bytes()
    # Long words only: three letters turn up in so many random bytes by themselves.
    for word in ("Thiện".encode(), b"074085990101", b"portrait", b"exchange", b"operator-1"):
        assert word not in content


def test_the_disk_of_the_store_is_named_as_such(store: Path, tmp_path: Path) -> None:
    assert backed_up(store, tmp_path / "near").same_disk


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no second file system")
def test_another_disk_too(store: Path) -> None:
    folder = Path("/dev/shm") / f"cccd-{secrets.token_hex(4)}"
    try:
        assert folder.parent.stat().st_dev != store.stat().st_dev
        assert not backed_up(store, folder).same_disk
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def one_more_act(store: Path) -> None:
    with Store.open(store, KEY) as open_store:
        entry = AuditEntry(at=NOON, boot="b", since_boot_ms=9, who="desk", act="signed_in")
        open_store.audit(entry)


def test_the_newest_stay_whatever_the_clock_says(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    made: list[Backup] = []
    for hours in (50_000, 50_001, 1, 2, -9):
        made.append(backed_up(store, folder, at=NOON + timedelta(hours=hours), keep=2))
        one_more_act(store)
    assert [one.removed for one in made] == [0, 0, 1, 1, 1]
    assert names(folder) == sorted(one.file.name for one in made[-2:])


def test_only_this_stores_own_are_removed(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    backed_up(store, folder)
    other = backed_up(store, folder, desk="B03-x", keep=1).file
    away = tmp_path / "away" / "station.db"
    away.parent.mkdir()
    with Store.create(away, bytes(32)):
        pass
    foreign = make_backup(
        away,
        bytes(32),
        folder,
        desk="B03",
        slots=SLOTS_TEXT,
        settings=SETTINGS_TEXT,
        made_at=NOON - timedelta(days=9),
        keep=3,
        stop=never,
    ).file
    unreadable = folder / "cccd-B03-20260101T000000Z.backup"
    unreadable.write_bytes(b"torn")
    (folder / "cccd-B03-notes.txt").write_text("mine")
    one_more_act(store)
    made = backed_up(store, folder, at=NOON + timedelta(days=1), keep=1)
    assert made.removed == 1
    left = (made.file.name, other.name, foreign.name, unreadable.name, "cccd-B03-notes.txt")
    assert names(folder) == sorted(left)


def test_a_copy_of_the_folder_that_went_another_way_removes_nothing_of_this_one(
    store: Path, tmp_path: Path
) -> None:
    """It is of the same line, but has not all that was done here."""
    folder, away = tmp_path / "stick", tmp_path / "away"
    first = backed_up(store, folder, keep=1)
    shutil.copytree(store.parent, away)
    one_more_act(store)
    one_more_act(store)
    here = backed_up(store, folder, at=NOON + timedelta(days=1), keep=2)
    with Store.open(away / "station.db", KEY) as other:
        for number in range(5):
            other.audit(
                AuditEntry(at=NOON, boot="c", since_boot_ms=number, who="desk", act="locked")
            )
    there = backed_up(away / "station.db", folder, at=NOON + timedelta(days=2), keep=1)
    assert there.removed == 1
    assert names(folder) == sorted([here.file.name, there.file.name])
    assert not first.file.exists()


def test_two_of_the_same_second_are_two_files(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    first, second = backed_up(store, folder), backed_up(store, folder)
    assert names(folder) == [first.file.name, second.file.name]
    assert second.file.name == "cccd-B03-20261123T120001Z.backup"


@pytest.mark.parametrize("year", [1970, 1979, 2108, 2500])
def test_a_clock_that_is_off_by_far(store: Path, tmp_path: Path, year: int) -> None:
    made = backed_up(store, tmp_path / "stick", at=NOON.replace(year=year))
    assert checked(made.file, tmp_path / "trial").made_at.year == year


# A file system that cannot bring a folder down to the disk, as some in user space.
def no_sync(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_syncs_no_folders_is_good_enough(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    no_sync(monkeypatch, number)
    made = backed_up(store, tmp_path / "stick")
    checked(made.file, tmp_path / "trial")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_a_disk_that_fails_to_sync_a_folder_is_not(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_sync(monkeypatch, errno.EIO)
    assert refusal(lambda: backed_up(store, tmp_path / "stick")) == "BACKUP_NOT_WRITTEN"


WRONG = {
    "audit_broken": "DROP TRIGGER audit_unchanged; UPDATE audit SET who = 'x' WHERE seq = 2",
    "totals_wrong": "UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'",
    "references_broken": "PRAGMA foreign_keys = OFF;"
    " INSERT INTO person_roles VALUES ('nobody', 'operator')",
    "packets_missing": "DROP TRIGGER packets_sealed;"
    " UPDATE packets SET sealed = zeroblob(length(sealed)) WHERE packet = 1",
}


@pytest.mark.parametrize("finding", WRONG)
def test_a_store_with_something_wrong_is_copied_and_takes_no_others_place(
    store: Path, tmp_path: Path, finding: str
) -> None:
    folder = tmp_path / "stick"
    good = backed_up(store, folder, keep=1)
    assert good.sound
    with contextlib.closing(Database.connect(store, KEY)) as database:
        for statement in WRONG[finding].split(";"):
            database.run(statement)
    made = backed_up(store, folder, keep=1, at=NOON + timedelta(days=1))
    assert (made.sound, made.findings, made.removed) == (False, (finding,), 0)
    assert names(folder) == [good.file.name, made.file.name]
    trial = tmp_path / "trial"
    trial.mkdir(mode=0o700)
    with BackupFile(made.file) as backup:
        assert check_backup(backup, KEY, trial, stop=never).findings == (finding,)


def test_others_write_on_while_it_is_made(store: Path, tmp_path: Path) -> None:
    """In the middle of the copy, with a write-ahead log that grows under it."""
    written: list[str] = []
    asked = threading.Event()

    def write_beside() -> None:
        with Store.open(store, KEY) as beside:
            assert asked.wait(30)
            written.extend(visit_in(beside) for _ in range(20))

    writer = threading.Thread(target=write_beside)
    writer.start()

    def stop() -> bool:
        if not asked.is_set():
            asked.set()
            writer.join()  # the copy stands still until all of them are on the disk
        return False

    made = backed_up(store, tmp_path / "stick", stop=stop)
    assert len(written) == 20
    assert made.manifest.totals["created"] == 4
    checked(made.file, tmp_path / "trial")
    with Store.open(store, KEY) as original:
        assert original.totals().created == 24


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_stopped_leaves_nothing(store: Path, tmp_path: Path, share: float) -> None:
    looks = 0

    def count() -> bool:
        nonlocal looks
        looks += 1
        return False

    backed_up(store, tmp_path / "whole", stop=count)
    left = int((looks - 1) * share)

    def stop() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    folder = tmp_path / "stick"
    assert refusal(lambda: backed_up(store, folder, stop=stop)) == "BACKUP_STOPPED"
    assert names(folder) == []
    assert names(store.parent) == ["station.db"]


def test_what_an_earlier_one_left_is_cleared_away(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    left = [
        store.with_name("station.db.backup.part"),
        store.with_name("station.db.backup.part-wal"),
        folder / "cccd-B03-20261101T000000Z.backup.part",
    ]
    other = folder / "cccd-B04-20261101T000000Z.backup.part"
    for path in (*left, other):
        path.write_bytes(b"half")
    made = backed_up(store, folder)
    assert names(folder) == sorted([made.file.name, other.name])
    assert names(store.parent) == ["station.db"]


def test_a_folder_whose_parent_is_missing_is_not_made(store: Path, tmp_path: Path) -> None:
    """Where a stick is not plugged in, a backup would land on the disk of the store."""
    folder = tmp_path / "media" / "stick"
    assert refusal(lambda: backed_up(store, folder)) == "BACKUP_FOLDER_UNUSABLE"
    assert not folder.parent.exists()


def test_a_file_in_place_of_the_folder(store: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(b"")
    assert refusal(lambda: backed_up(store, tmp_path / "stick")) == "BACKUP_FOLDER_UNUSABLE"


LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_queue_backup import backed_up, names, refusal
store, folder = Path(sys.argv[2]), Path(sys.argv[3])
# The copy beside the store just fits, the file around it does not.
size = backed_up(store, folder).manifest.members["station.db"].size
before = names(folder)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200, resource.RLIM_INFINITY))
assert refusal(lambda: backed_up(store, folder)) == "BACKUP_TOO_LARGE"
assert names(folder) == before, names(folder)
assert names(store.parent) == ["station.db"]
resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, resource.RLIM_INFINITY))
assert refusal(lambda: backed_up(store, folder)) in {"STORE_IO", "DISK_FULL"}
assert names(folder) == before, names(folder)
print("held")
"""


def run_script(script: str, *words: object, wrap: tuple[str, ...] = ()) -> str:
    here = Path(__file__).parent
    done = subprocess.run(
        [*wrap, sys.executable, "-c", script, here, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_a_disk_that_takes_no_file_so_large(store: Path, tmp_path: Path) -> None:
    assert run_script(LIMITED, store, tmp_path / "stick").endswith("held\n")


# A stick of its own: too small from the start; full once its room is taken in the middle of
# writing; read-only.
STICK = """
import subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_queue_backup import backed_up, names, refusal
from station_queue.errors import BackupError
store, stick = Path(sys.argv[2]), Path(sys.argv[3])
mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", stick]
subprocess.run(mount, check=True)
try:
    backed_up(store, stick)
except BackupError as error:
    assert error.code == "BACKUP_NO_ROOM"
    assert error.details["needed"] > error.details["free"] > 0
    assert error.details["where"] == "destination"
else:
    raise AssertionError("it cannot have fitted")
assert names(stick) == []

subprocess.run(["mount", "-o", "remount,size=16m", stick], check=True)
def fill_up():
    if any(stick.glob("*.backup.part")) and not (stick / "filler").exists():
        try:
            with (stick / "filler").open("wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4096))
        except OSError:
            pass
    return False
assert refusal(lambda: backed_up(store, stick, stop=fill_up)) == "BACKUP_NO_ROOM"
assert names(stick) == ["filler"]
(stick / "filler").unlink()
made = backed_up(store, stick)

subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
assert refusal(lambda: backed_up(store, stick)) == "BACKUP_FOLDER_UNUSABLE"
assert names(stick) == [made.file.name]
assert names(store.parent) == ["station.db"]
print("held")
"""


def may_mount() -> bool:
    words = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(words, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not may_mount(), reason="nobody may mount here")
def test_a_stick_too_small_or_filled_meanwhile_or_read_only(store: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Store.open(store, KEY) as more:
        for _ in range(10):
            visit_in(more, size=200_000)
    wrap = ("unshare", "--user", "--map-root-user", "--mount")
    assert run_script(STICK, store, stick, wrap=wrap).endswith("held\n")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors have no names here")
def test_a_stick_pulled_out_in_the_middle(store: Path, tmp_path: Path) -> None:
    """What the system then says of a file that is open: here its descriptor is gone."""
    folder = tmp_path / "stick"
    pulled = False

    def stop() -> bool:
        nonlocal pulled
        parts = list(folder.glob("*.part"))
        if parts and not pulled:
            pulled = True
            for descriptor in Path("/proc/self/fd").iterdir():
                if descriptor.exists() and descriptor.samefile(parts[0]):
                    gone = os.open("/dev/full", os.O_RDONLY)
                    os.dup2(gone, int(descriptor.name))
                    os.close(gone)
        return False

    assert refusal(lambda: backed_up(store, folder, stop=stop)) == "BACKUP_NOT_WRITTEN"
    assert pulled
    assert names(folder) == []
    backed_up(store, folder)


def spans(file: Path) -> dict[str, tuple[int, int]]:
    """Where the content of each member lies."""
    found = {}
    with zipfile.ZipFile(file) as archive, file.open("rb") as raw:
        for info in archive.infolist():
            raw.seek(info.header_offset + 26)
            lengths = raw.read(4)
            start = info.header_offset + 30
            start += int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
            found[info.filename] = (start, start + info.file_size)
    return found


@pytest.mark.parametrize("member", [*MEMBERS, MANIFEST])
@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_one_flipped_bit_in_any_member(
    store: Path, tmp_path: Path, member: str, where: float
) -> None:
    file = backed_up(store, tmp_path / "stick").file
    start, end = spans(file)[member]
    content = bytearray(file.read_bytes())
    content[start + int((end - 1 - start) * where)] ^= 0x04
    file.write_bytes(content)
    assert refusal(lambda: checked(file, tmp_path / "trial")) == "BACKUP_DAMAGED"


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.9999])
def test_a_file_cut_short(store: Path, tmp_path: Path, share: float) -> None:
    file = backed_up(store, tmp_path / "stick").file
    os.truncate(file, int(file.stat().st_size * share))
    assert refusal(lambda: checked(file, tmp_path / "trial")) == "BACKUP_DAMAGED"


def test_files_that_are_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    assert refusal(lambda: BackupFile(file)) == "BACKUP_MISSING"
    for content in (b"", b"PK", b"SQLite format 3\0" + bytes(4096), secrets.token_bytes(5000)):
        file.write_bytes(content)
        assert refusal(lambda: BackupFile(file)) == "BACKUP_UNKNOWN"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("station.db", b"x")
    assert refusal(lambda: BackupFile(file)) == "BACKUP_UNKNOWN"
    assert refusal(lambda: BackupFile(tmp_path)) == "BACKUP_UNREADABLE"


def remade(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Write a backup anew with other members, as somebody without the key could."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def told_otherwise(changes: dict[str, Any]) -> Callable[[dict[str, bytes]], object]:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | changes).encode()

    return change


@pytest.mark.parametrize("newer", [{"format": 2, "more": 1}, {"schema_version": 999}])
def test_a_backup_of_a_newer_version(store: Path, tmp_path: Path, newer: dict[str, Any]) -> None:
    file = backed_up(store, tmp_path / "stick").file
    remade(file, told_otherwise(newer))
    assert refusal(lambda: BackupFile(file)) == "BACKUP_NEWER"


def test_a_backup_of_the_first_version_that_made_any(tmp_path: Path) -> None:
    store = tmp_path / "desk" / "station.db"
    store.parent.mkdir()
    store.touch()
    with contextlib.closing(Database.connect(store, KEY)) as database:
        migrate(database, store, shipped()[:4])
        visits.start(
            database,
            uuid7(NOON, secrets.token_bytes),
            procedure="exchange",
            operator="operator-1",
            day=NOON.date(),
            at=NOON,
            document="{}",
            citizen=None,
            parts={},
        )
    made = backed_up(store, tmp_path / "stick")
    assert made.manifest.schema_version == 4
    checked(made.file, tmp_path / "trial")
    with Store.open(tmp_path / "trial" / STORE, KEY) as copy:
        assert copy.totals().in_progress == 1


@pytest.mark.parametrize(
    "told",
    [{"desk": "B04"}, {"made_at": "2026-11-24T12:00:00Z"}, {"code": "0" * 64}, {"totals": {}}],
)
def test_a_manifest_that_only_says_so(store: Path, tmp_path: Path, told: dict[str, Any]) -> None:
    file = backed_up(store, tmp_path / "stick").file
    remade(file, told_otherwise(told))
    assert refusal(lambda: checked(file, tmp_path / "trial")) == "BACKUP_DAMAGED"


def test_exchanged_slots_with_a_hash_that_fits(store: Path, tmp_path: Path) -> None:
    file = backed_up(store, tmp_path / "stick").file

    def change(members: dict[str, bytes]) -> None:
        told = json.loads(members[MANIFEST])
        members[SLOTS] = b"other"
        told["members"][SLOTS] = {"sha256": hashlib.sha256(b"other").hexdigest(), "size": 5}
        members[MANIFEST] = json.dumps(told).encode()

    remade(file, change)
    assert refusal(lambda: checked(file, tmp_path / "trial")) == "BACKUP_DAMAGED"


def test_the_key_of_another_desk(store: Path, tmp_path: Path) -> None:
    file = backed_up(store, tmp_path / "stick").file
    assert refusal(lambda: checked(file, tmp_path / "trial", bytes(32))) == "BACKUP_DAMAGED"


def test_a_store_that_is_damaged_already_makes_no_backup_that_counts(
    store: Path, tmp_path: Path
) -> None:
    content = bytearray(store.read_bytes())
    content[len(content) // 2 + 100] ^= 0xFF
    store.write_bytes(content)
    assert refusal(lambda: backed_up(store, tmp_path / "stick")) == "STORE_DAMAGED"
    assert names(tmp_path / "stick") == []


# It says when it has come so far, and then waits to be killed.
KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_queue_backup import backed_up
store, folder, pattern = Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
def stop():
    if any(store.parent.glob(pattern)) or any(folder.glob(pattern)):
        print("there", flush=True)
        sys.stdin.read()
    return False
backed_up(store, folder, stop=stop)
"""


@pytest.mark.parametrize("pattern", ["station.db.backup.part", "cccd-*.backup.part"])
def test_killed_in_the_middle_it_is_made_the_next_time(
    store: Path, tmp_path: Path, pattern: str
) -> None:
    folder = tmp_path / "stick"
    here = Path(__file__).parent
    words = [sys.executable, "-c", KILLED, *map(str, (here, store, folder, pattern))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        process.send_signal(signal.SIGKILL)
    assert not list(folder.glob("*.backup")), "half a backup has the name of a whole one"
    assert list(folder.glob("*.part")) or list(store.parent.glob("*.part*"))
    with Store.open(store, KEY) as untouched:
        assert untouched.totals().created == 4
    made = backed_up(store, folder)
    assert names(folder) == [made.file.name]
    assert names(store.parent) == ["station.db"]
    checked(made.file, tmp_path / "trial")


def test_an_error_names_what_is_needed(store: Path, tmp_path: Path) -> None:
    trial = tmp_path / "trial"
    file = backed_up(store, tmp_path / "stick").file
    huge = 1 << 60

    def change(members: dict[str, bytes]) -> None:
        manifest = Manifest.model_validate_json(members[MANIFEST])
        entry = manifest.members[STORE].model_copy(update={"size": huge})
        other = manifest.model_copy(update={"members": manifest.members | {STORE: entry}})
        members[MANIFEST] = other.signed(KEY).model_dump_json().encode()

    remade(file, change)
    with pytest.raises(BackupError) as caught:
        checked(file, trial)
    assert caught.value.code == "BACKUP_NO_ROOM"
    needed = caught.value.details["needed"]
    assert isinstance(needed, int)
    assert needed > huge
