"""Handheld scanners: framing of any stream, ports by identity, a scanner and its emulator."""

from __future__ import annotations

import sys
import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serial.tools.list_ports_common import ListPortInfo

from handheld_trial import trial
from station_devices import BarcodeScanner, identity_of, open_barcode_scanner, serial_ports
from station_devices.barcode.codec import GAP_S, LONG_GAP_S, MAX_BYTES, NOISE, Decoder, Fault
from station_devices.barcode.triggers import HONEYWELL, NEWLAND, SSI, TRIGGERS
from station_devices.emulator import emulate_barcode, scans_of, serve_pty, serve_tcp
from station_devices.emulator.barcode import BarcodeModule, BarcodeSettings
from station_devices.emulator.faults import SCAN_FAULTS
from station_devices.errors import (
    CaptureCancelledError,
    DeviceUnpluggedError,
    NoScanError,
    PortMissingError,
    ScansFileError,
    ScanTooLongError,
    TriggerRefusedError,
    TriggerUnsupportedError,
    UnknownFaultError,
)
from station_devices.framing import CallLimit, FrameReader
from station_devices.scanner import never

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from station_devices.barcode.codec import Frame
    from station_devices.barcode.triggers import Command
    from station_devices.emulator.serving import EmulatorServer, Module

    Serve = Callable[..., EmulatorServer]

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")

ENDS = st.sampled_from([b"\r", b"\n", b"\r\n"])
NOISES = st.lists(st.sampled_from([bytes((code,)) for code in NOISE]), max_size=4).map(b"".join)
# Any bytes but line ends, with an edge that is no noise: what a code may hold.
PAYLOADS = (
    st.binary(min_size=1, max_size=300)
    .map(lambda data: data.replace(b"\r", b"").replace(b"\n", b"").strip(NOISE))
    .filter(bool)
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The bytes in pieces, as reads may bring them."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


def fed(chunks: list[bytes]) -> tuple[list[Frame], Decoder]:
    decoder = Decoder()
    return [frame for chunk in chunks for frame in decoder.feed(chunk)], decoder


# -- framing ---------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(NOISES, PAYLOADS, NOISES, ENDS), max_size=6),
    st.lists(st.integers(min_value=0), max_size=12),
)
def test_scans_come_out_as_they_went_in_however_they_arrive(
    sent: list[tuple[bytes, bytes, bytes, bytes]], places: list[int]
) -> None:
    wire = b"".join(b"".join(parts) for parts in sent)
    frames, decoder = fed(cut(wire, places))
    assert frames == [payload for _, payload, _, _ in sent]
    assert decoder.junk == sum(len(before) + len(behind) for before, _, behind, _ in sent)


@given(st.lists(PAYLOADS, max_size=6), st.lists(st.integers(min_value=0), max_size=12))
def test_silence_ends_a_scan_too(payloads: list[bytes], places: list[int]) -> None:
    decoder = Decoder()
    for payload in payloads:
        frames = [frame for chunk in cut(payload, places) for frame in decoder.feed(chunk)]
        assert [*frames, *decoder.gap()] == [payload]
        assert decoder.gap() == []


@given(st.lists(st.integers(min_value=0), max_size=12), PAYLOADS, ENDS)
def test_what_has_no_end_is_reported_once_and_dropped_to_its_end(
    places: list[int], payload: bytes, end: bytes
) -> None:
    wire = b"7" * (2 * MAX_BYTES) + end + payload + end
    frames, decoder = fed(cut(wire, places))
    assert frames == [Fault.TOO_LONG, payload]
    assert decoder.junk == 2 * MAX_BYTES


def test_the_limit_itself_is_still_a_scan() -> None:
    assert fed([b"7" * MAX_BYTES + b"\r"])[0] == [b"7" * MAX_BYTES]
    assert fed([b"7" * MAX_BYTES, b"7\r"])[0] == [Fault.TOO_LONG]


def test_silence_ends_what_is_too_long() -> None:
    decoder = Decoder()
    assert decoder.feed(b"7" * (MAX_BYTES + 1)) == [Fault.TOO_LONG]
    assert decoder.gap() == []
    assert decoder.feed(b"card\r") == [b"card"]


def test_a_device_that_ends_its_scans_is_given_time() -> None:
    decoder = Decoder()
    assert decoder.gap_s == GAP_S
    decoder.feed(b"card\r")
    assert decoder.gap_s == LONG_GAP_S
    decoder.reset()
    assert decoder.gap_s == LONG_GAP_S


