"""A lot: packets carried to the centre in a folder, their signed list, the receipts beside them.

A lot lies below whatever is carried, most often a stick::

    cccd-handover/<desk>-<first 8 hex digits of the station's key>/
        <record>.cccd      sealed packets
        list.json          what belongs to the lot, signed by the station; written last
        receipts.json      what the centre said, each receipt signed; written by the centre

The list is one file with its signature in it, so that one replacement puts a new list in the place
of an old one. No name in it is a name of a file: files are named after records.
"""

import base64
import binascii
import errno
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from station_queue.atomic import forget_cached
from station_queue.errors import PacketError
from station_queue.packet.centre_card import CentreCard
from station_queue.packet.keys import public_key, sign, signature_holds
from station_queue.packet.receipt import Receipt
from station_queue.packet.rules import (
    MAX_PACKET_BYTES,
    DeskCode,
    PublicKey,
    RecordId,
    Sha256Hex,
    canonical_json,
)

LOTS: Final = "cccd-handover"
LIST_FILE: Final = "list.json"
RECEIPTS_FILE: Final = "receipts.json"
PACKET_SUFFIX: Final = ".cccd"

MAX_LOT_RECORDS: Final = 50_000
"""More than a desk collects in two months; what is over goes with the next lot."""
MAX_LOT_FILE_BYTES: Final = 64 * 1024 * 1024
"""Longest list or file of receipts that is read: so many entries, and room to spare."""

_Model = TypeVar("_Model", bound=BaseModel)


class LotEntry(BaseModel):
    """One packet of a lot.

    Attributes:
        record: Id of the record, after which the file is named.
        revision: Its revision.
        sha256: Lower-case hex digest of the sealed bytes.
        size: Bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: RecordId
    revision: Annotated[int, Field(ge=1, le=999)]
    sha256: Sha256Hex
    size: Annotated[int, Field(ge=1, le=MAX_PACKET_BYTES)]

    @property
    def file(self) -> str:
        """Name of the packet's file."""
        return self.record + PACKET_SUFFIX


class LotList(BaseModel):
    """The content of list.json.

    Attributes:
        format: 1.
        desk: Code of the desk.
        station_key: The station's public key, base64.
        made_at: Aware time by the desk's clock.
        entries: Each packet once.
        signature: Base64, Ed25519 by the station's key over ``list_bytes``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    desk: DeskCode
    station_key: PublicKey
    made_at: AwareDatetime
    entries: Annotated[tuple[LotEntry, ...], Field(max_length=MAX_LOT_RECORDS)]
    signature: Annotated[str, StringConstraints(max_length=88)]

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[LotEntry, ...]) -> tuple[LotEntry, ...]:
        if len({entry.record for entry in entries}) != len(entries):
            raise ValueError("a record is listed twice")
        return entries

    @classmethod
    def sign(
        cls, *, desk: str, made_at: datetime, entries: Iterable[LotEntry], signing_key: bytes
    ) -> Self:
        """Make a list signed with the station's Ed25519 seed.

        Raises:
            PacketError: KEY_WRONG, the seed is not 32 bytes.
        """
        unsigned = cls(
            desk=desk,
            station_key=public_key(signing_key),
            made_at=made_at,
            entries=tuple(entries),
            signature="",
        )
        signature = base64.b64encode(sign(list_bytes(unsigned), signing_key)).decode()
        return unsigned.model_copy(update={"signature": signature})

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read list.json. Whether its station is a known one is for the caller to decide.

        Raises:
            PacketError: LIST_WRONG, against the rules; LIST_FORGED, the signature does not hold.
        """
        told = _parsed(cls, content, "LIST_WRONG")
        try:
            signature = base64.b64decode(told.signature, validate=True)
        except (ValueError, binascii.Error):
            signature = b""
        if not signature_holds(list_bytes(told), signature, told.station_key):
            raise PacketError("LIST_FORGED", "the list is not signed by the station it names")
        return told


class LotReceipts(BaseModel):
    """The content of receipts.json; each receipt, and the card, carries its own signature.

    Attributes:
        format: 1.
        station_key: The station the lot came from, base64.
        centre: The centre's card as it is now.
        receipts: One for each packet that was answered.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal[1] = 1
    station_key: PublicKey
    centre: CentreCard
    receipts: Annotated[tuple[Receipt, ...], Field(max_length=MAX_LOT_RECORDS)]

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read receipts.json; raises PacketError RECEIPTS_WRONG."""
        return _parsed(cls, content, "RECEIPTS_WRONG")


def list_bytes(told: LotList) -> bytes:
    """What is signed: canonical JSON of every field but the signature."""
    return canonical_json(told.model_dump(mode="json", exclude={"signature"}))


def lot_name(desk: str, station_key: str) -> str:
    """The name of the folder of a station's lot."""
    return f"{desk}-{base64.b64decode(station_key).hex()[:8]}"


def lots_below(folder: Path) -> Iterator[Path]:
    """Folders that may be lots: this one, those in it, and those in its ``cccd-handover``.

    Raises:
        OSError: The folder cannot be read.
    """
    yield folder
    for parent in (folder, folder / LOTS):
        if parent == folder or parent.is_dir():
            yield from sorted(
                path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()
            )


def read_plain(path: Path, most: int) -> bytes | None:
    """The bytes of a file as its medium has them; None when there is no such file.

    Args:
        path: The file.
        most: Largest size that is read.

    Raises:
        OSError: It cannot be read, is no plain file (a link, a pipe), or is larger.
    """
    try:
        about = path.lstat()
        # A link could lead elsewhere, and a pipe would never end.
        if not stat.S_ISREG(about.st_mode) or about.st_size > most:
            raise OSError(errno.EINVAL, "no plain file of such a size")
        with path.open("rb") as file:
            forget_cached(file)
            return file.read(most)
    except FileNotFoundError:
        return None


def _parsed(model: type[_Model], content: bytes, code: str) -> _Model:
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise PacketError(code, "the file breaks the rules of its format") from None
