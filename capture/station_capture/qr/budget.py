"""The time one picture may take, and what each step is known to cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# A step that was too slow once is tried again after some pictures, for load comes and goes.
_FORGET: Final = 0.98
_BELIEVE: Final = 0.9
_PLANNED: Final = 0.92


class Costs:
    """What steps cost on this computer, learnt from one picture to the next."""

    def __init__(self, ms_per_megapixel: dict[str, float]) -> None:
        self._known = dict(ms_per_megapixel)

    def expected(self, step: str, pixels: int) -> float:
        """Milliseconds a step will take on so many pixels, as far as is known."""
        return self._known.get(step, 0.0) * pixels / 1e6

    def learn(self, step: str, pixels: int, ms: float) -> None:
        """Remember what it took; a quick turn is believed only slowly."""
        cost = ms * 1e6 / max(pixels, 1)
        self._known[step] = max(cost, self._known.get(step, cost) * _BELIEVE)

    def passed_over(self, step: str) -> None:
        """Think a little better of a step that was left out."""
        self._known[step] = self._known.get(step, 0.0) * _FORGET


class Budget:
    """The time of one picture."""

    def __init__(self, limit_ms: float, costs: Costs, clock: Callable[[], float]) -> None:
        self._limit_ms, self._costs, self._clock = limit_ms, costs, clock
        self._began = clock()

    def spent_ms(self) -> float:
        """Milliseconds since the picture came."""
        return (self._clock() - self._began) * 1e3

    def expected_ms(self, step: str, pixels: int) -> float:
        """Milliseconds a step will take, as far as is known."""
        return self._costs.expected(step, pixels)

    def lasts(self, reserve_ms: float = 0.0) -> bool:
        """Whether more than the reserve is left."""
        return self.spent_ms() + reserve_ms < self._limit_ms

    def allows(self, step: str, pixels: int) -> bool:
        """Whether a step fits into what is left, and a little over: what is expected is a guess."""
        if self.spent_ms() + self._costs.expected(step, pixels) <= self._limit_ms * _PLANNED:
            return True
        self._costs.passed_over(step)
        return False

    @contextmanager
    def measured(self, step: str, pixels: int) -> Iterator[None]:
        """Measure a step."""
        before = self.spent_ms()
        yield
        self._costs.learn(step, pixels, self.spent_ms() - before)
