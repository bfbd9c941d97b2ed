"""The receipt: the centre's signed answer for one packet."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from station_queue.packet.keys import sign, signature_holds
from station_queue.packet.rules import Code, RecordId, Sha256Hex, canonical_json

Verdict = Literal["accepted", "rejected", "duplicate"]


class Receipt(BaseModel):
    """What the centre said about one packet.

    Attributes:
        record: Id of the record the packet carries (or claimed to, when it could not be opened).
        packet_sha256: Lower-case hex digest of the sealed bytes as they arrived: a receipt
            speaks of these bytes and no others.
        verdict: accepted; rejected; or duplicate, when this very content had been accepted in
            other bytes before: nothing more is to be done then either.
        code: Reason of a rejection, upper-case; None otherwise.
        text: The reason in words; None unless rejected.
        field: Name of the form field, or of the part, that the reason is about, if of one.
        issued_at: Aware time by the centre's clock.
        signature: Base64 of the Ed25519 signature over ``receipt_bytes``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: RecordId
    packet_sha256: Sha256Hex
    verdict: Verdict
    code: Code | None = None
    text: Annotated[str, StringConstraints(max_length=500)] | None = None
    field: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_./-]{1,64}$")] | None = None
    issued_at: AwareDatetime
    signature: Annotated[str, StringConstraints(max_length=88)]


def receipt_bytes(receipt: Receipt) -> bytes:
    """What is signed: canonical JSON of every field but the signature.

    A ``field`` of None is left out: receipts were signed before there were any.
    """
    left_out = {"signature"} | ({"field"} if receipt.field is None else set())
    return canonical_json(receipt.model_dump(mode="json", exclude=left_out))


def sign_receipt(
    *,
    record: str,
    packet_sha256: str,
    verdict: Verdict,
    code: str | None = None,
    text: str | None = None,
    field: str | None = None,
    issued_at: datetime,
    signing_key: bytes,
) -> Receipt:
    """Make a receipt signed with the centre's Ed25519 seed.

    Raises:
        PacketError: KEY_WRONG, the seed is not 32 bytes.
    """
    unsigned = Receipt(
        record=record,
        packet_sha256=packet_sha256,
        verdict=verdict,
        code=code,
        text=text,
        field=field,
        issued_at=issued_at,
        signature="",
    )
    signature = base64.b64encode(sign(receipt_bytes(unsigned), signing_key)).decode()
    return unsigned.model_copy(update={"signature": signature})


def verify_receipt(receipt: Receipt, key: str) -> bool:
    """Whether the centre with this public key (base64) has signed this receipt."""
    try:
        signature = base64.b64decode(receipt.signature, validate=True)
    except (ValueError, binascii.Error):
        return False
    return signature_holds(receipt_bytes(receipt), signature, key)