def test_half_a_scan_is_forgotten_with_its_cable() -> None:
    decoder = Decoder()
    decoder.feed(b"0010")
    decoder.reset()
    assert decoder.feed(b"card\r") == [b"card"]
    assert decoder.junk == 4


def test_text_keeps_its_blanks_and_tabs() -> None:
    assert fed([b"\x02\t a|b \t\x03\r"])[0] == [b"\t a|b \t"]


@given(st.sampled_from([NEWLAND.start, NEWLAND.stop, SSI.start, SSI.stop]), st.data())
def test_the_answer_to_a_command_is_no_scan(command: Command, data: st.DataObject) -> None:
    replies = command.replies
    reply = data.draw(st.sampled_from(sorted(replies)))
    decoder = Decoder()
    decoder.expect(replies)
    wire = b"\x00" + reply + b"card\r" + b"next\r"
    places = data.draw(st.lists(st.integers(min_value=0), max_size=8))
    frames = [frame for chunk in cut(wire, places) for frame in decoder.feed(chunk)]
    refusal = [] if replies[reply] else [Fault.REFUSED]
    assert frames == [*refusal, b"card", b"next"]
    assert decoder.junk == len(reply) + 1


def test_the_commands_are_those_of_the_manuals() -> None:
    assert HONEYWELL.start.wire.hex(" ") == "16 54 0d"
    assert HONEYWELL.stop.wire.hex(" ") == "16 55 0d"
    assert NEWLAND.start.wire.hex(" ") == "7e 01 30 30 30 30 23 53 43 4e 54 52 47 31 3b 03"
    assert SSI.start.wire.hex(" ") == "04 e4 04 00 ff 14"
    assert SSI.stop.wire.hex(" ") == "04 e5 04 00 ff 13"
    assert bytes.fromhex("04 D0 00 00 FF 2C") in SSI.start.replies


class StallingTransport:
    """Two halves of a scan; the thread that reads them stalls while the second arrives."""

    def __init__(self) -> None:
        self._chunks = [b"card of ", b"", b"an invented person", b""]

    def read(self, expected: int) -> bytes:
        assert expected == 1
        chunk = self._chunks.pop(0) if self._chunks else b""
        if not chunk:
            waited = threading.Event()
            waited.wait(2 * GAP_S)
        return chunk

    sets_baud = False

    def set_baud(self, baud: int) -> bool:
        raise AssertionError(baud)

    def write(self, data: bytes) -> None:
        raise AssertionError(data)

    def discard(self) -> None:
        self._chunks.clear()

    def close(self) -> None:
        self._chunks.clear()


def test_a_thread_that_stalls_takes_its_own_pause_for_no_silence() -> None:
    reader = FrameReader(StallingTransport(), Decoder())
    assert reader.next(CallLimit.seconds(20, never)) == b"card of an invented person"


# -- a scanner and its emulator --------------------------------------------------------------


def over_tcp(module: Module, *, baud: int | None = None, away_s: float = 0.5) -> EmulatorServer:
    return serve_tcp(0, module, baud=baud, away_s=away_s)


both_ways = pytest.mark.parametrize("serve", [pytest.param(serve_pty, marks=needs_pty), over_tcp])
CARDS = [f"00109900{number:04}||Nguyễn Thị Ánh|01011999|Nữ".encode() for number in range(9)]
QUICK = 0.05
"""Seconds to wait for what does not come."""


def take(scanner: BarcodeScanner, count: int) -> list[bytes]:
    return [scanner.next(20) for _ in range(count)]


@both_ways
@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n"])
def test_scans_come_one_by_one(serve: Serve, suffix: bytes) -> None:
    module = BarcodeModule(BarcodeSettings(suffix=suffix), CARDS)
    with serve(module, baud=115_200) as server, open_barcode_scanner(server.address) as scanner:
        assert take(scanner, 9) == CARDS
        assert scanner.junk == 0
        assert scanner.identity.family == "unknown"
        assert scanner.identity.address == server.address


@both_ways
def test_silence_parts_scans_without_an_end(serve: Serve) -> None:
    module = BarcodeModule(BarcodeSettings(suffix=b""))
    with serve(module, baud=None) as server, open_barcode_scanner(server.address) as scanner:
        for card in CARDS[:3]:
            module.scan(card)
            server.nudge()
            assert scanner.next(20) == card


