"""Uploads in progress, in the object store: any centre goes on with what another began.

    uploads/<id>/info.json             the announcement, as the tus routes write it
    uploads/<id>/<12 digits>           bytes from this offset on

How far an upload has come is what the parts add up to without a gap, and nothing else: no note of
an offset has to be kept true. A part is created once, so of two requests that write at one offset,
at one centre or at two, one finds that the other was faster, and ends.

The storage that comes with tuspyserver keeps a request's bytes until it ends, takes its own note of
the offset for the truth, and lets a new request wait for one whose connection is dead. Here the
bytes are put away every few moments, and a new request takes over from the old one at once.
"""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from tuspyserver.storage import TusStorage

from station_centre.objects import Listed, Objects

FOLDER: Final = "uploads"
_UID: Final = re.compile(r"[0-9a-f]{32}")
_DIGITS: Final = 12
_PART_BYTES: Final = 256 * 1024
_PART_S: Final = 2.0
"""On a slow line a part is put away after so long: that much a killed centre loses at most."""
_SWEEP_EVERY_S: Final = 3600.0


class SupersededError(Exception):
    """A newer request has taken over this upload."""


class _Writer:
    """One request that writes: what it has not put away yet, and where that belongs."""

    def __init__(self, end: int, begun: float) -> None:
        self.end = end
        self.begun = begun
        self.held = bytearray()
        self.putting_away = asyncio.Lock()


_current_writer: ContextVar[_Writer | None] = ContextVar("current_writer", default=None)


