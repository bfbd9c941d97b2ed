"""The GT-5 family: its codec, its emulated module, and the scanner against that module."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulated_lines import both_ports, needs_pty, over_tcp, scanner_of
from station_devices import encode_png, open_scanner
from station_devices.emulator import FAULTS, emulate, serve_pty
from station_devices.emulator.gt5 import SERIAL, Gt5Module, Gt5Settings
from station_devices.errors import (
    CaptureCancelledError,
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    DeviceUnpluggedError,
    ImageInterruptedError,
    NoFingerError,
    WrongImageSizeError,
)
from station_devices.families.gt5 import (
    ACK,
    GT5,
    NACK,
    Command,
    Data,
    Error,
    Message,
    Packet,
    PacketFormat,
    encode,
)
from station_devices.families.module import Timing
from station_devices.resync import Resynchroniser
from station_devices.scanner import FingerImage, FingerState
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emulated_lines import Serve
    from station_devices.capturing import SerialScanner
    from station_devices.emulator.serving import EmulatorServer


IMAGE = 202 * 258
RAW = 160 * 120
AWAITED = 40
"""Bytes of data that the decoders of the codec's tests wait for."""


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


# --- the codec ---------------------------------------------------------------

REFERENCE: dict[str, Packet] = {
    "55 AA 01 00 01 00 00 00 01 00 02 01": Message(Command.OPEN, 1),
    "55 AA 01 00 00 00 00 00 30 00 30 01": Message(ACK),
    "5A A5 01 00 01 08 16 20 00 00 00 00 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F B7 01": (
        Data(hexed("01 08 16 20 00 00 00 00") + bytes(range(16)))
    ),
    "55 AA 01 00 01 00 00 00 12 00 13 01": Message(Command.LIGHT, 1),
    "55 AA 01 00 00 00 00 00 12 00 12 01": Message(Command.LIGHT, 0),
    "55 AA 01 00 00 00 00 00 26 00 26 01": Message(Command.IS_PRESSED),
    "55 AA 01 00 12 10 00 00 30 00 52 01": Message(ACK, Error.NOT_PRESSED),
    "55 AA 01 00 01 00 00 00 60 00 61 01": Message(Command.CAPTURE, 1),
    "55 AA 01 00 12 10 00 00 31 00 53 01": Message(NACK, Error.NOT_PRESSED),
    "55 AA 01 00 0C 10 00 00 31 00 4D 01": Message(NACK, Error.BAD_FINGER),
    "55 AA 01 00 00 00 00 00 62 00 62 01": Message(Command.GET_IMAGE),
    "55 AA 01 00 00 00 00 00 63 00 63 01": Message(0x63),
    "55 AA 01 00 00 C2 01 00 04 00 C7 01": Message(Command.CHANGE_BAUD, 115200),
    "55 AA 01 00 00 00 00 00 02 00 02 01": Message(0x02),
}

MESSAGES = st.builds(Message, st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))
DATA = st.builds(Data, st.binary(min_size=AWAITED, max_size=AWAITED))
PACKETS = st.one_of(MESSAGES, DATA)
HEADERS = [b"\x55", b"\xaa", b"\x55\xaa", b"\x5a\xa5", b"\x55\xaa\x01\x00", b"\x5a\xa5\x01\x00"]
# Junk full of header bytes: the nastiest there is.
JUNK = st.lists(st.one_of(st.sampled_from(HEADERS), st.binary(max_size=6)), max_size=12).map(
    b"".join
)


def decoder(awaited: int | None = AWAITED) -> Resynchroniser[Packet]:
    return Resynchroniser(PacketFormat(awaited))


def read(stream: bytes, awaited: int | None = AWAITED) -> list[Packet]:
    reading = decoder(awaited)
    return reading.feed(stream) + reading.gap()


