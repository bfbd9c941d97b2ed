"""The recovery code: printed when a desk is set up, it opens the store when no password does.

28 symbols of Crockford's base 32, in groups of four: 26 carry 130 random bits, too many to guess
for anybody; the last two tell a slip of the pen from a code of another desk.
"""

import hashlib
from collections.abc import Callable
from typing import Final

from station_queue.errors import KeySlotError

# Crockford's: no I, L, O or U, so that nothing is read for something else.
_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011")
_SECRET: Final = 26
_CHECK: Final = 2
_GROUP: Final = 4


def new_recovery_code(randbytes: Callable[[int], bytes]) -> str:
    """A new code as it is printed, such as ``7K3M-…-9QXT``.

    Args:
        randbytes: ``secrets.token_bytes`` outside tests.
    """
    number = int.from_bytes(randbytes(17), "big") >> 6  # 130 of 136 bits
    secret = "".join(_SYMBOLS[number >> 5 * place & 31] for place in reversed(range(_SECRET)))
    return _grouped(secret + _check_of(secret))


def read_recovery_code(text: str) -> str:
    """The symbols of a code as somebody typed it: any case, groups apart in any way.

    Raises:
        KeySlotError: RECOVERY_CODE_TYPO: it cannot be a code of any desk.
    """
    symbols = "".join(text.upper().translate(_READ_AS).replace("-", " ").split())
    secret, check = symbols[:_SECRET], symbols[_SECRET:]
    if len(check) != _CHECK or set(symbols) - set(_SYMBOLS) or check != _check_of(secret):
        raise KeySlotError("RECOVERY_CODE_TYPO", "the code has a slip in it")
    return symbols


def _check_of(secret: str) -> str:
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:2], "big")
    return _SYMBOLS[number >> 11] + _SYMBOLS[number >> 6 & 31]


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))
