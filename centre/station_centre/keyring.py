"""The centre's keys in its data folder: made once, never overwritten."""

import base64
import binascii
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from station_centre.errors import CentreError
from station_queue.packet import (
    PacketError,
    generate_identity,
    generate_signing_key,
    public_key,
    recipient_of,
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
            CentreError: KEYS_MISSING or KEY_WRONG.
        """
        try:
            identity = (folder / IDENTITY_FILE).read_text("utf-8")
            recipient = recipient_of((folder / RECIPIENT_FILE).read_text("utf-8"))
            seed = base64.b64decode((folder / RECEIPT_FILE).read_bytes().strip(), validate=True)
            return cls(identity, recipient, seed, public_key(seed))
        except OSError as exc:
            raise CentreError("KEYS_MISSING") from exc
        except (PacketError, binascii.Error, UnicodeDecodeError) as exc:
            raise CentreError("KEY_WRONG") from exc


def generate(folder: Path) -> str:
    """Make the keys of a new centre; returns the age recipient.

    The folder and the two secret files are for their owner only (modes 0700, 0600).

    Raises:
        CentreError: KEYS_EXIST, FOLDER_FAILED.
    """
    identity, recipient = generate_identity()
    seed = base64.b64encode(generate_signing_key()).decode()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The identity first: where it exists, nothing is touched.
        _write_new(folder / IDENTITY_FILE, f"# public key: {recipient}\n{identity}\n", 0o600)
        _write_new(folder / RECEIPT_FILE, f"{seed}\n", 0o600)
        _write_new(folder / RECIPIENT_FILE, f"{recipient}\n", 0o644)
    except FileExistsError as exc:
        raise CentreError("KEYS_EXIST") from exc
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    return recipient


def _write_new(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - Path opens no descriptor
        file.write(text)
        file.flush()
        os.fsync(descriptor)
