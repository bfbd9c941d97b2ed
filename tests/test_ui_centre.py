"""The technician's page of the centre: a code from a picture and from the camera, and the line."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from structlog.typing import EventDict

from running_centre import RunningCentre
from station_capture import load_image
from station_core.desk import Desk
from station_core.enrolling import enrol_desk
from station_core.settings import load_settings, save_settings
from station_core.signin import sign_in
from station_queue.centre_keys import TOKEN
from station_queue.packet import EnrolmentCode, generate_signing_key, public_key
from station_queue.reach import Reach
from station_ui.screens.centre_devices import CentreDevices
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

DEVICES = 3
SIZE = (1280, 720)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    made = RunningCentre(tmp_path_factory.mktemp("centre"), "--tls", "--name", "localhost")
    made.start()
    yield made
    made.end()


@pytest.fixture
def code(centre: RunningCentre, tmp_path: Path) -> Path:
    """The picture of a code for this desk."""
    picture = tmp_path / "code.png"
    centre.ask("enrol", "--desk", "03", "--png", str(picture))
    return picture


def held_before_a_camera(code: Path, path: Path) -> str:
    """A video of somebody who holds the code up."""
    square = cv2.resize(load_image(code), (480, 480), interpolation=cv2.INTER_AREA)
    scene = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    scene[120:600, 400:880] = square if square.ndim == 3 else square[..., None]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, SIZE)
    for _ in range(10):
        writer.write(scene)
    writer.release()
    return str(path)


def at_centre(desk: Operator) -> CentreDevices:
    desk.start()
    desk.place.go(DEVICES)
    assert desk.place.devices is not None
    desk.place.devices.show_kind("centre")
    screen = desk.place.devices.centre
    desk.wait(lambda: screen.enrolment.facts is not None)
    return screen


def press(screen: CentreDevices, key: Qt.Key) -> None:
    QTest.keyClick(screen, key)


def choose(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(file), ""))


def test_a_code_before_the_camera_is_found_confirmed_and_used_from_the_next_sign_in_on(
    open_desk: Opener,
    make_folder: Maker,
    centre: RunningCentre,
    code: Path,
    tmp_path: Path,
    logged: list[EventDict],
) -> None:
    folder = make_folder(camera=held_before_a_camera(code, tmp_path / "code.avi"))
    desk = open_desk(folder)
    screen = at_centre(desk)
    assert screen.verdict.text() == "Chưa ghi danh"
    assert screen.primary.text() == "Quét mã ghi danh"
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.stage == "found")
    assert screen.verdict.text() == "Ghi danh với trung tâm này?"
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.stage == "enrolled")
    assert load_settings(folder.settings).centre.url == centre.url
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.workplace is None)
    screen = at_centre(desk)
    assert screen.verdict.text() == "Đã ghi danh với trung tâm"
    assert (screen.primary.text(), screen.facts.address.text()) == ("Thử đường truyền", centre.url)
    # The work that goes on by itself reaches it, too.
    desk.wait(lambda: desk.place._work.outbox.answered_at is not None)
    assert desk.place.status.network.tone == "good"
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.trial.steps and not screen.trial.busy)
    assert screen.verdict.text() == "Đường truyền thông"
    assert not [entry for entry in logged if entry["log_level"] == "error"]
    logged.clear()


def test_a_code_is_read_from_a_picture_and_can_be_put_away(
    open_desk: Opener,
    make_folder: Maker,
    code: Path,
    monkeypatch: pytest.MonkeyPatch,
    wall: str,
    logged: list[EventDict],
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_centre(desk)
    choose(monkeypatch, code)
    press(screen, Qt.Key.Key_F3)
    desk.wait(lambda: screen.enrolment.stage == "found")
    press(screen, Qt.Key.Key_F2)
    assert (screen.enrolment.stage, screen.enrolment.code) == ("idle", None)
    assert load_settings(folder.settings).centre.url == "http://127.0.0.1:9"
    # Whoever goes elsewhere leaves no code behind.
    press(screen, Qt.Key.Key_F3)
    desk.wait(lambda: screen.enrolment.stage == "found")
    desk.place.go(0)
    assert screen.enrolment.code is None
    logged.clear()


def test_a_picture_without_a_code_says_what_to_do(
    open_desk: Opener,
    make_folder: Maker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    wall: str,
    logged: list[EventDict],
) -> None:
    empty = tmp_path / "empty.png"
    cv2.imwrite(str(empty), np.full((300, 300, 3), 255, np.uint8))
    desk = open_desk(make_folder(camera=wall))
    screen = at_centre(desk)
    choose(monkeypatch, empty)
    press(screen, Qt.Key.Key_F3)
    desk.wait(screen.problem.isVisible)
    assert screen.problem.what.text() == "Đây không phải mã ghi danh của trung tâm."
    press(screen, Qt.Key.Key_F2)
    logged.clear()


def test_a_code_that_was_used_leads_to_another_one(
    open_desk: Opener,
    make_folder: Maker,
    centre: RunningCentre,
    wall: str,
    logged: list[EventDict],
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_centre(desk)
    code = EnrolmentCode.parse(centre.ask("enrol", "--desk", "03")["code"])
    screen.enrolment._take(code.model_copy(update={"token": "t" * 32}).to_text())
    assert screen.facts.address.text() == centre.url
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.error is not None)
    assert screen.primary.text() == "Quét mã khác"
    press(screen, Qt.Key.Key_Return)
    assert screen.enrolment.stage == "scanning"
    press(screen, Qt.Key.Key_F2)
    logged.clear()


def test_who_leaves_records_behind_is_asked_once_more(
    open_desk: Opener,
    make_folder: Maker,
    centre: RunningCentre,
    wall: str,
    logged: list[EventDict],
) -> None:
    folder = make_folder(camera=wall)
    session = sign_in(folder, NAME, PASSWORD)
    with Desk(session) as work:
        drafts = [work.draft("exchange") for _ in range(2)]
    with session.open_store() as store:
        for one in drafts:
            at, text = one.started_at, one.model_dump_json()
            how: dict[str, Any] = {"at": at, "document": text}
            store.start_visit(
                visit=one.id, procedure="exchange", operator="1", day=at.date(), **how
            )
            store.finish_visit(one.id, sealed=b"sealed", **how)
    desk = open_desk(folder)
    screen = at_centre(desk)
    screen.enrolment._take(centre.ask("enrol", "--desk", "03")["code"])
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.error is not None)
    assert screen.verdict.text() == "Chuyển trung tâm khi còn hồ sơ?"
    assert screen.problem.what.text().startswith("2 hồ sơ niêm phong cho trung tâm cũ")
    assert screen.primary.text() == "Vẫn chuyển trung tâm"
    assert load_settings(folder.settings).centre.url == "http://127.0.0.1:9"
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.stage == "enrolled")
    assert load_settings(folder.settings).centre.url == centre.url
    logged.clear()


def test_a_centre_that_is_not_reached_leaves_the_code_to_be_tried_again(
    open_desk: Opener, make_folder: Maker, wall: str, logged: list[EventDict]
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_centre(desk)
    settings = desk.place._work.session.settings
    unreached = EnrolmentCode(
        url="http://127.0.0.1:9",
        recipient=settings.centre.recipient,
        receipt_key=public_key(generate_signing_key()),
        token="t" * 32,
    )
    screen.enrolment._take(unreached.to_text())
    press(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.enrolment.error is not None)
    assert screen.problem.isVisible()
    assert (screen.enrolment.stage, screen.primary.text()) == ("found", "Ghi danh")
    press(screen, Qt.Key.Key_F2)
    press(screen, Qt.Key.Key_F4)
    desk.wait(lambda: screen.trial.steps and not screen.trial.busy)
    assert screen.verdict.text() == "Đường truyền chưa thông"
    logged.clear()


def test_who_gives_up_while_the_centre_is_asked_begins_anew(
    open_desk: Opener, make_folder: Maker, wall: str, logged: list[EventDict]
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_centre(desk)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = EnrolmentCode(
            url=f"http://127.0.0.1:{silent.getsockname()[1]}",
            recipient=desk.place._work.session.settings.centre.recipient,
            receipt_key=public_key(generate_signing_key()),
            token="t" * 32,
        )
        screen.enrolment._take(asked.to_text())
        press(screen, Qt.Key.Key_Return)
        assert screen.enrolment.stage == "enrolling"
        press(screen, Qt.Key.Key_F2)
        desk.wait(lambda: screen.enrolment._task is None)
    assert (screen.enrolment.stage, screen.enrolment.code) == ("idle", None)
    assert screen.enrolment.error is None
    assert screen.primary.text() == "Quét mã ghi danh"
    assert not screen.problem.isVisible()
    logged.clear()


def test_a_line_test_that_is_given_up_blames_nobody(
    open_desk: Opener, make_folder: Maker, wall: str, logged: list[EventDict]
) -> None:
    folder = make_folder(camera=wall)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = load_settings(folder.settings)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        centre = settings.centre.model_copy(update={"url": address})
        save_settings(folder.settings, settings.model_copy(update={"centre": centre}))
        desk = open_desk(folder)
        screen = at_centre(desk)
        press(screen, Qt.Key.Key_F4)
        assert screen.trial.busy
        desk.wait(lambda: screen.trial.steps)  # what is known is shown at once
        assert screen.verdict.text() == "Đang thử đường truyền"
        assert [one.ok for one in screen.trial.steps][-1] is None
        press(screen, Qt.Key.Key_F4)
        desk.wait(lambda: not screen.trial.busy)
    assert (screen.trial.steps, screen.verdict.text()) == ([], "Chưa ghi danh")
    logged.clear()


def test_a_desk_that_is_not_let_in_leads_its_technician_to_the_page(
    open_desk: Opener,
    make_folder: Maker,
    centre: RunningCentre,
    wall: str,
    logged: list[EventDict],
) -> None:
    folder = make_folder(camera=wall)
    code = EnrolmentCode.parse(centre.ask("enrol", "--desk", "03")["code"])
    session = sign_in(folder, NAME, PASSWORD)
    enrol_desk(session, code)
    with session.open_store() as store:
        store.put_secret(TOKEN, b"t" * 32)
    desk = open_desk(folder)
    desk.start()
    place = desk.place
    place._work.outbox.send()
    chip = place.status.network
    desk.wait(lambda: chip.tone == "bad")
    assert chip.text() == "Trung tâm không nhận bàn này"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    QTest.keyClick(place._reason.offer, Qt.Key.Key_Return)
    assert place.devices is not None
    screen = place.devices.centre
    assert screen.isVisible()
    assert not place.popover.isVisible()
    desk.wait(lambda: screen.enrolment.facts is not None)
    logged.clear()


def test_a_desk_that_is_not_let_in_leads_no_operator_there(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall, roles=["operator"]))
    desk.start()
    outbox = desk.place._work.outbox
    outbox.reach, outbox.code = Reach.REFUSED, "STATION_REVOKED"
    standing = desk.place.desk_status.network()
    assert (standing.tone, standing.offer) == ("bad", None)
    assert "kỹ thuật" in standing.why.next
