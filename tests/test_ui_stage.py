"""The widgets of the stage: what is dropped in little room, what is said, what can be pressed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station_core.finger import FINGERS, FingerNote
from station_core.visit import FindingNote, Step
from station_ui.gallery.people import people
from station_ui.language import LanguageCode, LanguageSwitch
from station_ui.theme import Theme, colour
from station_ui.tokens import TOUCH, Space
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.citizen_header import Citizen, CitizenHeader
from station_ui.widgets.finding_list import FindingList
from station_ui.widgets.finger_call import FingerCall
from station_ui.widgets.finger_map import FingerMap, finger_names
from station_ui.widgets.overlay import Outline
from station_ui.widgets.record_list import RecordList, RecordValue
from station_ui.widgets.step_rail import StepButton, StepRail
from station_ui.wording import Wording

ROOMY, COMPACT = (1366, 768), (911, 512)
BEGAN = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


Show = Callable[[QWidget, int, int], None]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    """Shows a widget in a window, at exactly this size."""
    del theme
    window = QWidget()
    qtbot.addWidget(window)

    def shown(widget: QWidget, width: int, height: int) -> None:
        widget.setParent(window)
        widget.resize(width, height)
        window.resize(ROOMY[0], ROOMY[1])
        window.show()
        widget.show()
        QApplication.processEvents()

    return shown


def _header(show: Show, width: int) -> CitizenHeader:
    person = people()["longest"]
    header = CitizenHeader(lambda: BEGAN + timedelta(seconds=72))
    citizen = Citizen(
        name=person["full_name"],
        id_number=person["id_number"],
        gender=person["gender"],
        born=date.fromisoformat(person["dob"]),
        procedure="Cấp đổi thẻ",
        since=BEGAN,
    )
    header.show_citizen(citizen, 100.0)
    show(header, width, header.height())
    return header


def _words(widget: QWidget) -> list[str]:
    """What is seen of a widget's words, from left to right."""
    seen = [one for one in widget.findChildren(QWidget) if one.isVisible() and hasattr(one, "text")]
    seen.sort(key=lambda one: one.mapTo(widget, one.rect().topLeft()).x())
    return [one.text() for one in seen if one.text()]


def test_the_header_gives_up_the_least_important_first(show: Show) -> None:
    name, number = people()["longest"]["full_name"], "046 189 990207"
    whole = [name, number, "Nữ · 36 tuổi", "Cấp đổi thẻ", "1:12", "(TB 1:40)"]
    seen = [_words(_header(show, width)) for width in range(1300, 500, -40)]
    assert seen[0] == whole
    assert seen[-1] == [name, number, "1:12"]
    for wider, narrower in pairwise(seen):
        assert set(narrower) <= set(wider)
    without_mean = next(words for words in seen if "(TB 1:40)" not in words)
    assert "Cấp đổi thẻ" in without_mean


