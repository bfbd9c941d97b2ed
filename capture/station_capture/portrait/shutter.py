"""The automatic shutter: it fires once, when all has been well for a held moment."""

from typing import Final

from station_capture.portrait.assessment import PortraitAssessment

HOLD_S: Final = 0.8
_LONGEST_GAP_S: Final = 1.0
"""Between two verdicts; a longer gap may hide anything."""


class Shutter:
    """Watches the live verdicts."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._since: float | None = None
        self._last = 0.0
        self.fired = False

    def watch(self, assessment: PortraitAssessment, at: float) -> float:
        """Take the next verdict; how much of the moment has been held, 0 to 1.

        At 1 it fires: `fired` is true from then on, and nothing counts until `reset`.

        Args:
            assessment: A live verdict.
            at: Monotonic time of its frame in seconds.
        """
        if self.fired:
            return 1.0
        if not assessment.ready:
            self._since = None
            return 0.0
        if self._since is None or at - self._last > _LONGEST_GAP_S:
            self._since = at
        self._last = at
        held = (at - self._since) / self._hold_s if self._hold_s > 0 else 1.0
        self.fired = held >= 1
        return min(1.0, held)

    def reset(self) -> None:
        """Begin anew."""
        self._since, self.fired = None, False
