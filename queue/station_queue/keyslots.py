"""The key slots file beside the store: a person's password unwraps the random store key.

There is no password hash anywhere: the sign-in *is* the unwrapping. Each slot is the store key
encrypted with AES-256-GCM under a key that Argon2id (RFC 9106) makes of the password; the slot's
name is authenticated with it, so a slot cannot be passed off as another person's.
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError, model_validator

from station_queue.atomic import PRIVATE, replace_file
from station_queue.database import from_os
from station_queue.errors import KeySlotError

_NAME_LENGTH: Final = 200
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16  # RFC 9106, section 3.1
_NONCE_BYTES: Final = 12  # NIST SP 800-38D, section 8.2: random 96 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfCost:
    """What one try at a password costs, by Argon2id's parameters.

    Attributes:
        memory_kib: KiB of memory; 64 MiB is RFC 9106's second recommended option.
        passes: How often it is gone over.
        lanes: How much of it can run in parallel.
    """

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


DEFAULT_COST: Final = KdfCost()


class _Kdf(BaseModel):
    """How the password becomes a key; the bounds keep a damaged file from eating the machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    algorithm: Literal["argon2id"] = "argon2id"
    memory_kib: Annotated[int, Field(ge=8, le=1024 * 1024)]
    passes: Annotated[int, Field(ge=1, le=64)]
    lanes: Annotated[int, Field(ge=1, le=64)]
    salt: Annotated[Base64Bytes, Field(min_length=_SALT_BYTES, max_length=64)]

    @model_validator(mode="after")
    def _has_memory_for_its_lanes(self) -> Self:
        if self.memory_kib < 8 * self.lanes:  # RFC 9106, section 3.1
            raise ValueError("each lane needs 8 KiB")
        return self

    def derive(self, password: str) -> bytes:
        # The same word can be typed composed or decomposed, depending on the input method:
        # RFC 8265, section 4.2.2 normalises passwords to NFC.
        secret = unicodedata.normalize("NFC", password).encode()
        return Argon2id(
            salt=self.salt,
            length=_KEY_BYTES,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive(secret)


class _Slot(BaseModel):
    """One person's copy of the store key, wrapped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=_NAME_LENGTH)]
    kdf: _Kdf
    cipher: Literal["AES-256-GCM"] = "AES-256-GCM"
    nonce: Annotated[Base64Bytes, Field(min_length=_NONCE_BYTES, max_length=_NONCE_BYTES)]
    wrapped_key: Annotated[Base64Bytes, Field(min_length=_KEY_BYTES + 16, max_length=256)]


class _SlotsFile(BaseModel):
    """The whole file, JSON; a list from the first day, though one slot is enough to begin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    slots: Annotated[list[_Slot], Field(min_length=1)]


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
    if not 0 < len(name) <= _NAME_LENGTH:
        raise KeySlotError("NAME_LENGTH", f"a name has 1 to {_NAME_LENGTH} characters")
    if not password:
        raise KeySlotError("PASSWORD_EMPTY", "the password is empty")
    content = _SlotsFile(slots=[_wrap(_folded(name), password, key, cost, randbytes)])
    try:
        replace_file(path, content.model_dump_json(indent=2).encode(), mode=PRIVATE)
    except OSError as exc:
        raise from_os(exc) from exc


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
            wrapping_key = slot.kdf.derive(password)
            try:
                return AESGCM(wrapping_key).decrypt(
                    slot.nonce, slot.wrapped_key, _associated(slot.name)
                )
            except InvalidTag as exc:
                raise _wrong() from exc
    raise _wrong()


def _wrap(
    name: str, password: str, key: bytes, cost: KdfCost, randbytes: Callable[[int], bytes]
) -> _Slot:
    kdf = _Kdf(
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        salt=b64encode(randbytes(_SALT_BYTES)),
    )
    nonce = randbytes(_NONCE_BYTES)
    wrapped = AESGCM(kdf.derive(password)).encrypt(nonce, key, _associated(name))
    return _Slot(name=name, kdf=kdf, nonce=b64encode(nonce), wrapped_key=b64encode(wrapped))


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


def _associated(name: str) -> bytes:
    return b"cccd-station key slot 1\0" + name.encode()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _wrong() -> KeySlotError:
    return KeySlotError("SIGN_IN_WRONG", "the name and the password open no slot")
