"""An open camera: asked for a size, freed of its first bad frames, watched for repeated ones."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np

from station_capture.images import Pixels
from station_capture.locks import CameraLock, Controls, Locked
from station_capture.opencv import cv2

_FIRST_FRAMES: Final = 30
_FIRST_S: Final = 1.0
BLACK: Final = 12.0
"""Mean level below which a picture counts as black: an empty buffer, or nothing exposed yet."""
_REPEATED_S: Final = 0.5
_READS: Final = 3
"""Attempts at the first frame: some cameras need more than the second that one attempt waits."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a camera is asked for; it may deliver something else.

    1080p because the QR code's modules of 0.2 to 0.28 mm need it at a comfortable distance.
    """

    width: int = 1920
    height: int = 1080
    fps: int = 30


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What an open camera says of itself.

    Attributes:
        name: As its maker calls it; empty where it was opened by index.
        interface: OpenCV's name of the backend, as `V4L2`.
        format: The four letters of the pixel format, as `MJPG`; empty if unknown.
        width: Pixels it reports; what it delivers is a frame's own shape.
        height: The same.
        fps: Frames per second it reports; 0 if unknown.
        dropped: First frames that were black or of another shape, and were not delivered.
    """

    name: str
    interface: str
    format: str
    width: int
    height: int
    fps: float
    dropped: int


@runtime_checkable
class Device(Protocol):
    """What a camera can beyond delivering frames; a file or stream cannot."""

    @property
    def facts(self) -> CameraFacts:
        """What it says of itself."""

    def lock(self) -> Locked:
        """Hold exposure, white balance and focus; what is held now."""

    def unlock(self) -> Locked:
        """Let go of them; what is held now."""


class Capture(Controls, Protocol):
    """The part of `cv2.VideoCapture` in use here."""

    def read(self) -> tuple[bool, object]:
        """Return whether there was a frame, and the frame."""

    def release(self) -> None:
        """Give the device back."""


