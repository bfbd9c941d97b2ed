"""Keys of stations and centres: made, shown and used for signatures."""

import base64
import binascii

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from station_queue.errors import PacketError

SIGNATURE_BYTES = 64


def generate_signing_key() -> bytes:
    """A new Ed25519 seed, 32 random bytes; keep it secret."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(signing_key: bytes) -> str:
    """The public half of an Ed25519 seed, 32 bytes as base64.

    Raises:
        PacketError: KEY_WRONG, the seed is not 32 bytes.
    """
    return base64.b64encode(_private(signing_key).public_key().public_bytes_raw()).decode()


def generate_identity() -> tuple[str, str]:
    """A new age key pair: the secret identity (AGE-SECRET-KEY-1...) and its recipient (age1...)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(text: str) -> str:
    """The age recipient named by a text: the recipient itself or the content of a recipients file.

    Raises:
        PacketError: KEY_WRONG, there is not exactly one valid X25519 recipient.
    """
    lines = _key_lines(text)
    if len(lines) != 1:
        raise PacketError("KEY_WRONG", "expected exactly one age recipient")
    return str(parse_recipient(lines[0]))


def recipients_of(identities: str) -> list[str]:
    """The recipients whose packets the identities in a text open; KEY_WRONG for no identity."""
    return [str(identity.to_public()) for identity in parse_identities(identities)]


def parse_recipient(text: str) -> pyrage.x25519.Recipient:
    """Raises PacketError KEY_WRONG unless the text is an X25519 recipient."""
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as exc:
        raise PacketError("KEY_WRONG", "not an age X25519 recipient") from exc


def parse_identities(text: str) -> list[pyrage.x25519.Identity]:
    """The identities of a text in the format of age's identity files (# begins a comment).

    Raises:
        PacketError: KEY_WRONG, none in it or one that is no X25519 identity.
    """
    lines = _key_lines(text)
    if not lines:
        raise PacketError("KEY_WRONG", "no age identity in the key file")
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError as exc:
        raise PacketError("KEY_WRONG", "not an age X25519 identity") from exc


def sign(message: bytes, signing_key: bytes) -> bytes:
    """Ed25519 signature (RFC 8032), 64 bytes; KEY_WRONG unless the seed is 32 bytes."""
    return _private(signing_key).sign(message)


def signature_holds(message: bytes, signature: bytes, key: str) -> bool:
    """Whether the signature is of this message by the holder of this public key (base64)."""
    try:
        raw = base64.b64decode(key, validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _private(signing_key: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(signing_key)
    except ValueError as exc:
        raise PacketError("KEY_WRONG", "an Ed25519 seed has 32 bytes") from exc


def _key_lines(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
