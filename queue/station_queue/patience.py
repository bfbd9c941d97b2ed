"""How long a caller is willing to wait, and whether it still is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from station_queue.delivery_errors import StoppedError


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the caller is willing to wait.

    Attributes:
        stop: Asked between chunks, before each request and several times a second while one waits;
            True ends the work.
        ends_at: Time of the monotonic clock at which to give up.
    """

    stop: Callable[[], bool]
    ends_at: float

    @classmethod
    def of(cls, seconds: float, stop: Callable[[], bool]) -> Self:
        """Patience for so many seconds from now; ValueError for a negative number or NaN."""
        if not seconds >= 0:
            raise ValueError("the seconds to wait are a number and not negative")
        return cls(stop, time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.ends_at - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether the work has to end now."""
        return self.stop() or self.remaining <= 0

    def check(self) -> None:
        """Raises StoppedError when the work has to end now."""
        if self.over:
            raise StoppedError
