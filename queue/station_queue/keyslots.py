"""The key slots file beside the store: a person's password unwraps the random store key.

There is no password hash anywhere: the sign-in *is* the unwrapping. Each slot is the store key
encrypted with AES-256-GCM under a key that Argon2id (RFC 9106) makes of the password; the slot's
name is authenticated with it, so a slot cannot be passed off as another person's. One more slot
opens with the recovery code.

Whoever has an older copy of this file goes on to open the store with the passwords of then: taking
a slot away keeps a person out of this desk, not out of a disk that was copied before.
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError, model_validator

from station_queue.atomic import PRIVATE, replace_file
from station_queue.database import from_os
from station_queue.errors import KeySlotError
from station_queue.kdf import DEFAULT_COST, KEY_BYTES, SALT_BYTES, KdfCost, derive
from station_queue.recovery_code import read_recovery_code

_NAME_LENGTH: Final = 200
_RECOVERY_COST: Final = KdfCost(memory_kib=1024, passes=1, lanes=1)
"""What 130 random bits need: nobody tries them through at any speed."""
_RECOVERY: Final = "recovery"
# What a slot is for is authenticated with its name, so that none passes for one of another kind.
_PURPOSE: Final = b"cccd-station key slot 1\0"
_RECOVERY_PURPOSE: Final = b"cccd-station recovery slot 1\0"
_NONCE_BYTES: Final = 12  # NIST SP 800-38D, section 8.2: random 96 bits


class _Kdf(BaseModel):
    """How the password becomes a key; the bounds keep a damaged file from eating the machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    algorithm: Literal["argon2id"] = "argon2id"
    memory_kib: Annotated[int, Field(ge=8, le=1024 * 1024)]
    passes: Annotated[int, Field(ge=1, le=64)]
    lanes: Annotated[int, Field(ge=1, le=64)]
    salt: Annotated[Base64Bytes, Field(min_length=SALT_BYTES, max_length=64)]

    @model_validator(mode="after")
    def _has_memory_for_its_lanes(self) -> Self:
        if self.memory_kib < 8 * self.lanes:  # RFC 9106, section 3.1
            raise ValueError("each lane needs 8 KiB")
        return self

    def derive(self, secret: str) -> bytes:
        cost = KdfCost(memory_kib=self.memory_kib, passes=self.passes, lanes=self.lanes)
        return derive(secret, self.salt, cost)


class _Slot(BaseModel):
    """One person's copy of the store key, wrapped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=_NAME_LENGTH)]
    kdf: _Kdf
    cipher: Literal["AES-256-GCM"] = "AES-256-GCM"
    nonce: Annotated[Base64Bytes, Field(min_length=_NONCE_BYTES, max_length=_NONCE_BYTES)]
    wrapped_key: Annotated[Base64Bytes, Field(min_length=KEY_BYTES + 16, max_length=256)]


class _SlotsFile(BaseModel):
    """The whole file, JSON. Format 1, of the first version, had no recovery slots.

    The first of these opens with the code that is locked away; a second one with a code that nobody
    has said to have written down yet.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1, 2] = 2
    slots: Annotated[list[_Slot], Field(min_length=1)]
    recovery: Annotated[list[_Slot], Field(max_length=2)] = []


