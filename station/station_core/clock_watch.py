"""How far to believe the desk's clock: its skew against better ones, and jumps of it.

The wall clock is held against the clock of the system's start (`station_core.boot`), which nobody
can set. Within one start the two keep step, so a change of the difference is a jump, and what the
centre once said of the time goes on to be true whatever is done to the wall clock later. Over a
restart only a clock that went back is seen. Nothing here ever stops anybody: it is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from station_core.audit import AuditTrail
from station_core.boot import Boot
from station_core.clock import Clock
from station_core.clock_note import ClockNote, Source
from station_core.settings import ClockSettings
from station_queue import Store
from station_queue.centre_date import CentreDate

if TYPE_CHECKING:
    from station_core.position import PositionNote

CENTRE_CLOCK: Final = "centre_clock"
"""Mark: what the centre last said of the time, see `CentreClock`."""
CLOCK_SEEN: Final = "clock_seen"
"""Mark: the clocks as they were last seen, see `Seen`."""

_DRIFT: Final = 1e-4
"""A quartz loses or gains less than this part of the time: 3 s in a shift of eight hours."""
_SATELLITES_S: Final = 2.0
"""A fix reaches the desk within so many seconds."""
_SEEN_EVERY_S: Final = 60.0
_ASKED_EVERY_S: Final = 600.0
"""So often the marks are written anew when there is nothing new: each is a write to the disk."""


@dataclass(frozen=True, slots=True)
class Skew:
    """How wrong the desk's clock is now.

    Attributes:
        seconds: By so much it is ahead; negative when behind.
        uncertainty_s: By so much at most that may be wrong itself.
        source: Whose clock it is held against.
        measured_at: When that clock was heard, by that clock.
    """

    seconds: float
    uncertainty_s: float
    source: Source
    measured_at: datetime

    def over(self, limit_s: float) -> bool:
        """Whether it is more than a limit for sure."""
        return abs(self.seconds) - self.uncertainty_s > limit_s


@dataclass(frozen=True, slots=True)
class ClockView:
    """What a look at the clocks found.

    Attributes:
        skew: By the centre, if it was heard since the machine was started.
        jump_s: The last jump since the watch began; positive when the clock was put on.
    """

    skew: Skew | None = None
    jump_s: float | None = None


class CentreClock(BaseModel):
    """What the centre said of the time, by a clock that nobody sets."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    boot: str
    ahead_s: float
    """Seconds since 1970 at the centre when that clock was at 0."""
    uncertainty_s: float
    heard_s: float
    """What that clock showed when it was heard."""

    @classmethod
    def of(cls, date: CentreDate, boot: str) -> "CentreClock":
        """From the date of an answer that was timed by the clock of this start."""
        return cls(
            boot=boot,
            ahead_s=date.ahead_s,
            uncertainty_s=date.uncertainty_s,
            heard_s=date.came,
        )

    def skew(self, now: datetime, boot: Boot) -> Skew | None:
        """How wrong the desk's clock is; None after a restart of the machine."""
        if not _is_same_start(self.boot, self.heard_s, boot):
            return None
        return Skew(
            seconds=now.timestamp() - (boot.seconds + self.ahead_s),
            uncertainty_s=self._uncertainty_at(boot.seconds),
            source="centre",
            measured_at=datetime.fromtimestamp(self.heard_s + self.ahead_s, now.tzinfo),
        )

    def is_news_after(self, kept: "CentreClock | None") -> bool:
        """Whether it says more than what is kept: another time, or the same more surely."""
        if kept is None or kept.boot != self.boot:
            return True
        known = kept._uncertainty_at(self.heard_s)  # noqa: SLF001 - of the same class
        apart = abs(self.ahead_s - kept.ahead_s)
        return (
            apart > known + self.uncertainty_s
            or self.uncertainty_s < known / 2
            or self.heard_s - kept.heard_s >= _ASKED_EVERY_S
        )

    def _uncertainty_at(self, seconds: float) -> float:
        return self.uncertainty_s + _DRIFT * abs(seconds - self.heard_s)


