"""What goes wrong with a disk ends in a code that has a sentence; what was confirmed is kept."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import released_stores as released
from station_core.messages import sentence
from station_queue import KeySlotError, QueueError, RowError, Store, StoreError
from station_queue.database import Database
from station_queue.migrate import shipped
from station_queue.slotnames import slot_names

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = 4096
FIRST, SECOND = "019ab0c1-0000-7000-8000-000000000001", "019ab0c1-0000-7000-8000-000000000002"

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")

# For each step a store with a visit; then there is no room, the step is tried, and room is made
# again. All in one process, because what it loads takes longer than the steps.
NO_ROOM = """
import contextlib, os, resource, shutil, subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import Store, StoreError

steps, how, root, stored, key = *sys.argv[1:3], Path(sys.argv[3]), sys.argv[4], bytes(range(32))
now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
first, second = (f"019ab0c1-0000-7000-8000-00000000000{n}" for n in (1, 2))
large = {"portrait.jpg": bytes(400_000)}

def start(store, visit, **more):
    store.start_visit(visit=visit, procedure="exchange", operator="1", day=now.date(), at=now,
                      document="1", **more)

@contextlib.contextmanager
def no_room():
    if how == "file size":
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, most))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        return
    with contextlib.suppress(OSError), (folder / "filler").open("ab", buffering=0) as filler:
        while filler.write(bytes(1024)):
            pass
    if step == "migrate":  # room to open the store, and not for a copy of it
        os.truncate(folder / "filler", (folder / "filler").stat().st_size - 98_304)
    yield
    (folder / "filler").unlink()

for step in steps.split():
    folder = root / step
    folder.mkdir()
    path = folder / "desk.db"
    if how == "disk":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
    if step == "migrate":
        shutil.copy(stored, path)
        acts = lambda: Store.open(path, key).close()
    elif step == "create":
        acts = lambda: Store.create(path, key).close()
    else:
        store = Store.create(path, key)
        start(store, first, parts={"portrait.jpg": b"first"})
        store.clear_log()
        acts = {
            "start": lambda: start(store, second, parts=large),
            "save": lambda: store.save_visit(first, at=now, document="2", parts=large),
            "finish": lambda: store.finish_visit(first, at=now, document="2", sealed=bytes(400000)),
            "fold": lambda: store.fold_log(),
            "vacuum": lambda: store.vacuum_step(500),
        }[step]
        if step == "fold":
            start(store, second, parts=large)
        if step == "vacuum":
            start(store, second, parts=large)
            store.cancel_visit(second, at=now, reason="left")
            store.clear_log()
    with no_room():
        try:
            acts()
            print("DONE")
        except StoreError as exc:
            print(exc.code)
            if (step, how) == ("migrate", "disk"):  # refused before anything was begun
                assert exc.details["needed"] > exc.details["free"] >= 0
        if step == "fold":  # it is in the log, and stays there
            assert len(store.part(second, "portrait.jpg")) == 400_000
        elif step in {"start", "save", "finish"}:
            assert store.part(first, "portrait.jpg") == b"first"
            assert store.visit(first).document == "1"
            assert store.totals().in_progress == store.totals().created == 1
    left = sorted(each.name for each in folder.iterdir())
    assert step != "migrate" or not [name for name in left if ".bak" in name]
    if step == "create":
        assert left in ([], ["desk.db.part"], ["desk.db.part", "desk.db.part-wal"]) or all(
            name.startswith("desk.db.part") for name in left), left
    acts()
    if step not in {"migrate", "create"}:
        store.close()
    with Store.open(path, key) as store:
        assert store.check(at=now, full=True).ok
        if step == "migrate":
            assert store.totals().created == 7
        elif step != "create":
            assert store.visit(first).document == ("2" if step in {"save", "finish"} else "1")
