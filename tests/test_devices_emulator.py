"""The emulated module by itself: the reference's bytes, its pace, its start by name."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_devices import encode_png, open_scanner
from station_devices.emulator import FAULTS, emulate
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.pacing import PacedOutput
from station_devices.emulator.starting import MODULES
from station_devices.emulator.window import finger_on_window
from station_devices.errors import FingerFileError, UnknownDriverError
from station_devices.families.ef01 import Pid, decoder
from station_devices.families.pixels import unpack_nibbles
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from pathlib import Path

PRINT = draw_print(3, 192, 192)
SETTINGS = Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1)


def module(settings: Ef01Settings = SETTINGS) -> Ef01Module:
    return Ef01Module(settings, lambda _press: PRINT)


def command(text: str) -> bytes:
    return bytes.fromhex("EF 01 FF FF FF FF 01 " + text)


VERIFY = command("00 07 13 00 00 00 00 00 1B")
GEN_IMAGE = command("00 03 01 00 05")
UP_IMAGE = command("00 03 0A 00 0E")
OK = bytes.fromhex("EF 01 FF FF FF FF 07 00 03 00 00 0A")
NO_FINGER = bytes.fromhex("EF 01 FF FF FF FF 07 00 03 02 00 0C")


def test_answers_are_those_of_the_manual() -> None:
    device = module()
    assert device.power_on() == b"\x55"
    assert device.receive(VERIFY) == OK
    assert device.receive(GEN_IMAGE) == NO_FINGER
    assert device.receive(GEN_IMAGE) == OK
    wrong = command("00 07 13 00 00 00 01 00 1C")
    assert device.receive(wrong) == bytes.fromhex("EF 01 FF FF FF FF 07 00 03 13 00 1D")


def test_commands_may_come_in_pieces() -> None:
    device = module()
    assert device.receive(VERIFY[:7]) == b""
    assert device.receive(VERIFY[7:]) == OK


def test_parameters_and_product_tell_packet_size_and_image_size() -> None:
    device = module()
    device.receive(command("00 05 0E 06 03 00 1D"))
    [parameters] = decoder().feed(device.receive(command("00 03 0F 00 13")))
    assert parameters.payload[1:].hex(" ") == "00 00 00 09 00 c8 00 03 ff ff ff ff 00 03 00 06"
    [product] = decoder().feed(device.receive(command("00 03 3C 00 40")))
    assert len(product.payload) == 47
    assert product.payload[1:14] == b"EF01 EMULATOR"
    assert product.payload[39:43].hex(" ") == "00 c0 00 c0"


@pytest.mark.parametrize("packet_size", [32, 64, 128, 256])
def test_the_image_is_sent_high_nibble_first_in_packets_of_the_set_size(packet_size: int) -> None:
    device = module(Ef01Settings(192, 192, packet_size, absent_polls=0))
    device.receive(GEN_IMAGE)
    ack, *packets = decoder().feed(device.receive(UP_IMAGE))
    assert ack.payload == b"\x00"
    assert {len(packet.payload) for packet in packets} == {packet_size}
    assert [packet.pid for packet in packets[-2:]] == [Pid.DATA, Pid.END]
    data = b"".join(packet.payload for packet in packets)
    assert data[0] >> 4 == PRINT[0, 0] >> 4
    assert data[0] & 15 == PRINT[0, 1] >> 4
    assert np.array_equal(unpack_nibbles(data, 192, 192, high_first=True) >> 4, PRINT >> 4)


def test_an_image_is_refused_before_there_is_one() -> None:
    assert module().receive(UP_IMAGE)[9] == 0x0F


def test_power_off_loses_the_image() -> None:
    device = module()
    device.receive(GEN_IMAGE)
    device.receive(GEN_IMAGE)
    device.power_on()
    assert device.receive(UP_IMAGE)[9] == 0x0F


def test_a_password_must_be_given_first() -> None:
    device = module(Ef01Settings(192, 192, password=1))
    assert device.receive(GEN_IMAGE)[9] == 0x21
    assert device.receive(command("00 07 13 00 00 00 01 00 1C")) == OK
    assert device.receive(GEN_IMAGE)[9] == 0x02


@given(st.binary(max_size=200))
def test_no_input_brings_the_module_down(data: bytes) -> None:
    device = module()
    device.receive(data)
    device.power_on()
    assert device.receive(VERIFY) == OK


def test_bytes_leave_at_the_pace_of_the_wire() -> None:
    output = PacedOutput()
    output.load(bytes(range(100)), heard=10, now=50.0, baud=10_000)  # a byte a millisecond
    assert output.due(50.005) == b""  # the question is still on its way
    assert output.due(50.0305) == bytes(range(20))
    output.advance(20, 50.0305)
    assert output.due(50.0305) == b""
    assert output.due(51.0) == bytes(range(20, 100))
    output.advance(80, 51.0)
    assert not output.pending


def test_what_nobody_takes_is_lost() -> None:
    output = PacedOutput()
    output.load(b"abc", heard=1, now=1.0, baud=None)
    output.advance(0, 1.2)
    assert output.pending
    output.advance(0, 2.0)
    assert not output.pending


@pytest.mark.parametrize("shape", [(400, 300), (100, 100), (288, 256), (50, 600)])
def test_a_print_of_any_size_is_laid_in_the_middle_of_the_window(shape: tuple[int, int]) -> None:
    shown = finger_on_window(np.zeros(shape, np.uint8), 256, 288)
    assert shown.shape == (288, 256)
    assert shown[144, 128] == 0
    assert np.count_nonzero(shown == 0) == min(shape[0], 288) * min(shape[1], 256)


def test_a_file_can_be_the_finger(tmp_path: Path) -> None:
    path = tmp_path / "finger.png"
    path.write_bytes(encode_png(PRINT, 500))
    with (
        emulate("ef01", tcp=0, baud=921600, image=path) as server,
        open_scanner(server.address, "ef01", baud=921600) as scanner,
    ):
        image = scanner.capture(20)
    assert np.array_equal(image.pixels >> 4, PRINT >> 4)


def test_the_presses_lie_on_the_glass_as_they_were_asked_to() -> None:
    with (
        emulate("ef01", tcp=0, baud=921600, conditions=["dry", "wet"]) as server,
        open_scanner(server.address, "ef01", baud=921600) as scanner,
    ):
        images = [scanner.capture(20).pixels for _press in range(3)]
    for press, condition in enumerate(("dry", "wet", "dry")):
        assert np.array_equal(images[press] >> 4, draw_print(press, condition=condition) >> 4)


@pytest.mark.parametrize("driver", sorted(MODULES))
def test_every_driver_can_be_tried_with_a_difficult_finger(driver: str) -> None:
    with (
        emulate(driver, tcp=0, baud=9_216_000, conditions=["dry"]) as server,
        open_scanner(server.address, driver) as scanner,
    ):
        assert scanner.capture(20).weak_points == ("broken_ridges",)


def test_a_condition_that_there_is_not_is_refused_before_the_first_press() -> None:
    with pytest.raises(KeyError, match="sticky"):
        emulate("ef01", tcp=0, conditions=["good", "sticky"])


def test_what_cannot_be_emulated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownDriverError):
        emulate("no_such_driver", tcp=0)
    with pytest.raises(FingerFileError):
        emulate("ef01", tcp=0, image=tmp_path / "nowhere.png")


def test_every_fault_can_be_started_by_name() -> None:
    for name in FAULTS:
        emulate("ef01", tcp=0, faults=[name]).stop()


def test_importing_the_package_loads_no_imaging_library() -> None:
    code = (
        "import sys, station_devices; print(sorted({'numpy', 'PIL', 'serial'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
