"""A backup as one file: a ZIP without compression whose manifest names the hash of each member.

The store in it is encrypted as it is on the desk, and the key slots are wrapped as they are there.
Nothing else in it, and nothing in its name, is about anybody. The manifest carries a code that
only a holder of the store's key can make: settings or slots that were exchanged are found by it.
"""

import contextlib
import hashlib
import hmac
import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Annotated, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from station_queue.atomic import PRIVATE, forget_cached
from station_queue.errors import BackupError
from station_queue.migrate import shipped
from station_queue.packet.rules import Sha256Hex, canonical_json

FORMAT: Final = 1
STORE: Final = "station.db"
SLOTS: Final = "station.slots.json"
SETTINGS: Final = "station.toml"
MANIFEST: Final = "manifest.json"
MEMBERS: Final = (STORE, SLOTS, SETTINGS)

_ZIP_START: Final = b"PK\x03\x04"
_CHUNK: Final = 1024 * 1024
# So much may be on its way to a slow stick at once: what is written is soon known to be there, and
# a stop does not have to wait for minutes of writing that the system had put off.
_SYNC_EVERY: Final = 16 * _CHUNK
_SMALL: Final = 1024 * 1024  # neither manifest nor slots nor settings are ever larger
_CODE_FOR: Final = b"cccd-station backup manifest 1\0"

Stop = Callable[[], bool]

# Whatever a damaged ZIP makes the standard library raise.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Member(BaseModel):
    """One file inside."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256Hex
    size: Annotated[int, Field(ge=0)]


class AuditMark(BaseModel):
    """The last row of the audit when the backup was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: Annotated[int, Field(ge=0)]
    hash: Sha256Hex


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        format: 1.
        desk: Code of the desk.
        made_at: Aware time by the desk's clock.
        lineage: The same in all backups of one store, another one once it was restored.
        schema_version: That of the store.
        members: Each file with its hash.
        totals: The line that must add up, of the moment of the copy.
        audit: The head of the audit of that moment.
        code: HMAC-SHA256 of all the others under the store's key, lower-case hex.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    desk: Annotated[str, Field(min_length=1, max_length=32)]
    made_at: AwareDatetime
    lineage: Annotated[str, Field(min_length=1, max_length=64)]
    schema_version: Annotated[int, Field(ge=1)]
    members: dict[str, Member]
    totals: dict[str, int]
    audit: AuditMark
    code: Annotated[str, Field(max_length=64)] = ""

    def signed(self, key: bytes) -> Self:
        """The same with its code."""
        return self.model_copy(update={"code": self._code(key)})

    def holds(self, key: bytes) -> bool:
        """Whether it was made by a holder of this key and not changed since."""
        return hmac.compare_digest(self.code.encode(), self._code(key).encode())

    def _code(self, key: bytes) -> str:
        told = canonical_json(self.model_dump(mode="json", exclude={"code"}))
        return hmac.new(key, _CODE_FOR + told, hashlib.sha256).hexdigest()


def stopped() -> BackupError:
    """The caller's stop came first."""
    return BackupError("BACKUP_STOPPED", "stopped before the end")


def damaged() -> BackupError:
    """Not as it was made."""
    return BackupError("BACKUP_DAMAGED", "the backup is cut short or was changed")


