"""Enrolment: the code a technician scans, and how a station proves that its key is its own.

The code is one line, short enough for a QR code that a webcam reads from a sheet of paper::

    CCCD-ENROL:1?c=<CA>&k=<receipt key>&r=<age recipient>&t=<token>&u=<address>

``c``: SHA-256 of the DER bytes of the certificate authority, base64url without padding; it is
missing where the address is plain http (trial on one machine). The token works once.
"""

import base64
import binascii
import hashlib
from typing import Annotated, Final, Self
from urllib.parse import parse_qsl, quote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from station_queue.errors import PacketError
from station_queue.packet.keys import sign, signature_holds
from station_queue.packet.rules import DeskCode, PublicKey

_PREFIX: Final = "CCCD-ENROL:1?"
_MAX_CODE: Final = 1_000
_PROOF: Final = b"cccd-centre enrolment\n"

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,86}$")]
"""16 to 64 random bytes, base64url without padding."""


class EnrolmentCode(BaseModel):
    """What the centre hands a technician for one desk.

    Attributes:
        url: Address of the centre.
        ca_sha256: SHA-256 of its certificate authority (DER), lower-case hex; None for http.
        recipient: The age recipient to seal for.
        receipt_key: The public key of its receipts, base64.
        token: Secret; works once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]{1,200}$")]
    ca_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    recipient: Annotated[str, StringConstraints(pattern=r"^age1[0-9a-z]{58}$")]
    receipt_key: PublicKey
    token: Annotated[Token, Field(repr=False)]

    @model_validator(mode="after")
    def _pinned_where_encrypted(self) -> Self:
        scheme = urlsplit(self.url).scheme
        if (scheme == "https") != (self.ca_sha256 is not None):
            raise ValueError("https has a certificate authority to pin, http has none")
        return self

    def to_text(self) -> str:
        """The line that is shown as a QR code."""
        fields = {
            "c": None if self.ca_sha256 is None else _short(bytes.fromhex(self.ca_sha256)),
            "k": _short(base64.b64decode(self.receipt_key)),
            "r": self.recipient,
            "t": self.token,
            "u": self.url,
        }
        pairs = (f"{name}={quote(value, safe=':/')}" for name, value in fields.items() if value)
        return _PREFIX + "&".join(pairs)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code.

        Raises:
            PacketError: ENROL_CODE_WRONG, whatever is wrong with it (it is a secret, so the error
                quotes none of it).
        """
        try:
            return cls.model_validate(_fields(text.strip()))
        except (ValidationError, ValueError, KeyError, binascii.Error):
            raise PacketError("ENROL_CODE_WRONG", "this is no enrolment code") from None


class EnrolmentRequest(BaseModel):
    """What a station sends to be known from now on (POST /enrol).

    Attributes:
        token: Of the code.
        station_key: The station's public key, base64.
        station_token: The secret it will name itself with; chosen by the station, so that a request
            whose answer was lost can simply be made again.
        desk: Code of the desk.
        proof: Base64, Ed25519 by the station's key over ``enrolment_bytes``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Annotated[Token, Field(repr=False)]
    station_key: PublicKey
    station_token: Annotated[Token, Field(repr=False)]
    desk: DeskCode
    proof: Annotated[str, StringConstraints(max_length=88)]

    @classmethod
    def make(
        cls, *, token: str, station_token: str, desk: str, station_key: str, signing_key: bytes
    ) -> Self:
        """A request signed with the station's Ed25519 seed; KEY_WRONG unless 32 bytes."""
        proof = sign(enrolment_bytes(token, station_token, desk), signing_key)
        return cls(
            token=token,
            station_key=station_key,
            station_token=station_token,
            desk=desk,
            proof=base64.b64encode(proof).decode(),
        )

    @property
    def proven(self) -> bool:
        """Whether whoever asks holds the secret half of the station's key."""
        try:
            proof = base64.b64decode(self.proof, validate=True)
        except (ValueError, binascii.Error):
            return False
        message = enrolment_bytes(self.token, self.station_token, self.desk)
        return signature_holds(message, proof, self.station_key)


def enrolment_bytes(token: str, station_token: str, desk: str) -> bytes:
    """What a station signs: both secrets by their hash, and the desk."""
    hashes = (hashlib.sha256(secret.encode()).digest() for secret in (token, station_token))
    return _PROOF + b"".join(hashes) + desk.encode()


def _short(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _long(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _fields(text: str) -> dict[str, str | None]:
    if not text.startswith(_PREFIX) or len(text) > _MAX_CODE:
        raise ValueError("not an enrolment code of version 1")
    pairs = parse_qsl(text[len(_PREFIX) :], strict_parsing=True, max_num_fields=8)
    given = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= set("ckrtu"):
        raise ValueError("a field is there twice, or is not known")
    return {
        "url": given["u"],
        "ca_sha256": _long(given["c"]).hex() if "c" in given else None,
        "recipient": given["r"],
        "receipt_key": base64.b64encode(_long(given["k"])).decode(),
        "token": given["t"],
    }
