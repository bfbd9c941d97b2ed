"""What the centre keeps, in an object store (a local folder by default).

Objects are created and never changed, so that several centres may share one store::

    packets/<record>/<revision>-<first 16 digits of SHA-256>.cccd   sealed bytes as they arrived
    records/<record>/<revision>.json    one accepted packet with its receipt: the commit point
    refused/<record>/<SHA-256>.json     one refused packet with its receipt; its bytes are not kept
    stations/<key in hex>.json          a station and the desk it first spoke for
    receipts/<key in hex>/<number>.json what a station may fetch, numbered from 1 without gaps

None but the sealed packets contains personal data. A receipt that is asked for again is put at
the end of the station's list again: a desk that lost its place or its answer finds it.

An object gets its name before the disk has its bytes, so a power cut can leave a name with nothing
or half of it below. Nothing of it had been promised to a desk by then. Such an object counts as not
there and is written again when its packet comes again; a torn receipt keeps its number, is skipped,
and is put at the end of the list again.
"""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import obstore
import structlog
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore
from pydantic import BaseModel, ConfigDict, ValidationError

from station_centre.disk import sync_file, sync_folder
from station_centre.errors import CentreError
from station_queue.packet import Receipt

log = structlog.get_logger()

_NUMBER_DIGITS: Final = 12


class Entry(BaseModel):
    """One packet the centre has answered.

    Attributes:
        record: Id of the record.
        revision: Its revision; None where the packet could not be opened.
        desk: Code of the desk; None where the packet could not be opened.
        station_key: Public key of the station that gets the receipt.
        sha256: Digest of the sealed bytes.
        size: Bytes of the sealed packet.
        receipt: The answer.
    """

    model_config = ConfigDict(frozen=True)

    record: str
    revision: int | None
    desk: str | None
    station_key: str
    sha256: str
    size: int
    receipt: Receipt


class Station(BaseModel):
    """A station as it was first seen."""

    model_config = ConfigDict(frozen=True)

    station_key: str
    desk: str


_M = TypeVar("_M", bound=BaseModel)


class Archive:
    """The centre's objects; safe to use from several threads and by several centres.

    Args:
        folder: Where the objects are; made when missing.

    Every method raises CentreError ARCHIVE_FAILED when the store does.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _named_failures():
            self._store = LocalStore(folder, mkdir=True)
        self._last_number: dict[str, int] = {}
        self._mending = threading.Lock()

    def accepted(self, record: str, revision: int) -> Entry | None:
        """The packet accepted as this revision of the record."""
        return self._read(Entry, f"records/{record}/{revision}.json")

    def refused(self, record: str, sha256: str) -> Entry | None:
        """The refusal of these very bytes."""
        return self._read(Entry, f"refused/{record}/{sha256}.json")

    def accept(self, entry: Entry, sealed: bytes) -> bool:
        """Keep a packet; False, with nothing changed, when the revision is taken already."""
        self._keep(f"packets/{entry.record}/{entry.revision}-{entry.sha256[:16]}.cccd", sealed)
        return self._create(f"records/{entry.record}/{entry.revision}.json", entry)

    def refuse(self, entry: Entry) -> bool:
        """Keep a refusal; False when these bytes were refused before."""
        return self._create(f"refused/{entry.record}/{entry.sha256}.json", entry)

    def remember_station(self, station: Station) -> bool:
        """Keep a station; True when it was not known."""
        return self._create(f"stations/{_hex(station.station_key)}.json", station)

    def publish(self, station_key: str, receipt: Receipt) -> None:
        """Put a receipt at the end of the station's list."""
        folder = f"receipts/{_hex(station_key)}"
        number = self._last_number.get(folder) or self._last_listed(folder)
        while True:
            number += 1
            if self._put_new(_numbered(folder, number), _json(receipt)):
                self._last_number[folder] = number
                return

    def receipts(self, station_key: str, *, after: int, limit: int) -> tuple[list[Receipt], int]:
        """At most ``limit`` receipts after a number, and the last number that was looked at."""
        folder = f"receipts/{_hex(station_key)}"
        found: list[Receipt] = []
        last = after
        while len(found) < limit:
            content = self._get(_numbered(folder, last + 1))
            if content is None:
                break
            last += 1
            receipt = _parsed(Receipt, content)
            if receipt is not None:
                found.append(receipt)
        return found, last

    def entries(self) -> list[Entry]:
        """One entry for each record: its last accepted revision, or else a refusal."""
        found: dict[str, Entry] = {}
        for key in (*self._keys("refused"), *self._keys("records")):
            entry = self._read(Entry, key)
            if entry is None:
                continue
            other = found.get(entry.record)
            if (
                other is None
                or other.receipt.verdict == "rejected"
                or (entry.revision or 0) > (other.revision or 0)
            ):
                found[entry.record] = entry
        return [found[record] for record in sorted(found)]

    def _keep(self, key: str, content: bytes) -> None:
        """Keep bytes under a key made of their digest; a torn earlier write is mended."""
        if not self._put_new(key, content) and self._get(key) != content:
            self._put_again(key, content)

    def _create(self, key: str, value: BaseModel) -> bool:
        """Keep a value under a key; False when there is one already. A torn one is mended."""
        if self._put_new(key, _json(value)):
            return True
        # One at a time: a rival must not take what was just mended for the torn one.
        with self._mending:
            if self._read(type(value), key) is not None:
                return False
            self._put_again(key, _json(value))
        log.warning("object_mended", key=key)
        return True

    def _put_again(self, key: str, content: bytes) -> None:
        with _named_failures():
            obstore.put(self._store, key, content)
        self._make_durable(key)

    def _put_new(self, key: str, content: bytes) -> bool:
        try:
            with _named_failures():
                obstore.put(self._store, key, content, mode="create")
        except FileExistsError:
            return False
        self._make_durable(key)
        return True

    def _read(self, model: type[_M], key: str) -> _M | None:
        content = self._get(key)
        return None if content is None else _parsed(model, content)

    def _get(self, key: str) -> bytes | None:
        try:
            with _named_failures():
                return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None

    def _keys(self, prefix: str) -> list[str]:
        with _named_failures():
            return sorted(item["path"] for item in obstore.list(self._store, prefix).collect())

    def _last_listed(self, folder: str) -> int:
        keys = self._keys(folder)
        return int(Path(keys[-1]).stem) if keys else 0

    def _make_durable(self, key: str) -> None:
        """Get a new object and its name onto the disk: the store itself does not sync files."""
        path = self._folder / key
        with _named_failures():
            sync_file(path)
            while path != self._folder:
                path = path.parent
                sync_folder(path)


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except AlreadyExistsError as exc:
        raise FileExistsError from exc
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as exc:
        raise CentreError("ARCHIVE_FAILED") from exc


def _numbered(folder: str, number: int) -> str:
    return f"{folder}/{number:0{_NUMBER_DIGITS}}.json"


def _parsed(model: type[_M], content: bytes) -> _M | None:
    """The value of an object; None for one that is torn."""
    try:
        return model.model_validate_json(content)
    except ValidationError:
        return None


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()


def _hex(station_key: str) -> str:
    return base64.b64decode(station_key).hex()
