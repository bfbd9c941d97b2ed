"""The locked screen, its own person's password, somebody else's turn, and the way out."""

import gc
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_core.boot import Boot
from station_core.folder import DeskFolder
from station_core.people import People
from station_core.roles import Role
from station_core.settings import load_settings, save_settings
from station_core.signin import sign_in
from station_core.visit import Step
from station_devices import FingerState
from station_queue.kdf import KdfCost
from station_ui.autopilot import type_text
from station_ui.quiet_watch import QuietWatch
from station_ui.screen_lock import ScreenLock
from station_ui.services import _ENDING
from station_ui.widgets.lock_curtain import LockCurtain
from window_fixtures import film
from window_operator import CARD, NAME, PASSWORD, Maker, Opener, Operator

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
BINH = "Bình"
BINHS_PASSWORD = "cay-da-ben-song-7"
FIVE_MINUTES_S = 300.0


@dataclass
class FastClock:
    """Seconds that are put on by hand."""

    seconds: float = 1000.0

    def elapsed(self) -> float:
        return self.seconds


def lock_of(desk: Operator) -> ScreenLock:
    assert desk.window.lock is not None
    return desk.window.lock


def curtain_of(desk: Operator) -> LockCurtain:
    return lock_of(desk).curtain


def lock(desk: Operator) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL)
    desk.wait(curtain_of(desk).isVisible)


def type_into_curtain(desk: Operator, password: str) -> None:
    curtain = curtain_of(desk)
    curtain.password.setText("")
    type_text(curtain.password, password)
    QTest.keyClick(curtain.password, Qt.Key.Key_Return)


def unlock(desk: Operator, password: str = PASSWORD) -> None:
    type_into_curtain(desk, password)
    desk.wait(desk.place.isVisible)


def sign_out(desk: Operator) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_SHIFT)
    desk.wait(lambda: desk.window.workplace is None)


def sign_in_as(desk: Operator, name: str, password: str) -> None:
    signin = desk.window.signin
    desk.wait(lambda: signin.name.findText(name) >= 0)
    signin.name.setEditText(name)
    desk.sign_in(password)
    desk.wait(lambda: desk.window.workplace is not None)
    desk.wait(lambda: desk.place.overview.glance is not None)


def acts(folder: DeskFolder, name: str = NAME, password: str = PASSWORD) -> list[str]:
    with sign_in(folder, name, password).open_store() as store:
        return [row.act for row in store.audit_rows()]


def add(folder: DeskFolder, roles: frozenset[Role]) -> None:
    People(sign_in(folder, NAME, PASSWORD), cost=CHEAP).add(BINH, BINHS_PASSWORD, roles)


@pytest.fixture
def no_camera(make_folder: Maker) -> DeskFolder:
    return make_folder(camera="khong-co.avi")


# -- the lock ------------------------------------------------------------------------------------


