"""Kill a desk again and again, and hold what it had said against what is on the disk.

Two processes and a ledger: the desk (`killed_desk`) tells what it begins and what it has done; the
centre takes what it sends, and is killed now and then, too. After each kill everything that was
said has to be there, and of what had been begun all or nothing. The files stay as the kill left
them for the next start: what is looked at is a copy.
"""

import hashlib
import json
import os
import random
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import released_stores
from killed_desk import CHEAP, KEY, NAME, PASSWORD
from station_core.backups import OpenedBy, check, run_backup
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.outbox import send_until_empty
from station_core.settings import BackupSettings, CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_core.tries import Tries
from station_core.visit import Visit, kept_parts
from station_queue import QueueError, Store, moments
from station_queue.database import Database
from station_queue.errors import KeySlotError
from station_queue.keyslots import unlock
from station_queue.packet import open_packet

HERE: Final = Path(__file__).parent
PATIENCE_S: Final = 60.0
MIGRATED_EVERY: Final = 15
SWEPT_EVERY: Final = 50
"""Rounds between two looks at every visit there is, not only at those that were touched."""
MIGRATED: Final = ("station.db", "station.db.v3.bak", "station.db.v4.bak")
DELAYS_S: Final = (0.002, 0.006, 0.03)
CARE: Final = ("backup", "erase", "upkeep", "password")
"""What may go on beside the visits."""
TARGETS: Final = (
    *("sign_in", "open", "offer", "begin", "draft", "details", "portrait", "missing"),
    *(
        "finish",
        "finish",
        "finish",
        "cancel",
        "pass",
        "sending",
        "backup",
        "erase",
        "upkeep",
        "password",
    ),
)
HALF_ERASED: Final = """
    SELECT record FROM deliveries d JOIN visits ON visit = record
    WHERE (erased_at IS NULL) <> (document <> '')
        OR (erased_at IS NULL) <> EXISTS (SELECT 1 FROM packets p WHERE p.record = d.record)
        OR (erased_at IS NOT NULL AND EXISTS (SELECT 1 FROM parts WHERE visit = record))
"""
OLD_VISITS: Final = 126

Line = dict[str, Any]


class LostError(AssertionError):
    """Something that was said to be safe is not."""


def hold(good: bool, what: str) -> None:
    """Stop the trial with what is wrong."""
    if not good:
        raise LostError(what)