class CameraDevice:
    """A camera that OpenCV reads."""

    pace = None

    def __init__(
        self,
        capture: Capture,
        backend: int,
        name: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take over an open capture.

        Args:
            capture: What delivers; released with this.
            backend: OpenCV's number of its interface, which tells how it is locked.
            name: As its maker calls it.
            clock: Monotonic seconds.
        """
        self._capture = capture
        self._backend = backend
        self._name = name
        self._lock = CameraLock(capture, backend)
        self._first = _FirstFrames(self._size(), clock)
        self._repeats = _Repeats(clock)

    def read(self) -> Pixels | None:
        """Return the next good frame; None if none came, or the driver repeats an old one."""
        while (image := self._read()) is not None and not self._first.is_good(image):
            continue
        if image is None:
            return None
        stamp = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        return None if self._repeats.is_stale(image, stamp) else image

    def release(self) -> None:
        """Let go of what was locked, and give the camera back."""
        self._lock.unlock()
        self._capture.release()

    def lock(self) -> Locked:
        """Hold what the driver lets be held."""
        return self._lock.lock()

    def unlock(self) -> Locked:
        """Let go of it."""
        return self._lock.unlock()

    @property
    def facts(self) -> CameraFacts:
        """What it says of itself now."""
        width, height = self._size()
        return CameraFacts(
            name=self._name,
            interface=cv2.videoio_registry.getBackendName(self._backend),
            format=letters_of(self._capture.get(cv2.CAP_PROP_FOURCC)),
            width=width,
            height=height,
            fps=self._fps(),
            dropped=self._first.dropped,
        )

    def _fps(self) -> float:
        """DirectShow only gives back what it was asked for."""
        known = self._backend != cv2.CAP_DSHOW
        return max(0.0, self._capture.get(cv2.CAP_PROP_FPS)) if known else 0.0

    def _read(self) -> Pixels | None:
        try:
            delivered, image = self._capture.read()
        except cv2.error:  # some decoders raise on a frame that the cable garbled
            return None
        return _in_colour(image) if delivered and isinstance(image, np.ndarray) else None

    def _size(self) -> tuple[int, int]:
        get = self._capture.get
        return int(get(cv2.CAP_PROP_FRAME_WIDTH)), int(get(cv2.CAP_PROP_FRAME_HEIGHT))


class _FirstFrames:
    """Tells what a camera brings before it has found its size and light, for a second at most.

    After that everything is good: a lens cap must be seen as a black picture, not as a hang.
    """

    def __init__(self, size: tuple[int, int], clock: Callable[[], float]) -> None:
        self._size = size
        self._clock = clock
        self._until: float | None = None
        self._settled = False
        self.dropped = 0

    def is_good(self, image: Pixels) -> bool:
        if self._settled:
            return True
        now = self._clock()
        if self._until is None:
            self._until = now + _FIRST_S
        late = now >= self._until or self.dropped >= _FIRST_FRAMES
        right = (image.shape[1], image.shape[0]) == self._size or not all(self._size)
        self._settled = late or (right and float(image[::8, ::8].mean()) >= BLACK)
        self.dropped += not self._settled
        return self._settled


class _Repeats:
    """Tells when a driver hands out the same frame for good: the camera is gone (opencv 5746).

    Only where the driver stamps its frames with a time: a picture may stand still, as that of a
    capture card does, but its time goes on.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = np.empty((0, 0), np.uint8)
        self._stamp = 0.0
        self._since = 0.0

    def is_stale(self, image: Pixels, stamp: float) -> bool:
        """Whether this frame has been the same for too long; `stamp` in ms, 0 or less: none."""
        sample, now = image[::8, ::8], self._clock()
        if stamp <= 0 or stamp != self._stamp or not np.array_equal(sample, self._last):
            self._last, self._stamp, self._since = sample.copy(), stamp, now
        return now - self._since > _REPEATED_S


def open_camera(
    indices: Sequence[tuple[int, int]], wishes: Wishes, name: str = ""
) -> CameraDevice | None:
    """Open a camera by the first interface by which it delivers; None if it does by none.

    Args:
        indices: Index and OpenCV's number of the interface, in the order they are tried.
        wishes: What to ask for.
        name: As its maker calls it.
    """
    for index, backend in indices:
        capture = cv2.VideoCapture(index, backend)
        if capture.isOpened():
            ask_for(capture, wishes, backend)
            # One that streams to another program opens, but delivers nothing.
            if any(capture.read()[0] for _attempt in range(_READS)):
                return CameraDevice(capture, backend, name)
        capture.release()
    return None


def _in_colour(image: np.ndarray) -> Pixels | None:
    """A camera without colours delivers (h, w); one of more than 8 bits is not understood."""
    if image.dtype != np.uint8:
        return None
    coloured = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image
    return np.asarray(coloured, np.uint8)


def ask_for(controls: Controls, wishes: Wishes, backend: int) -> None:
    """Ask for MJPG, as which USB 2 carries 1080p at 30 frames a second, for size and pace.

    V4L2 wants the format before the size. DirectShow builds its pipe anew with each setting and
    forgets the format with all but the last.
    """
    settings = [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, wishes.width),
        (cv2.CAP_PROP_FRAME_HEIGHT, wishes.height),
        (cv2.CAP_PROP_FPS, wishes.fps),
    ]
    if backend == cv2.CAP_DSHOW:
        settings = [settings[-1], *settings[1:-1], settings[0]]
    for setting, value in settings:
        controls.set(setting, value)


def letters_of(fourcc: float) -> str:
    """The four letters of a pixel format; empty where the number stands for none."""
    if fourcc <= 0:
        return ""
    octets = int(fourcc).to_bytes(8, "little")[:4]
    return octets.decode("ascii").strip() if all(32 <= one < 127 for one in octets) else ""