def test_a_scan_under_way_at_the_deadline_comes_with_the_next_call() -> None:
    settings = BarcodeSettings(pause_s=0.3)
    module = BarcodeModule(settings, CARDS[:2], lambda number: frozenset(["split"][:number]))
    with over_tcp(module) as server, open_barcode_scanner(server.address) as scanner:
        assert scanner.next(20) == CARDS[0]
        with pytest.raises(NoScanError):
            scanner.next(QUICK)
        assert scanner.next(20) == CARDS[1]


@both_ways
@pytest.mark.parametrize("fault", ["stray_byte", "joined", "split"])
def test_what_a_line_does_to_scans_changes_none(serve: Serve, fault: str) -> None:
    settings = BarcodeSettings(pause_s=0.15)
    module = BarcodeModule(settings, CARDS, lambda number: frozenset([fault] if number else []))
    with serve(module, baud=None) as server, open_barcode_scanner(server.address) as scanner:
        assert take(scanner, 9) == CARDS
        assert scanner.junk == (16 if fault == "stray_byte" else 0)


def test_faults_hit_every_nth_scan() -> None:
    names = ["lost_byte", "too_long"]
    with (
        emulate_barcode(CARDS, tcp=0, baud=None, every_s=0.0, faults=names) as server,
        open_barcode_scanner(server.address) as scanner,
    ):
        assert take(scanner, 2) == CARDS[:2]
        with pytest.raises(ScanTooLongError):
            scanner.next(20)
        damaged = scanner.next(20)
        assert len(damaged) == len(CARDS[2]) - 1
        assert take(scanner, 2) == CARDS[3:5]


@both_ways
@pytest.mark.parametrize("fault", ["unplug", "unplug_mid_scan"])
def test_a_pulled_cable_loses_no_scan_and_brings_none_in_part(serve: Serve, fault: str) -> None:
    module = BarcodeModule(
        scans=CARDS, faults_of=lambda number: frozenset([fault] if number == 2 else [])
    )
    with (
        serve(module, baud=None, away_s=0.02) as server,
        open_barcode_scanner(server.address) as scanner,
    ):
        got = take(scanner, 3 if fault == "unplug" else 2)
        with pytest.raises(DeviceUnpluggedError):
            scanner.next(20)
        assert server.await_plugged(20)
        assert got + take(scanner, 9 - len(got)) == CARDS


@both_ways
def test_a_port_that_is_away_is_named_until_it_is_back(serve: Serve) -> None:
    module = BarcodeModule()
    with serve(module, baud=None) as server, open_barcode_scanner(server.address) as scanner:
        server.unplug()
        with pytest.raises(DeviceUnpluggedError):
            scanner.next(20)
        for ask in (lambda: scanner.next(20), scanner.connect):
            with pytest.raises(PortMissingError):
                ask()
        module.scan(CARDS[0])
        server.plug()
        assert scanner.next(20) == CARDS[0]


def test_what_was_received_whole_is_delivered_after_the_cable_was_pulled() -> None:
    module = BarcodeModule(faults_of=lambda _number: frozenset({"joined"}))
    with over_tcp(module) as server, open_barcode_scanner(server.address) as scanner:
        module.scan(*CARDS[:2])
        server.nudge()
        assert scanner.next(20) == CARDS[0]
        server.unplug()
        assert scanner.next(20) == CARDS[1]
        with pytest.raises(DeviceUnpluggedError):
            scanner.next(20)


def test_no_scan_is_an_error_of_its_own_and_a_stop_is_another() -> None:
    with (
        emulate_barcode(CARDS, tcp=0, faults=["silent"]) as server,
        open_barcode_scanner(server.address) as scanner,
    ):
        with pytest.raises(NoScanError):
            scanner.next(QUICK)
        asked = iter(range(1000))
        with pytest.raises(CaptureCancelledError):
            scanner.next(20, lambda: next(asked) > 3)


# -- the trigger -----------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize("family", sorted(TRIGGERS))
def test_a_soft_trigger_brings_a_scan(serve: Serve, family: str) -> None:
    module = BarcodeModule(BarcodeSettings(triggered=True), CARDS)
    with (
        serve(module, baud=115_200) as server,
        open_barcode_scanner(server.address, trigger=family) as scanner,
    ):
        with pytest.raises(NoScanError):
            scanner.next(QUICK)
        for card in CARDS[:3]:
            scanner.trigger()
            assert scanner.next(20) == card
        answer = max(map(len, TRIGGERS[family].start.replies), default=0)
        assert scanner.junk == (3 * 6 if family == "ssi" else 3 * answer)


