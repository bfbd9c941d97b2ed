"""A desk that is lost comes back from its backup, before the real centre: all of it, once."""

import errno
import itertools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from station_core.backups import (
    LastBackup,
    OpenedBy,
    check,
    due,
    last_backup,
    restore,
    run_backup,
)
from station_core.boot import Boot
from station_core.cli import run
from station_core.errors import SettingsError, StationError
from station_core.folder import DeskFolder
from station_core.outbox import send_due
from station_core.settings import (
    BackupSettings,
    CentreSettings,
    DeskSettings,
    Settings,
    save_settings,
)
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_queue import AuditHead, Person, QueueError, Store, Totals, uuid7
from station_queue.kdf import KdfCost
from station_queue.keyslots import create_slots, put_recovery_slot
from station_queue.packet import seal
from station_queue.recovery_code import new_recovery_code
from station_queue.rows import NOTHING_YET

PASSWORD = "mat-khau-1"
AN = OpenedBy(PASSWORD, "An")
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Ctl = Callable[..., tuple[int, dict[str, Any]]]


class Centre:
    """A centre in a process of its own; what it was asked for stands in its log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keygen = [sys.executable, "-m", "station_centre", "keygen", "--data", str(folder)]
        made = subprocess.run([*keygen, "--json"], capture_output=True, check=True)
        self.recipient: str = json.loads(made.stdout)["recipient"]
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        serve = [sys.executable, "-m", "station_centre", "serve", "--data", str(self.folder)]
        with (self.folder / "log.txt").open("a") as log:
            self._process = subprocess.Popen(
                [*serve, "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]

    def end(self) -> None:
        assert self._process is not None
        self._process.terminate()
        with self._process:
            self._process.wait()

    def records(self) -> dict[str, str]:
        """State by record."""
        words = [sys.executable, "-m", "station_centre", "list", "--data", str(self.folder)]
        done = subprocess.run([*words, "--json"], capture_output=True, check=True)
        return {row["record"]: row["state"] for row in json.loads(done.stdout)["records"]}

    def packets(self, record: str) -> int:
        return len(list((self.folder / "store" / "packets" / record).glob("*.cccd")))

    def await_bytes(self, count: int) -> None:
        """Wait until so many bytes of uploads under way are on its disk."""
        until = time.monotonic() + 30
        while (
            sum(path.stat().st_size for path in (self.folder / "store" / "uploads").rglob("0*"))
            < count
        ):
            assert time.monotonic() < until
            threading.Event().wait(0.01)

    def taken_in(self, record: str) -> int:
        """How often a packet of this record has arrived, whole."""
        lines = (self.folder / "log.txt").read_text().splitlines()
        said = [json.loads(line) for line in lines if line.startswith("{")]
        return sum(one["event"] == "packet_answered" and one["record"] == record for one in said)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    running = Centre(tmp_path_factory.mktemp("centre"))
    yield running
    running.end()


@pytest.fixture
def session(tmp_path: Path, centre: Centre) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url=centre.url, recipient=centre.recipient),
        backup=BackupSettings(keep=2),
    )
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=NOON, cost=CHEAP)
    return sign_in(folder, "An", PASSWORD)


def begun(session: Session) -> str:
    """A visit in progress."""
    record = uuid7(datetime.now(UTC), secrets.token_bytes)
    with session.open_store() as store:
        store.start_visit(
            visit=record,
            procedure="exchange",
            operator=session.person.id,
            day=NOON.date(),
            at=NOON,
            document="{}",
            parts={"portrait.jpg": b"a portrait"},
        )
    return record


def finished(session: Session, record: str | None = None, size: int = 20_000) -> str:
    """A record that waits; of a visit in progress, if there is one."""
    record = record or begun(session)
    with session.open_store() as store:
        sealed = seal(
            {
                "record.json": json.dumps({"record": record}).encode(),
                "portrait.jpg": secrets.token_bytes(size),
            },
            record=record,
            desk="B03",
            made_at=NOON,
            signing_key=session.signing_key(store),
            recipient=session.settings.centre.recipient,
        )
        store.finish_visit(record, at=NOON, document="{}", sealed=sealed)
    return record


def restored(file: Path, root: Path) -> Session:
    restore(file, DeskFolder(root), AN)
    return sign_in(DeskFolder(root), "An", PASSWORD)


def totals(session: Session) -> Totals:
    with session.open_store() as store:
        assert store.totals() == store.recounted()
        assert store.totals().adds_up
        return store.totals()


def audited(session: Session, act: str) -> list[str | None]:
    """What the rows of an act are about; the chain is whole."""
    with session.open_store() as store:
        assert store.verify_audit().ok
        return [row.about for row in store.audit_rows() if row.act == act]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises((QueueError, StationError)) as caught:
        act()
    assert isinstance(caught.value, QueueError | StationError)
    return caught.value.code


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- after a restore -----------------------------------------------------------------------------


def test_what_the_centre_has_is_learned_and_not_sent_again(
    session: Session, centre: Centre, tmp_path: Path
) -> None:
    waiting = [finished(session) for _ in range(3)]
    going_on, left_open = begun(session), begun(session)
    file = run_backup(session, tmp_path / "stick").file

    finished(session, going_on)
    later = finished(session)
    assert send_due(session).accepted == 5
    sent = [*waiting, going_on, later]
    assert [centre.taken_in(record) for record in sent] == [1] * 5

    copy = restored(file, tmp_path / "other")
    with copy.open_store() as store:
        assert store.asks_first
        assert store.totals().waiting == 3
    report = send_due(copy)
    assert (report.sent, report.bytes, report.failures) == (0, 0, [])
    assert report.accepted == 4
    assert [centre.taken_in(record) for record in sent] == [1] * 5
    assert totals(copy) == totals_of(created=5, accepted=4, in_progress=1)
    assert audited(copy, "record_adopted") == [going_on]
    assert sorted(map(str, audited(copy, "record_accepted"))) == sorted(waiting)
    with copy.open_store() as store:
        assert not store.asks_first
        assert [row.visit for row in store.open_visits()] == [left_open]
        assert store.mark("unknown_at_centre") == "1"
        with session.open_store() as original:
            hashes = {row.record: row.sha256 for row in original.deliveries()}
        assert {row.record: row.sha256 for row in store.deliveries()} == {
            record: hashes[record] for record in (*waiting, going_on)
        }

    # From here on it is a desk like any other.
    finished(copy, left_open)
    assert send_due(copy).accepted == 1
    assert centre.taken_in(left_open) == 1
    assert send_due(copy).sent == 0
    with copy.open_store() as store:
        assert store.mark("unknown_at_centre") == "1"


def totals_of(**figures: int) -> Totals:
    return Totals(**NOTHING_YET.as_dict() | figures)


def moved_to(session: Session, url: str) -> Session:
    """The same desk, whose centre has another address."""
    centre = session.settings.centre.model_copy(update={"url": url})
    settings = session.settings.model_copy(update={"centre": centre})
    save_settings(session.folder.settings, settings)
    return sign_in(session.folder, "An", PASSWORD)


def test_nothing_is_sent_before_the_centre_was_asked(
    session: Session, centre: Centre, tmp_path: Path
) -> None:
    known = finished(session)
    assert send_due(session).accepted == 1
    record = finished(session)
    file = run_backup(session, tmp_path / "stick").file
    assert send_due(session).accepted == 1

    copy = restored(file, tmp_path / "other")
    with socket.socket() as nobody:  # holds a port that answers nobody
        nobody.bind(("127.0.0.1", 0))
        copy = moved_to(copy, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        report = send_due(copy)
    assert [failure.code for failure in report.failures] == ["CENTRE_UNREACHABLE"]
    assert (report.sent, totals(copy).waiting) == (0, 1)
    with copy.open_store() as store:
        assert store.asks_first

    copy = moved_to(copy, centre.url)
    report = send_due(copy)
    assert (report.sent, report.accepted) == (0, 1)
    assert (centre.taken_in(known), centre.taken_in(record)) == (1, 1)


def test_what_never_arrived_arrives_once(session: Session, centre: Centre, tmp_path: Path) -> None:
    """Also when the desk that was given up for lost is still there."""
    record = finished(session)
    file = run_backup(session, tmp_path / "stick").file
    copy = restored(file, tmp_path / "other")
    assert send_due(copy).accepted == 1
    with session.open_store() as store:
        assert store.deliveries()[0].state == "waiting"
    report = send_due(session)
    assert (report.sent, report.accepted) == (0, 1)
    assert centre.packets(record) == centre.taken_in(record) == 1


def test_an_upload_begun_before_goes_on_where_it_was(
    session: Session, centre: Centre, tmp_path: Path
) -> None:
    record = finished(session, size=2_000_000)
    handed_over = 0
    files: list[Path] = []

    def on_progress(_record: str, sent: int, _size: int) -> None:
        nonlocal handed_over
        handed_over = sent

    def stop() -> bool:
        if handed_over < 1_500_000:
            return False
        if not files:
            centre.await_bytes(500_000)
            files.append(run_backup(session, tmp_path / "stick").file)
        return True  # the desk is lost in the middle of it

    assert send_due(session, stop=stop, on_progress=on_progress).sent == 0
    copy = restored(files[0], tmp_path / "other")
    with copy.open_store() as store:
        (row,) = store.deliveries("sending")
        assert row.upload_url is not None
    report = send_due(copy)
    assert (report.sent, report.accepted) == (1, 1)
    assert 0 < report.bytes < row.size
    assert centre.packets(record) == centre.taken_in(record) == 1


def test_a_visit_finished_on_both_is_rejected_on_the_second(
    session: Session, centre: Centre, tmp_path: Path
) -> None:
    record = begun(session)
    file = run_backup(session, tmp_path / "stick").file
    copy = restored(file, tmp_path / "other")
    finished(session, record)
    finished(copy, record)
    assert send_due(session).accepted == 1
    report = send_due(copy)
    assert [failure.code for failure in report.failures] == ["RECEIPT_MISMATCH"]
    with copy.open_store() as store:
        assert [(row.state, row.code) for row in store.deliveries()] == [
            ("rejected", "RECORD_CONFLICT")
        ]
    assert centre.packets(record) == 1
    assert totals(session).accepted == 1


# -- trying a backup out, and putting it back ----------------------------------------------------


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the system has for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_drill_leaves_nothing_behind(session: Session, tmp_path: Path, temporary: Path) -> None:
    finished(session)
    made = run_backup(session, tmp_path / "stick")
    drill = check(made.file, AN)
    assert drill.manifest == made.manifest
    assert drill.bytes == made.bytes
    assert refusal(lambda: check(made.file, OpenedBy("khong-phai", "An"))) == "SIGN_IN_WRONG"
    assert refusal(lambda: check(made.file, OpenedBy(PASSWORD, "Ba"))) == "SIGN_IN_WRONG"
    assert refusal(lambda: check(made.file, AN, stop=lambda: True)) == "BACKUP_STOPPED"
    assert names(temporary) == []
    assert names(made.file.parent) == [made.file.name]


@pytest.mark.parametrize("where", ["at the desk", "beside the backup"])
def test_a_drill_is_held_on_a_disk_and_clears_away_what_a_killed_one_left(
    session: Session, tmp_path: Path, temporary: Path, where: str
) -> None:
    file = run_backup(session, tmp_path / "stick").file
    desk = session.folder if where == "at the desk" else None
    base = desk.root if desk else file.parent
    left = base / "cccd-check-killed"
    check(file, AN, desk=desk)
    before = set(names(base))
    left.mkdir()
    (left / "station.db").write_bytes(b"half")
    seen: list[str] = []

    def stop() -> bool:
        if not seen:
            seen.extend(set(names(base)) - before)
            check(file, AN, desk=desk)  # a second one, which leaves the first one's alone
            seen.extend(set(names(base)) - before)
        return False

    check(file, AN, desk=desk, stop=stop)
    assert len(seen) == 2
    assert seen[0] == seen[1] != left.name
    assert set(names(base)) == before
    assert names(temporary) == []


def test_a_drill_of_a_backup_whose_folder_cannot_be_written(
    session: Session, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = run_backup(session, tmp_path / "stick").file
    make = os.mkdir

    def mkdir(path: str, mode: int = 0o777) -> None:
        if Path(path).parent == file.parent:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(path, mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    assert check(file, AN).findings == ()
    assert names(temporary) == []


def test_wrong_passwords_at_a_drill_count_like_those_at_the_sign_in(
    session: Session, tmp_path: Path
) -> None:
    file = run_backup(session, tmp_path / "stick").file
    desk = session.folder

    def tried(password: str, name: str = "An") -> str:
        return refusal(lambda: check(file, OpenedBy(password, name), desk=desk))

    for _ in range(3):
        check(file, AN, desk=desk)
    assert [tried("khong-phai") for _ in range(2)] == ["SIGN_IN_WRONG"] * 2
    check(file, AN, desk=desk)
    with session.open_store() as store:
        rows = [row for row in store.audit_rows() if row.act == "backup_checked"]
    assert [row.facts["failed"] for row in rows] == [0, 0, 0, 2]
    assert {row.who for row in rows} == {session.person.id}
    assert [tried("khong-phai") for _ in range(2)] == ["SIGN_IN_WRONG"] * 2
    assert tried("khong-phai", "Ba") == "SIGN_IN_WRONG"
    assert tried(PASSWORD) == "SIGN_IN_WAIT"
    assert refusal(lambda: sign_in(desk, "An", PASSWORD)) == "SIGN_IN_WAIT"
    assert check(file, AN, desk=DeskFolder(tmp_path / "nowhere")).findings == ()
    assert check(file, AN).findings == ()


def test_a_drill_with_another_desks_backup_leaves_no_row(session: Session, tmp_path: Path) -> None:
    other = DeskFolder(tmp_path / "another")
    set_up_desk(other, session.settings, name="An", password=PASSWORD, now=NOON, cost=CHEAP)
    file = run_backup(sign_in(other, "An", PASSWORD), tmp_path / "stick").file
    assert check(file, AN, desk=session.folder).findings == ()
    assert audited(session, "backup_checked") == []


def test_a_restored_desk_says_where_it_comes_from(session: Session, tmp_path: Path) -> None:
    finished(session)
    made = run_backup(session, tmp_path / "stick", now=lambda: NOON)
    at = NOON + timedelta(days=1)
    root = tmp_path / "other"
    manifest, findings = restore(made.file, DeskFolder(root), AN, now=lambda: at)
    assert (manifest, findings) == (made.manifest, ())
    copy = sign_in(DeskFolder(root), "An", PASSWORD)
    assert copy.settings == session.settings
    with copy.open_store() as store, session.open_store() as original:
        assert store.mark("restored_at") == "2026-11-24T12:00:00.000000+00:00"
        assert store.verify_audit(original.audit_head()).why in {"cut", "other"}
        assert store.verify_audit(AuditHead(manifest.audit.seq, manifest.audit.hash)).ok
        row = next(row for row in store.audit_rows() if row.act == "restored")
        assert row.who == copy.person.id
        assert row.facts == {
            "made_at": "2026-11-23T12:00:00+00:00",
            "head": manifest.audit.hash,
            "rows": manifest.audit.seq,
            "records": 1,
            "findings": None,
        }
        assert store.secret("station_signing_key") == original.secret("station_signing_key")
    assert {"station.db", "station.slots.json", "station.toml"} <= set(names(root))
    assert not [name for name in names(root) if "restore" in name]
    assert root.stat().st_mode & 0o077 == 0


def test_a_desk_is_never_written_over(session: Session, tmp_path: Path) -> None:
    file = run_backup(session, tmp_path / "stick").file
    before = session.folder.store.read_bytes()
    assert refusal(lambda: restore(file, session.folder, AN)) == "DESK_EXISTS"
    session.folder.settings.unlink()  # a desk that lost its settings is still one
    assert refusal(lambda: restore(file, session.folder, AN)) == "DESK_EXISTS"
    assert session.folder.store.read_bytes() == before


@pytest.mark.parametrize("by", [OpenedBy("khong-phai", "An"), OpenedBy(PASSWORD, "Ba")])
def test_a_refused_restore_leaves_no_desk(session: Session, tmp_path: Path, by: OpenedBy) -> None:
    file = run_backup(session, tmp_path / "stick").file
    other = DeskFolder(tmp_path / "other")
    assert refusal(lambda: restore(file, other, by)) == "SIGN_IN_WRONG"
    assert names(other.root) == ["station.lock"]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert refusal(lambda: restore(file, other, AN)) == "BACKUP_DAMAGED"
    assert names(other.root) == ["station.lock"]


def test_the_recovery_code_opens_what_no_password_does(
    session: Session, tmp_path: Path, ctl: Ctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, other_code = (new_recovery_code(secrets.token_bytes) for _ in range(2))
    put_recovery_slot(session.folder.slots, code, key=session.key)
    finished(session)
    file = run_backup(session, tmp_path / "stick").file
    by_code = OpenedBy(code.lower(), recovery=True)
    assert check(file, by_code).manifest.totals["created"] == 1

    other = DeskFolder(tmp_path / "other")
    wrong = OpenedBy(other_code, recovery=True)
    assert refusal(lambda: restore(file, other, wrong)) == "RECOVERY_CODE_WRONG"
    slip = OpenedBy(code[:-1] + ("A" if code[-1] != "A" else "B"), recovery=True)
    assert refusal(lambda: restore(file, other, slip)) == "RECOVERY_CODE_TYPO"
    assert names(other.root) == ["station.lock"]

    monkeypatch.setenv("STATION_RECOVERY_CODE", other_code)
    exit_code, seen = ctl("backup", "--check", file, "--user", "An")
    assert (exit_code, seen["records"]) == (0, 1)  # whoever is named has a password
    monkeypatch.setenv("STATION_RECOVERY_CODE", code)
    monkeypatch.delenv("STATION_PASSWORD")
    exit_code, back = ctl("restore", "--from", file, "--data", other.root)
    assert (exit_code, back["records"]) == (0, 1)
    copy = sign_in(other, "An", PASSWORD)
    with copy.open_store() as store:
        assert [row.who for row in store.audit_rows() if row.act == "restored"] == ["desk"]


def test_an_operator_neither_makes_nor_opens_a_backup(session: Session, tmp_path: Path) -> None:
    operator = Person(id=session.person.id, name="An", roles=frozenset({"operator"}))
    stick = tmp_path / "stick"
    lower = replace(session, person=operator)
    assert refusal(lambda: run_backup(lower, stick)) == "NOT_ALLOWED"
    assert not stick.exists()
    # What the desk does by itself it does whoever sits there.
    assert run_backup(lower, stick, automatic=True).file.exists()
    with session.open_store() as store:
        assert [row.who for row in store.audit_rows() if row.act == "backed_up"] == ["desk"]

    folder, key = DeskFolder(tmp_path / "theirs"), secrets.token_bytes(32)
    folder.root.mkdir()
    create_slots(folder.slots, "An", PASSWORD, key=key, cost=CHEAP)
    with Store.create(folder.store, key) as store:
        store.add_person(operator)
    save_settings(folder.settings, session.settings)
    file = run_backup(Session(folder, session.settings, session.person, key), stick).file
    other = DeskFolder(tmp_path / "other")
    assert refusal(lambda: check(file, AN)) == "NOT_ALLOWED"
    assert refusal(lambda: restore(file, other, AN)) == "NOT_ALLOWED"
    assert names(other.root) == ["station.lock"]


# It says when it has come so far, and then waits to be killed.
KILLED = """
import sys
from pathlib import Path
from station_core import backups
from station_core.folder import DeskFolder
file, root, stage = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def wait():
    print("there", flush=True)
    sys.stdin.read()
