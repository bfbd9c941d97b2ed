"""The centre's card: whom to seal for and whose receipts to believe, signed and able to change."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from station_queue.packet.keys import public_key, sign, signature_holds
from station_queue.packet.rules import PublicKey, canonical_json

_SIGNATURE = Annotated[str, StringConstraints(max_length=88)]
_KEY_CHANGE = b"cccd-centre receipt key\n"


class Endorsement(BaseModel):
    """An earlier receipt key of the centre saying that the present one follows it.

    Attributes:
        key: The earlier public key, base64.
        signature: Base64, Ed25519 by it over the present receipt key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: PublicKey
    signature: _SIGNATURE

    @classmethod
    def of(cls, receipt_key: str, earlier_seed: bytes) -> Self:
        """Endorse a receipt key with the seed of an earlier one; KEY_WRONG unless 32 bytes."""
        signature = sign(_KEY_CHANGE + receipt_key.encode(), earlier_seed)
        return cls(key=public_key(earlier_seed), signature=base64.b64encode(signature).decode())


class CentreCard(BaseModel):
    """What a desk needs to know of its centre.

    Attributes:
        recipient: The age recipient to seal for from now on.
        receipt_key: The public key that signs receipts and this card, base64.
        issued_at: Aware time by the centre's clock; a later card replaces an earlier one.
        endorsements: Earlier receipt keys, each vouching for the present one.
        signature: Base64, Ed25519 by ``receipt_key`` over ``card_bytes``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    recipient: Annotated[str, StringConstraints(pattern=r"^age1[0-9a-z]{58}$")]
    receipt_key: PublicKey
    issued_at: AwareDatetime
    endorsements: Annotated[tuple[Endorsement, ...], Field(max_length=20)] = ()
    signature: _SIGNATURE


def card_bytes(card: CentreCard) -> bytes:
    """What is signed: canonical JSON of every field but the signature."""
    return canonical_json(card.model_dump(mode="json", exclude={"signature"}))


def sign_card(
    *, recipient: str, issued_at: datetime, seed: bytes, earlier_seeds: tuple[bytes, ...] = ()
) -> CentreCard:
    """Make a card signed with the present Ed25519 seed and endorsed by the earlier ones.

    Raises:
        PacketError: KEY_WRONG, a seed is not 32 bytes.
    """
    receipt_key = public_key(seed)
    unsigned = CentreCard(
        recipient=recipient,
        receipt_key=receipt_key,
        issued_at=issued_at,
        endorsements=tuple(Endorsement.of(receipt_key, earlier) for earlier in earlier_seeds),
        signature="",
    )
    signature = base64.b64encode(sign(card_bytes(unsigned), seed)).decode()
    return unsigned.model_copy(update={"signature": signature})


def card_holds(card: CentreCard, trusted_key: str) -> bool:
    """Whether who trusts this receipt key may believe a card: it signed, or endorsed who did."""
    if not _signed(card_bytes(card), card.signature, card.receipt_key):
        return False
    change = _KEY_CHANGE + card.receipt_key.encode()
    return card.receipt_key == trusted_key or any(
        each.key == trusted_key and _signed(change, each.signature, trusted_key)
        for each in card.endorsements
    )


def _signed(message: bytes, signature: str, key: str) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return False
    return signature_holds(message, raw, key)
