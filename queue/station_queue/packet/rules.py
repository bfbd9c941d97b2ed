"""Names and limits that sealing and opening both hold to."""

import json
import re
from typing import Annotated, Final

from pydantic import JsonValue, StringConstraints

SCHEMA_VERSION: Final = 1

RECORD_PART = "record.json"
MANIFEST_PART = "manifest.json"
SIGNATURE_PART = "manifest.sig"

# A record with ten prints and a portrait is about 600 kB; the limits leave room for a portrait in
# full resolution and keep what a hostile packet can cost the centre bounded.
MAX_PACKET_BYTES = 32 * 1024 * 1024
MAX_PART_BYTES = 16 * 1024 * 1024
MAX_MANIFEST_BYTES = 64 * 1024
MAX_PARTS = 64

# One folder level at most, nothing that a file system could read as a way out of the folder.
_PART_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(/[a-z0-9][a-z0-9_-]{0,63})?\.[a-z0-9]{1,8}")

RecordId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
# An Ed25519 public key: 32 bytes in base64 are 43 digits and one sign of padding.
PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
DeskCode = Annotated[str, StringConstraints(pattern=r"^[\w.-][\w .-]{0,63}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]


def is_part_name(name: str) -> bool:
    """Whether a part that is not the manifest or its signature may be called this."""
    return _PART_NAME.fullmatch(name) is not None and name not in {MANIFEST_PART, SIGNATURE_PART}


def canonical_json(value: JsonValue) -> bytes:
    """The one spelling of a JSON value that is hashed and signed: sorted, compact, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
