"""Every screen in every state: a desk nobody has worked at, then one in the middle of a day."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

import desks
from centre_screens import centre_page
from device_screens import devices
from find_screens import finding
from finger_screens import finger_image, fingerprints
from gps_screens import Sky, gps
from handover_screens import handing_over
from lock_screens import locked, next_person
from photographer import Photographer, settle, wait
from portrait_screens import portraits
from returned_screens import return_records, returned
from stage import A_WHILE_AGO, NOW, Link, Stage, StillCamera, empty_desk, held
from station_capture import Pixels
from station_capture.drawn import draw_card
from station_core.clock_watch import keep_date
from station_core.desk import Desk
from station_core.errors import DeskError, SettingsError
from station_core.finger import Absence
from station_core.visit import Step, Visit
from station_devices import NoFix
from station_devices.emulator import serve_tcp
from station_devices.emulator.barcode import BarcodeModule
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.serving import EmulatorServer
from station_queue import Delivery
from station_queue.centre_date import CentreDate
from station_queue.delivery_report import DeliveryReport, Failure
from station_queue.errors import DiskFullError
from station_queue.reach import Reach
from station_ui.autopilot import type_text
from station_ui.screens.blocked import BlockedScreen
from station_ui.screens.steps.card_camera import CardCamera
from station_ui.widgets.chart_card import ChartCard
from station_ui.wording import Wording
from trust_screens import people, safekeeping

OFFLINE = DeliveryReport(failures=[Failure("NO_LINK")], waiting=3, reach=Reach.NO_LINK)
ONLINE = DeliveryReport(receipts=True, waiting=3, reach=Reach.REACHED)
PATIENT = Ef01Settings(width=192, height=192, absent_polls=10**9)
"""A scanner on whose glass nobody ever puts a finger."""


def take_screens(photographer: Photographer, folder: Path) -> None:
    """Take everything, in the order an operator meets it."""
    blocked(photographer)
    first_visit(photographer, folder / "new")
    sky = Sky()
    with (
        serve_tcp(0, Ef01Module(PATIENT), baud=None) as scanner,
        serve_tcp(0, BarcodeModule(), baud=None) as handheld,
        serve_tcp(0, sky, baud=None) as receiver,
    ):
        ports = {"scanner": scanner.address, "handheld": handheld.address, "gps": receiver.address}
        working_day(photographer, folder / "day", ports, sky, receiver)
    returned_records(photographer, folder / "returned")
    locks(photographer, folder / "locks")


# -- a desk that cannot be opened ----------------------------------------------------------------


def blocked(photographer: Photographer) -> None:
    """In use by another program; not set up."""
    screen = BlockedScreen(Wording(photographer.language))
    screen.show()
    screen.show_error(DeskError("DESK_IN_USE", "another program works here"))
    photographer.take("blocked-in-use", screen)
    screen.show_error(SettingsError("SETTINGS_MISSING", "no settings"))
    photographer.take("blocked-no-settings", screen)
    screen.close()
    screen.deleteLater()


# -- the first visit of a desk without a scanner -------------------------------------------------


def first_visit(photographer: Photographer, folder: Path) -> None:
    """From the sign-in to the review, with nothing before and things missing."""
    folder.mkdir()
    camera = StillCamera(folder / "camera.avi", empty_desk())
    stage = Stage(
        photographer,
        desks.make_desk(folder / "desk", camera.path),
        camera,
        Link(ONLINE),
        demo_password=desks.PASSWORD,
    )
    signing_in(stage)
    stage.sign_in(desks.PASSWORD)
    stage.shot("idle-first-of-the-day")
    cameras(stage)
    empty_lists(stage)
    typed_visit(stage)
    longest_without_devices(stage)
    stage.close()


def signing_in(stage: Stage) -> None:
    """Before anybody works here."""
    stage.shot("sign-in")
    stage.type_password("sai-mat-khau")
    with held(stage, "desk"):
        QTest.keyClick(stage.window.signin.password, Qt.Key.Key_Return)
        stage.shot("sign-in-busy")
    signin = stage.window.signin
    wait(lambda: signin.button.isEnabled() and not signin.problem.isHidden(), "the refusal")
    stage.shot("sign-in-wrong-password")
    signin.refuse_scan()
    stage.shot("sign-in-scan")


def cameras(stage: Stage) -> None:
    """The camera goes, and is opened again."""
    stage.camera.unplug()
    wait(lambda: stage.work.camera.state.code is not None, "the camera to be lost")
    stage.shot("idle-camera-lost")
    with held(stage, "camera"):
        stage.work.camera.reopen()
        stage.shot("idle-camera-opening")
    stage.look_at(empty_desk())


def empty_lists(stage: Stage) -> None:
    """Nothing to send, nothing to count."""
    stage.place.go(1)
    stage.shot("queue-empty")
    stage.place.go(2)
    show_chart(stage)
    stage.shot("totals-empty")
    stage.place.go(0)


def typed_visit(stage: Stage) -> None:
    """Nobody's card: an empty form, its errors, and the way back to the card."""
    stage.show_visit(lambda desk: desk.begin("eid_level2"))
    stage.shot("details-empty")
    stage.enter()
    stage.shot("details-missing")
    stage.flow.go(Step.SCAN)
    stage.see_frames()
    stage.shot("scan")
    stage.end_visit()