def create_slots(
    path: Path,
    name: str,
    password: str,
    *,
    key: bytes,
    cost: KdfCost = DEFAULT_COST,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Make the slots file with the first person's slot.

    Args:
        path: The file to make.
        name: Name to sign in with.
        password: Their password.
        key: The store key to wrap, 32 bytes.
        cost: What a try costs.
        randbytes: Source of the salt and the nonce.

    Raises:
        KeySlotError: SLOTS_EXISTS, NAME_LENGTH, PASSWORD_EMPTY.
        StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL; no file remains.
    """
    if path.exists():
        raise KeySlotError("SLOTS_EXISTS", "there is a key slots file already")
    _write(path, _SlotsFile(slots=[_slot_of(name, password, key, cost, randbytes)]))


def put_slot(
    path: Path,
    name: str,
    password: str,
    *,
    key: bytes,
    cost: KdfCost = DEFAULT_COST,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Give a person a slot, in place of the one they had.

    Raises:
        KeySlotError: NAME_LENGTH, PASSWORD_EMPTY, SLOTS_MISSING, SLOTS_DAMAGED.
        StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL; the file is as it was.
    """
    before = _read(path)
    slot = _slot_of(name, password, key, cost, randbytes)
    others = [one for one in before.slots if one.name != slot.name]
    at = next((n for n, one in enumerate(before.slots) if one.name == slot.name), len(others))
    _write(path, _SlotsFile(slots=[*others[:at], slot, *others[at:]], recovery=before.recovery))


def remove_slot(path: Path, name: str) -> None:
    """Take a person's slot away; nothing happens if they have none.

    Raises:
        KeySlotError: SLOT_LAST: nobody could sign in; SLOTS_MISSING, SLOTS_DAMAGED.
        StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL; the file is as it was.
    """
    before = _read(path)
    left = [one for one in before.slots if one.name != _folded(name)]
    if not left:
        raise KeySlotError("SLOT_LAST", "the last slot stays")
    if len(left) < len(before.slots):
        _write(path, _SlotsFile(slots=left, recovery=before.recovery))


def put_recovery_slot(
    path: Path,
    code: str,
    *,
    key: bytes,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Let this code open the store, too, until `keep_recovery_slot` says that it is the only one.

    Raises:
        KeySlotError: RECOVERY_CODE_TYPO, SLOTS_MISSING, SLOTS_DAMAGED.
        StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL; the file is as it was.
    """
    symbols, before = read_recovery_code(code), _read(path)
    slot = _wrap(_RECOVERY, symbols, key, _RECOVERY_COST, randbytes, _RECOVERY_PURPOSE)
    _write(path, _SlotsFile(slots=before.slots, recovery=[*before.recovery[:1], slot]))


def keep_recovery_slot(path: Path, code: str) -> None:
    """Let no other code open the store any more.

    Raises:
        KeySlotError: RECOVERY_CODE_TYPO, RECOVERY_CODE_WRONG, SLOTS_MISSING, SLOTS_DAMAGED.
        StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL; the file is as it was.
    """
    slot, _key = _opened_by(path, code)
    _write(path, _SlotsFile(slots=_read(path).slots, recovery=[slot]))


def has_recovery_slot(path: Path) -> bool:
    """Whether there is a code that opens the store.

    Raises:
        KeySlotError: SLOTS_MISSING, SLOTS_DAMAGED.
    """
    return bool(_read(path).recovery)


def unlock(path: Path, name: str, password: str) -> bytes:
    """Unwrap the store key; takes the time that the slot's cost asks for.

    Returns:
        The 32-byte store key.

    Raises:
        KeySlotError: SIGN_IN_WRONG for a wrong password or an unknown name, without saying which;
            SLOTS_MISSING; SLOTS_DAMAGED.
    """
    for slot in _read(path).slots:
        if slot.name == _folded(name):
            key = _unwrapped(slot, password, _PURPOSE)
            if key is not None:
                return key
    raise KeySlotError("SIGN_IN_WRONG", "the name and the password open no slot")


def unlock_with_recovery(path: Path, code: str) -> bytes:
    """Unwrap the store key with the recovery code.

    Raises:
        KeySlotError: RECOVERY_CODE_TYPO, RECOVERY_CODE_WRONG, SLOTS_MISSING, SLOTS_DAMAGED.
    """
    _slot, key = _opened_by(path, code)
    return key


def _opened_by(path: Path, code: str) -> tuple[_Slot, bytes]:
    symbols = read_recovery_code(code)
    for slot in _read(path).recovery:
        key = _unwrapped(slot, symbols, _RECOVERY_PURPOSE)
        if key is not None:
            return slot, key
    raise KeySlotError("RECOVERY_CODE_WRONG", "the code opens no slot")


def _slot_of(
    name: str, password: str, key: bytes, cost: KdfCost, randbytes: Callable[[int], bytes]
) -> _Slot:
    if not 0 < len(name) <= _NAME_LENGTH:
        raise KeySlotError("NAME_LENGTH", f"a name has 1 to {_NAME_LENGTH} characters")
    if not password:
        raise KeySlotError("PASSWORD_EMPTY", "the password is empty")
    return _wrap(_folded(name), password, key, cost, randbytes, _PURPOSE)


def _wrap(
    name: str,
    secret: str,
    key: bytes,
    cost: KdfCost,
    randbytes: Callable[[int], bytes],
    purpose: bytes,
) -> _Slot:
    kdf = _Kdf(
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        salt=b64encode(randbytes(SALT_BYTES)),
    )
    nonce = randbytes(_NONCE_BYTES)
    wrapped = AESGCM(kdf.derive(secret)).encrypt(nonce, key, purpose + name.encode())
    return _Slot(name=name, kdf=kdf, nonce=b64encode(nonce), wrapped_key=b64encode(wrapped))


def _unwrapped(slot: _Slot, secret: str, purpose: bytes) -> bytes | None:
    """The store key, or None if the secret is not the slot's."""
    try:
        return AESGCM(slot.kdf.derive(secret)).decrypt(
            slot.nonce, slot.wrapped_key, purpose + slot.name.encode()
        )
    except InvalidTag:
        return None


def _read(path: Path) -> _SlotsFile:
    try:
        return _SlotsFile.model_validate_json(path.read_bytes())
    except FileNotFoundError as exc:
        raise KeySlotError("SLOTS_MISSING", "there is no key slots file") from exc
    except OSError as exc:
        raise from_os(exc) from exc
    except ValidationError:
        # Not chained: pydantic's text quotes the content of the file.
        raise KeySlotError("SLOTS_DAMAGED", "the key slots file cannot be read") from None


def _write(path: Path, content: _SlotsFile) -> None:
    try:
        replace_file(path, content.model_dump_json(indent=2).encode(), mode=PRIVATE)
    except OSError as exc:
        raise from_os(exc) from exc


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name)
