"""Suprema's SFM modules: their packets and images, the emulated module, the scanner against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulated_lines import both_ports, cancel_in_the_middle, needs_pty, over_tcp, scanner_of
from station_devices import encode_png, open_scanner
from station_devices.capturing import SerialScanner
from station_devices.discovery import identify
from station_devices.drivers import family_of
from station_devices.emulator import emulate, serve_pty, serve_tcp
from station_devices.emulator.faults import FaultyWire
from station_devices.emulator.sfm import SERIAL, SfmModule, SfmSettings
from station_devices.encoding import decode_wsq, encode_wsq
from station_devices.errors import (
    CaptureCancelledError,
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    DeviceUnpluggedError,
    ImageInterruptedError,
    NoFingerError,
    UnknownDriverError,
)
from station_devices.families.module import Timing
from station_devices.families.pixels import pack_nibbles
from station_devices.families.sfm import SFM, SFM_WSQ
from station_devices.families.sfm_image import HEADER, BinaryImageError, Format, decode_image
from station_devices.families.sfm_packets import (
    BAUDS,
    Command,
    Flag,
    Packet,
    PacketFormat,
    Parameter,
    encode,
)
from station_devices.line import Line
from station_devices.resync import Resynchroniser
from station_devices.scanner import FingerImage, FingerState
from station_devices.synthetic import draw_print
from virtual_line import VirtualClock, VirtualLine

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emulated_lines import Serve
    from station_devices.emulator.serving import EmulatorServer
    from station_devices.families.module import Family


SI, RI, ST = Command.SCAN_IMAGE, Command.READ_IMAGE, Command.SCAN_TEMPLATE
SIX, RIX = Command.SCAN_IMAGE_X, Command.READ_IMAGE_X
WHOLE = 28 + 272 * 320


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


# --- the packets -------------------------------------------------------------

ASKED = {
    "40 04 00 00 00 00 00 00 00 00 00 44 0A": Packet(Command.STATUS),
    "40 01 00 00 00 00 30 00 00 00 6C DD 0A": Packet(Command.WRITE_PARAMETER, 0, 0x30, 0x6C),
    "40 03 00 00 00 00 00 00 00 00 6C AF 0A": Packet(Command.READ_PARAMETER, flag=0x6C),
    "40 01 00 00 00 00 38 00 00 00 71 EA 0A": Packet(Command.WRITE_PARAMETER, 0, 0x38, 0x71),
    "40 02 00 00 00 00 00 00 00 00 00 42 0A": Packet(Command.SAVE_PARAMETERS),
    "40 15 00 00 00 00 00 00 00 00 00 55 0A": Packet(SI),
    "40 20 00 00 00 00 00 00 00 00 00 60 0A": Packet(RI),
    "40 60 00 00 00 00 00 00 00 00 00 A0 0A": Packet(Command.CANCEL),
    "40 D0 00 00 00 00 00 00 00 00 00 10 0A": Packet(Command.RESET),
    "40 83 00 00 00 00 00 10 00 00 00 D3 0A": Packet(SIX, 0, 4096),
    "40 83 E1 00 00 00 00 10 00 00 00 B4 0A": Packet(SIX, 225, 4096),
    "40 83 00 00 00 00 00 00 00 00 83 46 0A": Packet(SIX, flag=Flag.DATA_OK),
    "40 83 00 00 00 00 00 00 00 00 82 45 0A": Packet(SIX, flag=Flag.DATA_ERROR),
    "40 21 00 00 00 00 00 00 00 00 00 61 0A": Packet(ST),
    "41 01 00 04 00 00 00 00 00 00 00 00 00 46 0A": Packet(Command.STATUS, terminal=1),
}
SAID = {
    "40 04 30 00 00 00 00 00 00 00 61 D5 0A": Packet(Command.STATUS, 0x30, 0, Flag.SUCCESS),
    "40 15 00 00 00 00 00 00 00 00 62 B7 0A": Packet(SI, flag=Flag.SCAN_SUCCESS),
    "40 15 00 00 00 00 00 00 00 00 6C C1 0A": Packet(SI, flag=Flag.TIMEOUT),
    "40 15 00 00 00 00 00 00 00 00 6B C0 0A": Packet(SI, flag=Flag.TRY_AGAIN),
    "40 83 00 00 00 00 1C 54 01 00 61 95 0A": Packet(SIX, 0, WHOLE, Flag.SUCCESS),
}
# What has data behind it: the head of the packet, and what stands behind the data.
CARRIERS = {
    "40 15 00 00 00 00 1C 54 01 00 61 27 0A": (Packet(SI, 0, WHOLE, Flag.SUCCESS), "0A"),
    "40 83 16 00 00 00 00 10 00 00 00 E9 0A": (Packet(SIX, 22, 4096), "00 00 08 00"),
    "40 83 16 00 15 00 1C 04 00 00 00 0E 0A": (Packet(SIX, 21 << 16 | 22, 1052), "00 0E 02 00"),
    "40 21 55 00 00 00 80 01 00 00 61 98 0A": (Packet(ST, 85, 384, Flag.SUCCESS), "0A"),
}
IMAGE_HEAD = "10 01 00 00 40 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 54 01 00 00 00 00 00"

FLAGS = st.sampled_from(Flag)
TERMINALS = st.none() | st.integers(0, 0xFFFF)
WORDS = st.integers(0, 0xFFFFFFFF)
PLAIN = st.builds(
    Packet, st.sampled_from([1, 2, 3, 4, 0x60, 0xD0]), WORDS, WORDS, FLAGS, terminal=TERMINALS
)
DATA = st.binary(min_size=1, max_size=60)
BLOCKS = st.builds(
    lambda at, more, data, to, which: Packet(
        which, at << 16 | at + more, len(data), data=data, terminal=to
    ),
    *(st.integers(0, 900), st.integers(1, 900), DATA, TERMINALS, st.sampled_from([SIX, RIX])),
)
PIECES = st.builds(
    lambda data, to, which: Packet(which, 0, len(data), Flag.SUCCESS, data, to),
    *(DATA, TERMINALS, st.sampled_from([SI, RI, ST])),
)
SUMMED = st.one_of(PLAIN, BLOCKS)
PACKETS = st.one_of(SUMMED, PIECES)
# Junk full of headers and of what looks like the beginning of a packet: the nastiest there is.
JUNK = st.lists(
    st.one_of(
        st.sampled_from([b"\x40", b"\x41", b"\x40\x83", b"\x40\x15\x00", b"\x0a"]),
        st.binary(max_size=6),
    ),
    max_size=12,
).map(b"".join)


def decoder(*, from_module: bool = True) -> Resynchroniser[Packet]:
    return Resynchroniser(PacketFormat(from_module=from_module))


def read(stream: bytes) -> list[Packet]:
    reading = decoder()
    return reading.feed(stream) + reading.gap()


@pytest.mark.parametrize(("wire", "packet"), ASKED.items())
def test_reference_commands_are_written_and_read_byte_for_byte(wire: str, packet: Packet) -> None:
    assert encode(packet) == hexed(wire)
    assert decoder(from_module=False).feed(hexed(wire)) == [packet]


@pytest.mark.parametrize(("wire", "packet"), SAID.items())
def test_reference_answers_are_read_and_written_byte_for_byte(wire: str, packet: Packet) -> None:
    assert encode(packet) == hexed(wire)
    assert read(hexed(wire)) == [packet]


@pytest.mark.parametrize(("head", "expected"), CARRIERS.items())
def test_reference_answers_with_data_are_read_with_them(
    head: str, expected: tuple[Packet, str]
) -> None:
    packet, tail = expected
    data = b"\x80" * packet.size
    assert encode(packet) == hexed(head)
    whole = replace(packet, data=data)
    assert encode(whole) == hexed(head) + data + hexed(tail)
    assert read(hexed(head) + data + hexed(tail)) == [whole]


def test_the_header_of_the_reference_is_that_of_a_grey_image() -> None:
    pixels = draw_print(0, 272, 320)
    image = decode_image(hexed(IMAGE_HEAD) + pixels.tobytes())
    assert np.array_equal(image.pixels, pixels)
    assert (image.bits, image.wsq) == (8, None)
    assert HEADER.pack(272, 320, 0, 0, Format.GREY, 272 * 320, 0) == hexed(IMAGE_HEAD)


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
    assert [packet for piece in pieces for packet in split.feed(piece)] + split.gap() == expected
    assert split.junk == whole.junk


@given(st.lists(st.tuples(JUNK, PACKETS), min_size=1, max_size=4), JUNK)
def test_junk_between_packets_never_costs_a_packet(
    parts: list[tuple[bytes, Packet]], tail: bytes
) -> None:
    stream = b"".join(junk + encode(packet) for junk, packet in parts) + tail
    assert read(stream) == [packet for _, packet in parts]


@given(SUMMED, st.data())
def test_a_damaged_packet_is_never_taken_for_a_right_one(
    packet: Packet, data: st.DataObject
) -> None:
    wire = bytearray(encode(packet))
    wire[data.draw(st.integers(0, len(wire) - 1))] ^= data.draw(st.integers(1, 255))
    # At most its head is left, and that says that its data are damaged.
    assert read(bytes(wire)) in ([], [replace(packet, data=None)] if packet.has_data else [])


@given(SUMMED, PACKETS, st.data())
def test_a_cut_packet_does_not_swallow_the_next(
    cut: Packet, following: Packet, data: st.DataObject
) -> None:
    wire = encode(cut)
    kept = data.draw(st.integers(0, len(wire) - 1))
    assert following in read(wire[:kept] + encode(following))


@given(PIECES, PACKETS, st.data())
def test_one_without_a_checksum_that_was_cut_is_forgotten_with_the_next_question(
    cut: Packet, following: Packet, data: st.DataObject
) -> None:
    wire = encode(cut)
    kept = data.draw(st.integers(0, len(wire) - 1))
    reading = decoder()
    assert cut not in reading.feed(wire[:kept]) + reading.gap()
    reading.reset()  # as before each question
    assert reading.feed(encode(following)) == [following]


@given(st.lists(st.one_of(PACKETS.map(encode), JUNK), max_size=5).map(b"".join))
def test_expected_bytes_never_reach_beyond_the_packet_under_way(stream: bytes) -> None:
    reading = decoder()
    at = 0
    while at < len(stream):
        step = reading.expected
        assert step >= 1
        reading.feed(stream[at : at + step])
        at += step


def test_a_size_no_image_has_is_not_waited_for() -> None:
    absurd = encode(Packet(SI, 0, 0xFFFFFFFF, Flag.SUCCESS))
    reading = decoder()
    assert reading.feed(absurd + encode(Packet(SI, flag=Flag.TIMEOUT))) == [
        Packet(SI, flag=Flag.TIMEOUT)
    ]


# --- the images --------------------------------------------------------------


def image_of(
    kind: Format, body: bytes, *, width: int = 80, height: int = 96, part: tuple[int, int] = (0, 0)
) -> bytes:
    return HEADER.pack(width, height, *part, kind, width * height, 0) + body


def test_four_bits_to_a_pixel_have_the_left_one_low_and_may_cover_a_part() -> None:
    shown = draw_print(0, 80, 96)[10:50, 20:60]
    body = pack_nibbles(shown, high_first=False)
    image = decode_image(image_of(Format.FOUR_BIT, body, part=(20 | 10 << 16, 40 | 40 << 16)))
    assert image.bits == 4
    assert image.pixels.shape == (96, 80)
    assert np.array_equal(image.pixels[10:50, 20:60], (shown >> 4) * 17)
    assert image.pixels.sum() - image.pixels[10:50, 20:60].sum() == 255 * (80 * 96 - 40 * 40)
    assert decode_image(image_of(Format.FOUR_BIT, b"\x21" * 3840)).pixels[0, :3].tolist() == [
        *(17, 34, 17)
    ]


def test_wsq_is_kept_as_it_came() -> None:
    stream = encode_wsq(draw_print(0, 80, 96), 500)
    image = decode_image(image_of(Format.WSQ, stream))
    assert image.wsq == stream
    assert np.array_equal(image.pixels, decode_wsq(stream))


GREY = bytes(80 * 96)
STREAM = encode_wsq(np.zeros((96, 80), np.uint8), 500)
WINDOW = 20 | 10 << 16


@pytest.mark.parametrize(
    "data",
    [
        b"",
        image_of(Format.GREY, GREY)[:27],
        image_of(Format.GREY, GREY[1:]),
        image_of(Format.GREY, GREY + b"\0"),
        image_of(Format.GREY, GREY, width=96),
        image_of(Format.GREY, GREY, width=0, height=0),
        image_of(Format.GREY, bytes(81 * 96), width=81),
        image_of(Format.GREY, b"", width=4000, height=4000),
        HEADER.pack(80, 96, 0, 0, Format.GREY, 17, 0) + GREY,
        HEADER.pack(80, 96, 0, 0, 9, 80 * 96, 0) + GREY,
        image_of(Format.FOUR_BIT, GREY),
        image_of(Format.FOUR_BIT, bytes(2000), part=(WINDOW, 80 | 50 << 16)),
        image_of(Format.FOUR_BIT, bytes(40), part=(0, 9 | 9 << 16)),
        image_of(Format.WSQ, STREAM[: len(STREAM) // 2]),
        image_of(Format.WSQ, STREAM, width=96, height=80),
    ],
)
def test_an_image_whose_parts_do_not_fit_is_garbled(data: bytes) -> None:
    with pytest.raises(DeviceGarbledError):
        decode_image(data)


def test_a_binary_image_is_told_from_a_damaged_one() -> None:
    with pytest.raises(BinaryImageError):
        decode_image(image_of(Format.BINARY, bytes(80 * 96 // 8)))


# --- the emulated module -----------------------------------------------------

SMALL = SfmSettings(width=80, height=96, absent_polls=1)
ST_ASKED, ST_SAID = list(ASKED)[13], list(CARRIERS)[3]


def press(number: int) -> NDArray[np.uint8]:
    return draw_print(number % 2, 80, 96)


def asked(module: SfmModule, question: Packet) -> list[Packet]:
    return read(module.receive(encode(question)))


def test_the_emulated_module_gives_the_answers_of_the_reference() -> None:
    module = SfmModule(SfmSettings(absent_polls=0), lambda _: np.full((320, 272), 0x80, np.uint8))
    question, answer, carried = list(ASKED), list(SAID), list(CARRIERS)
    assert module.power_on() == b""
    assert module.receive(hexed(question[0])) == hexed(answer[0])
    assert asked(module, Packet(SI))[-1].size == 28 + 272 * 320 // 8  # binary, by default
    assert asked(module, ASKED[question[1]]) == [Packet(1, flag=Flag.SUCCESS)]
    assert asked(module, ASKED[question[2]]) == [Packet(3, 0, 0x30, Flag.SUCCESS)]
    image = hexed(IMAGE_HEAD) + b"\x80" * 87040
    in_one_piece = hexed(carried[0]) + image + b"\x0a"
    assert module.receive(hexed(question[5])) == hexed(answer[1]) + in_one_piece
    assert module.receive(hexed(question[6])) == encode(Packet(RI, 0, WHOLE, Flag.SUCCESS, image))
    begun = module.receive(hexed(question[9]))
    assert begun.startswith(encode(Packet(SIX, flag=Flag.SCAN_SUCCESS)) + hexed(answer[4]))
    assert begun[26:].startswith(hexed(carried[1]) + image[:4096])
    again = module.receive(hexed(question[12]))
    assert again == begun[26:]
    blocks = [module.receive(hexed(question[11])) for _ in range(21)]
    assert b"".join(block[13:-4] for block in blocks) == image[4096:]
    assert blocks[-1].startswith(hexed(carried[2]))
    assert module.receive(hexed(question[11])) == b""
    assert module.receive(hexed(question[11])) == b""
    assert module.receive(hexed(question[14])) == encode(
        Packet(Command.STATUS, 0x30, 0, Flag.SUCCESS, terminal=1)
    )
    assert module.receive(encode(Packet(Command.STATUS, terminal=0))) == b""
    assert module.receive(hexed(question[7])) == encode(Packet(0x60, flag=Flag.SUCCESS))


def test_the_emulated_module_scans_templates_and_times_out_like_the_reference() -> None:
    module = SfmModule(SMALL, press)
    assert module.receive(hexed(ST_ASKED)) == encode(Packet(ST, flag=Flag.TIMEOUT))
    said = module.receive(hexed(ST_ASKED))
    assert said == encode(Packet(ST, flag=Flag.SCAN_SUCCESS)) + hexed(ST_SAID) + bytes(384) + b"\n"
    assert asked(module, Packet(RIX, 0, 4096)) == [Packet(RIX, flag=Flag.NOT_FOUND)]
    assert asked(module, Packet(0x33)) == [Packet(0x33, flag=Flag.UNSUPPORTED)]
    for parameter, value in ((0x6C, 0x39), (0x71, 0x39), (0x11, 0)):
        question = Packet(Command.WRITE_PARAMETER, 0, value, parameter)
        assert asked(module, question)[0].flag == Flag.UNSUPPORTED


def test_only_saved_parameters_outlive_the_power() -> None:
    module = SfmModule(SMALL, press)
    module.baud = 115200
    module.power_on()
    for value in (0x38, 0x32):
        asked(module, Packet(Command.WRITE_PARAMETER, 0, value, Parameter.BAUD))
        asked(module, Packet(Command.RESET))
        assert module.baud == 115200
    asked(module, Packet(Command.WRITE_PARAMETER, 0, 0x30, Parameter.IMAGE_FORMAT))
    asked(module, Packet(Command.SAVE_PARAMETERS))
    asked(module, Packet(Command.RESET))
    assert module.parameters[Parameter.IMAGE_FORMAT] == 0x30


@given(st.binary(max_size=200))
def test_no_input_brings_the_emulated_module_down(data: bytes) -> None:
    module = SfmModule(SMALL, press)
    module.receive(data)
    module.power_on()
    assert asked(module, Packet(Command.STATUS)) == [Packet(4, 0x30, 0, Flag.SUCCESS)]


# --- the scanner against the emulated module ---------------------------------

# Generous where an answer comes, so that a busy machine does not matter.
TIMING = Timing(reply_s=0.5, stall_s=0.5, poll_s=0.001, settle_s=0.1, quiet_s=0.06, hello_s=0.5)


@pytest.fixture(autouse=True)
def drawn() -> None:
    press(0)
    press(1)


def desk(
    *faults: str,
    settings: SfmSettings = SMALL,
    baud: int | None = None,
    serve: Serve = over_tcp,
    make: type[SfmModule] = SfmModule,
) -> tuple[SfmModule, EmulatorServer]:
    module = make(replace(settings, faults=frozenset(faults)), press)
    return module, serve(module, baud=baud, faults=faults, away_s=0.02)


def connect(server: EmulatorServer, timing: Timing = TIMING, family: Family = SFM) -> SerialScanner:
    return scanner_of(family, server, timing)


class Cable(FaultyWire):
    """What a virtual line does to what it carries."""

    def question(self, data: bytes) -> bytes:
        return data


def in_no_time(
    *faults: str,
    settings: SfmSettings = SMALL,
    make: type[SfmModule] = SfmModule,
    family: Family = SFM,
    baud: int | None = 921600,
) -> tuple[SfmModule, Line]:
    """A module on a line whose clock only passes when it is waited on, with the real limits."""
    module, clock = make(replace(settings, faults=frozenset(faults)), press), VirtualClock()
    cable = VirtualLine(module, clock, Cable(frozenset(faults)), baud=baud or 115200)
    return module, Line(family, cable.connect, baud=baud, now=clock)


def assert_is_press(image: FingerImage, number: int) -> None:
    assert np.array_equal(image.pixels, press(number))


@both_ports
@pytest.mark.parametrize(
    "fault", ["no_scan_success", "no_extended", "stray_byte", "garble_image_once"]
)
def test_a_print_comes_across_pixel_by_pixel(serve: Serve, fault: str) -> None:
    _, server = desk(fault, serve=serve)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
        assert_is_press(scanner.capture(20), 1)


def test_what_a_scanner_tells_and_what_the_citizen_is_told() -> None:
    module, server = desk("busy_once")
    told: list[tuple[FingerState, float]] = []
    with server, open_scanner(server.address, "sfm", timing=TIMING) as scanner:
        before = scanner.identity
        image = scanner.capture(20, on_state=lambda state, part: told.append((state, part)))
        after = scanner.identity
    assert_is_press(image, 0)
    assert (image.width, image.height, image.dpi, image.bits) == (80, 96, 500, 8)
    assert image.wsq is None
    assert (before.family, before.model, before.serial) == ("SFM", "", f"{SERIAL:08X}")
    assert (before.width, before.height, before.dpi, before.bits) == (None, None, 500, 8)
    assert (before.id_grade, before.notes) == (False, ("uncertified",))
    assert (after.width, after.height) == (80, 96)
    assert [state for state, _ in told[:2]] == [FingerState.PLACE, FingerState.HOLD]
    assert told[-1] == (FingerState.LIFT, 1.0)
    parts = [part for state, part in told if state is FingerState.HOLD]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert (module.commands[SIX], module.commands[RIX]) == (2, 0)
    assert module.acknowledged[Flag.DATA_OK] >= 1  # nobody waits until the last one is heard
    assert module.acknowledged[Flag.DATA_ERROR] == 0
    assert module.parameters[Parameter.TIMEOUT] == 0x31


@needs_pty
def test_the_pace_of_the_wire_is_told_honestly() -> None:
    module, server = desk(baud=115200, serve=serve_pty)
    with server, open_scanner(server.address, "sfm", timing=TIMING) as scanner:
        assert module.baud == 921600  # found at the factory's rate, and raised
        image = scanner.capture(20)
    assert_is_press(image, 0)
    assert image.wire_fraction is not None
    assert 0.0 < image.wire_fraction <= 1.01


@pytest.mark.parametrize("family", [SFM, SFM_WSQ])
@pytest.mark.parametrize(
    "faults",
    [(), ("no_scan_success",), ("no_extended",), ("no_extended", "no_scan_success")],
)
def test_what_came_before_an_image_was_asked_for_is_not_counted_for_its_pace(
    faults: tuple[str, ...], family: Family
) -> None:
    _, line = in_no_time(*faults, family=family)
    with SerialScanner(family.name, line) as scanner:
        fraction = scanner.capture(20).wire_fraction
    assert fraction is not None
    assert 0.95 < fraction < 1.02  # the last acknowledgement counts, and nobody waits for it


class NumberedModule(SfmModule):
    """In network mode: deaf to packets without a number, on a line where another one talks."""

    def _answer(self, asked: Packet) -> bytes:
        if asked.terminal is None:
            return b""
        other = encode(Packet(asked.command, flag=Flag.REJECTED, terminal=asked.terminal + 1))
        said = super()._answer(asked)
        return other + said if said else b""


@both_ports
@pytest.mark.parametrize("faults", [(), ("no_extended",), ("bad_block_once",)])
def test_one_of_several_modules_on_a_line_is_asked_by_its_number(
    faults: tuple[str, ...], serve: Serve
) -> None:
    module, server = desk(*faults, serve=serve, make=NumberedModule)
    with server, open_scanner(server.address, "sfm@1", baud=115200, timing=TIMING) as scanner:
        first, second = scanner.capture(20), scanner.capture(20)
    assert_is_press(first, 0)
    assert_is_press(second, 1)
    assert (first.driver, scanner.identity.serial) == ("sfm", f"{SERIAL:08X}")
    assert module.acknowledged[Flag.DATA_ERROR] == int("bad_block_once" in faults)


@pytest.mark.parametrize("driver", ["sfm", "sfm@2"])
def test_a_module_of_another_number_does_not_answer(driver: str) -> None:
    module, line = in_no_time(make=NumberedModule, family=family_of(driver))
    with pytest.raises(DeviceSilentError):
        SerialScanner(driver, line)
    assert not module.commands


@pytest.mark.parametrize(
    "driver", ["sfm@", "sfm@0", "sfm@65536", "sfm@-1", "sfm@x", "sfm@\u0667", "ef01@1", "@1"]
)
def test_a_number_no_module_has_is_refused(driver: str) -> None:
    with pytest.raises(UnknownDriverError):
        family_of(driver)


def test_wsq_made_by_the_module_is_kept() -> None:
    module, server = desk()
    with server, connect(server, family=SFM_WSQ) as scanner:
        image = scanner.capture(20)
    assert image.wsq == encode_wsq(press(0), 500)
    assert np.array_equal(image.pixels, decode_wsq(encode_wsq(press(0), 500)))
    assert image.driver == "sfm-wsq"
    assert (module.commands[SIX], module.commands[RIX]) == (2, 0)


@pytest.mark.parametrize(
    ("formats", "bits", "notes"),
    [
        ({Format.BINARY, Format.GREY}, 8, ("uncertified",)),
        ({Format.BINARY, Format.FOUR_BIT}, 4, ("four_bit_grey", "uncertified")),
    ],
)
def test_a_module_without_wsq_sends_the_best_it_has(
    formats: set[Format], bits: int, notes: tuple[str, ...]
) -> None:
    _, server = desk(settings=replace(SMALL, formats=frozenset(formats)))
    with server, connect(server, family=SFM_WSQ) as scanner:
        image, identity = scanner.capture(20), scanner.identity
    assert (image.wsq, image.bits, identity.bits, identity.notes) == (None, bits, bits, notes)
    expected = press(0) if bits == 8 else (press(0) >> 4) * 17
    assert np.array_equal(image.pixels, expected)


def test_a_module_of_binary_images_only_is_refused() -> None:
    _, server = desk(settings=replace(SMALL, formats=frozenset({Format.BINARY})))
    with server, pytest.raises(DeviceRefusedError) as raised:
        connect(server)
    assert raised.value.details == {"command": "WRITE_PARAMETER", "device_code": "75"}


def test_a_part_of_a_four_bit_image_is_laid_on_its_place() -> None:
    four_bit = replace(SMALL, formats=frozenset({Format.FOUR_BIT}), part=(8, 16, 40, 60))
    _, server = desk(settings=four_bit)
    with server, connect(server) as scanner:
        image = scanner.capture(20)
    expected = np.full((96, 80), 255, np.uint8)
    expected[16:76, 8:48] = (press(0)[16:76, 8:48] >> 4) * 17
    assert np.array_equal(image.pixels, expected)


def test_a_module_that_forgot_its_format_is_told_again_and_its_image_read_again() -> None:
    module, server = desk()
    with server, connect(server) as scanner:
        module.power_on()
        assert_is_press(scanner.capture(20), 0)
    assert (module.commands[SIX], module.commands[RIX]) == (2, 1)


def test_the_finger_must_be_lifted_before_the_next_print() -> None:
    module, server = desk(settings=replace(SMALL, present_polls=5))
    told: list[FingerState] = []
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
        second = scanner.capture(20, on_state=lambda state, _: told.append(state))
    assert_is_press(second, 1)
    assert told[0] is FingerState.LIFT
    assert FingerState.PLACE in told
    # Four that find the finger, one that finds none: not one image for all of them.
    assert (module.commands[ST], module.commands[SIX]) == (5, 3)


@pytest.mark.parametrize(
    ("fault", "resent", "readings"),
    [
        ("slow_reply", 0, 0),
        ("garble_once", 0, 0),  # before the module was found, which may be at a wrong rate
        ("garble_image_once", 1, 1),
        ("drop_byte", 1, 1),
        ("insert_byte", 1, 1),
        ("cut_mid_image_once", 1, 1),
        ("wrong_pid", 1, 1),
        ("bad_block_once", 1, 1),
    ],
)
def test_a_damaged_block_comes_again_and_the_image_is_read_twice(
    fault: str, resent: int, readings: int
) -> None:
    module, line = in_no_time(fault)
    with SerialScanner("sfm", line) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[SIX] == 2  # one look without a finger, one with
    assert (module.acknowledged[Flag.DATA_ERROR], module.commands[RIX]) == (resent, readings)


@pytest.mark.parametrize(
    "fault", ["garble_image_once", "drop_byte", "insert_byte", "cut_mid_image_once"]
)
def test_an_image_without_a_checksum_is_read_until_two_are_equal(fault: str) -> None:
    module, line = in_no_time("no_extended", fault)
    with SerialScanner("sfm", line) as scanner:
        assert_is_press(scanner.capture(20), 0)
        assert module.commands[SI] == 2
        readings = module.commands[RI]
        assert readings in {2, 3}
        assert_is_press(scanner.capture(20), 1)
    assert module.commands[RI] == readings + 1
    assert module.commands[SIX] == 0  # refused, and not asked for again


def test_two_flipped_bits_that_hide_each_other_are_found_on_a_line_that_errs() -> None:
    class FlippingModule(SfmModule):
        def receive(self, data: bytes) -> bytes:
            answer = bytearray(super().receive(data))
            if len(answer) > 1000 and not self.commands[RIX]:
                at = next(at for at in range(100, 1000) if answer[at] != answer[at + 1])
                answer[at], answer[at + 1] = answer[at + 1], answer[at]
            return bytes(answer)

    module, server = desk("stray_byte", make=FlippingModule)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert (module.commands[SIX], module.commands[RIX]) == (2, 3)


def test_an_acknowledgement_that_is_lost_costs_no_image() -> None:
    class HalfDeafModule(SfmModule):
        def receive(self, data: bytes) -> bytes:
            if data == encode(Packet(SIX, flag=Flag.DATA_OK)) and not self.heard:
                self.heard = True
                return b""
            return super().receive(data)

        heard = False

    module, line = in_no_time(make=HalfDeafModule)
    with SerialScanner("sfm", line) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[SIX] == 2
    assert module.acknowledged[Flag.DATA_OK] >= 3  # nobody waits until the last one is heard
    assert module.acknowledged[Flag.DATA_ERROR] == 1


@both_ports
def test_packets_behind_the_last_block_are_taken_for_nothing(serve: Serve) -> None:
    class TalkativeModule(SfmModule):
        def _acknowledge(self, flag: Flag) -> list[Packet]:
            said = super()._acknowledge(flag)
            # As good as the announcement of another image.
            return said or [Packet(SIX, size=28 + 80 * 96, flag=Flag.SUCCESS)] * 2

    module, server = desk(serve=serve, make=TalkativeModule)
    with server, connect(server) as scanner:
        for number in (0, 1, 0):
            assert_is_press(scanner.capture(20), number)
    assert (module.commands[SIX], module.commands[RIX]) == (4, 0)  # one look without a finger


def test_a_module_that_skips_a_block_is_read_again() -> None:
    class SkippingModule(SfmModule):
        def _acknowledge(self, flag: Flag) -> list[Packet]:
            said = super()._acknowledge(flag)
            if said and said[0].parameter >> 16 == 1 and not self.commands[RIX]:
                return super()._acknowledge(flag)
            return said

    settings = replace(SMALL, height=160)  # of four blocks
    module = SkippingModule(settings, lambda _: draw_print(0, 80, 160))
    with serve_tcp(0, module, baud=None) as server, connect(server) as scanner:
        assert np.array_equal(scanner.capture(20).pixels, draw_print(0, 80, 160))
    assert module.commands[SIX] == 2


def test_a_module_that_is_busy_for_long_is_named() -> None:
    class BusyModule(SfmModule):
        def _read(self, asked: Packet) -> list[Packet]:
            return [Packet(asked.command, flag=Flag.BUSY)]

        def _scan(self, asked: Packet) -> list[Packet]:
            return self._read(asked)

    module, line = in_no_time(make=BusyModule)
    with SerialScanner("sfm", line) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"command": "SCAN_IMAGE_X", "device_code": "80"}
    assert module.commands[SIX] == 3
    assert scanner.identity.serial == ""  # not to be had either, but it works without


@pytest.mark.parametrize("flag", [Flag.TRY_AGAIN, Flag.SCAN_FAIL, Flag.FAKE_FINGER])
def test_a_finger_laid_badly_is_waited_for(flag: Flag) -> None:
    class PickyModule(SfmModule):
        def _upload(self, asked: Packet) -> list[Packet]:
            bad = asked.command == SIX and self.commands[SIX] < 4
            return [Packet(asked.command, flag=flag)] if bad else super()._upload(asked)

    module, server = desk(make=PickyModule)
    with server, connect(server) as scanner:
        assert_is_press(scanner.capture(20), 0)
    assert module.commands[SIX] == 4


def test_the_last_finger_is_not_taken_for_one_whose_scan_gave_no_image() -> None:
    class PickyModule(SfmModule):
        def _upload(self, asked: Packet) -> list[Packet]:
            # The second scan sees a finger, then says nothing: its refusal was lost.
            lost = asked.command == SI and self.commands[SI] == 3
            return [] if lost else super()._upload(asked)

    module, line = in_no_time("no_extended", make=PickyModule)
    with SerialScanner("sfm", line) as scanner:
        assert_is_press(scanner.capture(20), 0)
        with pytest.raises(DeviceRefusedError):
            scanner.capture(20)
        assert not scanner.holds_image
    assert module.commands[RI] == 1


@pytest.mark.parametrize(
    ("fault", "error"), [("silent", DeviceSilentError), ("garble", DeviceGarbledError)]
)
def test_a_module_that_cannot_be_greeted_is_named(fault: str, error: type[DeviceError]) -> None:
    _, line = in_no_time(fault)
    with pytest.raises(error):
        SerialScanner("sfm", line)


# What every image has wrong at the same place cannot be known where there is no checksum.
@pytest.mark.parametrize(
    ("fault", "more"),
    [("garble_image", ()), ("cut_mid_image", ()), ("cut_mid_image", ("no_extended",))],
)
def test_an_image_that_never_comes_whole_is_interrupted_and_stays_in_the_sensor(
    fault: str, more: tuple[str, ...]
) -> None:
    module, line = in_no_time(fault, *more)
    with SerialScanner("sfm", line) as scanner:
        with pytest.raises(ImageInterruptedError):
            scanner.capture(20)
        assert scanner.holds_image
    assert module.commands[SI if more else SIX] == 2


def test_a_refusal_carries_the_code_of_the_device() -> None:
    _, server = desk("nack")
    with server, connect(server) as scanner, pytest.raises(DeviceRefusedError) as raised:
        scanner.capture(20)
    assert raised.value.details == {"command": "SCAN_IMAGE_X", "device_code": "90"}


def test_no_finger_is_said_at_the_deadline() -> None:
    _, line = in_no_time("no_finger")
    with SerialScanner("sfm", line) as scanner, pytest.raises(NoFingerError):
        scanner.capture(20)


def test_stop_ends_the_wait_for_a_finger() -> None:
    _, server = desk("no_finger")
    looks = iter(range(1000))
    with server, connect(server) as scanner, pytest.raises(CaptureCancelledError):
        scanner.capture(20, lambda: next(looks) > 20)


@pytest.mark.parametrize("faults", [(), ("no_extended",)])
def test_a_transfer_cancelled_in_the_middle_is_begun_anew_without_a_press(
    faults: tuple[str, ...],
) -> None:
    module, server = desk(*faults, baud=921600)
    with server, connect(server) as scanner:
        cancel_in_the_middle(scanner)
        assert scanner.holds_image
        looks = module.commands[SIX] + module.commands[SI]
        assert_is_press(scanner.capture(20), 0)
        assert not scanner.holds_image
    assert module.commands[SIX] + module.commands[SI] == looks
    assert module.commands[Command.CANCEL] >= 1


def test_an_image_of_another_finger_is_not_used_once_forgotten() -> None:
    _, line = in_no_time(settings=replace(SMALL, present_polls=1))
    with SerialScanner("sfm", line) as scanner:
        cancel_in_the_middle(scanner)
        scanner.forget_image()
        assert_is_press(scanner.capture(20), 1)


@both_ports
def test_a_cable_pulled_in_the_middle_is_noticed_and_the_scanner_comes_back(serve: Serve) -> None:
    _, server = desk("unplug_mid_image", serve=serve)
    with server, connect(server) as scanner:
        with pytest.raises(DeviceUnpluggedError):
            scanner.capture(20)
        assert server.await_plugged(10)
        # It lost its power and with it the image; the finger is still there.
        assert_is_press(scanner.capture(20), 0)


@needs_pty
@pytest.mark.parametrize("baud", [57600, 460800])
def test_a_module_is_found_at_its_rate_and_made_faster(baud: int) -> None:
    module, server = desk(baud=baud, serve=serve_pty)
    with server:
        with open_scanner(server.address, "sfm", timing=replace(TIMING, hello_s=0.1)) as scanner:
            assert module.baud == 921600
            image = scanner.capture(20)
        # Found again where it is now, though it is not looked for there first.
        with open_scanner(server.address, "sfm", timing=replace(TIMING, hello_s=0.1)):
            assert module.baud == 921600
    assert_is_press(image, 0)


def test_a_module_that_changes_its_rate_before_it_answers_is_found_again() -> None:
    class HastyModule(SfmModule):
        def _write(self, asked: Packet) -> list[Packet]:
            said = super()._write(asked)
            return [] if asked.flag == Parameter.BAUD else said  # gone at a rate not heard here

    module, line = in_no_time(baud=None, make=HastyModule)
    with SerialScanner("sfm", line) as scanner:
        assert module.baud == 921600
        assert_is_press(scanner.capture(20), 0)


def test_a_module_that_lost_its_power_and_so_its_rate_is_found_again() -> None:
    module, line = in_no_time(baud=None)
    with SerialScanner("sfm", line) as scanner:
        assert module.baud == 921600
        module.power_on()
        assert module.baud == 115200
        with pytest.raises(DeviceSilentError):
            scanner.capture(20)
        assert_is_press(scanner.capture(20), 0)
        assert module.baud == 921600


def test_a_module_that_says_yes_to_a_rate_and_stays_is_found_again() -> None:
    module, line = in_no_time("baud_lost", baud=None)
    with SerialScanner("sfm", line) as scanner:
        assert module.baud == 115200
        assert scanner.identity.family == "SFM"


@needs_pty
def test_a_module_behind_a_bridge_is_found_by_asking() -> None:
    _, server = desk(baud=115200, serve=serve_pty)
    with server:
        found = identify(server.address)
    assert (found.driver, found.baud, found.identity.family) == ("sfm", 115200, "SFM")


def test_every_rate_it_is_looked_for_at_can_be_set() -> None:
    assert set(SFM.rates) == set(BAUDS)
    assert SFM.rates == SFM_WSQ.rates


@pytest.mark.parametrize("driver", ["sfm", "sfm-wsq"])
def test_a_file_can_be_the_finger(tmp_path: Path, driver: str) -> None:
    shown = draw_print(0, 272, 320)
    path = tmp_path / "finger.png"
    path.write_bytes(encode_png(shown, 500))
    with (
        emulate(driver, tcp=0, baud=9_216_000, image=path) as server,
        open_scanner(server.address, driver, timing=TIMING) as scanner,
    ):
        image = scanner.capture(20)
    wsq = encode_wsq(shown, 500)
    expected = shown if driver == "sfm" else decode_wsq(wsq)
    assert np.array_equal(image.pixels, expected)
