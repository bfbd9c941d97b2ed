"""The real window on a real desk: camera frames from a file, prints from an emulated scanner."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import run
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from structlog.typing import EventDict

from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_core.catalogue import shipped_catalogue
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
)
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_core.visit import Step
from station_devices.ef01.commands import Op
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_queue.errors import DiskFullError
from station_queue.keyslots import KdfCost
from station_queue.packet import generate_identity
from station_ui.autopilot import type_text
from station_ui.desk_lane import Answer, DeskLane
from station_ui.language import LanguageSwitch
from station_ui.preferences import Preferences
from station_ui.screens.steps.details import DetailsPage
from station_ui.screens.steps.fingerprints import FingerprintsPage
from station_ui.screens.steps.portrait import Mode, PortraitPage
from station_ui.services import Services
from station_ui.style import dress
from station_ui.window import MainWindow
from station_ui.workplace import Workplace

NAME = "An"
PASSWORD = "mat-khau-thu"
WAIT_MS = 30_000
CARD = INVENTED_PEOPLE[0]


class Disk(DeskLane):
    """The desk's lane on a disk that is full while `full` is set."""

    full = False

    def ask(
        self,
        work: Callable[[Desk], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        full = self.full

        def act(desk: Desk) -> Answer:
            if full:
                raise DiskFullError("no room")
            return work(desk)

        super().ask(act, done, failed)


class Operator:
    """The window of one test, and an operator's hands on it."""

    def __init__(self, qtbot: QtBot, folder: DeskFolder, translations: Path) -> None:
        self.qtbot = qtbot
        self.language = LanguageSwitch("vi", translations)
        services = Services.of(folder, self.language, Preferences(folder.root))
        self.disk = Disk(services.runner)
        self.services = replace(services, lane=self.disk)
        self.window = MainWindow(self.services)
        self.window.show()

    @property
    def place(self) -> Workplace:
        assert self.window.workplace is not None
        return self.window.workplace

    @property
    def step(self) -> Step | None:
        flow = self.place.visit.flow
        return flow.step if flow.visit and not flow.busy else None

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.place.visit, key)

    def enter(self) -> None:
        """Press Enter as soon as the main button can be pressed."""
        self.wait(self.ready)
        self.press(Qt.Key.Key_Return)

    def ready(self) -> bool:
        primary = self.place.visit.bar.primary
        return primary is not None and primary.isEnabled()

    def sign_in(self, password: str = PASSWORD) -> None:
        signin = self.window.signin
        self.wait(signin.name.count)
        signin.password.clear()
        type_text(signin.password, password)
        QTest.keyClick(signin.password, Qt.Key.Key_Return)

    def start(self, procedure: str = "confirm_old_number") -> None:
        self.sign_in()
        self.wait(lambda: self.window.workplace is not None)
        combo = self.place.visit.idle.procedure
        combo.setCurrentIndex(combo.findData(procedure))
        self.wait(lambda: self.place.overview.glance is not None)

    def type_into(self, field: str, text: str) -> None:
        box = self.details.rows[field].input
        assert isinstance(box, QLineEdit)
        box.clear()
        type_text(box, text)

    @property
    def details(self) -> DetailsPage:
        return cast(DetailsPage, self.place.visit.pages[Step.DETAILS])

    @property
    def portrait(self) -> PortraitPage:
        return cast(PortraitPage, self.place.visit.pages[Step.PORTRAIT])

    @property
    def fingerprints(self) -> FingerprintsPage:
        return cast(FingerprintsPage, self.place.visit.pages[Step.FINGERPRINTS])

    def close(self) -> bool:
        self.window.close()
        return self.services.runner.close(20)


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("camera") / "camera.avi"
    write_demo_video(path, [CARD], fps=10, card_seconds=1.0, portrait_seconds=1.5)
    return path


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("i18n")
    source = Path(__file__).parent.parent / "ui/station_ui/i18n/en.ts"
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    run([tool, "-silent", source, "-qm", folder / "en.qm"], check=True)
    return folder


@pytest.fixture(scope="session")
def recipient() -> str:
    return generate_identity()[1]


@pytest.fixture
def scanner() -> Iterator[str]:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as server:
        yield server.address


@pytest.fixture
def make_folder(tmp_path: Path, video: Path, recipient: str) -> Callable[..., DeskFolder]:
    def make(*, camera: str = str(video), scanner: str = "") -> DeskFolder:
        folder = DeskFolder(tmp_path / "desk")
        settings = Settings(
            desk=DeskSettings(code="03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url="http://127.0.0.1:9", recipient=recipient),
            camera=CameraSettings(source=camera, loop=True),
            scanner=ScannerSettings(port=scanner, baud=921_600),
        )
        cost = KdfCost(memory_kib=64, passes=1, lanes=1)
        now = datetime.now(UTC)
        set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=now, cost=cost)
        return folder

    return make


@pytest.fixture
def open_desk(
    qtbot: QtBot, qapp: QApplication, translations: Path, logged: list[EventDict]
) -> Iterator[Callable[[DeskFolder], Operator]]:
    dress(qapp)
    opened: list[Operator] = []

    def open_(folder: DeskFolder) -> Operator:
        opened.append(Operator(qtbot, folder, translations))
        return opened[-1]

    yield open_
    for desk in opened:
        desk.language.switch("vi")
        assert desk.close()
    logged.clear()


Opener = Callable[[DeskFolder], Operator]
Maker = Callable[..., DeskFolder]


def test_wrong_password_is_told_with_its_code_and_the_right_one_opens(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    signin = desk.window.signin
    desk.sign_in("sai-mat-khau")
    desk.wait(signin.problem.isVisible)
    assert "SIGN_IN_WRONG" in signin.advice.text()
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)


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


def test_a_refused_field_is_marked_and_what_was_typed_stays(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    desk.type_into("full_name", "Lê Thị Bình")
    desk.type_into("dob", "31/02/1990")
    desk.enter()
    desk.wait(lambda: desk.details.rows["dob"].input.property("tone") == "bad")
    assert desk.details.rows["full_name"].value() == "Lê Thị Bình"
    assert desk.place.notice.code.text().endswith("FIELD_INVALID")
    assert desk.step is Step.DETAILS


def test_typed_dates_are_kept_iso_and_shown_the_local_way(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("first_issue")
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS and desk.details.isVisible())
    for field, text in (
        ("full_name", "Lê Thị Bình"),
        ("dob", "02091990"),
        ("address", "Thôn 2, xã Ea Kao"),
    ):
        desk.type_into(field, text)
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


def test_a_missing_camera_is_named_and_the_portrait_can_wait(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("exchange")
    desk.wait(lambda: desk.place.visit.idle.work.camera.state.code == "CAMERA_MISSING")
    assert desk.place.status.camera.property("tone") == "bad"
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    camera = desk.place.visit.work.camera
    codes: list[str | None] = []
    camera.state_changed.connect(lambda: codes.append(camera.state.code))
    desk.enter()  # "try the camera again"
    desk.wait(lambda: codes == [None, "CAMERA_MISSING"])
    desk.press(Qt.Key.Key_F7)
    desk.wait(lambda: desk.step is Step.FINGERPRINTS)


class CutLine:
    """A module on a line that loses the second half of every image, until it is mended."""

    def __init__(self, module: Ef01Module) -> None:
        self._module = module
        self.cut = True

    def power_on(self) -> bytes:
        return self._module.power_on()

    def receive(self, data: bytes) -> bytes:
        answer = self._module.receive(data)
        return answer[: len(answer) // 2] if self.cut and len(answer) > 1024 else answer


def test_an_image_cut_on_the_wire_is_fetched_again_without_a_word(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None, faults=["cut_mid_image_once"]) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.wait(lambda: _fingers(desk) == {2, 7})
        assert not desk.place.notice.isVisible()


def test_after_an_interrupted_image_the_citizen_need_not_press_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    line = CutLine(module)
    with serve_tcp(0, line, baud=None) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.wait(desk.place.notice.isVisible)
        assert desk.place.notice.code.text().endswith("IMAGE_INTERRUPTED")
        line.cut = False
        presses = module.commands[Op.GEN_IMAGE]
        then: list[int] = []
        desk.place.visit.work.scanner.captured.connect(
            lambda _position, _image: then.append(module.commands[Op.GEN_IMAGE])
        )
        desk.enter()
        desk.wait(lambda: then)
        assert then[0] == presses


def test_the_last_print_goes_with_its_citizen(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: 1 in _fingers(desk))
    page = desk.fingerprints
    assert page.print.image is not None
    desk.place.visit.flow.go(Step.REVIEW)
    desk.press(Qt.Key.Key_F9)
    assert page.print.image is None
    assert page.caption.text() == ""
    assert not page.again.isVisible()


def test_a_scanner_unplugged_is_told_and_enter_tries_again(
    open_desk: Opener, make_folder: Maker
) -> None:
    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as server:
        desk = open_desk(make_folder(scanner=server.address))
        desk.start("eid_level2")
        desk.wait(lambda: desk.step is Step.DETAILS)
        server.unplug()
        desk.place.visit.flow.go(Step.FINGERPRINTS)
        desk.wait(desk.place.notice.isVisible)
        assert desk.place.notice.code.text().endswith(("DEVICE_UNPLUGGED", "PORT_MISSING"))
        assert desk.place.status.scanner.property("tone") == "bad"
        server.plug()
        desk.enter()
        desk.wait(lambda: _fingers(desk) == {2, 7})
        assert desk.place.status.scanner.property("tone") == "good"


def test_a_finger_that_cannot_be_taken_gets_its_reason_by_keys(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_2)
    desk.place.visit.reason.for_all.setChecked(True)
    desk.enter()
    desk.wait(lambda: _fingers(desk) == {2, 7})
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert {note.reason for note in visit.fingers.values()} == {"bandaged"}


def _take_a_picture(desk: Operator) -> None:
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(desk.ready)
    desk.press(Qt.Key.Key_Return)


def _next_citizen_at_the_portrait(desk: Operator) -> None:
    """The citizen goes away for now; the next one has no card."""
    desk.press(Qt.Key.Key_F9)
    assert desk.place.visit.flow.visit is None
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)


def test_a_picture_that_was_not_kept_is_not_offered_to_the_next_citizen(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    _take_a_picture(desk)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.place.visit.flow.go(Step.DETAILS)
    _next_citizen_at_the_portrait(desk)
    assert desk.portrait.mode is Mode.LIVE


def test_a_picture_that_comes_late_is_not_the_next_citizens(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    _take_a_picture(desk)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKING)
    _next_citizen_at_the_portrait(desk)
    behind: list[None] = []  # the lane keeps its order: once this is done the picture has come
    desk.services.runner.submit("decode", lambda _task: None, behind.append)
    desk.wait(lambda: behind)
    assert desk.portrait.mode is Mode.LIVE


def test_a_picture_taken_again_survives_a_glance_at_another_step(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(lambda: desk.ready() and desk.portrait.guide.headline.property("tone") == "good")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit and desk.place.visit.flow.visit.portrait)
    desk.place.visit.flow.go(Step.PORTRAIT)
    desk.wait(lambda: desk.portrait.mode is Mode.KEPT)
    desk.press(Qt.Key.Key_F5)
    desk.enter()
    desk.wait(lambda: desk.portrait.mode is Mode.TAKEN)
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.PORTRAIT)
    assert desk.portrait.mode is Mode.TAKEN


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


def test_the_waiting_list_shows_state_attempts_and_reason(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.place.go(1)
    model = desk.place.queue.model
    desk.wait(lambda: model.rowCount() == 1 and model.index(0, 3).data() == "1")
    desk.wait(lambda: model.index(0, 5).data())
    assert model.index(0, 2).data().endswith("Chờ gửi")
    assert desk.place.status.network.property("tone") == "warn"
    assert desk.place.status.queue.text().endswith("1 hồ sơ chờ gửi")


def test_totals_add_up_and_are_written_for_excel(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.go(2)
    desk.wait(lambda: desk.place.totals.verdict.text().startswith("✓"))
    target = tmp_path / "hom-nay.csv"
    desk.place.totals.export(target)
    desk.wait(target.exists)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Đang làm" in target.read_text(encoding="utf-8-sig")


def test_every_procedure_can_be_chosen(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start()
    combo = desk.place.visit.idle.procedure
    assert combo.count() == len(shipped_catalogue().procedures)


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


def test_a_card_scanned_while_the_waiting_list_is_open_brings_the_visit_up(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.place.go(1)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.details.isVisible()


def test_fingers_go_on_after_a_look_at_another_screen(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("exchange")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    desk.wait(lambda: 1 in _fingers(desk))
    desk.place.go(1)
    desk.wait(lambda: desk.step is Step.FINGERPRINTS)
    before = _fingers(desk)
    desk.place.go(0)
    desk.wait(lambda: len(_fingers(desk)) > len(before))
    assert not desk.place.notice.isVisible()


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


def test_a_print_that_cannot_be_saved_is_said_to_be_so_and_kept_for_another_try(
    open_desk: Opener, make_folder: Maker, scanner: str
) -> None:
    desk = open_desk(make_folder(scanner=scanner))
    desk.start("eid_level2")
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.disk.full = True
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    page = desk.fingerprints
    desk.wait(lambda: page.state.text() == "Chưa lưu được")
    desk.place.visit.flow.go(Step.REVIEW)
    desk.place.visit.flow.go(Step.FINGERPRINTS)
    assert page.state.text() == "Chưa lưu được"
    desk.disk.full = False
    desk.enter()
    desk.wait(lambda: _fingers(desk) == {2, 7})
    assert not desk.place.notice.isVisible()


def test_a_card_whose_visit_could_not_begin_is_tried_again_by_a_key(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.disk.full = True
    idle = desk.place.visit.idle
    desk.wait(lambda: idle.camera.trouble and idle.camera.known)
    assert "vừa làm" not in idle.camera.picture.caption_text
    desk.disk.full = False
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.step is Step.DETAILS)


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


def test_nothing_is_said_of_the_queue_before_it_has_been_looked_at(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    first: list[str] = []
    desk.window.working.connect(lambda: first.append(desk.place.status.queue.property("tone")))
    desk.start()
    assert first == ["neutral"]
    desk.wait(lambda: desk.place.status.queue.property("tone") == "good")


def _header_says(desk: Operator, name: str) -> bool:
    return desk.place.visit.header.name.text() == name


def _drafts(folder: DeskFolder) -> list[dict[str, str]]:
    """What a program started now would find."""
    with Desk(sign_in(folder, NAME, PASSWORD)) as other:
        return [dict(visit.draft) for visit in other.open_visits()]


def _choose_procedure(desk: Operator, procedure: str) -> None:
    box = desk.details.procedure
    box.setCurrentIndex(box.findData(procedure))
    box.activated.emit(box.currentIndex())


def _fingers(desk: Operator) -> set[int]:
    visit = desk.place.visit.flow.visit
    return set(visit.fingers) if visit else set()
