"""Hand-over without a network: waiting packets onto a stick, receipts back from it."""

import errno
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import structlog

from station_queue.atomic import READABLE, make_file, replace_file, sync_folder
from station_queue.errors import HandoverError, PacketError, RowError, StoreError
from station_queue.packet.keys import public_key
from station_queue.packet.lot import (
    LIST_FILE,
    LOTS,
    MAX_LOT_FILE_BYTES,
    MAX_LOT_RECORDS,
    PACKET_SUFFIX,
    RECEIPTS_FILE,
    LotEntry,
    LotList,
    LotReceipts,
    lot_name,
    lots_below,
    read_plain,
)
from station_queue.rows import Delivery
from station_queue.store import Store

log = structlog.get_logger()

Phase = Literal["writing", "verifying"]
OnProgress = Callable[[Phase, int, int], None]
"""Told what is being done, how many packets that was done to, and how many there are."""
Stop = Callable[[], bool]

_PART: Final = ".part"
_CLUSTER: Final = 128 * 1024
"""A file fills whole clusters; none are larger where a stick is formatted as usual."""
_SLACK: Final = 1024 * 1024  # for the list and for folders


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A lot that was written and read back.

    Attributes:
        lot: Its folder.
        listed: Ids of the records whose packets are in it, of those that wait at this desk.
        bytes: Their size.
        written: How many of them were written now; the others were there and right.
        damaged: Records whose packet the store cannot give any more; all others are in the lot.
    """

    lot: Path
    listed: tuple[str, ...]
    bytes: int
    written: int
    damaged: tuple[str, ...]

    @property
    def already_there(self) -> int:
        """How many were there and right."""
        return len(self.listed) - self.written


def waiting_packets(store: Store) -> list[LotEntry]:
    """What a lot made now would have: all that waits, held or being sent; oldest first."""
    rows = [*store.deliveries("waiting"), *store.deliveries("sending")]
    rows.sort(key=lambda row: (row.queued_at, row.record))
    return [_entry(row) for row in rows[:MAX_LOT_RECORDS]]


def export_lot(
    store: Store,
    folder: Path,
    *,
    desk: str,
    signing_key: bytes,
    made_at: datetime,
    stop: Stop = lambda: False,
    on_progress: OnProgress = lambda _phase, _done, _total: None,
) -> HandedOver:
    """Copy every waiting packet into this desk's lot below a folder, and read it back.

    Nothing changes about the packets: they wait on, and whichever way comes first is theirs. What
    an earlier export that was cut off has left is gone on with: a packet that is there and right
    is not written again. What the list named before stays in it while this store knows nothing of
    it: a desk that was put back from a backup may have its only copy there.

    Args:
        store: Of the desk.
        folder: That of the stick; it must exist.
        desk: Code of the desk.
        signing_key: Ed25519 seed of the station.
        made_at: Aware time.
        stop: Asked between packets; True ends it. The list stays as it was.
        on_progress: Told how far it has come.

    Raises:
        HandoverError: HANDOVER_FOLDER_MISSING, HANDOVER_READ_ONLY, HANDOVER_NO_ROOM (details:
            needed, free), HANDOVER_NOT_WRITTEN, HANDOVER_DAMAGED (what is read back is not what
            was written), HANDOVER_OTHER_DESK, HANDOVER_STOPPED.
        StoreError: The store cannot be read.
    """
    entries = waiting_packets(store)
    station_key = public_key(signing_key)
    lot = _Lot(folder / LOTS / lot_name(desk, station_key), store, stop, on_progress)
    with _writing(missing="HANDOVER_FOLDER_MISSING"):
        lot.prepare(folder)
    earlier = lot.listed_before(station_key)
    lot.require_room(entries)
    with _writing():
        lot.write(entries)
        lot.verify()
        kept = lot.kept_of(earlier)
        told = LotList.sign(
            desk=desk,
            made_at=made_at,
            entries=[*lot.there, *kept][:MAX_LOT_RECORDS],
            signing_key=signing_key,
        )
        lot.write_list(told)
    lot.tidy(told)
    log.info("handover_exported", records=len(lot.there), kept=len(kept), written=lot.written)
    return HandedOver(
        lot=lot.folder,
        listed=tuple(entry.record for entry in lot.there),
        bytes=sum(entry.size for entry in lot.there),
        written=lot.written,
        damaged=tuple(lot.damaged),
    )


def receipts_below(folder: Path, station_key: str) -> list[LotReceipts]:
    """What the centre has written beside lots of this station.

    Args:
        folder: A stick, a lot, or the folder of lots.
        station_key: The station's public key, base64.

    Raises:
        HandoverError: HANDOVER_FOLDER_MISSING, HANDOVER_NONE (no lot and no receipts),
            HANDOVER_NO_RECEIPTS (lots, but the centre has not answered), HANDOVER_OTHER_DESK
            (receipts, but none for this station), HANDOVER_RECEIPTS_DAMAGED.
    """
    try:
        lots = [
            path
            for path in lots_below(folder)
            if any((path / name).exists() for name in (LIST_FILE, RECEIPTS_FILE))
        ]
        told = [found for path in lots if (found := _receipts(path / RECEIPTS_FILE)) is not None]
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise HandoverError("HANDOVER_FOLDER_MISSING", "there is no such folder") from exc
    except (OSError, PacketError) as exc:
        raise HandoverError("HANDOVER_RECEIPTS_DAMAGED", "receipts cannot be read") from exc
    ours = [found for found in told if found.station_key == station_key]
    if not ours:
        if told:
            raise HandoverError("HANDOVER_OTHER_DESK", "the receipts are for another station")
        code = "HANDOVER_NO_RECEIPTS" if lots else "HANDOVER_NONE"
        raise HandoverError(code, "no receipts in this folder")
    return ours


def _receipts(path: Path) -> LotReceipts | None:
    content = read_plain(path, MAX_LOT_FILE_BYTES)
    return None if content is None else LotReceipts.parse(content)


def _entry(row: Delivery) -> LotEntry:
    return LotEntry(record=row.record, revision=row.revision, sha256=row.sha256, size=row.size)


@dataclass(slots=True)
class _Lot:
    """A lot under way."""

    folder: Path
    store: Store
    stop: Stop
    on_progress: OnProgress
    there: list[LotEntry] = field(default_factory=list)
    """Packets that are in it now, under their names."""
    damaged: list[str] = field(default_factory=list)
    written: int = 0

    def prepare(self, below: Path) -> None:
        """Make the folder, and clear away what was left half-written in it."""
        # Not the one above: where no stick is plugged in, it would land on the disk.
        if not below.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder")
        for folder in (self.folder.parent, self.folder):
            folder.mkdir(exist_ok=True)
        for left in self.folder.glob(f".*{_PART}"):
            left.unlink()

    def listed_before(self, station_key: str) -> tuple[LotEntry, ...]:
        """What its list names by now; a damaged one, or one somebody made up, names nothing."""
        try:
            content = read_plain(self.folder / LIST_FILE, MAX_LOT_FILE_BYTES)
            told = None if content is None else LotList.parse(content)
        except (OSError, PacketError):
            return ()
        if told is None:
            return ()
        if told.station_key != station_key:
            raise HandoverError("HANDOVER_OTHER_DESK", "the lot there is of another station")
        return told.entries

    def require_room(self, entries: list[LotEntry]) -> None:
        """Refuse at once what would not fit."""
        missing = [entry for entry in entries if not self._is_long_enough(entry)]
        if missing:
            self._require(sum(entry.size + _CLUSTER for entry in missing) + _SLACK)

    def write(self, entries: list[LotEntry]) -> None:
        """Write what is not there, or is there and wrong."""
        for done, entry in enumerate(entries):
            self._go_on("writing", done, len(entries))
            if self._is_right(entry):
                self.there.append(entry)
            elif (sealed := self._sealed(entry)) is not None:
                self._put(entry, sealed)
                self.there.append(entry)
                self.written += 1
        sync_folder(self.folder)

    def verify(self) -> None:
        """Read everything back; a stick that is smaller than it says shows only at the end."""
        if not self.written:
            return
        for done, entry in enumerate(self.there):
            self._go_on("verifying", done, len(self.there))
            if not self._is_right(entry):
                raise _damaged()

    def kept_of(self, earlier: tuple[LotEntry, ...]) -> list[LotEntry]:
        """Packets of the earlier list that this store knows nothing of, as far as they are there.

        They were sealed by a copy of this store, with the same key.
        """
        now = {entry.record for entry in self.there}
        others = [entry for entry in earlier if entry.record not in now]
        known = self._known(others)
        return [entry for entry in others if entry.record not in known and self._is_right(entry)]

    def write_list(self, told: LotList) -> None:
        """Write the list in the place of the one before."""
        path, content = self.folder / LIST_FILE, told.model_dump_json(indent=1).encode()
        replace_file(path, content, mode=READABLE)
        if read_plain(path, len(content)) != content:
            raise _damaged()

    def tidy(self, told: LotList) -> None:
        """Remove packets that went another way since; one that cannot be removed hurts nobody."""
        listed = {entry.file for entry in told.entries}
        with suppress(OSError):
            others = [
                path for path in self.folder.glob(f"*{PACKET_SUFFIX}") if path.name not in listed
            ]
            known = self._known(others)
            for path in others:
                if path.stem in known:
                    path.unlink()

    # -- inside ------------------------------------------------------------------------------

    def _known(self, others: list[LotEntry] | list[Path]) -> set[str]:
        """Which records this store sent, or has an answer for."""
        if not others:
            return set()
        records = {one.record if isinstance(one, LotEntry) else one.stem for one in others}
        sent = {row.record for row in self.store.deliveries()}
        return {one for one in records if one in sent or self.store.receipts(one)}

    def _go_on(self, phase: Phase, done: int, total: int) -> None:
        if self.stop():
            raise HandoverError("HANDOVER_STOPPED", "stopped before the end")
        self.on_progress(phase, done, total)

    def _is_long_enough(self, entry: LotEntry) -> bool:
        with suppress(OSError):
            return (self.folder / entry.file).stat().st_size >= entry.size
        return False

    def _is_right(self, entry: LotEntry) -> bool:
        try:
            content = read_plain(self.folder / entry.file, entry.size)
        except OSError:
            return False
        return content is not None and _is(entry, content)

    def _sealed(self, entry: LotEntry) -> bytes | None:
        """The packet; None when it went another way meanwhile, or is damaged."""
        try:
            sealed = b"".join(self.store.packet_chunks(entry.record))
        except RowError:
            sealed = b""
        except StoreError as exc:
            if exc.code != "STORE_DAMAGED":
                raise
            sealed = b""
        if _is(entry, sealed):
            return sealed
        if entry in waiting_packets(self.store):
            log.error("handover_packet_damaged", record=entry.record)
            self.damaged.append(entry.record)
        return None

    def _put(self, entry: LotEntry, sealed: bytes) -> None:
        part = self.folder / f".{entry.record}{_PART}"
        try:
            make_file(part, sealed, mode=READABLE)
            part.replace(self.folder / entry.file)
        except OSError as exc:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
                self._require(len(sealed) + _CLUSTER + _SLACK)
            raise

    def _require(self, needed: int) -> None:
        with _writing():
            free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise HandoverError("HANDOVER_NO_ROOM", "no room", needed=needed, free=free)


def _is(entry: LotEntry, content: bytes) -> bool:
    return len(content) == entry.size and hashlib.sha256(content).hexdigest() == entry.sha256


def _damaged() -> HandoverError:
    return HandoverError("HANDOVER_DAMAGED", "what was read back is not what was written")


@contextmanager
def _writing(missing: str = "HANDOVER_NOT_WRITTEN") -> Iterator[None]:
    """Give whatever goes wrong with a stick its name."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise HandoverError(missing, "there is no such folder") from exc
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise HandoverError("HANDOVER_NO_ROOM", why) from exc
        if exc.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise HandoverError("HANDOVER_READ_ONLY", why) from exc
        raise HandoverError("HANDOVER_NOT_WRITTEN", why) from exc