@pytest.mark.parametrize(("wire", "packet"), REFERENCE.items())
def test_reference_packets_are_read_and_written_byte_for_byte(wire: str, packet: Packet) -> None:
    assert encode(packet) == hexed(wire)
    assert read(hexed(wire), len(packet.data) if isinstance(packet, Data) else 0) == [packet]


@pytest.mark.parametrize(
    ("length", "grey", "checksum"),
    [(IMAGE, 0xFF, "6C C9"), (IMAGE, 0x80, "00 CB"), (RAW, 0x80, "00 81")],
)
def test_images_have_the_sums_of_the_reference(length: int, grey: int, checksum: str) -> None:
    packet = Data(bytes([grey]) * length)
    wire = encode(packet)
    assert len(wire) == length + 6
    assert wire[-2:] == hexed(checksum)
    assert read(wire, length) == [packet]


@given(st.lists(PACKETS, max_size=5))
def test_what_is_encoded_is_decoded(packets: list[Packet]) -> None:
    reading = decoder()
    assert reading.feed(b"".join(map(encode, packets))) == packets
    assert reading.junk == 0


@given(st.lists(st.one_of(PACKETS.map(encode), JUNK), max_size=6), st.data())
def test_any_split_of_any_stream_decodes_the_same(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [
        stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
    ]
    whole, split = decoder(), decoder()
    expected = whole.feed(stream) + whole.gap()
    got = [packet for piece in pieces for packet in split.feed(piece)] + split.gap()
    assert got == expected
    assert split.junk == whole.junk


@given(st.lists(st.tuples(JUNK, PACKETS), min_size=1, max_size=4), JUNK)
def test_junk_between_packets_never_costs_a_packet(
    parts: list[tuple[bytes, Packet]], tail: bytes
) -> None:
    stream = b"".join(junk + encode(packet) for junk, packet in parts) + tail
    assert read(stream) == [packet for _, packet in parts]


@given(PACKETS, st.data())
def test_a_damaged_packet_is_never_taken_for_a_right_one(
    packet: Packet, data: st.DataObject
) -> None:
    wire = bytearray(encode(packet))
    wire[data.draw(st.integers(0, len(wire) - 1))] ^= data.draw(st.integers(1, 255))
    assert read(bytes(wire)) == []


@given(PACKETS, PACKETS, st.data())
def test_a_cut_packet_does_not_swallow_the_next(
    cut: Packet, following: Packet, data: st.DataObject
) -> None:
    wire = encode(cut)
    kept = data.draw(st.integers(0, len(wire) - 1))
    assert read(wire[:kept] + encode(following)) == [following]


@given(MESSAGES, DATA)
def test_data_nobody_asked_for_are_junk_and_hide_no_answer(answer: Message, data: Data) -> None:
    assert read(encode(data) + encode(answer), awaited=0) == [answer]


@given(st.binary(min_size=1, max_size=300))
def test_a_packet_of_unknown_length_ends_where_the_line_falls_silent(data: bytes) -> None:
    shape = PacketFormat(1000)
    reading = Resynchroniser(shape)
    assert reading.feed(encode(Data(data))) + reading.gap() == []
    shape.awaited = None
    assert reading.gap() == [Data(data)]


@given(st.lists(st.one_of(PACKETS.map(encode), JUNK), max_size=5).map(b"".join))
def test_expected_bytes_never_reach_beyond_the_packet_under_way(stream: bytes) -> None:
    reading = decoder()
    at = 0
    while at < len(stream):
        step = reading.expected
        assert 1 <= step <= AWAITED + 6
        reading.feed(stream[at : at + step])
        at += step


# --- the emulated module -----------------------------------------------------

SMALL = Gt5Settings(width=80, height=96, absent_polls=1)
TINY = replace(SMALL, width=40, height=48)
"""For wires with a pace."""
OPEN, OK, INFO = list(REFERENCE)[:3]
LIGHT_ON, LIGHT_OFF, IS_PRESSED, NOT_PRESSED, CAPTURE, NACK_NOT_PRESSED = list(REFERENCE)[3:9]
GET_IMAGE = "55 AA 01 00 00 00 00 00 62 00 62 01"


def press(number: int) -> NDArray[np.uint8]:
    return draw_print(number % 2, 80, 96)


def said(device: Gt5Module, question: str) -> str:
    return device.receive(hexed(question)).hex(" ").upper()


def test_answers_are_those_of_the_reference() -> None:
    device = Gt5Module(SMALL, press)
    assert device.power_on() == b""
    assert said(device, OPEN) == f"{OK} {INFO}"
    assert said(device, IS_PRESSED) == NOT_PRESSED  # the light is off: no look is counted
    assert said(device, CAPTURE) == NACK_NOT_PRESSED
    assert said(device, LIGHT_ON) == OK
    assert said(device, IS_PRESSED) == NOT_PRESSED
    assert said(device, IS_PRESSED) == OK
    assert said(device, CAPTURE) == OK
    sent = device.receive(hexed(GET_IMAGE))
    assert sent == hexed(OK) + encode(Data(press(0).tobytes()))
    assert said(device, LIGHT_OFF) == OK
    assert said(device, IS_PRESSED) == NOT_PRESSED


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Message(0x63), Error.UNSUPPORTED),
        (Message(0x99), Error.UNSUPPORTED),
        (Message(Command.CHANGE_BAUD, 12345), Error.BAUD),
        (Message(Command.GET_IMAGE), Error.DEVICE),
    ],
)
def test_what_it_cannot_do_is_refused(question: Message, error: Error) -> None:
    assert Gt5Module(SMALL).receive(encode(question)) == encode(Message(NACK, error))


