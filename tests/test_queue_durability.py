"""What remains after a kill, a full disk, a second writer, a wrong key or a damaged file."""

import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from station_queue import DiskFullError, Person, Store, StoreError, uuid7
from station_queue.database import Database

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CITIZEN = "Nguyễn Hữu Thiện 074085990101"

# A desk that works until it is killed; it says on stdout what the store has acknowledged.
DESK = """
import secrets, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import Store, uuid7

now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
with Store.open(Path(sys.argv[1]), bytes(range(32))) as store:
    for number in range(int(sys.argv[2])):
        visit = uuid7(now, secrets.token_bytes)
        store.start_visit(visit=visit, procedure="exchange", operator="operator-1",
                          day=now.date(), at=now, document="0")
        print("started", visit, flush=True)
        store.save_visit(visit, at=now, document="1", parts={"portrait.jpg": bytes(30_000)})
        print("saved", visit, flush=True)
        store.finish_visit(visit, at=now, document="2", sealed=bytes(60_000))
        print("finished", visit, flush=True)
"""

# The same on a file system of 2 MB, which then becomes read-only.
FULL_DISK = """
import secrets, subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import DiskFullError, Store, StoreError, uuid7, write_csv
from station_queue.report import report

folder, key = Path(sys.argv[1]), bytes(range(32))
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
made = []
store = Store.create(folder / "desk.db", key)
try:
    while True:
        visit = uuid7(now, secrets.token_bytes)
        store.start_visit(visit=visit, procedure="exchange", operator="operator-1", day=now.date(),
                          at=now, document="{}", parts={"portrait.jpg": bytes(50_000)})
        made.append(visit)
except DiskFullError as exc:
    assert exc.code == "DISK_FULL"
assert [row.visit for row in store.open_visits()] == sorted(made), "a visit was lost or half made"
assert all(len(store.part(visit, "portrait.jpg")) == 50_000 for visit in made)

(folder / "filler").write_bytes(b"")
try:
    with (folder / "filler").open("ab", buffering=0) as filler:
        while True:
            filler.write(bytes(1024))
except OSError:
    pass
counted = report(store, first=now.date(), last=now.date(), by=["day"])
try:
    write_csv(counted, folder / "totals.csv")
except DiskFullError as exc:
    assert exc.code == "DISK_FULL"
assert not list(folder.glob("*totals*")), "a half-written report"

(folder / "filler").unlink()
subprocess.run(["mount", "-o", "remount,size=4m", folder], check=True)
store.start_visit(visit=visit, procedure="exchange", operator="operator-1", day=now.date(),
                  at=now, document="{}", parts={"portrait.jpg": bytes(50_000)})
store.close()
assert Store.open(folder / "desk.db", key).totals().in_progress == len(made) + 1

subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
for act in (lambda: Store.open(folder / "desk.db", key),
            lambda: Store.create(folder / "other.db", key)):
    try:
        act()
    except StoreError as exc:
        assert exc.code == "STORE_READ_ONLY", exc.code
    else:
        raise AssertionError("a read-only folder was taken")
print("done", len(made))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store on the disk, closed."""
    made = tmp_path / "desk.db"
    Store.create(made, KEY).close()
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, KEY) as opened:
        yield opened


def started(store: Store, *, document: str = "{}", **parts: bytes) -> str:
    visit = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=date(2026, 11, 23),
        at=NOON,
        document=document,
        parts=parts,
    )
    return visit


