"""The tries of a finger on the screen: asked again by itself, the best kept, exceptions told."""

from collections import deque
from collections.abc import Iterator
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from station_core.clock import local_now
from station_core.desk import Desk
from station_core.finger import (
    Absence,
    Doubt,
    FingerNote,
    doubt_part,
    exception_part,
    finger_part,
)
from station_core.folder import DeskFolder
from station_core.signin import sign_in
from station_core.visit import Step
from station_devices import decode_wsq, encode_wsq
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.quality import measure_quality, measured_print
from station_devices.synthetic import draw_print
from station_ui.autopilot import type_text
from station_ui.finger_series import Taken
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

SIDE = 192
NO_CAMERA = "/khong-co/camera.avi"
Pixels = NDArray[np.uint8]


def good(seed: int) -> Pixels:
    return draw_print(seed, SIDE, SIDE)


def weak(seed: int, share: float = 0.12) -> Pixels:
    """Only this share of the window's height is touched."""
    pixels = np.full((SIDE, SIDE), 250, np.uint8)
    rows = round(share * SIDE)
    top = (SIDE - rows) // 2
    pixels[top : top + rows] = good(seed)[top : top + rows]
    return pixels


def score(pixels: Pixels) -> int:
    """As it comes over the wire, in 16 greys."""
    return measure_quality(pixels // 16 * 17, 508).score


class Glass:
    """The glass of an emulated scanner: what is put on it, one press after the other."""

    def __init__(self) -> None:
        self.waiting: deque[Pixels] = deque()
        self.address = ""

    def put(self, *prints: Pixels) -> None:
        self.waiting.extend(prints)

    def __call__(self, _press: int) -> Pixels:
        # Nothing on the glass is no finger, which the emulated sensor knows as None.
        return cast("Pixels", self.waiting.popleft() if self.waiting else None)


@pytest.fixture
def glass() -> Iterator[Glass]:
    glass = Glass()
    settings = Ef01Settings(width=SIDE, height=SIDE, absent_polls=1, present_polls=1)
    with serve_tcp(0, Ef01Module(settings, glass), baud=None) as server:
        glass.address = server.address
        yield glass


@pytest.fixture
def desk(open_desk: Opener, make_folder: Maker, glass: Glass) -> Operator:
    """At the fingerprints of somebody who gives the two index fingers."""
    desk = open_desk(make_folder(scanner=glass.address))
    at_fingers(desk)
    return desk


def at_fingers(desk: Operator, procedure: str = "eid_level2") -> None:
    desk.start(procedure)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)


def press(desk: Operator, glass: Glass, *prints: Pixels) -> None:
    """Put fingers on the glass once the screen asks for one, as a citizen does.

    Sooner, a wait for another finger that is just being given up might still take the first.
    """
    asked = "Đặt ngón tay lên kính", "Đặt lại ngón này"
    desk.wait(lambda: desk.fingerprints.call.state.text() in asked)
    glass.put(*prints)


def tried(desk: Operator, position: int, attempts: int) -> bool:
    visit = desk.place.visit.flow.visit
    note = visit.fingers.get(position) if visit is not None else None
    return not desk.place.visit.flow.busy and note is not None and note.attempts == attempts


def part(desk: Operator, name: str) -> bytes:
    """A part as it lies on disk."""
    visit = desk.place.visit.flow.visit
    assert visit is not None
    got: list[bytes] = []
    lane = desk.services.lane
    lane.ask(lambda one: one.part(visit, name), got.append, desk.services.tell)
    desk.wait(lambda: got)
    return got[0]


def test_a_weak_print_is_kept_and_the_finger_asked_again_by_itself(
    desk: Operator, glass: Glass
) -> None:
    page, first = desk.fingerprints, weak(1)
    press(desk, glass, first)
    desk.wait(lambda: tried(desk, 2, 1))
    assert page.current == 2
    assert page.call.tries.text() == "Lần 2/3"
    assert page.print.figure.text() == f"điểm {score(first)}, cần 45"
    assert page.print.figure.property("tone") == "warn"
    assert page.guide.headline.text() == "Chưa đủ rõ"
    assert page.map.fingers[2].accessibleName().endswith("đang lấy")
    assert len(part(desk, finger_part(2))) > 0
    press(desk, glass, good(2))
    desk.wait(lambda: page.current == 7)
    assert page.call.tries.text() == ""
    assert page.call.hint.text() == ""
    assert page.map.fingers[2].state == "taken"


