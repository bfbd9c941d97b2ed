"""What a camera really delivers: size, pace, what can be locked, and what is wrong with it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from station_capture.device import BLACK, CameraFacts
from station_capture.errors import CameraError
from station_capture.frames import CameraSource, Frame, Phase
from station_capture.images import Pixels
from station_capture.locks import NOTHING_LOCKED, Locked
from station_capture.portrait.profile import Geometry

_OPEN_LIMIT_S: Final = 30.0
"""Media Foundation takes up to 20 s to open some cameras."""
_LOOK_S: Final = 0.1
_LOCK_LIMIT_S: Final = 3.0
_SLOW_FPS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was measured.

    Attributes:
        width: Pixels of the frames as they are delivered, after turning.
        height: The same.
        fps: Frames per second over the time of the measurement.
        frames: How many frames that were.
        facts: What the camera says of itself; None for a file or stream.
        lockable: What could be held still; it is free again.
        image: The last frame, BGR (h, w, 3).
    """

    width: int
    height: int
    fps: float
    frames: int
    facts: CameraFacts | None
    lockable: Locked
    image: Pixels


def _never() -> bool:
    return False


def examine(source: CameraSource, seconds: float, stop: Callable[[], bool] = _never) -> Checkup:
    """Measure a started source for some seconds.

    Args:
        source: What to measure; goes on reading afterwards.
        seconds: How long; from the first frame on.
        stop: Looked at several times a second; ends the measurement early.

    Raises:
        CameraError: The code of what keeps the camera from delivering.
    """
    first = last = _first_frame(source, stop)
    count = 1
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop():
        newer = source.wait(last.number, min(left, _LOOK_S))
        if newer is not None:
            count += newer.number - last.number
            last = newer
        elif source.state.phase is not Phase.LIVE:
            raise CameraError(source.state.code or "CAMERA_LOST", "the camera stopped delivering")
    height, width = last.image.shape[:2]
    return Checkup(
        width=width,
        height=height,
        fps=(count - 1) / (last.at - first.at) if last.at > first.at else 0.0,
        frames=count,
        facts=source.facts,
        lockable=lockable(source),
        image=last.image,
    )


def lockable(source: CameraSource) -> Locked:
    """Try what can be held still, and let go of it; blocks for some frames."""
    try:
        return source.lock().result(_LOCK_LIMIT_S)
    except TimeoutError:
        return NOTHING_LOCKED
    finally:
        source.unlock()


def enlargement(geometry: Geometry, width: int, height: int) -> float:
    """Pixels of the finished portrait for one of a frame of this size; above 1 it is enlarged.

    Taken from the largest part of the frame that has the portrait's shape: a face further away
    needs more.
    """
    rows = min(height, width * geometry.height / geometry.width)
    return geometry.height / rows


def faults_of(found: Checkup, geometry: Geometry) -> list[str]:
    """The codes of what a technician should mend, the worst first."""
    faults = {
        "CAMERA_BLACK": float(found.image[::8, ::8].mean()) < BLACK,
        "CAMERA_SMALL": enlargement(geometry, found.width, found.height) > 1,
        "CAMERA_SLOW": found.fps < _SLOW_FPS,
    }
    return [code for code, there in faults.items() if there]


def _first_frame(source: CameraSource, stop: Callable[[], bool]) -> Frame:
    until = time.monotonic() + _OPEN_LIMIT_S
    while time.monotonic() < until and not stop():
        frame = source.wait(0, _LOOK_S)
        if frame is not None:
            return frame
        if source.state.phase is not Phase.OPENING:
            break
    raise CameraError(source.state.code or "CAMERA_LOST", "the camera delivers nothing")
