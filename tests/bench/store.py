"""The store: a record saved beside plain SQLite, and what a hundred thousand of them cost."""

import hashlib
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from rows import Row, holds
from station_queue import Store, moments
from station_queue.database import Database
from station_queue.ids import uuid7
from station_queue.report import report

Where = TypeVar("Where")

_KEY: Final = bytes(range(32))
_START: Final = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_SAVED: Final = 400
_SIZE: Final = 1_000_000
_A_DAY: Final = 700
_BATCH, _STEP = 50_000, 20
_FEW, _MANY, _MILLION = 1_000, 100_000, 1_000_000
_PROCEDURES: Final = ("exchange", "first_issue", "reissue", "eid_level2")
_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLE: Final = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Xuân")
_RARE: Final = "Quách Hữu Thiện"
_GIVEN: Final = ("Thiện", "Mạnh", "Duyên", "Ánh", "Nhung", "Quân", "Lợi", "Tuấn", "Đạt", "Hằng")

# As the store keeps them, without the triggers, the search and the audit.
_PLAIN: Final = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
CREATE TABLE visits (visit TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, procedure TEXT NOT NULL,
    operator TEXT NOT NULL, day TEXT NOT NULL, started_at TEXT NOT NULL, saved_at TEXT NOT NULL,
    document TEXT NOT NULL) STRICT;
CREATE INDEX visits_by_start ON visits (started_at);
CREATE INDEX visits_by_day ON visits (day, procedure, operator, state, visit);
CREATE TABLE deliveries (record TEXT NOT NULL PRIMARY KEY REFERENCES visits (visit),
    state TEXT NOT NULL, next_attempt TEXT, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    queued_at TEXT NOT NULL, changed_at TEXT NOT NULL) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (state);
CREATE TABLE packets (packet INTEGER PRIMARY KEY,
    record TEXT NOT NULL UNIQUE REFERENCES deliveries (record), sealed BLOB NOT NULL) STRICT;
"""


def store_rows() -> Iterator[Row]:
    """Saving one, many against few, and a million."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _saving(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from _many_against_few(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from _a_million(Path(folder))


# --- saving a record


class Spread(NamedTuple):
    """Milliseconds of many calls."""

    p50: float
    p99: float

    @classmethod
    def of(cls, taken: list[float]) -> "Spread":
        """From seconds."""
        steps = statistics.quantiles(taken, n=100)
        return cls(steps[49] * 1e3, steps[98] * 1e3)

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f}"


def _saving(folder: Path) -> Iterator[Row]:
    """A finished record of a megabyte: ours, plain SQLite's and a plain file's, in turns."""
    ours, plain, file = [], [], []
    with (
        Store.create(folder / "ours.db", _KEY) as store,
        closing(sqlite3.connect(folder / "plain.db", isolation_level=None)) as connection,
    ):
        connection.executescript(_PLAIN)
        for number in range(_SAVED):
            at = _START + timedelta(minutes=number)
            visit, sealed = uuid7(at, os.urandom), os.urandom(_SIZE)
            document = json.dumps({"form": {"full_name": {"value": "x" * 3_000}}})
            _start(store, visit, at, document)
            _start_plain(connection, visit, at, document)
            ours.append(_seconds(_finish, store, visit, at, document, sealed))
            plain.append(_seconds(_finish_plain, connection, visit, at, document, sealed))
            file.append(_seconds(_write_file, folder / visit, sealed))
            (folder / visit).unlink()
    figure, rival, written = Spread.of(ours), Spread.of(plain), Spread.of(file)
    good = figure.p50 <= 3 * rival.p50 and figure.p99 <= 1.5 * rival.p99
    ratio = f"{figure.p50 / rival.p50:.1f} x and {figure.p99 / rival.p99:.1f} x"
    beside = f"plain SQLite {rival}; write + fsync {written}; limits 3 x and 1.5 x plain SQLite"
    yield Row("save a 1 MB record", f"{figure} = {ratio}", beside, holds(good))


def _start(store: Store, visit: str, at: datetime, document: str) -> None:
    store.start_visit(
        visit=visit, procedure="exchange", operator="1", day=at.date(), at=at, document=document
    )


def _finish(store: Store, visit: str, at: datetime, document: str, sealed: bytes) -> None:
    store.finish_visit(visit, at=at, document=document, sealed=sealed)


def _start_plain(plain: sqlite3.Connection, visit: str, at: datetime, document: str) -> None:
    stamp = moments.to_text(at)
    plain.execute(
        "INSERT INTO visits VALUES (?, 'in_progress', 'exchange', '1', ?, ?, ?, ?)",
        (visit, at.date().isoformat(), stamp, stamp, document),
    )


def _finish_plain(
    plain: sqlite3.Connection, visit: str, at: datetime, document: str, sealed: bytes
) -> None:
    stamp = moments.to_text(at)
    digest = hashlib.sha256(sealed).hexdigest()
    plain.execute("BEGIN IMMEDIATE")
    plain.execute(
        "UPDATE visits SET state = 'finished', saved_at = ?, document = ? WHERE visit = ?",
        (stamp, document, visit),
    )
    plain.execute(
        "INSERT INTO deliveries VALUES (?, 'waiting', ?, ?, ?, ?, ?)",
        (visit, stamp, len(sealed), digest, stamp, stamp),
    )
    plain.execute("INSERT INTO packets (record, sealed) VALUES (?, ?)", (visit, sealed))
    plain.execute("COMMIT")


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


# --- many against few


