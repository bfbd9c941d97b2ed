"""Live frames: one reader thread per source and a mailbox that holds the newest frame only."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import structlog

from station_capture.errors import CameraError
from station_capture.images import Pixels
from station_capture.sources import Opener, Source, open_source

log = structlog.get_logger()

# A USB camera drops a read now and then; three in a row mean that it is gone.
_FAILED_READS = 3
# A blocked driver can hold a read for ten seconds, so silence counts as loss before that.
_SILENCE_S = 2.0
_RETRY_DELAYS_S = (1.0, 2.0, 5.0)
_CLOSE_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `image` is BGR (h, w, 3) and nobody writes to it again.

    `number` counts from 1 and never repeats; `at` is the monotonic time of arrival in seconds.
    """

    number: int
    image: Pixels
    at: float


class Phase(StrEnum):
    """What a source is doing."""

    OPENING = "opening"
    LIVE = "live"
    LOST = "lost"
    MISSING = "missing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CameraState:
    """The phase of a source and, if it does not deliver, the error code that says why."""

    phase: Phase
    code: str | None = None


_LOST = CameraState(Phase.LOST, "CAMERA_LOST")


class CameraSource:
    """Reads frames in a thread of its own and keeps the newest.

    A source that is missing or gets lost is opened again and again until `close`; whoever shows
    the frames only watches `state`. Numbers of frames go on rising over a loss.
    """

    def __init__(
        self,
        spec: str | int,
        *,
        fps_limit: float | None = None,
        loop: bool = False,
        retry_delays: tuple[float, ...] = _RETRY_DELAYS_S,
        opener: Opener = open_source,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Describe a source; nothing is opened before `start`.

        Args:
            spec: See `station_capture.sources.open_source`.
            fps_limit: The most frames per second to deliver.
            loop: Begin a file again when it ends, instead of counting its end as a loss.
            retry_delays: Seconds between attempts to open; the last is repeated.
            opener: Opens `spec`; called in the reader thread.
            clock: Monotonic seconds, for the frames' times and for noticing silence.
        """
        self._spec = str(spec)
        self._fps_limit = fps_limit
        self._loop = loop
        self._retry_delays = retry_delays
        self._opener = opener
        self._clock = clock
        self._closing = threading.Event()
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._number = 0
        self._state = CameraState(Phase.OPENING)
        self._heard_at = clock()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> Self:
        """Begin to open and read; returns at once."""
        self._thread.start()
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def state(self) -> CameraState:
        """What the source is doing now; a live source that fell silent counts as lost."""
        with self._news:
            return _LOST if self._is_silent() else self._state

    @property
    def frames_delivered(self) -> int:
        """How many frames have arrived since `start`."""
        return self._number

    def latest(self, after: int = 0) -> Frame | None:
        """Return the newest frame if its number is above `after`; none while the source is lost."""
        with self._news:
            return self._newer_than(after)

    def wait(self, after: int, timeout: float) -> Frame | None:
        """Wait up to `timeout` seconds for a frame with a number above `after`."""
        with self._news:
            self._news.wait_for(
                lambda: self._newer_than(after) or self._closing.is_set(), timeout=timeout
            )
            return self._newer_than(after)

    def wait_for(self, phase: Phase, timeout: float) -> bool:
        """Wait up to `timeout` seconds until the source is in `phase`; whether it came to that."""
        with self._news:
            return self._news.wait_for(lambda: self._state.phase is phase, timeout=timeout)

    def close(self) -> None:
        """Stop reading and give the source back; waits for a read under way, up to 5 s."""
        self._closing.set()
        with self._news:
            self._news.notify_all()
        if self._thread.ident is not None:
            self._thread.join(_CLOSE_LIMIT_S)
            if self._thread.is_alive():
                log.warning("camera_close_timeout")

    def _is_silent(self) -> bool:
        return self._state.phase is Phase.LIVE and self._clock() - self._heard_at > _SILENCE_S

    def _newer_than(self, after: int) -> Frame | None:
        if self._frame is None or self._frame.number <= after or self._is_silent():
            return None
        return self._frame

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            delivered = self._read_until_lost()
            failures = 1 if delivered else failures + 1
            if not (delivered and self._loop):
                delay = self._retry_delays[min(failures, len(self._retry_delays)) - 1]
                self._closing.wait(delay)
        self._become(CameraState(Phase.CLOSED))

    def _read_until_lost(self) -> bool:
        """Open and read until the source ends; whether it delivered anything."""
        try:
            source = self._opener(self._spec)
        except CameraError as exc:
            if self._state.phase is not Phase.LOST:
                self._become(CameraState(Phase.MISSING, exc.code))
            return False
        before = self._number
        try:
            self._read_frames(source)
        finally:
            source.release()
        delivered = self._number > before
        if not (delivered and self._loop) and not self._closing.is_set():
            self._become(_LOST)
        return delivered

    def _read_frames(self, source: Source) -> None:
        paces = [pace for pace in (source.pace, self._fps_limit) if pace]
        interval = 1 / min(paces) if paces else 0.0
        due = self._clock()
        failed = 0
        while failed < _FAILED_READS and not self._closing.is_set():
            image = source.read()
            failed = failed + 1 if image is None else 0
            now = self._clock()
            if image is None or (source.pace is None and now < due):
                continue  # nothing came, or a live camera is faster than wanted
            self._publish(image, now)
            due = max(due + interval, now - interval)
            if source.pace is not None:
                self._closing.wait(max(0.0, due - now))

    def _publish(self, image: Pixels, now: float) -> None:
        with self._news:
            self._number += 1
            self._frame = Frame(self._number, image, now)
            self._heard_at = now
            if self._state.phase is not Phase.LIVE:
                self._state = CameraState(Phase.LIVE)
                log.info("camera_state", phase=Phase.LIVE)
            self._news.notify_all()

    def _become(self, state: CameraState) -> None:
        with self._news:
            self._frame = None
            if state != self._state:
                log.info("camera_state", phase=state.phase, code=state.code)
            self._state = state
            self._news.notify_all()
