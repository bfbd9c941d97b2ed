"""Stations as a test invents them, and a clock that goes when it is told to."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from station_queue.packet import EnrolmentRequest, generate_signing_key, public_key


@dataclass(slots=True)
class Clock:
    """Aware time that stands still until it is put on."""

    time: datetime = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def put_on(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def seconds(self) -> float:
        """The same as seconds of a clock that only goes forward."""
        return self.time.timestamp()


@dataclass(frozen=True, slots=True)
class InventedStation:
    """A station with a key and a token of its own."""

    desk: str = "B03"
    seed: bytes = field(default_factory=generate_signing_key)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def key(self) -> str:
        return public_key(self.seed)

    def request(self, code: str, **change: str) -> EnrolmentRequest:
        """What it sends to be enrolled with the token of a code; ``change`` is what it claims."""
        return EnrolmentRequest.make(
            **{
                "token": code,
                "station_token": self.token,
                "desk": self.desk,
                "station_key": self.key,
                "signing_key": self.seed,
            }
            | change  # type: ignore[arg-type]  # none of them is the seed
        )
