"""What the centre keeps of packets and answers, in its object store.

Objects are created and never changed, so that several centres may share one store::

    packets/<record>/<revision>-<first 16 digits of SHA-256>.cccd   sealed bytes as they arrived
    records/<record>/<revision>.json    one accepted packet with its receipt: the commit point
    refused/<record>/<SHA-256>.json     a packet that was not kept, and its receipt
    rejected/<record>/<revision>.json   an accepted packet that a person returned, with that receipt
    stations/<key in hex>.json          a station and the desk it first spoke for
    receipts/<key in hex>/<number>.json what a station may fetch, numbered from 1 without gaps
    answers/<key in hex>/<record>.<revision>.<verdict>.<SHA-256>    empty: what a station has here
    days/<day>/<key in hex>/<record>.<revision>.<verdict>.<SHA-256> empty: the figures of a day

None but the sealed packets contains personal data. A receipt that is asked for again is put at
the end of the station's list again: a desk that lost its place or its answer finds it.

An object gets its name before the disk has its bytes, so a power cut can leave a name with nothing
or half of it below. Nothing of it had been promised to a desk by then. Such an object counts as not
there and is written again when its packet comes again; a torn receipt keeps its number, is skipped,
and is put at the end of the list again.
"""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import timedelta, timezone
from itertools import chain, groupby, takewhile
from pathlib import PurePosixPath
from typing import Final, Literal, NamedTuple, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from station_centre.errors import CentreError
from station_centre.objects import Objects
from station_queue.packet import Receipt

log = structlog.get_logger()

PROVINCE_TIME: Final = timezone(timedelta(hours=7))
"""Vietnam has one zone and no summer time; every centre of a store has to know the same day."""
_NUMBER_DIGITS: Final = 12
_READ_AHEAD: Final = 16


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


class Answer(NamedTuple):
    """What a station has at the centre, as the name of an object says it."""

    record: str
    revision: int | None
    state: Literal["accepted", "rejected"]
    sha256: str


_M = TypeVar("_M", bound=BaseModel)