def longest_without_devices(stage: Stage) -> None:
    """The longest name and address, a lost camera, no scanner, reasons for all that is missing."""
    stage.show_visit(lambda desk: desk.begin("exchange", desks.read_of(desks.card_of("longest"))))
    stage.shot("details-longest")
    stage.end_visit()
    stage.show_visit(lambda desk: desks.with_details(desk, "longest"))
    stage.camera.unplug()
    wait(lambda: stage.work.camera.state.code is not None, "the camera to be lost")
    stage.shot("portrait-camera-lost")
    stage.look_at(empty_desk())
    stage.flow.go(Step.REVIEW)
    stage.shot("review-things-missing")
    stage.end_visit()
    stage.show_visit(lambda desk: desks.with_portrait(desk, "longest"))
    stage.shot("fingerprints-no-scanner")
    stage.press(Qt.Key.Key_F6)
    stage.shot("reason-missing-finger")
    stage.press(Qt.Key.Key_2)
    stage.shot("reason-missing-finger-chosen")
    stage.press(Qt.Key.Key_Escape)
    fingers = tuple(range(1, 11))
    stage.flow.mark_fingers_missing(fingers, Absence(reason="bandaged"))
    wait(lambda: not stage.flow.busy, "the fingers")
    stage.flow.go(Step.FINGERPRINTS)
    stage.shot("fingerprints-all-missing")
    stage.flow.go(Step.REVIEW)
    wait(stage.ready, "the review")
    stage.shot("review-longest")
    stage.end_visit()


# -- the middle of a day -------------------------------------------------------------------------


def working_day(
    photographer: Photographer,
    folder: Path,
    ports: dict[str, str],
    sky: Sky,
    receiver: EmulatorServer,
) -> None:
    """A desk with records in every state, and every device."""
    folder.mkdir()
    camera = StillCamera(folder / "camera.avi", empty_desk())
    desk = desks.make_desk(folder / "desk", camera.path, **ports)
    desks.work_through_the_morning(desk)
    stage = Stage(photographer, desk, camera, Link(OFFLINE))
    sky.clock = stage.clock
    stage.sign_in(desks.PASSWORD)
    wait(lambda: stage.work.scanner.ready, "the scanner")
    wait(lambda: stage.work.handheld.ready, "the card scanner")
    wait(lambda: stage.work.gps.last is not None, "the position")
    stage.shot("idle")
    reasons(stage)
    clocks(stage, sky)
    gps(stage, sky, receiver)
    read_card(stage)
    scans(stage)
    edited_details(stage)
    portraits(stage)
    fingerprints(stage)
    review(stage)
    lists(stage)
    handing_over(stage, folder / "media")
    safekeeping(stage, folder / "stick")
    people(stage)
    stage.close()


def returned_records(photographer: Photographer, folder: Path) -> None:
    """A desk to which the centre has returned records."""
    folder.mkdir()
    camera = StillCamera(folder / "camera.avi", empty_desk())
    desk = desks.make_desk(folder / "desk", camera.path)
    return_records(desk)
    stage = Stage(photographer, desk, camera, Link(ONLINE))
    stage.sign_in(desks.PASSWORD)
    returned(stage)
    stage.close()


def locks(photographer: Photographer, folder: Path) -> None:
    """A desk that is locked, left and taken over."""
    folder.mkdir()
    camera = StillCamera(folder / "camera.avi", empty_desk())
    desk = desks.make_desk(folder / "desk", camera.path)
    desks.work_through_the_morning(desk)
    stage = Stage(photographer, desk, camera, Link(OFFLINE))
    stage.sign_in(desks.PASSWORD)
    locked(stage)
    next_person(stage)
    stage.close()


