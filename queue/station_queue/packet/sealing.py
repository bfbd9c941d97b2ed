"""Sealing: parts become one signed, encrypted packet that the desk itself cannot open again."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

import pyrage

from station_queue.errors import PacketError
from station_queue.packet.keys import parse_recipient, public_key, sign
from station_queue.packet.manifest import Manifest
from station_queue.packet.rules import (
    MANIFEST_PART,
    MAX_PACKET_BYTES,
    RECORD_PART,
    SIGNATURE_PART,
)

# The earliest time a zip can carry: when a packet was made is in the manifest and nowhere else.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_OWNER_ONLY = 0o100600 << 16
_UNIX = 3


def seal(
    parts: Mapping[str, bytes],
    *,
    record: str,
    desk: str,
    made_at: datetime,
    signing_key: bytes,
    recipient: str,
    revision: int = 1,
) -> bytes:
    """Seal the parts of a record for the centre.

    Args:
        parts: Content by name; "record.json" must be there and carry ``record`` under "record".
        record: Id of the record, a UUID in lower case.
        desk: Code of the desk.
        made_at: Aware time of sealing.
        signing_key: Ed25519 seed of the station, 32 bytes.
        recipient: The centre's age recipient (age1...).
        revision: 1, and one more with each correction.

    Returns:
        The bytes of ``<record>.cccd``. The zip inside depends on the arguments only; the age
        layer has a fresh file key each time.

    Raises:
        PacketError: MANIFEST_WRONG, RECORD_WRONG, KEY_WRONG or PACKET_TOO_LARGE.
    """
    manifest = Manifest.describe(
        parts,
        record=record,
        revision=revision,
        desk=desk,
        made_at=made_at,
        station_key=public_key(signing_key),
    )
    check_record_id(parts[RECORD_PART], record)
    content = manifest.to_bytes()
    plain = _zip({**parts, MANIFEST_PART: content, SIGNATURE_PART: sign(content, signing_key)})
    sealed: bytes = pyrage.encrypt(plain, [parse_recipient(recipient)])
    if len(sealed) > MAX_PACKET_BYTES:
        raise PacketError("PACKET_TOO_LARGE", f"packet above {MAX_PACKET_BYTES} bytes")
    return sealed


def check_record_id(content: bytes, record: str) -> None:
    """Raises PacketError RECORD_WRONG unless record.json is an object that names this record."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as exc:
        raise PacketError("RECORD_WRONG", "record.json is not JSON") from exc
    if not isinstance(document, dict) or document.get("record") != record:
        raise PacketError("RECORD_WRONG", "record.json names another record than the manifest")


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system = _UNIX
            entry.external_attr = _OWNER_ONLY
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