class Archive:
    """The centre's objects; safe to use from several threads and by several centres.

    Every method raises CentreError ARCHIVE_FAILED when the store does.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._last_number: dict[str, int] = {}
        self._mending = threading.Lock()

    def accepted(self, record: str, revision: int) -> Entry | None:
        """The packet accepted as this revision of the record, with the latest word about it."""
        entry = self._read(Entry, f"records/{record}/{revision}.json")
        if entry is None:
            return None
        return self._read(Entry, f"rejected/{record}/{revision}.json") or entry

    def refused(self, record: str, sha256: str) -> Entry | None:
        """What was said of these very bytes when they were not kept."""
        return self._read(Entry, f"refused/{record}/{sha256}.json")

    def packet(self, entry: Entry) -> bytes | None:
        """The sealed bytes of an accepted packet."""
        return self._objects.get(_packet(entry))

    def accept(self, entry: Entry, sealed: bytes) -> bool:
        """Keep a packet; False, with nothing changed, when the revision is taken already."""
        self._keep(_packet(entry), sealed)
        return self._create(f"records/{entry.record}/{entry.revision}.json", entry)

    def refuse(self, entry: Entry) -> bool:
        """Keep what was said of a packet that is not kept; False when it was said before."""
        return self._create(f"refused/{entry.record}/{entry.sha256}.json", entry)

    def send_back(self, entry: Entry) -> bool:
        """Keep that a person has returned an accepted packet; False when one did before."""
        return self._create(f"rejected/{entry.record}/{entry.revision}.json", entry)

    def latest(self, record: str) -> Entry | None:
        """The last accepted revision of a record, with the latest word about it."""
        revisions = [
            int(PurePosixPath(key).stem) for key in self._objects.list(f"records/{record}")
        ]
        return self.accepted(record, max(revisions)) if revisions else None

    def remember_station(self, station: Station) -> bool:
        """Keep a station; True when it was not known."""
        return self._create(f"stations/{_hex(station.station_key)}.json", station)

    def stations(self) -> list[Station]:
        """Every station a packet came from."""
        found = self._objects.get_all(list(self._objects.list("stations")))
        read = (_parsed(Station, content) for content in found if content)
        return [station for station in read if station is not None]

    def publish(self, entry: Entry) -> None:
        """Let the station know: its list of answers, the figures of the day, its next receipt."""
        whose, receipt = _hex(entry.station_key), entry.receipt
        name = f"{entry.record}.{entry.revision or 0}.{receipt.verdict}.{entry.sha256}"
        day = receipt.issued_at.astimezone(PROVINCE_TIME).date().isoformat()
        self._objects.put_new(f"answers/{whose}/{name}", b"")
        self._objects.put_new(f"days/{day}/{whose}/{name}", b"")
        folder = f"receipts/{whose}"
        number = self._last_number.get(folder) or self._find_last(folder)
        while True:
            number += 1
            if self._objects.put_new(_numbered(folder, number), _json(receipt)):
                self._last_number[folder] = number
                return

    def receipts(self, station_key: str, *, after: int, limit: int) -> tuple[list[Receipt], int]:
        """At most ``limit`` receipts after a number, and the last number that was looked at."""
        folder = f"receipts/{_hex(station_key)}"
        found: list[Receipt] = []
        last, ahead = after, 1
        while len(found) < limit:
            wanted = min(ahead, limit - len(found))
            contents = self._objects.get_all(
                [_numbered(folder, last + step) for step in range(1, wanted + 1)]
            )
            for content in contents:
                if content is None:
                    return found, last
                last += 1
                receipt = _parsed(Receipt, content)
                if receipt is not None:
                    found.append(receipt)
            # Mostly there is none, and then one look was enough.
            ahead = _READ_AHEAD
        return found, last

    def answers(self, station_key: str, *, after: str | None) -> Iterator[Answer]:
        """What a station has here, in the order of the records, those after one only if given.

        What a person returned is there as returned, and not as accepted too.
        """
        folder = f"answers/{_hex(station_key)}"
        keys = self._objects.list(folder, after=f"{folder}/{after}~" if after else None)
        for _, same in groupby(map(_answer, keys), key=lambda each: each.record):
            # In the order of their names: refused unread, accepted, returned by a person.
            yield from {each.sha256: each for each in same}.values()

    def has_answered(self, station_key: str, record: str, sha256: str) -> bool:
        """Whether a station was told something of these very bytes."""
        folder = f"answers/{_hex(station_key)}"
        answers = map(_answer, self._objects.list(folder, after=f"{folder}/{record}"))
        same = takewhile(lambda each: each.record == record, answers)
        return any(each.sha256 == sha256 for each in same)

    def entries(self) -> list[Entry]:
        """One entry for each record: its last accepted revision, or else a refusal."""
        found: dict[str, Entry] = {}
        # The later counts for more: refusals, what was accepted, what was returned of it.
        keys = [list(self._objects.list(folder)) for folder in ("refused", "records", "rejected")]
        contents = self._objects.get_all(list(chain.from_iterable(keys)))
        for content in contents:
            entry = _parsed(Entry, content) if content else None
            if entry is None:
                continue
            other = found.get(entry.record)
            if other is None or (entry.revision or 0) >= (other.revision or 0):
                found[entry.record] = entry
        return [found[record] for record in sorted(found)]

    def _keep(self, key: str, content: bytes) -> None:
        """Keep bytes under a key made of their digest; a torn earlier write is mended."""
        if not self._objects.put_new(key, content) and self._objects.get(key) != content:
            self._objects.put(key, content)

    def _create(self, key: str, value: BaseModel) -> bool:
        """Keep a value under a key; False when there is one already. A torn one is mended."""
        if self._objects.put_new(key, _json(value)):
            return True
        if self._read(type(value), key) is not None:
            return False
        # One at a time: a rival must not take what was just mended for the torn one.
        with self._mending, self._objects.alone():
            if self._read(type(value), key) is not None:
                return False
            self._objects.put(key, _json(value))
        log.warning("object_mended", key=key)
        return True

    def _read(self, model: type[_M], key: str) -> _M | None:
        content = self._objects.get(key)
        return None if content is None else _parsed(model, content)

    def _find_last(self, folder: str) -> int:
        """The last number that is taken: by ever larger steps, then by halves."""

        def taken(number: int) -> bool:
            return self._objects.get(_numbered(folder, number)) is not None

        free = 1
        while taken(free):
            free *= 2
        last = free // 2
        while free - last > 1:
            middle = (last + free) // 2
            last, free = (middle, free) if taken(middle) else (last, middle)
        return last


def _packet(entry: Entry) -> str:
    return f"packets/{entry.record}/{entry.revision}-{entry.sha256[:16]}.cccd"


def _answer(key: str) -> Answer:
    record, revision, verdict, sha256 = PurePosixPath(key).name.split(".")
    state: Literal["accepted", "rejected"] = "rejected" if verdict == "rejected" else "accepted"
    return Answer(record, int(revision) or None, state, sha256)


def _numbered(folder: str, number: int) -> str:
    return f"{folder}/{number:0{_NUMBER_DIGITS}}.json"


def _parsed(model: type[_M], content: bytes) -> _M | None:
    """The value of an object; None for one that is torn, and so is no JSON at all.

    What another version of the centre has written is not torn: nobody may write over it.
    """
    try:
        value = json.loads(content)
    except ValueError:
        return None
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        raise CentreError("ARCHIVE_FAILED") from exc


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()


def _hex(station_key: str) -> str:
    return base64.b64decode(station_key).hex()