def write_backup(
    path: Path,
    store: Path,
    small: Mapping[str, bytes],
    manifest_of: Callable[[dict[str, Member]], Manifest],
    *,
    stop: Stop,
) -> Manifest:
    """Write a backup under a name that is free, down to the disk.

    Args:
        path: The file to make.
        store: The copy of the store.
        small: The other members by name.
        manifest_of: Makes the manifest once the hashes are known.
        stop: Asked between pieces.

    Raises:
        BackupError: BACKUP_STOPPED.
        OSError: As the operating system said it. Whatever is raised, a part of the file may remain.
    """

    def entry(name: str) -> zipfile.ZipInfo:
        # Of the format's first day: it knows none before 1980 or after 2107, a clock does.
        info = zipfile.ZipInfo(name)
        info.external_attr = PRIVATE << 16
        return info

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, PRIVATE)

    # Path.open takes no opener, and the permissions must be right from the first byte on.
    with open(path, "xb", opener=opener) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            with (
                store.open("rb") as source,
                archive.open(entry(STORE), "w", force_zip64=True) as to,
            ):
                members = {STORE: _copy(source, to, stop, on_disk=file)}
            for name, content in small.items():
                archive.writestr(entry(name), content)
                members[name] = Member(
                    sha256=hashlib.sha256(content).hexdigest(), size=len(content)
                )
            manifest = manifest_of(members)
            archive.writestr(entry(MANIFEST), manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
        forget_cached(file)
    return manifest


class BackupFile:
    """A backup opened for reading: its manifest is read, what else is asked for is verified."""

    def __init__(self, path: Path) -> None:
        """Open it and read its manifest.

        Args:
            path: The file.

        Raises:
            BackupError: BACKUP_MISSING, BACKUP_UNKNOWN (not a backup), BACKUP_DAMAGED,
                BACKUP_NEWER, BACKUP_UNREADABLE.
        """
        with reading():
            self._file = path.open("rb")
        try:
            with reading():
                _require_zip(self._file.read(len(_ZIP_START)))
                self._archive = zipfile.ZipFile(self._file)
                self.manifest = _manifest(self._archive)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()
        self._file.close()

    def small(self, name: str) -> bytes:
        """The bytes of a small member, as they were hashed.

        Raises:
            BackupError: BACKUP_DAMAGED, BACKUP_UNREADABLE.
        """
        known = self.manifest.members[name]
        with reading(), self._archive.open(_stored(self._archive, name, known.size)) as member:
            content = member.read(_SMALL + 1)
        if len(content) != known.size or hashlib.sha256(content).hexdigest() != known.sha256:
            raise damaged()
        return content

    def unpack_store(self, to: IO[bytes], stop: Stop) -> None:
        """Write the store to a file, verified while it is read.

        Raises:
            BackupError: BACKUP_DAMAGED, BACKUP_UNREADABLE, BACKUP_STOPPED.
            OSError: The file could not be written.
        """
        known = self.manifest.members[STORE]
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(STORE, known.size, stop):
            digest.update(chunk)
            size += len(chunk)
            to.write(chunk)
        if size != known.size or digest.hexdigest() != known.sha256:
            raise damaged()

    def verify(self, stop: Stop) -> None:
        """Read every byte and hold it against the manifest.

        Raises:
            BackupError: BACKUP_DAMAGED, BACKUP_UNREADABLE, BACKUP_STOPPED.
        """
        for name in MEMBERS:
            known = self.manifest.members[name]
            digest = hashlib.sha256()
            for chunk in self._chunks(name, known.size, stop):
                digest.update(chunk)
            if digest.hexdigest() != known.sha256:
                raise damaged()

    def _chunks(self, name: str, size: int, stop: Stop) -> Iterator[bytes]:
        with reading():
            member = self._archive.open(_stored(self._archive, name, size))
        with member:
            while True:
                if stop():
                    raise stopped()
                with reading():
                    chunk = member.read(_CHUNK)
                if not chunk:
                    return
                yield chunk


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Give whatever goes wrong with reading a backup its name."""
    try:
        yield
    except _ZIP_ERRORS as exc:
        raise damaged() from exc
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise BackupError("BACKUP_MISSING", "there is no such file") from exc
    except OSError as exc:
        raise BackupError("BACKUP_UNREADABLE", exc.strerror or type(exc).__name__) from exc


def _unknown() -> BackupError:
    return BackupError("BACKUP_UNKNOWN", "the file is not a backup")


def _require_zip(start: bytes) -> None:
    if start != _ZIP_START:
        raise _unknown()


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise _unknown()
    with archive.open(_stored(archive, MANIFEST, None)) as member:
        content = member.read(_SMALL)
    told = json.loads(content)
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise BackupError("BACKUP_NEWER", f"the backup has format {told['format']}")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        raise damaged() from None
    newest = shipped()[-1].version
    if manifest.schema_version > newest:
        raise BackupError(
            "BACKUP_NEWER", f"it has schema {manifest.schema_version}, this program {newest}"
        )
    if set(archive.namelist()) != {*MEMBERS, MANIFEST} or set(manifest.members) != set(MEMBERS):
        raise damaged()
    return manifest


def _stored(archive: zipfile.ZipFile, name: str, size: int | None) -> zipfile.ZipInfo:
    """The entry of a member, which lies there as it is and has the size it is known by."""
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or size not in {None, info.file_size}:
        raise damaged()
    return info


def _copy(source: IO[bytes], to: IO[bytes], stop: Stop, *, on_disk: IO[bytes]) -> Member:
    digest, size, synced = hashlib.sha256(), 0, 0
    while chunk := source.read(_CHUNK):
        if stop():
            raise stopped()
        digest.update(chunk)
        to.write(chunk)
        size += len(chunk)
        if size - synced >= _SYNC_EVERY:
            on_disk.flush()
            os.fsync(on_disk.fileno())
            synced = size
    return Member(sha256=digest.hexdigest(), size=size)
