"""Where a record was made, by the satellites: told with its age, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from station_devices import Fix

OLDEST: Final = timedelta(minutes=10)
"""A position of longer ago may be of another place: a team packs up and drives on in less."""

CLOCK_SLACK: Final = timedelta(minutes=1)
"""A fix reaches the desk within a second or two; by more than this a clock is wrong."""

_DECIMALS: Final = 5
"""Of a degree: 1.1 m, finer than a receiver knows."""


class PositionNote(BaseModel):
    """The position as it stands in a record."""

    # A store may hold what a newer version wrote; what is not known here is let be.
    model_config = ConfigDict(frozen=True, extra="ignore")

    latitude: float
    """Degrees of WGS84, north is positive."""
    longitude: float
    """Degrees of WGS84, east is positive."""
    quality: int
    """By NMEA 0183: 1 by satellites alone, 2 with corrections, 4 and 5 to centimetres."""
    satellites: int | None
    hdop: float | None
    at: datetime
    """When, in UTC, by the satellites."""
    age_s: float
    """Seconds from the fix to the end of the visit, by the desk."""
    clock_skew_s: int
    """How far the desk's clock was ahead of the satellites; negative when behind."""


@dataclass(frozen=True)
class HeardFix:
    """A fix and when the desk heard of it, by two clocks.

    The monotonic one is not set by anybody, but stands still while a computer sleeps; the desk's
    clock goes on then, but may be set. Whichever says more is believed.
    """

    fix: "Fix"
    heard_at: datetime
    heard: float
    """Seconds of the monotonic clock."""

    @property
    def clock_skew(self) -> timedelta:
        """How far the desk's clock was ahead of the satellites."""
        return self.heard_at - self.fix.at

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the two differ by more than a fix takes to come."""
        return abs(self.clock_skew) > CLOCK_SLACK

    def age_s(self, now: datetime, elapsed: float) -> float:
        """Seconds since then."""
        return max((now - self.heard_at).total_seconds(), elapsed - self.heard)

    def note(self, now: datetime, elapsed: float) -> PositionNote | None:
        """What a record may say now; None of a fix that is too old."""
        age_s = self.age_s(now, elapsed)
        return self.told(age_s) if age_s <= OLDEST.total_seconds() else None

    def told(self, age_s: float = 0.0) -> PositionNote:
        """The fix in the words of a record."""
        fix = self.fix
        return PositionNote(
            latitude=round(fix.latitude, _DECIMALS),
            longitude=round(fix.longitude, _DECIMALS),
            quality=fix.quality,
            satellites=fix.satellites,
            hdop=fix.hdop,
            at=fix.at,
            age_s=round(age_s, 1),
            clock_skew_s=round(self.clock_skew.total_seconds()),
        )


Whereabouts = Callable[[datetime], PositionNote | None]
"""Tells where the desk is at a moment; asked from the desk's thread."""


def nowhere(_at: datetime) -> None:
    """The whereabouts of a desk without a receiver."""
