"""A returned record at the screen: seen, opened, mended where its reason is, and sent again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

import station_core.outbox
from station_capture import CardRead, format_card, load_profile, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_portrait_scene
from station_core.desk import Desk
from station_core.finger import Absence, finger_part
from station_core.folder import DeskFolder
from station_core.signin import sign_in
from station_core.visit import PORTRAIT_PART, Step
from station_queue.delivery_report import DeliveryReport
from station_queue.packet import sign_receipt
from station_ui.autopilot import type_text
from station_ui.screens.returned_record import ReturnedRecord
from station_ui.screens.steps.review import ReviewPage
from station_ui.widgets.value_line import ValueLine
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

SAID = "Ảnh <b>mờ</b>, chụp lại giúp"
PERSON = INVENTED_PEOPLE[1]
NUMBER = PERSON.id_number


@pytest.fixture(autouse=True)
def no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passes over the queue that meet nobody: what is sent is not the matter here."""
    monkeypatch.setattr(station_core.outbox, "send_due", lambda *_who, **_how: DeliveryReport())


def returned(
    folder: DeskFolder, about: str | None, *, code: str = "PORTRAIT_BLURRED", text: str = SAID
) -> str:
    """A finished record with portrait and fingers that the centre has returned."""
    session = sign_in(folder, NAME, PASSWORD)
    raw = format_card(PERSON).encode()
    card = CardRead(raw, PERSON, (), repaired=False, stage="given", ms=1.0, corners=())
    with Desk(session) as desk:
        visit = desk.begin("eid_level2", card)
        visit = desk.confirm_details(visit, {"phone": "0912345678", "email": "an@hu-cau.example"})
        visit = desk.keep_portrait(visit, take_portrait(draw_portrait_scene(), load_profile()))
        for position in (2, 7):
            visit = desk.fingers.mark_missing(visit, position, Absence(reason="bandaged"))
        record = desk.finish(visit)
        [row] = desk.queue.deliveries()
    receipt = sign_receipt(
        record=record,
        packet_sha256=row.sha256,
        verdict="rejected",
        code=code,
        text=text,
        field=about,
        issued_at=datetime.now(UTC),
        signing_key=bytes(32),
    )
    with session.open_store() as store:
        assert store.settle(receipt, at=datetime.now(UTC))
    return record


def at_the_queue(desk: Operator) -> None:
    if desk.window.workplace is None:
        desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    desk.wait(lambda: desk.place.overview.glance is not None)
    desk.place.go(desk.place.screens.indexOf(desk.place.queue))
    desk.wait(desk.place.queue.model.rowCount)


def chosen(desk: Operator) -> ReturnedRecord:
    """Come to the list: the returned record is chosen by itself."""
    at_the_queue(desk)
    card = desk.place.queue.returned
    desk.wait(lambda: card.record)
    return card


def opened(desk: Operator) -> None:
    """Open the record that is chosen by itself, by Enter."""
    chosen(desk)
    primary = desk.place.queue.bar.primary
    assert primary is not None
    assert primary.text() == "Mở lại để sửa"
    QTest.keyClick(desk.place.queue, Qt.Key.Key_Return)
    desk.wait(lambda: desk.step is not None)


def said_beside(desk: Operator) -> list[str]:
    """What the guide of the page says of the centre's reason."""
    page = desk.place.visit.page
    assert page is not None
    lines = page.guide.returned.findChildren(QLabel)
    return [line.text() for line in lines if line.isVisible() and line.text()]


def review_of(desk: Operator) -> ReviewPage:
    return cast(ReviewPage, desk.place.visit.pages[Step.REVIEW])


