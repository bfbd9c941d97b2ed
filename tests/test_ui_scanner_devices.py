"""The technician's page of the fingerprint scanner: what it is, a trial, another scanner."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_core.settings import load_settings
from station_devices import SerialPort, open_scanner
from station_devices.emulator import emulate, serve_pty, serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.starting import MODULES
from station_devices.scanner import NOTES
from station_ui.scanner_words import note_words
from station_ui.screens.scanner_devices import ScannerDevices
from window_operator import Maker, Opener, Operator

DEVICES = 3
R503 = Ef01Settings(width=192, height=192, absent_polls=1)
CP210X = 0x10C4, 0xEA60


def at_scanner(desk: Operator, *ports: SerialPort) -> ScannerDevices:
    """On the page, on a computer with these ports."""
    desk.start()
    screen = desk.place.devices
    assert screen is not None
    screen.scanner.choice._lister = lambda: list(ports)
    desk.place.go(DEVICES)
    screen.show_kind("scanner")
    desk.wait(lambda: screen.scanner.choice.asked)
    return screen.scanner


def test_what_the_scanner_is_and_is_not_good_for_is_said(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    with serve_tcp(0, Ef01Module(R503), baud=None) as server:
        desk = open_desk(make_folder(camera=wall, scanner=server.address))
        page = at_scanner(desk)
        desk.wait(page.reading.isVisible)
        assert page.reading.model.text() == "EF01 EMULATOR"
        assert page.reading.extent.text() == "192 × 192, 508 dpi, 4 bit"
        [(tone, said)] = [("warn", line._words.text()) for line in page.reading.worth._lines]
        assert tone == "warn"
        assert "16 mức xám" in said


def test_every_shortcoming_a_scanner_tells_of_has_words() -> None:
    told: set[str] = set()
    for driver in MODULES:
        with (
            emulate(driver, tcp=0) as server,
            open_scanner(server.address, driver) as scanner,
        ):
            told.update(scanner.identity.notes)
    assert told == set(NOTES)
    said = [note_words(code) for code in sorted(NOTES)]
    assert not set(said) & set(NOTES)
    assert len(set(said)) == len(NOTES)


def test_a_trial_shows_a_print_and_leaves_nothing(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    with serve_tcp(0, Ef01Module(R503), baud=None) as server:
        desk = open_desk(make_folder(camera=wall, scanner=server.address))
        page = at_scanner(desk)
        desk.wait(page.reading.isVisible)
        QTest.keyClick(page, Qt.Key.Key_Return)
        desk.wait(lambda: page.print.image is not None)
        assert page.print.figure.text()
        desk.place.go(0)
        assert page._image is None
        assert desk.place.visit.flow.view is None  # nobody's visit has it
        desk.place.go(DEVICES)
        assert page.print.image is None


def test_a_trial_ends_when_it_is_stopped_or_left(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    silent = Ef01Module(Ef01Settings(width=192, height=192, faults=frozenset({"no_finger"})))
    with serve_tcp(0, silent, baud=None) as server:
        desk = open_desk(make_folder(camera=wall, scanner=server.address))
        page = at_scanner(desk)
        desk.wait(page.reading.isVisible)
        for end in (page.primary.trigger, lambda: desk.place.go(1)):
            page.primary.trigger()
            desk.wait(lambda: page.saying.text() == "Đặt ngón tay lên kính")
            end()
            assert page._trial is None


def test_a_scanner_lost_during_a_trial_is_not_ready(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    absent = Ef01Module(Ef01Settings(width=192, height=192, faults=frozenset({"no_finger"})))
    with serve_tcp(0, absent, baud=None) as server:
        desk = open_desk(make_folder(camera=wall, scanner=server.address))
        page = at_scanner(desk)
        desk.wait(page.reading.isVisible)
        page.primary.trigger()
        desk.wait(lambda: page.saying.text() == "Đặt ngón tay lên kính")
        server.unplug()
        desk.wait(lambda: page._trial is None)
        assert page.saying.text() == "Chưa nối được máy"
        assert page.primary.text() == "Nối lại máy"
        assert page.problem.code.text() == "DEVICE_UNPLUGGED"
        server.plug()
        page.primary.trigger()
        desk.wait(lambda: page.saying.text() == "Máy sẵn sàng")
        assert not page.problem.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_another_scanner_is_found_by_asking_and_chosen(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    with serve_pty(Ef01Module(R503), baud=57600) as server:
        folder = make_folder(camera=wall)
        desk = open_desk(folder)
        found = SerialPort(server.address, *CP210X, "0042", "1-2", "CP2102")
        other = SerialPort("/dev/null", *CP210X, "0077", "1-3", "CP2102")
        page = at_scanner(desk, found, other)
        assert page.saying.text() == "Bàn này chưa chọn máy vân tay"
        rows = page.scanners.rows
        assert list(rows) == ["usb:10c4:ea60:0042", "usb:10c4:ea60:0077"]
        rows["usb:10c4:ea60:0077"].click()  # nobody answered there
        rows["usb:10c4:ea60:0042"].click()
        desk.wait(lambda: desk.place._work.scanner.present)
        settings = load_settings(folder.settings)
        assert (settings.scanner.port, settings.scanner.driver) == ("usb:10c4:ea60:0042", "ef01")
        # This computer has no such plug, and the page says so.
        desk.wait(page.problem.isVisible)
        assert page.problem.code.text() == "PORT_MISSING"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_the_scanner_in_use_is_not_among_the_others_and_the_former_one_is(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    """The desk knows it by a link, as of /dev/serial/by-id, the system by its device."""
    with serve_pty(Ef01Module(R503), baud=57600) as one, serve_pty(Ef01Module(R503)) as two:
        first, second = (
            SerialPort(str(Path(server.address).resolve()), *CP210X, serial, plug, "CP2102")
            for server, serial, plug in ((one, "0042", "1-2"), (two, "0077", "1-3"))
        )
        desk = open_desk(make_folder(camera=wall, scanner=one.address))
        page = at_scanner(desk, first, second)
        assert list(page.scanners.rows) == ["usb:10c4:ea60:0077"]
        page.scanners.rows["usb:10c4:ea60:0077"].click()
        desk.wait(lambda: list(page.scanners.rows) == ["usb:10c4:ea60:0042"])
        assert page.choice.answers[0].found is not None
