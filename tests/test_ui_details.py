"""The form: what is typed is checked, shown the local way, and never lost."""

from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from station_capture import CardRead
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.signin import sign_in
from station_core.visit import Step
from station_ui.autopilot import type_text
from station_ui.formats import shown_id
from station_ui.widgets.value_block import ValueBlock
from window_operator import CARD, NAME, PASSWORD, Maker, Opener, Operator


def test_a_refused_field_is_marked_and_what_was_typed_stays(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    _type_block(desk, "full_name", "Lê Thị Bình")
    desk.type_into("dob", "31/02/1990")
    desk.enter()
    desk.wait(lambda: desk.details.rows["dob"].input.property("tone") == "bad")
    assert desk.details.rows["full_name"].value() == "Lê Thị Bình"
    assert desk.place.notice.code.text().endswith("FIELD_INVALID")
    assert desk.step is Step.DETAILS


def test_a_wrong_phone_number_is_told_what_is_wanted_and_typed_over(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "090")
    desk.enter()
    phone = desk.details.rows["phone"]
    desk.wait(lambda: phone.input.property("tone") == "bad")
    assert "10 chữ số" in phone.note.text()
    line = phone.input
    assert isinstance(line, QLineEdit)
    assert line.selectedText() == "090"


def test_what_contradicts_the_id_number_is_marked_where_it_was_changed(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("exchange")
    card = CardRead(
        raw=b"1",
        card=replace(CARD, gender="Nữ"),
        warnings=("ID_GENDER_MISMATCH",),
        repaired=False,
        stage="whole",
        ms=1.0,
        corners=((0.0, 0.0),) * 4,
    )
    desk.place.visit.flow.begin("exchange", card)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    rows = desk.details.rows

    def marked() -> set[str]:
        return {code for code, one in rows.items() if one.note.property("tone") == "warn"}

    assert marked() == {"dob", "gender"}
    desk.type_into("dob", "14/03/1885")
    assert marked() == {"dob"}
    assert "Không khớp số định danh" in rows["dob"].note.text()


def test_typed_dates_are_kept_iso_and_shown_the_local_way(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("first_issue")
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    _type_block(desk, "full_name", "Lê Thị Bình")
    desk.type_into("dob", "02091990")
    _type_block(desk, "address", "Thôn 2, xã Ea Kao")
    gender = cast(Any, desk.details.rows["gender"].input)
    gender.setCurrentIndex(gender.findData("Nữ"))
    desk.enter()
    desk.wait(lambda: desk.step is Step.PORTRAIT)
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.value("dob") == "1990-09-02"
    desk.place.visit.flow.go(Step.DETAILS)
    box = desk.details.rows["dob"].input
    assert isinstance(box, QLineEdit)
    assert box.text() == "02/09/1990"


def test_a_value_changed_over_the_cards_tells_what_the_card_says_until_it_is_the_same_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    visit = desk.place.visit.flow.visit
    assert visit is not None
    born = desk.details.rows["dob"]
    assert isinstance(born.input, QLineEdit)
    on_card = born.input.text()
    untouched = born.note.text()
    desk.type_into("dob", "01/02/1970")
    assert on_card in born.note.text()
    desk.type_into("dob", on_card)
    assert born.note.text() == untouched
    number = desk.details.rows["id_number"]
    assert isinstance(number.input, QLineEdit)
    assert number.input.text() == shown_id(visit.value("id_number"))
    assert number.value() == visit.value("id_number")


def test_switching_the_language_changes_the_words_and_keeps_what_is_typed(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912")
    desk.language.switch("en")
    desk.wait(lambda: desk.place.tabs[1].text() == "Waiting")
    primary = desk.place.visit.bar.primary
    assert primary is not None
    assert primary.text().startswith("Correct, continue")
    assert desk.details.rows["phone"].value() == "0912"
    assert desk.details.rows["full_name"].input.accessibleName() == "Full name"


def test_a_step_left_with_typed_words_still_has_them_on_return(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912")
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.DETAILS)
    assert desk.details.rows["phone"].value() == "0912"
    visit_id = desk.place.visit.flow.visit and desk.place.visit.flow.visit.id
    desk.press(Qt.Key.Key_F9)
    desk.wait(lambda: (glance := desk.place.overview.glance) and glance.unfinished)
    desk.press(Qt.Key.Key_F3)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.place.visit.flow.visit is not None
    assert desk.place.visit.flow.visit.id == visit_id
    assert desk.details.rows["phone"].value() == "0912"


def test_what_is_typed_is_on_disk_before_enter(open_desk: Opener, make_folder: Maker) -> None:
    folder = make_folder()
    desk = open_desk(folder)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912")
    desk.wait(lambda: _drafts(folder) == [{"phone": "0912"}])
    desk.press(Qt.Key.Key_F9)
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.wait(lambda: desk.place.overview.glance and desk.place.overview.glance.unfinished)
    desk.press(Qt.Key.Key_F3)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.details.values()["phone"] == "0912"


def test_a_save_that_fails_is_told_and_everything_stays_for_another_try(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    desk = open_desk(folder)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912345678")
    visit = desk.place.visit.flow.visit
    assert visit is not None
    with Desk(sign_in(folder, NAME, PASSWORD)) as other:
        other.cancel(visit, "từ nơi khác")
    desk.enter()
    desk.wait(desk.place.notice.isVisible)
    assert desk.step is Step.DETAILS
    assert desk.ready()
    assert desk.details.rows["phone"].value() == "0912345678"


def test_a_draft_that_could_not_be_written_is_written_later(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    desk = open_desk(folder)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    failures: list[BaseException] = []
    desk.place.visit.flow.failed.connect(failures.append)
    desk.disk.full = True
    desk.type_into("phone", "0912")
    desk.wait(lambda: failures)
    desk.disk.full = False
    desk.place.visit.flow.go(Step.REVIEW)
    assert desk.close()
    assert _drafts(folder) == [{"phone": "0912"}]


def test_what_was_typed_just_before_the_window_closed_is_on_disk(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    desk = open_desk(folder)
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912")
    assert desk.close()
    assert _drafts(folder) == [{"phone": "0912"}]


def test_another_procedure_keeps_what_was_typed(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.type_into("phone", "0912")
    _choose_procedure(desk, "exchange")
    desk.wait(lambda: (visit := desk.place.visit.flow.visit) and visit.procedure == "exchange")
    assert desk.details.values()["phone"] == "0912"


def test_a_procedure_that_could_not_be_changed_is_not_shown_as_changed(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    failures: list[BaseException] = []
    desk.place.visit.flow.failed.connect(failures.append)
    desk.disk.full = True
    _choose_procedure(desk, "exchange")
    desk.wait(lambda: failures)
    assert desk.details.procedure.currentData() == "confirm_old_number"


def test_the_wheel_changes_no_choice(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("first_issue")
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    for box in (desk.details.rows["gender"].input, desk.details.procedure):
        before = cast(QComboBox, box).currentIndex()
        middle = box.rect().center().toPointF()
        turn = QWheelEvent(
            *(middle, box.mapToGlobal(middle), QPoint(), QPoint(0, -120)),
            *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
            *(Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(box, turn)
        assert cast(QComboBox, box).currentIndex() == before


def _drafts(folder: DeskFolder) -> list[dict[str, str]]:
    """What a program started now would find."""
    with Desk(sign_in(folder, NAME, PASSWORD)) as other:
        return [dict(visit.draft) for visit in other.open_visits()]


def _type_block(desk: Operator, field: str, words: str) -> None:
    """Type into a field that may need several lines."""
    box = desk.details.rows[field].input
    assert isinstance(box, ValueBlock)
    box.clear()
    type_text(box, words)


def _choose_procedure(desk: Operator, procedure: str) -> None:
    box = desk.details.procedure
    box.setCurrentIndex(box.findData(procedure))
    box.activated.emit(box.currentIndex())
