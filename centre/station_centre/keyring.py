"""The centre's keys in its data folder: made once, never overwritten."""

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from station_centre.disk import write_whole
from station_centre.errors import CentreError
from station_queue.packet import (
    PacketError,
    generate_identity,
    generate_signing_key,
    public_key,
    recipient_of,
    recipients_of,
)

IDENTITY_FILE: Final = "centre.key"
RECIPIENT_FILE: Final = "centre.pub"
RECEIPT_FILE: Final = "receipt.key"


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the centre opens packets and signs receipts with.

    Attributes:
        identity: Content of centre.key, a stock age identity file; several lines open packets
            sealed for any of them.
        recipient: The age recipient that desks seal for.
        receipt_seed: Ed25519 seed of the receipts, 32 bytes.
        receipt_key: Its public key, base64.
    """

    identity: str = field(repr=False)
    recipient: str
    receipt_seed: bytes = field(repr=False)
    receipt_key: str

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the keys of a data folder.

        Raises:
            CentreError: KEYS_MISSING, KEYS_INCOMPLETE, KEY_WRONG, or KEYS_APART (centre.pub is
                not of centre.key: nothing that desks seal for it could be opened).
        """
        if not (folder / IDENTITY_FILE).exists():
            raise CentreError("KEYS_MISSING")
        try:
            identity = (folder / IDENTITY_FILE).read_text("utf-8")
            belongs = recipients_of(identity)
            recipient = recipient_of((folder / RECIPIENT_FILE).read_text("utf-8"))
            seed = base64.b64decode((folder / RECEIPT_FILE).read_bytes().strip(), validate=True)
            receipt_key = public_key(seed)
        except OSError as exc:
            raise CentreError("KEYS_INCOMPLETE") from exc
        except (PacketError, binascii.Error, UnicodeDecodeError) as exc:
            raise CentreError("KEY_WRONG") from exc
        if recipient not in belongs:
            raise CentreError("KEYS_APART")
        return cls(identity, recipient, seed, receipt_key)


def generate(folder: Path) -> str:
    """Make the keys of a new centre; returns the age recipient.

    The folder and the two secret files are for their owner only (modes 0700, 0600). The identity
    comes last: where it is, all is there and stays; where it is not, a keygen was cut off (or there
    was none) and is done anew.

    Raises:
        CentreError: KEYS_EXIST, FOLDER_FAILED.
    """
    identity, recipient = generate_identity()
    seed = base64.b64encode(generate_signing_key()).decode()
    key_file = f"# public key: {recipient}\n{identity}\n"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / IDENTITY_FILE).exists():
            raise CentreError("KEYS_EXIST")
        write_whole(folder / RECEIPT_FILE, f"{seed}\n".encode())
        write_whole(folder / RECIPIENT_FILE, f"{recipient}\n".encode(), mode=0o644)
        write_whole(folder / IDENTITY_FILE, key_file.encode())
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    return recipient
