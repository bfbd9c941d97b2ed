"""A desk that does anything in any order, with power cuts: totals add up, nothing is lost."""

import hashlib
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from station_queue import DeliveryState, RowError, Store, VisitState, uuid7
from station_queue.packet.receipt import Receipt, Verdict

KEY = bytes(range(32))
START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LEGAL: dict[DeliveryState, set[DeliveryState]] = {
    "waiting": {"sending", "accepted", "rejected"},
    "sending": {"waiting", "delivered", "accepted", "rejected"},
    "delivered": {"accepted", "rejected"},
    "accepted": {"rejected"},
    "rejected": set(),
}


@dataclass
class Expected:
    """What the store must say of one visit."""

    document: str
    parts: dict[str, bytes]
    state: VisitState = "in_progress"
    delivery: DeliveryState | None = None
    sealed: bytes = b""
    attempts: int = 0
    next_attempt: datetime | None = None
    offset: int = 0
    revision: int = 1
    returned: list[bytes] = field(default_factory=list)
    """The packets of earlier revisions."""


class Desk(RuleBasedStateMachine):
    """The store against a dictionary."""

    visits = Bundle("visits")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "desk.db"
        self.store = Store.create(self.path, KEY)
        self.expected: dict[str, Expected] = {}
        self.now = START

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    @initialize(target=visits)
    def first(self) -> str:
        return self.begin("{}", b"jpeg")

    @rule(target=visits, document=st.text(max_size=20), portrait=st.binary(max_size=9000))
    def start(self, document: str, portrait: bytes) -> str:
        return self.begin(document, portrait)

    def begin(self, document: str, portrait: bytes) -> str:
        visit = uuid7(self.tick(), secrets.token_bytes)
        self.store.start_visit(
            visit=visit,
            procedure="exchange",
            operator="operator-1",
            day=date(2026, 11, 23),
            at=self.now,
            document=document,
            parts={"portrait": portrait},
        )
        self.expected[visit] = Expected(document, {"portrait": portrait})
        return visit

    @rule(visit=visits, document=st.text(max_size=20), name=st.sampled_from(["portrait", "print"]))
    def save(self, visit: str, document: str, name: str) -> None:
        known = self.expected[visit]
        content = secrets.token_bytes(100)
        if known.state != "in_progress":
            with pytest.raises(RowError, match="not in progress"):
                self.store.save_visit(visit, at=self.tick(), document=document)
            return
        self.store.save_visit(visit, at=self.tick(), document=document, parts={name: content})
        known.document, known.parts[name] = document, content

    @rule(visit=visits, size=st.sampled_from([1, 5000, 70_000]))
    def finish(self, visit: str, size: int) -> None:
        known = self.expected[visit]
        sealed = secrets.token_bytes(size)
        if known.state != "in_progress":
            with pytest.raises(RowError, match="not in progress"):
                self.store.finish_visit(visit, at=self.tick(), document="", sealed=sealed)
            return
        self.store.finish_visit(visit, at=self.tick(), document="done", sealed=sealed)
        known.state, known.document = "finished", "done"
        known.delivery, known.sealed, known.next_attempt = "waiting", sealed, self.now
        known.attempts = known.offset = 0

    @rule(visit=visits)
    def cancel(self, visit: str) -> None:
        known = self.expected[visit]
        if known.state != "in_progress":
            with pytest.raises(RowError, match="not in progress"):
                self.store.cancel_visit(visit, at=self.tick(), reason="left")
            return
        self.store.cancel_visit(visit, at=self.tick(), reason="left")
        known.state, known.document, known.parts = "cancelled", "", {}

    def allowed(self, visit: str, to: DeliveryState) -> bool:
        delivery = self.expected[visit].delivery
        return delivery is not None and to in LEGAL[delivery]

    @rule(visit=visits)
    def send(self, visit: str) -> None:
        if not self.allowed(visit, "sending"):
            with pytest.raises(RowError):
                self.store.mark_sending(visit, at=self.tick())
            return
        self.store.mark_sending(visit, at=self.tick())
        known = self.expected[visit]
        known.delivery, known.next_attempt = "sending", None
        known.attempts += 1

    @rule(visit=visits, share=st.floats(0, 1))
    def acknowledge(self, visit: str, share: float) -> None:
        known = self.expected[visit]
        offset = int(len(known.sealed) * share)
        if known.delivery not in {"waiting", "sending"}:
            with pytest.raises(RowError):
                self.store.note_offset(visit, offset=offset)
            return
        self.store.note_offset(visit, offset=offset)
        known.offset = offset

    @rule(visit=visits, later=st.sampled_from([None, 0, 5]))
    def fail(self, visit: str, later: int | None) -> None:
        at = self.tick()
        next_attempt = None if later is None else at + timedelta(seconds=later)
        if not self.allowed(visit, "waiting"):
            with pytest.raises(RowError):
                self.store.mark_waiting(
                    visit, at=at, code="CENTRE_DOWN", text="503", next_attempt=next_attempt
                )
            return
        self.store.mark_waiting(
            visit, at=at, code="CENTRE_DOWN", text="503", next_attempt=next_attempt
        )
        known = self.expected[visit]
        known.delivery, known.next_attempt = "waiting", next_attempt

    @rule(visit=visits)
    def deliver(self, visit: str) -> None:
        if not self.allowed(visit, "delivered"):
            with pytest.raises(RowError):
                self.store.mark_delivered(visit, at=self.tick())
            return
        self.store.mark_delivered(visit, at=self.tick())
        known = self.expected[visit]
        known.delivery, known.offset = "delivered", len(known.sealed)

    @rule(visit=visits, verdict=st.sampled_from(["accepted", "rejected"]))
    def settle(self, visit: str, verdict: Literal["accepted", "rejected"]) -> None:
        known = self.expected[visit]
        receipt = self.receipt(visit, known.sealed, verdict)
        if known.delivery is None or known.delivery == verdict:
            assert self.store.settle(receipt, at=self.now) is False
        elif not self.allowed(visit, verdict):
            with pytest.raises(RowError):
                self.store.settle(receipt, at=self.now)
        else:
            assert self.store.settle(receipt, at=self.now) is True
            known.delivery, known.next_attempt = verdict, None

    def receipt(self, visit: str, sealed: bytes, verdict: Verdict) -> Receipt:
        return Receipt(
            record=visit,
            packet_sha256=hashlib.sha256(sealed).hexdigest(),
            verdict=verdict,
            code="PORTRAIT_BLURRED" if verdict == "rejected" else None,
            text=None,
            issued_at=self.tick(),
            signature="c2lnbmF0dXJl",
        )

    @rule(visit=visits, verdict=st.sampled_from(["accepted", "rejected", "duplicate"]))
    def settle_late(self, visit: str, verdict: Verdict) -> None:
        """What the centre says of an earlier revision is past."""
        for sealed in self.expected[visit].returned:
            assert self.store.settle(self.receipt(visit, sealed, verdict), at=self.now) is False

    @rule(visit=visits)
    def never_answered(self, visit: str) -> None:
        at, known = self.tick(), self.expected[visit]
        self.store.mark_unanswered(visit, at=at, code="RECEIPT_MISSING", text="")
        if known.delivery == "delivered":
            known.delivery, known.next_attempt, known.offset = "waiting", at, 0

    @rule(visit=visits, document=st.text(max_size=20))
    def open_again(self, visit: str, document: str) -> None:
        known = self.expected[visit]
        if known.delivery != "rejected":
            with pytest.raises(RowError):
                self.store.reopen_visit(visit, at=self.tick(), document=document)
            return
        known.revision += 1
        assert self.store.reopen_visit(visit, at=self.tick(), document=document) == known.revision
        known.returned.append(known.sealed)
        known.state, known.document, known.delivery = "in_progress", document, None
        known.sealed = b""

    @rule()
    def send_now(self) -> None:
        at = self.tick()
        waiting = [known for known in self.expected.values() if known.delivery == "waiting"]
        assert self.store.release(at=at) == len(waiting)
        for known in waiting:
            known.next_attempt = at

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, KEY)

    @rule(half_done=st.booleans())
    def power_cut(self, half_done: bool) -> None:
        """Go on with the files as they are on the disk, perhaps in the middle of a write."""
        after = Path(tempfile.mkdtemp(dir=self.folder))
        if half_done:
            with pytest.raises(KeyboardInterrupt):
                self.write_half(after)
        else:
            self.copy_files(after)
        self.store.close()
        self.path = after / "desk.db"
        self.store = Store.open(self.path, KEY)
        assert self.store.secret("half done") is None
        at = self.tick()
        sending = [known for known in self.expected.values() if known.delivery == "sending"]
        assert self.store.recover(at=at) == len(sending)
        for known in sending:
            known.delivery, known.next_attempt = "waiting", at

    def write_half(self, after: Path) -> None:
        database = self.store._database
        database.run("PRAGMA cache_size = 5")  # so that unfinished pages reach the disk
        with database.write():
            database.run("UPDATE visits SET document = 'half' WHERE state = 'in_progress'")
            database.run("INSERT INTO secrets VALUES ('half done', randomblob(100000))")
            self.copy_files(after)
            raise KeyboardInterrupt

    def copy_files(self, to: Path) -> None:
        # Not the -shm file: it is shared memory and does not survive a power cut.
        for suffix in ("", "-wal"):
            shutil.copy(self.path.with_name(self.path.name + suffix), to)

    @invariant()
    def totals_add_up(self) -> None:
        totals = self.store.totals()
        assert totals.adds_up
        assert totals.created == len(self.expected)
        places = [known.delivery or known.state for known in self.expected.values()]
        for name, count in totals.as_dict().items():
            assert name == "created" or count == places.count(name)  # type: ignore[arg-type] # a place is a column

    @invariant()
    def every_visit_is_as_it_was_left(self) -> None:
        for visit, known in self.expected.items():
            row = self.store.visit(visit)
            assert (row.state, row.document) == (known.state, known.document)
            assert row.revision == known.revision
            hashes = [hashlib.sha256(sealed).hexdigest() for sealed in known.returned]
            assert [one.sha256 for one in self.store.returned(visit)] == hashes
            kept = self.store._database.rows("SELECT name FROM parts WHERE visit = ?", (visit,))
            assert {row["name"] for row in kept} == known.parts.keys()
            assert {name: self.store.part(visit, name) for name in known.parts} == known.parts

    @invariant()
    def every_packet_is_as_it_was_left(self) -> None:
        listed = {each.record: each for each in self.store.deliveries()}
        queued = {v: known for v, known in self.expected.items() if known.delivery}
        assert listed.keys() == queued.keys()
        for record, known in queued.items():
            found = listed[record]
            assert found.revision == known.revision
            assert (found.state, found.attempts, found.next_attempt, found.offset) == (
                known.delivery,
                known.attempts,
                known.next_attempt,
                known.offset,
            )
            sealed = b"".join(self.store.packet_chunks(record))
            assert sealed == known.sealed
            assert found.sha256 == hashlib.sha256(sealed).hexdigest()

    @invariant()
    def due_is_what_waits_and_whose_time_has_come(self) -> None:
        due = [
            record
            for record, known in self.expected.items()
            if known.next_attempt is not None and known.next_attempt <= self.now
        ]
        assert {each.record for each in self.store.due(now=self.now)} == set(due)


Desk.TestCase.settings = settings(max_examples=15, stateful_step_count=25)
TestDesk = Desk.TestCase
