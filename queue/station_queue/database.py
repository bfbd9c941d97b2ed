"""One encrypted SQLite connection: its pragmas, its transactions, and its errors in our words."""

import contextlib
import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from sqlcipher3 import dbapi2

from station_queue.errors import DiskFullError, StoreError
from station_queue.turns import turns_at

KEY_BYTES: Final = 32
BUSY_SECONDS: Final = 10.0
_STOP_STEPS: Final = 100  # of SQLite's machine between two looks; a row of a table is about three
_INDEX_BYTES: Final = 32 * 1024  # of the log, as SQLite makes it at the opening
PAGE_BYTES: Final = 4096  # SQLCipher 4's default; every file it writes is a multiple of it

Row = dict[str, Any]
Values = Sequence[Any] | dict[str, Any]

# Result codes that are a state of the file or of its surroundings: https://sqlite.org/rescode.html.
# Any other one is a mistake in this package and stays what it is.
_STATES: Final[dict[int, tuple[str, str]]] = {
    dbapi2.SQLITE_BUSY: ("STORE_BUSY", "another connection is writing to the store"),
    dbapi2.SQLITE_LOCKED: ("STORE_BUSY", "another connection is writing to the store"),
    dbapi2.SQLITE_INTERRUPT: ("STORE_STOPPED", "the work was stopped before its end"),
    dbapi2.SQLITE_NOTADB: ("STORE_KEY_WRONG", "the key does not open the first page of the store"),
    dbapi2.SQLITE_CORRUPT: ("STORE_DAMAGED", "a page of the store is damaged"),
    dbapi2.SQLITE_IOERR: ("STORE_IO", "the disk failed to read or write the store"),
    dbapi2.SQLITE_READONLY: ("STORE_READ_ONLY", "the store cannot be written"),
    dbapi2.SQLITE_PERM: ("STORE_READ_ONLY", "the store cannot be written"),
    dbapi2.SQLITE_CANTOPEN: ("STORE_READ_ONLY", "the store or its folder cannot be written"),
}

# What SQLITE_ERROR says when there is no mistake in a statement to tell of: SQLCipher has met a
# page that it cannot decrypt.
_CIPHER_FAILED: Final = "SQL logic error"

_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # a REPLACE deletes, which the triggers have to see
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # a temporary file would be outside the encryption
    "PRAGMA journal_size_limit = 16777216",  # a log that a long read let grow shrinks again after
)


@contextlib.contextmanager
def known_errors() -> Iterator[None]:
    """Turn what SQLite says about the file into one StoreError; mistakes of ours pass through."""
    try:
        yield
    except dbapi2.Error as exc:
        number = getattr(exc, "sqlite_errorcode", None)
        if number == dbapi2.SQLITE_FULL:
            raise DiskFullError from exc
        if number in _STATES:
            raise StoreError(*_STATES[number]) from exc
        if str(exc) == _CIPHER_FAILED:
            raise StoreError(*_STATES[dbapi2.SQLITE_CORRUPT]) from exc
        raise
    except MemoryError as exc:
        # So SQLCipher reports a page whose authentication fails when SQLite asks for it.
        raise StoreError(*_STATES[dbapi2.SQLITE_CORRUPT]) from exc


def from_os(exc: OSError) -> StoreError:
    """The StoreError for a file operation beside the database."""
    if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError()
    if exc.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR}:
        return StoreError("STORE_READ_ONLY", "the folder of the store cannot be written")
    return StoreError("STORE_IO", "the disk failed to read or write the store")


