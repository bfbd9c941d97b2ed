"""What a record says of the clock its times were read from."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Source = Literal["centre", "gps"]


class ClockNote(BaseModel):
    """How far the times of a record may be wrong; `station_core.clock_watch` makes it."""

    # A store may hold what a newer version wrote; what is not known here is let be.
    model_config = ConfigDict(frozen=True, extra="ignore")

    skew_s: float | None
    """By so much the desk's clock was ahead of a better one; None: no such clock was heard."""
    uncertainty_s: float | None
    source: Source | None
    measured_at: datetime | None
    """When the better clock was heard, by that clock."""
    jumped: bool
    """Whether the desk's clock was changed while this person was signed in, or just before."""
    boot: str
    """Name of the system's start; between two records of the same one, the next figure tells the
    time that really passed."""
    since_boot_s: float