def reasons(stage: Stage) -> None:
    """What each chip of the status bar tells when it is opened, and the panel of the display."""
    bar, popover = stage.place.status, stage.place.popover
    chips = {
        "network": bar.network,
        "queue": bar.queue,
        "camera": bar.camera,
        "handheld": bar.handheld,
        "scanner": bar.scanner,
        "battery": bar.battery,
        "clock": bar.clock,
    }
    for name, chip in chips.items():
        chip.click()
        stage.shot(f"reason-of-{name}")
        popover.shut()
    stage.place.nav.account.click()
    stage.shot("account-of-all-roles")
    popover.shut()


def clocks(stage: Stage, sky: Sky) -> None:
    """A clock that is behind, was set, is called wrong by the centre; in the end it is right."""
    chip, popover = stage.place.status.clock, stage.place.popover
    sky.clouded = True
    wait(lambda: isinstance(stage.work.gps.report, NoFix), "the clouds")
    stage.work.gps.last = None

    def look(name: str, tone: str) -> None:
        wait(lambda: chip.standing.tone == tone, name)
        chip.click()
        stage.shot(name)
        popover.shut()

    def hear_centre(desk: Desk) -> None:
        boot = stage.clock.since_boot()
        keep_date(desk._store, CentreDate(NOW, boot.seconds, boot.seconds), boot)

    stage.put_clock(NOW - timedelta(hours=3))
    look("reason-of-a-clock-that-is-behind", "warn")
    stage.clock.set_by = timedelta(minutes=5)
    stage.put_clock(NOW + stage.clock.set_by)
    stage.work.clock.look()
    look("reason-of-a-clock-that-was-set", "warn")
    stage.ask(hear_centre)
    stage.work.clock.look()
    wait(lambda: stage.work.clock.view.skew is not None, "the centre's time")
    look("reason-of-a-clock-that-is-fast", "warn")
    stage.clock.set_by = timedelta()
    stage.put_clock(NOW)
    stage.work.clock.look()
    look("reason-of-a-clock-that-was-put-right", "neutral")
    sky.clouded = False
    wait(lambda: stage.work.gps.last is not None, "the position")


def advise(stage: Stage) -> None:
    """What is said while a code is seen but not read; here a strip of it is covered."""
    camera = stage.place.visit.idle.camera
    for hint, card in unreadable_cards().items():
        stage.look_at(desk_with(card))
        wait(partial(_says, camera, hint), f"the advice {hint}")
        stage.shot(f"scan-{hint.replace('_', '-')}")
    stage.look_at(empty_desk())
    wait(lambda: not camera.hint, "no advice")


def _says(camera: CardCamera, hint: str) -> bool:
    return camera.hint == hint


def read_card(stage: Stage) -> None:
    """A card before the camera begins a visit; set aside, it stays known."""
    advise(stage)
    stage.put_clock(A_WHILE_AGO)
    stage.look_at(desk_with_card())
    wait(lambda: stage.flow.view is not None and not stage.flow.busy, "the card")
    stage.put_clock(NOW)
    stage.look_at(empty_desk())
    stage.shot("details-from-card")
    stage.services.tell(DiskFullError("no room"))
    stage.shot("notice-disk-full")
    stage.services.notices.clear()
    visit = stage.flow.visit
    assert visit is not None
    stage.press(Qt.Key.Key_F9)
    wait(lambda: stage.flow.view is None, "the pause")
    stage.look_at(desk_with_card())
    wait(lambda: stage.place.visit.idle.camera.known is not None, "the card again")
    stage.shot("idle-card-of-a-paused-visit")
    stage.look_at(empty_desk())
    stage.ask(lambda desk: desk.cancel(visit, "-"))
    stage.quiet()


def scans(stage: Stage) -> None:
    """What handheld scanners bring: no card, somebody from this morning, another person's card."""
    stage.work.scans.take_keys("", "altered")
    stage.shot("idle-scan-changed-by-an-input-method")
    stage.services.notices.clear()
    rows = stage.ask(lambda desk: desk.recent_visits(9))
    row = next(row for row in rows if row.delivery == "rejected")
    done = Visit.model_validate_json(row.document)
    card = replace(desks.card_of("usual"), id_number=done.value("id_number"))
    stage.work.scans.read.emit(desks.read_of(card))
    wait(lambda: stage.services.notices.current is not None, "the record of before")
    wait(lambda: not stage.flow.busy, "the refusal")
    stage.shot("idle-collected-today")
    stage.press(Qt.Key.Key_F2)
    wait(lambda: stage.flow.view is not None and not stage.flow.busy, "the visit")
    stage.shot("details-collected-today")
    stage.work.scans.read.emit(desks.read_of(desks.card_of("longest")))
    wait(lambda: stage.services.notices.current is not None, "the other card")
    wait(lambda: not stage.flow.busy, "the refusal")
    stage.shot("details-card-of-another")
    stage.services.notices.clear()
    stage.end_visit()
    typed = {"id_number": "003285990201", "dob": "1985-03-14", "gender": "Nữ"}
    stage.show_visit(lambda desk: desk.keep_draft(desk.begin("exchange"), typed))
    stage.flow.go(Step.DETAILS)
    stage.shot("details-typed-number-in-doubt")
    stage.end_visit()


