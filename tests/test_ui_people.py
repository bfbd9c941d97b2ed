"""People at the real window: who has which place, accounts, passwords, and a code shown once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from screen_checks import settle
from station_core.folder import DeskFolder
from station_core.people import People
from station_core.signin import Session, sign_in
from station_queue import KeySlotError
from station_queue.kdf import KdfCost
from station_queue.keyslots import unlock_with_recovery
from station_ui.accounts import LANE
from station_ui.autopilot import type_text
from station_ui.screens.people import PeopleScreen
from station_ui.screens.people_pages import PersonPage
from station_ui.widgets.form_field import FormField
from station_ui.widgets.secret_field import SecretField
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

GOOD = "ghe-may-chin-bau-troi"
OTHER = "thuyen-gio-bay-canh-dong"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password whose try costs nothing: what half a second buys is tried elsewhere."""
    monkeypatch.setattr("station_core.people.calibrated_cost", lambda: CHEAP)


def at_people(desk: Operator) -> PeopleScreen:
    desk.start()
    screen = desk.place.people
    assert screen is not None
    desk.place.go(desk.place.screens.indexOf(screen))
    desk.wait(lambda: screen.list.person)
    return screen


def add(folder: DeskFolder, name: str, *roles: str) -> None:
    """Before the window is opened."""
    People(sign_in(folder, NAME, PASSWORD), cost=CHEAP).add(name, GOOD, roles)


def choose(desk: Operator, screen: PeopleScreen, name: str) -> None:
    desk.wait(lambda: any(one.name == name for one in screen.list._people))
    QTest.keyClick(screen.list.table.view, Qt.Key.Key_Home)
    for _ in screen.list._people:
        person = screen.list.person
        if person is not None and person.name == name:
            return
        QTest.keyClick(screen.list.table.view, Qt.Key.Key_Down)
    raise AssertionError(f"{name} is not on the list")


def fill(screen: PeopleScreen, password: str, again: str | None = None) -> None:
    form = screen.form.form
    for field, typed in ((form.password, password), (form.repeat, again or password)):
        field.forget()
        type_text(field.input, typed)


def page_of(screen: PeopleScreen) -> PersonPage:
    """What is in view now: each key may have changed it."""
    return screen.page


def press(screen: PeopleScreen, key: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.keyClick(screen, key)


def said(field: FormField | SecretField) -> str:
    return field.input.accessibleDescription()


def may_sign_in(folder: DeskFolder, name: str, password: str) -> Session | None:
    try:
        return sign_in(folder, name, password)
    except KeySlotError:
        return None


@contextmanager
def held(desk: Operator, lane: str) -> Iterator[None]:
    """Nothing more happens on a lane of the work meanwhile."""
    go_on = Event()
    desk.place._work.services.runner.submit(lane, lambda _task: go_on.wait())
    try:
        yield
    finally:
        go_on.set()


# -- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "places"),
    [
        ({"operator"}, ["Lượt", "Hồ sơ chờ"]),
        ({"supervisor"}, ["Hồ sơ chờ", "Tổng hợp", "An toàn", "Người dùng"]),
        ({"technician"}, ["Hồ sơ chờ", "Thiết bị", "An toàn"]),
        ({"operator", "technician"}, ["Lượt", "Hồ sơ chờ", "Thiết bị", "An toàn"]),
        (
            {"operator", "supervisor", "technician"},
            ["Lượt", "Hồ sơ chờ", "Tổng hợp", "Thiết bị", "An toàn", "Người dùng"],
        ),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, set) else "",
)
def test_each_role_has_its_places(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    roles: set[str],
    places: list[str],
) -> None:
    desk = open_desk(make_folder(camera=wall, roles=roles))
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace)
    assert [tab.text() for tab in desk.place.tabs] == places
    seen = set()
    for tab in desk.place.tabs:
        tab.click()
        seen.add(desk.place.screens.currentIndex())
    assert len(seen) == len(places)


# -- accounts ------------------------------------------------------------------------------------


