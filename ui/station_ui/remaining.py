"""How long something still takes, told from how far it has come."""

from collections.abc import Callable
from typing import Final

Seconds = Callable[[], float]
"""A clock that runs in seconds and never backwards, such as `time.monotonic`."""

_LEAST_S: Final = 3.0
_LEAST_PART: Final = 0.02


class Remaining:
    """Estimates by the mean speed since the beginning; knows nothing while too little is done."""

    def __init__(self, clock: Seconds) -> None:
        self._clock = clock
        self._begun = clock()
        self.seconds: float | None = None
        """What remains; None while nobody can say."""

    def begin(self) -> None:
        """Start over."""
        self._begun = self._clock()
        self.seconds = None

    def note(self, fraction: float) -> None:
        """So much of the whole, 0 to 1, is done now."""
        spent = self._clock() - self._begun
        if spent < _LEAST_S or fraction < _LEAST_PART:
            self.seconds = None
        else:
            self.seconds = spent * (1 - min(1.0, fraction)) / fraction