def test_a_released_trigger_brings_none() -> None:
    module = BarcodeModule(BarcodeSettings(triggered=True))
    with (
        over_tcp(module) as server,
        open_barcode_scanner(server.address, trigger="newland") as scanner,
    ):
        scanner.trigger()
        scanner.release()
        both_answers = 2 * max(map(len, NEWLAND.start.replies))
        with pytest.raises(CaptureCancelledError):
            scanner.next(20, lambda: scanner.junk == both_answers)
        module.scan(CARDS[0])
        server.nudge()
        with pytest.raises(NoScanError):
            scanner.next(QUICK)
        scanner.trigger()
        assert scanner.next(20) == CARDS[0]


def test_a_refused_trigger_is_an_error() -> None:
    class StubbornModule(BarcodeModule):
        def receive(self, data: bytes) -> bytes:
            super().receive(data)
            return next(reply for reply, yes in NEWLAND.start.replies.items() if not yes)

    module = StubbornModule(BarcodeSettings(triggered=True))
    with (
        over_tcp(module) as server,
        open_barcode_scanner(server.address, trigger="newland") as scanner,
    ):
        scanner.trigger()
        with pytest.raises(TriggerRefusedError):
            scanner.next(20)


def test_a_trigger_nobody_documents_is_refused() -> None:
    with over_tcp(BarcodeModule()) as server, open_barcode_scanner(server.address) as scanner:
        for pull in (scanner.trigger, scanner.release):
            with pytest.raises(TriggerUnsupportedError):
                pull()


# -- ports by identity -----------------------------------------------------------------------


def port(
    device: str, vid: int | None = None, pid: int | None = None, serial: str | None = None
) -> ListPortInfo:
    """What pyserial's lister gives."""
    info = ListPortInfo(device, skip_link_detection=True)
    info.vid, info.pid, info.serial_number = vid, pid, serial
    return info


def test_ports_are_told_by_their_usb_identity() -> None:
    named = port("/dev/ttyACM1", 0x1EAB, 0x8003)
    named.product = "NLS-HR22 "
    listed = serial_ports(
        lambda: [
            named,
            port("/dev/ttyACM0", 0x0C2E, 0x0B6A, "17024B1234"),
            port("/dev/ttyACM2", 0x05E0, 0x1701),
            port("/dev/ttyUSB0", 0x1A86, 0x7523),
            port("/dev/ttyS0"),
        ]
    )
    found = [identity_of(one) for one in listed]
    assert [(one.address, one.family, one.model, one.serial) for one in found] == [
        ("/dev/ttyACM0", "honeywell", "Vuquest 3310", "17024B1234"),
        ("/dev/ttyACM1", "newland", "NLS-HR22", ""),
        ("/dev/ttyACM2", "zebra", "", ""),
        ("/dev/ttyS0", "unknown", "", ""),
        ("/dev/ttyUSB0", "unknown", "", ""),
    ]
    assert [one.is_handheld for one in found] == [True, True, True, False, False]


def test_the_ports_of_this_computer_can_be_listed() -> None:
    assert all(one.address for one in serial_ports())


def test_a_scanner_is_found_by_itself_and_followed_to_another_port() -> None:
    first, second = BarcodeModule(scans=CARDS[:1]), BarcodeModule(scans=CARDS[1:2])
    with over_tcp(first) as here, over_tcp(second) as there:
        plugged = [port("/dev/ttyUSB0", 0x1A86, 0x7523)]
        with pytest.raises(PortMissingError):
            open_barcode_scanner("auto", lister=lambda: plugged)
        plugged.append(port(here.address, 0x0C2E, 0x0B61, "A1"))
        with open_barcode_scanner("auto", lister=lambda: plugged) as scanner:
            assert scanner.identity.model == "Vuquest 3310g"
            assert scanner.next(20) == CARDS[0]
            here.unplug()
            with pytest.raises(DeviceUnpluggedError):
                scanner.next(20)
            plugged[:] = [
                port("/dev/ttyACM9", 0x05E0, 0x1701, "B2"),
                port(there.address, 0x0C2E, 0x0B61, "A1"),
            ]
            assert scanner.next(20) == CARDS[1]
            assert scanner.identity.address == there.address