class Database:
    """An open connection, used only by the thread that opened it.

    Outside ``write`` each statement is a transaction of its own.
    """

    def __init__(
        self, path: Path, open_: Callable[[], dbapi2.Connection], *, busy_seconds: float
    ) -> None:
        self._path, self._open = path, open_
        self._turns = turns_at(path)
        self._busy_seconds = busy_seconds
        self._writing = self._half_done = self._reading = self._refuses = False
        self._stop: Callable[[], bool] | None = None
        self._kept: dict[str, int] = {}  # pragmas of a block that is being worked in
        self._connect()

    def _connect(self) -> None:
        # Loaded here and not above: it takes a third of a second, which a sign-in screen,
        # needing only the key slots, does not have to wait for.
        import sqlite_utils  # noqa: PLC0415

        self._connection = self._open()
        # It works on any connection of this shape but names the standard library's class.
        same_shape = cast(sqlite3.Connection, self._connection)
        # Plugins would run code of whatever else is installed on the decrypted connection.
        self._db = sqlite_utils.Database(same_shape, execute_plugins=False)
        self._connection.set_progress_handler(self._stop, _STOP_STEPS if self._stop else 0)
        for pragma, value in self._kept.items():
            self._connection.execute(f"PRAGMA {pragma} = {value}")

    @classmethod
    def connect(cls, path: Path, key: bytes, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open an existing file, an empty one included.

        Args:
            path: The database file.
            key: Raw SQLCipher key, 32 bytes.
            busy_seconds: How long to wait for another connection's write.

        Raises:
            StoreError: STORE_KEY_WRONG, STORE_DAMAGED, STORE_BUSY, STORE_READ_ONLY, STORE_IO.
        """
        if len(key) != KEY_BYTES:
            raise StoreError("STORE_KEY_WRONG", f"a store key has {KEY_BYTES} bytes")
        return cls(path, partial(_opened, path, key, busy_seconds), busy_seconds=busy_seconds)

    def beside(self) -> Self:
        """Another connection to the same file, for what this one cannot do while it writes."""
        return type(self)(self._path, self._open, busy_seconds=self._busy_seconds)

    def close(self) -> None:
        """Close the connection; the last one also folds the write-ahead log into the file."""
        self._connection.close()

    @contextlib.contextmanager
    def write(self) -> Iterator[None]:
        """Everything inside is one transaction, durable when the outermost block is left.

        It takes the write lock at once, so it never fails halfway because another connection
        wrote in between. A block inside another one is part of its transaction: an error that
        leaves it has to leave the outer one too, or nothing is written and that is said.

        Raises:
            StoreError: STORE_BUSY, DISK_FULL and the other states of the file; nothing was written.
            RuntimeError: An error that left a block inside was caught in the outer one.
        """
        if self._writing:
            with self._part_of_an_act():
                yield
            return
        with self.turn():
            self.run("BEGIN IMMEDIATE")
            self._writing, self._half_done = True, False
            try:
                yield
                self._require_whole()
                self.run("COMMIT")
            except BaseException:
                with known_errors():
                    self._db.rollback()
                raise
            finally:
                self._writing = False

    @contextlib.contextmanager
    def _part_of_an_act(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._half_done = True
            raise

    def _require_whole(self) -> None:
        """Refuse to go on with an act of which a part has failed."""
        # Where the disk is full SQLite may end the transaction by itself.
        if self._half_done or not self._connection.in_transaction:
            raise RuntimeError("a part of this transaction has failed, so none of it is written")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything that is read inside be of one moment; not inside `write`."""
        self.run("BEGIN")
        self._reading = True
        try:
            yield
        finally:
            self._reading = False
            with known_errors():
                self._db.rollback()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only connection of this process that writes, and the next one in the line.

        Raises:
            StoreError: STORE_BUSY.
        """
        if not self._turns.take(self._busy_seconds):
            raise StoreError(*_STATES[dbapi2.SQLITE_BUSY])
        try:
            yield
        finally:
            self._turns.give()

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Let statements inside never wait for another connection."""
        with self._set("busy_timeout", 0, int(self._busy_seconds * 1000)):
            yield

    @contextlib.contextmanager
    def references_unchecked(self) -> Iterator[None]:
        """Let rows refer to what is not there, as a migration does half-way; not inside `write`."""
        with self._set("foreign_keys", 0, 1):
            yield

    @contextlib.contextmanager
    def stopped_by(self, stop: Callable[[], bool]) -> Iterator[None]:
        """Let a long statement inside be cut off; nothing of it then remains.

        Args:
            stop: Asked again and again while a statement runs; True ends it.

        Raises:
            StoreError: STORE_STOPPED.
        """
        self._stop = stop
        self._connection.set_progress_handler(stop, _STOP_STEPS)
        try:
            yield
        finally:
            self._stop = None
            self._connection.set_progress_handler(None, 0)

    @contextlib.contextmanager
    def _set(self, pragma: str, inside: int, after: int) -> Iterator[None]:
        """Another value inside; a connection that takes the place of this one has it, too."""
        self.run_through(f"PRAGMA {pragma} = {inside}")
        self._kept[pragma] = inside
        try:
            yield
        finally:
            del self._kept[pragma]
            self.run_through(f"PRAGMA {pragma} = {after}")

    def run(self, sql: str, values: Values = ()) -> int:
        """Execute one statement and return how many rows it changed."""
        with self._known_errors():
            return self._connection.execute(sql, values).rowcount

    def run_through(self, sql: str) -> None:
        """Execute a statement that does its work bit by bit, one bit for each row it would give."""
        with self._known_errors():
            self._connection.execute(sql).fetchall()

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Every row a query gives, by column name, read in one snapshot."""
        with self._known_errors():
            return list(self._db.query(sql, values))

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(sql, values)), None)

    def blob(self, table: str, column: str, rowid: int, *, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes of one value from ``offset`` on, without loading the rest.

        The handle is closed again at once: an open one would be a read transaction that holds
        up the checkpoints of the write-ahead log for as long as a slow upload takes.
        """
        with self._known_errors():
            handle = cast(
                BinaryIO,  # its shape; the type stub says only "object"
                self._connection.open_blob(table, column, rowid, readonly=True, dbname="main"),
            )
            try:
                handle.seek(offset)
                return handle.read(size)
            finally:
                handle.close()

    @contextlib.contextmanager
    def _known_errors(self) -> Iterator[None]:
        """As the function of this name, on a connection that works.

        Once SQLCipher has met a page that it cannot decrypt it refuses all others, too. One picture
        that is damaged must not stop a desk: the next statement outside a transaction gets a new
        connection, with the handler and the settings of the block it stands in.
        """
        if self._writing:
            self._require_whole()
        elif self._refuses and not self._reading:
            self._connection.close()
            self._connect()
            self._refuses = False
        try:
            with known_errors():
                yield
        except StoreError as exc:
            self._refuses = self._refuses or exc.code == "STORE_DAMAGED"
            raise


def _opened(path: Path, key: bytes, busy_seconds: float) -> dbapi2.Connection:
    """A connection that the key fits, with its pragmas."""
    address = path.resolve().as_uri() + "?mode=rw"
    with known_errors():
        connection = dbapi2.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)
    try:
        _unlock(connection, path, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: dbapi2.Connection, path: Path, key: bytes) -> None:
    """Give the key, see that it fits, and set the pragmas."""
    # SQLCipher would otherwise write to stderr, where the command line's users read.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        with known_errors():
            if path.stat().st_size == 0:
                # It cannot be had later without rewriting the whole file.
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            for pragma in _PRAGMAS:
                connection.execute(pragma)
    except StoreError as exc:
        if exc.code == "STORE_KEY_WRONG" and not _may_be_encrypted(path):
            raise StoreError("STORE_DAMAGED", "the file is not a store") from exc
        # The log's index is the one file of which SQLite does not say why it could not be made.
        if exc.code == "STORE_IO" and shutil.disk_usage(path.parent).free < _INDEX_BYTES:
            raise DiskFullError from exc
        raise
    if mode != "wal":
        raise StoreError("STORE_IO", "the file system cannot keep a write-ahead log")


def _may_be_encrypted(path: Path) -> bool:
    """Whether a file that the key does not open could be a store at all."""
    with path.open("rb") as file:
        plain = file.read(16) == b"SQLite format 3\0"
    return not plain and path.stat().st_size % PAGE_BYTES == 0
