"""The centre's keys in its data folder: made once, never overwritten, joined by newer ones.

::

    centre.key    age identities, one a line: each opens what was sealed for it
    centre.pub    the recipient of the newest, which desks seal for
    receipt.key   Ed25519 seeds in base64, one a line: the last signs, the others vouch for it
"""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import structlog

from station_centre.disk import alone, write_whole
from station_centre.errors import CentreError
from station_queue.packet import (
    CentreCard,
    PacketError,
    generate_identity,
    generate_signing_key,
    public_key,
    recipient_of,
    recipients_of,
    sign_card,
)

log = structlog.get_logger()

IDENTITY_FILE: Final = "centre.key"
RECIPIENT_FILE: Final = "centre.pub"
RECEIPT_FILE: Final = "receipt.key"

_MOST_ENDORSEMENTS: Final = 20  # a card has room for no more

_Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the three files held together."""

    identity: str = field(repr=False)
    recipient: str
    seeds: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> Self:
        if not (folder / IDENTITY_FILE).exists():
            raise CentreError("KEYS_MISSING")
        try:
            # The recipient first: a rotation meanwhile adds its identity before its recipient.
            recipient = recipient_of((folder / RECIPIENT_FILE).read_text("utf-8"))
            identity = (folder / IDENTITY_FILE).read_text("utf-8")
            belongs = recipients_of(identity)
            seeds = _seeds((folder / RECEIPT_FILE).read_bytes())
        except OSError as exc:
            raise CentreError("KEYS_INCOMPLETE") from exc
        except (PacketError, binascii.Error, UnicodeDecodeError) as exc:
            raise CentreError("KEY_WRONG") from exc
        if recipient not in belongs:
            raise CentreError("KEYS_APART")
        return cls(identity, recipient, seeds)


class Keyring:
    """What the centre opens packets and signs receipts with; follows the files as they change.

    Keys that cannot be read any more do not stop a centre that runs: it goes on with those it has.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = _stamp(folder)
        self._read = _Keys.read(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the keys of a data folder.

        Raises:
            CentreError: KEYS_MISSING, KEYS_INCOMPLETE, KEY_WRONG, or KEYS_APART (centre.pub is
                not of centre.key: nothing that desks seal for it could be opened).
        """
        return cls(folder)

    @property
    def identity(self) -> str:
        """Content of centre.key: opens packets sealed for any identity that is in it."""
        return self._keys.identity

    @property
    def recipient(self) -> str:
        """The age recipient that desks seal for."""
        return self._keys.recipient

    @property
    def receipt_seed(self) -> bytes:
        """Ed25519 seed that signs receipts, 32 bytes."""
        return self._keys.seeds[-1]

    @property
    def receipt_key(self) -> str:
        """Its public key, base64."""
        return public_key(self.receipt_seed)

    def card(self, now: datetime) -> CentreCard:
        """The centre's card, signed with the newest seed and endorsed by the earlier ones."""
        keys = self._keys
        return sign_card(
            recipient=keys.recipient,
            issued_at=now,
            seed=keys.seeds[-1],
            earlier_seeds=keys.seeds[:-1][-_MOST_ENDORSEMENTS:],
        )

    @property
    def _keys(self) -> _Keys:
        stamp = _stamp(self._folder)
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._read = _Keys.read(self._folder)
            except CentreError as error:
                log.warning("keys_not_read", code=error.code)
            else:
                log.info("keys_changed", recipient=self._read.recipient)
        return self._read


def generate(folder: Path) -> str:
    """Make the keys of a new centre; returns the age recipient.

    The folder and the two secret files are for their owner only (modes 0700, 0600). The identity
    comes last: where it is, all is there and stays; where it is not, a keygen was cut off (or there
    was none) and is done anew.

    Raises:
        CentreError: KEYS_EXIST, FOLDER_FAILED.
    """
    identity, recipient = generate_identity()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / IDENTITY_FILE).exists():
            raise CentreError("KEYS_EXIST")
        write_whole(folder / RECEIPT_FILE, _new_seed())
        write_whole(folder / RECIPIENT_FILE, f"{recipient}\n".encode(), mode=0o644)
        write_whole(folder / IDENTITY_FILE, _key_lines(identity, recipient))
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    return recipient


def rotate(folder: Path) -> str:
    """Add new keys to those of a centre, from now on the ones in use; returns the age recipient.

    Nothing is taken away, and each file is whole whenever it is looked at. The new identity is
    there before its recipient is, so wherever this is cut off, everything that desks seal opens,
    and doing it again ends it.

    Raises:
        CentreError: FOLDER_FAILED, and what reading the present keys raises.
    """
    # Before the lock, which would make a folder that is not there.
    _Keys.read(folder)
    try:
        with alone(folder):
            identity, recipient = generate_identity()
            _append(folder / RECEIPT_FILE, _new_seed())
            _append(folder / IDENTITY_FILE, _key_lines(identity, recipient))
            write_whole(folder / RECIPIENT_FILE, f"{recipient}\n".encode(), mode=0o644)
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    return recipient


def _append(path: Path, lines: bytes) -> None:
    write_whole(path, path.read_bytes().rstrip() + b"\n" + lines)


def _key_lines(identity: str, recipient: str) -> bytes:
    return f"# public key: {recipient}\n{identity}\n".encode()


def _new_seed() -> bytes:
    return base64.b64encode(generate_signing_key()) + b"\n"


def _seeds(content: bytes) -> tuple[bytes, ...]:
    """The seeds of a receipt.key; PacketError KEY_WRONG or binascii.Error for what is none."""
    seeds = tuple(base64.b64decode(line, validate=True) for line in content.split() or [b""])
    for seed in seeds:
        public_key(seed)
    return seeds


def _stamp(folder: Path) -> _Stamp:
    """What changes when one of the files is replaced; empty while one cannot be looked at."""
    try:
        found = [(folder / name).stat() for name in (IDENTITY_FILE, RECIPIENT_FILE, RECEIPT_FILE)]
    except OSError:
        return ()
    return tuple((each.st_mtime_ns, each.st_ino, each.st_size) for each in found)