def test_module_info_tells_the_size_of_the_image() -> None:
    question = encode(Message(Command.MODULE_INFO))
    ack, info = read(Gt5Module(SMALL).receive(question), 38)
    assert ack == Message(ACK, 38)
    assert isinstance(info, Data)
    assert info.data[:12] == b"GT5 EMULATOR"
    assert info.data[28:32] == hexed("50 00 60 00")
    old = Gt5Module(replace(SMALL, tells_size=False))
    assert old.receive(question) == encode(Message(NACK, Error.UNSUPPORTED))


def test_power_off_loses_image_light_and_rate() -> None:
    device = Gt5Module(replace(SMALL, absent_polls=0), press)
    device.baud = 9600
    device.power_on()
    for question in (LIGHT_ON, CAPTURE, "55 AA 01 00 00 C2 01 00 04 00 C7 01"):
        assert said(device, question) == OK
    assert (device.baud, device.lit) == (115200, True)
    device.power_on()
    assert (device.baud, device.lit) == (9600, False)
    assert device.receive(hexed(GET_IMAGE)) == encode(Message(NACK, Error.DEVICE))


@given(st.binary(max_size=200))
def test_no_input_brings_the_module_down(data: bytes) -> None:
    device = Gt5Module(SMALL)
    device.receive(data)
    device.power_on()
    assert said(device, LIGHT_OFF) == OK


def test_every_fault_can_be_started_by_name() -> None:
    for name in FAULTS:
        emulate("gt5", tcp=0, faults=[name]).stop()


# --- the scanner -------------------------------------------------------------

# Generous where an answer comes, so that a busy machine does not matter.
TIMING = Timing(reply_s=2.0, stall_s=1.0, poll_s=0.001, settle_s=0.001, quiet_s=0.06)
# Short where the test waits for an answer that never comes.
IMPATIENT = replace(TIMING, reply_s=0.15, stall_s=0.15, hello_s=0.15)


def desk(
    *faults: str,
    settings: Gt5Settings = SMALL,
    baud: int | None = None,
    serve: Serve = over_tcp,
    kind: type[Gt5Module] = Gt5Module,
) -> tuple[Gt5Module, EmulatorServer]:
    settings = replace(settings, faults=frozenset(faults))
    known = (settings.width, settings.height) == (80, 96)
    module = kind(settings, press if known else None)
    return module, serve(module, baud=baud, faults=faults, away_s=0.02)


