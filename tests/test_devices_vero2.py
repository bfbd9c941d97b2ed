"""The Vero 2: its stream, and the scanner against the emulated one; a wrong image never passes."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulated_lines import both_ports, cancel_in_the_middle, needs_pty, over_tcp, scanner_of
from station_devices import open_scanner
from station_devices.emulator import serve_pty
from station_devices.emulator.vero2 import Vero2Module, Vero2Settings
from station_devices.encoding import decode_png, decode_wsq, encode_png, encode_wsq
from station_devices.errors import (
    CaptureCancelledError,
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    DeviceUnpluggedError,
    FingerFileError,
    FingerNotLiftedError,
    ImageInterruptedError,
    NoFingerError,
)
from station_devices.families.module import Timing
from station_devices.families.vero2 import FAILED, VERO2
from station_devices.families.vero2_stream import (
    FROM_SCANNER,
    TO_SCANNER,
    Message,
    MessageDecoder,
    Party,
    Root,
    Un20,
    Vero,
    encode,
)
from station_devices.scanner import FingerImage, FingerState
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emulated_lines import Serve
    from station_devices.capturing import SerialScanner
    from station_devices.emulator.serving import EmulatorServer


ROOT, VERO, EVENTS, UN20 = Party.ROOT, Party.VERO, Party.EVENTS, Party.UN20
CAPTURE, PNG, WSQ = (UN20, Un20.CAPTURE), (UN20, Un20.IMAGE_PNG), (UN20, Un20.IMAGE_WSQ)

ASKED = {
    "F4 10 00 00": Message(ROOT, Root.ENTER_MAIN),
    "A0 10 05 00 20 20 01 00 FF": Message(VERO, Vero.SWITCH_UN20, b"\xff"),
    "A0 20 08 00 21 00 02 00 00 00 F4 01": Message(UN20, Un20.CAPTURE, b"\xf4\x01"),
    "A0 20 06 00 42 00 00 00 00 00": Message(UN20, Un20.QUALITY),
    "A0 20 07 00 41 20 01 00 00 00 0F": Message(UN20, Un20.IMAGE_WSQ, b"\x0f"),
    "A0 20 06 00 41 00 00 00 00 00": Message(UN20, Un20.IMAGE_RAW),
}
SAID = {
    "F4 10 00 00": Message(ROOT, Root.ENTER_MAIN),
    "10 A0 05 00 20 20 01 00 00": Message(VERO, Vero.SWITCH_UN20, b"\x00"),
    "11 A0 05 00 2A 00 01 00 FF": Message(EVENTS, Vero.UN20_SWITCHED, b"\xff"),
    "20 A0 07 00 21 00 01 00 00 00 00": Message(UN20, Un20.CAPTURE, b"\x00"),
    "20 A0 07 00 42 00 01 00 00 00 55": Message(UN20, Un20.QUALITY, b"\x55"),
}
# What a message carries here never looks like the beginning of a packet: without checksums no
# decoder could tell the two apart once it has lost its place.
PLAIN = bytes.maketrans(b"\xa0\xf4", b"\xa1\xf5")
BRIEF = st.binary(max_size=100).map(lambda data: data.translate(PLAIN))
LENGTHS = st.sampled_from([0, 1, 893, 894, 895, 1794, 1795, 3000])  # around the ends of packets
IMAGE = st.tuples(BRIEF, LENGTHS).map(
    lambda drawn: (drawn[0] + bytes(range(1, 99)) * 31)[: drawn[1]]
)
MESSAGES = st.one_of(
    st.builds(Message, st.just(ROOT), st.sampled_from(Root), BRIEF),
    st.builds(Message, st.sampled_from([VERO, EVENTS]), st.sampled_from(Vero), BRIEF),
    st.builds(Message, st.just(UN20), st.sampled_from([Un20.CAPTURE, Un20.QUALITY]), BRIEF),
    st.builds(Message, st.just(UN20), st.sampled_from([Un20.IMAGE_PNG, Un20.IMAGE_WSQ]), IMAGE),
)
# Halves of headers, and headers no packet can have.
JUNK = st.lists(
    st.sampled_from(
        [
            *(b"\x20", b"\xa0", b"\x20\xa0", b"\x55"),
            *(b"\x10\xa0\x00\x00", b"\x20\xa0\xff\xff", b"\xf4\x55\x00\x00"),
        ]
    ),
    max_size=8,
).map(b"".join)


def said(message: Message) -> bytes:
    return encode(message, to_host=True)


@pytest.mark.parametrize(("wire", "message"), ASKED.items())
def test_reference_questions_are_written_and_read_byte_for_byte(
    wire: str, message: Message
) -> None:
    assert encode(message) == bytes.fromhex(wire)
    assert MessageDecoder(TO_SCANNER).feed(bytes.fromhex(wire)) == [message]


@pytest.mark.parametrize(("wire", "message"), SAID.items())
def test_reference_answers_are_read_and_written_byte_for_byte(wire: str, message: Message) -> None:
    assert said(message) == bytes.fromhex(wire)
    assert MessageDecoder(FROM_SCANNER).feed(bytes.fromhex(wire)) == [message]


def test_the_emulated_scanner_gives_the_answers_of_the_reference() -> None:
    module = Vero2Module(SMALL, press)
    question, answer = list(ASKED), list(SAID)
    assert module.power_on() == b""
    assert module.receive(bytes.fromhex(question[1])) == b""  # not yet in its main mode
    assert module.receive(bytes.fromhex(question[0])) == bytes.fromhex(answer[0])
    assert module.receive(bytes.fromhex(question[2])) == b""  # the UN20 is off
    switched = bytes.fromhex(answer[1] + answer[2])
    assert module.receive(bytes.fromhex(question[1])) == switched
    no_finger = bytes.fromhex("20 A0 07 00 21 00 01 00 00 00 20")
    assert module.receive(bytes.fromhex(question[2])) == no_finger
    assert module.receive(bytes.fromhex(question[3])) == said(Message(UN20, Un20.QUALITY))
    assert module.receive(bytes.fromhex(question[2])) == bytes.fromhex(answer[3])
    assert module.receive(bytes.fromhex(question[3])) == bytes.fromhex(answer[4])
    raw = press(0).tobytes() + zlib.crc32(press(0).tobytes()).to_bytes(4, "little")
    assert module.receive(bytes.fromhex(question[5])) == said(Message(UN20, Un20.IMAGE_RAW, raw))
    assert raw[:894] in module.receive(bytes.fromhex(question[5]))  # 900 less the head
    odd = encode(Message(UN20, Un20.CAPTURE, (700).to_bytes(2, "little")))
    assert module.receive(odd).endswith(b"\x21")
    [preview] = MessageDecoder().feed(module.receive(encode(Message(UN20, Un20.PREVIEW))))
    assert preview.data == b"\x55"


@given(st.binary(max_size=200))
def test_no_input_brings_the_emulated_scanner_down(data: bytes) -> None:
    module = Vero2Module(SMALL, press)
    module.receive(data)
    module.power_on()
    assert module.receive(bytes.fromhex("F4 10 00 00")) == bytes.fromhex("F4 10 00 00")


@given(st.lists(MESSAGES, max_size=5))
def test_what_is_encoded_is_decoded(messages: list[Message]) -> None:
    reading = MessageDecoder()
    assert reading.feed(b"".join(map(said, messages))) == messages
    assert (reading.junk, reading.announced) == (0, 0)


@given(st.lists(st.one_of(MESSAGES.map(said), JUNK), max_size=6), st.data())
def test_any_split_of_any_stream_decodes_the_same(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [
        stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
    ]
    whole, split = MessageDecoder(), MessageDecoder()
    expected = whole.feed(stream) + whole.gap()
    assert [message for piece in pieces for message in split.feed(piece)] + split.gap() == expected
    assert split.junk == whole.junk


@given(st.lists(st.tuples(JUNK, MESSAGES), min_size=1, max_size=4), JUNK)
def test_junk_between_messages_never_costs_one(
    parts: list[tuple[bytes, Message]], tail: bytes
) -> None:
    reading = MessageDecoder()
    stream = b"".join(junk + said(message) for junk, message in parts) + tail
    assert reading.feed(stream) + reading.gap() == [message for _, message in parts]


@given(MESSAGES, MESSAGES, st.data())
def test_a_cut_message_does_not_swallow_what_comes_after_it(
    cut: Message, following: Message, data: st.DataObject
) -> None:
    wire, again = said(cut), said(following)
    kept = data.draw(st.integers(0, len(wire) - 1))
    reading = MessageDecoder()
    assert reading.feed(wire[:kept]) + reading.gap() == []
    # Without checksums the next may fill the packet that was cut, and its message, but that is all.
    reading.feed(again * (1000 // len(again) + 1))
    reading.gap()
    assert reading.feed(again)[-1:] == [following]
    reading.feed(wire[:kept])
    reading.reset()  # as before each question
    assert reading.feed(again) == [following]


@given(MESSAGES)
def test_a_message_that_lost_a_packet_does_not_swallow_the_next(following: Message) -> None:
    image = said(Message(UN20, Un20.IMAGE_WSQ, bytes(3000)))
    reading = MessageDecoder()
    assert reading.feed(image[:904] + image[2 * 904 :]) == []
    assert reading.announced == 3000
    assert reading.gap() == []
    assert reading.feed(said(following)) == [following]


@given(st.lists(st.integers(1, 3000), max_size=5))
def test_a_message_that_pauses_in_the_middle_is_not_lost(pauses: list[int]) -> None:
    message = Message(UN20, Un20.IMAGE_PNG, bytes(3000))
    wire, reading = said(message), MessageDecoder()
    got: list[Message] = []
    for start, end in zip([0, *sorted(pauses)], [*sorted(pauses), len(wire)], strict=True):
        got = reading.feed(wire[start:end])
        assert reading.gap() == []
    assert got == [message]


@given(st.binary(min_size=1, max_size=2500), st.data())
def test_a_damaged_image_is_never_taken_for_a_right_one(image: bytes, data: st.DataObject) -> None:
    sent = image + zlib.crc32(image).to_bytes(4, "little")
    wire = bytearray(said(Message(UN20, Un20.IMAGE_WSQ, sent)))
    where = data.draw(st.integers(0, len(wire) - 1))
    kind = data.draw(st.sampled_from(["flip", "lose", "insert"]))
    if kind == "flip":
        wire[where] ^= data.draw(st.integers(1, 255))
    else:
        wire[where : where + (kind == "lose")] = b"" if kind == "lose" else b"\x20"
    reading = MessageDecoder()
    for message in reading.feed(bytes(wire)) + reading.gap():
        if (message.party, message.code) == WSQ and len(message.data) > 4:
            body, crc = message.data[:-4], message.data[-4:]
            assert body == image or zlib.crc32(body).to_bytes(4, "little") != crc


def test_png_is_opened_and_nothing_else_is() -> None:
    pixels = press(0)
    assert np.array_equal(decode_png(encode_png(pixels, 500)), pixels)
    for data in (encode_wsq(pixels, 500), encode_png(pixels, 500)[:500], b""):
        with pytest.raises(FingerFileError):
            decode_png(data)
    with pytest.raises(FingerFileError):
        decode_png(encode_png(np.zeros((3000, 100), np.uint8), 500))


SMALL = Vero2Settings(width=192, height=192, absent_polls=1)
# Generous where an answer comes, so that a busy machine does not matter.
TIMING = Timing(reply_s=0.5, stall_s=1.0, poll_s=0.001, settle_s=0.001, quiet_s=0.06)
# Short where the test waits for an answer that never comes.
IMPATIENT = replace(TIMING, reply_s=0.1, stall_s=0.15)


def press(number: int) -> NDArray[np.uint8]:
    return draw_print(number % 2, 192, 192)


@pytest.fixture(autouse=True)
def drawn() -> None:
    press(0)
    press(1)


def desk(
    *faults: str,
    settings: Vero2Settings = SMALL,
    baud: int | None = None,
    serve: Serve = over_tcp,
    make: type[Vero2Module] = Vero2Module,
) -> tuple[Vero2Module, EmulatorServer]:
    module = make(replace(settings, faults=frozenset(faults)), press)
    return module, serve(module, baud=baud, faults=faults, away_s=0.02)


def connect(server: EmulatorServer, timing: Timing = TIMING) -> SerialScanner:
    return scanner_of(VERO2, server, timing)


def assert_is_press(image: FingerImage, number: int) -> None:
    assert np.array_equal(image.pixels, press(number))


@both_ports
def test_a_print_comes_across_pixel_by_pixel(serve: Serve) -> None:
    module, server = desk(serve=serve)
    told: list[tuple[FingerState, float]] = []
    with server, open_scanner(server.address, "vero2", timing=TIMING) as scanner:
        before = scanner.identity
        image = scanner.capture(20, on_state=lambda state, part: told.append((state, part)))
        after = scanner.identity
    assert_is_press(image, 0)
    assert (image.width, image.height, image.dpi, image.bits) == (192, 192, 500, 8)
    assert image.wsq is None
    assert (before.family, before.model, before.serial) == ("Vero 2", "EMULATED", "")
    assert (before.width, before.height, before.dpi, before.bits) == (None, None, 500, 8)
    assert (before.id_grade, before.notes) == (False, ("uncertified",))
    assert (after.width, after.height) == (192, 192)
    assert [state for state, _ in told[:2]] == [FingerState.PLACE, FingerState.HOLD]
    assert told[-1] == (FingerState.LIFT, 1.0)
    parts = [part for state, part in told if state is FingerState.HOLD]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert module.commands[PNG] == 1


@both_ports
def test_where_there_is_no_png_the_scanners_own_wsq_is_kept(serve: Serve) -> None:
    module, server = desk("wsq_only", serve=serve)
    with server, connect(server) as scanner:
        image = scanner.capture(20)
    assert image.wsq == encode_wsq(press(0), 500)
    assert np.array_equal(image.pixels, decode_wsq(encode_wsq(press(0), 500)))
    assert (module.commands[PNG], module.commands[WSQ]) == (0, 1)


def test_a_scanner_that_makes_no_png_though_it_said_so_is_asked_for_wsq() -> None:
    class Boaster(Vero2Module):
        def _upload(self, kind: Un20) -> bytes:
            return b"" if kind is Un20.IMAGE_PNG else super()._upload(kind)

    _, server = desk(make=Boaster)
    with server, connect(server) as scanner:
        assert scanner.capture(20).wsq == encode_wsq(press(0), 500)


@needs_pty
def test_the_pace_of_the_wire_is_told_honestly() -> None:
    _, server = desk(baud=921600, serve=serve_pty)
    with server, open_scanner(server.address, "vero2", baud=921600, timing=TIMING) as scanner:
        image = scanner.capture(20)
    assert_is_press(image, 0)
    assert image.wire_fraction is not None
    assert 0.0 < image.wire_fraction <= 1.01


def test_a_scanner_left_in_its_main_mode_is_found_there() -> None:
    module, server = desk(settings=replace(SMALL, in_main=True))
    with server, connect(server, IMPATIENT) as scanner:
        assert scanner.identity.model == ""
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[ROOT, Root.ENTER_MAIN] == 0


def test_a_rate_cannot_be_asked_for() -> None:
    _, server = desk()
    with server, connect(server) as scanner:
        assert scanner._module is not None
        with pytest.raises(DeviceRefusedError):
            scanner._module.ask_baud(921600, scanner._limit(1, lambda: False))


def test_an_image_as_poor_as_the_bare_glass_is_no_finger() -> None:
    module, server = desk(settings=replace(SMALL, weak_looks=2, present_polls=5))
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[CAPTURE] == 4  # none, two poor, one good
    assert module.commands[PNG] == 1


def test_the_finger_must_be_lifted_before_the_next_print() -> None:
    module, server = desk(settings=replace(SMALL, absent_polls=2, present_polls=5))
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
        told: list[FingerState] = []
        second = scanner.capture(20, on_state=lambda state, _: told.append(state))
    assert_is_press(second, 1)
    assert told[0] is FingerState.LIFT
    assert FingerState.PLACE in told
    assert module.commands[PNG] == 2


def test_a_finger_that_is_not_lifted_is_never_taken_for_the_next() -> None:
    module, server = desk(settings=replace(SMALL, absent_polls=0, present_polls=10_000))
    with server, connect(server, replace(TIMING, lift_s=0.02)) as scanner:
        scanner.capture(20)
        with pytest.raises(FingerNotLiftedError):
            scanner.capture(20)
    assert module.commands[PNG] == 1


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
        "bad_crc_once",
        "trigger_pressed",
        "event_lost",
    ],
)
def test_recovers_without_a_second_press(fault: str) -> None:
    module, server = desk(fault)
    with server, connect(server, replace(TIMING, stall_s=0.2)) as scanner:
        image = scanner.capture(20)
    assert_is_press(image, 0)
    assert module.commands[CAPTURE] == 2  # one look without a finger, one with
    uploads = 2 if "image" in fault or fault in {"wrong_pid", "bad_crc_once"} else None
    assert uploads in {None, module.commands[PNG]}


@pytest.mark.parametrize(
    ("fault", "error"), [("silent", DeviceSilentError), ("garble", DeviceGarbledError)]
)
def test_a_scanner_that_cannot_be_greeted_is_named(fault: str, error: type[DeviceError]) -> None:
    _, server = desk(fault)
    with server, pytest.raises(error):
        connect(server, IMPATIENT)


@pytest.mark.parametrize("fault", ["garble_image", "cut_mid_image"])
def test_an_image_that_never_comes_whole_is_interrupted_and_stays_in_the_sensor(
    fault: str,
) -> None:
    module, server = desk(fault)
    with server, connect(server, replace(TIMING, stall_s=0.15)) as scanner:
        with pytest.raises(ImageInterruptedError):
            scanner.capture(20)
        assert scanner.holds_image
    assert module.commands[PNG] == 3
    assert module.commands[CAPTURE] == 2


def test_an_image_that_is_none_is_not_shown() -> None:
    class Painter(Vero2Module):
        def _upload(self, kind: Un20) -> bytes:  # noqa: ARG002 - whatever is asked for
            return b"no image" + zlib.crc32(b"no image").to_bytes(4, "little")

    _, server = desk(make=Painter)
    with server, connect(server) as scanner, pytest.raises(ImageInterruptedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"cause": "DEVICE_GARBLED"}


def test_a_scanner_without_an_image_is_named() -> None:
    _, server = desk("nack")
    with server, connect(server) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"command": "IMAGE_WSQ"}


@pytest.mark.parametrize(("code", "asked"), [(FAILED, 1), (b"\x77", 3)])
def test_a_refusal_carries_the_code_of_the_device(code: bytes, asked: int) -> None:
    class Refuser(Vero2Module):
        def _capture(self, data: bytes) -> bytes:  # noqa: ARG002 - whatever is asked for
            return code

    module, server = desk(make=Refuser)
    with server, connect(server) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"command": "CAPTURE", "device_code": code.hex().upper()}
    assert module.commands[CAPTURE] == asked


def test_a_sensor_that_will_not_start_is_named() -> None:
    class Refuser(Vero2Module):
        def _switch(self, data: bytes) -> bytes:  # noqa: ARG002 - whatever is asked for
            return b"\xff"

    _, server = desk(make=Refuser)
    with server, pytest.raises(DeviceRefusedError) as raised:
        connect(server)
    assert raised.value.details == {"command": "SWITCH_UN20", "device_code": "FF"}


def test_no_finger_is_said_at_the_deadline() -> None:
    _, server = desk("no_finger")
    with server, connect(server) as scanner, pytest.raises(NoFingerError):
        scanner.capture(0.1)


def test_a_sensor_that_went_off_is_named_and_switched_on_again() -> None:
    module, server = desk()
    with server, connect(server) as scanner:
        module.un20_on = False
        with pytest.raises(DeviceSilentError):
            scanner.capture(0.1)
        assert_is_press(scanner.capture(20), 0)


def test_whoever_leaves_switches_the_sensor_off() -> None:
    module, server = desk()
    with server:
        for _ in range(2):
            connect(server, IMPATIENT).close()
    assert module.commands[VERO, Vero.SWITCH_UN20] >= 3  # on, off, on, and perhaps off


def test_the_next_capture_begins_with_the_image_left_in_the_sensor() -> None:
    module, server = desk(baud=921600)
    with server, connect(server) as scanner:
        cancel_in_the_middle(scanner)
        assert scanner.holds_image
        looks = module.commands[CAPTURE]
        assert_is_press(scanner.capture(20), 0)
        assert not scanner.holds_image
    assert module.commands[CAPTURE] == looks


def test_an_image_of_another_finger_is_not_used_once_forgotten() -> None:
    settings = replace(SMALL, absent_polls=2, present_polls=1)
    _, server = desk(settings=settings, baud=921600)
    with server, connect(server) as scanner:
        cancel_in_the_middle(scanner)
        scanner.forget_image()
        assert_is_press(scanner.capture(20), 1)


def test_stop_ends_the_wait_for_a_finger() -> None:
    _, server = desk("no_finger")
    asked = iter(range(1000))
    with server, connect(server) as scanner, pytest.raises(CaptureCancelledError):
        scanner.capture(20, lambda: next(asked) > 20)


@both_ports
def test_a_cable_pulled_in_the_middle_is_noticed_and_the_scanner_comes_back(serve: Serve) -> None:
    _, server = desk("unplug_mid_image", serve=serve)
    with server, connect(server) as scanner:
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        assert scanner.holds_image
        assert server.await_plugged(10)
        # It lost its power and with it the image; the finger is still there.
        assert_is_press(scanner.capture(20), 0)


def test_after_a_lost_link_the_finger_is_looked_at_anew() -> None:
    module, server = desk("unplug_mid_image")
    with server, connect(server, IMPATIENT) as scanner:
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        looks = module.commands[CAPTURE]
        assert server.await_plugged(10)
        scanner.capture(20)
    # It tells no serial number: what answers now may be another scanner, with another's image.
    assert module.commands[CAPTURE] > looks
