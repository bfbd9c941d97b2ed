"""Live frames: one reader thread per source and a mailbox that holds the newest frame only."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, Literal, Self

import numpy as np
import structlog

from station_capture.device import CameraFacts, Device, Wishes
from station_capture.errors import CameraError
from station_capture.images import Pixels
from station_capture.locks import NOTHING_LOCKED, Locked
from station_capture.opencv import cv2
from station_capture.sources import Opener, Source, open_source

log = structlog.get_logger()

# A USB camera drops a read now and then; three in a row mean that it is gone.
_FAILED_READS = 3
# A blocked driver can hold a read for seconds, so silence counts as loss before that; with the
# screen's own look at the state it is noticed within a second. A slow disk is no loss, nor is a
# network camera of one frame a second, or a gap in the air.
_SILENCE_S = 0.8
_SILENCE_ELSEWHERE_S = 2.5
_SILENCE_LOOK_S = 0.1
_RETRY_DELAYS_S = (1.0, 2.0, 5.0)
_CLOSE_LIMIT_S = 5.0

Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise."""

_TURNS: Final[dict[int, int]] = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
_NO_WISHES: Final = Wishes()


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
_CLOSED = CameraState(Phase.CLOSED)


class CameraSource:
    """Reads frames in a thread of its own and keeps the newest.

    A source that is missing or gets lost is opened again and again until `close`; whoever shows
    the frames only watches `state`. Numbers of frames go on rising over a loss.
    """

    def __init__(
        self,
        spec: str | int,
        *,
        wishes: Wishes = _NO_WISHES,
        rotate: Rotation = 0,
        fps_limit: float | None = None,
        loop: bool = False,
        retry_delays: tuple[float, ...] = _RETRY_DELAYS_S,
        opener: Opener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Describe a source; nothing is opened before `start`.

        Args:
            spec: See `station_capture.sources.open_source`.
            wishes: The size and pace a camera is asked for.
            rotate: Degrees clockwise by which each frame is turned: a camera mounted upright.
            fps_limit: The most frames per second to deliver.
            loop: Begin a file again when it ends, instead of counting its end as a loss.
            retry_delays: Seconds between attempts to open; the last is repeated.
            opener: Opens `spec` instead of `open_source`; called in the reader thread.
            clock: Monotonic seconds, for the frames' times and for noticing silence.
        """
        self._spec = str(spec)
        self._fps_limit = fps_limit
        self._loop = loop
        self._retry_delays = retry_delays
        self._opener = opener or partial(open_source, wishes=wishes)
        self._turn = _TURNS.get(rotate)
        self._clock = clock
        self._closing = threading.Event()
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._number = 0
        self._state = CameraState(Phase.OPENING)
        self._heard_at = clock()
        self._silence_s, self._slowest_s = _SILENCE_S, 3 / wishes.fps
        self._paced = False
        self._facts: CameraFacts | None = None
        self._locked = NOTHING_LOCKED
        self._asked: deque[tuple[bool, Future[Locked]]] = deque()
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
        """What the source is doing now; a live source that fell silent counts as lost.

        Closed as soon as `close` was called, even where a driver still holds the reader thread.
        """
        with self._news:
            return self._standing()

    @property
    def frames_delivered(self) -> int:
        """How many frames have arrived since `start`."""
        return self._number

    @property
    def facts(self) -> CameraFacts | None:
        """What the camera said of itself with its first frame; None for files and while away."""
        return self._facts

    @property
    def locked(self) -> Locked:
        """What is held still now."""
        return self._locked

    def lock(self) -> "Future[Locked]":
        """Have exposure, white balance and focus held; returns at once.

        The answer, set by the reader thread after the frame under way, tells what the driver
        confirms: nothing of a file, a stream, or a camera that is not live. A camera that is lost
        or closed is free again.
        """
        return self._ask_for_lock(wanted=True)

    def unlock(self) -> "Future[Locked]":
        """Have them let go of; returns at once, answers as `lock` does."""
        return self._ask_for_lock(wanted=False)

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
        until = time.monotonic() + timeout
        with self._news:
            while self._standing().phase is not phase:
                if (left := until - time.monotonic()) <= 0:
                    return False
                self._news.wait(min(left, _SILENCE_LOOK_S))  # nobody gives notice of silence
        return True

    def close(self) -> None:
        """Stop reading and give the source back; waits for a read under way, up to 5 s."""
        self._closing.set()
        with self._news:
            self._news.notify_all()
        if self._thread.ident is not None:
            self._thread.join(_CLOSE_LIMIT_S)
            if self._thread.is_alive():
                log.warning("camera_close_timeout")

    def _standing(self) -> CameraState:
        """The state as anybody outside sees it; the reader thread may be blocked and not know."""
        if self._closing.is_set():
            return _CLOSED
        live = self._state.phase is Phase.LIVE
        silent = self._clock() - self._heard_at > self._silence_s
        return _LOST if live and silent else self._state

    def _newer_than(self, after: int) -> Frame | None:
        live = self._standing().phase is Phase.LIVE
        return self._frame if live and self._frame and self._frame.number > after else None

    def _ask_for_lock(self, *, wanted: bool) -> "Future[Locked]":
        answer: Future[Locked] = Future()
        answer.set_running_or_notify_cancel()  # nobody can call it back
        with self._news:
            if self._state.phase is Phase.LIVE and not self._closing.is_set():
                self._asked.append((wanted, answer))
                return answer
        answer.set_result(NOTHING_LOCKED)
        return answer

    def _answer_for_lock(self, source: Source) -> None:
        """Carry out, in the reader thread, what was asked for meanwhile."""
        while self._asked:
            wanted, answer = self._asked.popleft()
            try:
                if isinstance(source, Device):
                    self._locked = source.lock() if wanted else source.unlock()
            finally:
                answer.set_result(self._locked)

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            before = self._number
            failure = self._read_to_the_end()
            delivered = self._number > before
            if failure is None and delivered and self._loop and self._paced:
                continue
            failures = 1 if delivered else failures + 1
            self._become(failure or _LOST)
            self._closing.wait(self._retry_delays[min(failures, len(self._retry_delays)) - 1])
        self._become(_CLOSED)

    def _read_to_the_end(self) -> CameraState | None:
        """Open the source and read it; what an error leads to, None if it only came to its end."""
        try:
            source = self._opener(self._spec)
            try:
                self._read_frames(source)
            finally:
                source.release()
        except CameraError as exc:
            was_there = self._state.phase in (Phase.LIVE, Phase.LOST)
            return _LOST if was_there else CameraState(Phase.MISSING, exc.code)
        except Exception as exc:  # noqa: BLE001 - drivers raise anything; the thread must outlive it
            # The kind only: the text may hold the address of a camera with its password.
            log.warning("camera_failed", kind=type(exc).__name__)
            return _LOST
        return None

    def _read_frames(self, source: Source) -> None:
        paces = [pace for pace in (source.pace, self._fps_limit) if pace]
        interval = 1 / min(paces) if paces else 0.0
        self._paced = source.pace is not None
        if isinstance(source, Device):
            self._silence_s = max(_SILENCE_S, 3 * interval, self._slowest_s)
        else:
            self._silence_s = max(_SILENCE_ELSEWHERE_S, 3 * interval)
        due = self._clock()
        failed = 0
        while failed < _FAILED_READS and not self._closing.is_set():
            self._answer_for_lock(source)
            image = source.read()
            failed = failed + 1 if image is None else 0
            now = self._clock()
            if image is None or (source.pace is None and now < due):
                continue  # nothing came, or a live camera is faster than wanted
            if self._state.phase is not Phase.LIVE and isinstance(source, Device):
                self._facts = source.facts
            self._publish(self._turned(image), now)
            due = max(due + interval, now - interval)
            if source.pace is not None:
                self._closing.wait(max(0.0, due - now))

    def _turned(self, image: Pixels) -> Pixels:
        return image if self._turn is None else np.asarray(cv2.rotate(image, self._turn), np.uint8)

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
            self._frame = self._facts = None
            self._locked = NOTHING_LOCKED
            while self._asked:
                self._asked.popleft()[1].set_result(NOTHING_LOCKED)
            if state != self._state:
                log.info("camera_state", phase=state.phase, code=state.code)
            self._state = state
            self._news.notify_all()
