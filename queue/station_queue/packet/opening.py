"""Opening: a packet is decrypted and believed only after every check has passed."""

import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pyrage

from station_queue.errors import PacketError
from station_queue.packet.keys import SIGNATURE_BYTES, parse_identities, signature_holds
from station_queue.packet.manifest import Manifest, PartEntry
from station_queue.packet.rules import (
    MANIFEST_PART,
    MAX_MANIFEST_BYTES,
    MAX_PACKET_BYTES,
    MAX_PART_BYTES,
    MAX_PARTS,
    RECORD_PART,
    SIGNATURE_PART,
)
from station_queue.packet.sealing import check_record_id

# First line of every age file of version 1 (age-encryption.org/v1, "Header").
_AGE_INTRO = b"age-encryption.org/v1\n"
_AGE_HEADER_END = b"\n--- "
# The header names one recipient in about 200 bytes, and may hold some noise. The library reads it
# from its beginning again with every line, and lets no other thread work: of 200 kB for a minute.
_MAX_AGE_HEADER_BYTES = 4096
_ENCRYPTED_FLAG = 0x1
# APPNOTE.TXT 4.3.15 and 4.3.16. A directory of all parts has 12 kB; zipfile makes an object of
# each entry before anybody can count them, ten times as large.
_ZIP_END = struct.Struct("<4s4HLLH")
_ZIP_END_MARK = b"PK\x05\x06"
_ZIP64_LOCATOR_MARK = b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20
_MAX_DIRECTORY_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class OpenedPacket:
    """A packet whose signature and hashes hold.

    Attributes:
        manifest: The signed manifest.
        parts: Content of each part by name, without manifest and signature.
        station_key: Public key (base64) that signed the manifest. Whether that station is a
            known one is for the caller to decide.
    """

    manifest: Manifest
    parts: dict[str, bytes] = field(repr=False)
    station_key: str


def open_packet(
    sealed: bytes | Path, identity: str, *, max_bytes: int = MAX_PACKET_BYTES
) -> OpenedPacket:
    """Open a packet and check all of it.

    Args:
        sealed: The packet or the file it is in.
        identity: age identity (AGE-SECRET-KEY-1...) or the content of an identity file; several
            lines are tried one after the other.
        max_bytes: Largest sealed packet that is looked at.

    Raises:
        PacketError: PACKET_MISSING (no such file), PACKET_TOO_LARGE, KEY_WRONG (identity
            unreadable), PACKET_NOT_AGE, PACKET_KEY_WRONG (sealed for another key),
            PACKET_DAMAGED (cut or changed), ZIP_WRONG, PART_TOO_LARGE, NAMES_WRONG,
            MANIFEST_WRONG, SIGNATURE_WRONG, HASH_WRONG, RECORD_WRONG.
    """
    content = _read(sealed, max_bytes)
    parts = _unzip(_decrypt(content, identity))
    manifest_bytes = parts.pop(MANIFEST_PART, None)
    signature = parts.pop(SIGNATURE_PART, None)
    if manifest_bytes is None or signature is None:
        raise PacketError("NAMES_WRONG", "manifest or signature missing")
    manifest = _checked_manifest(manifest_bytes, signature)
    _check_parts(manifest, parts)
    check_record_id(parts[RECORD_PART], manifest.record)
    return OpenedPacket(manifest, parts, manifest.station_key)


def _read(sealed: bytes | Path, max_bytes: int) -> bytes:
    if isinstance(sealed, Path):
        try:
            with sealed.open("rb") as file:
                sealed = file.read(max_bytes + 1)
        except OSError as exc:
            raise PacketError("PACKET_MISSING", "the packet file cannot be read") from exc
    if len(sealed) > max_bytes:
        raise PacketError("PACKET_TOO_LARGE", f"packet above {max_bytes} bytes")
    return sealed


