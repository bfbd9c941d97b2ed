"""Erasing at the desk: what the centre accepted long enough ago, or at once for a reason.

Every record is one transaction with its row of the audit. In between whoever saves a step comes
first, so a long pass holds nobody up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from station_core.audit import DESK, AuditTrail
from station_core.boot import Boot, boot_now
from station_core.catalogue import Catalogue, shipped_catalogue
from station_core.clock import Clock, local_now
from station_core.clock_watch import centre_time, known_skew
from station_core.errors import CommandError
from station_core.roles import Act
from station_core.signin import Session
from station_core.upkeep import CHECKED_AT
from station_queue import RowError, Store
from station_queue.retention import copies, remove_copies

log = structlog.get_logger()

REASONS: Final = ("wrong_person", "citizen_asked", "duplicate", "other")
"""Why a record is erased before its time; a code, because own words could tell of a citizen."""

_AT_ONCE: Final = 100  # records looked up together
_PAGES: Final = 200  # given back to the disk in one step, about a tenth of a second

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What a pass has erased.

    Attributes:
        records: How many.
        bytes: What they took.
        cleared: Whether nothing of it is left in the store's files; if not, the next pass or the
            upkeep does the rest.
        copies: How many copies that migrations had set aside are still there: they hold what the
            store held then.
    """

    records: int
    bytes: int
    cleared: bool
    copies: int


def erase_due(
    session: Session,
    stop: Stop = lambda: False,
    *,
    catalogue: Catalogue | None = None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Erased | None:
    """Erase what the centre accepted longer ago than the catalogue keeps it.

    Why a visit was cancelled, in somebody's words, goes with it after as many days.

    Args:
        session: Of whoever is signed in; the desk does it by itself.
        stop: Asked between two records.
        catalogue: Says how many days; the shipped one.
        now: The wall clock, which is not trusted: without the centre's time nothing is due.
        boot: The clock nobody can set, for the audit.

    Returns:
        None while the centre's time is not known.

    Raises:
        QueueError: the store cannot be read or written.
    """
    days = (catalogue or shipped_catalogue()).retention_days
    with session.open_store() as store:
        here = now()
        there = centre_time(here, known_skew(store, here, boot()))
        if there is None:
            return None
        before = there - timedelta(days=days)
        trail = AuditTrail(store, DESK, now, boot)
        records = size = 0
        while not stop() and (due := store.due_for_erasing(before=before, limit=_AT_ONCE)):
            for record in due:
                if stop():
                    break
                size += _erase(store, trail, record, now(), by="retention")
                records += 1
        _forget_reasons(store, before, stop)
        _remove_copies(session, store, before)
        cleared = _clear(store, stop)
    if records:
        log.info("records_erased", records=records, bytes=size, cleared=cleared)
    return Erased(records=records, bytes=size, cleared=cleared, copies=_copies(session))


def erase_now(
    session: Session,
    record: str,
    reason: str,
    *,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Erased:
    """Erase one accepted record before its time.

    Args:
        session: Of a supervisor.
        record: Its id.
        reason: One of `REASONS`.
        now: The wall clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        CommandError: RECORD_NOT_HERE.
        RowError: ERASE_NOT_ACCEPTED.
        QueueError: the store cannot be read or written.
    """
    session.require(Act.ERASE)
    if reason not in REASONS:
        raise ValueError(f"no reason to erase: {reason}")
    with session.open_store() as store:
        session.require_still(store, Act.ERASE)
        trail = AuditTrail(store, session.person.id, now, boot)
        try:
            size = _erase(store, trail, record, now(), by="hand", reason=reason)
        except RowError as exc:
            if exc.code != "RECORD_UNKNOWN":
                raise
            raise CommandError("RECORD_NOT_HERE") from exc
        cleared = _clear(store, lambda: False)
    return Erased(records=int(size > 0), bytes=size, cleared=cleared, copies=_copies(session))


def _erase(store: Store, trail: AuditTrail, record: str, at: datetime, **facts: str) -> int:
    """Erase one, and write it down if there was anything to erase."""
    with store.together():
        size = store.erase_record(record, at=at)
        if size:
            trail.note("record_erased", record, bytes=size, **facts)
    return size


def _forget_reasons(store: Store, before: datetime, stop: Stop) -> None:
    reasons = 0
    while not stop() and (some := store.forget_reasons(before=before, limit=_AT_ONCE)):
        reasons += some
    if reasons:
        log.info("reasons_erased", visits=reasons)


def _clear(store: Store, stop: Stop) -> bool:
    """Take what was erased out of the log, and the pages that became free out of the file."""
    if not store.must_clear_log():
        return True
    while store.vacuum_step(_PAGES) and not stop():
        pass
    return store.clear_log()


def _remove_copies(session: Session, store: Store, before: datetime) -> None:
    """Remove copies of before a migration once the migrated store was found sound since."""
    checked = store.mark(CHECKED_AT)
    if checked is None:
        return
    sound_until = min(before, datetime.fromisoformat(checked))
    if removed := remove_copies(session.folder.store, sound_until):
        log.info("old_copies_removed", copies=removed)


def _copies(session: Session) -> int:
    return len(copies(session.folder.store))
