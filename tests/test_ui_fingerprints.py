"""The fingerprints, from an emulated scanner: on a bad line, unplugged, and not to be had."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from station_core.finger import Absence
from station_core.visit import Step
from station_devices import FingerState
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.families.ef01 import Op
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_ui.finger_series import Taken
from station_ui.screens.steps.review import ReviewPage
from window_operator import Maker, Opener, Operator


class CutLine:
    """A module on a line that loses the second half of every image, until it is mended."""

    any_rate = False

    def __init__(self, module: Ef01Module) -> None:
        self._module = module
        self.baud: int | None = None
        self.cut = True

    def power_on(self) -> bytes:
        return self._module.power_on()

    def receive(self, data: bytes) -> bytes:
        answer = self._module.receive(data)
        return answer[: len(answer) // 2] if self.cut and len(answer) > 1024 else answer


def test_an_image_cut_on_the_wire_is_fetched_again_without_a_word(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None, faults=["cut_mid_image_once"]) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.wait(lambda: _fingers(desk) == {2, 7})
        assert not desk.place.notice.isVisible()


def test_after_an_interrupted_image_the_citizen_need_not_press_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    line = CutLine(module)
    with serve_tcp(0, line, baud=None) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.wait(desk.place.notice.isVisible)
        assert desk.place.notice.code.text().endswith("IMAGE_INTERRUPTED")
        line.cut = False
        presses = module.commands[Op.GEN_IMAGE]
        then: list[int] = []
        desk.place.visit.work.scanner.captured.connect(
            lambda _position, _image: then.append(module.commands[Op.GEN_IMAGE])
        )
        desk.enter()
        desk.wait(lambda: then)
        assert then[0] == presses


def test_the_last_print_goes_with_its_citizen(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: 1 in _fingers(desk))
    page = desk.fingerprints
    assert page.print.image is not None
    desk.place.visit.flow.go(Step.REVIEW)
    desk.press(Qt.Key.Key_F9)
    assert page.print.image is None
    assert page.print.finger.text() == ""
    assert not page.again.isVisible()


def test_the_print_shown_is_made_once_however_often_the_scanner_tells_how_it_goes(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: _fingers(desk) == {2} and desk.step is Step.FINGERPRINTS)
    page = desk.fingerprints
    shown = page.print.image
    assert shown is not None
    desk.place.visit.work.scanner.finger_state.emit(FingerState.HOLD, 0.5)
    assert page.state.text() == "Giữ yên"
    now = page.print.image
    assert now is not None
    assert now.cacheKey() == shown.cacheKey()
    desk.wait(lambda: _fingers(desk) == {2, 7})
    assert page.print.finger.text() == "Ngón trỏ trái"
    desk.language.switch("en")
    desk.wait(lambda: page.print.finger.text() == "Left index finger")


def test_a_scanner_unplugged_is_told_and_enter_tries_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        server.unplug()
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        guide = desk.fingerprints.guide
        desk.wait(lambda: guide.headline.property("tone") == "bad")
        said = [label.text() for label in guide.findChildren(QLabel) if label.isVisible()]
        assert any(words.endswith(("DEVICE_UNPLUGGED", "PORT_MISSING")) for words in said)
        assert guide.lead.isVisible()
        assert not desk.place.notice.isVisible()  # it would say the same again
        assert desk.place.status.scanner.tone == "bad"
        server.plug()
        desk.enter()
        desk.wait(lambda: _fingers(desk) == {2, 7})
        desk.wait(lambda: desk.place.status.scanner.tone == "good")


def test_a_finger_given_up_by_mistake_is_the_one_that_is_taken_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192))
    with serve_tcp(0, module, baud=None, faults=["no_finger"]) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.press(Qt.Key.Key_F6)
        desk.press(Qt.Key.Key_2)
        desk.enter()
        desk.wait(lambda: _fingers(desk) == {2})
        desk.wait(lambda: desk.fingerprints.current == 7)
        desk.press(Qt.Key.Key_F5)
        desk.wait(lambda: desk.fingerprints.current == 2)


def test_a_finger_that_cannot_be_taken_gets_its_reason_by_keys(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_2)
    desk.place.visit.reason.for_all.setChecked(True)
    desk.enter()
    desk.wait(lambda: _fingers(desk) == {2, 7})
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert {note.reason for note in visit.fingers.values()} == {"bandaged"}


def test_a_desk_without_a_scanner_says_what_can_be_done_instead(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page = desk.fingerprints
    assert page.guide.headline.property("tone") == "warn"
    assert "F7" in page.guide.lead.text()
    assert "F6" in page.guide.lead.text()


def test_fingers_that_were_excused_are_not_said_to_be_taken(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.place.visit.flow.mark_fingers_missing((2, 7), Absence(reason="bandaged"))
    desk.wait(lambda: _fingers(desk) == {2, 7})
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page = desk.fingerprints
    assert page.call.finger.text() == "Đã xong phần vân tay"
    assert page.guide.headline.text() == "0 lấy được, 2 không lấy được"
    assert page.guide.headline.property("tone") == "neutral"
    assert page.state.property("tone") == "neutral"
    assert not page.print.isVisible()


def test_the_main_button_says_that_a_print_is_being_saved(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    seen: list[tuple[str, bool]] = []

    def look() -> None:
        primary = desk.fingerprints.primary
        if desk.place.visit.flow.busy and primary is not None:
            seen.append((primary.text(), primary.isEnabled()))

    desk.place.visit.flow.changed.connect(look)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: _fingers(desk) == {2, 7})
    assert set(seen) == {("Đang lưu…", False)}


def test_fingers_go_on_after_a_look_at_another_screen(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: 1 in _fingers(desk))
    desk.place.go(1)
    desk.wait(lambda: desk.step is Step.FINGERPRINTS)
    before = _fingers(desk)
    desk.place.go(0)
    desk.wait(lambda: len(_fingers(desk)) > len(before))
    assert not desk.place.notice.isVisible()


def test_a_print_that_cannot_be_saved_is_said_to_be_so_and_kept_for_another_try(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.disk.full = True
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page = desk.fingerprints
    desk.wait(lambda: page.state.text() == "Chưa lưu được")
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    assert page.state.text() == "Chưa lưu được"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_7, Qt.Key.Key_F5):
        QTest.keyClick(page, key)
    page.map.fingers[7].click()
    page.take_back()
    assert page.state.text() == "Chưa lưu được"
    assert page.current == 2
    desk.disk.full = False
    desk.enter()
    desk.wait(lambda: _fingers(desk) == {2, 7})
    assert not desk.place.notice.isVisible()


def test_a_print_that_was_not_saved_is_told_when_its_visit_is_left(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.disk.full = True
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page = desk.fingerprints
    desk.wait(lambda: page.state.text() == "Chưa lưu được")
    desk.press(Qt.Key.Key_F9)
    notice = desk.services.notices.current
    assert notice is not None
    assert notice.say().what == "Chưa lưu được: ngón trỏ phải"
    assert page.series.unsaved is None


def test_a_finger_touched_in_the_review_is_the_current_one_of_its_step(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.REVIEW)
    review = desk.place.visit.pages[Step.REVIEW]
    assert isinstance(review, ReviewPage)
    review.map.fingers[8].click()
    assert desk.step is Step.FINGERPRINTS
    assert desk.fingerprints.current == 8


def test_a_print_that_was_fetched_for_another_visit_is_not_shown(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page, visit = desk.fingerprints, desk.place.visit.flow.visit
    assert visit is not None
    kept = Taken(2, measured_print(draw_print(1), 500, 8, driver="file"))
    page._show_kept(visit.model_copy(update={"id": "0" * len(visit.id)}), kept)
    assert page.print.image is None
    page._show_kept(visit, kept)
    assert page.print.image is not None


def _fingers(desk: Operator) -> set[int]:
    visit = desk.place.visit.flow.visit
    return set(visit.fingers) if visit else set()