@dataclass(frozen=True)
class Known:
    """A visit as the screen has told it."""

    number: str = ""
    state: str = "in_progress"
    phone: str = ""
    """As it was confirmed with the details."""
    draft: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by name."""
    missing: frozenset[int] = frozenset()

    def after(self, line: Line) -> "Known":
        """With one act more."""
        what = line.get("do") or line["done"]
        if what in {"portrait", "finger"}:
            return replace(self, parts={**self.parts, line["part"]: line["sha256"]})
        if what == "missing":
            return replace(self, missing=self.missing | {line["finger"]})
        if what == "draft":
            return replace(self, draft=line["phone"])
        if what == "details":
            return replace(self, draft="", phone=line["phone"])
        if what == "finish":
            return replace(self, state="finished")
        hold(what == "cancel", f"an act nobody knows: {what}")
        return Known(state="cancelled")


class Centre:
    """A real centre in a process of its own, at the same address after each start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = subprocess.run([*self._command("keygen"), "--json"], check=True, capture_output=True)
        self.recipient: str = json.loads(made.stdout)["recipient"]
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it unless it runs."""
        if self._process is not None:
            return
        port = self.url.rpartition(":")[2] or "0"
        self._process = subprocess.Popen(
            [*self._command("serve"), "--port", port],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]

    def kill(self) -> None:
        """Pull its plug."""
        if self._process is not None:
            with self._process:
                self._process.kill()
            self._process = None

    def records(self) -> list[Line]:
        """What it has."""
        listing = [*self._command("list"), "--json"]
        done = subprocess.run(listing, check=True, capture_output=True)
        records: list[Line] = json.loads(done.stdout)["records"]
        return records

    def _command(self, word: str) -> list[str]:
        return [sys.executable, "-m", "station_centre", word, "--data", str(self.folder)]


class KilledDesk:
    """The process that works, by its lines."""

    def __init__(self, root: Path, *habits: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "killed_desk.py"), str(root), *habits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # One thread, as a process has to have that others are forked from.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"},
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout.fileno()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        self._unread = b""
        self._pid: int | None = None
        hold("ready" in self._line(PATIENCE_S), "the desk has not started")

    def close(self) -> None:
        """End it."""
        with self._process:
            self._process.kill()
            if self._pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
        self._selector.close()

    def begin(self, work: str, folder: str, seed: int, **how: object) -> None:
        """Let a process work in a folder."""
        order = json.dumps({"work": work, "folder": folder, "seed": seed, **how})
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def lines(self, count: int) -> Iterator[Line]:
        """So many lines as they come."""
        while count > 0:
            line = self._line(PATIENCE_S)
            if "pid" in line:
                self._pid = line["pid"]
            else:
                count -= 1
                yield line

    def killed_after(self, delay: float) -> Iterator[Line]:
        """Kill it after so many seconds; what it said until then."""
        ends = time.monotonic() + delay
        while self._pid is None or (left := ends - time.monotonic()) > 0:
            line = self._line(PATIENCE_S if self._pid is None else left, late=True)
            if "pid" in line:
                self._pid = line["pid"]
            elif line:
                yield line
        os.kill(self._pid, signal.SIGKILL)
        self._pid = None
        while "ended" not in (line := self._line(PATIENCE_S)):
            yield line
        hold(line["ended"] == signal.SIGKILL, "the desk ended by itself")

    def _line(self, seconds: float, *, late: bool = False) -> Line:
        """The next line; nothing when there is none in time, if it may be late."""
        ends = time.monotonic() + seconds
        while b"\n" not in self._unread:
            if not self._selector.select(max(0.0, ends - time.monotonic())):
                hold(late, "the desk says nothing any more")
                return {}
            read = os.read(self._out, 65_536)
            hold(bool(read), "the desk is gone")
            self._unread += read
        text, _, self._unread = self._unread.partition(b"\n")
        line: Line = json.loads(text)
        hold("failed" not in line, f"the desk failed: {line.get('failed')}")
        return line


@dataclass
class Outcome:
    """What a whole trial came to."""

    rounds: int
    finished: int
    cancelled: int
    unfinished: int
    erased: int
    backups: int
    audit_rows: int
    said: int
    """Acts that were told as done."""
    half: Counter[str]
    """Acts that a kill met: whether they had been written by then."""
    phases: Counter[str]
    """By lane and what was going on in it: how often a kill met it."""
    centre_kills: int


class KillTrial:
    """A desk, its centre, and the ledger of what was said."""

    def __init__(self, root: Path, seed: int, *habits: str) -> None:
        self._root = root
        self._rng = random.Random(seed)
        self._ledger: dict[str, Known] = {}
        self._passwords = [PASSWORD]
        """Those that were, and the one that is."""
        self._rounds = self._said = self._centre_kills = 0
        self._half: Counter[str] = Counter()
        self._phases: Counter[str] = Counter()
        self._open = ExitStack()
        self._centre = Centre(root / "centre")
        self._open.callback(self._centre.kill)
        self._centre.start()
        self._folder = DeskFolder(root / "desk")
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url=self._centre.url, recipient=self._centre.recipient),
            backup=BackupSettings(keep=2),
        )
        set_up_desk(
            self._folder, settings, name=NAME, password=PASSWORD, now=local_now(), cost=CHEAP
        )
        self._session = sign_in(self._folder, NAME, PASSWORD)
        self._old = root / "old.db"
        _make_old_store(self._old)
        self._migration_s = 0.0
        self._desk = KilledDesk(root, *habits)
        self._open.callback(self._desk.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    # -- one round ---------------------------------------------------------------------------

    def rounds(self, count: int) -> None:
        """So many, one after another."""
        for _ in range(count):
            self.round()

    def round(self) -> None:
        """Let the desk work, kill it, and see that everything it said is there."""
        self._rounds += 1
        if self._rounds % MIGRATED_EVERY == 0:
            self._migration()
            return
        self._centre.start()
        # A try that is killed counts as a wrong one, and here are more of them than in a year.
        Tries(self._folder.tries).end_wait()
        target = self._rng.choice(TARGETS) if self._rng.random() < 0.5 else None
        beside = [target] if target in CARE else self._rng.sample(CARE, self._rng.choice((0, 0, 2)))
        how = {"password": self._passwords[-1], "care": beside}
        self._desk.begin("desk", "desk", self._rng.randrange(2**32), **how)
        said: list[Line] = []
        if self._rng.random() < 0.05:
            said += self._desk.lines(self._rng.randint(0, 30))
            self._centre.kill()
            self._centre_kills += 1
        if target is None:
            said += self._desk.lines(self._rng.randint(0, 50))
        else:  # what is short or rare would otherwise hardly ever be met
            for line in self._desk.lines(self._rng.randint(20, 80)):
                said.append(line)
                if target in {line.get("do"), line.get("at")}:
                    break
        # After a line, at once or later: a step is written in 2 ms, a print looked at in 100.
        said += self._desk.killed_after(self._rng.uniform(0.0, self._rng.choice(DELAYS_S)))
        begun = self._note(said)
        with self._copy() as store:
            self._judge(store, begun, everything=self._rounds % SWEPT_EVERY == 0)

    def _note(self, said: Iterable[Line]) -> Line | None:
        """Enter what was said into the ledger; returns the act at the desk that was only begun."""
        begun: dict[str, Line] = {}
        for line in said:
            lane = line["lane"]
            if "do" in line:
                begun[lane] = line
            elif "at" in line:
                begun[lane] = {**begun[lane], "at": line["at"]}
            else:
                begun.pop(lane, None)
                self._said += 1
                if lane == "desk":
                    self._enter(line)
                elif "password" in line:
                    self._passwords.append(line["password"])
        for lane in ("desk", "upload", "care"):
            act = begun.get(lane)
            what = act.get("at") or act["do"] if act else "between two"
            self._phases[f"{lane}: {what}"] += act is not None or lane == "desk"
        new = begun.get("care", {}).get("password")
        if new is not None and self._opens(new):
            self._passwords.append(new)
        hold(self._opens(self._passwords[-1]), "the password that was told last opens nothing")
        return begun.get("desk")

    def _opens(self, password: str) -> bool:
        try:
            return unlock(self._folder.slots, NAME, password) == self._session.key
        except QueueError:
            return False

    def _enter(self, line: Line) -> None:
        if line["done"] == "offer":
            there = {visit for visit, known in self._ledger.items() if known.state == "in_progress"}
            hold(set(line["visits"]) == there, "other visits are offered than were unfinished")
        elif line["done"] == "begin":
            self._ledger.setdefault(line["visit"], Known(number=line["number"]))
        elif "visit" in line:
            self._ledger[line["visit"]] = self._ledger[line["visit"]].after(line)

    def _judge(self, store: Store, begun: Line | None, *, everything: bool = False) -> None:
        """Hold the store against the ledger."""
        rows = store._database.rows("SELECT visit, saved_at FROM visits")
        unknown = {row["visit"] for row in rows} - set(self._ledger)
        if unknown:
            hold(begun is not None and begun["do"] == "begin", "a visit that nobody began")
            hold(len(unknown) == 1, "more visits than were begun")
            self._ledger[unknown.pop()] = Known(number=begun["number"] if begun else "")
        hold(len(rows) == len(self._ledger), "a visit is gone")
        met = begun is not None and "visit" in begun
        for visit, known in self._ledger.items():
            mine = begun if met and begun and begun["visit"] == visit else None
            if everything or mine or known.state == "in_progress":
                self._ledger[visit] = self._seen(store, visit, known, mine)
        half = store._database.rows(HALF_ERASED)
        hold(not half, f"half erased: {half}")
        totals = store.totals()
        hold(totals.adds_up and totals == store.recounted(), f"totals are wrong: {totals}")
        queued = sum(known.state == "finished" for known in self._ledger.values())
        hold(len(store.deliveries()) == queued, "finished visits and deliveries differ")

    def _seen(self, store: Store, visit: str, known: Known, begun: Line | None) -> Known:
        """The visit as it is in the store: as it was said, or with all of what was begun."""
        seen = observed(store, visit, known)
        if begun is not None:
            written = seen == known.after(begun)
            self._half[f"{begun['do']}, {'all of it' if written else 'nothing'} written"] += 1
            if written:
                return seen
        hold(seen == known, f"visit {visit} was said to be {known} and is {seen}")
        return known

    def _copy(self) -> "closing[Store]":
        """The store as the kill has left it, in another place."""
        judged = self._root / "judged"
        shutil.rmtree(judged, ignore_errors=True)
        judged.mkdir()
        for name in ("station.db", "station.db-wal"):
            if (path := self._folder.root / name).exists():
                shutil.copy(path, judged / name)
        return closing(Store.open(judged / "station.db", self._session.key))

    # -- a migration -------------------------------------------------------------------------

    def _migration(self) -> None:
        """Kill the opening of an old store somewhere between its first and its last step."""
        folder = DeskFolder(self._root / "migrated")
        shutil.rmtree(folder.root, ignore_errors=True)
        folder.root.mkdir()
        shutil.copy(self._old, folder.store)
        if not self._migration_s:
            began = time.monotonic()
            Store.open(folder.store, KEY).close()
            self._migration_s = time.monotonic() - began
            shutil.copy(self._old, folder.store)
            folder.store.with_name("station.db.v3.bak").unlink()
        self._desk.begin("migrate", "migrated", 0, password="", care=[])
        said = list(self._desk.lines(1))
        said += self._desk.killed_after(self._rng.uniform(0.0, self._migration_s))
        self._note(line for line in said if "done" not in line or line["done"] != "migrate")
        with Store.open(folder.store, KEY) as store:
            hold(store.totals() == store.recounted(), "totals of a migrated store are wrong")
            hold(store.totals().created == OLD_VISITS, "a visit was lost in a migration")
            for number in range(OLD_VISITS):
                _hold_old_visit(store, number)
            _hold_sound(store._database)
        # A migration that had got a step further is set aside once more before the next one.
        left = {path.name for path in folder.root.iterdir()} - set(MIGRATED)
        hold(not left, f"left by a migration: {left}")

    # -- the end -----------------------------------------------------------------------------

    def end(self) -> Outcome:
        """Send all there is, and hold desk, centre and ledger against each other."""
        self._centre.start()
        with Desk(self._session) as desk:
            desk.queue.recover()
            desk.queue.send_now()
            send_until_empty(self._session, deadline=PATIENCE_S * 5)
            offered = {visit.id for visit in desk.open_visits()}
        hold(
            offered == {v for v, known in self._ledger.items() if known.state == "in_progress"},
            "other visits are offered than are unfinished",
        )
        run_backup(self._session, self._root / "stick")
        backups = sorted((self._root / "stick").iterdir())
        for backup in backups:
            hold(backup.suffix == ".backup", f"left by a backup: {backup.name}")
            hold(self._checks(backup), f"none of the passwords opens {backup.name}")
        with self._session.open_store() as store:
            self._judge(store, None, everything=True)
            finished = self._delivered(store)
            _hold_sound(store._database)
            rows = self._audited(store, finished)
            erased = store._database.rows(
                "SELECT count(*) AS n FROM deliveries WHERE erased_at IS NOT NULL"
            )[0]["n"]
        for path in self._folder.root.rglob("*.part"):
            os.utime(path, (0, 0))  # an hour has passed
        self._verified_by_command()
        with self._folder.locked():
            pass  # as the next start does
        left = [path.name for path in self._folder.root.rglob("*.part")]
        hold(not left, f"left by a kill: {left}")
        states = Counter(known.state for known in self._ledger.values())
        return Outcome(
            rounds=self._rounds,
            finished=states["finished"],
            cancelled=states["cancelled"],
            unfinished=states["in_progress"],
            erased=erased,
            backups=len(backups),
            audit_rows=rows,
            said=self._said,
            half=self._half,
            phases=self._phases,
            centre_kills=self._centre_kills,
        )

    def _checks(self, backup: Path) -> bool:
        """Whether it is whole, for the password of its time."""
        for password in reversed(self._passwords):
            with suppress(KeySlotError):
                check(backup, OpenedBy(password, NAME))
                return True
        return False

    def _delivered(self, store: Store) -> set[str]:
        """Every finished visit is at the centre once, byte for byte; gives their ids."""
        finished = {v for v, known in self._ledger.items() if known.state == "finished"}
        deliveries = {row.record: row for row in store.deliveries()}
        hold(set(deliveries) == finished, "finished visits and deliveries differ")
        states = Counter(row.state for row in deliveries.values())
        hold(states["accepted"] == len(finished), f"not all was accepted: {states}")
        listed = Counter(row["record"] for row in self._centre.records())
        hold(listed == Counter(finished), "the centre has not every record once")
        packets = sorted((self._centre.folder / "store" / "packets").rglob("*.cccd"))
        held = Counter(path.parent.name for path in packets)
        hold(held == Counter(finished), "the centre has not every packet once")
        identity = (self._centre.folder / "centre.key").read_text(encoding="utf-8")
        for path in packets:
            record, sealed = path.parent.name, path.read_bytes()
            hold(_sha256(sealed) == deliveries[record].sha256, f"other bytes at the centre: {path}")
            parts = open_packet(sealed, identity).parts
            got = {name: _sha256(part) for name, part in parts.items() if name != "record.json"}
            hold(got == dict(self._ledger[record].parts), f"other parts at the centre: {path}")
        return finished

    def _audited(self, store: Store, finished: set[str]) -> int:
        """The chain is whole, and each act stands in it once; gives its length."""
        verdict = store.verify_audit()
        hold(verdict.ok, f"the audit is broken: {verdict}")
        acts: dict[str, list[str | None]] = {}
        for row in store.audit_rows():
            acts.setdefault(row.act, []).append(row.about)
        gone = {v for v, known in self._ledger.items() if known.state == "cancelled"}
        for act, whom in (
            ("visit_started", set(self._ledger)),
            ("visit_cancelled", gone),
            ("record_queued", finished),
            ("record_accepted", finished),
        ):
            noted = Counter(acts.get(act, []))
            differing = {v for v in {*noted, *whom} if noted[v] != (v in whom)}
            hold(not differing, f"{act} is not once in the audit for {differing}: {noted}")
        return verdict.rows

    def _verified_by_command(self) -> None:
        """The same through the door that others use."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "station_core", "audit", "verify", "--json"),
                *("--data", str(self._folder.root), "--user", NAME),
            ],
            env={**os.environ, "STATION_PASSWORD": self._passwords[-1]},
            capture_output=True,
            text=True,
            check=False,
        )
        hold(done.returncode == 0 and json.loads(done.stdout)["ok"], f"audit verify: {done.stdout}")


