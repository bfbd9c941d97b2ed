"""Tells a scanner that types from a person who does: by the pace of keys and how a card begins."""

import re
from typing import Final, NamedTuple

_GAP_S: Final = 0.25
"""Keys further apart do not belong together. Generous: nobody types a number and its separator."""
_SCANNER_S: Final = 0.04
"""Mean time for a key that nobody's fingers keep up (25 keys a second)."""
_MOST: Final = 300
"""So many keys are kept: what a field holds."""
_LONGEST: Final = 40
"""So far back a scan may have begun when it is known."""
# The number of a card and the first separator, which a wrong keyboard layout makes a broken bar;
# ahead of it what scanners are set to say first, an AIM identifier such as "]Q1".
_CARD: Final = re.compile(r"(?:\][A-Z][0-9]|\S{0,8}[^0-9\s])?[0-9]{12}[|¦]$", re.IGNORECASE)
# The same in letters, as the Vietnamese layout makes them of digits; or the code of a web page.
_ELSE: Final = re.compile(r"(?:\S{9,24}[|¦]|https?://)$", re.IGNORECASE)


class _Key(NamedTuple):
    letter: str
    at: float
    composed: bool


class Scan(NamedTuple):
    """The beginning of a scan among the last keys."""

    before: str
    """What a person had typed right before it."""
    begun: str
    """What the scanner has typed so far."""
    composed: bool
    """Whether letters of it came out of an input method."""


class KeyBurst:
    """The last keys, as long as they follow each other quickly."""

    def __init__(self) -> None:
        self._keys: list[_Key] = []

    @property
    def empty(self) -> bool:
        """Whether the next key is the first of a burst."""
        return not self._keys

    def rest(self, at: float) -> None:
        """Forget the keys, if it is too long since the last one, or there are too many."""
        if self._keys and (not 0 <= at - self._keys[-1].at <= _GAP_S or len(self._keys) >= _MOST):
            self._keys.clear()

    def forget(self) -> None:
        """Forget the keys: what comes next is another thing."""
        self._keys.clear()

    def add(
        self, letter: str, at: float, *, composed: bool = False, by_pace: bool = True
    ) -> Scan | None:
        """Take a letter; the scan, if one is known by it to have begun.

        Args:
            letter: What the key has written.
            at: When it was pressed, in seconds of any clock.
            composed: Whether an input method has made it.
            by_pace: Whether a scanner's pace may tell what does not begin as a card does.
        """
        self.rest(at)
        self._keys.append(_Key(letter, at, composed))
        last = "".join(key.letter for key in self._keys[-_LONGEST:])
        found = _CARD.search(last)
        if found is None:
            found = _ELSE.search(last)
            if not by_pace or found is None or self._mean_s(len(found.group())) > _SCANNER_S:
                return None
        return self._known(len(found.group()))

    def _known(self, count: int) -> Scan:
        before, begun = self._keys[:-count], self._keys[-count:]
        self._keys = []
        return Scan(
            "".join(key.letter for key in before),
            "".join(key.letter for key in begun),
            any(key.composed for key in begun),
        )

    def _mean_s(self, count: int) -> float:
        keys = self._keys[-count:]
        return (keys[-1].at - keys[0].at) / max(1, len(keys) - 1)
