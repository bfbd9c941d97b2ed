"""Films of drawn people as a camera records them: MJPG in an AVI file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from station_capture import Pixels
from station_capture.drawn import Look, draw_portrait_scene

_SWAY: Final = 0.004
"""Of somebody who sits still, in eye distances from frame to frame."""


def write_film(path: Path, frames: Iterable[Pixels], fps: int) -> None:
    """Write frames of one size."""
    writer = None
    for frame in frames:
        if writer is None:
            size = frame.shape[1], frame.shape[0]
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, size)
        writer.write(frame)
    if writer is None or not writer.isOpened():
        raise OSError(f"{path} was not written")
    writer.release()


def sitting_still(size: tuple[int, int], count: int, seed: int = 0) -> Iterator[Pixels]:
    """Somebody who only breathes."""
    for number in range(count):
        by = _SWAY * np.sin(number / 5), _SWAY * np.cos(number / 7)
        yield draw_portrait_scene(*size, seed=seed, offset=by, noise_seed=seed + number)


def restless(size: tuple[int, int], fps: int, seconds: float, seed: int = 0) -> Iterator[Pixels]:
    """Somebody who never holds still for long: sways, turns and blinks all the time."""
    for number in range(round(seconds * fps)):
        at = number / fps
        by = 0.35 * np.sin(2 * np.pi * at / 1.4), 0.08 * np.sin(2 * np.pi * at / 0.9)
        look = Look(eyes_open=0.0 if at % 1.2 < 0.2 else 1.0, turned=15 * float(np.sin(3 * at)))
        yield draw_portrait_scene(*size, seed=seed, offset=by, noise_seed=seed + number, look=look)


def settling(
    size: tuple[int, int], fps: int, still_at: float, seconds: float, seed: int = 0
) -> Iterator[Pixels]:
    """Somebody who is restless and holds still from a moment on."""
    yield from restless(size, fps, still_at, seed)
    yield from sitting_still(size, round((seconds - still_at) * fps), seed)
