"""Turns at the pen: the connections of one process to one file write one after another, in order.

SQLite lets who waits for its write lock look again now and then, so one connection that writes
without a pause can keep another waiting until it is turned away. Here the next in line is let in
the moment the one before is done.
"""

import threading
from collections import deque
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary


class Turns:
    """The line in front of one file."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Wait for the turn, at most so long; True when it is the caller's."""
        with self._door:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            if mine.wait(seconds):
                return True
        except BaseException:  # whoever stops the program while it waits
            if not self._leave(mine):
                self.give()
            raise
        return not self._leave(mine)

    def _leave(self, mine: threading.Event) -> bool:
        """Wait no longer; False when the turn came just then."""
        with self._door:
            if mine.is_set():
                return False
            self._waiting.remove(mine)
            return True

    def give(self) -> None:
        """Let the next one in; the turn goes over without ever being free in between."""
        with self._door:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


# A line lasts as long as a connection to its file.
_all: Final[WeakValueDictionary[Path, Turns]] = WeakValueDictionary()
_all_guard: Final = threading.Lock()


def turns_at(path: Path) -> Turns:
    """The line in front of this file, the same for every connection of this process."""
    with _all_guard:
        turns = _all.get(path.resolve()) or Turns()
        _all[path.resolve()] = turns
        return turns
