"""A lot on a stick: all that waits is in it and read back, whatever the stick does meanwhile."""

import errno
import hashlib
import itertools
import os
import secrets
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_queue import Store, uuid7
from station_queue.errors import HandoverError
from station_queue.handover import HandedOver, OnProgress, export_lot, receipts_below
from station_queue.packet import (
    generate_signing_key,
    public_key,
    sign_card,
    sign_receipt,
)
from station_queue.packet.lot import LIST_FILE, RECEIPTS_FILE, LotList, LotReceipts, lot_name

KEY = bytes(range(32))
STATION, CENTRE = generate_signing_key(), generate_signing_key()
STATION_KEY = public_key(STATION)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_seconds = itertools.count()


def queued(store: Store, size: int = 5_000) -> str:
    """A record that waits; its packet is as long as one, and as unreadable."""
    at = NOON + timedelta(seconds=next(_seconds))
    visit = uuid7(at, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="1",
        day=date(2026, 11, 23),
        at=at,
        document="{}",
    )
    store.finish_visit(visit, at=at, document="{}", sealed=secrets.token_bytes(size))
    return visit


def settled(store: Store, record: str) -> None:
    """The centre has accepted it."""
    [row] = [one for one in store.deliveries() if one.record == record]
    receipt = sign_receipt(
        record=record,
        packet_sha256=row.sha256,
        verdict="accepted",
        issued_at=NOON,
        signing_key=CENTRE,
    )
    assert store.settle(receipt, at=NOON)


def exported(
    store: Store,
    stick: Path,
    *,
    stop: Callable[[], bool] = lambda: False,
    on_progress: OnProgress = lambda _phase, _done, _total: None,
    signing_key: bytes = STATION,
) -> HandedOver:
    return export_lot(
        store,
        stick,
        desk="B03",
        signing_key=signing_key,
        made_at=NOON,
        stop=stop,
        on_progress=on_progress,
    )


def refusal(act: Callable[[], object]) -> HandoverError:
    with pytest.raises(HandoverError) as caught:
        act()
    return caught.value


def listed(lot: Path) -> list[str]:
    """What the list names; each packet is there and as it says."""
    told = LotList.parse((lot / LIST_FILE).read_bytes())
    assert told.station_key == STATION_KEY
    for entry in told.entries:
        content = (lot / entry.file).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (entry.sha256, entry.size)
    return [entry.record for entry in told.entries]


def packets(lot: Path) -> set[str]:
    return {path.stem for path in lot.glob("*.cccd")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "station.db", KEY) as store:
        yield store


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


@pytest.fixture
def lot(stick: Path) -> Path:
    """Where the desk's lot will be."""
    return stick / "cccd-handover" / lot_name("B03", STATION_KEY)


# -- all that waits ------------------------------------------------------------------------------


def test_all_that_waits_is_in_the_lot_and_nothing_else(
    store: Store, stick: Path, lot: Path
) -> None:
    records = [queued(store) for _ in range(5)]
    due, held, sending, delivered, accepted = records
    for record in (held, sending, delivered):
        store.mark_sending(record, at=NOON)
    store.mark_waiting(held, at=NOON, code="CENTRE_REFUSED", text="", next_attempt=None)
    store.mark_delivered(delivered, at=NOON)
    settled(store, accepted)
    before = store.deliveries()

    made = exported(store, stick)
    assert made.lot == lot
    assert set(made.listed) == {due, held, sending} == set(listed(lot))
    assert (made.written, made.already_there, made.damaged) == (3, 0, ())
    assert made.bytes == 3 * 5_000
    assert sorted(path.name for path in lot.iterdir()) == sorted(
        [LIST_FILE, *(f"{record}.cccd" for record in (due, held, sending))]
    )
    assert store.deliveries() == before, "whichever way comes first is theirs"


def test_progress_is_told_and_what_is_there_is_not_written_again(
    store: Store, stick: Path, lot: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    for _ in range(3):
        queued(store)
    exported(store, stick, on_progress=lambda *step: told.append(step))
    phases = ("writing", "verifying")
    assert told == [(phase, done, 3) for phase in phases for done in range(3)]
    times = {path.name: path.stat().st_mtime_ns for path in lot.glob("*.cccd")}
    queued(store)
    again = exported(store, stick)
    assert (again.written, again.already_there) == (1, 3)
    assert all((lot / name).stat().st_mtime_ns == at for name, at in times.items())
    assert len(listed(lot)) == 4


def test_an_export_without_anything_to_copy_is_a_lot_with_nothing_in_it(
    store: Store, stick: Path, lot: Path
) -> None:
    assert exported(store, stick).listed == ()
    assert listed(lot) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: os.truncate(file, 100),
        lambda file: file.write_bytes(bytes(5_000)),
        lambda file: file.write_bytes(file.read_bytes() + b"x"),
        lambda file: file.unlink(),
    ],
    ids=["short", "other", "long", "gone"],
)
def test_what_is_there_and_wrong_is_written_anew(
    store: Store, stick: Path, lot: Path, spoil: Callable[[Path], object]
) -> None:
    records = [queued(store) for _ in range(3)]
    exported(store, stick)
    spoil(lot / f"{records[1]}.cccd")
    (lot / f".{records[2]}.part").write_bytes(b"left by a program that was killed")
    made = exported(store, stick)
    assert (made.written, made.already_there) == (1, 2)
    assert listed(lot) == records
    assert not list(lot.glob(".*"))


