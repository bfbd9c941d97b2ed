"""The EF01 scanner against the emulated module: right images, named errors, no second press."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from emulated_lines import both_ports, cancel_in_the_middle, needs_pty, over_tcp, scanner_of
from station_devices import open_scanner
from station_devices.emulator import FAULTS, faults, serve_pty, serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.errors import (
    CaptureCancelledError,
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    DeviceUnpluggedError,
    FingerNotLiftedError,
    ImageInterruptedError,
    NoFingerError,
    PortBusyError,
    PortMissingError,
    UnknownDriverError,
    UnknownFaultError,
    WrongImageSizeError,
    WrongPasswordError,
)
from station_devices.families.ef01 import EF01, Op
from station_devices.families.module import Timing
from station_devices.scanner import FingerImage, FingerState
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emulated_lines import Serve
    from station_devices.capturing import SerialScanner
    from station_devices.emulator.serving import EmulatorServer


SMALL = Ef01Settings(width=192, height=192, absent_polls=1)
# Generous where an answer comes, so that a busy machine does not matter.
TIMING = Timing(reply_s=2.0, stall_s=1.0, poll_s=0.001, settle_s=0.001, quiet_s=0.06)
# Short where the test waits for an answer that never comes.
IMPATIENT = replace(TIMING, reply_s=0.15, stall_s=0.15)


def press(number: int) -> NDArray[np.uint8]:
    return draw_print(number % 2, 192, 192)


def four_bit(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is left of 256 greys after the wire: the upper four bits, spread over 0..255."""
    return np.asarray((pixels >> np.uint8(4)) * np.uint8(17), np.uint8)


@pytest.fixture(autouse=True)
def drawn() -> None:
    press(0)
    press(1)


def desk(
    *faults: str,
    settings: Ef01Settings = SMALL,
    baud: int | None = None,
    serve: Serve = over_tcp,
) -> tuple[Ef01Module, EmulatorServer]:
    module = Ef01Module(replace(settings, faults=frozenset(faults)), press)
    return module, serve(module, baud=baud, faults=faults, away_s=0.02)


def connect(server: EmulatorServer, timing: Timing = TIMING, baud: int = 921600) -> SerialScanner:
    return scanner_of(EF01, server, timing, baud)


def assert_is_press(image: FingerImage, number: int) -> None:
    assert np.array_equal(image.pixels, four_bit(press(number)))


@both_ports
def test_a_print_comes_across_pixel_by_pixel(serve: Serve) -> None:
    module, server = desk(serve=serve)
    told: list[tuple[FingerState, float]] = []
    with server, open_scanner(server.address, "ef01", baud=921600) as scanner:
        image = scanner.capture(20, on_state=lambda state, part: told.append((state, part)))
        identity = scanner.identity
    assert_is_press(image, 0)
    assert (image.width, image.height, image.dpi, image.bits) == (192, 192, 508, 4)
    assert image.driver == "ef01"
    assert image.quality > 80
    assert (identity.family, identity.model, identity.serial) == (
        "EF01",
        "EF01 EMULATOR",
        "00000001",
    )
    assert (identity.width, identity.height, identity.bits) == (192, 192, 4)
    assert not identity.id_grade
    assert "four_bit_grey" in identity.notes
    assert [state for state, _ in told[:2]] == [FingerState.PLACE, FingerState.HOLD]
    assert told[-1] == (FingerState.LIFT, 1.0)
    parts = [part for state, part in told if state is FingerState.HOLD]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert module.commands[Op.UP_IMAGE] == 1


@needs_pty
def test_the_wire_fraction_is_never_more_than_the_wire_can_carry() -> None:
    _, server = desk(baud=921600, serve=serve_pty)
    with server, connect(server) as scanner:
        image = scanner.capture(20)
    # The pace of the wire is the emulator's; no reader can be faster than it.
    assert image.wire_fraction is not None
    assert 0.0 < image.wire_fraction <= 1.01
    assert image.transfer_s >= 0.2


