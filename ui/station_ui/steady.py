"""Words that follow a measurement, kept still long enough to be read."""

from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")


class Steady(Generic[ValueT]):
    """Shows another value once it has been measured so many times in a row."""

    def __init__(self, value: ValueT, turns: int = 4) -> None:
        self.value = value
        self._turns = turns
        self._coming, self._times = value, 0

    def measure(self, value: ValueT) -> bool:
        """Take a measurement; whether another value is shown now."""
        self._times = self._times + 1 if value == self._coming else 1
        self._coming = value
        if value == self.value or self._times < self._turns:
            return False
        self.value = value
        return True

    def show(self, value: ValueT) -> None:
        """Show a value at once."""
        self.value = self._coming = value
        self._times = 0