class Seen(BaseModel):
    """Both clocks at one moment."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    boot: str
    since_boot_s: float

    def jump_s(self, now: datetime, boot: Boot) -> float:
        """By how much the wall clock was changed since; after a restart, at least by so much."""
        passed = (now - self.at).total_seconds()
        if not _is_same_start(self.boot, self.since_boot_s, boot):
            return min(0.0, passed)
        return passed - (boot.seconds - self.since_boot_s)


class ClockWatch:
    """Looks at the clocks for one signed-in person and writes jumps down."""

    def __init__(
        self,
        store: Store,
        trail: AuditTrail,
        now: Clock,
        boot: Callable[[], Boot],
        settings: ClockSettings,
    ) -> None:
        """Watch from now on.

        Args:
            store: Keeps what was seen last.
            trail: Where a jump is written down.
            now: The wall clock.
            boot: The clock nobody can set.
            settings: What counts as a jump.
        """
        self._store, self._trail = store, trail
        self._now, self._boot = now, boot
        self._limit_s = settings.jump_s
        self._jump_s: float | None = None

    def look(self) -> ClockView:
        """See whether the wall clock jumped since it was last looked at.

        Raises:
            QueueError: What was seen cannot be written.
        """
        now, boot = self._now(), self._boot()
        seen = Seen(at=now, boot=boot.id, since_boot_s=boot.seconds)
        before = _kept(self._store, CLOCK_SEEN, Seen)
        jump = before.jump_s(now, boot) if before else 0.0
        if abs(jump) > self._limit_s:
            with self._store.together():
                self._trail.note("clock_jumped", by_s=round(jump))
                self._keep(seen)
            self._jump_s = jump
        elif before is None or _is_old(before, boot):
            self._keep(seen)
        return ClockView(known_skew(self._store, now, boot), self._jump_s)

    def note(self, position: "PositionNote | None" = None) -> ClockNote:
        """Look once more; what a record may say of it.

        Args:
            position: What the satellites said, for where the centre was not heard.

        Raises:
            QueueError: What was seen cannot be written.
        """
        view, boot = self.look(), self._boot()
        skew = view.skew or satellite_skew(position)
        return ClockNote(
            skew_s=round(skew.seconds, 1) if skew else None,
            uncertainty_s=round(skew.uncertainty_s, 1) if skew else None,
            source=skew.source if skew else None,
            measured_at=skew.measured_at if skew else None,
            jumped=view.jump_s is not None,
            boot=boot.id,
            since_boot_s=round(boot.seconds, 3),
        )

    def _keep(self, seen: Seen) -> None:
        self._store.put_mark(CLOCK_SEEN, seen.model_dump_json())


def centre_time(now: datetime, skew: Skew | None) -> datetime | None:
    """The time at the centre: the desk's, corrected by how wrong it is known to be.

    For what a wrong clock must never bring about, such as erasing too early. Later than it really
    is it never says.

    Args:
        now: The wall clock, read together with the skew.
        skew: See `known_skew`; None when nobody told the time since the machine was started.

    Returns:
        None without a skew: whoever asks then waits.
    """
    if skew is None:
        return None
    return now - timedelta(seconds=skew.seconds + skew.uncertainty_s)


def known_skew(store: Store, now: datetime, boot: Boot) -> Skew | None:
    """The desk's skew against the centre, if it was heard since this machine was started.

    It holds for `now` also when the wall clock was changed after the centre was heard.
    """
    heard = _kept(store, CENTRE_CLOCK, CentreClock)
    return heard.skew(now, boot) if heard else None


def keep_date(store: Store, date: CentreDate | None, boot: Boot) -> None:
    """Keep what the centre said of the time, timed by the clock of this start."""
    if date is None:
        return
    told = CentreClock.of(date, boot.id)
    if told.is_news_after(_kept(store, CENTRE_CLOCK, CentreClock)):
        store.put_mark(CENTRE_CLOCK, told.model_dump_json())


def satellite_skew(position: "PositionNote | None") -> Skew | None:
    """The desk's skew against the satellites."""
    if position is None:
        return None
    return Skew(float(position.clock_skew_s), _SATELLITES_S, "gps", position.at)


def _is_same_start(start: str, seconds: float, boot: Boot) -> bool:
    """Whether a moment was in this start; those of two machines may have the same name."""
    return start == boot.id and seconds <= boot.seconds


def _is_old(seen: Seen, boot: Boot) -> bool:
    return seen.boot != boot.id or boot.seconds - seen.since_boot_s >= _SEEN_EVERY_S


_M = TypeVar("_M", CentreClock, Seen)


def _kept(store: Store, name: str, model: type[_M]) -> _M | None:
    """A mark; one that this version cannot read counts as none."""
    text = store.mark(name)
    if text is None:
        return None
    try:
        return model.model_validate_json(text)
    except ValidationError:
        return None