def test_somebody_new_signs_in_with_their_own_password(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    press(screen)
    form = screen.form.form
    assert screen.page is screen.form
    assert form.chosen() == {"operator"}
    assert isinstance(form.name.input, QLineEdit)
    type_text(form.name.input, "Bình")
    form.roles["technician"].click()
    fill(screen, GOOD)
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    desk.wait(lambda: len(screen.list._people) == 2)
    session = may_sign_in(folder, "Bình", GOOD)
    assert session is not None
    assert session.person.roles == {"operator", "technician"}
    assert form.password.text() == form.repeat.text() == form.name.text() == ""


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    press(screen)
    form = screen.form.form

    def refused() -> None:
        press(screen)
        desk.wait(lambda: not screen.accounts.busy)

    form.name.show_text(NAME)
    press(screen)
    assert "mật khẩu" in said(form.password)
    assert form.password.input.hasFocus()
    fill(screen, GOOD, OTHER)
    refused()
    assert "không giống" in said(form.repeat)
    fill(screen, "12345678")
    refused()
    weak = said(form.password)
    assert weak.startswith("Mật khẩu này")
    desk.language.switch("en")
    desk.wait(lambda: said(form.password).startswith("This password"))
    desk.language.switch("vi")
    desk.wait(lambda: said(form.password) == weak)
    fill(screen, GOOD)
    refused()
    assert "người tên đó" in said(form.name)
    assert said(form.password) != weak
    form.name.show_text("Bình")
    form.show_roles(())
    refused()
    assert not form.problem.isHidden()
    assert screen.page is screen.form
    assert form.password.text() == form.repeat.text() == GOOD
    form.roles["operator"].click()
    assert form.problem.isHidden()
    refused()
    assert may_sign_in(folder, "Bình", GOOD)


def test_roles_are_changed_and_one_supervisor_stays(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    add(folder, "Bình", "operator")
    desk = open_desk(folder)
    screen = at_people(desk)
    choose(desk, screen, NAME)
    press(screen, Qt.Key.Key_F2)
    form = screen.form.form
    form.roles["supervisor"].click()
    press(screen)
    desk.wait(lambda: not form.problem.isHidden())
    assert screen.page is screen.form
    press(screen, Qt.Key.Key_Escape)
    choose(desk, screen, "Bình")
    press(screen, Qt.Key.Key_F2)
    assert form.chosen() == {"operator"}
    form.roles["supervisor"].click()
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    session = may_sign_in(folder, "Bình", GOOD)
    assert session is not None
    assert session.person.roles == {"operator", "supervisor"}


def test_who_is_disabled_signs_in_no_more_and_again_with_a_new_password(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    add(folder, "Bình", "operator")
    desk = open_desk(folder)
    screen = at_people(desk)
    choose(desk, screen, NAME)
    assert not screen.list.closing.isEnabled()  # nobody closes their own account
    choose(desk, screen, "Bình")
    press(screen, Qt.Key.Key_F4)
    assert page_of(screen) is screen.sure
    assert may_sign_in(folder, "Bình", GOOD)  # nothing has happened yet
    press(screen, Qt.Key.Key_Escape)
    assert page_of(screen) is screen.list
    press(screen, Qt.Key.Key_F4)
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    desk.wait(lambda: screen.list.person and not screen.list.person.active)
    assert may_sign_in(folder, "Bình", GOOD) is None
    assert not screen.list.roles.isEnabled()
    press(screen, Qt.Key.Key_F4)
    fill(screen, OTHER)
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    assert may_sign_in(folder, "Bình", GOOD) is None
    assert may_sign_in(folder, "Bình", OTHER)


def test_a_forgotten_password_is_replaced(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    folder = make_folder(camera=wall)
    add(folder, "Bình", "operator")
    desk = open_desk(folder)
    screen = at_people(desk)
    choose(desk, screen, "Bình")
    press(screen, Qt.Key.Key_F3)
    fill(screen, OTHER)
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    assert may_sign_in(folder, "Bình", GOOD) is None
    assert may_sign_in(folder, "Bình", OTHER)


# -- what must not stay on the screen ------------------------------------------------------------


def code_on(screen: PeopleScreen) -> str:
    return screen.code.card.accessibleName().replace(" ", "-")


def make_code(desk: Operator, screen: PeopleScreen) -> str:
    press(screen, Qt.Key.Key_F6)
    assert page_of(screen) is screen.sure
    press(screen)
    desk.wait(lambda: screen.page is screen.code and not screen.accounts.busy)
    return code_on(screen)


def opens(folder: DeskFolder, code: str) -> bool:
    try:
        return unlock_with_recovery(folder.slots, code) == sign_in(folder, NAME, PASSWORD).key
    except KeySlotError:
        return False


def told(desk: Operator) -> str:
    notice = desk.services.notices.current
    return notice.say().what if notice else ""


def is_gone(screen: PeopleScreen, code: str) -> bool:
    """Neither the page nor what a screen reader is told has any of it."""
    settle()
    texts = [code_on(screen), screen.code.again.text()]
    return not screen.code.card.findChildren(QLabel) and not set(code.split("-")) & set(texts)


def test_a_code_counts_once_its_end_is_typed_from_paper(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    before = make_code(desk, screen)
    typed = screen.code.again
    assert typed.input.hasFocus()
    press(screen)  # nothing is typed
    assert "nhóm cuối" in said(typed)
    assert isinstance(typed.input, QLineEdit)
    type_text(typed.input, before.split("-")[0])
    press(screen)
    assert "nhóm cuối" in said(typed)
    assert screen.page is screen.code
    typed.show_text("")
    type_text(typed.input, f" {before[-4:].lower()}")
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    assert opens(folder, before)
    assert is_gone(screen, before)
    code = make_code(desk, screen)
    assert opens(folder, before)
    type_text(typed.input, code[-4:])
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    assert opens(folder, code)
    assert not opens(folder, before)
    assert not told(desk)
    news = desk.services.notices.news
    assert news is not None
    assert "vừa chép" in news.say().what


@pytest.mark.parametrize("leave", ["back", "another screen", "lock"])
def test_who_leaves_a_code_keeps_the_one_before_and_is_told(
    open_desk: Opener, make_folder: Maker, wall: str, leave: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    before = make_code(desk, screen)
    assert isinstance(screen.code.again.input, QLineEdit)
    type_text(screen.code.again.input, before[-4:])
    press(screen)
    desk.wait(lambda: screen.page is screen.list)
    code = make_code(desk, screen)
    type_text(screen.code.again.input, code[-4:])
    if leave == "back":
        press(screen, Qt.Key.Key_Escape)
    elif leave == "another screen":
        desk.place.go(0)
    else:
        QTest.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: screen.page is screen.list)
    assert is_gone(screen, code)
    assert "vẫn dùng được" in told(desk)
    assert opens(folder, before)


def test_a_code_that_is_being_kept_is_told_of_when_it_is(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    code = make_code(desk, screen)
    assert isinstance(screen.code.again.input, QLineEdit)
    type_text(screen.code.again.input, code[-4:])
    with held(desk, LANE):
        press(screen)
        assert screen.accounts.busy
        desk.place.go(0)
        assert not told(desk)
        assert is_gone(screen, code)
    desk.wait(lambda: not screen.accounts.busy)
    news = desk.services.notices.news
    assert news is not None
    assert "vừa chép" in news.say().what
    assert opens(folder, code)


def test_a_code_that_nobody_saw_is_told(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_people(desk)
    press(screen, Qt.Key.Key_F6)
    with held(desk, LANE):
        press(screen)
        desk.place.go(1)
    desk.wait(lambda: not screen.accounts.busy)
    assert code_on(screen) == ""
    assert "chưa ai xem" in told(desk)


def test_a_name_waits_for_who_comes_back_and_a_password_does_not(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_people(desk)
    press(screen)
    form = screen.form.form
    form.name.show_text("Bình")
    fill(screen, GOOD)
    desk.place.go(1)
    assert (form.password.text(), form.repeat.text()) == ("", "")
    desk.place.go(desk.place.screens.indexOf(screen))
    assert screen.page is screen.form
    assert form.name.text() == "Bình"


# -- beside the work -----------------------------------------------------------------------------


def test_a_visit_goes_on_while_a_password_is_made(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_people(desk)
    press(screen)
    screen.form.form.name.show_text("Bình")
    fill(screen, GOOD)
    with held(desk, LANE):
        press(screen)
        assert screen.accounts.busy
        press(screen)  # once more does nothing
        desk.place.go(0)
        flow = desk.place.visit.flow
        flow.begin("exchange")
        desk.wait(lambda: flow.visit is not None and not flow.busy)
        assert screen.accounts.busy
    desk.wait(lambda: not screen.accounts.busy)
    assert may_sign_in(folder, "Bình", GOOD)


# -- one's own password --------------------------------------------------------------------------


def open_own(desk: Operator) -> None:
    desk.place.nav.account.click()
    desk.place.account.password.click()
    assert desk.place.own_password.isVisible()


def test_everybody_changes_their_own_password(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall, roles={"operator"})
    desk = open_desk(folder)
    desk.start()
    open_own(desk)
    own = desk.place.own_password
    assert not own.button.isEnabled()
    assert own.old.input.hasFocus()
    type_text(own.old.input, OTHER)
    type_text(own.new.input, GOOD)
    type_text(own.repeat.input, OTHER)
    QTest.keyClick(own.repeat.input, Qt.Key.Key_Return)
    assert "không giống" in said(own.repeat)
    own.repeat.forget()
    type_text(own.repeat.input, GOOD)
    QTest.keyClick(own.repeat.input, Qt.Key.Key_Return)
    desk.wait(lambda: "không đúng" in said(own.old))
    own.old.forget()
    type_text(own.old.input, PASSWORD)
    QTest.keyClick(own.old.input, Qt.Key.Key_Return)
    desk.wait(lambda: not own.isVisible())
    assert may_sign_in(folder, NAME, GOOD)
    assert may_sign_in(folder, NAME, PASSWORD) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (OTHER, GOOD, "Mật khẩu hiện tại gõ không đúng"),
        (PASSWORD, "12345678", "dễ đoán"),
        (PASSWORD, GOOD, ""),
    ],
    ids=["wrong", "weak", "right"],
)
def test_who_shut_the_panel_is_told_on_the_page_what_became_of_the_password(
    open_desk: Opener, make_folder: Maker, wall: str, old: str, new: str, said: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    desk.start()
    open_own(desk)
    own = desk.place.own_password
    for field, words in ((own.old, old), (own.new, new), (own.repeat, new)):
        type_text(field.input, words)
    with held(desk, LANE):
        QTest.keyClick(own.repeat.input, Qt.Key.Key_Return)
        QTest.keyClick(own.repeat.input, Qt.Key.Key_Escape)
        assert not own.isVisible()
        desk.place.nav.account.click()
    desk.wait(lambda: not own.accounts.busy)
    assert desk.place.popover.anchor is desk.place.nav.account  # what is open now stays
    if said:
        assert told(desk).startswith("Chưa đổi mật khẩu của bạn.")
        assert said in told(desk)
        assert may_sign_in(folder, NAME, PASSWORD)
    else:
        news = desk.services.notices.news
        assert news is not None
        assert "Đã đổi" in news.say().what
        assert may_sign_in(folder, NAME, GOOD)
    open_again = desk.place.own_password
    assert open_again.old.note.text() == ""


def test_what_was_typed_goes_when_the_panel_is_closed(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall))
    desk.start()
    open_own(desk)
    own = desk.place.own_password
    for field in (own.old, own.new, own.repeat):
        type_text(field.input, GOOD)
    QTest.keyClick(own.new.input, Qt.Key.Key_Escape)
    assert not own.isVisible()
    assert [field.text() for field in (own.old, own.new, own.repeat)] == ["", "", ""]
