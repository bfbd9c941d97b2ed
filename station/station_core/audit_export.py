"""The audit as people and other programs read it: with names of people and words for acts."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from station_core.audit import DESK, AuditTrail
from station_core.messages import word
from station_core.roles import Act
from station_core.settings import Language
from station_core.signin import Session
from station_queue import AuditHead, AuditVerdict
from station_queue.report import harmless

COLUMNS: Final = (
    "seq",
    "at",
    "who",
    "name",
    "act",
    "words",
    "about",
    "about_name",
    "facts",
    "boot",
    "since_boot_ms",
    "previous",
    "hash",
)
CSV_ENCODING: Final = "utf-8-sig"
"""A spreadsheet needs the mark."""


def verified(session: Session, known: AuditHead | None = None) -> tuple[AuditVerdict, AuditHead]:
    """Look at the whole chain; gives what was found, and its end to be noted elsewhere.

    Args:
        session: Of whoever asks.
        known: An end that was noted elsewhere.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        QueueError: The store cannot be read.
    """
    session.require(Act.AUDIT)
    with session.open_store() as store:
        return store.verify_audit(known), store.audit_head()


def exported(session: Session, language: Language) -> list[dict[str, Any]]:
    """Every row, the oldest first, the one that tells of this export included.

    Args:
        session: Of whoever asks.
        language: Of the words.

    Returns:
        One mapping of `COLUMNS` a row; times in UTC, ISO 8601; `facts` a mapping. Names are those
        of people with an account; of a citizen there is the id of the record.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        QueueError: The store cannot be read or written.
    """
    session.require(Act.EXPORT_AUDIT)
    with session.open_store() as store:
        session.require_still(store, Act.EXPORT_AUDIT)
        AuditTrail(store, session.person.id).note("audit_exported")
        names = {person.id: person.name for person in store.people()} | {DESK: ""}
        return [
            {
                "seq": row.seq,
                "at": row.at.isoformat(),
                "who": row.who,
                "name": names.get(row.who, ""),
                "act": row.act,
                "words": word("audit", row.act, language),
                "about": row.about,
                "about_name": names.get(row.about or "", ""),
                "facts": dict(row.facts),
                "boot": row.boot,
                "since_boot_ms": row.since_boot_ms,
                "previous": row.previous,
                "hash": row.hash,
            }
            for row in store.audit_rows()
        ]


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """The rows of `exported` as a table; their facts in one column."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in rows:
        facts = " ".join(f"{name}={value}" for name, value in row["facts"].items())
        names = {column: harmless(row[column]) for column in ("name", "about_name")}
        writer.writerow(row | names | {"facts": harmless(facts)})
    return text.getvalue()