def connect(server: EmulatorServer, timing: Timing = TIMING, baud: int = 921600) -> SerialScanner:
    return scanner_of(GT5, server, timing, baud)


def assert_is_press(image: FingerImage, number: int) -> None:
    assert np.array_equal(image.pixels, press(number))


@both_ports
def test_a_print_comes_across_pixel_by_pixel(serve: Serve) -> None:
    module, server = desk(serve=serve)
    told: list[tuple[FingerState, float]] = []
    with server, open_scanner(server.address, "gt5", baud=921600) as scanner:
        image = scanner.capture(20, on_state=lambda state, part: told.append((state, part)))
        identity = scanner.identity
    assert_is_press(image, 0)
    assert (image.width, image.height, image.dpi, image.bits) == (80, 96, 450, 8)
    assert (identity.family, identity.model) == ("GT-5", "GT5 EMULATOR")
    assert identity.serial == SERIAL.hex().upper()
    assert (identity.width, identity.height) == (80, 96)
    assert not identity.id_grade
    assert identity.notes == ("low_resolution", "small_area", "uncertified")
    assert [state for state, _ in told[:2]] == [FingerState.PLACE, FingerState.HOLD]
    assert told[-1] == (FingerState.LIFT, 1.0)
    parts = [part for state, part in told if state is FingerState.HOLD]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert module.commands[Command.GET_IMAGE] == 1


@needs_pty
def test_the_image_is_one_long_packet_whose_progress_is_told() -> None:
    _, server = desk(baud=921600, serve=serve_pty, settings=Gt5Settings(absent_polls=0))
    parts: list[float] = []
    with server, connect(server) as scanner:
        image = scanner.capture(20, on_state=lambda _, part: parts.append(part))
    assert (image.width, image.height) == (202, 258)
    assert len(parts) > 10
    assert parts == [*sorted(parts[:-1]), 1.0]
    # The pace of the wire is the emulator's; no reader can be faster than it.
    assert image.wire_fraction is not None
    assert 0.0 < image.wire_fraction <= 1.01


def test_no_share_of_the_wire_is_said_where_its_rate_is_not_known() -> None:
    _, server = desk()
    with server, open_scanner(server.address, "gt5") as scanner:  # 9600 baud is assumed
        assert scanner.capture(20).wire_fraction is None


def test_the_light_goes_off_when_the_scanner_is_left() -> None:
    dark = threading.Event()

    class WatchedModule(Gt5Module):
        def receive(self, data: bytes) -> bytes:
            lit, answer = self.lit, super().receive(data)
            if lit and not self.lit:
                dark.set()
            return answer

    module, server = desk(kind=WatchedModule)
    with server:
        with connect(server) as scanner:
            scanner.capture(20)
            assert module.lit
        assert dark.wait(10)


@pytest.mark.parametrize("size", [(202, 258), (240, 216)])
@pytest.mark.parametrize("fault", ["no_module_info", "drop_byte"])
def test_the_size_is_learnt_from_the_data_where_the_module_does_not_tell(
    size: tuple[int, int], fault: str
) -> None:
    settings = Gt5Settings(*size, tells_size=False, absent_polls=0)
    module, server = desk(fault, settings=settings)
    with server, connect(server, replace(TIMING, stall_s=0.1)) as scanner:
        before = scanner.identity
        image = scanner.capture(20)
        after = scanner.identity
    assert (before.model, before.width, before.height) == ("", None, None)
    assert (after.width, after.height) == size
    assert np.array_equal(image.pixels, draw_print(0, *size))
    assert module.commands[Command.CAPTURE] == 1


def test_a_size_nobody_knows_is_named() -> None:
    module, server = desk("no_module_info")
    with (
        server,
        connect(server, replace(TIMING, stall_s=0.1)) as scanner,
        pytest.raises(WrongImageSizeError) as raised,
    ):
        scanner.capture(20)
    assert raised.value.details["bytes"] == str(80 * 96)
    assert module.commands[Command.GET_IMAGE] == 2


