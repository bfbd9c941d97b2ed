"""The audit: one row an act, each holding the hash of the one before it; nothing is ever removed.

Whoever holds the store's key could write the whole chain anew. The head that travels in every
record and every backup shows that, too: ``verify`` holds the chain against it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from station_queue import moments
from station_queue.database import Database, Row

Fact = str | int | bool | None
_START: Final = "0" * 64
_COLUMNS: Final = (
    "seq",
    "at",
    "boot",
    "since_boot_ms",
    "who",
    "act",
    "about",
    "facts",
    "previous",
    "hash",
)
_ROWS: Final = f"SELECT {', '.join(_COLUMNS)} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608
_INSERT: Final = (
    f"INSERT INTO audit ({', '.join(_COLUMNS)})"  # noqa: S608 - ours
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
)
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An act to be written down.

    Attributes:
        at: Aware time by the wall clock.
        boot: Name of the system's start, which a changed clock cannot hide.
        since_boot_ms: Milliseconds since then, sleep included.
        who: Id of a person, or ``desk`` for what the program does by itself.
        act: What was done: a lower-case code.
        about: Id of the record or person it was done to, if any.
        facts: Counts, codes and ids; never anything about a citizen.
    """

    at: datetime
    boot: str
    since_boot_ms: int
    who: str
    act: str
    about: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow(AuditEntry):
    """An act as it stands in the chain.

    Attributes:
        seq: 1 for the first.
        previous: Hash of the row before; zeros for the first.
        hash: SHA-256 over all the others, lower-case hex.
    """

    seq: int
    previous: str
    hash: str


class AuditHead(NamedTuple):
    """The last row: whoever knows it can tell a chain that was cut or written anew."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerdict:
    """What a look at the whole chain found.

    Attributes:
        rows: How many rows there are.
        wrong: Number of the first row that does not follow from the ones before, or is missing;
            None when the chain is whole.
        why: ``missing``, ``changed``, ``cut`` (shorter than the given head) or ``other`` (not the
            chain of the given head); None when it is whole.
    """

    rows: int
    wrong: int | None = None
    why: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was removed, changed or moved."""
        return self.wrong is None


def append(database: Database, entry: AuditEntry) -> AuditHead:
    """Write an act down, as part of the transaction around it if there is one."""
    with database.write():
        last = head(database)
        row: Row = {
            "seq": last.seq + 1,
            "at": moments.to_text(entry.at),
            "boot": entry.boot,
            "since_boot_ms": entry.since_boot_ms,
            "who": entry.who,
            "act": entry.act,
            "about": entry.about,
            "facts": json.dumps(dict(entry.facts), sort_keys=True, ensure_ascii=False),
            "previous": last.hash,
        }
        row["hash"] = _hash(row)
        database.run(_INSERT, row)
    return AuditHead(row["seq"], row["hash"])


def head(database: Database) -> AuditHead:
    """The last row; 0 and zeros while there is none."""
    row = database.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    return AuditHead(row["seq"], row["hash"]) if row else AuditHead(0, _START)


def holds(database: Database, known: AuditHead) -> bool:
    """Whether the chain went through this head, as far as its row tells."""
    row = database.row("SELECT hash FROM audit WHERE seq = ?", (known.seq,))
    return (row["hash"] if row else _START) == known.hash


def rows(database: Database, after: int = 0) -> Iterator[AuditRow]:
    """Every row behind number `after`, in order, read a page at a time."""
    for row in _raw(database, after):
        yield AuditRow(
            seq=row["seq"],
            at=moments.from_text(row["at"]),
            boot=row["boot"],
            since_boot_ms=row["since_boot_ms"],
            who=row["who"],
            act=row["act"],
            about=row["about"],
            facts=json.loads(row["facts"]),
            previous=row["previous"],
            hash=row["hash"],
        )


def verify(database: Database, known: AuditHead | None = None) -> AuditVerdict:
    """Look at every row.

    Args:
        database: Where.
        known: A head that was noted elsewhere, such as the one in a record at the centre.
    """
    count, previous, at_known = 0, _START, _START
    for row in _raw(database, 0):
        count += 1
        if row["seq"] != count:
            return AuditVerdict(rows=count - 1, wrong=count, why="missing")
        if row["previous"] != previous or row["hash"] != _hash(row):
            return AuditVerdict(rows=count, wrong=count, why="changed")
        previous = row["hash"]
        if known is not None and count == known.seq:
            at_known = previous
    if known is not None and count < known.seq:
        return AuditVerdict(rows=count, wrong=count + 1, why="cut")
    if known is not None and at_known != known.hash:
        return AuditVerdict(rows=count, wrong=known.seq, why="other")
    return AuditVerdict(rows=count)


def _raw(database: Database, after: int) -> Iterator[Row]:
    while page := database.rows(_ROWS, (after, _PAGE)):
        yield from page
        after = page[-1]["seq"]


def _hash(row: Row) -> str:
    """SHA-256 over the row as canonical JSON, its own hash left out."""
    told = [row[name] for name in _COLUMNS if name != "hash"]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