def stop():
    if stage == "unpacking" and (root / "restore.part" / "station.db").exists():
        wait()
    return False
class Paused(type(root)):
    def replace(self, target):
        if self.name == stage:
            wait()
        return super().replace(target)
backups.restore(file, DeskFolder(Paused(root)), backups.OpenedBy(sys.argv[4], "An"), stop=stop)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("stage", ["unpacking", "station.slots.json", "station.db", "station.toml"])
def test_a_restore_that_is_killed_is_simply_begun_again(
    session: Session, tmp_path: Path, stage: str
) -> None:
    finished(session)
    file = run_backup(session, tmp_path / "stick").file
    root = tmp_path / "other"
    words = [sys.executable, "-c", KILLED, str(file), str(root), stage, PASSWORD]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert b"there\n" in iter(process.stdout.readline, b"")
        process.send_signal(signal.SIGKILL)
    with pytest.raises(SettingsError):
        sign_in(DeskFolder(root), "An", PASSWORD)
    copy = restored(file, root)
    assert totals(copy) == totals(session)
    assert not [name for name in names(root) if "restore" in name]


def test_a_store_with_something_wrong_comes_back_and_says_so(
    session: Session, tmp_path: Path, ctl: Ctl
) -> None:
    """It is backed up, pushes no good one out, and is better than no desk."""
    finished(session)
    stick, good = tmp_path / "stick", run_backup(session, tmp_path / "stick").file
    with session.open_store() as store:
        store._database.run("DROP TRIGGER audit_unchanged")
        store._database.run("UPDATE audit SET who = 'somebody' WHERE seq = 2")
    wrong = ["audit_broken"]
    words = ("backup", "--to", stick, "--data", session.folder.root)
    for code, made in [ctl(*words) for _ in range(3)]:
        assert (code, made["verified"], made["sound"], made["findings"]) == (0, True, False, wrong)
    assert len(names(stick)) == 4  # keep = 2
    assert good.exists()
    file = max(stick.iterdir())
    code, seen = ctl("backup", "--check", file, "--data", tmp_path / "nowhere")
    assert (code, seen["sound"], seen["findings"]) == (0, False, wrong)
    other = tmp_path / "other"
    code, back = ctl("restore", "--from", file, "--data", other)
    assert (code, back["sound"], back["findings"], back["records"]) == (0, False, wrong, 1)
    with sign_in(DeskFolder(other), "An", PASSWORD).open_store() as store:
        facts = {row.act: row.facts["findings"] for row in store.audit_rows() if "re" in row.act}
    assert facts == {"restored": "audit_broken"}
    with session.open_store() as store:
        said = [row.facts["findings"] for row in store.audit_rows() if row.act == "backed_up"]
    assert said == [None, *["audit_broken"] * 3]


