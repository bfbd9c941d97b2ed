"""The audit trail of a desk: which acts leave a row, and how a row is made."""

import hashlib
from collections.abc import Callable
from typing import Final

from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_queue import AuditEntry, Store

AUDIT_ACTS: Final = frozenset(
    {
        # people
        "desk_set_up",
        "signed_in",
        "signed_out",
        "turned_away",
        "locked",
        "unlocked",
        "handed_over",
        "person_added",
        "person_disabled",
        "person_enabled",
        "roles_changed",
        "password_changed",
        "password_reset",
        "recovery_code_made",
        "recovery_code_kept",
        "recovered",
        # visits and records
        "visit_started",
        "visit_cancelled",
        "record_queued",
        "record_reopened",
        "record_accepted",
        "record_rejected",
        "record_exported",
        "record_erased",
        "record_adopted",
        "totals_exported",
        "handover_exported",
        "handover_imported",
        # the desk
        "settings_changed",
        "centre_keys_followed",
        "desk_enrolled",
        "audit_exported",
        "backed_up",
        "backup_failed",
        "backup_checked",
        "restored",
        "store_checked",
        "clock_jumped",
    }
)
DESK: Final = "desk"
"""Who does what the program does by itself."""


class AuditTrail:
    """Writes rows for one person, into the transaction that is under way in the store."""

    def __init__(
        self,
        store: Store,
        who: str,
        now: Clock = local_now,
        boot: Callable[[], Boot] = boot_now,
    ) -> None:
        """Say where the rows go.

        Args:
            store: Its `together` makes an act and its row one.
            who: Id of the person, or `DESK`.
            now: The wall clock.
            boot: The clock nobody can set.
        """
        self._store = store
        self._who = who
        self._now, self._boot = now, boot

    def note(self, act: str, about: str | None = None, **facts: str | int | bool | None) -> None:
        """Write an act down.

        Args:
            act: One of `AUDIT_ACTS`.
            about: Id of the record or person it was done to.
            facts: Counts, codes and ids; never anything about a citizen.
        """
        if act not in AUDIT_ACTS:
            raise ValueError(f"no act of the audit: {act}")
        boot = self._boot()
        self._store.audit(
            AuditEntry(
                at=self._now(),
                boot=boot.id,
                since_boot_ms=int(boot.seconds * 1000),
                who=self._who,
                act=act,
                about=about,
                facts=facts,
            )
        )


def recipient_mark(recipient: str) -> str:
    """What tells one recipient from another in the audit: 16 hex digits of its SHA-256."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]