def _decrypt(sealed: bytes, identity: str) -> bytes:
    identities = parse_identities(identity)
    if not sealed.startswith(_AGE_INTRO):
        raise PacketError("PACKET_NOT_AGE", "not an age file")
    start = sealed[:_MAX_AGE_HEADER_BYTES]
    if len(sealed) > len(start) and _AGE_HEADER_END not in start:
        raise PacketError("PACKET_NOT_AGE", "its header is longer than that of a packet")
    try:
        plain: bytes = pyrage.decrypt(sealed, identities)
    except pyrage.DecryptError as exc:
        # The library has one error class; this text is how age's Rust library names that case.
        if "No matching keys" in str(exc):
            raise PacketError("PACKET_KEY_WRONG", "sealed for another key") from exc
        raise PacketError("PACKET_DAMAGED", "cut or changed after sealing") from exc
    return plain


def _unzip(plain: bytes) -> dict[str, bytes]:
    """The parts by name; ZIP_WRONG unless it is a plain stored zip, each name once."""
    _check_directory(plain)
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(plain))
            return {entry.filename: archive.read(entry) for entry in entries}
    except PacketError:
        raise
    # zipfile answers crafted archives with whatever its parsing stumbles over (struct.error,
    # UnicodeDecodeError, NotImplementedError, OverflowError ...); all mean the same here.
    except Exception as exc:
        raise PacketError("ZIP_WRONG", "the content is not a readable zip") from exc


def _check_directory(plain: bytes) -> None:
    """Refuse a directory that is longer than that of any packet, before it is read."""
    end = plain[-_ZIP_END.size :]
    if len(end) < _ZIP_END.size or not end.startswith(_ZIP_END_MARK):
        raise PacketError("ZIP_WRONG", "the content does not end as a zip without a comment")
    # What is written behind a locator would count instead of the plain numbers.
    before = plain[-_ZIP_END.size - _ZIP64_LOCATOR_BYTES : -_ZIP_END.size]
    *_, directory_bytes, _offset, comment_bytes = _ZIP_END.unpack(end)
    is_zip64 = before.startswith(_ZIP64_LOCATOR_MARK)
    if is_zip64 or comment_bytes or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise PacketError("ZIP_WRONG", "the directory of the zip is longer than that of a packet")


def _check_entries(entries: list[zipfile.ZipInfo], plain_bytes: int) -> None:
    """Refuse what could grow on reading, before anything is read."""
    if len(entries) > MAX_PARTS + 2:
        raise PacketError("NAMES_WRONG", "too many parts")
    if len({entry.filename for entry in entries}) != len(entries):
        raise PacketError("NAMES_WRONG", "a part is there twice")
    stored = all(
        entry.compress_type == zipfile.ZIP_STORED
        and entry.file_size == entry.compress_size
        and not entry.flag_bits & _ENCRYPTED_FLAG
        for entry in entries
    )
    # Stored parts that add up to more than the zip itself must overlap each other.
    if not stored or sum(entry.file_size for entry in entries) > plain_bytes:
        raise PacketError("ZIP_WRONG", "a part is compressed, encrypted or overlaps another")
    if any(entry.file_size > MAX_PART_BYTES for entry in entries):
        raise PacketError("PART_TOO_LARGE", f"a part is above {MAX_PART_BYTES} bytes")


def _checked_manifest(content: bytes, signature: bytes) -> Manifest:
    if len(content) > MAX_MANIFEST_BYTES:
        raise PacketError("MANIFEST_WRONG", f"manifest above {MAX_MANIFEST_BYTES} bytes")
    manifest = Manifest.parse(content)
    if len(signature) != SIGNATURE_BYTES or not signature_holds(
        content, signature, manifest.station_key
    ):
        raise PacketError("SIGNATURE_WRONG", "the signature is not of this manifest and key")
    return manifest


def _check_parts(manifest: Manifest, parts: dict[str, bytes]) -> None:
    if parts.keys() != manifest.parts.keys():
        raise PacketError("NAMES_WRONG", "the parts are not those of the manifest")
    for name, content in parts.items():
        if PartEntry.of(content) != manifest.parts[name]:
            raise PacketError("HASH_WRONG", f"{name} is not the part that was signed")