def test_a_key_locks_and_only_the_persons_own_password_unlocks(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    lock(desk)
    assert QApplication.focusWidget() is curtain_of(desk).password
    type_into_curtain(desk, "sai-mat-khau")
    desk.wait(curtain_of(desk).problem.isVisible)
    assert "SIGN_IN_WRONG" in curtain_of(desk).problem.code.text()
    assert not desk.place.isVisible()
    unlock(desk)
    assert curtain_of(desk).password.text() == ""
    assert QApplication.focusWidget() is desk.place.visit.page
    assert desk.close()
    assert [act for act in acts(no_camera) if "lock" in act] == ["locked", "unlocked"]


def test_the_visit_stays_as_it_was_and_what_is_typed_is_on_disk_before_anybody_unlocks(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("full_name", "TRẦN THỊ BÉ")
    box = desk.details.rows["full_name"].input
    box.setFocus()
    lock(desk)
    drafts: list[str] = []
    desk.disk.ask(
        lambda d: [one.draft.get("full_name", "") for one in d.open_visits()], drafts.extend, _raise
    )
    desk.wait(lambda: drafts)
    assert drafts == ["TRẦN THỊ BÉ"]
    unlock(desk)
    assert desk.step is Step.DETAILS
    assert desk.details.rows["full_name"].value() == "TRẦN THỊ BÉ"
    assert QApplication.focusWidget() is box


def test_behind_the_curtain_no_key_does_anything_and_nothing_is_told_to_a_screen_reader(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    flow = desk.place.visit.flow
    told: list[str] = []
    flow.saved.connect(told.append)
    flow.ended.connect(lambda: told.append("ended"))
    lock(desk)
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F4, Qt.Key.Key_2):
        for target in (desk.window, curtain_of(desk).password):
            QTest.keyClick(target, key)
            QTest.keyClick(target, key, CTRL)
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_SHIFT)
    desk.details.rows["full_name"].input.setFocus()
    for _ in range(8):
        QTest.keyClick(desk.window, Qt.Key.Key_Tab)
        cursor = _focus()
        assert cursor is not None
        assert curtain_of(desk).isAncestorOf(cursor)
    assert told == []
    assert desk.window.workplace is not None
    assert desk.place.screens.currentWidget() is desk.place.visit
    for part in (desk.place, desk.details.rows["full_name"].input, desk.place.visit.header):
        reader = QAccessible.queryAccessibleInterface(part)
        assert reader is not None
        assert reader.state().invisible


def test_an_act_that_ends_behind_the_curtain_takes_neither_the_cursor_nor_a_card(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    camera = Path(film(tmp_path / "camera.avi"))
    desk = open_desk(make_folder(camera=str(camera)))
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    flow, ended = desk.place.visit.flow, []
    flow.ended.connect(lambda: ended.append(True))
    flow.cancel("-")  # its answer comes when the curtain has fallen
    lock_of(desk).lock()
    desk.wait(lambda: ended)
    assert _focus() is curtain_of(desk).password
    write_demo_video(camera, [CARD], fps=10, card_seconds=1.0, portrait_seconds=1.0)
    assert not desk.place.visit.work.camera.wanted  # nobody is filmed
    assert flow.visit is None
    unlock(desk)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert flow.visit is not None
    assert flow.visit.name == CARD.full_name


def test_a_scan_is_turned_away_with_a_word_on_the_curtain(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    scans = desk.place.visit.work.scans
    lock(desk)
    every: tuple[Callable[[], object], ...] = (
        lambda: desk.window._take_keys(_scanned(), ""),
        lambda: scans.take_bytes(_scanned().encode()),
        lambda: scans.refuse(ValueError()),
    )
    for scan in every:
        curtain_of(desk).show_problem(None)
        scan()
        assert "quét lại thẻ" in curtain_of(desk).problem.next.text()
    assert desk.place.visit.flow.visit is None
    assert desk.services.notices.current is None
    unlock(desk)
    desk.window._take_keys(_scanned(), "")
    desk.wait(lambda: desk.step is Step.DETAILS)


@pytest.mark.qt_log_ignore("This plugin does not support")  # windows of their own, on no screen
def test_what_is_open_is_shut_before_the_curtain_falls(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    place = desk.place
    place.nav.account.click()
    assert place.popover.isVisible()
    place.account.lock.click()
    assert place.popover.anchor is None
    unlock(desk)
    dialog = open_file_dialog(desk)
    lock_of(desk).lock()
    assert not dialog.isVisible()
    unlock(desk)
    desk.place.go(0)
    combo = place.visit.idle.procedure
    combo.showPopup()
    assert QApplication.activePopupWidget() is not None
    lock_of(desk).lock()
    assert QApplication.activePopupWidget() is None


@pytest.mark.qt_log_ignore("This plugin does not support", "Keyboard event not accepted")
def test_the_keys_that_lock_and_sign_out_work_in_a_list_and_a_file_dialog_too(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.place.visit.idle.procedure.showPopup()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_L, CTRL)
    desk.wait(curtain_of(desk).isVisible)
    assert QApplication.activePopupWidget() is None
    unlock(desk)
    dialog = open_file_dialog(desk)
    QTest.keyClick(dialog, Qt.Key.Key_L, CTRL)
    desk.wait(curtain_of(desk).isVisible)
    assert not dialog.isVisible()
    unlock(desk)
    dialog = open_file_dialog(desk)
    QTest.keyClick(dialog, Qt.Key.Key_L, CTRL_SHIFT)
    desk.wait(lambda: desk.window.workplace is None)
    assert not any(isinstance(one, QFileDialog) for one in _visible_windows())


def test_news_wait_behind_the_curtain_until_somebody_can_read_them(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    notices, toast = desk.services.notices, desk.place.notices.toast
    notices.good(lambda: "Đã lưu.")
    lock(desk)
    assert toast.paused
    notices.good(lambda: "Đã sao lưu.")  # what ends meanwhile
    assert toast.paused
    unlock(desk)
    assert toast.isVisible()
    assert toast.what.text() == "Đã sao lưu."
    assert not toast.paused
    assert toast._timer.isActive()


def test_no_print_that_came_while_locked_is_taken(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi", scanner=scanner))
    desk.start("exchange")
    desk.window._take_keys(_scanned(), "")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    device = desk.place.visit.work.scanner
    lock_of(desk).lock()
    kept = desk.place.visit.flow.visit
    assert kept is not None
    assert device._task is None
    assert device._last_position is None  # what is in the sensor now is nobody's
    behind: list[None] = []
    desk.place.visit.work.services.runner.submit("scanner", lambda _task: None, behind.append)
    desk.wait(lambda: behind)
    assert desk.place.visit.flow.visit == kept
    unlock(desk)
    desk.wait(lambda: _prints(desk) > len(kept.fingers))


# -- by itself -----------------------------------------------------------------------------------


def test_five_quiet_minutes_lock_and_a_touch_begins_them_anew(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    clock = FastClock()
    desk = open_desk(no_camera, elapsed=clock.elapsed)
    desk.start()
    lock, page = lock_of(desk), desk.place.visit
    every: tuple[Callable[[], object], ...] = (
        lambda: QTest.keyClick(page, Qt.Key.Key_Shift),
        lambda: QTest.mouseMove(desk.window.windowHandle(), QPoint(40, 40)),
        lambda: QTest.mouseMove(desk.window.windowHandle(), QPoint(50, 50)),
        lambda: QTest.mouseClick(page, Qt.MouseButton.LeftButton),
        lambda: page.work.scans.refused.emit(ValueError()),
        lambda: page.work.scanner.finger_state.emit(FingerState.HOLD, 0.5),
    )
    for touch in every:
        clock.seconds += FIVE_MINUTES_S - 1
        touch()
        QApplication.processEvents()
        lock.watch.look()
        assert not lock.locked, touch
    clock.seconds += FIVE_MINUTES_S - 1
    page.work.scanner.finger_state.emit(FingerState.PLACE, 0.0)  # it waits: nobody is here
    lock.watch.look()
    assert not lock.locked
    clock.seconds += 1
    desk.wait(curtain_of(desk).isVisible)  # by the timer that wakes
    unlock(desk)
    lock.watch.look()
    assert not lock.locked


@dataclass
class Quiet:
    """A watch of five minutes with both its clocks."""

    watch: QuietWatch
    clock: FastClock
    boot: FastClock
    told: list[bool] = field(default_factory=list)


def quiet(minutes: float = 5) -> Quiet:
    clock, boot = FastClock(), FastClock()
    watch = QuietWatch(None, minutes, clock.elapsed, lambda: Boot("boot", boot.seconds))
    made = Quiet(watch, clock, boot)
    watch.quiet.connect(lambda: made.told.append(True))
    watch.begin()
    return made


@pytest.mark.usefixtures("qapp")
def test_a_machine_that_slept_is_locked_when_the_touch_that_woke_it_comes() -> None:
    slept = quiet()
    slept.boot.seconds += FIVE_MINUTES_S
    slept.watch.touch()
    slept.watch.look()
    assert slept.told == [True]


@pytest.mark.usefixtures("qapp")
def test_nothing_locks_by_itself_where_the_desk_says_so() -> None:
    never = quiet(0)
    assert not never.watch._timer.isActive()


def test_the_minutes_are_those_of_the_settings(open_desk: Opener, no_camera: DeskFolder) -> None:
    settings = load_settings(no_camera.settings)
    assert settings.screen.lock_minutes * 60 == FIVE_MINUTES_S
    screen = settings.screen.model_copy(update={"lock_minutes": 1})
    save_settings(no_camera.settings, settings.model_copy(update={"screen": screen}))
    clock = FastClock()
    desk = open_desk(no_camera, elapsed=clock.elapsed)
    desk.start()
    clock.seconds += 60
    desk.wait(curtain_of(desk).isVisible)


# -- the wait ------------------------------------------------------------------------------------


def guess_until_wait(guess: Callable[[], None], waits: Callable[[], bool]) -> None:
    """Wrong passwords, until no more are looked at."""
    for _ in range(6):
        if waits():
            return
        guess()
    raise AssertionError("nobody has to wait")


def test_the_curtain_counts_the_wait_down_and_then_takes_the_password(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    clock = FastClock()
    desk = open_desk(no_camera, elapsed=clock.elapsed)
    desk.start()
    lock(desk)
    curtain = curtain_of(desk)

    def guess() -> None:
        type_into_curtain(desk, "sai-mat-khau")
        desk.wait(lambda: not curtain._busy and curtain.problem.isVisible())
        _after(desk, "unlock")

    guess_until_wait(guess, lambda: curtain.waits)
    assert "SIGN_IN_WAIT" in curtain.problem.code.text()
    assert curtain.button.text() == "Còn 1:00"
    type_text(curtain.password, PASSWORD)
    assert not curtain.button.isEnabled()
    QTest.keyClick(curtain.password, Qt.Key.Key_Return)
    assert not curtain._busy
    clock.seconds += 15
    desk.wait(lambda: curtain.button.text() == "Còn 0:45")
    clock.seconds += 45
    desk.wait(curtain.button.isEnabled)
    assert not curtain.problem.isVisible()


def test_the_wait_is_seen_at_the_sign_in_and_still_after_a_restart(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    card = desk.window.signin.card

    def guess() -> None:
        desk.sign_in("sai-mat-khau")
        desk.wait(lambda: not card._busy and card.problem.isVisible())
        _after(desk, "desk")

    guess_until_wait(guess, lambda: card.waits)
    assert card.button.text().startswith("Còn ")
    assert desk.close()
    again = open_desk(no_camera)
    card = again.window.signin.card
    again.wait(lambda: card.waits)
    assert "SIGN_IN_WAIT" in card.problem.code.text()
    type_text(card.password, PASSWORD)
    assert not card.button.isEnabled()
    assert card.problem.isVisible()


# -- somebody else -------------------------------------------------------------------------------


def by_mouse(desk: Operator) -> None:
    QTest.mouseClick(curtain_of(desk).leave, Qt.MouseButton.LeftButton)


def by_key(desk: Operator) -> None:
    assert curtain_of(desk).leave.key == "F2"
    QTest.keyClick(curtain_of(desk).password, Qt.Key.Key_F2)


@pytest.mark.parametrize("leave", [by_mouse, by_key])
def test_another_person_goes_on_with_the_visit_that_was_left_behind_the_curtain(
    open_desk: Opener, no_camera: DeskFolder, leave: Callable[[Operator], None]
) -> None:
    add(no_camera, frozenset({"operator"}))
    desk = open_desk(no_camera)
    sign_in_as(desk, NAME, PASSWORD)
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("full_name", "TRẦN THỊ BÉ")
    lock(desk)
    leave(desk)
    desk.wait(lambda: desk.window.workplace is None)
    assert desk.window.signin.isVisible()
    assert desk.services.notices.news is None  # it would name the citizen
    sign_in_as(desk, BINH, BINHS_PASSWORD)
    unfinished = desk.place.visit.idle.unfinished
    desk.wait(lambda: unfinished.rows)
    assert unfinished.rows[0].text() == "TRẦN THỊ BÉ"
    assert unfinished.rows[0].detail.endswith(NAME)
    unfinished.rows[0].click()
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.details.rows["full_name"].value() == "TRẦN THỊ BÉ"
    news = desk.services.notices.news
    assert news is not None
    assert NAME in news.say().what
    assert desk.close()
    assert acts(no_camera)[-6:-1] == [
        "locked",
        "signed_out",
        "signed_in",
        "handed_over",
        "signed_out",
    ]


def test_ones_own_visit_goes_on_without_a_word_about_whose_it_is(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.press(Qt.Key.Key_F9)
    unfinished = desk.place.visit.idle.unfinished
    desk.wait(lambda: unfinished.rows)
    assert NAME not in unfinished.rows[0].detail
    unfinished.rows[0].click()
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.services.notices.news is None


def test_who_goes_while_something_is_being_saved_goes_when_it_is(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.press(Qt.Key.Key_F4)
    flow = desk.place.visit.flow
    assert flow.busy
    desk.window.sign_out()
    assert desk.window.workplace is not None
    desk.wait(lambda: desk.window.workplace is None)
    desk.start()
    desk.wait(lambda: desk.place.visit.idle.unfinished.rows)


def test_who_leaves_while_a_save_fails_stays_and_is_told(
    open_desk: Opener, no_camera: DeskFolder
) -> None:
    desk = open_desk(no_camera)
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    flow, place = desk.place.visit.flow, desk.place
    desk.disk.full = True
    flow.cancel("-")
    desk.window.sign_out()  # it waits for what is being saved
    desk.wait(lambda: not flow.busy)
    desk.wait(place.notice.isVisible)
    assert desk.window.workplace is place
    assert flow.visit is not None
    desk.disk.full = False
    sign_out(desk)


def test_signing_out_and_in_again_leaves_nothing_of_before(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    sign_in_as(desk, NAME, PASSWORD)
    sign_out(desk)
    _after(desk, _ENDING)
    _collect()
    before = sorted(thread.name for thread in threading.enumerate())
    for _ in range(3):
        sign_in_as(desk, NAME, PASSWORD)
        desk.wait(lambda: desk.place.visit.work.camera.live)
        desk.wait(lambda: desk.place.visit.work.scanner.ready)
        place, work = weakref.ref(desk.place), weakref.ref(desk.place.visit.work)
        sign_out(desk)
        _after(desk, _ENDING)
        _collect()
        assert place() is None
        assert work() is None
        assert desk.window._pages.count() == 1
    assert sorted(thread.name for thread in threading.enumerate()) == before


# -- who may what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (frozenset({"operator"}), ["Lượt", "Hồ sơ chờ"]),
        (frozenset({"supervisor"}), ["Hồ sơ chờ", "Tổng hợp", "An toàn", "Người dùng"]),
        (frozenset({"technician"}), ["Hồ sơ chờ", "Thiết bị", "An toàn"]),
    ],
    ids=["operator", "supervisor", "technician"],
)
def test_everybody_goes_where_their_roles_lead_and_a_card_begins_a_visit_for_operators_alone(
    open_desk: Opener, no_camera: DeskFolder, roles: frozenset[Role], names: list[str]
) -> None:
    add(no_camera, roles)
    desk = open_desk(no_camera)
    sign_in_as(desk, BINH, BINHS_PASSWORD)
    place = desk.place
    assert [tab.text() for tab in place.tabs] == names
    assert place.screens.count() == len(names)
    for at in range(len(names)):
        QTest.keyClick(desk.window, Qt.Key(Qt.Key.Key_1 + at), CTRL)
        assert place.screens.currentIndex() == at
    desk.window._take_keys(_scanned(), "")
    if "operator" in roles:
        desk.wait(lambda: desk.step is Step.DETAILS)
    else:
        notice = desk.services.notices.current
        assert notice is not None
        assert notice.say().code == "NOT_ALLOWED"
        assert notice.say().what.endswith("dành cho cán bộ thu nhận.")
    lock(desk)
    unlock(desk, BINHS_PASSWORD)
    sign_out(desk)


def open_file_dialog(desk: Operator) -> QFileDialog:
    place, totals = desk.place, desk.place.totals
    assert totals is not None
    place.go(place.screens.indexOf(totals))
    desk.wait(lambda: totals._figures is not None)
    totals._choose_file()
    dialog = next(one for one in _visible_windows() if isinstance(one, QFileDialog))
    desk.wait(lambda: QApplication.activeWindow() is dialog)
    return dialog


def _visible_windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def _scanned() -> str:
    """What a scanner sends of a card."""
    card = INVENTED_PEOPLE[1]
    return "|".join(
        (
            card.id_number,
            card.old_id or "",
            card.full_name,
            f"{card.dob:%d%m%Y}",
            card.gender,
            card.address,
            f"{card.issue_date:%d%m%Y}",
        )
    )


def _prints(desk: Operator) -> int:
    visit = desk.place.visit.flow.visit
    return len(visit.fingers) if visit else 0


def _focus() -> QWidget | None:
    return QApplication.focusWidget()


def _after(desk: Operator, lane: str) -> None:
    """Let a lane come to the end of what was asked of it, and its answers arrive."""
    runner = desk.services.runner
    if lane not in {"desk", _ENDING}:
        runner = desk.place._work.services.runner
    for _ in range(2):  # an answer may ask once more
        done: list[None] = []
        runner.submit(lane, lambda _task: None, done.append)
        desk.wait(partial(bool, done))


def _collect() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def _raise(error: BaseException) -> None:
    raise error
