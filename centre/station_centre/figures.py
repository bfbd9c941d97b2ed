"""Figures: what was answered on a day, found by listing alone."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import PurePosixPath
from typing import Self

from station_centre.objects import Listed, Objects


@dataclass(frozen=True, slots=True)
class Counts:
    """How many packets were answered, and how; those that were duplicates are not among them.

    Attributes:
        accepted: Accepted.
        rejected: Rejected, or returned by a person.
        last_at: When the last of them was answered, by the clock of the store; None for none.
    """

    accepted: int = 0
    rejected: int = 0
    last_at: datetime | None = None

    @property
    def received(self) -> int:
        """All of them."""
        return self.accepted + self.rejected

    def __add__(self, other: Self) -> Self:
        """Those of both."""
        return type(self)(
            self.accepted + other.accepted,
            self.rejected + other.rejected,
            max((at for at in (self.last_at, other.last_at) if at), default=None),
        )


def day_figures(objects: Objects, day: date) -> dict[str, Counts]:
    """What was answered on a day of the province, by station key.

    Raises:
        CentreError: ARCHIVE_FAILED.
    """
    by_station = groupby(objects.listed(f"days/{day.isoformat()}"), key=_station)
    return {station: _counted(answers) for station, answers in by_station}


def _station(answer: Listed) -> str:
    """The station key in a key ``days/<day>/<station key in hex>/<answer>``."""
    return base64.b64encode(bytes.fromhex(PurePosixPath(answer.key).parent.name)).decode()


def _counted(answers: Iterable[Listed]) -> Counts:
    """Counts of answers in the order of their keys: ``<record>.<revision>.<verdict>.<SHA-256>``."""
    # In the order of their names: refused unread, accepted, returned. The last word counts.
    verdicts: dict[tuple[str, str], str] = {}
    last_at: datetime | None = None
    for answer in answers:
        record, _revision, verdict, sha256 = PurePosixPath(answer.key).name.split(".")
        last_at = max(last_at or answer.changed_at, answer.changed_at)
        if verdict != "duplicate":
            verdicts[record, sha256] = verdict
    told = list(verdicts.values())
    return Counts(told.count("accepted"), told.count("rejected"), last_at)