"""

# Somebody else's files: what the owner of this process may do does not depend on root's rights.
READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import Store, StoreError

path, case, key = Path(sys.argv[1]), sys.argv[2], bytes(range(32))
now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Store.open(path, key).close()  # loads what is loaded late, while it can be read
if os.geteuid() == 0:
    for each in (path.parent, path):
        os.chown(each, 65534, 65534)
    os.setgid(65534)
    os.setuid(65534)
if case == "folder":
    path.parent.chmod(0o500)
elif case == "both":
    path.chmod(0o400)
    path.parent.chmod(0o500)
else:
    path.chmod(0o400)
try:
    with Store.open(path, key) as store:
        assert store.totals().created == 1
        store.put_mark("a", "b")
    print("DONE")
except StoreError as exc:
    print(exc.code)
try:
    Store.create(path.with_name("other.db"), key).close()
    print("DONE")
except StoreError as exc:
    print(exc.code)
"""

# A desk that is killed with two steps only in the log, after the first was folded into the file.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import Store

now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]), bytes(range(32)))
for number in (1, 2):
    store.start_visit(visit=f"019ab0c1-0000-7000-8000-00000000000{number}", procedure="exchange",
                      operator="1", day=now.date(), at=now, document=str(number),
                      parts={"portrait.jpg": bytes([number]) * 50_000})
    if number == 1 or sys.argv[2] == "folded":
        assert store.fold_log()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store on the disk, closed, with one visit in it."""
    made = tmp_path / "desk.db"
    with Store.create(made, KEY) as store:
        start(store, FIRST)
    return made


def start(store: Store, visit: str) -> None:
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=NOON.date(),
        at=NOON,
        document="1",
        parts={"portrait.jpg": b"\1" * 50_000},
    )


def said_by(script: str, *words: object, own_mounts: bool = False) -> list[str]:
    """The lines of a process of its own."""
    first = ["unshare", "--user", "--map-root-user", "--mount"] if own_mounts else []
    command = [*first, sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if " " not in line]


def may_mount(folder: Path) -> bool:
    if not shutil.which("unshare"):
        return False
    mount = ["mount", "-t", "tmpfs", "tmpfs", str(folder)]
    tried = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", *mount],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def has_a_sentence(code: str) -> bool:
    found = sentence(code, "en")
    return found.code == code and found.what != sentence("BUG", "en").what and bool(found.next)


def code_of(act: Callable[[], object]) -> str:
    """The code an act is refused with, which a person can read about."""
    with pytest.raises(QueueError) as caught:
        act()
    assert has_a_sentence(caught.value.code)
    return caught.value.code


def opening(path: Path, key: bytes = KEY) -> Callable[[], object]:
    return lambda: Store.open(path, key).close()


# --- no room


@posix
@pytest.mark.parametrize("how", ["disk", "file size"])
def test_without_room_a_step_is_refused_and_goes_on_later(tmp_path: Path, how: str) -> None:
    if how == "disk" and not may_mount(tmp_path):
        pytest.skip("this machine lets no process mount a file system of its own")
    steps = ("create", "migrate", "start", "save", "finish", "fold")
    old = released.FOLDER / "v1.db"
    codes = said_by(NO_ROOM, " ".join(steps), how, tmp_path, old, own_mounts=how == "disk")
    code = "DISK_FULL" if how == "disk" else "STORE_IO"
    assert dict(zip(steps, codes, strict=True)) == dict.fromkeys(steps, code)
    assert has_a_sentence(code)


@posix
def test_without_room_free_pages_are_given_back_or_stay(tmp_path: Path) -> None:
    [code] = said_by(NO_ROOM, "vacuum", "file size", tmp_path, "-")
    assert code in {"DONE", "STORE_IO"}


# --- no leave to write


@posix
@pytest.mark.parametrize(
    ("case", "opened", "made"),
    [
        ("folder", "STORE_READ_ONLY", "STORE_READ_ONLY"),
        ("file", "STORE_READ_ONLY", "DONE"),
        ("both", "STORE_READ_ONLY", "STORE_READ_ONLY"),
    ],
)
def test_where_nothing_can_be_written_it_is_said(case: str, opened: str, made: str) -> None:
    # Not below the folder of the tests, which is closed for everybody else.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        with Store.create(path, KEY) as store:
            start(store, FIRST)
        assert said_by(READ_ONLY, path, case) == [opened, made]
        path.parent.chmod(0o700)
        path.chmod(0o600)
        with Store.open(path, KEY) as store:
            assert store.visit(FIRST).document == "1"
            assert store.check(at=NOON, full=True).ok


# --- the log


def killed(path: Path, how: str = "in the log") -> Path:
    """A store as a kill leaves it: the first visit in the file, the second in the log."""
    Store.create(path, KEY).close()
    done = subprocess.run([sys.executable, "-c", KILLED, path, how], check=False)
    assert done.returncode == -signal.SIGKILL
    log = path.with_name(f"{path.name}-wal")
    assert log.stat().st_size > 50_000
    return log


@posix
def test_a_log_that_is_there_is_taken_up_without_its_index(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    killed(path)
    path.with_name("desk.db-shm").unlink()
    with Store.open(path, KEY) as store:
        assert [row.visit for row in store.open_visits()] == [FIRST, SECOND]
        assert store.check(at=NOON, full=True).ok


@posix
def test_without_its_log_the_store_is_as_it_was_folded_last(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    killed(path).unlink()
    with Store.open(path, KEY) as store:
        assert [row.visit for row in store.open_visits()] == [FIRST]
        assert store.part(FIRST, "portrait.jpg") == b"\1" * 50_000
        assert store.totals() == store.recounted()
        assert store.check(at=NOON, full=True).ok
        start(store, SECOND)  # and work goes on


def test_of_a_closed_store_no_log_is_left_to_be_removed(path: Path) -> None:
    assert [each.name for each in path.parent.iterdir()] == ["desk.db"]


@posix
@pytest.mark.parametrize("cut", [0.3, 0.9, "one bit"])
def test_of_a_torn_log_whole_steps_remain(tmp_path: Path, cut: float | str) -> None:
    path = tmp_path / "desk.db"
    log = killed(path)
    content = bytearray(log.read_bytes())
    if isinstance(cut, float):
        del content[int(len(content) * cut) :]
    else:
        content[len(content) // 2] ^= 1
    log.write_bytes(content)
    with Store.open(path, KEY) as store:
        found = [row.visit for row in store.open_visits()]
        assert found in ([FIRST], [FIRST, SECOND])
        for visit in found:
            assert len(store.part(visit, "portrait.jpg")) == 50_000
        assert store.check(at=NOON, full=True).ok


# --- pages


@posix
def test_a_page_that_was_torn_while_it_was_folded_is_mended_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    killed(path, "folded")
    content = path.read_bytes()
    path.write_bytes(content[: -PAGE // 2] + bytes(PAGE // 2))
    with Store.open(path, KEY) as store:
        assert [row.visit for row in store.open_visits()] == [FIRST, SECOND]
        assert store.part(SECOND, "portrait.jpg") == b"\2" * 50_000
        assert store.check(at=NOON, full=True).ok


def test_a_torn_last_page_is_said_and_the_rest_can_be_read(path: Path) -> None:
    with Store.open(path, KEY) as store:
        start(store, SECOND)
    content = path.read_bytes()
    path.write_bytes(content[: -PAGE // 2] + bytes(PAGE // 2))
    with Store.open(path, KEY) as store:
        assert store.visit(FIRST).document == store.visit(SECOND).document == "1"
        assert len(store.part(FIRST, "portrait.jpg")) == 50_000
    with Store.open(path, KEY) as store:
        assert store.check(at=NOON, full=True).findings
    path.write_bytes(content)
    with Store.open(path, KEY) as store:
        assert store.check(at=NOON, full=True).ok


def test_a_file_that_ends_within_a_page_shows_it_and_the_rest_can_be_read(path: Path) -> None:
    with Store.open(path, KEY) as store:
        start(store, SECOND)
        store.save_visit(SECOND, at=NOON, document="1", parts={"2.wsq": bytes(900_000)})
    content = path.read_bytes()
    path.write_bytes(content[: -PAGE // 2])
    with Store.open(path, KEY) as store:  # so that what can be sent is still sent
        assert len(store.part(FIRST, "portrait.jpg")) == 50_000
        assert code_of(lambda: store.part(SECOND, "2.wsq")) == "STORE_DAMAGED"
    for full in (False, True):
        with Store.open(path, KEY) as store:
            assert store.check(at=NOON, full=full).findings[0] == "pages_damaged"


def test_a_damaged_picture_does_not_stop_the_desk(path: Path) -> None:
    with Store.open(path, KEY) as store:
        start(store, SECOND)
        store.save_visit(SECOND, at=NOON, document="1", parts={"2.wsq": bytes(900_000)})
    content = bytearray(path.read_bytes())
    content[-50 * PAGE + 100] ^= 1  # in the middle of the large part
    path.write_bytes(content)
    with Store.open(path, KEY) as store:  # one connection, as that of a desk all day
        for _ in range(2):
            assert code_of(lambda: store.part(SECOND, "2.wsq")) == "STORE_DAMAGED"
            assert len(store.part(FIRST, "portrait.jpg")) == 50_000
            store.save_visit(FIRST, at=NOON, document="2", parts={"7.wsq": b"print"})
        assert store.visit(FIRST).document == "2"


def test_a_file_that_lacks_its_last_pages_is_damaged(path: Path) -> None:
    content = path.read_bytes()[: -3 * PAGE]
    path.write_bytes(content)
    assert code_of(opening(path)) == "STORE_DAMAGED"
    assert path.read_bytes() == content  # whoever mends it finds it as it was


# --- another file


def not_a_store(path: Path) -> None:
    path.write_bytes(b"<html>not a store</html>" * 400)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def newer(path: Path) -> None:
    database = Database.connect(path, KEY)
    database.run(f"PRAGMA user_version = {len(shipped()) + 1}")
    database.close()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (not_a_store, "STORE_DAMAGED"),
        (empty, "STORE_DAMAGED"),
        (newer, "STORE_NEWER"),
        (Path.unlink, "STORE_MISSING"),
    ],
)
def test_another_file_is_refused_and_left_alone(
    path: Path, harm: Callable[[Path], None], code: str
) -> None:
    harm(path)
    before = path.read_bytes() if path.exists() else None
    assert code_of(opening(path)) == code
    assert (path.read_bytes() if path.exists() else None) == before
    assert [each.name for each in path.parent.iterdir()] == ([] if before is None else ["desk.db"])


def test_a_wrong_key_is_said_and_the_right_one_still_opens(path: Path) -> None:
    assert code_of(opening(path, bytes(32))) == "STORE_KEY_WRONG"
    with Store.open(path, KEY) as store:
        assert store.visit(FIRST).document == "1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "SLOTS_MISSING"),
        (b"", "SLOTS_DAMAGED"),
        (b'{"slots": [{"name": "An", "kd', "SLOTS_DAMAGED"),
        (b'{"slots": []}', "SLOTS_DAMAGED"),
        (bytes(range(200, 256)), "SLOTS_DAMAGED"),
    ],
)
def test_a_key_file_that_is_missing_or_cut_is_said(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    slots = tmp_path / "station.slots.json"
    if content is not None:
        slots.write_bytes(content)
    assert code_of(lambda: slot_names(slots)) == code


# --- the sentences


@pytest.mark.parametrize(
    "code",
    ["STORE_DAMAGED", "STORE_MISSING", "STORE_KEY_WRONG", "SLOTS_MISSING", "SLOTS_DAMAGED"],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_where_only_a_backup_helps_the_command_is_named(code: str, language: str) -> None:
    found = sentence(code, "en" if language == "en" else "vi")
    assert "stationctl restore --from" in found.next
    assert found.what.count(".") >= 2, "what happened, and what it means for the records"


def test_errors_are_of_the_kinds_the_callers_catch() -> None:
    assert issubclass(StoreError, QueueError)
    assert issubclass(KeySlotError, QueueError)
    assert issubclass(RowError, QueueError)
