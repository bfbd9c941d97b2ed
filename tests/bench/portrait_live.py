"""The live portrait for some seconds: how much of one core camera, preview and verdicts take.

Prints one JSON object. With `--search` the rival is run: each frame is searched and judged anew.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from portraits.films import sitting_still, write_film
from station_capture import (
    CameraSource,
    Frame,
    LivePortrait,
    PortraitAssessment,
    assess_portrait,
    load_profile,
)
from station_ui.preview import preview

_SIZES: Final = {"720p": (1280, 720), "1080p": (1920, 1080)}
_FPS: Final = 30
_VERDICTS_A_SECOND: Final = 10
_ROOM: Final = QSize(720, 560)
"""Of the picture on a laptop's screen."""
_WARM_UP_S: Final = 1.0


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("size", choices=_SIZES)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--search", action="store_true")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "sitting.avi"
        write_film(film, sitting_still(_SIZES[arguments.size], 2 * _FPS), _FPS)
        with CameraSource(str(film), loop=True) as camera:
            _watched(camera, _verdict(search=arguments.search), _WARM_UP_S)
            told = _watched(camera, _verdict(search=arguments.search), arguments.seconds)
    application.quit()
    print(json.dumps(told))
    return 0


def _verdict(*, search: bool) -> Callable[[Frame], PortraitAssessment]:
    profile = load_profile()
    if search:
        return lambda frame: assess_portrait(frame.image, profile)
    live = LivePortrait(profile)
    return lambda frame: live.look(frame.image, frame.at)


def _watched(
    camera: CameraSource, judge: Callable[[Frame], PortraitAssessment], seconds: float
) -> dict[str, float]:
    shown = verdicts = ready = number = 0
    window, due = None, 0.0
    began, busy = time.monotonic(), time.process_time()
    while time.monotonic() - began < seconds:
        frame = camera.wait(number, 1.0)
        if frame is None:
            continue
        number = frame.number
        preview(frame, _ROOM, window)
        shown += 1
        if frame.at >= due:
            due = max(due + 1 / _VERDICTS_A_SECOND, frame.at)
            seen = judge(frame)
            window, verdicts, ready = seen.window, verdicts + 1, ready + seen.ready
    wall = time.monotonic() - began
    core = (time.process_time() - busy) / wall
    return {"core": core, "fps": shown / wall, "verdicts": verdicts / wall, "ready": ready}


if __name__ == "__main__":
    sys.exit(main())