def observed(store: Store, visit: str, known: Known) -> Known:
    """A visit as the store has it; of an erased one what was known of it stays true."""
    row = store.visit(visit)
    rows = store._database.rows("SELECT name, bytes FROM parts WHERE visit = ?", (visit,))
    parts = {part["name"]: _sha256(part["bytes"]) for part in rows}
    if row.state == "cancelled":
        hold(not row.document and not parts, f"something is left of the cancelled {visit}")
        return Known(state="cancelled")
    if row.state == "finished" and not row.document:
        gone = store._database.row("SELECT erased_at FROM deliveries WHERE record = ?", (visit,))
        hold(bool(gone and gone["erased_at"]) and not parts, f"{visit} is half erased")
        return replace(known, state="finished")
    document = Visit.model_validate_json(row.document)
    hold(sorted(parts) == sorted(kept_parts(document)), f"parts and document of {visit} differ")
    return Known(
        number=document.value("id_number"),
        state=row.state,
        phone=document.value("phone") if document.details_confirmed else "",
        draft=document.draft.get("phone", ""),
        parts=parts,
        missing=frozenset(n for n, note in document.fingers.items() if note.outcome == "missing"),
    )


def _make_old_store(path: Path) -> None:
    """A store of the third version, large enough for its migration to be met half-way."""
    released_stores.make_store(path, 3)
    states = released_stores.STATES
    database = Database.connect(path, KEY)
    stamp = moments.to_text(released_stores.NOON)
    with database.write():
        for number in range(len(states), OLD_VISITS):
            state = states[number % len(states)]
            _write_old_visit(database, number, state, stamp)
    database.close()


def _write_old_visit(database: Database, number: int, state: str, stamp: str) -> None:
    released_stores._write_visit(database, number, state, stamp, with_citizen=True)


def _hold_old_visit(store: Store, number: int) -> None:
    visit = released_stores.visit_id(number)
    state = released_stores.STATES[number % len(released_stores.STATES)]
    if state == "cancelled":
        hold(store.visit(visit).state == "cancelled", "another state after a migration")
        return
    hold(store.visit(visit).document == released_stores.document(number), "another document")
    hold(store.part(visit, "portrait.jpg") == released_stores.portrait(number), "another part")
    if state != "in_progress":
        packet = b"".join(store.packet_chunks(visit))
        hold(packet == released_stores.packet(number), "another packet after a migration")


def _hold_sound(database: Database) -> None:
    """SQLite and SQLCipher find nothing wrong with any page."""
    found = database.rows("PRAGMA integrity_check")
    hold(found == [{"integrity_check": "ok"}], f"integrity_check: {found}")
    for pragma in ("cipher_integrity_check", "foreign_key_check"):
        found = database.rows(f"PRAGMA {pragma}")
        hold(not found, f"{pragma}: {found}")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