def refusal(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(path, key)
    return caught.value.code


@pytest.mark.parametrize("lines", [2, 8, 19])
def test_a_killed_desk_has_kept_everything_that_was_acknowledged(path: Path, lines: int) -> None:
    said: dict[str, str] = {}
    with subprocess.Popen(
        [sys.executable, "-c", DESK, path, "1000"], stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        for _ in range(lines):
            step, visit = desk.stdout.readline().split()
            said[visit] = step
        desk.kill()
        rest = [line.split() for line in desk.stdout.read().splitlines() if line.count("-") == 4]
    said.update({visit: step for step, visit in rest if len(visit) == 36})

    with Store.open(path, KEY) as store:
        # The kill may fall between the writing and the saying of one step.
        assert store.totals().adds_up
        assert 0 <= store.totals().created - len(said) <= 1
        for visit, step in said.items():
            row = store.visit(visit)
            assert int(row.document) >= {"started": 0, "saved": 1, "finished": 2}[step]
            if int(row.document) >= 1:
                assert len(store.part(visit, "portrait.jpg")) == 30_000
            if row.state == "finished":
                assert b"".join(store.packet_chunks(visit)) == bytes(60_000)
        assert store._database.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_two_processes_write_at_once_and_neither_is_turned_away(path: Path) -> None:
    rounds = 15
    with subprocess.Popen(
        [sys.executable, "-c", DESK, path, str(rounds)], stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        desk.stdout.readline()  # it is at work
        with Store.open(path, KEY) as store:
            for _ in range(rounds):
                store.save_visit(started(store), at=NOON, document="1")
            desk.stdout.read()
            assert desk.wait() == 0
            assert (store.totals().waiting, store.totals().in_progress) == (rounds, rounds)


def test_a_writer_that_does_not_let_go_is_reported_as_busy(path: Path, store: Store) -> None:
    with Store.open(path, KEY, busy_seconds=0) as impatient:
        with store._database.write(), pytest.raises(StoreError) as caught:
            started(impatient)
        assert caught.value.code == "STORE_BUSY"
        started(impatient)
        assert store.totals().created == 1


def test_a_reader_is_never_held_up_by_a_writer(path: Path, store: Store) -> None:
    visit = started(store, document="1")
    with (
        Store.open(path, KEY, busy_seconds=0) as reader,
        store._database.write(),
    ):
        store._database.run("UPDATE visits SET document = '2'")
        assert reader.visit(visit).document == "1"
        assert reader.totals().created == 1


def test_a_full_disk_leaves_the_step_before_it_whole(store: Store) -> None:
    visit = started(store, document="1", portrait=b"first")
    (pages,) = store._database.rows("PRAGMA page_count")
    store._database.rows(f"PRAGMA max_page_count = {pages['page_count'] + 2}")
    before = store.visit(visit)

    with pytest.raises(DiskFullError) as caught:
        store.save_visit(
            visit, at=NOON, document="2", parts={"portrait": bytes(200_000)}, drop=["portrait"]
        )
    assert caught.value.code == "DISK_FULL"
    with pytest.raises(DiskFullError):
        store.finish_visit(visit, at=NOON, document="2", sealed=bytes(200_000))
    with pytest.raises(DiskFullError):
        started(store, portrait=bytes(200_000))

    assert store.visit(visit) == before
    assert store.part(visit, "portrait") == b"first"
    assert store.deliveries() == []
    assert store.totals().created == store.totals().in_progress == 1

    store._database.rows("PRAGMA max_page_count = 100000")  # room was made
    store.finish_visit(visit, at=NOON, document="2", sealed=bytes(200_000))
    assert store.totals().waiting == 1


def test_a_real_full_disk_and_a_read_only_one_lose_nothing(tmp_path: Path) -> None:
    own_mounts = ["unshare", "--user", "--map-root-user", "--mount"]
    if (
        not shutil.which("unshare")
        or subprocess.run(
            [*own_mounts, "mount", "-t", "tmpfs", "tmpfs", tmp_path],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("this machine lets no process mount a file system of its own")
    done = subprocess.run(
        [*own_mounts, sys.executable, "-c", FULL_DISK, tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split("done ")[1]) > 3


def test_no_byte_of_any_file_shows_what_it_holds(path: Path) -> None:
    marker = CITIZEN.encode()
    with Store.open(path, KEY) as store:
        store.add_person(
            Person(id=uuid7(NOON, secrets.token_bytes), name=CITIZEN, roles=frozenset())
        )
        store.put_secret("signing", marker)
        visit = started(store, document=CITIZEN * 100, portrait=marker * 1000)
        store.finish_visit(visit, at=NOON, document=CITIZEN, sealed=marker * 1000)
        store.cancel_visit(started(store, portrait=marker), at=NOON, reason=CITIZEN)
        files = sorted(file.name for file in path.parent.iterdir())
        assert files == ["desk.db", "desk.db-shm", "desk.db-wal"]
        while_open = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for content in (while_open, path.read_bytes()):
        for text in (marker, CITIZEN.encode("utf-16-le"), b"074085990101", b"CREATE TABLE"):
            assert text not in content


def test_erased_parts_are_not_in_the_file_any_more(path: Path) -> None:
    portrait = b"portrait of an invented person " * 500
    with Store.open(path, KEY) as store:
        visit = started(store, portrait=portrait)
        store.cancel_visit(visit, at=NOON, reason="citizen left")
    plain = path.with_name("plain.db")
    database = Database.connect(path, KEY)
    # Decrypted page by page, free pages included.
    database.run(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
    database.rows("SELECT sqlcipher_export('plain')")
    free = database.rows("PRAGMA freelist_count")
    database.close()
    assert free[0]["freelist_count"] > 0
    assert portrait[:31] not in plain.read_bytes()


def test_another_key_does_not_open_the_store(path: Path) -> None:
    before = path.read_bytes()
    assert refusal(path, bytes(32)) == "STORE_KEY_WRONG"
    assert refusal(path, b"short") == "STORE_KEY_WRONG"
    assert path.read_bytes() == before
    Store.open(path, KEY).close()


def test_the_cipher_says_nothing_on_standard_error(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    refusal(path, bytes(32))
    assert capfd.readouterr().err == ""


def test_a_file_that_is_not_a_store_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    for content in (b"", b"text", b"0123456789abcdef" * 500):
        path.write_bytes(content)
        assert refusal(path) == "STORE_DAMAGED"
        assert path.read_bytes() == content


def test_a_store_without_encryption_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE visits (visit TEXT)")
    connection.close()
    assert refusal(path) == "STORE_DAMAGED"


def test_a_missing_store_is_not_made_by_opening(tmp_path: Path) -> None:
    assert refusal(tmp_path / "desk.db") == "STORE_MISSING"
    assert list(tmp_path.iterdir()) == []


def test_an_existing_store_is_not_made_again(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.create(path, KEY)
    assert caught.value.code == "STORE_EXISTS"
    assert path.read_bytes() == before


def test_a_folder_that_is_missing_is_said_to_be_unwritable(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store.create(tmp_path / "no" / "desk.db", KEY)
    assert caught.value.code == "STORE_READ_ONLY"


def test_what_a_cut_off_creation_left_is_cleared(tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"desk.db.part{suffix}").write_bytes(b"cut off")
    Store.create(tmp_path / "desk.db", KEY).close()
    assert [file.name for file in tmp_path.iterdir()] == ["desk.db"]


def test_every_damaged_page_is_reported_or_is_not_in_use(path: Path) -> None:
    with Store.open(path, KEY) as store:
        for _ in range(8):
            started(store, document="{}" * 2000, portrait=bytes(9000))
        whole = store.open_visits()
    content = path.read_bytes()
    reported = []
    for page in range(1, len(content) // 4096):
        damaged = bytearray(content)
        damaged[page * 4096 + 100] ^= 1
        path.write_bytes(damaged)
        try:
            with Store.open(path, KEY) as store:
                found = store.open_visits()
                parts = [store.part(row.visit, "portrait") for row in found]
        except StoreError as exc:
            reported.append(exc.code)
        else:
            assert found == whole
            assert parts == [bytes(9000)] * 8
    assert set(reported) == {"STORE_DAMAGED"}
    assert len(reported) >= 8 * 3  # each portrait alone takes more than two pages


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    content = path.read_bytes()
    for size in (100, 4096, 5000, len(content) - 4096):
        path.write_bytes(content[:size])
        assert refusal(path) == "STORE_DAMAGED"