def test_the_finger_must_be_lifted_before_the_next_print() -> None:
    module, server = desk(settings=replace(SMALL, present_polls=5))
    told: list[FingerState] = []
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
        second = scanner.capture(20, on_state=lambda state, _: told.append(state))
    assert_is_press(second, 1)
    assert told[0] is FingerState.LIFT
    assert FingerState.PLACE in told
    assert module.commands[Command.IS_PRESSED] > 0
    assert module.commands[Command.GET_IMAGE] == 2


@pytest.mark.parametrize(
    ("fault", "readings"),
    [
        ("slow_reply", 1),
        ("garble_once", 1),  # before the module was found, which may be at a wrong rate
        ("baud_lost", 1),
        ("stray_byte", 2),  # the line errs, so the sum is not enough
        ("garble_image_once", 3),
        ("drop_byte", 3),
        ("insert_byte", 3),
        ("cut_mid_image_once", 3),
        ("wrong_pid", 3),
    ],
)
def test_recovers_without_a_second_press_and_reads_twice_where_the_line_errs(
    fault: str, readings: int
) -> None:
    module, server = desk(fault)
    stall_s = 0.3 if fault == "slow_reply" else 0.08  # it answers 0.1 s late
    with server, connect(server, replace(TIMING, reply_s=0.4, stall_s=stall_s)) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[Command.CAPTURE] == 2  # one look without a finger, one with
    assert module.commands[Command.GET_IMAGE] == readings


def test_two_flipped_bits_that_hide_each_other_are_found_on_a_line_that_errs() -> None:
    class FlippingModule(Gt5Module):
        def receive(self, data: bytes) -> bytes:
            answer = bytearray(super().receive(data))
            if len(answer) > 1000 and self.commands[Command.GET_IMAGE] == 1:
                at = next(at for at in range(1000, 5000) if answer[at] != answer[at + 1])
                answer[at], answer[at + 1] = answer[at + 1], answer[at]
            return bytes(answer)

    module, server = desk("stray_byte", kind=FlippingModule)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[Command.GET_IMAGE] == 4


def test_a_question_heard_wrong_is_asked_again() -> None:
    class DeafModule(Gt5Module):
        def receive(self, data: bytes) -> bytes:
            answer = super().receive(data)
            if self.commands[Command.GET_IMAGE] == 1 and len(answer) > 1000:
                return encode(Message(NACK, Error.COMMUNICATION))
            return answer

    module, server = desk(kind=DeafModule)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[Command.CAPTURE] == 2


def test_a_finger_laid_badly_is_waited_for() -> None:
    class PickyModule(Gt5Module):
        def receive(self, data: bytes) -> bytes:
            answer = super().receive(data)
            return BAD if self.commands[Command.CAPTURE] < 3 and answer == REFUSAL else answer

    BAD, REFUSAL = (encode(Message(NACK, e)) for e in (Error.BAD_FINGER, Error.NOT_PRESSED))  # noqa: N806
    _, server = desk(kind=PickyModule)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)


@pytest.mark.parametrize(
    ("fault", "error"), [("silent", DeviceSilentError), ("garble", DeviceGarbledError)]
)
def test_a_module_that_cannot_be_greeted_is_named(fault: str, error: type[DeviceError]) -> None:
    _, server = desk(fault)
    with server, pytest.raises(error):
        connect(server, replace(IMPATIENT, reply_s=0.05))


@pytest.mark.parametrize("fault", ["garble_image", "cut_mid_image"])
def test_an_image_that_never_comes_whole_is_interrupted_and_stays_in_the_sensor(
    fault: str,
) -> None:
    module, server = desk(fault)
    with server, connect(server, replace(TIMING, stall_s=0.06)) as scanner:
        with pytest.raises(ImageInterruptedError):
            scanner.capture(20)
        assert scanner.holds_image
    assert module.commands[Command.GET_IMAGE] == 3
    assert module.commands[Command.CAPTURE] == 2


