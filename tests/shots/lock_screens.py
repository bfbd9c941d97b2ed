"""The locked screen, the way out, and what the next person comes to, whatever their roles."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import desks
from photographer import settle, wait
from stage import Stage
from station_core.people import People
from station_core.roles import Role
from station_core.signin import sign_in
from station_core.tries import Tries
from station_queue.kdf import KdfCost
from station_ui.autopilot import type_text
from station_ui.widgets.lock_curtain import LockCurtain

CHEAP: Final = KdfCost(memory_kib=64, passes=1, lanes=1)
GOOD: Final = "cay-da-ben-song-7"
OTHERS: Final[dict[str, tuple[str, Role]]] = {
    "operator": ("Hòa", "operator"),
    "supervisor": ("Chi", "supervisor"),
    "technician": ("Dũng", "technician"),
}


def locked(stage: Stage) -> None:
    """The panel that leads there, and the curtain in each of its states."""
    stage.place.nav.account.click()
    stage.shot("account-lock-and-sign-out")
    stage.place.nav.account.click()
    lock(stage)
    stage.shot("locked")
    unlock(stage)
    stage.show_visit(lambda desk: desks.with_portrait(desk, "usual"))
    lock(stage)
    stage.shot("locked-visit-kept")
    stage.work.scans.take_bytes(b"-")
    stage.shot("locked-scan")
    try_password(stage, "sai-mat-khau")
    stage.shot("locked-wrong-password")
    guess_until_wait(stage)
    stage.shot("locked-wait")
    Tries(stage.services.folder.tries).end_wait()
    hand_over(stage)


def next_person(stage: Stage) -> None:
    """Somebody else signs in: after wrong passwords, to a visit of another, or to other places."""
    stage.shot("sign-in-next-person")
    people = People(sign_in(stage.services.folder, desks.NAME, desks.PASSWORD), cost=CHEAP)
    for name, role in OTHERS.values():
        people.add(name, GOOD, {role})
    sign_in_as(stage, "operator")
    stage.shot("idle-visits-of-another")
    unfinished = stage.place.visit.idle.unfinished.rows[0]
    unfinished.click()
    wait(lambda: stage.flow.view is not None and not stage.flow.busy, "the visit")
    stage.shot("visit-of-another")
    sign_out(stage)
    for role in ("supervisor", "technician"):
        sign_in_as(stage, role)
        stage.shot(f"places-of-{role}")
        sign_out(stage)
    guess_at_sign_in(stage)
    stage.shot("sign-in-wait")


# -- acts ----------------------------------------------------------------------------------------


def curtain(stage: Stage) -> LockCurtain:
    """What stands before the work."""
    assert stage.window.lock is not None
    return stage.window.lock.curtain


def lock(stage: Stage) -> None:
    """Let the curtain fall."""
    QTest.keyClick(stage.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(curtain(stage).isVisible, "the curtain")
    settle()


def try_password(stage: Stage, password: str) -> None:
    """Type a password into the curtain, and wait for what becomes of it."""
    one = curtain(stage)
    one.password.setText("")
    type_text(one.password, password)
    QTest.keyClick(one.password, Qt.Key.Key_Return)
    wait(lambda: not one._busy, "the answer")
    settle()


def unlock(stage: Stage) -> None:
    """Lift it."""
    try_password(stage, desks.PASSWORD)
    wait(stage.place.isVisible, "the work")


def guess_until_wait(stage: Stage) -> None:
    """Wrong passwords, until nobody is listened to."""
    for _ in range(5):
        if not curtain(stage).waits:
            try_password(stage, "sai-mat-khau")
            through(stage)
    wait(lambda: curtain(stage).waits, "the wait")


def through(stage: Stage) -> None:
    """Let what was asked on the lane of unlocking be answered."""
    answers: list[None] = []
    stage.work.services.runner.submit("unlock", lambda _task: None, answers.append)
    wait(lambda: answers, "the lane")


def hand_over(stage: Stage) -> None:
    """Let somebody else come."""
    curtain(stage).leave.click()
    wait(lambda: stage.window.workplace is None, "the sign-in")
    wait(stage.window.signin.name.count, "the names")


def sign_out(stage: Stage) -> None:
    """Go."""
    stage.window.sign_out()
    wait(lambda: stage.window.workplace is None, "the sign-in")


def sign_in_as(stage: Stage, who: str) -> None:
    """Sign one of the others in."""
    name, _role = OTHERS[who]
    stage.window.signin.name.setEditText(name)
    stage.sign_in(GOOD)


def guess_at_sign_in(stage: Stage) -> None:
    """Wrong passwords at the sign-in, until nobody is listened to."""
    card = stage.window.signin.card
    for _ in range(5):
        stage.type_password("sai-mat-khau")
        QTest.keyClick(card.password, Qt.Key.Key_Return)
        wait(lambda: not card._busy and not card.problem.isHidden(), "the refusal")
        settle()
    wait(lambda: card.waits, "the wait")