def test_the_list_says_why_and_enter_opens_it_where_the_reason_is(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    record = returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    card = chosen(desk)
    assert card.title.text() == f"Hồ sơ …{record[-12:]} bị trả lại · Ảnh chân dung"
    assert card.reason.text() == f"“{SAID}”"
    assert card.code.text() == "Mã: PORTRAIT_BLURRED"
    assert card.isVisible()
    opened(desk)
    assert desk.place.screens.currentWidget() is desk.place.visit
    assert desk.step is Step.PORTRAIT
    assert said_beside(desk) == [f"Trung tâm trả lại: “{SAID}”"]
    assert desk.place.visit.header.isVisible()
    assert not any(label.text() for label in card.findChildren(QLabel))  # nothing stays behind


def test_what_the_centre_writes_is_never_taken_for_markup(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    spoken = [one for one in chosen(desk).findChildren(QLabel) if SAID in one.text()]
    opened(desk)
    page = desk.place.visit.page
    assert page is not None
    beside = [one for one in page.guide.findChildren(QLabel) if SAID in one.text()]
    assert spoken
    assert beside
    formats = {one.textFormat() for one in (*spoken, *beside)}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_field_has_the_reason_below_it_and_the_cursor_in_it(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    record = returned(folder, "phone", code="PHONE_UNKNOWN", text="Số này không có người nghe")
    desk = open_desk(folder)
    opened(desk)
    assert desk.step is Step.DETAILS
    phone = desk.details.rows["phone"]
    assert phone.note.text().startswith("Trung tâm trả lại: “Số này không có người nghe”")
    desk.wait(phone.input.hasFocus)
    assert isinstance(phone.input, ValueLine)
    assert (phone.input.selectedText(), phone.input.cursorPosition()) == ("", 10)
    desk.type_into("phone", "0987654321")
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    noted = [line.text() for line in review_of(desk).noted.findChildren(QLabel)]
    assert noted[0] == "Trung tâm trả lại: “Số này không có người nghe”"
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    with Desk(sign_in(folder, NAME, PASSWORD)) as other:
        row = other.queue.delivery(record)
    assert (row.state, row.revision) == ("waiting", 2)


def test_a_reason_about_nothing_on_the_screen_stands_on_the_review(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, None, code="RECORD_CONFLICT", text="")
    desk = open_desk(folder)
    assert chosen(desk).next.text().startswith("Mở lại, đối chiếu thông tin")
    opened(desk)
    assert desk.step is Step.REVIEW
    assert said_beside(desk) == ["Trung tâm đã nhận một gói khác cho hồ sơ này."]
    assert review_of(desk).guide.headline.text() == "Xem lại theo lý do"
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)


def test_the_bad_finger_is_the_one_that_is_asked_for(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, finger_part(7), code="PRINT_SMUDGED", text="Vân tay nhòe")
    desk = open_desk(folder)
    assert chosen(desk).title.text().endswith("Ngón trỏ trái")
    opened(desk)
    assert desk.step is Step.FINGERPRINTS
    assert desk.fingerprints.current == 7
    assert said_beside(desk) == ["Trung tâm trả lại: “Vân tay nhòe”"]


def test_a_pause_leaves_it_with_its_reason_among_the_unfinished(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    opened(desk)
    desk.press(Qt.Key.Key_F9)
    idle = desk.place.visit.idle
    desk.wait(lambda: idle.unfinished.rows)
    assert "bị trả lại" in idle.unfinished.rows[0].toolTip()
    idle.unfinished.rows[0].click()
    desk.wait(lambda: desk.step is Step.PORTRAIT)
    assert said_beside(desk) == [f"Trung tâm trả lại: “{SAID}”"]


def test_a_visit_under_way_is_ended_first(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    desk.place.visit.flow.begin("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    queue = desk.place.queue
    desk.place.go(desk.place.screens.indexOf(queue))
    desk.wait(lambda: queue.returned.record)
    assert queue.returned.next.text().startswith("Hoàn tất hoặc tạm dừng")
    primary = queue.bar.primary
    assert primary is not None
    assert primary.text() == "Gửi ngay"


def test_who_does_not_collect_reads_the_reason_and_cannot_open_it(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    session = sign_in(folder, NAME, PASSWORD)
    with session.open_store() as store:
        store.change_person(session.person.id, roles=frozenset({"supervisor"}))
    desk = open_desk(folder)
    at_the_queue(desk)
    queue = desk.place.queue
    queue.table.view.selectRow(0)
    desk.wait(lambda: queue.returned.record)
    assert queue.returned.next.text() == "Cán bộ thu nhận mở lại và sửa hồ sơ này."
    assert queue.bar.primary is not None
    assert queue.bar.primary.text() == "Gửi ngay"


def test_who_is_found_by_name_can_be_opened_too(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    record = returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    at_the_queue(desk)
    queue = desk.place.queue
    finding = queue.finding
    assert finding is not None
    type_text(finding.line, NUMBER)
    desk.wait(lambda: finding.answered and finding.table.model.rowCount() == 1)
    finding.table.view.selectRow(0)
    desk.wait(lambda: queue.returned.record == record and queue.returned.isVisible())
    desk.wait(lambda: queue.returned.can_open)
    queue._open.trigger()
    desk.wait(lambda: desk.step is Step.PORTRAIT)


def test_the_card_of_its_citizen_offers_to_open_it(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    desk.start("eid_level2")
    raw = format_card(PERSON).encode()
    card = CardRead(raw, PERSON, (), repaired=False, stage="given", ms=1.0, corners=())
    desk.place.visit.arrivals.take(replace(card, source="handheld"))
    offer = desk.place.notices.card.offer
    desk.wait(offer.isVisible)
    assert offer.text() == "Mở lại để sửa"
    offer.click()
    desk.wait(lambda: desk.step is Step.PORTRAIT)


def test_a_corrected_record_says_so_in_the_list(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, None)
    desk = open_desk(folder)
    opened(desk)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    queue = desk.place.queue
    desk.place.go(desk.place.screens.indexOf(queue))
    desk.wait(lambda: str(queue.model.index(0, 1).data()).endswith("bản 2"))
    assert not queue.returned.isVisible()


def test_the_status_bar_says_it_and_leads_to_the_list(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    returned(folder, PORTRAIT_PART)
    desk = open_desk(folder)
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    chip = desk.place.status.queue
    desk.wait(lambda: chip.standing.tone == "warn")
    assert chip.text() == "1 hồ sơ bị trả lại"
    offer = chip.standing.offer
    assert offer is not None
    offer.act()
    assert desk.place.screens.currentWidget() is desk.place.queue
    desk.language.switch("en")
    desk.wait(lambda: chip.text() == "1 record returned")


def test_that_a_record_came_back_is_told_once_and_leads_nowhere_by_itself(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall))
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    desk.wait(lambda: not desk.place._work.outbox.busy)
    desk.place._work.outbox.passed.emit(DeliveryReport(rejected=2))
    news = desk.services.notices.news
    assert news is not None
    assert news.say().what == "Trung tâm trả lại 2 hồ sơ."
    assert desk.place.screens.currentWidget() is desk.place.visit
    assert news.offer is not None
    news.offer.act()
    assert desk.place.screens.currentWidget() is desk.place.queue
