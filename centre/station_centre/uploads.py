"""Uploads in progress: the folder that the tus routes write to.

The storage that comes with tuspyserver keeps a request's bytes in memory until it ends, takes
its own note of the offset for the truth, and lets a new request wait for one whose connection is
dead. Here every chunk is on the file at once, the length of the file is the offset, and a new
request for an upload takes over from the old one.
"""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

from tuspyserver.storage import TusStorage

from station_centre.disk import PART, sync_file, write_whole
from station_centre.errors import CentreError

_UID: Final = re.compile(r"[0-9a-f]{32}")
_INFO: Final = ".info"
_SWEEP_EVERY_S: Final = 3600.0


class SupersededError(Exception):
    """A newer request has taken over this upload."""


class _Writer:
    """Identity of one request that writes."""


_current_writer: ContextVar[_Writer | None] = ContextVar("current_writer", default=None)


class UploadFolder(TusStorage):
    """Uploads as files ``<uid>`` with their metadata in ``<uid>.info``, for one server process.

    Those that nobody goes on with are removed when the folder is opened, and with the first
    creation of each hour.

    Args:
        folder: Where they are; made when missing.
        keep: Seconds an upload is kept after its last byte.
        now: Seconds since the epoch, like the times of files.

    Raises:
        CentreError: ARCHIVE_FAILED, the folder cannot be made or read.
    """

    def __init__(self, folder: Path, *, keep: float, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._keep = keep
        self._now = now
        self._writers: dict[str, _Writer] = {}
        # Held for single operations only, never while a request waits for its client.
        self._writing = asyncio.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
        except OSError as exc:
            raise CentreError("ARCHIVE_FAILED") from exc

    async def create(self, uid: str) -> None:
        """Begin an empty upload."""
        await asyncio.to_thread(self._create, uid)

    async def exists(self, uid: str) -> bool:
        """Whether the upload is known; never for a name that is not one of ours."""
        return _UID.fullmatch(uid) is not None and await asyncio.to_thread(self._path(uid).exists)

    async def size(self, uid: str) -> int:
        """Bytes on the file."""
        return await asyncio.to_thread(self._length, uid)

    async def append(self, uid: str, chunk: bytes) -> None:
        """Write a chunk at the end; SupersededError when a newer request has taken over."""
        async with self._writing:
            self._check_writer(uid)
            await asyncio.to_thread(self._append, uid, chunk)

    async def flush(self, uid: str) -> None:
        """Get the written bytes onto the disk."""
        await asyncio.to_thread(self._sync, uid)

    async def finalize(self, uid: str) -> None:
        """Nothing to do: the file is whole."""

    async def read(self, uid: str) -> bytes | None:
        """All bytes of an upload."""
        if not await self.exists(uid):
            return None
        return await asyncio.to_thread(self._path(uid).read_bytes)

    async def delete(self, uid: str) -> None:
        """Forget an upload."""
        if _UID.fullmatch(uid):
            await asyncio.to_thread(self._remove, uid)

    async def read_info(self, uid: str) -> dict[str, Any] | None:
        """The upload's metadata, with the length of the file as its offset."""
        if not await self.exists(uid):
            return None
        return await asyncio.to_thread(self._read_info, uid)

    async def write_info(self, uid: str, data: dict[str, Any]) -> None:
        """Replace the metadata at once or not at all."""
        async with self._writing:
            await asyncio.to_thread(self._write_info, uid, data)

    async def list_uids(self) -> list[str]:
        """Every upload there is."""
        return [path.name for path in self._folder.iterdir() if _UID.fullmatch(path.name)]

    def location(self, uid: str) -> str:
        """What the completion hook is given: the id."""
        return uid

    @contextlib.asynccontextmanager
    async def lock(self, uid: str) -> AsyncIterator[None]:  # type: ignore[override]  # see below
        """Make the calling request the one that writes; whichever did so before no longer does.

        (The library annotates this method as the iterator it is built from.)
        """
        writer = _Writer()
        async with self._writing:
            self._writers[uid] = writer
        token = _current_writer.set(writer)
        try:
            yield
        finally:
            _current_writer.reset(token)
            if self._writers.get(uid) is writer:
                del self._writers[uid]

    def _check_writer(self, uid: str) -> None:
        if self._writers.get(uid) is not _current_writer.get():
            raise SupersededError

    def _create(self, uid: str) -> None:
        # Not by "later than": a clock that was put back must not end the sweeping.
        if abs(self._now() - self._swept_at) >= _SWEEP_EVERY_S:
            self._sweep()
        self._path(uid).touch()

    def _sweep(self) -> None:
        """Remove what nothing was added to for too long, and what cut-off writes have left."""
        self._swept_at = self._now()
        for path in self._folder.iterdir():
            if not (_UID.fullmatch(path.name) or path.suffix == PART):
                continue
            # A request may be removing it at this moment.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < self._swept_at - self._keep:
                    self._remove(path.name)

    def _path(self, uid: str) -> Path:
        return self._folder / uid

    def _length(self, uid: str) -> int:
        try:
            return self._path(uid).stat().st_size if _UID.fullmatch(uid) else 0
        except FileNotFoundError:
            return 0

    def _append(self, uid: str, chunk: bytes) -> None:
        with self._path(uid).open("ab") as file:
            file.write(chunk)

    def _sync(self, uid: str) -> None:
        # A request that was faster may have completed and removed it.
        with contextlib.suppress(FileNotFoundError):
            sync_file(self._path(uid))

    def _remove(self, uid: str) -> None:
        for path in (self._path(uid), self._path(uid + _INFO)):
            path.unlink(missing_ok=True)

    def _read_info(self, uid: str) -> dict[str, Any] | None:
        try:
            info = json.loads(self._path(uid + _INFO).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return {**info, "offset": self._length(uid)}

    def _write_info(self, uid: str, data: dict[str, Any]) -> None:
        write_whole(self._path(uid + _INFO), json.dumps(data).encode())
