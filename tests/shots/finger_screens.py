"""The step of the fingerprints: waiting, tried again, alike, missing, done, broken."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from PySide6.QtCore import Qt

import desks
from photographer import settle, wait
from stage import Stage, empty_desk, held
from station_capture import Pixels
from station_core.desk import Desk
from station_core.visit import Step, Visit
from station_devices import FingerImage, FingerState
from station_devices.errors import DeviceUnpluggedError
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue.errors import DiskFullError
from station_ui.autopilot import type_text
from station_ui.screens.steps.exception_photo import ExceptionPhotoPage
from station_ui.screens.steps.fingerprints import FingerprintsPage

SIDE = 192


def fingerprints(stage: Stage) -> None:
    """Every state of the step, with a scanner on whose glass nobody ever puts a finger."""
    with asked_for_finger(stage):
        stage.show_visit(lambda desk: desks.with_portrait(desk, "usual"))
    stage.shot("fingerprints-place")
    stage.work.scanner.finger_state.emit(FingerState.HOLD, 0.6)
    stage.shot("fingerprints-hold")
    for position in (1, 2, 3):
        with asked_for_finger(stage):
            give_finger(stage, finger_image(position), position)
    stage.shot("fingerprints-three-taken")
    tries(stage)
    taken_again(stage)
    missing(stage)
    broken(stage)
    for position in (8, 9, 10):
        give_finger(stage, finger_image(position), position)
    stage.flow.go(Step.FINGERPRINTS)
    stage.shot("fingerprints-some-missing")
    stage.flow.go(Step.REVIEW)
    wait(stage.ready, "the review")
    stage.shot("review-fingers-missing-and-weak")
    stage.end_visit()
    all_taken(stage)
    alike(stage)


def tries(stage: Stage) -> None:
    """A weak print, another one that is worse, and the best of them kept below the threshold."""
    with asked_for_finger(stage):
        give_finger(stage, weak_image(4, 0.2), 4)
    wait(stage.ready, "the best so far to be taken")
    stage.shot("fingerprints-weak")
    stage.work.scanner.finger_state.emit(FingerState.HOLD, 0.4)
    stage.shot("fingerprints-second-try")
    with asked_for_finger(stage):
        give_finger(stage, weak_image(4, 0.12), 4)
    stage.shot("fingerprints-worse-than-the-best")
    with asked_for_finger(stage):
        give_finger(stage, weak_image(4, 0.16), 4)
    stage.shot("fingerprints-best-kept-below")


def taken_again(stage: Stage) -> None:
    """A finger that was done is taken again, and comes out worse."""
    with asked_for_finger(stage):
        page(stage).map.fingers[3].click()
    wait(stage.ready, "the old print to be kept")
    stage.shot("fingerprints-again")
    with asked_for_finger(stage):
        give_finger(stage, weak_image(3, 0.2), 3)
    wait(stage.ready, "the new print to be taken")
    stage.shot("fingerprints-again-worse")
    with asked_for_finger(stage):
        page(stage).map.fingers[5].click()


def missing(stage: Stage) -> None:
    """Why there is no print: chosen, told in words, and shown in a picture."""
    stage.press(Qt.Key.Key_F6)
    stage.shot("reason-missing-finger-with-scanner")
    stage.press(Qt.Key.Key_3)
    stage.shot("reason-missing-finger-worn")
    stage.press(Qt.Key.Key_5)
    line = stage.place.visit.reason.line
    wait(line.hasFocus, "the cursor in the line")
    type_text(line, "Bó bột cả bàn tay")
    stage.shot("reason-missing-finger-other")
    with asked_for_finger(stage):
        stage.enter()
    stage.shot("fingerprints-one-missing")
    photo = stage.place.visit.photo
    assert isinstance(photo, ExceptionPhotoPage)
    stage.look_at(hand_before_camera())
    stage.press(Qt.Key.Key_F8)
    wait(stage.ready, "the camera")
    stage.see_frames()
    stage.shot("fingerprints-photo")
    stage.enter()
    wait(lambda: photo.taken is not None, "the picture")
    wait(stage.ready, "the picture to be seen")
    stage.shot("fingerprints-photo-taken")
    with asked_for_finger(stage):
        stage.enter()
    stage.look_at(empty_desk())


def broken(stage: Stage) -> None:
    """Saving, a full disk, an unplugged cable while an image comes."""
    with held(stage, "desk"):
        stage.work.scanner.stop()
        stage.work.scanner.captured.emit(6, finger_image(6))
        stage.shot("fingerprints-saving")
    wait(lambda: not stage.flow.busy, "the print on disk")
    stage.flow.step = Step.FINGERPRINTS
    with full_disk(stage):
        stage.work.scanner.stop()
        stage.work.scanner.captured.emit(7, finger_image(7))
        wait(lambda: not stage.flow.busy, "the refusal")
        wait(stage.ready, "another try")
        stage.shot("fingerprints-not-saved")
    with asked_for_finger(stage):
        stage.enter()
    stage.work.scanner.finger_state.emit(FingerState.HOLD, 0.5)
    fail_scanner(stage)
    wait(stage.ready, "another try")
    stage.shot("fingerprints-scanner-lost")
    with asked_for_finger(stage):
        stage.enter()


def all_taken(stage: Stage) -> None:
    """Nothing more is asked for."""
    stage.show_visit(lambda desk: desks.with_portrait(desk, "usual"))
    for position in range(1, 11):
        give_finger(stage, finger_image(position), position)
    stage.flow.go(Step.FINGERPRINTS)
    stage.shot("fingerprints-all-done")
    stage.end_visit()


def alike(stage: Stage) -> None:
    """What was given as the right middle finger is like the right index finger."""
    stage.show_visit(in_doubt)
    wait(stage.place.visit.reason.isVisible, "the question")
    wait(stage.ready, "the question to be seen")
    stage.shot("reason-same-finger")
    stage.press(Qt.Key.Key_Escape)
    wait(stage.ready, "the page")
    stage.shot("fingerprints-same-finger")
    stage.end_visit()


def in_doubt(desk: Desk) -> Visit:
    """A visit in which a finger was given twice."""
    visit = desks.with_portrait(desk, "usual")
    for position in (1, 2):
        visit = desk.fingers.keep(visit, position, finger_image(position))
    return desk.fingers.keep(visit, 3, finger_image(2))


def page(stage: Stage) -> FingerprintsPage:
    """The page of the fingerprints."""
    return stage.place.visit.fingerprints


@contextmanager
def asked_for_finger(stage: Stage) -> Iterator[None]:
    """After it the scanner has begun to wait for the next finger."""
    told: list[FingerState] = []

    def note(state: FingerState, _part: float) -> None:
        told.append(state)

    stage.work.scanner.finger_state.connect(note)
    yield
    wait(lambda: FingerState.PLACE in told and not stage.flow.busy, "the scanner to wait")
    stage.work.scanner.finger_state.disconnect(note)
    settle()


@contextmanager
def full_disk(stage: Stage) -> Iterator[None]:
    """Nothing can be written meanwhile."""
    lane, ask = stage.services.lane, stage.services.lane.ask

    def refuse(_work: object, _done: object, failed: object) -> None:
        def act(_desk: object) -> None:
            raise DiskFullError("no room")

        ask(act, lambda _none: None, failed)  # type: ignore[arg-type]

    lane.ask = refuse  # type: ignore[method-assign, assignment]
    stage.held = True
    try:
        yield
    finally:
        stage.held = False
        lane.ask = ask  # type: ignore[method-assign]


def fail_scanner(stage: Stage) -> None:
    """Its cable is pulled."""
    scanner = stage.work.scanner
    wait(lambda: scanner._task is not None, "the scanner to be asked")
    task, position = scanner._task, scanner._last_position
    assert task is not None
    assert position is not None
    task.stop()
    scanner._fail(task, position, DeviceUnpluggedError("unplugged"))
    settle()


def give_finger(stage: Stage, image: FingerImage, position: int) -> None:
    """A print as it comes from the scanner, without the wait for it."""
    stage.work.scanner.stop()
    stage.work.scanner.captured.emit(position, image)
    wait(lambda: not stage.flow.busy, "the print on disk")
    settle()


def finger_image(position: int) -> FingerImage:
    """A drawn print of nobody."""
    return measured_print(draw_print(position, SIDE, SIDE).copy(), 500, 8, driver="file")


def weak_image(position: int, strength: float) -> FingerImage:
    """The same from a dry finger: faint."""
    faint = 250 - (250.0 - draw_print(position, SIDE, SIDE)) * strength
    return measured_print(faint.astype(np.uint8), 500, 8, driver="file")


def hand_before_camera() -> Pixels:
    """A drawn hand with four fingers before the camera."""
    scene = empty_desk()
    high, wide = scene.shape[:2]
    skin, unit = (150, 170, 205), high // 12
    middle = wide // 2
    cv2.ellipse(scene, (middle, 8 * unit), (3 * unit, 3 * unit), 0, 0, 360, skin, -1)
    for place, tip in ((-2, 3), (-1, 2), (0, 2), (1, 3)):
        at = middle + round((place + 0.5) * 1.4 * unit)
        cv2.line(scene, (at, 8 * unit), (at, tip * unit), skin, unit)
    cv2.line(scene, (middle - 2 * unit, 9 * unit), (middle - 4 * unit, 6 * unit), skin, unit)
    return scene
