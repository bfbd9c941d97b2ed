"""Fingerprint modules found behind ports that say nothing of themselves, and followed by USB."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from serial.tools.list_ports_common import ListPortInfo

from station_devices import (
    SerialPort,
    identify,
    is_bridge,
    open_scanner,
    port_meant,
    serial_ports,
    url_of,
)
from station_devices.emulator import serve_pty
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.errors import (
    CaptureCancelledError,
    DeviceSilentError,
    DeviceUnpluggedError,
    PortMissingError,
)
from station_devices.places import place_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = Ef01Settings(width=192, height=192, absent_polls=1)


def usb(device: str, serial: str = "", location: str = "", pid: int = 0xEA60) -> ListPortInfo:
    """What pyserial's lister gives of a CP210x."""
    info = ListPortInfo(device, skip_link_detection=True)
    info.vid, info.pid, info.serial_number, info.location = 0x10C4, pid, serial, location
    return info


def listing(*ports: ListPortInfo) -> Callable[[], list[ListPortInfo]]:
    return lambda: list(ports)


def test_only_bridges_that_may_be_anything_are_asked() -> None:
    assert is_bridge(SerialPort("COM3", 0x1A86, 0x7523))
    assert not is_bridge(SerialPort("COM4", 0x0C2E, 0x0B61))  # a handheld
    assert not is_bridge(SerialPort("COM5"))  # Bluetooth, or the mainboard's


@pytest.mark.parametrize("baud", [57600, 115200, 9600])
def test_a_module_is_found_at_its_rate(baud: int) -> None:
    with serve_pty(Ef01Module(SMALL), baud=baud) as server:
        found = identify(server.address)
    assert (found.driver, found.baud) == ("ef01", baud)
    assert (found.identity.model, found.identity.width) == ("EF01 EMULATOR", 192)
    assert not found.identity.id_grade


def test_where_nobody_answers_that_is_said() -> None:
    with serve_pty(Ef01Module(SMALL), baud=57600, faults=["silent"]) as server:
        with pytest.raises(DeviceSilentError):
            identify(server.address)
        with pytest.raises(CaptureCancelledError):
            identify(server.address, lambda: True)


def test_a_scanner_is_found_again_by_its_serial_number_at_another_port() -> None:
    with (
        serve_pty(Ef01Module(SMALL), baud=None) as here,
        serve_pty(Ef01Module(SMALL), baud=None) as there,
    ):
        plugged = [usb(here.address, "0042"), usb("/dev/ttyUSB9", "0077")]
        with open_scanner(here.address, "ef01", lister=lambda: plugged) as scanner:
            scanner.capture(20)
            here.unplug()
            plugged[:] = [usb(there.address, "0042"), usb(here.address, "0077")]
            with pytest.raises(DeviceUnpluggedError):
                scanner.capture(20)
            assert scanner.capture(20).width == 192


@pytest.mark.parametrize("who", [":0042", "@1-2", ":0042@1-2"])
def test_a_usb_identity_means_one_device(who: str) -> None:
    other = usb("/dev/ttyUSB9", "0077", "1-3")
    with serve_pty(Ef01Module(SMALL), baud=None) as server:
        ours = usb(server.address, "0042", "1-2")
        url = f"usb:10C4:ea60{who}"
        open_scanner(url, "ef01", lister=listing(other, ours)).close()
        with pytest.raises(PortMissingError):
            open_scanner(url, "ef01", lister=listing(other))


def test_a_port_tells_what_finds_it_again() -> None:
    ports = listing(usb("/dev/a", "0042", "1-2"), usb("/dev/b", "", "1-3"), usb("/dev/c"))
    assert [url_of(port) for port in serial_ports(ports)] == [
        "usb:10c4:ea60:0042",
        "usb:10c4:ea60@1-3",
        "usb:10c4:ea60",
    ]
    assert url_of(SerialPort("/dev/ttyS0")) == "/dev/ttyS0"


@given(serial=st.text(min_size=1), location=st.sampled_from(["", "1-2", "1-2:1.0"]))
@example(serial="A@1-2", location="1-3")
@example(serial="00:42", location="")
@example(serial="50%40", location="")
def test_a_port_is_found_again_whatever_its_serial_number(serial: str, location: str) -> None:
    other = SerialPort("/dev/a", 0x10C4, 0xEA60, f"{serial}0", "1-9")
    port = SerialPort("/dev/b", 0x10C4, 0xEA60, serial, location)
    assert port_meant(url_of(port), [other, port]) is port
    found = place_of(
        url_of(port), listing(usb("/dev/a", f"{serial}0"), usb("/dev/b", serial)), lambda _: True
    ).find()
    assert found.address == "/dev/b"


def test_a_port_is_meant_by_its_links_and_in_any_case(tmp_path: Path) -> None:
    link, device = tmp_path / "by-id", tmp_path / "ttyUSB0"
    device.touch()
    link.symlink_to(device)
    port = SerialPort(str(device), 0x10C4, 0xEA60, "0042", "1-2")
    other = SerialPort(str(tmp_path / "ttyUSB1"), 0x10C4, 0xEA60, "0077", "1-3")
    for url in (str(link), str(device), "USB:10C4:EA60:0042", "usb:10C4:ea60@1-2"):
        assert port_meant(url, [other, port]) is port
    for url in ("usb:", "usb:10c4", "usb:10c4:ea60:0043", "/dev/absent", "socket://127.0.0.1:1"):
        assert port_meant(url, [other, port]) is None
