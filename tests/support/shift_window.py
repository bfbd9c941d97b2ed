"""A shift at the real window: one citizen after another, and what memory it takes meanwhile.

`python shift_window.py CITIZENS` prints one JSON object: the bytes that are this process's alone
(USS) after each citizen, and how many records the centre has accepted in the end. A scanner that
types, a camera that plays a portrait, an emulated fingerprint scanner and a centre stand around it,
the last two as processes of their own (`python shift_window.py scanner`).
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import psutil
import structlog
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from frames.payloads import invent_payload
from station_capture.drawn import draw_portrait_scene
from station_core.clock import local_now
from station_core.folder import DeskFolder
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
)
from station_core.setup import set_up_desk
from station_core.visit import Step
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_ui.app import Program, Start
from station_ui.autopilot import type_text
from station_ui.screens.steps.details import DetailsPage
from station_ui.screens.steps.portrait import PortraitPage
from station_ui.workplace import Workplace

NAME, PASSWORD = "An", "chim-lac-bay-qua-7-ngon-doi"
BAUD = 921_600
PATIENCE_S = 60.0
TURNS_MS = 5

Wait = tuple[str, Callable[[], object]]


class Shift(QObject):
    """An operator who serves so many citizens by keys, and looks at the memory after each."""

    def __init__(self, program: Program, citizens: int) -> None:
        super().__init__()
        self._program = program
        self._citizens = citizens
        self._rng = np.random.default_rng(7)
        self._process = psutil.Process()
        self.bytes: list[int] = []
        self.accepted = 0
        self._walk = self._day()
        self._wait: Wait | None = None
        self._patient_until = time.monotonic() + PATIENCE_S
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(TURNS_MS)

    def _day(self) -> Iterator[Wait]:
        window = self._program.window
        assert window is not None
        yield "the names", window.signin.name.count
        type_text(window.signin.password, PASSWORD)
        QTest.keyClick(window.signin.password, Qt.Key.Key_Return)
        yield "the desk", lambda: window.workplace is not None
        place = self._place
        place.visit.idle.procedure.setCurrentIndex(
            place.visit.idle.procedure.findData("eid_level2")
        )
        yield "the figures of the day", lambda: place.overview.glance is not None
        for _ in range(self._citizens):
            yield from self._serve(invent_payload(self._rng))
            gc.collect()
            self.bytes.append(self._process.memory_full_info().uss)
        while self.accepted < self._citizens:
            self._ask_accepted()
            yield "an answer", self._answered
        self._timer.stop()
        self._program.app.quit()

    def _serve(self, payload: str) -> Iterator[Wait]:
        place, flow = self._place, self._place.visit.flow
        visits = place.visit
        yield "an idle desk", lambda: flow.visit is None and not flow.busy
        _scan(visits.idle, payload)
        yield "the form", lambda: flow.visit is not None and flow.step is Step.DETAILS
        details = cast(DetailsPage, visits.pages[Step.DETAILS])
        yield "the form on the screen", details.isVisible
        phone = details.rows["phone"].input
        assert isinstance(phone, QLineEdit)
        phone.clear()
        type_text(phone, "0912345678")
        yield from self._press()
        portrait = cast(PortraitPage, visits.pages[Step.PORTRAIT])
        yield "a good face", lambda: portrait.taken or (portrait.well and self._ready())
        if not portrait.taken:  # quicker than the picture that takes itself
            QTest.keyClick(visits, Qt.Key.Key_Return)
        yield "the portrait", lambda: portrait.taken and self._ready()
        yield from self._press()
        yield "the prints", lambda: flow.step is Step.REVIEW and not flow.busy
        yield from self._press()
        yield "the next citizen", lambda: flow.visit is None

    def _press(self) -> Iterator[Wait]:
        yield "the main button", self._ready
        visit = self._place.visit
        before = visit.flow.step, visit.flow.visit
        QTest.keyClick(visit, Qt.Key.Key_Return)
        yield "the next step", lambda: before != (visit.flow.step, visit.flow.visit)

    def _ready(self) -> bool:
        button = self._place.visit.bar.primary
        return button is not None and button.isEnabled() and not self._place.visit.flow.busy

    def _ask_accepted(self) -> None:
        self._open = True
        work = self._place.visit.work
        work.services.lane.ask(
            lambda desk: len(desk.queue.deliveries("accepted")),
            self._note_accepted,
            work.services.tell,
        )

    def _note_accepted(self, count: int) -> None:
        self.accepted, self._open = count, False

    def _answered(self) -> bool:
        return not self._open

    @property
    def _place(self) -> Workplace:
        window = self._program.window
        assert window is not None
        assert window.workplace is not None
        return window.workplace

    def _look(self) -> None:
        if self._wait is not None and not self._wait[1]():
            if time.monotonic() > self._patient_until:
                sys.stderr.write(f"waited in vain for {self._wait[0]}, {len(self.bytes)} served\n")
                self._program.app.exit(1)
            return
        self._wait = next(self._walk, None)
        self._patient_until = time.monotonic() + PATIENCE_S


def _scan(into: QWidget, payload: str) -> None:
    """What a scanner that types sends, key by key."""
    for letter in payload:
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key(0), Qt.KeyboardModifier.NoModifier, letter)
            if kind is QEvent.Type.ShortcutOverride:
                event.ignore()
            QApplication.sendEvent(into, event)
    QTest.keyClick(into, Qt.Key.Key_Return)


def _film(path: Path) -> str:
    """Somebody who sits still, and never a card."""
    scene = draw_portrait_scene()
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (scene.shape[1], scene.shape[0])
    )
    for _ in range(15):
        writer.write(scene)
    writer.release()
    return str(path)


def _serve(held: ExitStack, *words: str) -> dict[str, str]:
    """A process that tells its address in its first line."""
    process = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    held.callback(process.wait)
    held.callback(process.terminate)
    assert process.stdout is not None
    answer: dict[str, str] = json.loads(process.stdout.readline())
    return answer


def serve_scanner() -> None:
    """A scanner on which the right finger lies at once, until it is ended."""
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as server:
        sys.stdout.write(json.dumps({"address": server.address}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


def main() -> None:
    """Work one shift."""
    if sys.argv[1] == "scanner":
        serve_scanner()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    citizens = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as root, ExitStack() as held:
        centre, folder = str(Path(root) / "centre"), DeskFolder(Path(root) / "desk")
        keygen = [sys.executable, "-m", "station_centre", "keygen", "--data", centre, "--json"]
        made = json.loads(subprocess.run(keygen, check=True, capture_output=True).stdout)
        serve = ("-m", "station_centre", "serve", "--data", centre, "--port", "0")
        url, scanner = _serve(held, *serve)["url"], _serve(held, __file__, "scanner")["address"]
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url=url, recipient=made["recipient"]),
            camera=CameraSettings(source=_film(Path(root) / "camera.avi"), loop=True),
            scanner=ScannerSettings(port=scanner, baud=BAUD),
        )
        set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now())
        program = Program(Start(folder))
        shift = Shift(program, citizens)
        code = program.run()
    json.dump({"bytes": shift.bytes, "accepted": shift.accepted}, sys.stdout)
    sys.exit(code)


if __name__ == "__main__":
    main()
