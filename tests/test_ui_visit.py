"""A visit from the card to the queue: how it begins, goes on, waits and ends."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_capture.drawn import INVENTED_PEOPLE, draw_card, write_demo_video
from station_core.catalogue import shipped_catalogue
from station_core.visit import Step
from station_ui.autopilot import type_text
from window_operator import CARD, Maker, Opener, Operator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def test_a_card_in_the_picture_begins_a_visit_that_ends_in_the_queue_by_keys_alone(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912345678")
    desk.enter()
    desk.wait(lambda: desk.step is Step.PORTRAIT)
    desk.wait(lambda: desk.ready() and desk.portrait.guide.headline.property("tone") == "good")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.portrait.mode.name == "TAKEN" and desk.ready())
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.wait(lambda: (glance := desk.place.overview.glance) and glance.done_today == 1)
    glance = desk.place.overview.glance
    assert glance is not None
    assert glance.recent[0].name == CARD.full_name
    assert glance.totals.adds_up


def test_the_card_just_served_begins_no_second_visit_by_itself(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.press(Qt.Key.Key_F9)
    idle = desk.place.visit.idle
    desk.wait(lambda: idle.camera.known is not None)
    assert desk.place.visit.flow.visit is None
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.step is Step.DETAILS)


def test_the_card_of_a_paused_visit_goes_on_with_it_by_the_main_button(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    flow, idle = desk.place.visit.flow, desk.place.visit.idle
    visit = flow.visit
    assert visit is not None
    desk.press(Qt.Key.Key_F9)
    desk.wait(lambda: idle.camera.known is not None)
    desk.wait(desk.ready)
    primary = desk.place.visit.bar.primary
    assert primary is not None
    assert primary.isVisible()
    assert primary.text() in idle.camera.picture.caption_text
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert flow.visit is not None
    assert flow.visit.id == visit.id


def test_the_card_of_a_visit_that_ended_begins_another_by_no_main_button(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    idle = desk.place.visit.idle
    desk.place.visit.flow.cancel("-")
    desk.wait(lambda: idle.camera.known is not None)
    primary = desk.place.visit.bar.primary
    assert primary is not None
    assert not primary.isVisible()
    assert "vừa làm" in idle.camera.picture.caption_text


def test_a_visit_can_be_paused_where_it_is_asked_why_it_is_cancelled(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    visit = desk.place.visit
    visit.cancel.trigger()
    primary, pause = visit.bar.primary, visit.bar.button(visit.pause)
    assert primary is not None
    assert pause is not None
    assert primary.text() == "Hủy lượt"
    assert primary.tone == "bad"
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    desk.wait(lambda: visit.flow.visit is None)
    desk.wait(lambda: (glance := desk.place.overview.glance) and glance.unfinished)


def test_enter_pressed_twice_skips_no_step(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    desk.start()
    saved: list[str] = []
    desk.place.visit.flow.saved.connect(saved.append)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("old_id", "280990101")
    desk.enter()
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.step is Step.REVIEW)
    assert saved == ["scan", "details"]


def test_a_second_enter_seals_no_record_that_nobody_has_looked_at(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.press(Qt.Key.Key_Return)
    assert not desk.place.visit.flow.busy
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)


def test_an_unfinished_visit_is_offered_again_with_all_that_was_done(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    first = open_desk(folder)
    first.start()
    first.wait(lambda: first.step is Step.DETAILS)
    first.enter()
    first.wait(lambda: first.step is Step.REVIEW)
    assert first.close()
    second = open_desk(folder)
    second.start()
    glance = second.place.overview.glance
    assert glance is not None
    if not glance.unfinished:
        pytest.fail("the visit is not offered")
    visit_id = glance.unfinished[0].id
    second.place.visit.flow.resume(glance.unfinished[0])
    second.wait(lambda: second.step is Step.REVIEW)
    resumed = second.place.visit.flow.visit
    assert resumed is not None
    assert resumed.id == visit_id
    assert resumed.value("full_name") == CARD.full_name


def test_a_code_that_is_seen_but_not_read_brings_advice(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    card = draw_card(CARD)
    card[80:150, 810:1000] = (110, 120, 118)  # a broad strip of its code is covered
    video = str(tmp_path / "covered.avi")
    size = (card.shape[1], card.shape[0])
    writer = cv2.VideoWriter(video, cv2.VideoWriter.fourcc(*"MJPG"), 15, size)
    writer.write(card)
    writer.release()
    desk = open_desk(make_folder(camera=video))
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace)
    idle = desk.place.visit.idle
    desk.wait(lambda: idle.camera.hint)
    assert idle.camera.hint == "hold_still"
    assert idle.camera.picture.caption_text == "Giữ yên thẻ"


def test_another_persons_card_leaves_the_visit_as_it_is(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    video = tmp_path / "two.avi"
    cards = INVENTED_PEOPLE[:2]
    write_demo_video(video, cards, fps=10, card_seconds=1.0, portrait_seconds=0.2)
    desk = open_desk(make_folder(camera=str(video)))
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    flow = desk.place.visit.flow
    visit = flow.visit
    assert visit is not None
    told = desk.place.notice.isVisible

    def told_at_the_scan() -> bool:
        if desk.step is Step.DETAILS:  # the own card, read once more, leads back to the form
            flow.go(Step.SCAN)
        return told()

    desk.wait(told_at_the_scan)
    assert desk.place.notice.code.text().endswith("CARD_OF_ANOTHER")
    now = desk.place.visit.flow.visit
    assert now is not None
    assert (now.id, now.name) == (visit.id, visit.name)


def test_a_cancelled_visit_needs_a_reason_and_ends(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    cancel = desk.place.visit.bar.button(desk.place.visit.cancel)
    assert cancel is not None
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not desk.ready()
    assert not desk.place.visit.rail.isEnabled()
    type_text(desk.place.visit.reason.line, "nhầm người")
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.wait(lambda: (glance := desk.place.overview.glance) and glance.totals.cancelled == 1)


def test_every_procedure_can_be_chosen(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    combo = desk.place.visit.idle.procedure
    assert combo.count() == len(shipped_catalogue().procedures)


def test_a_card_scanned_while_the_waiting_list_is_open_brings_the_visit_up(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.place.go(1)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.details.isVisible()


def test_every_unfinished_visit_is_offered_by_name_the_newest_first(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    names = ["Lê Thị Bình", "Trần Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em"]
    for name in names:
        desk.press(Qt.Key.Key_F4)
        desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
        desk.type_into("full_name", name)
        desk.wait(partial(_header_says, desk, name))
        desk.press(Qt.Key.Key_F9)
    idle = desk.place.visit.idle

    def shown() -> list[str]:
        return [one.toolTip().partition("  ")[2] for one in idle.unfinished.rows]

    desk.wait(lambda: shown() == names[::-1])
    desk.press(Qt.Key.Key_F3)
    desk.wait(lambda: desk.place.visit.flow.visit)
    assert desk.place.visit.header.name.text() == names[-1]


def test_a_card_whose_visit_could_not_begin_is_tried_again_by_a_key(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    desk.disk.full = True  # before the camera, just opened, can have read the card
    idle = desk.place.visit.idle
    desk.wait(lambda: idle.camera.trouble and idle.camera.known)
    assert "vừa làm" not in idle.camera.picture.caption_text
    desk.disk.full = False
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.step is Step.DETAILS)


def _header_says(desk: Operator, name: str) -> bool:
    return desk.place.visit.header.name.text() == name


def test_the_tab_key_goes_from_header_to_actions_although_the_form_was_made_last(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS and desk.ready())
    visit = desk.place.visit
    parts = (visit.header, visit.rail, desk.details, desk.details.guide, visit.bar)
    stops: list[QWidget] = [visit.header.number]
    while (following := stops[-1].nextInFocusChain()) not in {None, visit.header.number}:
        assert following is not None
        stops.append(following)
    passed = [
        next((at for at, part in enumerate(parts) if part.isAncestorOf(one)), None)
        for one in stops
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    inside = [at for at in passed if at is not None]
    assert inside == sorted(inside)
    assert set(inside) == set(range(len(parts)))
