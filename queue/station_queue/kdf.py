"""What makes a key of a password: Argon2id (RFC 9106), and what one try at it costs."""

import math
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16  # RFC 9106, section 3.1


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
_MOST_MEMORY: Final = 4  # times the default: a desk with 4 GB goes on working beside it
_MOST_PASSES: Final = 64


def calibrated_cost(
    target_s: float = 0.5, clock: Callable[[], float] = time.perf_counter
) -> KdfCost:
    """A cost at which one try takes about so long on this machine, and never less than the default.

    Args:
        target_s: Seconds.
        clock: Measures one derivation at the default cost.
    """
    began = clock()
    derive("calibration", bytes(SALT_BYTES), DEFAULT_COST)
    factor = target_s / max(clock() - began, 1e-6)
    memory = min(_MOST_MEMORY, 1 << max(0, math.floor(math.log2(factor)))) if factor >= 2 else 1
    passes = round(DEFAULT_COST.passes * factor / memory)
    return KdfCost(
        memory_kib=DEFAULT_COST.memory_kib * memory,
        passes=max(DEFAULT_COST.passes, min(passes, _MOST_PASSES)),
        lanes=DEFAULT_COST.lanes,
    )


def derive(secret: str, salt: bytes, cost: KdfCost) -> bytes:
    """The 32-byte key that a secret gives with this salt at this cost."""
    # The same word can be typed composed or decomposed, depending on the input method:
    # RFC 8265, section 4.2.2 normalises passwords to NFC.
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(unicodedata.normalize("NFC", secret).encode())
