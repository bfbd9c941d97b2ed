"""The packet as it travels and the receipt for it: all that desk and centre must agree on.

A packet ``<record>.cccd`` is a zip, stored without compression, encrypted with age to the centre::

    record.json            the form with its provenance; top-level "record" is the packet's id
    portrait.jpg           where the procedure asks for one
    fingerprints/NN.wsq    NN: finger position code of ISO/IEC 19794
    fingerprints/NN.png    the same without loss, where the desk's settings ask for it
    manifest.json          who sealed what: SHA-256 and size of each part
    manifest.sig           64 bytes, Ed25519 by the station's key over the bytes of manifest.json

The centre imports this package and nothing else of the queue.
"""

from station_queue.errors import PacketError
from station_queue.packet.centre_card import CentreCard, card_holds, sign_card
from station_queue.packet.enrolment import EnrolmentCode, EnrolmentRequest, Token
from station_queue.packet.keys import (
    generate_identity,
    generate_signing_key,
    public_key,
    recipient_of,
    recipients_of,
)
from station_queue.packet.manifest import Manifest, PartEntry
from station_queue.packet.opening import OpenedPacket, open_packet
from station_queue.packet.receipt import (
    Receipt,
    Verdict,
    receipt_bytes,
    sign_receipt,
    verify_receipt,
)
from station_queue.packet.rules import MAX_PACKET_BYTES, PublicKey, RecordId, Sha256Hex
from station_queue.packet.sealing import seal

__all__ = [
    "MAX_PACKET_BYTES",
    "CentreCard",
    "EnrolmentCode",
    "EnrolmentRequest",
    "Manifest",
    "OpenedPacket",
    "PacketError",
    "PartEntry",
    "PublicKey",
    "Receipt",
    "RecordId",
    "Sha256Hex",
    "Token",
    "Verdict",
    "card_holds",
    "generate_identity",
    "generate_signing_key",
    "open_packet",
    "public_key",
    "receipt_bytes",
    "recipient_of",
    "recipients_of",
    "seal",
    "sign_card",
    "sign_receipt",
    "verify_receipt",
]
