"""Frames from a transport within a limit of time: the reading loop every device family shares."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from station_devices.errors import CaptureCancelledError, DeviceGarbledError, DeviceSilentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.errors import DeviceError
    from station_devices.transport import Transport

FrameT = TypeVar("FrameT")


class FrameDecoder(Protocol[FrameT]):
    """What a family's codec offers to the reader."""

    junk: int

    @property
    def gap_s(self) -> float:
        """Seconds of silence after which ``gap`` wants to be told."""

    @property
    def expected(self) -> int:
        """Bytes that must still come before a frame can be complete; at least 1."""

    def feed(self, data: bytes) -> list[FrameT]:
        """Take bytes; return the frames completed."""

    def gap(self) -> list[FrameT]:
        """The line has been quiet for a while; return the frames rescued."""

    def reset(self) -> None:
        """Forget a partial frame."""


@dataclass(frozen=True, slots=True)
class CallLimit:
    """How long a call may go on: a point of a monotonic clock and the caller's stop check."""

    until: float
    stop: Callable[[], bool]
    now: Callable[[], float] = time.monotonic

    @classmethod
    def seconds(
        cls, seconds: float, stop: Callable[[], bool], now: Callable[[], float] = time.monotonic
    ) -> CallLimit:
        """A limit that many seconds from now."""
        return cls(now() + seconds, stop, now)

    def within(self, seconds: float) -> CallLimit:
        """The same limit, but not later than that many seconds from now."""
        return CallLimit(min(self.until, self.now() + seconds), self.stop, self.now)

    def expired(self) -> bool:
        """Whether the time is over; raises ``CaptureCancelledError`` if the caller has stopped."""
        if self.stop():
            raise CaptureCancelledError("stopped by the caller")
        return self.now() >= self.until


class FrameReader(Generic[FrameT]):
    """Reads frames, resynchronising over junk; one thread uses it."""

    def __init__(
        self,
        transport: Transport,
        decoder: FrameDecoder[FrameT],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._decoder = decoder
        self._now = now
        self._ready: deque[FrameT] = deque()
        self._last = self._now()  # when bytes were last received, over all calls
        self._received = 0  # bytes since the last discard

    @property
    def junk(self) -> int:
        """Bytes dropped so far because they belonged to no valid frame."""
        return self._decoder.junk

    def discard(self) -> None:
        """Forget everything received: an answer must not be older than its question."""
        self._transport.discard()
        self._decoder.reset()
        self._ready.clear()
        self._last, self._received = self._now(), 0

    def next(self, limit: CallLimit) -> FrameT:
        """Return the next valid frame.

        Raises:
            DeviceSilentError: The time passed without a byte.
            DeviceGarbledError: Bytes came, but no valid frame.
            CaptureCancelledError: The caller stopped.
            DeviceUnpluggedError: The port is gone.
        """
        heard = 0
        while not self._ready:
            if limit.expired():
                raise _nothing_in(heard)
            heard += self._look()
        return self._ready.popleft()

    def long(
        self,
        stall_s: float,
        limit: CallLimit,
        on_bytes: Callable[[int], None],
        *,
        first_s: float | None = None,
    ) -> FrameT:
        """Return the next valid frame, however long it takes while bytes keep coming.

        Args:
            stall_s: Without a byte for so long, nothing more is waited for.
            limit: Of the whole wait.
            on_bytes: Told the bytes received since the last discard.
            first_s: How long the first byte may take; ``stall_s`` if None.

        Raises:
            Errors as of ``next``.
        """
        heard = 0
        stall = limit.within(stall_s if first_s is None else first_s)
        while not self._ready:
            if stall.expired():
                raise _nothing_in(heard)
            if came := self._look():
                heard += came
                stall = limit.within(stall_s)
                on_bytes(self._received)
        return self._ready.popleft()

    def again(self) -> FrameT | None:
        """Judge once more what came, now that the format knows more; a frame if there is one."""
        self._ready.extend(self._decoder.gap())
        return self._ready.popleft() if self._ready else None

    def _look(self) -> int:
        """Read for one slice at most; returns how many bytes came."""
        # The line was quiet until this look at least. What a stalled thread takes for silence
        # afterwards may be its own: bytes can be waiting by then.
        looked = self._now()
        data = self._transport.read(self._decoder.expected)
        if data:
            self._last = self._now()
            self._received += len(data)
            self._ready.extend(self._decoder.feed(data))
        elif looked - self._last >= self._decoder.gap_s:
            self._ready.extend(self._decoder.gap())
        return len(data)

    def rest(self, seconds: float, limit: CallLimit) -> None:
        """Let time pass while watching the port; what comes in is dropped."""
        pause = limit.within(seconds)
        while not pause.expired():
            self._transport.read(1)
        self.discard()

    def settle(self, quiet_s: float, limit: CallLimit) -> None:
        """Wait until the device has stopped talking for ``quiet_s``; what comes in is dropped."""
        last = self._now()
        while not limit.expired() and self._now() - last < quiet_s:
            if self._transport.read(1):
                last = self._now()
        self.discard()


def _nothing_in(heard: int) -> DeviceError:
    if heard:
        return DeviceGarbledError("bytes came but no valid frame")
    return DeviceSilentError("no byte came within the deadline")
