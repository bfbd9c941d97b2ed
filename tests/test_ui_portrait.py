"""The portrait: whose picture it is, and a camera that is missing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from station_capture import CameraState, Phase
from station_core.visit import Step
from station_ui.screens.steps.portrait import Mode
from window_operator import Maker, Opener, Operator


def test_a_missing_camera_is_named_and_the_portrait_can_wait(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("exchange")
    desk.wait(lambda: desk.place.visit.idle.work.camera.state.code == "CAMERA_MISSING")
    assert desk.place.status.camera.tone == "bad"
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    camera = desk.place.visit.work.camera
    codes: list[str | None] = []
    camera.state_changed.connect(lambda: codes.append(camera.state.code))
    desk.enter()  # "try the camera again"
    desk.wait(lambda: codes == [None, "CAMERA_MISSING"])
    desk.press(Qt.Key.Key_F7)
    desk.wait(lambda: desk.step is Step.FINGERPRINTS)


def test_nothing_is_said_of_a_picture_that_is_lost(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    findings = desk.portrait.findings
    desk.wait(lambda: _said(findings))
    camera = desk.place.visit.work.camera
    camera._state = CameraState(Phase.LOST, "CAMERA_LOST")
    camera.state_changed.emit()
    assert not _said(findings)
    assert desk.portrait.picture.image is None


def _said(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]


def _take_a_picture(desk: Operator) -> None:
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(desk.ready)
    desk.press(Qt.Key.Key_Return)


def _next_citizen_at_the_portrait(desk: Operator) -> None:
    """The citizen goes away for now; the next one has no card."""
    desk.press(Qt.Key.Key_F9)
    assert desk.place.visit.flow.visit is None
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)


def test_a_picture_that_was_not_kept_is_not_offered_to_the_next_citizen(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    _take_a_picture(desk)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.place.visit.flow.go(Step.DETAILS)
    _next_citizen_at_the_portrait(desk)
    assert desk.portrait.mode is Mode.LIVE


def test_a_picture_that_comes_late_is_not_the_next_citizens(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    _take_a_picture(desk)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKING)
    _next_citizen_at_the_portrait(desk)
    behind: list[None] = []  # the lane keeps its order: once this is done the picture has come
    desk.place._work.services.runner.submit("decode", lambda _task: None, behind.append)
    desk.wait(lambda: behind)
    assert desk.portrait.mode is Mode.LIVE


def test_a_picture_taken_again_survives_a_glance_at_another_step(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(lambda: desk.ready() and desk.portrait.guide.headline.property("tone") == "good")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit and desk.place.visit.flow.visit.portrait)
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(lambda: desk.portrait.mode is Mode.KEPT)
    desk.press(Qt.Key.Key_F5)
    desk.enter()
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.PORTRAIT)
    assert desk.portrait.mode is Mode.TAKEN
