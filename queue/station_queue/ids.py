"""UUIDv7 identifiers: unique without a network and sorted by the time they were made."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def lowest_id(at: datetime) -> str:
    """The id before every one that ``uuid7`` makes from this aware time on."""
    return uuid7(at, bytes)


def uuid7(now: datetime, randbytes: Callable[[int], bytes]) -> str:
    """Make one UUID of version 7 (RFC 9562, section 5.7).

    Args:
        now: Aware time; its milliseconds since 1970 become the first 48 bits.
        randbytes: Source of random bytes, ``secrets.token_bytes`` outside tests.

    Returns:
        The canonical 36-character lower-case text.
    """
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    value = milliseconds << 80 | int.from_bytes(randbytes(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return str(uuid.UUID(int=value))
