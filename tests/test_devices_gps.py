"""GPS receivers: sentences of any stream, positions nobody can damage unseen, cables in and out."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING

import psutil
import pynmea2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from serial.tools.list_ports_common import ListPortInfo

from station_devices import Fix, GpsReceiver, NoFix, open_gps_receiver
from station_devices.emulator import emulate_gps, serve_pty, serve_tcp
from station_devices.emulator.gps import GPS_FAULTS, ROLLOVER, GpsModule, GpsSettings
from station_devices.errors import (
    CaptureCancelledError,
    DeviceSilentError,
    DeviceUnpluggedError,
    GpsGarbledError,
    NoFixError,
    PortMissingError,
    UnknownFaultError,
)
from station_devices.gps.codec import MAX_BYTES, checksum, decoder
from station_devices.gps.fixes import FixJoiner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from station_devices.emulator.serving import EmulatorServer

    Serve = Callable[..., EmulatorServer]

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")

AT = datetime(2026, 11, 28, 7, 30, 15, 250_000, UTC)
PLACE = (10.776533, 106.700982)
TEXTS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="$*!"),
    min_size=1,
    max_size=100,
)
PLACES = st.tuples(
    st.floats(-89.9, 89.9).map(lambda degrees: round(degrees, 6)),
    st.floats(-179.9, 179.9).map(lambda degrees: round(degrees, 6)),
)
CUTS = st.lists(st.integers(min_value=0), max_size=12)


def sentence(text: str) -> bytes:
    body = text.encode()
    return b"$%s*%02X\r\n" % (body, checksum(body))


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The bytes in pieces, as reads may bring them."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


def texts(chunks: Iterable[bytes]) -> list[str]:
    one = decoder()
    return [text for chunk in chunks for text in one.feed(chunk)]


def reports(wire: bytes) -> list[Fix | NoFix]:
    joiner = FixJoiner()
    found = [joiner.take(text) for text in texts([wire])]
    return [report for report in found if report is not None]


def seconds_of(count: int, place: tuple[float, float] = PLACE, *faults: str) -> bytes:
    """What a receiver sends in so many seconds."""
    times = (AT + timedelta(seconds=number) for number in range(count))
    module = GpsModule(GpsSettings(*place, faults=frozenset(faults)), lambda: next(times))
    return b"".join(module.speak(float(number))[0] for number in range(count))


# -- framing ---------------------------------------------------------------------------------


@given(st.lists(TEXTS, max_size=6), CUTS)
def test_sentences_come_out_as_they_went_in_however_they_arrive(
    sent: list[str], places: list[int]
) -> None:
    assert texts(cut(b"".join(map(sentence, sent)), places)) == sent


@given(
    st.lists(st.tuples(st.binary(max_size=40).filter(lambda junk: b"$" not in junk), TEXTS)), CUTS
)
def test_junk_and_half_sentences_hide_none(
    sent: list[tuple[bytes, str]], places: list[int]
) -> None:
    wire = b"".join(b"$GPGGA,07" + junk + sentence(text) for junk, text in sent)
    assert texts(cut(wire, places)) == [text for _, text in sent]


@given(st.binary(max_size=400), CUTS)
@example(b"$" * 300, [])
@example(b"$GPGGA" + b"," * 500, [7, 130])
def test_whatever_comes_the_next_whole_sentence_is_found(junk: bytes, places: list[int]) -> None:
    one = decoder()
    wire = junk + b"\r\n" + sentence("GPTXT,01")
    found = [text for chunk in cut(wire, places) for text in one.feed(chunk)]
    assert found[-1] == "GPTXT,01"
    assert one.feed(sentence("GPTXT,02")) == ["GPTXT,02"]


@given(TEXTS, st.integers(min_value=0), st.integers(0, 7))
def test_a_flipped_bit_costs_a_sentence_and_makes_none(text: str, where: int, bit: int) -> None:
    whole = bytearray(sentence(text))
    whole[where % len(whole)] ^= 1 << bit
    # The case of a checksum's letter means nothing, and a lone line feed ends a sentence too.
    assert [found for found in texts([bytes(whole)]) if found != text] == []


@pytest.mark.parametrize(
    "wrong",
    [
        b"$GPTXT,01\r\n",
        b"$GPTXT,01*\r\n",
        b"$GPTXT,01*5\r\n",
        b"$GPTXT,01*00\r\n",
        b"GPTXT,01*2B\r\n",
        sentence("GPTXT," + "0" * MAX_BYTES),
    ],
)
def test_what_cannot_be_checked_is_no_sentence(wrong: bytes) -> None:
    assert texts([wrong, sentence("GPTXT,02")]) == ["GPTXT,02"]


# -- what they say -----------------------------------------------------------------------------


@given(PLACES)
def test_a_position_comes_out_as_it_went_in(place: tuple[float, float]) -> None:
    (fix,) = reports(seconds_of(1, place))
    assert isinstance(fix, Fix)
    assert (fix.latitude, fix.longitude) == pytest.approx(place, abs=1e-6)
    assert (fix.at, fix.quality, fix.satellites, fix.hdop) == (AT, 1, 7, 0.94)


@given(PLACES)
def test_another_reader_understands_the_emulator(place: tuple[float, float]) -> None:
    lines = seconds_of(1, place).decode().splitlines()
    read = [pynmea2.parse(line, check=True) for line in lines]
    assert [one.sentence_type for one in read] == ["RMC", "GGA", "GSA", "GSV", "GSV"]
    assert all(one.is_valid for one in read[:3])
    assert read[0].datetime == AT
    assert (read[1].latitude, read[1].longitude) == pytest.approx(place, abs=1e-6)


@given(PLACES, st.lists(st.tuples(st.integers(min_value=0), st.integers(0, 7)), max_size=3))
def test_flipped_bits_never_move_the_desk(
    place: tuple[float, float], flips: list[tuple[int, int]]
) -> None:
    """Two flips may pass one checksum; a wrong place would need as many in the other sentence."""
    wire = bytearray(seconds_of(2, place))
    for where, bit in flips:
        wire[where % len(wire)] ^= 1 << bit
    for report in reports(bytes(wire)):
        if isinstance(report, Fix):
            assert (report.latitude, report.longitude) == pytest.approx(place, abs=1.1e-4)


def test_two_flips_that_pass_the_checksum_are_seen_by_the_other_sentence() -> None:
    wire = seconds_of(1)
    rmc = wire.index(b"1046.59198,N")
    damaged = bytearray(wire)
    damaged[rmc + 1] ^= 4  # 1446.
    damaged[rmc + 7] ^= 4
    assert len(texts([bytes(damaged)])) == len(texts([wire]))
    assert reports(bytes(damaged)) == []


@pytest.mark.parametrize("talker", ["GP", "GN", "GL", "GA", "GB", "BD", "QZ"])
def test_any_talker_is_understood(talker: str) -> None:
    told = [text.replace("GP", talker, 1) for text in texts([seconds_of(1)])]
    assert isinstance(reports(b"".join(map(sentence, told)))[0], Fix)


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        (",A,1046", ",V,1046"),  # the receiver warns
        (",,,A", ",,,N"),
        (",,,A", ",,,E"),  # dead reckoning
        (",,,A", ",,,S"),  # a simulator
        ("E,1,07", "E,0,07"),
        ("E,1,07", "E,6,07"),
        ("E,1,07", "E,8,07"),
        ("E,1,07", "E,,07"),
        (",N,106", ",,106"),  # no hemisphere
        (",N,106", ",E,106"),
        ("1046.59198", "1066.59198"),  # minutes
        ("1046.59198", "9146.59198"),  # beyond the pole
        ("1046.59198", "104.659198"),
        ("10642.05892", "19942.05892"),
        ("10642.05892", ""),
        ("073015.25", "253015.25"),
        ("073015.25", ""),
        ("281126", "321126"),
        ("281126", ""),
    ],
)
def test_what_was_not_measured_is_no_position(true: str, untrue: str) -> None:
    told = texts([seconds_of(1)])
    assert any(true in text for text in told)
    changed = b"".join(sentence(text.replace(true, untrue)) for text in told)
    assert not any(isinstance(report, Fix) for report in reports(changed))


def test_sentences_of_two_times_are_not_joined() -> None:
    first, second = texts([seconds_of(2)])[::5]
    gga = texts([seconds_of(2)])[6]
    joiner = FixJoiner()
    assert [joiner.take(text) for text in (first, gga)] == [None, None]
    assert isinstance(joiner.take(second), Fix)


def test_what_is_not_told_is_not_made_up() -> None:
    told = [text.replace(",07,0.94,", ",,,") for text in texts([seconds_of(1)])]
    (fix,) = reports(b"".join(map(sentence, told)))
    assert isinstance(fix, Fix)
    assert (fix.satellites, fix.hdop) == (None, None)


def test_no_position_says_how_many_satellites_are_in_view() -> None:
    found = reports(seconds_of(2, PLACE, "no_fix"))
    assert found == [NoFix(None), NoFix(None), NoFix(7), NoFix(7)]


@pytest.mark.parametrize("text", ["PUBX", "PGRMC,A,1", "GPRMC", "GPRMC,", "GPGSV,1,1,x", "GPXYZ,1"])
def test_what_nobody_knows_is_let_be(text: str) -> None:
    assert not isinstance(FixJoiner().take(text), Fix)


FIELDS = st.one_of(
    st.text("0123456789.-+ANSEWVe_ ", max_size=12),
    st.sampled_from(["073015", "1046.59198", "N", "10642.05892", "E", "A", "281126", "1", "07"]),
)


@given(st.sampled_from(["GPRMC", "GNGGA", "GPGSV"]), st.lists(FIELDS, max_size=20))
def test_a_sentence_of_nonsense_is_no_error(name: str, fields: list[str]) -> None:
    joiner = FixJoiner()
    rmc, gga = texts([seconds_of(1)])[:2]
    found = [joiner.take(",".join([name, *fields])), joiner.take(rmc), joiner.take(gga)]
    assert any(isinstance(report, Fix) for report in found)


# -- a receiver and its emulator ---------------------------------------------------------------


def over_pty(module: GpsModule, baud: int | None = None) -> EmulatorServer:
    return serve_pty(module, baud=baud)


def over_tcp(module: GpsModule, baud: int | None = None) -> EmulatorServer:
    return serve_tcp(0, module, baud=baud)


@pytest.fixture(params=[pytest.param(over_pty, marks=needs_pty), over_tcp])
def serve(request: pytest.FixtureRequest) -> Serve:
    chosen: Serve = request.param
    return chosen


def module(*faults: str, every_s: float = 0.01) -> GpsModule:
    return GpsModule(GpsSettings(*PLACE, every_s=every_s, faults=frozenset(faults)), lambda: AT)


def told(receiver: GpsReceiver, count: int) -> list[type]:
    return [type(receiver.next(20.0)) for _ in range(count)]


@pytest.mark.parametrize("baud", [4800, 9600])
def test_a_position_comes_over_the_wire_at_its_pace(serve: Serve, baud: int) -> None:
    with serve(module(), baud) as server, open_gps_receiver(server.address, baud=baud) as receiver:
        fix = receiver.fix(20.0)
    assert (fix.latitude, fix.longitude) == pytest.approx(PLACE, abs=1e-6)
    assert fix.at == AT


def test_a_cold_start_ends_with_a_position(serve: Serve) -> None:
    with serve(module("cold_start")) as server, open_gps_receiver(server.address) as receiver:
        assert told(receiver, 11) == [NoFix] * 10 + [Fix]


def test_a_lost_position_is_told(serve: Serve) -> None:
    with serve(module("lost_fix")) as server, open_gps_receiver(server.address) as receiver:
        assert told(receiver, 16) == [Fix] * 5 + [NoFix] * 10 + [Fix]


@pytest.mark.parametrize("fault", ["bad_checksum", "no_checksum", "garble"])
def test_damaged_sentences_are_no_position(serve: Serve, fault: str) -> None:
    with (
        serve(module(fault)) as server,
        open_gps_receiver(server.address) as receiver,
        pytest.raises(GpsGarbledError),
    ):
        receiver.next(0.5)


def test_junk_before_every_sentence_hides_none(serve: Serve) -> None:
    with serve(module("stray_byte")) as server, open_gps_receiver(server.address) as receiver:
        assert told(receiver, 3) == [Fix] * 3


def test_silence_is_told(serve: Serve) -> None:
    with (
        serve(module("silent")) as server,
        open_gps_receiver(server.address) as receiver,
        pytest.raises(DeviceSilentError),
    ):
        receiver.next(0.05)


def test_no_position_before_the_deadline_is_an_error_of_its_own(serve: Serve) -> None:
    with (
        serve(module("no_fix")) as server,
        open_gps_receiver(server.address) as receiver,
        pytest.raises(NoFixError),
    ):
        receiver.fix(0.2)


def test_a_receiver_that_never_says_where_has_no_position() -> None:
    class Mute(GpsModule):
        def speak(self, now: float) -> tuple[bytes, bool]:
            said, unplugs = super().speak(now)
            return said and sentence("GPVTG,,T,,M,0.1,N,0.2,K,A"), unplugs

    with serve_tcp(0, Mute(), baud=None) as server, open_gps_receiver(server.address) as receiver:
        assert receiver.next(0.2) == NoFix()


def test_a_calendar_that_has_run_out_is_not_set_right_in_secret(serve: Serve) -> None:
    with serve(module("old_date")) as server, open_gps_receiver(server.address) as receiver:
        assert receiver.fix(20.0).at == AT - ROLLOVER


def test_the_emulator_tells_utc_whatever_clock_it_is_given() -> None:
    vietnam = GpsModule(GpsSettings(*PLACE), lambda: AT.astimezone(timezone(timedelta(hours=7))))
    (fix,) = reports(vietnam.speak(0.0)[0])
    assert isinstance(fix, Fix)
    assert fix.at == AT


def test_a_cable_pulled_in_the_middle_of_a_second(serve: Serve) -> None:
    with serve(module("unplug")) as server, open_gps_receiver(server.address) as receiver:
        # The third second breaks off behind its position.
        with pytest.raises(DeviceUnpluggedError):
            told(receiver, 4)
        assert server.await_plugged(20.0)
        assert told(receiver, 2) == [Fix] * 2


def held(process: psutil.Process) -> tuple[int, int]:
    """Threads and what is open."""
    if sys.platform == "win32":
        return process.num_threads(), process.num_handles()
    return process.num_threads(), process.num_fds()


def test_twenty_plugs_later_nothing_is_left_open(serve: Serve) -> None:
    process = psutil.Process()
    with serve(module()) as server, open_gps_receiver(server.address) as receiver:
        assert told(receiver, 1) == [Fix]
        before = held(process)
        for _ in range(20):
            assert told(receiver, 2) == [Fix] * 2
            server.unplug()
            with pytest.raises(DeviceUnpluggedError):
                told(receiver, 100_000)
            with pytest.raises(PortMissingError):
                receiver.next(20.0)
            server.plug()
        assert told(receiver, 1) == [Fix]
        assert held(process) == before


@needs_pty
def test_the_other_rate_brings_nothing() -> None:
    with (
        over_pty(module(), 4800) as server,
        open_gps_receiver(server.address) as receiver,
        pytest.raises(DeviceSilentError),
    ):
        receiver.next(0.2)


def test_waiting_ends_when_the_caller_says_so(serve: Serve) -> None:
    stop = threading.Event()
    ended: list[str] = []
    with serve(module("silent")) as server, open_gps_receiver(server.address) as receiver:

        def wait() -> None:
            try:
                receiver.fix(60.0, stop.is_set)
            except CaptureCancelledError as exc:
                ended.append(exc.code)

        thread = threading.Thread(target=wait)
        thread.start()
        stop.set()
        thread.join(20.0)
    assert ended == ["CANCELLED"]


def port(device: str, usb: tuple[int, int], serial: str | None = None) -> ListPortInfo:
    found = ListPortInfo(device, skip_link_detection=True)
    (found.vid, found.pid), found.serial_number = usb, serial
    return found


@pytest.mark.parametrize(
    ("usb", "serial"), [((0x1546, 0x01A8), None), ((0x0403, 0x6001), "FT1")], ids=["u-blox", "FTDI"]
)
def test_a_receiver_is_followed_to_another_port(usb: tuple[int, int], serial: str | None) -> None:
    with over_tcp(module()) as first, over_tcp(module()) as second:
        ports = [port(first.address, usb, serial)]
        with open_gps_receiver(first.address, lister=lambda: ports) as receiver:
            assert told(receiver, 1) == [Fix]
            first.unplug()
            with pytest.raises(DeviceUnpluggedError):
                told(receiver, 100_000)
            ports[:] = []
            with pytest.raises(PortMissingError):
                receiver.next(20.0)
            ports[:] = [port(second.address, usb, serial)]
            assert told(receiver, 1) == [Fix]
            assert receiver.port.address == second.address


def test_a_receiver_is_found_by_its_usb_identity() -> None:
    with over_tcp(module()) as server:
        ports = [port("/dev/ttyS9", (0x1A86, 0x7523)), port(server.address, (0x1546, 0x01A8))]
        with open_gps_receiver("usb:1546:01a8", lister=lambda: ports) as receiver:
            assert told(receiver, 1) == [Fix]


def test_every_fault_has_its_words_and_no_other_is_taken() -> None:
    with pytest.raises(UnknownFaultError, match="known: no_fix"):
        emulate_gps(tcp=0, faults=["lost_byte"])
    assert all(GPS_FAULTS.values())


def test_the_emulator_stands_where_it_is_put() -> None:
    with (
        emulate_gps(tcp=0, baud=None, place=(-33.5, -70.25)) as server,
        open_gps_receiver(server.address) as receiver,
    ):
        fix = receiver.fix(20.0)
    assert (fix.latitude, fix.longitude) == (-33.5, -70.25)
