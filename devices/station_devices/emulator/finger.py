"""A finger that comes to an emulated sensor, stays for some looks, and is lifted again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Prints: TypeAlias = Callable[[int], NDArray[np.uint8]]


class EmulatedFinger:
    """Presses one after the other, counted in looks: no clock, so a test knows what comes.

    Args:
        size: Width and height of the sensor, pixels.
        prints: Gives the image of the n-th press, uint8, shape (height, width); drawn if None,
            another at each press.
        absent_polls: Looks that find no finger before each press.
        present_polls: Looks that find it before it is lifted.
        never: No finger ever comes.
    """

    def __init__(
        self,
        size: tuple[int, int],
        prints: Prints | None = None,
        *,
        absent_polls: int = 3,
        present_polls: int = 4,
        never: bool = False,
    ) -> None:
        width, height = size
        self._prints = prints or partial(draw_print, width=width, height=height)
        self._absent, self._present = absent_polls, present_polls
        self._never = never
        self._looks = self._press = 0

    def look(self) -> NDArray[np.uint8] | None:
        """What the sensor sees now: an image of shape (height, width), or no finger."""
        self._looks += 1
        if self._never or self._looks <= self._absent:
            return None
        image = self._prints(self._press)
        if self._looks >= self._absent + self._present:
            self._looks, self._press = 0, self._press + 1
        return image
