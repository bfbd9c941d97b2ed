"""How safe what the desk holds is, at a glance: backup, store, audit, and what is to be erased."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from station_core.backups import LastBackup, due, finished_records, last_backup
from station_core.boot import Boot, boot_now
from station_core.catalogue import Catalogue, shipped_catalogue
from station_core.clock import Clock, local_now
from station_core.clock_watch import Skew, centre_time, known_skew
from station_core.roles import Act
from station_core.signin import Session
from station_core.upkeep import CHECKED_AT
from station_queue import AuditVerdict, Store

Concern = Literal["audit_broken", "backup_failed", "backup_missing", "backup_due", "clock_off"]
"""What somebody should see to."""

_OLD: Final = timedelta(days=1)
"""A backup of the day before does for the morning; with newer records it does no longer."""
_AHEAD: Final = timedelta(days=3650)
"""What is kept counts however wrong the clock was when it was accepted."""
_COUNTED: Final = 10_000
"""More records than that are not counted one by one for a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How everything stood at one moment.

    Attributes:
        at: That moment.
        records: How many finished records there are, wherever they are now.
        backup: What the desk remembers of its backups.
        backup_due: Whether the settings ask for another one by now.
        sound_at: When the store was last found sound; None before the first look.
        audit: Whether the audit is whole.
        kept: Accepted records whose portrait, prints and packet are still here, at most 10,000.
        erased_in: Whole days until the first of them is erased; None when there is none, or while
            the centre's time, without which nothing is erased, is not known.
        retention_days: So many days what was accepted is kept.
        skew: By how much the desk's clock is wrong, where the centre was heard.
        clock_off: Whether that is too much.
    """

    at: datetime
    records: int
    backup: LastBackup
    backup_due: bool
    sound_at: datetime | None
    audit: AuditVerdict
    kept: int
    erased_in: int | None
    retention_days: int
    skew: Skew | None
    clock_off: bool

    @property
    def since_backup(self) -> int:
        """How many records were finished since the last backup."""
        return self.records - self.backup.records

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """What somebody should see to, the worst first."""
        made = self.backup.at
        old = made is not None and self.since_backup > 0 and self.at - made >= _OLD
        held: dict[Concern, bool] = {
            "audit_broken": not self.audit.ok,
            "backup_failed": self.backup.failed is not None,
            "backup_missing": made is None and self.records > 0,
            "backup_due": made is not None and (old or self.backup_due),
            "clock_off": self.clock_off,
        }
        return tuple(concern for concern, holds in held.items() if holds)


def look_after(
    session: Session,
    known: AuditVerdict | None = None,
    *,
    catalogue: Catalogue | None = None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Care:
    """See how everything stands.

    Args:
        session: Of a supervisor or technician.
        known: What the last look at the audit found, which then stands for a new one; without it
            the audit is read from its first row to its last.
        catalogue: Says how many days what was accepted is kept; the shipped one.
        now: The wall clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        QueueError: The store cannot be read.
    """
    session.require(Act.BACKUP)
    session.require(Act.AUDIT)
    days = (catalogue or shipped_catalogue()).retention_days
    with session.open_store() as store:
        totals, made, at = store.totals(), last_backup(store), now()
        sound = store.mark(CHECKED_AT)
        skew = known_skew(store, at, boot())
        kept = len(store.due_for_erasing(before=at + _AHEAD, limit=_COUNTED))
        there = centre_time(at, skew)
        return Care(
            at=at,
            records=finished_records(totals),
            backup=made,
            backup_due=due(totals, made, session.settings.backup.every_records, at, boot()),
            sound_at=datetime.fromisoformat(sound) if sound else None,
            audit=_audit(store, known),
            kept=kept,
            erased_in=_days_left(_younger(store, there), days) if kept and there else None,
            retention_days=days,
            skew=skew,
            clock_off=skew is not None and skew.over(session.settings.clock.skew_s),
        )


def _audit(store: Store, known: AuditVerdict | None) -> AuditVerdict:
    if known is None or not known.ok:
        return store.verify_audit()
    return replace(known, rows=store.audit_head().seq)


def _younger(store: Store, at: datetime) -> Callable[[int], bool]:
    """Tells whether all that is kept was accepted less than so many days ago."""
    return lambda ago: not store.due_for_erasing(before=at - timedelta(days=ago), limit=1)


def _days_left(younger_than: Callable[[int], bool], days: int) -> int:
    """Days until the oldest is so many days old."""
    return days - bisect_left(range(1, days + 1), True, key=younger_than)