def test_one_that_was_stopped_is_gone_on_with_and_the_old_list_holds_until_then(
    store: Store, stick: Path, lot: Path
) -> None:
    first = queued(store)
    exported(store, stick)
    for _ in range(4):
        queued(store)
    assert refusal(lambda: exported(store, stick, stop=lambda: len(packets(lot)) == 3)).code == (
        "HANDOVER_STOPPED"
    )
    assert listed(lot) == [first]
    made = exported(store, stick)
    assert (made.written, made.already_there) == (2, 3)
    assert len(listed(lot)) == 5


def test_a_packet_that_goes_another_way_meanwhile_is_left_out(
    store: Store, stick: Path, lot: Path
) -> None:
    records = [queued(store) for _ in range(3)]

    def meanwhile(phase: str, done: int, _total: int) -> None:
        if (phase, done) == ("writing", 1):
            settled(store, records[1])
            store.erase_record(records[1], at=NOON)

    made = exported(store, stick, on_progress=meanwhile)
    assert made.damaged == ()
    assert listed(lot) == [records[0], records[2]]


def test_a_packet_that_the_store_cannot_give_holds_up_no_other(
    store: Store, stick: Path, lot: Path, logged: list[EventDict]
) -> None:
    records = [queued(store) for _ in range(3)]
    store._database.run("DROP TRIGGER packets_sealed")
    store._database.run(
        "UPDATE packets SET sealed = zeroblob(5000) WHERE record = ?", (records[1],)
    )
    made = exported(store, stick)
    assert made.damaged == (records[1],)
    assert listed(lot) == [records[0], records[2]]
    logged.clear()


def test_what_went_another_way_is_taken_off_the_stick(store: Store, stick: Path, lot: Path) -> None:
    first, second = queued(store), queued(store)
    exported(store, stick)
    settled(store, first)
    exported(store, stick)
    assert listed(lot) == [second]
    assert packets(lot) == {second}


def test_packets_that_only_a_copy_of_the_store_knew_stay_listed(
    store: Store, stick: Path, lot: Path, tmp_path: Path
) -> None:
    """A desk put back from a backup: the stick may hold the only copy of its last hours."""
    with Store.create(tmp_path / "later.db", KEY) as later:
        lost, cut = queued(later), queued(later)
        exported(later, stick)
    os.truncate(lot / f"{cut}.cccd", 10)
    mine = queued(store)
    made = exported(store, stick)
    assert made.listed == (mine,)
    assert listed(lot) == [mine, lost]
    assert packets(lot) == {mine, lost, cut}


# -- what a stick can do -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["not plugged in", "file"])
def test_a_stick_that_is_not_there(store: Store, stick: Path, name: str) -> None:
    queued(store)
    (stick / "file").touch()
    assert refusal(lambda: exported(store, stick / name)).code == "HANDOVER_FOLDER_MISSING"
    assert [path.name for path in stick.iterdir()] == ["file"]


def test_a_lot_of_another_station_is_left_alone(store: Store, stick: Path, lot: Path) -> None:
    """Eight digits of a key can be the same; the key itself tells them apart."""
    queued(store)
    other = LotList.sign(
        desk="B03", made_at=NOON, entries=(), signing_key=generate_signing_key()
    ).model_dump_json()
    lot.mkdir(parents=True)
    (lot / LIST_FILE).write_text(other)
    assert refusal(lambda: exported(store, stick)).code == "HANDOVER_OTHER_DESK"
    assert (lot / LIST_FILE).read_text() == other
    assert packets(lot) == set()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"format":1,"entries":[]}'])
def test_a_damaged_list_is_written_anew(
    store: Store, stick: Path, lot: Path, content: bytes
) -> None:
    record = queued(store)
    exported(store, stick)
    (lot / LIST_FILE).write_bytes(content)
    exported(store, stick)
    assert listed(lot) == [record]


def test_what_is_not_read_back_as_it_was_written_is_not_listed(
    store: Store, stick: Path, lot: Path
) -> None:
    """As on a stick that is smaller than it says: the last packets overwrite the first."""
    first, _second = queued(store), queued(store)

    def overwritten(phase: str, done: int, _total: int) -> None:
        if (phase, done) == ("verifying", 0):
            (lot / f"{first}.cccd").write_bytes(bytes(5_000))

    assert refusal(lambda: exported(store, stick, on_progress=overwritten)).code == (
        "HANDOVER_DAMAGED"
    )
    assert not (lot / LIST_FILE).exists()
    assert exported(store, stick).written == 1


