"""Whoever goes while a copy is being made is told first what that would cut off."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station_core.folder import DeskFolder
from station_core.visit import Step
from station_ui import care, handover
from window_operator import Maker, Opener, Operator

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def folder(make_folder: Maker) -> DeskFolder:
    return make_folder(camera="khong-co.avi")


@pytest.fixture
def desk(open_desk: Opener, folder: DeskFolder) -> Operator:
    made = open_desk(folder)
    made.start()
    return made


class Held:
    """What is begun on the lanes of care and hand-over stands still until it may go on."""

    def __init__(self, desk: Operator) -> None:
        self._go_on = Event()
        self.work = desk.place._work
        for lane in (care.LANE, handover.LANE):
            self.work.services.runner.submit(lane, lambda _task: self._go_on.wait())

    def go_on(self) -> None:
        self._go_on.set()


@pytest.fixture
def held(desk: Operator) -> Iterator[Held]:
    made = Held(desk)
    yield made
    made.go_on()


def back_up(held: Held, target: Path) -> None:
    held.work.care.back_up(target)


def copy(held: Held, target: Path) -> None:
    held.work.handover.copy_to(target)


def look(held: Held, _target: Path) -> None:
    held.work.care.look()


def take(held: Held, target: Path) -> None:
    held.work.handover.take_from(target)


def ask_to_leave(desk: Operator) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_SHIFT)


def is_gone(desk: Operator) -> bool:
    return desk.window.workplace is None


def told(desk: Operator) -> str:
    notice = desk.services.notices.current
    return notice.say().what if notice else ""


@pytest.mark.parametrize(
    ("begin", "what"), [(back_up, "sao lưu"), (copy, "chép hồ sơ")], ids=["backup", "hand-over"]
)
def test_who_signs_out_meanwhile_is_told_once_and_goes_when_asking_again(
    desk: Operator, held: Held, tmp_path: Path, begin: Callable[[Held, Path], None], what: str
) -> None:
    begin(held, tmp_path)
    ask_to_leave(desk)
    assert not is_gone(desk)
    assert what in told(desk)
    ask_to_leave(desk)
    desk.wait(lambda: is_gone(desk))
    assert desk.services.notices.current is None


def test_the_notice_itself_offers_to_go(desk: Operator, held: Held, tmp_path: Path) -> None:
    back_up(held, tmp_path)
    ask_to_leave(desk)
    desk.wait(desk.place.notice.isVisible)
    desk.place.notice.offer.click()
    desk.wait(lambda: is_gone(desk))


@pytest.mark.parametrize("begin", [look, take], ids=["a look", "receipts"])
def test_what_leaves_nothing_half_done_is_not_told(
    desk: Operator, held: Held, tmp_path: Path, begin: Callable[[Held, Path], None]
) -> None:
    begin(held, tmp_path)
    ask_to_leave(desk)
    desk.wait(lambda: is_gone(desk))


def test_who_waits_for_the_end_is_told_no_more_and_goes_at_once(
    desk: Operator, held: Held, tmp_path: Path
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    back_up(held, target)
    ask_to_leave(desk)
    assert told(desk)
    held.go_on()
    desk.wait(lambda: not held.work.care.doing)
    assert told(desk) == ""
    assert held.work.care.backup is not None
    assert held.work.care.backup.file.exists()
    ask_to_leave(desk)
    desk.wait(lambda: is_gone(desk))


def test_the_curtain_tells_the_next_person_though_the_one_before_was_told(
    desk: Operator, held: Held, tmp_path: Path
) -> None:
    back_up(held, tmp_path)
    ask_to_leave(desk)
    assert desk.window.lock is not None
    desk.window.lock.lock()
    assert told(desk) == ""
    curtain = desk.window.lock.curtain
    QTest.keyClick(curtain.password, Qt.Key.Key_F2)
    assert not is_gone(desk)
    assert "sao lưu" in curtain.problem.what.text()
    held.work.care.stop()
    held.go_on()
    desk.wait(lambda: not held.work.care.doing)
    assert curtain.problem.isHidden()
    QTest.keyClick(curtain.password, Qt.Key.Key_F2)
    desk.wait(lambda: is_gone(desk))


def test_another_word_on_the_curtain_outlives_the_end_of_a_backup(
    desk: Operator, held: Held, tmp_path: Path
) -> None:
    back_up(held, tmp_path)
    assert desk.window.lock is not None
    desk.window.lock.lock()
    curtain = desk.window.lock.curtain
    QTest.keyClick(curtain.password, Qt.Key.Key_F2)
    held.work.scans.take_bytes(b"-")
    held.work.care.stop()
    held.go_on()
    desk.wait(lambda: not held.work.care.doing)
    assert "quét" in curtain.problem.what.text()


def test_the_cross_of_the_window_asks_once_too(desk: Operator, held: Held, tmp_path: Path) -> None:
    back_up(held, tmp_path)
    assert not close_by_cross(desk)
    assert "sao lưu" in told(desk)
    assert desk.window.work is not None
    assert close_by_cross(desk)
    assert desk.window.work is None


def test_the_cross_of_the_window_closes_at_once_where_nothing_is_cut_off(desk: Operator) -> None:
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert close_by_cross(desk)


def test_the_program_itself_closes_without_asking(
    desk: Operator, held: Held, tmp_path: Path
) -> None:
    back_up(held, tmp_path)
    desk.window.close()
    assert desk.window.work is None


def close_by_cross(desk: Operator) -> bool:
    """As the system does when its cross is pressed; whether the window closed."""
    handle = desk.window.windowHandle()
    event = QCloseEvent()
    assert event.type() is QEvent.Type.Close
    QApplication.sendEvent(handle, event)
    return not desk.window.isVisible()
