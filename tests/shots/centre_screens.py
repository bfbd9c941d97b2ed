"""The technician's page of the centre: not enrolled, a code, enrolled, and the line there."""

import cv2
import numpy as np
import segno

from photographer import settle, wait
from stage import Stage
from station_capture import Pixels
from station_capture.drawn import draw_portrait_scene
from station_core.enrolling import CentreFacts
from station_core.errors import DeskError
from station_core.net_test import Tried
from station_queue.delivery_errors import PermanentError
from station_queue.packet import EnrolmentCode, generate_identity, generate_signing_key, public_key
from station_ui.tasks import Task

_CODE = EnrolmentCode(
    url="https://trungtam.example.vn:8321",
    ca_sha256="9f3a" * 16,
    recipient=generate_identity()[1],
    receipt_key=public_key(generate_signing_key()),
    token="t" * 32,
)
_WELL = [
    Tried("network", ok=True),
    Tried("name", ok=True, ms=12.0),
    Tried("connection", ok=True, ms=48.0),
    Tried("certificate", ok=True, ms=61.0),
    Tried("centre", ok=True, ms=55.0),
    Tried("desk", ok=True, ms=52.0),
    Tried("clock", ok=True, skew_s=-0.4),
]
_PORTAL = [
    *_WELL[:3],
    Tried("certificate", ok=False, code="CERT_UNTRUSTED"),
    Tried("centre", ok=None),
    Tried("desk", ok=None),
    Tried("clock", ok=None),
]
_UNDER_WAY = [*_WELL[:5], Tried("desk", ok=None), Tried("clock", ok=None)]


def _somebody_with_a_code() -> Pixels:
    """A technician holds up a sheet; its code is none of a centre, so it is passed over."""
    scene = draw_portrait_scene(seed=1)
    code = segno.make(_CODE.to_text().lower(), error="m")
    sheet = np.array([[255 * (not dark) for dark in line] for line in code.matrix], np.uint8)
    padded = np.pad(sheet, 4, constant_values=255)
    held = cv2.resize(padded, (480, 480), interpolation=cv2.INTER_NEAREST)
    rows, columns = scene.shape[:2]
    scene[rows - 500 : rows - 20, columns // 2 - 240 : columns // 2 + 240] = held[..., None]
    return scene


def centre_page(stage: Stage) -> None:
    """From a desk that nobody knows to one whose line works."""
    assert stage.place.devices is not None
    stage.place.go(3)
    stage.place.devices.show_kind("centre")
    screen = stage.place.devices.centre
    enrolment, trial = screen.enrolment, screen.trial
    wait(lambda: enrolment.facts is not None, "what the desk knows of its centre")
    stage.shot("centre-not-enrolled")
    stage.look_at(_somebody_with_a_code())  # it was unplugged on the page before
    stage.work.camera.reopen()
    enrolment.scan()
    wait(lambda: stage.work.camera.live, "the camera")
    settle()
    stage.shot("centre-scanning")
    enrolment.stage, enrolment.code = "found", _CODE
    enrolment.changed.emit()
    stage.shot("centre-found")
    enrolment.error = PermanentError("ENROL_TOKEN_USED", "")
    enrolment.changed.emit()
    stage.shot("centre-refused")
    enrolment.error = DeskError("CENTRE_OTHER", "", waiting=12)
    enrolment.changed.emit()
    stage.shot("centre-other")
    enrolment.give_up()
    enrolment.facts = CentreFacts(_CODE.url, True, _CODE.ca_sha256, _CODE.recipient, 12)
    enrolment.changed.emit()
    stage.shot("centre-enrolled")
    trial.steps, trial._task = _UNDER_WAY, Task(lambda _message: None)
    trial.changed.emit()
    stage.shot("centre-line-under-way")
    trial._task = None
    for name, steps in (("centre-line-works", _WELL), ("centre-line-broken", _PORTAL)):
        trial.steps = steps
        trial.changed.emit()
        stage.shot(name)
    trial.steps = []
    stage.place.devices.show_kind("camera")
    stage.place.go(0)
