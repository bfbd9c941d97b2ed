"""Every screen as an operator finds it: in any room and language, by keyboard, finger and ear."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from screen_checks import (
    against_reading,
    cut,
    focusable,
    name_of,
    parts,
    settle,
    tab_order,
    too_small,
)
from station_core.visit import Step
from station_ui.language import LanguageCode
from station_ui.theme import Theme
from station_ui.tokens import WINDOW
from window_operator import Maker, Opener, Operator

ROOMS = {"roomy": WINDOW, "compact": (911, 512)}
LANGUAGES: tuple[LanguageCode, ...] = ("vi", "en")
# Where nothing moves by itself: no camera, no chart that is still to come.
STILL = {"sign-in", "details", "details, wrong", "fingerprints", "review", "queue"}

every_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)


def walk(desk: Operator) -> Iterator[str]:
    """Lead to one screen after the other, and tell its name."""
    desk.wait(desk.window.signin.name.count)
    yield "sign-in"
    desk.start("exchange")
    place, flow = desk.place, desk.place.visit.flow
    desk.wait(lambda: desk.step is Step.DETAILS)
    yield "details"
    desk.type_into("phone", "09")
    desk.enter()
    desk.wait(lambda: place._work.services.notices.current is not None)
    yield "details, wrong"
    desk.type_into("phone", "0901234567")
    desk.enter()
    desk.wait(lambda: desk.step is Step.PORTRAIT)
    yield "portrait"
    place.visit.cancel.trigger()
    yield "reason to cancel"
    desk.press(Qt.Key.Key_Escape)
    for step in (Step.FINGERPRINTS, Step.REVIEW, Step.SCAN):
        flow.go(step)
        yield step.value
    flow.go(Step.FINGERPRINTS)
    desk.press(Qt.Key.Key_F6)
    yield "reason for a missing finger"
    desk.press(Qt.Key.Key_Escape)
    screens = ("queue", "totals", "devices", "safekeeping", "people")
    for index, name in enumerate(screens, 1):
        place.go(index)
        if name == "queue":  # nothing was finished: the list is asked for, and there is none
            desk.wait(place.queue.table.empty.isVisible)
        yield name
    for key, name in ((Qt.Key.Key_Return, "add somebody"), (Qt.Key.Key_F6, "new code")):
        assert place.people is not None
        QTest.keyClick(place.people, key)
        yield name
        QTest.keyClick(place.people, Qt.Key.Key_Escape)
    place.nav.account.click()
    yield "account"
    place.account.password.click()
    yield "own password"
    place.popover.shut()
    place.status.network.click()
    yield "network"
    place.popover.shut()
    place.go(0)
    desk.press(Qt.Key.Key_F9)
    desk.wait(lambda: flow.visit is None)
    yield "between citizens"


@every_room
def test_every_screen_is_whole_and_large_enough(
    open_desk: Opener, make_folder: Maker, room: tuple[int, int]
) -> None:
    desk, wrong = open_desk(make_folder()), []
    for name in walk(desk):
        desk.window.resize(*room)
        for language in LANGUAGES:
            desk.language.switch(language)
            settle()
            wrong += [(name, language, one) for one in (*cut(desk.window), *too_small(desk.window))]
    assert not wrong, "\n".join(map(str, wrong))


@every_room
def test_every_control_of_a_screen_has_a_name(
    open_desk: Opener, make_folder: Maker, room: tuple[int, int]
) -> None:
    desk = open_desk(make_folder())
    desk.window.resize(*room)
    for name in walk(desk):
        settle()
        reached = focusable(desk.window)
        assert reached, name
        assert not [type(one).__name__ for one in reached if not name_of(one).strip()], name


@every_room
def test_the_tab_key_goes_in_the_order_of_reading(
    open_desk: Opener, make_folder: Maker, room: tuple[int, int]
) -> None:
    desk, wrong = open_desk(make_folder()), []
    desk.window.resize(*room)
    for name in walk(desk):
        settle()
        assert len(tab_order(desk.window)) == len(focusable(desk.window)), name
        wrong += [(name, step) for step in against_reading(desk.window)]
    assert not wrong, "\n".join(map(str, wrong))


def test_a_look_that_is_changed_and_changed_back_moves_nothing(
    open_desk: Opener, make_folder: Maker, theme: Theme
) -> None:
    desk = open_desk(make_folder())
    for name in walk(desk):
        if name not in STILL:
            continue
        settle()
        before = places(desk.window)
        theme.choose("contrast")
        settle()
        theme.choose("light")
        settle()
        assert places(desk.window) == before, name


def places(window: QWidget) -> list[tuple[str, QRect]]:
    """Where everything is that can be seen."""
    return [(type(one).__name__, one.geometry()) for one in parts(window)]
