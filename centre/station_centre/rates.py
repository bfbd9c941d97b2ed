"""Token buckets: how often somebody may ask, kept in memory for a bounded number of them."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class Buckets:
    """One bucket for each key, full at first; for one event loop.

    The keys that were asked for longest ago are forgotten first, so memory stays bounded whoever
    asks under however many names.

    Args:
        per_second: Requests that flow in again each second.
        burst: Requests a full bucket holds.
        most: Keys that are remembered.
        clock: Seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        *,
        per_second: float,
        burst: int,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._most = most
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str) -> float:
        """Take one request: 0.0, or the seconds until there is one again, with nothing taken."""
        bucket = self._filled(key)
        if bucket.left < 1:
            return (1 - bucket.left) / self._per_second
        bucket.left -= 1
        return 0.0

    def _filled(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        flowed = (now - bucket.filled_at) * self._per_second
        bucket.left = min(self._burst, bucket.left + flowed)
        bucket.filled_at = now
        return bucket
