"""What time it is at the centre, by the `Date` of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final, Self

_NEW_EVERY_S: Final = 2.0
"""The header counts whole seconds, and servers make it anew once a second only: so long at most it
says the same."""
_YEARS: Final = range(2000, 3000)


@dataclass(frozen=True, slots=True)
class CentreDate:
    """One answer's `Date`, and when it was made by a clock of the desk that nobody sets.

    Attributes:
        told: What the centre said, in UTC.
        asked: Seconds of the desk's clock just before the request.
        came: The same when the answer began to arrive.
    """

    told: datetime
    asked: float
    came: float

    @property
    def ahead_s(self) -> float:
        """Seconds since 1970 at the centre when the desk's clock was at 0, at the likeliest."""
        return self.told.timestamp() + _NEW_EVERY_S / 2 - (self.asked + self.came) / 2

    @property
    def uncertainty_s(self) -> float:
        """By so much at most it is more or less."""
        return (self.came - self.asked) / 2 + _NEW_EVERY_S / 2

    @classmethod
    def of(cls, headers: Mapping[str, str], asked: float, came: float) -> Self | None:
        """What an answer says; None of one that a cache had kept, or without a date of RFC 9110."""
        text = headers.get("Date", "")
        try:
            told = parsedate_to_datetime(text)
            sane = told.year in _YEARS and format_datetime(told, usegmt=True) == text
        except (ValueError, OverflowError):
            return None
        return cls(told, asked, came) if sane and "Age" not in headers else None
