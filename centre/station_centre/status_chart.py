"""The bars of the status page: where each desk's accepted and returned records lie on one scale."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

_MOST_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from 0 that ends at a round number.

    Attributes:
        end: Its last tick, at least 1.
        step: From one tick to the next.
    """

    end: int
    step: int

    @classmethod
    def of(cls, most: int) -> Self:
        """The shortest axis with at most four steps of 1, 2 or 5 (times a power of ten)."""
        step = next(step for step in _round_numbers() if step * _MOST_STEPS >= most)
        return cls(max(1, -(-most // step)) * step, step)

    @property
    def ticks(self) -> list[int]:
        """Every tick but 0."""
        return list(range(self.step, self.end + 1, self.step))

    def percent(self, count: int) -> float:
        """Where a count lies on the axis, 0 to 100."""
        return round(100 * count / self.end, 3)


def _round_numbers() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
