"""Lays a print of any size on the window of an emulated sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GROUND = 255


def finger_on_window(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Cut or pad a print around its centre, as a small sensor sees a part of a large finger.

    Args:
        pixels: Grey, uint8, shape (any, any).
        width: Of the window.
        height: Of the window.
    """
    window = np.full((height, width), _GROUND, np.uint8)
    tall, wide = min(height, pixels.shape[0]), min(width, pixels.shape[1])
    top, left = (pixels.shape[0] - tall) // 2, (pixels.shape[1] - wide) // 2
    y, x = (height - tall) // 2, (width - wide) // 2
    window[y : y + tall, x : x + wide] = pixels[top : top + tall, left : left + wide]
    return window