def edited_details(stage: Stage) -> None:
    """What the card said beside what was typed, and what cannot be right."""
    typed = {"full_name": "Nguyễn Hữu Thiện Nhân", "phone": "090", "dob": "1885-03-14"}
    card = desks.read_of(desks.card_of("usual"), warnings=("ID_GENDER_MISMATCH",))
    stage.show_visit(lambda desk: desk.keep_draft(desk.begin("exchange", card), typed))
    stage.flow.go(Step.DETAILS)
    stage.shot("details-edited")
    stage.enter()
    stage.shot("details-wrong")
    visit = stage.place.visit
    visit.cancel.trigger()
    stage.shot("reason-cancel")
    type_text(visit.reason.line, "Công dân xin về lấy thêm giấy tờ")
    stage.shot("reason-cancel-typed")
    stage.press(Qt.Key.Key_Escape)
    stage.end_visit()


def review(stage: Stage) -> None:
    """All there; then sealed and queued."""

    def whole(desk: Desk) -> Visit:
        visit = desks.with_portrait(desk, "usual")
        for position in range(1, 11):
            visit = desk.fingers.keep(visit, position, finger_image(position))
        return visit

    stage.show_visit(whole)
    wait(stage.ready, "the review")
    stage.shot("review")
    stage.enter()
    wait(lambda: stage.flow.view is None, "the record in the queue")
    stage.refresh()
    stage.shot("idle-after-a-visit")


def lists(stage: Stage) -> None:
    """The waiting list at rest and while something is sent, and the totals."""
    stage.quiet()
    stage.place.go(1)
    stage.shot("queue")
    finding(stage)
    sent = stage.ask(begin_to_send)
    stage.refresh()
    with held(stage, "outbox"):
        stage.work.outbox.send()
        stage.work.outbox.sending = (sent.record, sent.size * 2 // 5, sent.size)
        stage.work.outbox.changed.emit()
        stage.shot("queue-sending")
    stage.place.go(2)
    show_chart(stage)
    stage.shot("totals")
    stage.shot("totals-below", lambda: show_foot(stage))
    devices(stage)
    centre_page(stage)


def begin_to_send(desk: Desk) -> Delivery:
    """What a pass does first with a record that waits."""
    waiting = desk.queue.deliveries("waiting")[0]
    desk._store.mark_sending(waiting.record, at=NOW)
    return waiting


def show_foot(stage: Stage) -> None:
    """The part of the totals that lies below the window."""
    assert stage.place.totals is not None
    for area in stage.place.totals.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()


def show_chart(stage: Stage) -> None:
    """It is drawn once its library has come."""
    assert stage.place.totals is not None
    chart = stage.place.totals.findChild(ChartCard)
    assert chart is not None
    wait(lambda: chart._plot is not None, "the chart")


# -- what is put before the camera and the scanner -----------------------------------------------


def unreadable_cards() -> dict[str, Pixels]:
    """A card whose code is partly covered, by what else keeps it from being read."""
    card = draw_card(desks.card_of("usual"))
    card[80:150, 810:1000] = (110, 120, 118)
    return {
        "hold_still": card,
        "closer": _far(card),
        "too_dark": (card * 0.2).astype(np.uint8),
        "tilt": _with_glare(card),
    }


def _far(card: Pixels) -> Pixels:
    return np.asarray(cv2.resize(card, None, fx=0.45, fy=0.45), np.uint8)


def _with_glare(card: Pixels) -> Pixels:
    return np.asarray(cv2.circle(card.copy(), (930, 150), 34, (255, 255, 255), -1), np.uint8)


def desk_with_card() -> Pixels:
    """The usual citizen's card on that desk."""
    return desk_with(draw_card(desks.card_of("usual")))


def desk_with(card: Pixels) -> Pixels:
    """A card on that desk."""
    desk = empty_desk()
    top, left = (
        (whole - part) // 2 for whole, part in zip(desk.shape, card.shape[:2], strict=False)
    )
    desk[top : top + card.shape[0], left : left + card.shape[1]] = card
    return desk
