"""The desk's upkeep of its store: the log folded, free pages given back, and a look once a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import TypeAdapter

from station_core.audit import DESK, AuditTrail
from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.roles import Act
from station_core.signin import Session
from station_queue import Store, StoreError
from station_queue.upkeep import StoreCheck

log = structlog.get_logger()

CHECKED_AT: Final = "store_checked_at"
"""Mark: when the store was last found sound."""
UPKEEP_S: Final = 30.0
"""Seconds from one upkeep to the next: a visit takes longer and fills a third of the log."""

_EVERY: Final = timedelta(days=1)
_UNSOUND_EVERY: Final = timedelta(hours=1)
_LAST_LOOK: Final = "store_last_look"
_KEPT_FREE: Final = 2000  # pages, 8 MB: the next records go there
_PAGES: Final = 200  # given back in one upkeep

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Look:
    """The last look at the store, sound or not, and when a row of the audit told of one."""

    found: StoreCheck
    noted_at: datetime

    def is_over(self, at: datetime) -> bool:
        """Whether it is time for another; a clock that was set back makes it so, too."""
        every = _EVERY if self.found.ok else _UNSOUND_EVERY
        return abs(at - self.found.at) >= every

    def tells_of(self, found: StoreCheck) -> bool:
        """Whether the audit says so already: or damage would fill it."""
        same = self.found.findings == found.findings
        return same and abs(found.at - self.noted_at) < _EVERY


_LOOK: Final = TypeAdapter(_Look)


def run_upkeep(
    session: Session,
    stop: Stop = lambda: False,
    *,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> StoreCheck | None:
    """Do what is to be done for the store beside the work; nobody waits for it.

    Args:
        session: Of whoever is signed in; the desk does it by itself.
        stop: Asked regularly; True leaves the rest for the next time.
        now: The wall clock.
        boot: The clock nobody can set, for the audit.

    Returns:
        What the look at the store found, in the pass that was due for one; in the others, what
        the last one found wrong.

    Raises:
        QueueError: the store cannot be read or written.
    """
    with session.open_store() as store:
        store.fold_log()
        if store.must_clear_log():
            store.clear_log()
        if store.free_pages() > _KEPT_FREE:
            store.vacuum_step(_PAGES)
        if stop():
            return None
        last = _last_look(store)
        if last is not None and not last.is_over(now()):
            return None if last.found.ok else last.found
        try:
            store.tidy_search(stop)
            found = store.check(at=now(), full=False, stop=stop)
        except StoreError as exc:
            if exc.code != "STORE_STOPPED":
                raise
            return None
    return _noted(session, found, DESK, now, boot)


def check_store(
    session: Session,
    stop: Stop = lambda: False,
    *,
    full: bool = False,
    mend: bool = False,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> StoreCheck:
    """Look at the store now, for whoever asks.

    Args:
        session: Of a supervisor or technician.
        stop: Asked regularly.
        full: Hold indexes against tables and look at free pages, too.
        mend: If the totals are wrong and nothing else, count the rows anew and look again.
        now: The wall clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        StoreError: STORE_STOPPED; the store cannot be read at all.
    """
    session.require(Act.CHECK_STORE)
    with session.open_store() as store:
        found = store.check(at=now(), full=full, stop=stop)
        if mend and found.findings == ("totals_wrong",):
            _mend_totals(store, found, AuditTrail(store, session.person.id, now, boot))
            found = store.check(at=now(), full=full, stop=stop)
    return _noted(session, found, session.person.id, now, boot)


def _mend_totals(store: Store, found: StoreCheck, trail: AuditTrail) -> None:
    with store.together():
        store.mend_totals()
        trail.note(
            "store_checked",
            full=found.full,
            pages=found.pages,
            findings="totals_wrong",
            mended="totals_wrong",
        )


def _noted(
    session: Session, found: StoreCheck, who: str, now: Clock, boot: Callable[[], Boot]
) -> StoreCheck:
    """Write the look down, with a connection of its own: a false page stops the one that met it."""
    try:
        with session.open_store() as store, store.together():
            last = _last_look(store)
            if who == DESK and last is not None and last.tells_of(found):
                noted_at = last.noted_at
            else:
                noted_at = found.at
                AuditTrail(store, who, now, boot).note(
                    "store_checked",
                    full=found.full,
                    pages=found.pages,
                    findings=" ".join(found.findings) or None,
                )
            store.put_mark(_LAST_LOOK, _LOOK.dump_json(_Look(found, noted_at)).decode())
            if found.ok:
                store.put_mark(CHECKED_AT, found.at.isoformat())
    except StoreError:
        if found.ok:
            raise
        log.exception("check_not_noted")  # the findings say more than that
    if not found.ok:
        log.error("store_unsound", findings=found.findings)
    return found


def _last_look(store: Store) -> _Look | None:
    kept = store.mark(_LAST_LOOK)
    return None if kept is None else _LOOK.validate_json(kept)