def test_the_size_is_learnt_from_the_data_where_the_module_does_not_tell() -> None:
    settings = Ef01Settings(width=256, height=288)
    big = draw_print(5, 256, 288)
    module = Ef01Module(replace(settings, faults=frozenset({"no_product_info"})), lambda _: big)
    with serve_tcp(0, module, baud=None) as server, connect(server) as scanner:
        before = scanner.identity
        image = scanner.capture(20)
        after = scanner.identity
    assert (before.width, before.height) == (None, None)
    assert (after.width, after.height) == (256, 288)
    assert np.array_equal(image.pixels, four_bit(big))


def test_the_smallest_packets_are_no_trouble() -> None:
    settings = replace(SMALL, packet_size=32)
    _, server = desk("no_parameters", settings=settings)  # so the host cannot raise the size
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)


def test_the_packet_size_is_raised_once() -> None:
    module, server = desk()
    with server:
        for _ in range(2):
            connect(server).close()
    assert module.commands[Op.SET_PARAMETER] == 1


def test_the_finger_must_be_lifted_before_the_next_print() -> None:
    settings = replace(SMALL, present_polls=5)
    module, server = desk(settings=settings)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
        told: list[FingerState] = []
        second = scanner.capture(20, on_state=lambda state, _: told.append(state))
    assert_is_press(second, 1)
    assert told[0] is FingerState.LIFT
    assert FingerState.PLACE in told
    assert module.commands[Op.UP_IMAGE] == 2


@pytest.mark.parametrize(("lift_s", "deadline"), [(0.02, 20.0), (20.0, 0.1)])
def test_a_finger_that_is_not_lifted_is_said_and_never_taken_for_the_next(
    lift_s: float, deadline: float
) -> None:
    module, server = desk(settings=replace(SMALL, absent_polls=0, present_polls=10_000))
    with server, connect(server, replace(TIMING, lift_s=lift_s)) as scanner:
        scanner.capture(20)
        with pytest.raises(FingerNotLiftedError) as raised:
            scanner.capture(deadline)
        assert raised.value.code == "FINGER_NOT_LIFTED"
        assert module.commands[Op.UP_IMAGE] == 1


def test_a_dirty_glass_does_not_block_once_somebody_has_looked() -> None:
    _, server = desk(settings=replace(SMALL, absent_polls=0, present_polls=10_000))
    with server, connect(server, replace(TIMING, lift_s=0.02)) as scanner:
        scanner.capture(20)
        with pytest.raises(FingerNotLiftedError):
            scanner.capture(20)
        assert_is_press(scanner.capture(20), 0)
        with pytest.raises(FingerNotLiftedError):  # and it must be looked at again
            scanner.capture(20)


@pytest.mark.parametrize(
    "fault",
    [
        "stray_byte",
        "garble_once",
        "slow_reply",
        "garble_image_once",
        "drop_byte",
        "insert_byte",
        "cut_mid_image_once",
        "wrong_pid",
        "no_parameters",
        "no_product_info",
    ],
)
def test_recovers_without_a_second_press(fault: str) -> None:
    module, server = desk(fault)
    timing = replace(TIMING, stall_s=0.2)
    with server, connect(server, timing) as scanner:
        image = scanner.capture(20)
    assert_is_press(image, 0)
    assert module.commands[Op.GEN_IMAGE] == 2  # one look without a finger, one with


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ("silent", DeviceSilentError, "DEVICE_SILENT"),
        ("garble", DeviceGarbledError, "DEVICE_GARBLED"),
        ("wrong_password", WrongPasswordError, "WRONG_PASSWORD"),
    ],
)
def test_a_module_that_cannot_be_greeted_is_named(
    fault: str, error: type[DeviceError], code: str
) -> None:
    _, server = desk(fault)
    with server, pytest.raises(error) as raised:
        connect(server, IMPATIENT)
    assert raised.value.code == code


@pytest.mark.parametrize("fault", ["garble_image", "cut_mid_image"])
def test_an_image_that_never_comes_whole_is_interrupted_and_stays_in_the_sensor(
    fault: str,
) -> None:
    module, server = desk(fault)
    with server, connect(server, replace(TIMING, stall_s=0.15)) as scanner:
        with pytest.raises(ImageInterruptedError) as raised:
            scanner.capture(20)
        assert raised.value.code == "IMAGE_INTERRUPTED"
        assert scanner.holds_image
        scanner.forget_image()
        assert not scanner.holds_image
    assert module.commands[Op.UP_IMAGE] == 3
    assert module.commands[Op.GEN_IMAGE] == 2