def test_folders_that_cannot_be_synced_are_no_reason_to_refuse(
    store: Store, stick: Path, lot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems in user space know no such thing of a folder."""
    record = queued(store)
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no such thing")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    exported(store, stick)
    assert listed(lot) == [record]


# On a stick of two megabytes: too small, filled half-way, pulled out half-way, write-protected.
STICK = """
import os, subprocess, sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, sys.argv[2])
from test_queue_handover import *

folder, stick = Path(sys.argv[1]), Path(sys.argv[1]) / "USB"
store = Store.create(folder / "station.db", KEY)
mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", stick]
subprocess.run(mount, check=True)
lot = stick / "cccd-handover" / lot_name("B03", STATION_KEY)

many = [queued(store, 300_000) for _ in range(8)]
error = refusal(lambda: exported(store, stick))
assert error.code == "HANDOVER_NO_ROOM", error.code
assert error.details["needed"] > error.details["free"] > 0
assert packets(lot) == set()
for record in many[2:]:
    settled(store, record)

def fill_up(phase, done, total):
    if (phase, done) == ("writing", 1):
        with suppress(OSError), (stick / "filler").open("ab", buffering=0) as filler:
            while filler.write(bytes(1024)):
                pass
error = refusal(lambda: exported(store, stick, on_progress=fill_up))
assert error.code == "HANDOVER_NO_ROOM", error.code
assert error.details["needed"] > error.details["free"]
assert packets(lot) == {many[0]} and not list(lot.glob(".*"))
(stick / "filler").unlink()
made = exported(store, stick)
assert (made.written, made.already_there) == (1, 1)
assert listed(lot) == many[:2]

third = queued(store, 1_000)
subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
assert refusal(lambda: exported(store, stick)).code == "HANDOVER_READ_ONLY"
assert listed(lot) == many[:2]
subprocess.run(["mount", "-o", "remount,rw", stick], check=True)

def pull_out(phase, done, total):
    if (phase, done) == ("writing", 1):
        subprocess.run(["umount", "-l", stick], check=True)
(lot / f"{many[1]}.cccd").unlink()
assert refusal(lambda: exported(store, stick, on_progress=pull_out)).code == "HANDOVER_NOT_WRITTEN"
assert list(stick.iterdir()) == [], "nothing has landed on the disk below"
assert store.totals().waiting == 3
print("held")
"""


def may_mount() -> bool:
    words = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(words, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not may_mount(), reason="nobody may mount here")
@pytest.mark.usefixtures("stick")
def test_a_stick_too_small_or_filled_or_protected_or_pulled_out(tmp_path: Path) -> None:
    script = [sys.executable, "-c", STICK, str(tmp_path), str(Path(__file__).parent)]
    wrap = ["unshare", "--user", "--map-root-user", "--mount"]
    done = subprocess.run([*wrap, *script], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("held\n"), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_disk_that_takes_no_file_of_that_size(store: Store, stick: Path, lot: Path) -> None:
    import resource
    import signal

    queued(store, 300_000)
    soft, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
    try:
        error = refusal(lambda: exported(store, stick))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, most))
        signal.signal(signal.SIGXFSZ, heard)
    assert error.code == "HANDOVER_NOT_WRITTEN"
    assert list(lot.iterdir()) == []
    assert exported(store, stick).written == 1


# -- receipts ------------------------------------------------------------------------------------


def receipts_in(lot: Path, station_key: str = STATION_KEY) -> LotReceipts:
    card = sign_card(recipient="age1" + "q" * 58, issued_at=NOON, seed=CENTRE)
    told = LotReceipts(station_key=station_key, centre=card, receipts=())
    lot.mkdir(parents=True, exist_ok=True)
    (lot / RECEIPTS_FILE).write_text(told.model_dump_json())
    return told


def test_receipts_are_found_by_whose_they_are(store: Store, stick: Path, lot: Path) -> None:
    def code(folder: Path = stick) -> str:
        return refusal(lambda: receipts_below(folder, STATION_KEY)).code

    assert code(stick / "not plugged in") == "HANDOVER_FOLDER_MISSING"
    assert code() == "HANDOVER_NONE"
    exported(store, stick)
    assert code() == "HANDOVER_NO_RECEIPTS"
    receipts_in(lot.with_name("B04-00000000"), public_key(bytes(32)))
    assert code() == "HANDOVER_OTHER_DESK"
    told = receipts_in(lot)
    for folder in (stick, lot.parent, lot):
        assert receipts_below(folder, STATION_KEY) == [told]
    assert receipts_below(stick, told.station_key) == [told]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format":1}', b"\xff" * 100])
def test_receipts_that_cannot_be_read(stick: Path, lot: Path, content: bytes) -> None:
    receipts_in(lot)
    (lot / RECEIPTS_FILE).write_bytes(content)
    assert refusal(lambda: receipts_below(stick, STATION_KEY)).code == "HANDOVER_RECEIPTS_DAMAGED"