def test_a_desk_that_comes_back_leaves_the_lost_ones_newer_backups_alone(
    session: Session, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    at = (NOON + timedelta(minutes=number) for number in itertools.count())
    old = run_backup(session, stick, now=lambda: next(at)).file
    finished(session)
    newest = run_backup(session, stick, now=lambda: next(at)).file
    copy = restored(old, tmp_path / "other")
    made = [run_backup(copy, stick, now=lambda: next(at)) for _ in range(4)]
    assert [one.removed for one in made] == [0, 0, 1, 1]
    assert set(stick.iterdir()) == {old, newest, made[2].file, made[3].file}


class Cut(BaseException):
    """The plug is pulled."""


@pytest.fixture
def cut_before(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Pull the plug before this change of a name, counted from 0; None: never."""
    changes: dict[str, Callable[..., Path]] = {"rename": Path.rename, "replace": Path.replace}
    left: list[int | None] = [None]

    def changing(name: str) -> Callable[[Path, Path], Path]:
        def change(path: Path, target: Path) -> Path:
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise Cut
            return changes[name](path, target)

        return change

    for name in changes:
        monkeypatch.setattr(Path, name, changing(name))

    def cut(number: int | None) -> None:
        left[0] = number

    return cut


# What the first has begun the second undoes: the further it came, the more changes there are.
@pytest.mark.parametrize(
    ("first", "second"), [(first, second) for first in range(4) for second in range(4 + first)]
)
def test_a_restore_may_be_cut_off_more_than_once(
    session: Session,
    tmp_path: Path,
    cut_before: Callable[[int | None], None],
    first: int,
    second: int,
) -> None:
    finished(session)
    file = run_backup(session, tmp_path / "stick").file
    root = tmp_path / "other"
    for number in (first, second):
        cut_before(number)
        with pytest.raises(Cut):
            restore(file, DeskFolder(root), AN)
        cut_before(None)
    copy = restored(file, root)
    assert totals(copy) == totals(session)
    assert not [name for name in names(root) if "restore" in name]


def test_what_a_finished_restore_forgot_to_clear_away_opens_no_door(
    session: Session, tmp_path: Path
) -> None:
    """Cut off behind its last change of a name, it has left an empty folder."""
    file = run_backup(session, tmp_path / "stick").file
    (session.folder.root / "restore.ready").mkdir()
    session.folder.settings.unlink()
    assert refusal(lambda: restore(file, session.folder, AN)) == "DESK_EXISTS"


# A desk that dies with its last steps in the log.
DYING = """
import os, sys
from pathlib import Path
from station_queue import Store
store = Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
for number in range(40):
    store.put_mark(f"step-{number}", "x" * 4000)
os._exit(9)
"""


def dead(session: Session) -> dict[str, bytes]:
    """Take the three files of a desk away; returns what it has left beside them."""
    words = [sys.executable, "-c", DYING, str(session.folder.store), session.key.hex()]
    assert subprocess.run(words, check=False).returncode == 9
    store = session.folder.store
    store.with_name("station.db.v3.bak").write_bytes(b"a copy")
    for path in (store, session.folder.settings):
        path.unlink()
    left = ("station.db-wal", "station.db-shm", "station.db.v3.bak", "station.slots.json")
    return {name: store.with_name(name).read_bytes() for name in left}


def put_aside(root: Path) -> dict[str, bytes]:
    end = ".before-restore"
    return {one.name.removesuffix(end): one.read_bytes() for one in root.glob(f"*{end}")}


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_a_restore_in_place_is_not_spoilt_by_what_the_dead_desk_left(
    session: Session, tmp_path: Path, whose: str
) -> None:
    finished(session)
    source = session
    if whose == "another's":
        other = DeskFolder(tmp_path / "another")
        set_up_desk(other, session.settings, name="An", password=PASSWORD, now=NOON, cost=CHEAP)
        source = sign_in(other, "An", PASSWORD)
        finished(source)
    file = run_backup(source, tmp_path / "stick").file
    left = dead(session)
    copy = restored(file, session.folder.root)
    with copy.open_store() as store:
        assert store.check(at=NOON, full=True).findings == ()
        assert store.mark("step-1") is None
    assert totals(copy).waiting == 1
    assert put_aside(session.folder.root) == left


def test_a_desk_set_up_where_another_died_is_not_spoilt_either(session: Session) -> None:
    left = dead(session)
    settings = session.settings
    set_up_desk(session.folder, settings, name="An", password=PASSWORD, now=NOON, cost=CHEAP)
    with sign_in(session.folder, "An", PASSWORD).open_store() as store:
        assert store.check(at=NOON, full=True).findings == ()
        assert store.mark("step-1") is None
    assert put_aside(session.folder.root) == left


def test_somebody_whose_account_is_closed_opens_no_backup(session: Session, tmp_path: Path) -> None:
    """Their slot may still be in it: closed first in the store, then the slot goes."""
    with session.open_store() as store:
        store.change_person(session.person.id, active=False)
    file = run_backup(session, tmp_path / "stick").file
    assert refusal(lambda: check(file, AN)) == "PERSON_DISABLED"
    other = DeskFolder(tmp_path / "other")
    assert refusal(lambda: restore(file, other, AN)) == "PERSON_DISABLED"
    assert names(other.root) == ["station.lock"]


# -- what the desk remembers ---------------------------------------------------------------------


def records(number: int) -> Totals:
    return totals_of(created=number + 5, waiting=number, in_progress=2, cancelled=3)


@pytest.mark.parametrize(
    ("every", "created", "at_last", "is_due"),
    [
        (0, 500, 0, False),
        (50, 49, 0, False),
        (50, 50, 0, True),
        (50, 99, 50, False),
        (50, 100, 50, True),
    ],
)
def test_a_backup_is_due_after_so_many_records(
    every: int, created: int, at_last: int, is_due: bool
) -> None:
    last = LastBackup(NOON, at_last, None)
    assert due(records(created), last, every, NOON, Boot("a", 9.0)) is is_due


DAY_S = 86_400.0
MADE = Boot("a", 100.0)


@pytest.mark.parametrize(
    ("later", "boot", "is_due"),
    [
        (timedelta(hours=23), Boot("a", 9000.0), False),
        (timedelta(hours=24), Boot("a", 9000.0), True),
        (-timedelta(hours=24), Boot("a", 9000.0), True),  # by a clock that was set back
        (timedelta(0), Boot("a", 100.0 + DAY_S - 1), False),
        (timedelta(0), Boot("a", 100.0 + DAY_S), True),  # by one that stands still
        (timedelta(0), Boot("b", DAY_S - 1), False),
        (timedelta(0), Boot("b", DAY_S), True),
    ],
)
def test_a_backup_is_due_when_the_last_one_is_a_day_old(
    later: timedelta, boot: Boot, is_due: bool
) -> None:
    last = LastBackup(NOON, 7, None, MADE)
    assert due(records(8), last, 0, NOON + later, boot) is is_due
    assert not due(records(7), last, 0, NOON + later, boot)


def test_the_first_backup_is_due_with_the_first_record() -> None:
    assert due(records(1), LastBackup(None, 0, None), 0, NOON, MADE)
    assert not due(records(0), LastBackup(None, 0, None), 0, NOON, MADE)


def test_the_desk_remembers_the_last_one_and_what_went_wrong(
    session: Session, tmp_path: Path
) -> None:
    finished(session)
    with session.open_store() as store:
        assert last_backup(store) == LastBackup(None, 0, None)
    gone = tmp_path / "media" / "stick"
    assert refusal(lambda: run_backup(session, gone)) == "BACKUP_FOLDER_UNUSABLE"
    with session.open_store() as store:
        assert last_backup(store) == LastBackup(None, 0, "BACKUP_FOLDER_UNUSABLE")
    run_backup(session, tmp_path / "stick", now=lambda: NOON, boot=lambda: MADE)
    assert refusal(lambda: run_backup(session, tmp_path / "stick", deadline=-1)) == "BACKUP_STOPPED"
    with session.open_store() as store:
        assert last_backup(store) == LastBackup(NOON, 1, None, MADE)
        acts = [row.act for row in store.audit_rows()]
    assert [act for act in acts if "back" in act] == ["backup_failed", "backed_up"]


def test_one_backup_at_a_time(session: Session, tmp_path: Path) -> None:
    codes: list[str] = []

    def stop() -> bool:
        if not codes:
            codes.append(refusal(lambda: run_backup(session, tmp_path / "stick")))
        return False

    assert run_backup(session, tmp_path / "stick", stop=stop).file.exists()
    assert codes == ["BACKUP_RUNNING"]


# -- the command line ----------------------------------------------------------------------------


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--json"])
        out = capsys.readouterr().out
        assert out.count("\n") == 1, "exactly one JSON object goes to stdout"
        answer: dict[str, Any] = json.loads(out)
        return code, answer

    return call


def test_backup_check_and_restore_from_the_command_line(
    session: Session, tmp_path: Path, ctl: Ctl, centre: Centre
) -> None:
    finished(session)
    begun(session)
    code, made = ctl("backup", "--to", tmp_path / "stick", "--data", session.folder.root)
    assert code == 0
    sound = {"verified", "sound", "findings"}
    assert made.keys() == {"file", "bytes", "records", "seconds", "same_disk"} | sound
    assert (made["sound"], made["findings"]) == (True, [])
    file = Path(made["file"])
    assert made["bytes"] == file.stat().st_size
    assert (made["records"], made["verified"], made["same_disk"]) == (1, True, True)

    code, seen = ctl("backup", "--check", file, "--data", tmp_path / "nowhere")
    assert (code, seen["desk"], seen["records"], seen["verified"]) == (0, "B03", 1, True)
    assert not (tmp_path / "nowhere").exists()

    other = tmp_path / "other"
    code, back = ctl("restore", "--from", file, "--data", other)
    assert (code, back["desk"], back["records"], back["in_progress"]) == (0, "B03", 1, 1)
    code, line = ctl("queue", "status", "--data", other)
    assert (code, line["created"], line["waiting"], line["in_progress"]) == (0, 2, 1, 1)
    code, sent = ctl("upload", "--until-empty", "--data", other)
    assert (code, sent["sent"], sent["accepted"]) == (0, 1, 1)
    code, error = ctl("restore", "--from", file, "--data", other)
    assert (code, error["error"]["code"]) == (1, "DESK_EXISTS")
    assert len(centre.records()) > 0


def test_people_read_sentences(
    session: Session, tmp_path: Path, ctl: Ctl, capsys: pytest.CaptureFixture[str]
) -> None:
    del ctl  # it has set the password

    def said(*words: object) -> str:
        assert run([*map(str, words), "--lang", "en"]) == 0
        return capsys.readouterr().out

    stick, desk = tmp_path / "stick", session.folder.root
    text = said("backup", "--to", stick, "--data", desk)
    assert "It is on the disk of the store" in text
    assert "wrong" not in text
    with session.open_store() as store:
        store._database.run("UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'")
    assert "Something was wrong" in said("backup", "--to", stick, "--data", desk)
    file = max(stick.iterdir())
    texts = [said("backup", "--check", file, "--data", desk)]
    texts.append(said("restore", "--from", file, "--data", tmp_path / "other"))
    for text in texts:
        assert "Something was wrong" in text
        assert "- the totals do not agree" in text
        assert not {"True", "False"} & set(text.split())


def test_each_refusal_is_a_sentence(session: Session, tmp_path: Path, ctl: Ctl) -> None:
    def said(*words: object) -> dict[str, Any]:
        code, answer = ctl(*words)
        assert code == 1
        error: dict[str, Any] = answer["error"]
        assert error["message"].endswith(".")
        assert error["next"]
        return error

    other = tmp_path / "other"
    missing = said("restore", "--from", tmp_path / "x.backup", "--data", other)
    assert missing["code"] == "BACKUP_MISSING"
    (tmp_path / "x.backup").write_bytes(b"no backup")
    assert said("backup", "--check", tmp_path / "x.backup")["code"] == "BACKUP_UNKNOWN"
    gone = tmp_path / "media" / "stick"
    unusable = said("backup", "--to", gone, "--data", session.folder.root)
    assert unusable["code"] == "BACKUP_FOLDER_UNUSABLE"