def test_a_refusal_carries_the_code_of_the_device() -> None:
    _, server = desk("nack")
    with server, connect(server) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.code == "DEVICE_REFUSED"
    assert raised.value.details == {"command": "UP_IMAGE", "device_code": "0F"}


def test_no_finger_is_said_before_the_deadline() -> None:
    _, server = desk("no_finger")
    with server, connect(server) as scanner:
        started = time.monotonic()
        with pytest.raises(NoFingerError):
            scanner.capture(0.2)
        # At most half is kept for a transfer; the other bound only tells a deadline from none.
        assert 0.1 <= time.monotonic() - started < 20


def test_a_size_nobody_knows_is_named() -> None:
    odd = replace(SMALL, width=100, height=100)
    module = Ef01Module(
        replace(odd, faults=frozenset({"no_product_info"})), lambda _: draw_print(0, 100, 100)
    )
    with (
        serve_tcp(0, module, baud=None) as server,
        connect(server) as scanner,
        pytest.raises(WrongImageSizeError),
    ):
        scanner.capture(20)
    assert module.commands[Op.GEN_IMAGE] == 2


def test_the_next_capture_begins_with_the_image_left_in_the_sensor() -> None:
    module, server = desk(baud=921600)
    with server, connect(server) as scanner:
        cancel_in_the_middle(scanner)
        assert scanner.holds_image
        looks = module.commands[Op.GEN_IMAGE]
        image = scanner.capture(20)
        assert not scanner.holds_image
    assert_is_press(image, 0)
    assert module.commands[Op.GEN_IMAGE] == looks


def test_an_image_of_another_finger_is_not_used_once_forgotten() -> None:
    # Slow enough that the first image is still coming when the second finger is looked for.
    _, server = desk(settings=replace(SMALL, present_polls=1), baud=230400)
    with server, connect(server, IMPATIENT, baud=230400) as scanner:
        cancel_in_the_middle(scanner)
        scanner.forget_image()
        assert_is_press(scanner.capture(20), 1)


def test_a_finger_that_is_still_there_does_not_pass_for_another_one() -> None:
    _, server = desk(settings=replace(SMALL, present_polls=6), baud=921600)
    with server, connect(server) as scanner:
        cancel_in_the_middle(scanner)
        scanner.forget_image()
        told: list[FingerState] = []
        image = scanner.capture(20, on_state=lambda state, _: told.append(state))
    assert_is_press(image, 1)
    assert told[0] is FingerState.LIFT


def test_a_finger_that_lies_there_when_the_port_is_opened_does_not_pass_for_another_one() -> None:
    _, server = desk(settings=replace(SMALL, present_polls=3))
    with server:
        with connect(server) as scanner:
            assert_is_press(scanner.capture(20), 0)
        with connect(server) as scanner:  # the program died, the finger is still there
            scanner.forget_image()
            assert_is_press(scanner.capture(20), 1)


def test_an_image_is_not_taken_from_another_module_that_was_plugged_in() -> None:
    module = Ef01Module(replace(SMALL, faults=frozenset({"no_product_info"})), press)
    with (
        serve_tcp(0, module, baud=None, faults=["unplug_mid_image"], away_s=0.02) as server,
        connect(server) as scanner,
    ):
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        assert server.await_plugged(10)
        looks = module.commands[Op.GEN_IMAGE]
        scanner.capture(20)
    assert module.commands[Op.GEN_IMAGE] > looks  # it said no serial number: look anew


@pytest.mark.parametrize("op", [Op.PRODUCT_INFO, Op.READ_PARAMETERS])
def test_a_module_that_keeps_silent_to_what_it_does_not_know_is_used(op: Op) -> None:
    class Taciturn(Ef01Module):
        def receive(self, data: bytes) -> bytes:
            return b"" if data[9] == op else super().receive(data)

    timing = replace(TIMING, hello_s=0.1)
    with serve_tcp(0, Taciturn(SMALL, press), baud=None) as server, connect(server, timing) as one:
        assert_is_press(one.capture(20), 0)


