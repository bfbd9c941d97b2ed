"""Symbols as modules: boolean arrays (rows, columns) that are true where a module is dark."""

from functools import lru_cache
from typing import Literal

import numpy as np
import segno
from numpy.typing import NDArray

Modules = NDArray[np.bool_]


@lru_cache(maxsize=64)
def qr_modules(payload: bytes, level: Literal["L", "M"]) -> Modules:
    """The QR code of bytes, in the smallest version that holds them, without a quiet zone.

    Like those on cards it names no encoding. Its writer is another one than any reader under test.
    """
    code = segno.make(payload, error=level, mode="byte", micro=False, boost_error=False)
    modules = np.array([list(row) for row in code.matrix], bool)
    modules.flags.writeable = False
    return modules
