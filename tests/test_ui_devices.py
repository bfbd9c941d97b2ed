"""The technician's screen: who sees it, what it measures, how a camera is chosen and turned."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_capture import CameraError, CameraIdentity, Phase
from station_core.settings import load_settings, save_settings
from station_devices.emulator import serve_tcp
from station_devices.emulator.barcode import BarcodeModule
from station_ui.camera_choice import CameraChoice
from station_ui.screens.camera_devices import CameraDevices
from window_fixtures import film
from window_operator import Maker, Opener, Operator

DEVICES = 3


def identity(address: str, name: str, index: int) -> CameraIdentity:
    return CameraIdentity(name, 0x046D, 0x0825, "", "", index, 200, "", address)


def at_devices(desk: Operator) -> CameraDevices:
    desk.start()
    desk.place.go(DEVICES)
    assert desk.place.devices is not None
    screen = desk.place.devices.camera
    desk.wait(lambda: screen.cameras.rows)
    return screen


def list_of(screen: CameraDevices, *found: CameraIdentity) -> None:
    """What the system lists from now on."""
    screen.choice._lister = lambda: list(found)
    screen.choice.look()


@pytest.mark.parametrize("technician", [True, False])
def test_only_technicians_see_the_devices(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    technician: bool,
) -> None:
    roles = {"operator", "supervisor"} | ({"technician"} if technician else set())
    desk = open_desk(make_folder(camera=wall, roles=roles))
    desk.start()
    names = [tab.text() for tab in desk.place.tabs]
    assert ("Thiết bị" in names) is technician
    assert (desk.place.devices is not None) is technician
    assert len(desk.place.tabs) == desk.place.screens.count()


def device_chips(desk: Operator) -> list[bool]:
    bar = desk.place.status
    return [not chip.isHidden() for chip in (bar.camera, bar.scanner, bar.handheld)]


def test_a_supervisor_alone_opens_no_device(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    scanner: str,
) -> None:
    with serve_tcp(0, BarcodeModule(), baud=None) as gun:
        ports = {"scanner": scanner, "handheld": gun.address}
        desk = open_desk(make_folder(camera=wall, roles={"supervisor"}, **ports))
        desk.sign_in()
        desk.wait(lambda: desk.window.workplace)
        desk.wait(lambda: desk.place.overview.glance)
        for tab in desk.place.tabs:
            tab.click()
        work = desk.place._work
        assert device_chips(desk) == [False] * 3
        assert work.camera.source.state.phase is Phase.OPENING
        assert not work.camera.source._thread.is_alive()
        assert not {"camera", "scanner", "handheld"} & set(work.services.runner._lanes)
        assert desk.close()


def test_a_technician_alone_has_them_open_on_the_screen_of_devices(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    scanner: str,
) -> None:
    with serve_tcp(0, BarcodeModule(), baud=None) as gun:
        ports = {"scanner": scanner, "handheld": gun.address}
        desk = open_desk(make_folder(camera=wall, roles={"technician"}, **ports))
        desk.sign_in()
        desk.wait(lambda: desk.window.workplace)
        place, work = desk.place, desk.place._work
        devices = place.devices
        assert devices is not None
        for _ in range(2):
            assert device_chips(desk) == [False] * 3
            place.go(place.screens.indexOf(devices))
            assert device_chips(desk) == [True] * 3
            desk.wait(lambda: work.camera.live and work.scanner.ready and work.handheld.ready)
            desk.wait(lambda: devices.camera.picture.image is not None)
            place.go(0)
            desk.wait(lambda: work.camera.source.state.phase is Phase.CLOSED)
            desk.wait(lambda: work.scanner._device is None)
        place.go(place.screens.indexOf(devices))
        desk.wait(lambda: work.camera.live)
        QTest.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        desk.wait(lambda: not work.camera.live and not work.camera.wanted)
        assert desk.close()


def test_what_the_camera_delivers_is_measured_and_shown(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_devices(desk)
    desk.wait(lambda: screen.measure_camera.found)
    found = screen.measure_camera.found
    assert found is not None
    assert screen.reading.extent.text() == f"{found.width} × {found.height}"
    assert screen.reading.pace.text() != "–"
    assert screen.picture.image is not None
    QTest.keyClick(screen, Qt.Key.Key_Return)  # once more
    assert screen.measure_camera.busy
    assert screen.reading.extent.text() == "–"
    desk.wait(lambda: screen.reading.extent.text() != "–")
    desk.place.go(1)
    assert screen.picture.image is None
    assert not screen.measure_camera.busy


def test_small_picture_is_told_with_its_next_step(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    path = film(tmp_path / "small.avi", (640, 480))
    desk = open_desk(make_folder(camera=str(path)))
    screen = at_devices(desk)
    desk.wait(screen.problem.isVisible)
    assert screen.problem.code.text() == "CAMERA_SMALL"
    assert screen.problem.next.text()


def test_camera_that_is_gone_is_told_and_opened_again_by_the_main_button(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    path = tmp_path / "camera.avi"
    desk = open_desk(make_folder(camera=str(path)))
    screen = at_devices(desk)
    desk.wait(lambda: desk.place._work.camera.state.code == "CAMERA_MISSING")
    assert "máy ảnh" in screen.picture.accessibleName()
    film(path)
    QTest.keyClick(screen, Qt.Key.Key_Return)
    desk.wait(lambda: desk.place._work.camera.live)
    desk.wait(lambda: screen.measure_camera.found)


def test_camera_is_chosen_for_now_and_for_the_next_start(
    open_desk: Opener, make_folder: Maker, tmp_path: Path, wall: str
) -> None:
    other = film(tmp_path / "other.avi")
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_devices(desk)
    used = desk.place._work.camera.settings.source
    list_of(screen, identity(other, "HD Webcam C270", 9))
    desk.wait(lambda: len(screen.cameras.rows) == 2)
    assert screen.cameras.rows[used].isChecked()
    screen.cameras.rows[other].click()
    desk.wait(lambda: desk.place._work.camera.settings.source == other)
    desk.wait(lambda: desk.place._work.camera.live and screen.measure_camera.found)
    assert screen.cameras.rows[other].isChecked()
    kept = load_settings(folder.settings)
    assert kept.camera.source == other
    assert kept.camera.loop  # what else was set stays


def test_picture_is_turned_and_stays_so(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_devices(desk)
    desk.wait(lambda: screen.measure_camera.found)
    before = screen.reading.extent.text()
    screen.turns.setCurrentIndex(1)
    screen.turns.activated.emit(1)
    desk.wait(lambda: screen.reading.extent.text() == " × ".join(reversed(before.split(" × "))))
    assert load_settings(folder.settings).camera.rotate == 90


def test_another_size_is_asked_for_and_stays_so(open_desk: Opener, make_folder: Maker) -> None:
    folder = make_folder(camera="usb:046d:0825")
    desk = open_desk(folder)
    screen = at_devices(desk)
    desk.wait(screen.sizes.isVisible)
    assert screen.sizes.currentText() == "1080p"
    screen.sizes.activated.emit(1)
    desk.wait(lambda: screen.sizes.currentText() == "720p")
    kept = load_settings(folder.settings).camera
    assert (kept.width, kept.height) == (1280, 720)


def test_a_file_is_asked_for_no_size(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_devices(desk)
    desk.wait(lambda: screen.measure_camera.found)
    assert not screen.sizes.isVisible()


def test_choice_that_cannot_be_kept_says_so_and_changes_nothing(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_devices(desk)
    folder.settings.write_text("[day]", encoding="utf-8")
    screen.turns.activated.emit(2)
    desk.wait(screen.problem.isVisible)
    assert screen.problem.code.text() == "SETTINGS_INVALID"
    assert desk.place._work.camera.settings.rotate == 0
    assert screen.turns.currentIndex() == 0


def test_system_that_does_not_list_its_cameras_is_told(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    desk = open_desk(make_folder(camera=wall))
    screen = at_devices(desk)

    def fail() -> list[CameraIdentity]:
        raise CameraError("CAMERA_MISSING", "no answer")

    screen.choice._lister = fail
    screen.choice.look()
    desk.wait(screen.problem.isVisible)
    list_of(screen)
    desk.wait(lambda: screen.choice.error is None)


@pytest.mark.parametrize(
    ("source", "name", "state"),
    [
        ("rtsp://admin:secret@10.0.0.7/live", "10.0.0.7", "present"),
        ("/data/người dân.avi", "người dân.avi", "present"),
        ("usb:046d:0825:8A2B", "usb:046d:0825:8A2B", "away"),
        ("0", "0", "away"),
    ],
)
def test_what_is_in_use_is_listed_although_it_is_no_camera_that_is_there(
    open_desk: Opener, make_folder: Maker, wall: str, source: str, name: str, state: str
) -> None:
    folder = make_folder(camera=wall)
    settings = load_settings(folder.settings)
    camera = settings.camera.model_copy(update={"source": source})
    save_settings(folder.settings, settings.model_copy(update={"camera": camera}))
    desk = open_desk(folder)
    desk.start()
    found: list[CameraIdentity] = []
    used = desk.place._work.camera
    choice = CameraChoice(desk.services.runner, used, desk.place._work.session, lambda: found)
    choice.look()
    desk.wait(lambda: choice.options)
    (option,) = choice.options
    assert (option.name, option.state, option.in_use) == (name, state, True)