def test_stop_ends_the_wait_for_a_finger() -> None:
    _, server = desk("no_finger")
    asked = iter(range(1000))
    with server, connect(server) as scanner, pytest.raises(CaptureCancelledError) as raised:
        scanner.capture(20, lambda: next(asked) > 20)
    assert raised.value.code == "CANCELLED"


@both_ports
def test_a_cable_pulled_in_the_middle_is_noticed_and_the_scanner_comes_back(
    serve: Serve,
) -> None:
    _, server = desk("unplug_mid_image", serve=serve)
    with server, connect(server) as scanner:
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        assert scanner.holds_image
        assert server.await_plugged(10)
        # The module lost its power and with it the image; the finger is still there.
        assert_is_press(scanner.capture(20), 0)


def test_an_image_that_outlived_a_pulled_cable_is_used_again() -> None:
    class BatteryModule(Ef01Module):
        def power_on(self) -> bytes:
            return b""

    module = BatteryModule(SMALL, press)
    with (
        serve_tcp(0, module, baud=None, faults=["unplug_mid_image"], away_s=0.02) as server,
        connect(server) as scanner,
    ):
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        looks = module.commands[Op.GEN_IMAGE]
        assert server.await_plugged(10)
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[Op.GEN_IMAGE] == looks


def test_a_port_that_is_not_there_is_named() -> None:
    for address in ("/dev/no-such-port", "nonsense://port", "socket://127.0.0.1:1"):
        with pytest.raises(PortMissingError):
            open_scanner(address, "ef01")


@needs_pty
def test_a_port_in_use_is_named() -> None:
    _, server = desk(serve=serve_pty)
    with server, connect(server), pytest.raises(PortBusyError):
        connect(server)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownDriverError):
        open_scanner("/dev/null", "no_such_driver")
    with pytest.raises(UnknownFaultError):
        serve_tcp(0, Ef01Module(), faults=["gremlin"])


def test_every_fault_says_what_it_does() -> None:
    assert faults.WIRE_FAULTS.keys() <= FAULTS.keys()
    assert all(text and text[0].islower() for text in FAULTS.values())


@needs_pty
@pytest.mark.parametrize("rate", [57600, 9600, 38400])
def test_a_module_is_found_at_its_rate_and_made_faster(rate: int) -> None:
    module, server = desk(baud=rate, serve=serve_pty)
    with server:
        with open_scanner(server.address, "ef01") as scanner:
            assert module.baud == 115200
            assert scanner.identity.model == "EF01 EMULATOR"
        with open_scanner(server.address, "ef01"):  # and found again where it is now
            assert module.baud == 115200
    assert module.commands[Op.SET_PARAMETER] == 2  # packet size and rate, once each


@needs_pty
def test_a_module_that_says_yes_to_a_rate_and_stays_is_found_again() -> None:
    module, server = desk("baud_lost", baud=57600, serve=serve_pty)
    with server, open_scanner(server.address, "ef01", timing=IMPATIENT) as scanner:
        assert module.baud == 57600
        assert_is_press(scanner.capture(20), 0)


@needs_pty
def test_a_module_lost_at_a_rate_the_line_cannot_carry_is_asked_back() -> None:
    class Limited(Ef01Module):
        """A cable that brings nothing back from a module that talks too fast."""

        def receive(self, data: bytes) -> bytes:
            answer = super().receive(data)
            return b"" if self.baud == 115200 else answer

    module = Limited(SMALL, press)
    with (
        serve_pty(module, baud=57600) as server,
        open_scanner(server.address, "ef01", timing=IMPATIENT) as scanner,
    ):
        assert module.baud == 57600
        assert_is_press(scanner.capture(20), 0)


@needs_pty
def test_a_rate_that_was_said_is_kept_to() -> None:
    module, server = desk(baud=57600, serve=serve_pty)
    with server:
        open_scanner(server.address, "ef01", baud=57600).close()
        assert module.baud == 57600
        with pytest.raises(DeviceSilentError):
            open_scanner(server.address, "ef01", baud=9600, timing=IMPATIENT)