def _many_against_few(folder: Path) -> Iterator[Row]:
    """What a person waits for, in a store of 100,000 records and in one of 1,000, in turns."""
    few, many = folder / "few.db", folder / "many.db"
    _build(few, _FEW, named=True)
    _build(many, _MANY, named=True)
    yield _compared("open the store", lambda path: Store.open(path, _KEY).close(), few, many)
    with Store.open(few, _KEY) as small, Store.open(many, _KEY) as large:
        day = _START.date()
        for store in (small, large):
            store.tidy_search()  # as a desk does once a day
        acts: dict[str, Callable[[Store], object]] = {
            "first page of the list": lambda store: store.deliveries_page(0, 100),
            "the last 50 visits": lambda store: store.recent_visits(50),
            "find a number": lambda store: store.find(_citizen(_FEW - 7), 20),
            "find a full name": lambda store: store.find(_RARE, 20),
            "find a family name": lambda store: store.find("nguyen", 20),
            "find a first letter": lambda store: store.find("n", 20),
            "the safe line": lambda store: store.totals(),
            "count a day": lambda store: report(store, first=day, last=day, by=("procedure",)),
        }
        for what, act in acts.items():
            yield _compared(what, act, small, large)


def _compared(
    what: str, act: Callable[[Where], object], few: Where, many: Where, turns: int = 101
) -> Row:
    small, large = [], []
    for _ in range(turns):
        small.append(_seconds(act, few))
        large.append(_seconds(act, many))
    rival, figure = statistics.median(small) * 1e3, statistics.median(large) * 1e3
    beside = f"{rival:.2f} ms of {_FEW:,}; limit 2 x"
    return Row(
        f"{what} of {_MANY:,}",
        f"{figure:.2f} ms = {figure / rival:.1f} x",
        beside,
        holds(figure <= 2 * rival),
    )


# --- a million


def _a_million(folder: Path) -> Iterator[Row]:
    """A day's report and the safe line, on a connection just opened and then again."""
    path = folder / "million.db"
    _build(path, _MILLION, named=False)
    day = _day_of(_MILLION // 2)
    acts: dict[str, Callable[[Store], object]] = {
        "a day by procedure": lambda store: report(store, first=day, last=day, by=("procedure",)),
        "the safe line": lambda store: store.totals(),
    }
    for what, act in acts.items():
        cold, warm = [], []
        for _ in range(5):
            with Store.open(path, _KEY) as store:
                cold.append(_seconds(act, store))
                warm += [_seconds(act, store) for _ in range(5)]
        figure = f"{max(cold) * 1e3:.1f} ms cold, {max(warm) * 1e3:.1f} warm, the worst of each"
        good = max(*cold, *warm) <= 0.1
        yield Row(f"{what} of {_MILLION:,}", figure, "limit 100 ms", holds(good))


# --- building


def _build(path: Path, count: int, *, named: bool) -> None:
    """A store of so many records, through the real schema with all its triggers.

    All were accepted, but for one in a hundred. Below the public door and without waiting for the
    disk, because a commit for each would take hours. Where the records have names, the search is
    filled in small steps as at a desk: its index has then as many pieces as there.
    """
    Store.create(path, _KEY).close()
    database = Database.connect(path, _KEY)
    connection = database._connection
    connection.execute("PRAGMA synchronous = OFF")
    batch = _STEP if named else _BATCH
    for first in range(0, count, batch):
        numbers = range(first, min(first + batch, count))
        with database.write():
            connection.executemany(
                "INSERT INTO visits (visit, state, procedure, operator, day, started_at, saved_at,"
                " document, citizen) VALUES (?, 'finished', ?, ?, ?, ?, ?, ?, ?)",
                (_visit(number, named=named) for number in numbers),
            )
            connection.executemany(
                "INSERT INTO deliveries (record, state, next_attempt, size, sha256, queued_at,"
                " changed_at) VALUES (?, 'waiting', ?, 6, ?, ?, ?)",
                (_delivery(number) for number in numbers),
            )
            connection.executemany(
                "INSERT INTO packets (record, sealed) VALUES (?, x'7365616c6564')",
                ((_id(number),) for number in numbers if named or not number % 100),
            )
            connection.executemany(
                "UPDATE deliveries SET state = 'accepted', next_attempt = NULL WHERE record = ?",
                ((_id(number),) for number in numbers if number % 100),
            )
    database.close()


def _visit(number: int, *, named: bool) -> tuple[str | None, ...]:
    stamp = _stamp(number)
    form = {"full_name": {"value": _name(number)}, "id_number": {"value": _citizen(number)}}
    return (
        _id(number),
        _PROCEDURES[number % 4],
        f"operator-{number % 3}",
        _day_of(number).isoformat(),
        stamp,
        stamp,
        json.dumps({"form": form}, ensure_ascii=False) if named else "{}",
        _citizen(number) if named else None,
    )


def _delivery(number: int) -> tuple[str, ...]:
    stamp = _stamp(number)
    return _id(number), stamp, f"{number:064x}", stamp, stamp


def _id(number: int) -> str:
    return f"019ab0c1-0000-7000-8000-{number:012d}"


def _citizen(number: int) -> str:
    """An ID number nobody has: of a province that does not exist."""
    return f"099{number * 7_919 % 1_000_000_000:09d}"


def _name(number: int) -> str:
    if number == _FEW - 7:
        return _RARE
    middle, given = _MIDDLE[number // 10 % 7], _GIVEN[number // 70 % 10]
    return f"{_FAMILY[number % 10]} {middle} {given}"


def _day_of(number: int) -> date:
    return _START.date() + timedelta(days=number // _A_DAY)


def _stamp(number: int) -> str:
    day, minute = divmod(number, _A_DAY)
    return moments.to_text(_START + timedelta(days=day, minutes=minute))


def _seconds(work: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started
