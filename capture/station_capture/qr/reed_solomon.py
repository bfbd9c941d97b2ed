"""Corrects a block of codewords, of which some are known to be unknown, and takes no chance."""

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray
from reedsolo import ReedSolomonError, RSCodec

# ISO/IEC 18004, 7.5.2: GF(2^8) with x^8 + x^4 + x^3 + x^2 + 1, the first root is 1.
_POLYNOMIAL: Final = 0b100011101
_RARELY: Final = 2.0**-30
"""How often chance may pass for a block: once in a thousand million."""


def corrected(
    words: NDArray[np.uint8], checks: int, unknown: Sequence[int]
) -> NDArray[np.uint8] | None:
    """The one block near this one, or None where there is none or it may be chance.

    Args:
        words: (n,), data and then check words.
        checks: How many of them are check words.
        unknown: Places of words that are not to be believed; no more than there are checks.
    """
    try:
        _, whole, wrong = _codec(checks).decode(words.tobytes(), erase_pos=list(unknown))
    except ReedSolomonError:
        return None
    errors = len(set(wrong) - set(unknown))
    if errors > most_errors(len(words), checks, len(unknown)):
        return None
    return np.frombuffer(bytes(whole), np.uint8)


@cache
def most_errors(n: int, checks: int, unknown: int) -> int:
    """Errors to be mended beside unknown words, so that chance is rarely taken for a block; or -1.

    Of all words of this length so many are that near to one of a code: the share is chance.
    """
    free = checks - unknown
    for errors in range(free // 2, -1, -1):
        if comb(n - unknown, errors) * 2.0 ** (-8 * (free - errors)) < _RARELY:
            return errors
    return -1


@cache
def _codec(checks: int) -> RSCodec:
    return RSCodec(checks, fcr=0, prim=_POLYNOMIAL, generator=2, c_exp=8)