@pytest.mark.parametrize("known_by", ["usb:05e0:1701:S9", "usb:05E0:1701", "address"])
def test_a_scanner_is_remembered_by_identity_and_not_by_port(known_by: str) -> None:
    first, second = BarcodeModule(scans=CARDS[:1]), BarcodeModule(scans=CARDS[1:2])
    with over_tcp(first) as here, over_tcp(second) as there:
        plugged = [port(here.address, 0x05E0, 0x1701, "S9")]
        url = here.address if known_by == "address" else known_by
        with open_barcode_scanner(url, lister=lambda: plugged) as scanner:
            assert scanner.next(20) == CARDS[0]
            here.unplug()
            with pytest.raises(DeviceUnpluggedError):
                scanner.next(20)
            plugged[:] = [port(here.address, 0x1A86, 0x7523)]
            with pytest.raises(PortMissingError):
                scanner.next(20)
            plugged[:] = [port(there.address, 0x05E0, 0x1701, "S9")]
            assert scanner.next(20) == CARDS[1]


def test_another_handheld_may_take_the_place_of_a_broken_one() -> None:
    module = BarcodeModule(scans=CARDS[:2])
    with over_tcp(module) as server:
        plugged = [port(server.address, 0x05E0, 0x1701, "S9")]
        with open_barcode_scanner(server.address, lister=lambda: plugged) as scanner:
            assert scanner.next(20) == CARDS[0]
            server.unplug()
            with pytest.raises(DeviceUnpluggedError):
                take(scanner, 9)
            plugged[:] = [port(server.address, 0x1EAB, 0x8003)]
            module.scan(CARDS[2])
            server.plug()
            assert scanner.next(20) == CARDS[2]
            assert scanner.identity.family == "newland"


def test_a_bridge_is_not_followed_for_anything_may_hang_on_one() -> None:
    with over_tcp(BarcodeModule()) as here, over_tcp(BarcodeModule()) as there:
        plugged = [port(here.address, 0x1A86, 0x7523)]
        with open_barcode_scanner(here.address, lister=lambda: plugged) as scanner:
            here.unplug()
            with pytest.raises(DeviceUnpluggedError):
                scanner.next(20)
            plugged[:] = [port(there.address, 0x1A86, 0x7523)]
            with pytest.raises(PortMissingError):
                scanner.next(20)


@pytest.mark.parametrize("url", ["usb:05e0", "usb:05e0:17", "usb:", "usb:0c2e:0b61:X", "/dev/no"])
def test_a_scanner_that_is_not_there_is_missing(url: str) -> None:
    with pytest.raises(PortMissingError):
        open_barcode_scanner(url, lister=list)


# -- the emulator by itself ------------------------------------------------------------------


def test_what_cannot_be_emulated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFaultError):
        emulate_barcode(CARDS, tcp=0, faults=["garble"])
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"\n\n")
    for path in (empty, tmp_path / "nowhere.txt"):
        with pytest.raises(ScansFileError):
            scans_of(path)


def test_a_file_gives_a_scan_a_line(tmp_path: Path) -> None:
    path = tmp_path / "scans.txt"
    path.write_bytes(CARDS[0] + b"\n\n" + CARDS[1] + b"\r\n")
    assert scans_of(path) == CARDS[:2]


def test_every_fault_can_be_started_by_name() -> None:
    for name in SCAN_FAULTS:
        emulate_barcode(CARDS, tcp=0, faults=[name]).stop()


@given(st.binary(max_size=200))
def test_no_input_brings_the_module_down(data: bytes) -> None:
    module = BarcodeModule(BarcodeSettings(triggered=True), CARDS)
    module.receive(data)
    module.power_on()
    assert module.receive(NEWLAND.start.wire) == bytes.fromhex(
        "02 01 30 30 30 30 23 53 43 4E 54 52 47 31 06 3B 03"
    )
    assert module.speak(0.0) == (CARDS[0] + b"\r", False)


@needs_pty
@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf"])
def test_hundreds_of_faulty_scans_lose_none(suffix: str) -> None:
    outcome = trial(300, seed=len(suffix), suffix=suffix)
    assert outcome.clean, outcome
    assert outcome.met["DEVICE_UNPLUGGED"] >= 3
    assert outcome.junk > 0


@needs_pty
def test_scans_without_an_end_survive_too() -> None:
    outcome = trial(10, seed=5, suffix="none")
    assert outcome.clean, outcome


@pytest.mark.parametrize("fault", [TypeError(), OSError(), ValueError()])
def test_a_port_that_vanishes_while_ports_are_listed_is_a_named_error(fault: Exception) -> None:
    def lister() -> list[ListPortInfo]:
        raise fault

    with pytest.raises(PortMissingError):
        serial_ports(lister)
