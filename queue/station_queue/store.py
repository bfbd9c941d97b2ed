"""The store: one encrypted file that holds every visit, every packet and where each one is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from station_queue import (
    adoption,
    audit,
    counts,
    deliveries,
    desk,
    retention,
    returns,
    search,
    upkeep,
    visits,
)
from station_queue.adoption import Found
from station_queue.audit import AuditEntry, AuditHead, AuditRow, AuditVerdict
from station_queue.database import BUSY_SECONDS, Database
from station_queue.opening import create_database, open_database
from station_queue.rows import (
    Delivery,
    DeliveryState,
    FoundVisit,
    Person,
    RecentVisit,
    Returned,
    Totals,
    VisitRow,
)
from station_queue.upkeep import StoreCheck

if TYPE_CHECKING:
    from station_queue.packet.receipt import Receipt

CHUNK_BYTES: Final = 256 * 1024
_NO_PARTS: Final[Mapping[str, bytes]] = MappingProxyType({})


class Store:
    """An open store, used only by the thread that opened it.

    Each method that writes is one transaction, on the disk when it returns. Every method may
    raise StoreError: STORE_BUSY, STORE_DAMAGED, STORE_READ_ONLY, STORE_IO, DISK_FULL; what it
    was to write is then not written at all. Datetimes are aware; ids are UUIDv7 text.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def create(cls, path: Path, key: bytes) -> Self:
        """Make a new store; until it is complete the file does not carry its name.

        Args:
            path: The file to make; its folder must exist.
            key: 32 random bytes.

        Raises:
            StoreError: STORE_EXISTS, STORE_READ_ONLY, DISK_FULL.
        """
        create_database(path, key)
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open a store and bring its schema up to date, after copying the file aside.

        Args:
            path: The file.
            key: 32 bytes, the ones it was made with.
            busy_seconds: How long a call waits for another connection's write.

        Raises:
            StoreError: STORE_MISSING, STORE_KEY_WRONG, STORE_NEWER, STORE_DAMAGED, STORE_BUSY,
                STORE_READ_ONLY, DISK_FULL.
        """
        return cls(open_database(path, key, busy_seconds=busy_seconds))

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def together(self) -> AbstractContextManager[None]:
        """Make what is written inside one transaction: all of it is on the disk, or nothing."""
        return self._database.write()

    # --- the audit

    def audit(self, entry: AuditEntry) -> AuditHead:
        """Write an act down; with `together` it stands or falls with the act itself."""
        return audit.append(self._database, entry)

    def audit_head(self) -> AuditHead:
        """The last row's number and hash; 0 and zeros while there is none."""
        return audit.head(self._database)

    def audit_rows(self, after: int = 0) -> Iterator[AuditRow]:
        """Every row behind number `after`, in order."""
        return audit.rows(self._database, after)

    def verify_audit(self, known: AuditHead | None = None) -> AuditVerdict:
        """Look at the whole chain, and hold it against a head that was noted elsewhere."""
        return audit.verify(self._database, known)

    # --- what the desk knows about itself

    def secret(self, name: str) -> bytes | None:
        """A secret of the desk, such as its signing key; None when never put."""
        return desk.secret(self._database, name)

    def put_secret(self, name: str, value: bytes) -> None:
        """Keep a secret under a name, in place of an older one."""
        desk.put_secret(self._database, name, value)

    def mark(self, name: str) -> str | None:
        """A small durable state, such as the cursor of the receipts; None when never put."""
        return desk.mark(self._database, name)

    def put_mark(self, name: str, value: str) -> None:
        """Keep a mark under a name, in place of an older one."""
        desk.put_mark(self._database, name, value)

    def add_person(self, person: Person) -> None:
        """Add somebody; raises RowError PERSON_EXISTS for a taken id or name."""
        desk.add_person(self._database, person)

    def change_person(
        self, person: str, *, roles: frozenset[str] | None = None, active: bool | None = None
    ) -> None:
        """Give somebody other roles or another state; raises RowError PERSON_NOT_HERE."""
        desk.change_person(self._database, person, roles=roles, active=active)

    def people(self) -> list[Person]:
        """Everybody who ever could sign in, by name."""
        return desk.people(self._database)

    # --- visits

    def start_visit(
        self,
        *,
        visit: str,
        procedure: str,
        operator: str,
        day: date,
        at: datetime,
        document: str,
        citizen: str | None = None,
        parts: Mapping[str, bytes] = _NO_PARTS,
    ) -> None:
        """Write a new visit, in progress.

        Args:
            visit: Its id, which the record will have too.
            procedure: Code of the catalogue.
            operator: Id of the person at the desk.
            day: The report day it counts for.
            at: Now.
            document: The caller's JSON text.
            citizen: The ID number, as far as it is known.
            parts: Bytes by name, such as ``portrait.jpg``.

        Raises:
            RowError: VISIT_EXISTS.
        """
        visits.start(
            self._database,
            visit,
            procedure=procedure,
            operator=operator,
            day=day,
            at=at,
            document=document,
            citizen=citizen,
            parts=parts,
        )

    def save_visit(
        self,
        visit: str,
        *,
        at: datetime,
        document: str,
        procedure: str | None = None,
        citizen: str | None = None,
        parts: Mapping[str, bytes] = _NO_PARTS,
        drop: Iterable[str] = (),
    ) -> None:
        """Write a step: the document, parts new or replaced, parts dropped (before the new ones).

        Procedure and citizen stay as they were where none is given.

        Raises:
            RowError: VISIT_UNKNOWN, VISIT_CLOSED.
        """
        visits.save(
            self._database,
            visit,
            at=at,
            document=document,
            procedure=procedure,
            citizen=citizen,
            parts=parts,
            drop=drop,
        )

    def finish_visit(self, visit: str, *, at: datetime, document: str, sealed: bytes) -> None:
        """Finish the visit and queue its sealed packet, due at once: one transaction.

        Raises:
            RowError: VISIT_UNKNOWN, VISIT_CLOSED, PACKET_EMPTY.
        """
        deliveries.queue(self._database, visit, at=at, document=document, sealed=sealed)

    def cancel_visit(self, visit: str, *, at: datetime, reason: str) -> None:
        """Give a visit up; its parts and its document are erased, the row stays for the totals.

        Raises:
            RowError: VISIT_UNKNOWN, VISIT_CLOSED.
        """
        visits.cancel(self._database, visit, at=at, reason=reason)

    def reopen_visit(self, record: str, *, at: datetime, document: str) -> int:
        """Open a record that the centre has returned again, with all its parts.

        In one transaction the visit is in progress again as the next revision, and the returned
        packet goes: its hash and the reason stay (``returned``).

        Args:
            record: Id of the record.
            at: Now.
            document: JSON text of the visit as it goes on.

        Returns:
            The revision that the visit becomes when it is finished.

        Raises:
            RowError: RECORD_UNKNOWN, RECORD_NOT_RETURNED, REVISIONS_USED_UP.
        """
        return returns.reopen(self._database, record, at=at, document=document)

    def returned(self, record: str | None = None) -> list[Returned]:
        """Earlier revisions in order, and why the centre returned them: of one record or all."""
        return returns.history(self._database, record)

    def receipts(self, record: str) -> list[str]:
        """What the centre has signed about a record, as JSON, oldest first.

        Rejections go with the record when that is erased or cancelled: their words tell of it.
        """
        return returns.receipts(self._database, record)

    def visit(self, visit: str) -> VisitRow:
        """One visit; raises RowError VISIT_UNKNOWN."""
        return visits.get(self._database, visit)

    def part(self, visit: str, name: str) -> bytes:
        """The bytes of one part; raises RowError PART_UNKNOWN."""
        return visits.part(self._database, visit, name)

    def open_visits(self) -> list[VisitRow]:
        """Visits in progress, oldest first."""
        return visits.in_progress(self._database)

    def recent_visits(self, limit: int, citizen: str | None = None) -> list[RecentVisit]:
        """At most ``limit`` visits, the one started last first; of one ID number if it is given."""
        return visits.recent(self._database, limit, citizen)

    def find(self, text: str, limit: int) -> list[FoundVisit]:
        """At most ``limit`` visits that have every word typed, the one started last first.

        Marks, the order of the words and what stands between them do not matter; of the last word
        and of an ID number, in groups or not, the beginning is enough. Without a word: nothing.
        """
        return search.find(self._database, text, limit)

    def tidy_search(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Put the pieces of the search's index into one, bit by bit; true from ``stop`` ends it."""
        search.tidy(self._database, stop)

    def started(self, day: date) -> list[datetime]:
        """When the visits of a report day were started, oldest first."""
        return visits.started(self._database, day)

    # --- deliveries

    def totals(self) -> Totals:
        """How many visits there are and where they are now, of one moment."""
        return counts.totals(self._database)

    def recounted(self) -> Totals:
        """The totals counted row by row, to hold the kept ones against."""
        return counts.recounted(self._database)

    def mend_totals(self) -> None:
        """Put the kept totals right by the rows, after a check that found nothing else wrong."""
        counts.put_right(self._database)

    def counts(self, *, first: date, last: date, by: Sequence[str]) -> list[dict[str, Any]]:
        """The totals of a span of report days, one row for each combination of ``by``.

        Args:
            first: First day, included.
            last: Last day, included.
            by: Any of day, procedure, operator, in the order wanted; none gives one row.

        Returns:
            Rows of the ``by`` columns (text) and the eight figures of Totals (int).

        Raises:
            ReportError: REPORT_COLUMN, REPORT_RANGE.
        """
        return counts.grouped(self._database, first=first, last=last, by=by)

    def deliveries(self, state: DeliveryState | None = None) -> list[Delivery]:
        """All deliveries, or those of one state, oldest first."""
        return deliveries.listed(self._database, state)

    def delivery(self, record: str) -> Delivery:
        """One delivery; raises RowError RECORD_UNKNOWN."""
        return deliveries.get(self._database, record)

    def deliveries_page(self, first: int, limit: int) -> list[Delivery]:
        """A stretch of all deliveries, what a person has to look at first.

        Rejected ones, then those waiting or sending, delivered, accepted; the newest of each first.

        Args:
            first: How many to pass over.
            limit: At most this many.
        """
        return deliveries.page(self._database, first, limit)

    def recover(self, *, at: datetime) -> int:
        """Put what was sending when the process died or the store failed back to waiting, due.

        Only the process that holds the desk's lock may call it.
        """
        return deliveries.recover(self._database, at)

    def due(self, *, now: datetime) -> list[Delivery]:
        """Waiting deliveries whose next attempt is not in the future, oldest first.

        An attempt planned further ahead than any wait (a clock that was put right since) is due.
        """
        return deliveries.due(self._database, now)

    def release(self, *, at: datetime, codes: frozenset[str] | None = None) -> int:
        """Make waiting deliveries due, held ones too; returns how many.

        Args:
            at: Now.
            codes: Only those whose last attempt ended with one of these; None for all.
        """
        return deliveries.release(self._database, at, codes)

    def mark_sending(self, record: str, *, at: datetime) -> None:
        """An attempt begins; raises RowError RECORD_UNKNOWN, DELIVERY_STATE."""
        deliveries.mark_sending(self._database, record, at)

    def note_upload(self, record: str, *, url: str | None) -> None:
        """Keep the address of the upload for resuming; another address starts at offset 0.

        Raises:
            RowError: RECORD_UNKNOWN, DELIVERY_STATE.
        """
        deliveries.note_upload(self._database, record, url)

    def note_offset(self, record: str, *, offset: int) -> None:
        """Keep how many bytes the server has acknowledged.

        Raises:
            RowError: RECORD_UNKNOWN, DELIVERY_STATE, OFFSET_RANGE.
        """
        deliveries.note_offset(self._database, record, offset)

    def mark_waiting(
        self, record: str, *, at: datetime, code: str, text: str, next_attempt: datetime | None
    ) -> None:
        """An attempt failed with this code and text; without a next attempt it is held.

        Raises:
            RowError: RECORD_UNKNOWN, DELIVERY_STATE.
        """
        deliveries.mark_waiting(
            self._database, record, at=at, code=code, text=text, next_attempt=next_attempt
        )

    def mark_delivered(self, record: str, *, at: datetime) -> None:
        """The centre has every byte; raises RowError RECORD_UNKNOWN, DELIVERY_STATE."""
        deliveries.mark_delivered(self._database, record, at)

    def note_unanswered(self, record: str, *, code: str, text: str) -> None:
        """Keep why a delivered packet has no answer that counts; any other row stays as it is."""
        deliveries.note_unanswered(self._database, record, code=code, text=text)

    def mark_unanswered(self, record: str, *, at: datetime, code: str, text: str) -> None:
        """Let what was delivered, but never answered, wait and be sent anew; others stay."""
        deliveries.mark_unanswered(self._database, record, at=at, code=code, text=text)

    def mark_handed_over(self, records: Iterable[str], *, at: datetime) -> None:
        """Keep when these packets were copied to a stick; they wait all the same."""
        deliveries.mark_handed_over(self._database, records, at)

    def settle(self, receipt: "Receipt", *, at: datetime) -> bool:
        """Keep a receipt whose signature was verified, and apply it.

        A duplicate counts as accepted. Of two receipts for the same bytes the later one counts.

        Returns:
            False when the record is unknown, was settled this way already, the receipt speaks of a
            revision that has been opened again since, or an accepted record is returned of which
            nothing is left here: its row then carries the code RETURNED_TOO_LATE.

        Raises:
            RowError: RECEIPT_MISMATCH when it speaks of other bytes than were queued,
                DELIVERY_STATE when the record was rejected before.
        """
        return deliveries.settle(self._database, receipt, at)

    # --- after a restore

    def mark_restored(self, *, at: datetime) -> None:
        """Begin as a restored copy: all receipts are to be read anew before anything is sent."""
        adoption.mark_restored(self._database, at)

    @property
    def asks_first(self) -> bool:
        """Whether nothing may be sent because the receipts were not all read since a restore."""
        return self.mark(adoption.ASK_FIRST) is not None

    def note_asked(self) -> None:
        """Every receipt there is has been read."""
        adoption.note_asked(self._database)

    def receipts_cursor(self, key: str) -> str | None:
        """How far the receipts of the centre with this key were read; None from the start."""
        return self.mark(f"{adoption.CURSOR}{key}")

    def put_receipts_cursor(self, key: str, cursor: str, *, unknown: int) -> None:
        """Keep how far receipts were read, and how many of them spoke of records not known here.

        Those are summed up in the mark ``unknown_at_centre``: the centre has more of this desk
        than this store.
        """
        adoption.put_cursor(self._database, key, cursor, unknown)

    def adopt(self, receipt: "Receipt", *, at: datetime) -> Found:
        """Take over what the centre has accepted and this store knows as a visit in progress.

        A copy of this store has finished it since this one was copied. The visit is closed as
        finished; of the packet only the hash is known.

        Returns:
            ``adopted``; ``unknown`` when there is no such visit here; ``known`` otherwise.
        """
        return adoption.adopt(self._database, receipt, at)

    def packet_chunks(
        self, record: str, *, offset: int = 0, size: int = CHUNK_BYTES
    ) -> Iterator[bytes]:
        """The sealed packet from ``offset`` on in pieces of at most ``size`` bytes.

        Raises:
            RowError: PACKET_UNKNOWN, when the first piece is asked for.
        """
        return deliveries.chunks(self._database, record, offset=offset, size=size)

    # --- retention and upkeep; for a connection of their own, beside the desk's work

    def due_for_erasing(self, *, before: datetime, limit: int) -> list[str]:
        """Records that the centre accepted by then and that are still here, oldest first."""
        return retention.due(self._database, before, limit)

    def erase_record(self, record: str, *, at: datetime) -> int:
        """Erase parts, document and packet of an accepted record; the row stays.

        Returns:
            How many bytes they had; 0 when they were erased before.

        Raises:
            RowError: RECORD_UNKNOWN, ERASE_NOT_ACCEPTED.
        """
        return retention.erase(self._database, record, at)

    def forget_reasons(self, *, before: datetime, limit: int) -> int:
        """Erase why visits were cancelled, of at most so many that were by then; returns how many.

        The rows stay, for the totals.
        """
        return retention.forget_reasons(self._database, before, limit)

    def fold_log(self) -> bool:
        """Fold the log into the file without anybody waiting; True when all of it is there."""
        return upkeep.checkpoint(self._database)

    def clear_log(self) -> bool:
        """Empty the log, so that nothing erased is in it; False while somebody reads."""
        return upkeep.clear_log(self._database)

    def must_clear_log(self) -> bool:
        """Whether the log may still hold what was erased."""
        return upkeep.must_clear_log(self._database)

    def free_pages(self) -> int:
        """How many pages of the file are free; they hold zeros."""
        return upkeep.free_pages(self._database)

    def vacuum_step(self, pages: int) -> int:
        """Give at most so many free pages back to the disk; returns how many are left."""
        return upkeep.vacuum_step(self._database, pages)

    def check(
        self, *, at: datetime, full: bool, stop: Callable[[], bool] = lambda: False
    ) -> StoreCheck:
        """Look at every page in use and at what the rows must agree on.

        Args:
            at: Now.
            full: Hold indexes against tables and look at free pages, too.
            stop: Asked regularly; True gives it up.

        Raises:
            StoreError: STORE_STOPPED.
        """
        return upkeep.check_store(self._database, at=at, full=full, stop=stop)
