"""The real window while a card is moved into the camera's view: how soon its fields are there.

Prints one JSON object: milliseconds from the camera's first frame with the whole code in view to
the form of the new visit on the screen.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PySide6.QtCore import QTimer

from station_capture import Frame, Pixels
from station_capture.drawn import INVENTED_PEOPLE, draw_card
from station_core.demo import DemoDesk
from station_core.visit import Step
from station_ui.app import Program, Start
from station_ui.autopilot import type_text

_SIZE: Final = (1280, 720)
_FPS: Final = 30
_EMPTY, _SLIDE, _STILL = 2 * _FPS, _FPS // 2, 3 * _FPS
_MARK: Final = 24
_CODE_FROM_EDGE: Final = 28
"""Pixels from the drawn card's edge to its code."""
_BRIGHT: Final = 200


def write_video(path: Path) -> None:
    """An empty desk, a card that slides in within half a second, and stays."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), _FPS, _SIZE)
    card = draw_card(INVENTED_PEOPLE[0])
    away = [1.0] * _EMPTY + [1 - step / _SLIDE for step in range(_SLIDE)] + [0.0] * _STILL
    for number, share in enumerate(away):
        writer.write(_seen(card, round(share * _SIZE[0]), np.random.default_rng(number)))
    writer.release()


def _seen(card: Pixels, shift: int, rng: np.random.Generator) -> Pixels:
    """The card so far to the right; a corner is white as soon as the whole code is in view."""
    desk = np.full((_SIZE[1], _SIZE[0], 3), 115, np.uint8)
    rows, columns = card.shape[:2]
    top, left = (_SIZE[1] - rows) // 2, (_SIZE[0] - columns) // 2 + shift
    part = card[:, : max(0, _SIZE[0] - left)]
    desk[top : top + rows, left : left + part.shape[1]] = part
    noisy = np.clip(desk + rng.normal(0, 3, desk.shape), 0, 255).astype(np.uint8)
    noisy[:_MARK, :_MARK] = 255 if left + columns - _CODE_FROM_EDGE <= _SIZE[0] else 0
    return np.asarray(noisy, np.uint8)


class Watch:
    """Signs in, then waits for the code in view and for the form."""

    def __init__(self, program: Program, demo: DemoDesk) -> None:
        self._program, self._demo = program, demo
        self._signing_in = self._watching = False
        self._in_view = 0.0
        self.ms = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(1)

    def _look(self) -> None:
        window = self._program.window
        if window is None:
            return
        if not self._signing_in and window.signin.name.count():
            self._signing_in = True
            type_text(window.signin.password, self._demo.password)
            window.signin.button.click()  # not a key: the window may not have the keyboard yet
        place = window.workplace
        if place is None:
            return
        if not self._watching:
            self._watching = True
            place.visit.work.camera.frame.connect(self._on_frame)
        form = place.visit.pages[Step.DETAILS]
        if place.visit.page is form and form.isVisible() and self._in_view:
            self.ms = (time.monotonic() - self._in_view) * 1e3
            self._program.app.quit()

    def _on_frame(self, frame: Frame) -> None:
        if not self._in_view and frame.image[: _MARK // 2, : _MARK // 2].mean() > _BRIGHT:
            self._in_view = frame.at


def main() -> None:
    """Run the window until the form is there."""
    with tempfile.TemporaryDirectory() as folder:
        write_video(Path(folder) / "camera.avi")
        with DemoDesk(Path(folder), people=1) as demo:
            program = Program(Start(demo.folder))
            watch = Watch(program, demo)
            program.run()
    print(json.dumps({"ms": watch.ms}))


if __name__ == "__main__":
    main()