class UploadObjects(TusStorage):
    """Uploads as objects; any number of centres may work on them.

    Those that nobody goes on with are removed with the first creation of each hour.

    Args:
        objects: The store.
        keep: Seconds an upload is kept after its last byte.
        now: Aware time, like the times the store gives.
        clock: Seconds of a clock that nobody sets.

    Every method raises CentreError ARCHIVE_FAILED when the store does.
    """

    def __init__(
        self,
        objects: Objects,
        *,
        keep: float,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._objects = objects
        self._keep = keep
        self._now = now
        self._clock = clock
        self._swept_at: float | None = None
        self._writers: dict[str, _Writer] = {}

    @property
    def under_way(self) -> int:
        """How many requests write at this moment."""
        return len(self._writers)

    async def create(self, uid: str) -> None:  # noqa: ARG002 - its announcement makes it one
        """Begin an upload; the first creation of an hour sweeps."""
        at = self._clock()
        if self._swept_at is None or at - self._swept_at >= _SWEEP_EVERY_S:
            self._swept_at = at
            await asyncio.to_thread(self._sweep)

    async def exists(self, uid: str) -> bool:
        """Whether the upload is known; never for a name that is not one of ours."""
        return _known(uid) and await asyncio.to_thread(self._objects.get, _info(uid)) is not None

    async def size(self, uid: str) -> int:
        """Bytes that are put away."""
        writer = _current_writer.get()
        if writer is not None and self._writers.get(uid) is writer:
            return writer.end  # nobody else writes
        return await asyncio.to_thread(self._size, uid) if _known(uid) else 0

    async def end_writing(self, uid: str) -> None:
        """End the request that writes here, if one does, and put away what it holds.

        For whoever asks how far an upload is, which is true only if nothing is added to it
        afterwards: who asks has given up the connection that the older request came over. (The
        size itself ends nobody: the older request, too, asks for it once more when it ends.)
        """
        await self._put_last(uid, self._writers.pop(uid, None))

    async def append(self, uid: str, chunk: bytes) -> None:
        """Take bytes that follow; SupersededError when a newer request has taken over."""
        writer = self._writer(uid)
        writer.held += chunk
        if len(writer.held) >= _PART_BYTES or self._clock() - writer.begun >= _PART_S:
            await self._put_away(uid, writer)

    async def flush(self, uid: str) -> None:
        """Put away what was taken; once a newer request has taken over, there is nothing to do."""
        with contextlib.suppress(SupersededError):
            await self._put_away(uid, self._writer(uid))

    async def finalize(self, uid: str) -> None:
        """Nothing to do: the parts are whole."""

    async def read(self, uid: str) -> bytes | None:
        """All bytes of an upload."""
        return await asyncio.to_thread(self._read, uid) if await self.exists(uid) else None

    async def delete(self, uid: str) -> None:
        """Forget an upload."""
        if _known(uid):
            await asyncio.to_thread(self._remove, uid)

    async def read_info(self, uid: str) -> dict[str, Any] | None:
        """The announcement, with what is put away as its offset; None for none, or a torn one."""
        info = await asyncio.to_thread(self._read_info, uid) if _known(uid) else None
        return None if info is None else {**info, "offset": await self.size(uid)}

    async def metadata(self, uid: str) -> dict[str, str] | None:
        """What was announced of an upload; None for one that is not known."""
        info = await asyncio.to_thread(self._read_info, uid) if _known(uid) else None
        return None if info is None else info["metadata"]

    async def write_info(self, uid: str, data: dict[str, Any]) -> None:
        """Keep the announcement; what the routes write into it later says nothing new."""
        content = json.dumps(data).encode()
        await asyncio.to_thread(self._announce, uid, content)

    async def list_uids(self) -> list[str]:
        """Every upload there is."""
        return await asyncio.to_thread(lambda: sorted(self._parts_by_uid()))

    def location(self, uid: str) -> str:
        """What the completion hook is given: the id."""
        return uid

    @contextlib.asynccontextmanager
    async def lock(self, uid: str) -> AsyncIterator[None]:  # type: ignore[override]  # see below
        """Make the calling request the one that writes; whichever did so before no longer does.

        (The library annotates this method as the iterator it is built from.)
        """
        before = self._writers.get(uid)
        writer = _Writer(0, self._clock())
        self._writers[uid] = writer
        token = _current_writer.set(writer)
        try:
            # What came over the old connection is as good as what comes now.
            await self._put_last(uid, before)
            writer.end = await asyncio.to_thread(self._size, uid)
            yield
        finally:
            _current_writer.reset(token)
            if self._writers.get(uid) is writer:
                del self._writers[uid]
                await asyncio.shield(self._put_last(uid, writer))

    def _writer(self, uid: str) -> _Writer:
        writer = self._writers.get(uid)
        if writer is None or writer is not _current_writer.get():
            raise SupersededError
        return writer

    async def _put_last(self, uid: str, writer: _Writer | None) -> None:
        """Put away what a request holds that writes no more; nothing if another was faster."""
        if writer is not None:
            with contextlib.suppress(SupersededError):
                await self._put_away(uid, writer)

    async def _put_away(self, uid: str, writer: _Writer) -> None:
        # One at a time: who asks meanwhile how far it is waits for what is on its way to the store.
        async with writer.putting_away:
            if not writer.held:
                return
            part, key = bytes(writer.held), f"{FOLDER}/{uid}/{writer.end:0{_DIGITS}}"
            writer.begun = self._clock()
            if not await asyncio.to_thread(self._put_part, key, part):
                raise SupersededError
            # Held until now: when the store fails, it can be put away yet.
            del writer.held[: len(part)]
            writer.end += len(part)

    def _put_part(self, key: str, part: bytes) -> bool:
        if self._objects.put_new(key, part, durable=False):
            return True
        found = self._objects.get(key)
        if found == part:
            # The store took it before, and its answer was lost.
            return True
        if found != b"":
            return False
        # A power cut left its name and none of its bytes.
        self._objects.put(key, part)
        return True

    def _announce(self, uid: str, content: bytes) -> None:
        known = not self._objects.put_new(_info(uid), content, durable=False)
        # Torn by a power cut while it was created, it is nobody's yet.
        if known and self._read_info(uid) is None:
            self._objects.put(_info(uid), content)

    def _parts(self, uid: str) -> list[Listed]:
        """The parts that follow each other from the beginning."""
        found: list[Listed] = []
        end = 0
        for each in self._objects.listed(f"{FOLDER}/{uid}"):
            start = each.key.rpartition("/")[2]
            # One that a power cut has shortened is followed by what was sent anew from its end on.
            if not start.isdigit() or int(start) > end:
                break
            if int(start) == end and each.size:
                found.append(each)
                end += each.size
        return found

    def _size(self, uid: str) -> int:
        return sum(part.size for part in self._parts(uid))

    def _read(self, uid: str) -> bytes | None:
        """All bytes; None when a request that was faster has had them taken in and removed."""
        contents = self._objects.get_all([part.key for part in self._parts(uid)])
        return None if None in contents else b"".join(filter(None, contents))

    def _remove(self, uid: str) -> None:
        # The announcement first: without it the rest is nothing.
        self._objects.delete([_info(uid), *self._objects.list(f"{FOLDER}/{uid}")])

    def _read_info(self, uid: str) -> dict[str, Any] | None:
        try:
            info: dict[str, Any] = json.loads(self._objects.get(_info(uid)) or b"")
        except ValueError:
            return None
        return info

    def _parts_by_uid(self) -> dict[str, datetime]:
        """Ids, each with the time of its last object."""
        found: dict[str, datetime] = {}
        for each in self._objects.listed(FOLDER):
            uid = each.key.split("/")[1]
            if _known(uid):
                found[uid] = max(each.changed_at, found.get(uid, each.changed_at))
        return found

    def _sweep(self) -> None:
        """Remove what nothing was added to for too long."""
        now = self._now()
        for uid, changed_at in self._parts_by_uid().items():
            if (now - changed_at).total_seconds() > self._keep:
                self._remove(uid)


def _known(uid: str) -> bool:
    return _UID.fullmatch(uid) is not None


def _info(uid: str) -> str:
    return f"{FOLDER}/{uid}/info.json"
