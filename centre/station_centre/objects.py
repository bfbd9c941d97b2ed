"""The object store: a local folder, or S3-compatible storage; many centres may share it."""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

import obstore
from filelock import FileLock
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

from station_centre.disk import sync_file, sync_folder
from station_centre.errors import CentreError

if TYPE_CHECKING:
    from obstore.store import S3Config

_ENVIRONMENT: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
)
_AT_ONCE: Final = 16
# A desk waits 60 s for an answer, and a packet takes several objects: a storage that is silent must
# not hold up its threads for the three minutes that the library would wait.
_ONE_TRY: Final = timedelta(seconds=15)
_ALL_TRIES: Final = timedelta(seconds=20)
_RETRIES: Final = 3
# What one answer to a listing holds at most, in every kind of store.
_LISTED_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing tells of it.

    Attributes:
        key: Its whole key.
        size: Its bytes.
        changed_at: When it was written, by the clock of the store.
    """

    key: str
    size: int
    changed_at: datetime


class Objects:
    """Bytes under keys; safe to use from several threads and by several centres.

    Every method raises CentreError ARCHIVE_FAILED when the store does.

    Args:
        store: Where they are.
        folder: The same as a folder, which does not write its files through to the disk by itself;
            None for a store that answers only when it has them for good.
    """

    def __init__(self, store: LocalStore | S3Store, folder: Path | None) -> None:
        self._store = store
        self._folder = folder
        self._named_folders: set[Path] = set()

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """Open a store.

        Args:
            where: A folder, made when missing, or ``s3://BUCKET/PREFIX``. Who may use the bucket
                and where it is stands in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
                AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL.

        Raises:
            CentreError: STORE_URL_WRONG, ARCHIVE_FAILED.
        """
        if isinstance(where, str) and "://" in where:
            return cls(_bucket(where), None)
        folder = Path(where)
        with _named():
            return cls(LocalStore(folder, mkdir=True, automatic_cleanup=True), folder)

    def put_new(self, key: str, content: bytes, *, durable: bool = True) -> bool:
        """Create an object; False, with nothing changed, when there is one already.

        Over S3, False may also mean that this very call has created it: a request whose answer was
        lost is made again by the library.

        Args:
            key: Its key.
            content: All of it.
            durable: Whether it has to survive a power cut from now on.
        """
        try:
            with _named():
                obstore.put(self._store, key, content, mode="create", use_multipart=False)
            created = True
        except FileExistsError:
            created = False
        if durable:
            # Also where a rival, or a process that was killed, has just given it its name.
            self._make_durable(key)
        return created

    def put(self, key: str, content: bytes) -> None:
        """Write an object, whatever was there."""
        with _named():
            obstore.put(self._store, key, content, use_multipart=False)
        self._make_durable(key)

    def get(self, key: str) -> bytes | None:
        """The content of an object; None if there is none."""
        try:
            with _named():
                return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None

    def get_all(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        """The contents of several objects, asked for side by side."""
        if self._folder is not None or len(keys) < 2:
            return [self.get(key) for key in keys]
        return asyncio.run(self._get_all(keys))

    def list(self, folder: str, *, after: str | None = None) -> Iterator[str]:
        """The keys below a folder in their order, those after a key only if one is given."""
        if self._folder is None:
            return (each.key for each in self.listed(folder, after=after))
        # By name alone: to ask for the size of each takes ten times as long.
        with _named():
            names = sorted(_files(self._folder, self._folder / folder))
        return (name for name in names if after is None or name > after)

    def listed(self, folder: str, *, after: str | None = None) -> Iterator[Listed]:
        """The objects below a folder in the order of their keys; see ``list``."""
        with _named():
            pages = obstore.list(self._store, folder, offset=after, chunk_size=_LISTED_AT_ONCE)
            if self._folder is not None:
                # A folder is read in whatever order its file system has.
                yield from sorted(map(_listed, pages.collect()), key=lambda each: each.key)
                return
            for page in pages:
                yield from map(_listed, page)

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects, those that are there."""
        for key in keys:
            try:
                with _named():
                    obstore.delete(self._store, key)
            except FileNotFoundError:
                continue

    async def _get_all(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(key: str) -> bytes | None:
            async with room:
                try:
                    with _named():
                        answer = await obstore.get_async(self._store, key)
                        return bytes(await answer.bytes_async())
                except FileNotFoundError:
                    return None

        return await asyncio.gather(*map(one, keys))

    def _make_durable(self, key: str) -> None:
        if self._folder is None:
            return
        path = self._folder / key
        with _named():
            sync_file(path)
            sync_folder(path.parent)
            while (path := path.parent) not in self._named_folders and path != self._folder:
                # Of a folder, too, the name has to be on the disk; once is enough.
                sync_folder(path.parent)
                if len(path.relative_to(self._folder).parts) == 1:
                    self._named_folders.add(path)

    def alone(self) -> AbstractContextManager[object]:
        """For what one process at most may do at a time; over S3 nothing is torn or mended."""
        if self._folder is None:
            return nullcontext()
        return FileLock(self._folder / ".mending")


def _bucket(url: str) -> S3Store:
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or parts.query or parts.fragment:
        raise CentreError("STORE_URL_WRONG")
    config: S3Config = {"region": "us-east-1"}
    config |= {  # type: ignore[typeddict-item]  # the names are of its keys
        name.removeprefix("AWS_").lower(): value
        for name in _ENVIRONMENT
        if (value := os.environ.get(name))
    }
    open_line = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    with _named():
        return S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={"allow_http": open_line, "timeout": _ONE_TRY},
            retry_config={"max_retries": _RETRIES, "retry_timeout": _ALL_TRIES},
        )


def _files(root: Path, folder: Path) -> Iterator[str]:
    """The keys of the objects below a folder; what is not whole yet has a # in its name."""
    for where, _folders, names in os.walk(folder):
        inside = Path(where).relative_to(root)
        yield from ((inside / name).as_posix() for name in names if "#" not in name)


def _listed(found: "obstore.ObjectMeta") -> Listed:
    return Listed(found["path"], found["size"], found["last_modified"])


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except AlreadyExistsError as exc:
        raise FileExistsError from exc
    except FileNotFoundError as exc:
        # Not one object, but all of the storage is not there; the library tells it apart by words.
        if "NoSuchBucket" in str(exc):
            raise CentreError("ARCHIVE_FAILED") from exc
        raise
    except (BaseError, OSError, ValueError) as exc:
        raise CentreError("ARCHIVE_FAILED") from exc
