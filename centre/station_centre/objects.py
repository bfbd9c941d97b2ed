"""The object store: a local folder, or S3-compatible storage; many centres may share it."""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

import obstore
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
            return cls(LocalStore(folder, mkdir=True), folder)

    def put_new(self, key: str, content: bytes, *, durable: bool = True) -> bool:
        """Create an object; False, with nothing changed, when there is one already.

        Args:
            key: Its key.
            content: All of it.
            durable: Whether it has to survive a power cut from now on.
        """
        try:
            with _named():
                obstore.put(self._store, key, content, mode="create", use_multipart=False)
        except FileExistsError:
            return False
        if durable:
            self._make_durable(key)
        return True

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
        return (each.key for each in self.listed(folder, after=after))

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
                self._named_folders.add(path)


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
            client_options={"allow_http": open_line},
        )


def _listed(found: "obstore.ObjectMeta") -> Listed:
    return Listed(found["path"], found["size"], found["last_modified"])


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except AlreadyExistsError as exc:
        raise FileExistsError from exc
    except FileNotFoundError:
        raise
    except (BaseError, OSError, ValueError) as exc:
        raise CentreError("ARCHIVE_FAILED") from exc