def test_an_id_number_is_read_in_groups_and_copied_without_spaces(show: Show) -> None:
    header = _header(show, 1200)
    assert header.number.text() == "046 189 990207"
    QTest.mouseClick(header.number, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "046189990207"


@pytest.mark.parametrize("width", [720, 847, 1270])
def test_the_action_bar_keeps_what_a_page_adds_whole_and_the_main_action_at_the_right(
    show: Show, theme: Theme, width: int
) -> None:
    theme.fit(*(COMPACT if width < 1000 else ROOMY))
    bar = ActionBar()
    owner = QWidget(bar)
    names = ("Tạm dừng", "Hủy lượt", "Không lấy được", "Lấy lại ngón trước", "Để sau", "Tiếp tục")
    keys = (Qt.Key.Key_F9, Qt.Key.Key_F6, Qt.Key.Key_F5, Qt.Key.Key_F7)
    made = [action(owner, lambda: None, icon="hand") for _name in names[:-1]]
    made.append(action(owner, lambda: None, *ENTER))
    for one, name in zip(made, names, strict=True):
        one.setText(name)
    for one, key in zip(made, keys, strict=False):
        one.setShortcut(key)
    bar.show_actions(made[2:-1], made[-1], made[:2])
    show(bar, width, bar.height())
    assert bar.width() == width
    buttons = [button for one in made if (button := bar.button(one))]
    # What is always there is known by its place: in little room its icon and key are enough.
    assert [button.text() for button in buttons[2:]] == list(names[2:])
    assert {button.text() for button in buttons[:2]} in ({*names[:2]}, {""})
    assert [button.accessibleName() for button in buttons] == list(names)
    for button in buttons:
        assert button.width() >= button.sizeHint().width()
        assert min(button.width(), button.height()) >= TOUCH
        assert bar.rect().contains(button.geometry())
    assert bar.primary is not None
    assert all(button.x() <= bar.primary.x() for button in buttons)


def _map(show: Show, width: int, notes: dict[int, FingerNote], current: int) -> FingerMap:
    fingers = FingerMap(Wording(LanguageSwitch("vi")))
    fingers.show_fingers(tuple(FINGERS)[:-1], notes, current)
    show(fingers, width, fingers.height())
    return fingers


@pytest.mark.parametrize("size", [ROOMY, COMPACT])
@pytest.mark.parametrize("width", [272, 686])
def test_every_finger_is_a_target_of_its_own(
    show: Show, theme: Theme, size: tuple[int, int], width: int
) -> None:
    theme.fit(*size)
    fingers = _map(show, width, {}, 1)
    places = {
        position: QRect(tile.mapTo(fingers, tile.rect().topLeft()), tile.size())
        for position, tile in fingers.fingers.items()
    }
    for place in places.values():
        assert min(place.width(), place.height()) >= TOUCH
        assert fingers.rect().contains(place)
    for one, other in combinations(places.values(), 2):
        assert not one.intersects(other)
    assert places[10].left() < places[7].left() < places[6].left()
    assert places[6].top() > places[7].bottom()
    assert (places[1].top() > places[6].bottom()) == (width < 500)


def test_a_finger_says_its_state_in_words(qtbot: QtBot, show: Show) -> None:
    notes = {
        1: FingerNote(outcome="taken", quality=86),
        2: FingerNote(outcome="missing", reason="bandaged"),
    }
    fingers = _map(show, 686, notes, 3)
    said = {at: tile.accessibleName() for at, tile in fingers.fingers.items()}
    assert said[1] == "Ngón cái phải: đã lấy, chất lượng 86"
    assert said[2] == "Ngón trỏ phải: không lấy được, băng bó"
    assert said[3] == "Ngón giữa phải: đang lấy"
    assert said[4] == "Ngón áp út phải: chưa lấy"
    assert said[10] == "Ngón út trái: không cần lấy"
    assert not fingers.fingers[10].isEnabled()
    with qtbot.waitSignal(fingers.chosen) as chosen:
        QTest.mouseClick(fingers.fingers[2], Qt.MouseButton.LeftButton)
    assert chosen.args == [2]


@pytest.mark.parametrize("size", [ROOMY, COMPACT])
def test_the_rail_names_step_count_and_state_in_any_room(
    show: Show, theme: Theme, size: tuple[int, int]
) -> None:
    theme.fit(*size)
    rail = StepRail()
    steps = tuple(step for step in Step if step is not Step.QUEUED)
    done = frozenset([Step.SCAN, Step.DETAILS])
    rail.show_steps(steps, done, Step.FINGERPRINTS, {Step.FINGERPRINTS: "3/10"})
    show(rail, rail.width(), 400)
    buttons = rail.findChildren(StepButton)
    assert [button.accessibleName() for button in buttons] == [
        "Quét thẻ, đã xong",
        "Thông tin, đã xong",
        "Ảnh chân dung, chưa làm",
        "Vân tay, 3/10, đang làm",
        "Kiểm tra, chưa làm",
    ]
    assert all(min(button.width(), button.height()) >= TOUCH for button in buttons)


def test_an_outline_stands_where_it_was_found_in_the_picture(show: Show) -> None:
    """The picture has 100 x 100 pixels and stands in the middle of a stage of 400 x 200."""
    stage = CameraStage()
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    picture.fill(colour("stage"))
    stage.show_image(picture, [Outline(((20, 40), (80, 40), (80, 60), (20, 60)), "good")])
    show(stage, 400, 200)
    seen = stage.grab().toImage()
    ink = colour("stage_good").rgb()
    assert seen.pixel(200, 80) == ink
    assert seen.pixel(140, 100) == ink
    assert seen.pixel(200, 100) == colour("stage").rgb()


def test_a_caption_lies_above_the_picture_and_not_on_it(show: Show) -> None:
    """A square picture on a stage of 400 x 200: without a caption it has all the height."""
    stage = CameraStage()
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    picture.fill(colour("stage_warn"))
    stage.show_image(picture)
    stage.caption("Đưa thẻ vào khung hình")
    show(stage, 400, 200)
    seen = stage.grab().toImage()
    column = [seen.pixelColor(200, y) == colour("stage_warn") for y in range(200)]
    assert column.index(True) > 2 * Space.MEDIUM
    assert all(column[column.index(True) :])
    head = {seen.pixelColor(x, 4).name() for x in range(40, 360)}
    assert head == {colour("stage").name()}


@pytest.mark.parametrize("width", [560, 380, 300])
def test_a_record_is_never_wider_than_its_room(show: Show, width: int) -> None:
    record = RecordList()
    values = [
        RecordValue("name", "Họ, chữ đệm và tên", people()["longest"]["full_name"], "card", True),
        RecordValue("id", "Số CMND cũ", "280123456", "card"),
        RecordValue("date", "Ngày cấp thẻ", "22/04/2021", "card"),
    ]
    record.show_values(values)
    show(record, width, 400)
    ends = [one.mapTo(record, one.rect().topRight()).x() for one in record.findChildren(QLabel)]
    assert record.minimumSizeHint().width() <= 300
    assert max(ends) < width
    beside = record.values["id"].mapTo(record, record.values["id"].rect().topLeft()).y()
    other = record.values["date"].mapTo(record, record.values["date"].rect().topLeft()).y()
    assert (beside == other) == (width > 300)


@pytest.mark.parametrize("width", [560, 400, 240])
def test_the_finger_called_for_stands_on_one_line(show: Show, width: int) -> None:
    call = FingerCall()
    heights = set()
    sizes = set()
    for name in finger_names().values():
        call.show_finger(name, "Đặt ngón tay lên kính", "fingerprint-pattern", "accent")
        show(call, width, 240)
        type_ = call.finger.fitting()
        assert QFontMetrics(type_).horizontalAdvance(name) <= call.finger.width()
        heights.add(call.finger.height())
        sizes.add(type_.pixelSize())
    assert len(heights) == len(sizes) == 1  # the same for every finger


@pytest.mark.parametrize(("value", "words"), [(0, "Chưa thấy mặt"), (2, "Nhiều hơn một khuôn mặt")])
def test_a_finding_that_failed_says_what_is_wrong(show: Show, value: float, words: str) -> None:
    findings = FindingList(Wording(LanguageSwitch("vi")))
    wrong = FindingNote(code="FACE_COUNT", value=value, low=1, high=1, ok=False, blocks=True)
    findings.show_findings([wrong])
    show(findings, 272, 200)
    assert _words(findings) == [words]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_names_of_the_steps_stand_in_the_rail_whole(
    show: Show, translations: Path, code: LanguageCode
) -> None:
    language = LanguageSwitch(code, translations)
    rail = StepRail()
    steps = tuple(step for step in Step if step is not Step.QUEUED)
    rail.show_steps(steps, frozenset(steps), Step.FINGERPRINTS, {Step.FINGERPRINTS: "10/10"})
    show(rail, rail.width(), 400)
    whole = [button.shows_whole_name() for button in rail.findChildren(StepButton)]
    language.switch("vi")
    assert all(whole)


def test_a_stage_says_what_is_to_be_read_on_it(show: Show) -> None:
    stage = CameraStage()
    show(stage, 400, 200)
    stage.say("Không thấy máy ảnh.", "Cắm lại cáp.", icon="camera-off", tone="bad")
    assert stage.accessibleName() == "Không thấy máy ảnh. Cắm lại cáp."
    stage.show_image(QImage(10, 10, QImage.Format.Format_RGB32))
    stage.caption("Đưa thẻ vào khung hình", icon="id-card")
    assert stage.accessibleName() == "Đưa thẻ vào khung hình"
