"""One measured value and the verdict on it."""

from dataclasses import dataclass, replace

from station_capture.portrait.codes import CODES
from station_capture.portrait.profile import Limit


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured value and its limits; a failed finding that `blocks` asks for a decision."""

    code: str
    value: float
    low: float | None
    high: float | None
    ok: bool
    blocks: bool
    awaited: bool = True
    """Whether the automatic shutter waits until it is well."""

    def as_value(self, value: float, *, ok: bool) -> "Finding":
        """Another value under another verdict, against the same limits."""
        return replace(self, value=round(value, 4), ok=ok)


def findings_of(values: dict[str, float], limits: dict[str, Limit]) -> tuple[Finding, ...]:
    """The verdict on each value that the profile limits, the first to put right first."""
    return tuple(
        _judged(code, values[code], limits[code])
        for code in CODES
        if code in values and code in limits
    )


def _judged(code: str, value: float, limit: Limit) -> Finding:
    return Finding(
        code=code,
        value=round(value, 4),
        low=limit.low,
        high=limit.high,
        ok=limit.holds(value),
        blocks=limit.blocks,
        awaited=limit.awaited,
    )