def test_a_refusal_carries_the_code_of_the_device() -> None:
    _, server = desk("nack")
    with server, connect(server) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"command": "GET_IMAGE", "device_code": "100F"}


def test_no_finger_is_said_at_the_deadline() -> None:
    _, server = desk("no_finger")
    with server, connect(server) as scanner, pytest.raises(NoFingerError):
        scanner.capture(0.1)


def test_a_transfer_cancelled_in_the_middle_is_begun_anew_without_a_press() -> None:
    module, server = desk(baud=921600, settings=replace(SMALL, width=128, height=128))
    halfway = threading.Event()

    def watch(_state: FingerState, part: float) -> None:
        if part > 0.3:
            halfway.set()

    with server, connect(server) as scanner:
        with pytest.raises(CaptureCancelledError):
            scanner.capture(20, halfway.is_set, on_state=watch)
        assert scanner.holds_image
        looks = module.commands[Command.CAPTURE]
        image = scanner.capture(20)
    assert np.array_equal(image.pixels, draw_print(0, 128, 128))
    assert module.commands[Command.CAPTURE] == looks


@both_ports
def test_a_cable_pulled_in_the_middle_is_noticed_and_the_scanner_comes_back(serve: Serve) -> None:
    _, server = desk("unplug_mid_image", serve=serve)
    with server, connect(server) as scanner:
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        assert server.await_plugged(10)
        # The module lost its power and with it the image; the finger is still there.
        assert_is_press(scanner.capture(20), 0)


def test_a_module_whose_light_went_out_is_lit_again() -> None:
    module, server = desk()
    with server, connect(server) as scanner:
        scanner.capture(20)
        module.power_on()
        scanner.capture(20)
    assert module.commands[Command.LIGHT] >= 2


@needs_pty
def test_a_module_is_found_at_its_rate_and_made_faster() -> None:
    module, server = desk(baud=57600, serve=serve_pty, settings=TINY)
    with server:
        with open_scanner(server.address, "gt5", timing=replace(TIMING, hello_s=0.15)) as scanner:
            assert module.baud == 115200
            image = scanner.capture(20)
        # Found again where it is now, though it is not looked for there first.
        with open_scanner(server.address, "gt5", timing=replace(TIMING, hello_s=0.15)):
            assert module.baud == 115200
    assert np.array_equal(image.pixels, draw_print(0, 40, 48))
    assert module.commands[Command.CHANGE_BAUD] == 1


@needs_pty
def test_a_module_that_lost_its_power_and_so_its_rate_is_found_again() -> None:
    module, server = desk(baud=9600, serve=serve_pty, settings=TINY)
    with server, open_scanner(server.address, "gt5", timing=IMPATIENT) as scanner:
        assert module.baud == 115200
        module.power_on()
        assert module.baud == 9600
        with pytest.raises(DeviceSilentError):
            scanner.capture(20)
        scanner.capture(20)
        assert module.baud == 115200


@needs_pty
def test_a_module_that_says_yes_to_a_rate_and_stays_is_found_again() -> None:
    module, server = desk("baud_lost", baud=57600, serve=serve_pty)
    with server, open_scanner(server.address, "gt5", timing=IMPATIENT) as scanner:
        assert module.baud == 57600
        assert scanner.identity.model == "GT5 EMULATOR"


@pytest.mark.parametrize("size", [(202, 258), (240, 216)])
def test_a_file_can_be_the_finger(tmp_path: Path, size: tuple[int, int]) -> None:
    shown = draw_print(0, *size)
    path = tmp_path / "finger.png"
    path.write_bytes(encode_png(shown, 450))
    with (
        emulate("gt5", tcp=0, baud=9_216_000, image=path) as server,
        open_scanner(server.address, "gt5", timing=IMPATIENT) as scanner,
    ):
        assert np.array_equal(scanner.capture(20).pixels, shown)
