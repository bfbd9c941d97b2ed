"""The portrait that takes itself, what a person looks at, and pictures that do not pass."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from structlog.typing import EventDict

from network_camera import NetworkCamera
from portraits.scene import drawn
from portraits.stance import beside
from station_capture import Face, NoFaceFinder, Pixels
from station_capture.drawn import Look, draw_portrait_scene
from station_core.settings import load_settings, save_settings
from station_core.visit import PortraitNote, Step
from station_ui.autopilot import type_text
from station_ui.screens.steps.portrait import Mode
from window_operator import Maker, Opener, Operator

FPS = 30
LONG_ENOUGH = 14
"""Verdicts, of which there are ten a second: the automatic shutter waits for eight of them."""
GOOD = draw_portrait_scene(seed=1)


def record(path: Path, pictures: list[Pixels]) -> Path:
    """A video of these frames."""
    height, width = pictures[0].shape[:2]
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (width, height))
    for picture in pictures:
        video.write(picture)
    video.release()
    return path


@pytest.fixture
def sitting(tmp_path: Path) -> Path:
    """Somebody who holds still before the camera."""
    return record(
        tmp_path / "sitting.avi", [draw_portrait_scene(seed=1, noise_seed=n) for n in range(3)]
    )


@pytest.fixture
def dark(tmp_path: Path) -> Path:
    """Somebody in a dark room."""
    return record(tmp_path / "dark.avi", [(GOOD * 0.3).astype(np.uint8)])


@pytest.fixture
def at_the_portrait(open_desk: Opener, make_folder: Maker) -> Callable[..., Operator]:
    """A desk whose visit, begun by typing, stands at the portrait."""

    def go(camera: Path | str, *, auto_shutter: bool = False) -> Operator:
        desk = open_desk(make_folder(camera=str(camera), auto_shutter=auto_shutter))
        desk.start("exchange")
        desk.press(Qt.Key.Key_F4)
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.PORTRAIT)
        return desk

    return go


def take(desk: Operator, *, tone: str) -> None:
    """Press the shutter once the verdict of the live picture is of this tone."""
    guide = desk.portrait.guide
    desk.wait(lambda: desk.ready() and guide.headline.property("tone") == tone)
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN and desk.ready())


def kept(desk: Operator) -> PortraitNote:
    flow = desk.place.visit.flow
    desk.wait(lambda: flow.visit and flow.visit.portrait and not flow.busy)
    assert flow.visit is not None
    assert flow.visit.portrait is not None
    return flow.visit.portrait


def test_the_picture_takes_itself_once_and_waits_for_a_person(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting, auto_shutter=True)
    pictures: list[object] = []
    desk.portrait.studio.taken.connect(pictures.append)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    frames: list[object] = []
    desk.place.visit.work.camera.frame.connect(frames.append)
    desk.wait(lambda: len(frames) > 1.4 * FPS)
    assert len(pictures) == 1
    desk.enter()
    note = kept(desk)
    assert (note.shutter, note.attempts, note.accepted_reason) == ("auto", 1, None)
    assert note.camera == "file"
    assert {check.ok for check in note.checks} == {True}
    assert {check.code for check in note.checks} >= {"FRONTAL", "EARS"}


def test_taken_again_it_takes_itself_again(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting, auto_shutter=True)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN and desk.ready())
    desk.press(Qt.Key.Key_F5)
    assert desk.portrait.mode is Mode.LIVE
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.enter()
    assert kept(desk).attempts == 2


def test_switched_off_it_waits_for_the_key(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting, auto_shutter=True)
    desk.press(Qt.Key.Key_F6)
    verdicts: list[object] = []
    desk.portrait.studio.judged.connect(verdicts.append)
    desk.wait(lambda: len(verdicts) > LONG_ENOUGH)
    assert desk.portrait.mode is Mode.LIVE
    take(desk, tone="good")
    desk.enter()
    assert kept(desk).shutter == "manual"


def test_nobody_who_is_not_well_in_the_picture_is_taken(
    at_the_portrait: Callable[..., Operator], dark: Path
) -> None:
    desk = at_the_portrait(dark, auto_shutter=True)
    verdicts: list[object] = []
    desk.portrait.studio.judged.connect(verdicts.append)
    desk.wait(lambda: len(verdicts) > LONG_ENOUGH)
    assert desk.portrait.mode is Mode.LIVE
    assert desk.portrait.guide.headline.text() == desk.portrait.words.word(
        "advice_below", "LUMINANCE"
    )


def test_nothing_is_taken_while_another_screen_is_shown(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting, auto_shutter=True)
    desk.place.go(1)
    frames: list[object] = []
    desk.place.visit.work.camera.frame.connect(frames.append)
    desk.wait(lambda: len(frames) > 1.4 * FPS)
    assert desk.portrait.mode is Mode.LIVE
    assert desk.portrait.picture.image is None
    desk.place.go(0)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)


def test_a_picture_that_is_being_taken_is_dropped_with_the_screen(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    guide = desk.portrait.guide
    desk.wait(lambda: desk.ready() and guide.headline.property("tone") == "good")
    desk.press(Qt.Key.Key_Return)
    page: list[Mode] = [desk.portrait.mode]
    desk.place.go(1)
    desk.place.go(0)
    assert [*page, desk.portrait.mode] == [Mode.TAKING, Mode.LIVE]
    take(desk, tone="good")
    desk.enter()
    assert kept(desk).attempts == 1


def test_closed_eyes_are_told_and_asked_about(
    at_the_portrait: Callable[..., Operator], tmp_path: Path
) -> None:
    asleep = record(tmp_path / "asleep.avi", [draw_portrait_scene(look=Look(eyes_open=0.0))])
    desk = at_the_portrait(asleep)
    take(desk, tone="warn")
    page = desk.portrait
    assert page.guide.headline.property("tone") == "warn"
    assert page.guide.lead.text() == page.words.word("advice_below", "EYES_FOUND")
    assert "EYES_OPEN" in page.checks.buttons
    desk.press(Qt.Key.Key_Return)  # it warns, it does not block
    assert kept(desk).accepted_reason is None


def test_points_are_marked_by_their_numbers_and_reached_after_the_page(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    page = desk.portrait
    desk.press(Qt.Key.Key_2)
    assert page.checks.marked == [list(page.checks.buttons)[1]]
    desk.press(Qt.Key.Key_2)
    assert not page.checks.marked
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Tab)
    first = next(iter(page.checks.buttons.values()))
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_Return)
    assert page.mode is Mode.LIVE
    assert page.hasFocus()


def test_the_digits_of_a_scan_mark_nothing(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    desk.press(Qt.Key.Key_1)
    assert desk.portrait.checks.marked
    desk.place.visit.work.scans.take_keys("", "altered")
    assert not desk.portrait.checks.marked
    assert desk.portrait.checks.buttons


def test_an_exception_stays_one_on_the_screen(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    page = desk.portrait
    page.checks.buttons["BARE_HEAD"].click()
    desk.press(Qt.Key.Key_F8)
    desk.press(Qt.Key.Key_3)
    desk.enter()
    kept(desk)
    flow = desk.place.visit.flow
    flow.go(Step.PORTRAIT)
    reason = page.words.word("portrait_reason", "head_scarf")
    desk.wait(lambda: page.mode is Mode.KEPT)
    assert page.guide.headline.property("tone") == "warn"
    assert page.guide.lead.text() == reason
    flow.go(Step.REVIEW)
    review = desk.place.visit.pages[Step.REVIEW]
    said = [one.text() for one in review.guide.findChildren(QLabel) if one.isVisible()]
    assert any(reason in line for line in said)


def test_of_two_people_before_the_camera_the_picture_says_so(
    at_the_portrait: Callable[..., Operator], tmp_path: Path
) -> None:
    both = beside(drawn(seed=1), drawn(seed=2), 0.8, 3.0)
    desk = at_the_portrait(record(tmp_path / "two.avi", [both]))
    take(desk, tone="warn")
    assert desk.portrait.guide.headline.property("tone") == "bad"
    assert desk.portrait.guide.lead.text() == desk.portrait.words.word("advice_above", "FACE_COUNT")


def test_a_dark_room_asks_for_light_before_it_asks_for_a_face(
    at_the_portrait: Callable[..., Operator], tmp_path: Path
) -> None:
    night = record(tmp_path / "night.avi", [(GOOD * 0.08).astype(np.uint8)])
    desk = at_the_portrait(night)
    words = desk.portrait.words.word("advice_below", "LUMINANCE")
    desk.wait(lambda: desk.portrait.guide.headline.text() == words)


def test_a_full_disk_keeps_the_picture_on_the_screen_until_there_is_room(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    desk.disk.full = True
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.services.notices.current)
    assert desk.portrait.mode is Mode.TAKEN
    assert desk.portrait.unkept
    desk.disk.full = False
    desk.enter()
    kept(desk)


def test_f5_takes_it_again_whether_it_passes_or_not(
    at_the_portrait: Callable[..., Operator], dark: Path
) -> None:
    desk = at_the_portrait(dark)
    take(desk, tone="warn")
    desk.press(Qt.Key.Key_F5)
    assert desk.portrait.mode is Mode.LIVE


def test_a_pause_says_that_a_picture_was_not_kept(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    desk.press(Qt.Key.Key_F9)
    news = desk.services.notices.news
    assert news is not None
    assert "không lưu" in news.say().what
    assert desk.portrait.picture.image is None
    assert not desk.portrait.unkept


def test_what_is_said_of_the_live_picture_follows_the_language(
    at_the_portrait: Callable[..., Operator], dark: Path
) -> None:
    desk = at_the_portrait(dark)
    guide, words = desk.portrait.guide, desk.portrait.words
    before = words.word("advice_below", "LUMINANCE")
    desk.wait(lambda: guide.headline.text() == before)
    desk.language.switch("en")
    after = words.word("advice_below", "LUMINANCE")
    assert after != before
    desk.wait(lambda: guide.headline.text() == after)


class _Broken(NoFaceFinder):
    """A finder with a bug."""

    def find(self, _image: Pixels) -> tuple[Face, ...]:
        raise ZeroDivisionError


def test_a_bug_in_the_finder_costs_no_picture(
    at_the_portrait: Callable[..., Operator], sitting: Path, logged: list[EventDict]
) -> None:
    desk = at_the_portrait(sitting)
    studio = desk.portrait.studio
    desk.wait(lambda: studio._kit)
    assert studio._kit is not None
    studio._kit = studio._kit._replace(finder=_Broken())
    studio.start()
    blind: list[object] = []
    studio.blind.connect(blind.append)
    desk.wait(lambda: blind)
    desk.wait(desk.ready)
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    assert len(blind) == 1  # told once, not with every frame
    logged.clear()


def test_what_a_person_marks_asks_for_another_picture_or_a_reason(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    take(desk, tone="good")
    page = desk.portrait
    page.checks.buttons["EARS"].click()
    assert page.guide.headline.property("tone") == "bad"
    desk.press(Qt.Key.Key_Return)  # "take it again", not "use it"
    assert page.mode is Mode.LIVE
    take(desk, tone="good")
    assert not page.checks.marked
    page.checks.buttons["EARS"].click()
    desk.press(Qt.Key.Key_F8)
    desk.press(Qt.Key.Key_3)
    desk.enter()
    note = kept(desk)
    assert note.accepted_reason == "head_scarf"
    assert {check.code for check in note.checks if check.ok is False} == {"EARS"}
    assert note.attempts == 2


def test_a_picture_that_does_not_pass_is_kept_for_a_typed_reason_and_nobody_is_asked_more(
    at_the_portrait: Callable[..., Operator], dark: Path
) -> None:
    desk = at_the_portrait(dark)
    take(desk, tone="warn")
    assert not desk.portrait.checks.buttons
    desk.press(Qt.Key.Key_F8)
    desk.press(Qt.Key.Key_6)
    sheet = desk.place.visit.reason
    assert not desk.ready()
    desk.wait(sheet.line.hasFocus)
    type_text(sheet.line, "Mất điện cả xã")
    desk.enter()
    note = kept(desk)
    assert note.accepted_reason == "Mất điện cả xã"
    assert {check.ok for check in note.checks} == {None}
    assert {finding.code for finding in note.findings if not finding.ok} >= {"LUMINANCE"}


def test_a_camera_cut_in_the_middle_of_a_burst_still_gives_the_picture(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    guide = desk.portrait.guide
    desk.wait(lambda: desk.ready() and guide.headline.property("tone") == "good")
    desk.press(Qt.Key.Key_Return)
    desk.place.visit.work.camera._frames.stop()  # no further frame comes
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)


def test_a_camera_unplugged_at_the_portrait_comes_back_and_the_visit_is_as_it_was(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    desk.wait(lambda: desk.portrait.picture.image)
    flow, camera = desk.place.visit.flow, desk.place.visit.work.camera
    before = flow.visit
    away = sitting.rename(sitting.with_suffix(".away"))
    desk.wait(lambda: camera.state.code == "CAMERA_LOST")
    assert desk.portrait.picture.image is None
    assert desk.portrait.guide.headline.property("tone") == "warn"
    assert flow.visit == before
    away.rename(sitting)
    desk.enter()  # "try the camera again"
    desk.wait(lambda: desk.portrait.picture.image)
    assert flow.visit == before
    take(desk, tone="good")


def test_a_network_camera_cut_at_the_portrait_comes_back_and_the_visit_is_as_it_was(
    at_the_portrait: Callable[..., Operator],
) -> None:
    server = NetworkCamera(GOOD)
    desk = at_the_portrait(server.url)
    desk.wait(lambda: desk.portrait.picture.image)
    flow, camera = desk.place.visit.flow, desk.place.visit.work.camera
    before = flow.visit
    server.unplug()
    desk.wait(lambda: camera.state.code == "CAMERA_LOST")
    assert desk.portrait.picture.image is None
    assert flow.visit == before
    back = NetworkCamera(GOOD, int(server.server_address[1]))
    desk.wait(lambda: desk.portrait.picture.image)  # by itself
    take(desk, tone="good")
    desk.enter()
    assert kept(desk).camera == "stream"
    back.unplug()


@pytest.mark.parametrize(
    ("profile", "model", "code"),
    [("khong-co.toml", b"", "PROFILE_REPLACED"), ("cccd", b"no network", "LANDMARKS_UNUSABLE")],
)
def test_a_file_that_cannot_be_used_is_told_and_portraits_go_on(
    open_desk: Opener, make_folder: Maker, sitting: Path, profile: str, model: bytes, code: str
) -> None:
    folder = make_folder(camera=str(sitting))
    settings = load_settings(folder.settings)
    portrait = settings.portrait.model_copy(update={"profile": profile})
    save_settings(folder.settings, settings.model_copy(update={"portrait": portrait}))
    if model:
        folder.landmarks.write_bytes(model)
    desk = open_desk(folder)
    desk.start("exchange")
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    notices = desk.services.notices
    desk.wait(lambda: notices.current)
    assert notices.current is not None
    assert notices.current.say().code == code
    take(desk, tone="good")


def test_one_screen_is_the_operators_alone(
    at_the_portrait: Callable[..., Operator], sitting: Path
) -> None:
    desk = at_the_portrait(sitting)
    assert desk.portrait.citizen.window is None