def test_after_the_last_try_the_best_is_taken_and_the_step_goes_on(
    desk: Operator, glass: Glass
) -> None:
    tries = weak(1), weak(2, 0.15), weak(3, 0.08)
    page, best = desk.fingerprints, max(tries, key=score)
    press(desk, glass, *tries)
    desk.wait(lambda: tried(desk, 2, 3))
    assert page.current == 7
    kept = decode_wsq(part(desk, finger_part(2)))
    assert np.array_equal(kept, decode_wsq(encode_wsq(best // 16 * 17, 508)))
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.fingers[2].weak
    assert page.map.fingers[2].state == "weak"
    desk.place.visit.flow.go(Step.REVIEW)
    assert f"Chưa đủ rõ: ngón trỏ phải, chất lượng {score(best)} sau 3 lần" in read(desk)


def read(desk: Operator) -> list[str]:
    """What the review has to say."""
    review = desk.place.visit.pages[Step.REVIEW]
    return [label.text() for label in review.guide.findChildren(QLabel) if label.isVisible()]


def test_the_review_tells_who_lacks_which_finger_and_why(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    at_fingers(desk, "exchange")
    flow = desk.place.visit.flow
    flow.mark_fingers_missing((2, 3), Absence(reason="bandaged"))
    desk.wait(lambda: tried(desk, 3, 1))
    flow.mark_fingers_missing((4, 5, 6, 7), Absence(reason="worn", lasting="permanent"))
    desk.wait(lambda: tried(desk, 7, 1))
    flow.go(Step.REVIEW)
    said = read(desk)
    assert "Băng bó: ngón trỏ phải, ngón giữa phải" in said
    assert "Mòn (lâu dài): 4 ngón tay" in said


def in_doubt(folder: DeskFolder) -> None:
    """The power was cut while it was asked whose print it is that was given as 7."""
    image = measured_print(good(1).copy(), 500, 8, driver="file")
    note, wsq = FingerNote.of(image, threshold=45), encode_wsq(image.pixels, 500)
    doubt = Doubt(finger=7, other=2, likeness=0.9, note=note)
    with Desk(sign_in(folder, NAME, PASSWORD)) as desk:
        visit = desk.draft("eid_level2").with_finger(2, note, local_now()).with_doubt(doubt)
        visit = visit.with_details({"full_name": "Nguyễn Văn Thử"}, local_now())
        desk.enter(visit, {finger_part(2): wsq, doubt_part(7): wsq})


@pytest.mark.parametrize(
    ("key", "fingers", "next_finger"),
    [(None, {2}, 7), (Qt.Key.Key_2, {2, 7}, None), (Qt.Key.Key_3, {7}, 2)],
)
def test_whose_print_it_is_is_asked_again_after_a_power_cut(
    open_desk: Opener,
    make_folder: Maker,
    glass: Glass,
    key: Qt.Key | None,
    fingers: set[int],
    next_finger: int | None,
) -> None:
    folder = make_folder(scanner=glass.address, camera=NO_CAMERA)  # else its card comes first
    in_doubt(folder)
    desk = open_desk(folder)
    desk.start("eid_level2")
    flow = desk.place.visit.flow
    desk.services.lane.ask(lambda one: one.open_visits()[0], flow.resume, desk.services.tell)
    desk.wait(lambda: flow.view is not None and not flow.busy)
    flow.go(Step.FINGERPRINTS)
    reason = desk.place.visit.reason
    desk.wait(reason.isVisible)
    assert reason.sheet.answer() == "again"
    if key is not None:
        desk.press(key)
    desk.enter()
    desk.wait(lambda: not reason.isVisible() and not flow.busy)
    assert flow.visit is not None
    assert flow.visit.doubt is None
    assert set(flow.visit.fingers) == fingers
    assert desk.fingerprints.current == next_finger


def test_a_finger_placed_twice_is_noticed_and_taken_again_with_enter(
    desk: Operator, glass: Glass
) -> None:
    reason = desk.place.visit.reason
    press(desk, glass, good(1), good(1))
    desk.wait(reason.isVisible)
    assert "ngón trỏ trái" in reason.sheet.accessibleName()
    desk.enter()
    desk.wait(lambda: not reason.isVisible() and not desk.place.visit.flow.busy)
    assert desk.fingerprints.current == 7
    press(desk, glass, good(2))
    desk.wait(lambda: tried(desk, 7, 1))
    assert desk.step is not Step.FINGERPRINTS


def test_enter_takes_the_best_so_far(desk: Operator, glass: Glass) -> None:
    press(desk, glass, weak(1))
    desk.wait(lambda: tried(desk, 2, 1))
    desk.wait(desk.ready)
    primary = desk.place.visit.bar.primary
    assert primary is not None
    assert primary.text() == f"Dùng bản tốt nhất ({score(weak(1))})"
    desk.enter()
    desk.wait(lambda: desk.fingerprints.current == 7)


def test_tries_go_on_where_they_were_after_another_step(desk: Operator, glass: Glass) -> None:
    press(desk, glass, weak(1))
    desk.wait(lambda: tried(desk, 2, 1))
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    assert desk.fingerprints.current == 2
    assert desk.fingerprints.call.tries.text() == "Lần 2/3"
    press(desk, glass, weak(2), weak(3))
    desk.wait(lambda: tried(desk, 2, 3))
    desk.wait(lambda: desk.fingerprints.current == 7)


def test_a_good_print_stays_when_the_finger_is_taken_again_badly(
    desk: Operator, glass: Glass
) -> None:
    page = desk.fingerprints
    press(desk, glass, good(1))
    desk.wait(lambda: page.current == 7)
    desk.press(Qt.Key.Key_F5)
    assert page.current == 2
    press(desk, glass, weak(2))
    desk.wait(lambda: tried(desk, 2, 2))
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert not visit.fingers[2].weak
    assert page.current == 2
    press(desk, glass, weak(3), weak(4))
    desk.wait(lambda: page.current == 7)
    assert page.map.fingers[2].state == "taken"


def test_a_new_print_is_taken_all_the_same_if_the_operator_says_so(
    desk: Operator, glass: Glass
) -> None:
    page, new = desk.fingerprints, weak(2)
    press(desk, glass, good(1))
    desk.wait(lambda: page.current == 7)
    desk.press(Qt.Key.Key_F5)
    press(desk, glass, new)
    desk.wait(lambda: tried(desk, 2, 2))
    desk.wait(desk.ready)
    assert page.take_new.text() == f"Dùng bản mới ({score(new)})"
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: page.current == 7)
    assert page.map.fingers[2].state == "weak"


def test_enter_never_takes_a_weak_print_for_a_better_one(desk: Operator, glass: Glass) -> None:
    page = desk.fingerprints
    press(desk, glass, good(1))
    desk.wait(lambda: page.current == 7)
    desk.press(Qt.Key.Key_F5)
    assert not page.take_new.isVisible()  # nothing has come yet
    press(desk, glass, weak(2))
    desk.wait(lambda: tried(desk, 2, 2))
    desk.wait(desk.ready)
    primary = desk.place.visit.bar.primary
    assert primary is not None
    assert primary.text() == f"Giữ bản đang có ({score(good(1))})"
    desk.enter()
    desk.wait(lambda: page.current == 7)
    assert page.map.fingers[2].state == "taken"


def test_a_finger_of_the_wrong_print_is_taken_again_though_it_was_done_before(
    desk: Operator, glass: Glass
) -> None:
    page = desk.fingerprints
    press(desk, glass, good(1), good(2))
    desk.wait(lambda: tried(desk, 7, 1))
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page.map.fingers[2].click()
    press(desk, glass, good(2))  # the other finger
    flow = desk.place.visit.flow
    desk.wait(lambda: flow.visit is not None and flow.visit.doubt is not None)
    desk.wait(desk.ready)
    desk.enter()  # take it again
    desk.wait(lambda: flow.visit is not None and flow.visit.doubt is None and not flow.busy)
    desk.wait(page.isVisible)
    assert page.current == 2


def test_a_finger_taken_again_shows_what_there_is_of_it(desk: Operator, glass: Glass) -> None:
    page = desk.fingerprints
    press(desk, glass, good(1), good(2))
    desk.wait(lambda: tried(desk, 7, 1))
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page.map.fingers[2].click()
    desk.wait(lambda: page.print.finger.text() == "Ngón trỏ phải")
    assert page.print.figure.text() == f"chất lượng {score(good(1))}"
    assert page.call.hint.text() == ""


def test_a_finger_called_by_mistake_is_let_be_with_enter(desk: Operator, glass: Glass) -> None:
    press(desk, glass, good(1))
    desk.wait(lambda: desk.fingerprints.current == 7)
    desk.press(Qt.Key.Key_F5)
    desk.enter()
    desk.wait(lambda: desk.fingerprints.current == 7)
    assert tried(desk, 2, 1)


def test_the_order_is_changed_by_arrows_digits_and_touch(
    open_desk: Opener, make_folder: Maker, glass: Glass
) -> None:
    desk = open_desk(make_folder(scanner=glass.address))
    at_fingers(desk, "exchange")
    page = desk.fingerprints
    assert page.current == 1
    QTest.keyClick(page, Qt.Key.Key_Right)
    assert page.current == 2
    QTest.keyClick(page, Qt.Key.Key_Left)
    QTest.keyClick(page, Qt.Key.Key_Left)
    assert page.current == 6  # as hands lie, the left thumb is beside the right one
    QTest.keyClick(page, Qt.Key.Key_0)
    assert page.current == 10
    QTest.keyClick(page, Qt.Key.Key_4)
    assert page.current == 4
    press(desk, glass, good(4))
    desk.wait(lambda: tried(desk, 4, 1))
    desk.wait(lambda: page.current == 1)
    page.map.fingers[3].click()
    assert page.current == 3
    page.take_back()
    assert page.current == 1


def test_another_reason_is_told_in_words_and_may_be_for_good(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    at_fingers(desk)
    sheet = desk.place.visit.reason.sheet
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_1)
    assert sheet.mark.isHidden()  # what is cut off stays off
    desk.press(Qt.Key.Key_5)
    assert not desk.ready()
    type_text(sheet.line, "co rút gân")
    sheet.mark.setChecked(True)
    desk.enter()
    desk.wait(lambda: tried(desk, 2, 1))
    visit = desk.place.visit.flow.visit
    assert visit is not None
    note = visit.fingers[2]
    assert (note.reason, note.text, note.lasting) == ("other", "co rút gân", "permanent")
    assert desk.fingerprints.map.fingers[2].accessibleName().endswith("co rút gân")


def test_a_missing_finger_gets_its_picture_by_keys(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    at_fingers(desk)
    page, photo = desk.fingerprints, desk.place.visit.photo
    assert not page.photo.isVisible()
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_2)
    desk.enter()
    desk.wait(lambda: page.current == 7)
    desk.press(Qt.Key.Key_F8)
    assert photo.isVisible()
    desk.enter()
    desk.wait(lambda: photo.taken is not None)
    desk.enter()
    desk.wait(lambda: not photo.isVisible() and not desk.place.visit.flow.busy)
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.fingers[2].photo
    assert part(desk, exception_part(2))[:2] == b"\xff\xd8"
    assert page.isVisible()
    assert page.current == 7


def test_a_picture_of_a_finger_goes_with_its_citizen(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    at_fingers(desk)
    photo = desk.place.visit.photo
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_2)
    desk.enter()
    desk.wait(lambda: desk.fingerprints.current == 7)
    desk.press(Qt.Key.Key_F8)
    desk.enter()
    desk.wait(lambda: photo.taken is not None)
    desk.press(Qt.Key.Key_F9)
    assert photo.taken is None
    assert photo.picture.image is None


def test_a_weak_try_goes_with_its_citizen(desk: Operator, glass: Glass) -> None:
    press(desk, glass, weak(1))
    desk.wait(lambda: tried(desk, 2, 1))
    page = desk.fingerprints
    assert isinstance(page.series.last, Taken)
    desk.press(Qt.Key.Key_F9)
    assert page.series.last is None
    assert page.print.image is None
    assert page.call.hint.text() == ""


def test_a_scanner_that_is_only_good_for_training_says_so_once(
    desk: Operator, glass: Glass
) -> None:
    press(desk, glass, good(1))
    desk.wait(lambda: desk.fingerprints.current == 7)
    assert desk.fingerprints.training.isVisible()
    assert "tập huấn" in desk.fingerprints.training.text()
    assert desk.fingerprints.guide.headline.property("tone") == "neutral"
