"""The reading loop over a scripted transport: limits, cancelling, resynchronisation."""

from __future__ import annotations

import time

import pytest

from station_devices.errors import (
    CaptureCancelledError,
    DeviceGarbledError,
    DeviceSilentError,
    DeviceUnpluggedError,
)
from station_devices.families.ef01 import Packet, Pid, decoder, encode
from station_devices.framing import CallLimit, FrameReader
from station_devices.scanner import never

ACK = Packet(Pid.ACK, b"\x00")


class ScriptedTransport:
    """Gives the chunks it was made with, then silence of a millisecond per read."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = list(chunks)
        self.discarded = 0

    sets_baud = False

    def set_baud(self, baud: int) -> bool:
        raise AssertionError(baud)

    def write(self, data: bytes) -> None:
        raise AssertionError(data)

    def read(self, expected: int) -> bytes:
        assert expected >= 1
        if self._chunks:
            return self._chunks.pop(0)
        time.sleep(0.001)  # what a port does while it waits
        return b""

    def discard(self) -> None:
        self.discarded += 1

    def close(self) -> None:
        self._chunks.clear()


def reader_of(*chunks: bytes) -> FrameReader[Packet]:
    return FrameReader(ScriptedTransport(*chunks), decoder())


def soon() -> CallLimit:
    return CallLimit.seconds(0.02, never)


def test_frames_come_one_by_one_even_if_they_arrived_together() -> None:
    other = Packet(Pid.DATA, b"abc")
    reader = reader_of(encode(ACK) + encode(other))
    assert reader.next(soon()) == ACK
    assert reader.next(soon()) == other


def test_no_byte_is_silence() -> None:
    with pytest.raises(DeviceSilentError):
        reader_of().next(soon())


def test_bytes_without_a_frame_are_garbled() -> None:
    with pytest.raises(DeviceGarbledError):
        reader_of(b"\xef\x01hello").next(soon())


def test_an_answer_behind_a_cut_packet_is_found_after_a_gap() -> None:
    reader = reader_of(encode(Packet(Pid.DATA, bytes(100)))[:40], encode(ACK))
    assert reader.next(CallLimit.seconds(5, never)) == ACK
    assert reader.junk == 40


def test_the_caller_can_stop() -> None:
    with pytest.raises(CaptureCancelledError):
        reader_of().next(CallLimit.seconds(5, lambda: True))


def test_discarding_forgets_what_was_decoded_but_not_asked_for() -> None:
    reader = reader_of(encode(ACK) + encode(ACK))
    reader.next(soon())
    reader.discard()
    with pytest.raises(DeviceSilentError):
        reader.next(soon())


def test_a_step_never_lasts_beyond_the_whole_call() -> None:
    whole = CallLimit.seconds(0.01, never)
    assert whole.within(60).until == whole.until
    assert whole.within(0).until <= whole.until


def test_a_lost_port_ends_the_wait() -> None:
    class LostTransport(ScriptedTransport):
        def read(self, expected: int) -> bytes:
            raise DeviceUnpluggedError(f"gone while waiting for {expected}")

    reader = FrameReader(LostTransport(), decoder())
    with pytest.raises(DeviceUnpluggedError):
        reader.next(CallLimit.seconds(60, never))
    with pytest.raises(DeviceUnpluggedError):
        reader.rest(60, CallLimit.seconds(60, never))


def test_settling_waits_for_the_end_of_the_talking() -> None:
    reader = reader_of(b"rest", b"of", b"an image")
    reader.settle(0.01, CallLimit.seconds(5, never))
    with pytest.raises(DeviceSilentError):
        reader.next(soon())


def test_a_long_frame_may_take_its_time_as_long_as_bytes_come() -> None:
    packet = Packet(Pid.DATA, bytes(range(200)))
    wire = encode(packet)
    told: list[int] = []
    reader = reader_of(*(wire[at : at + 40] for at in range(0, len(wire), 40)))
    assert reader.long(0.02, CallLimit.seconds(20, never), told.append) == packet
    assert told == [40, 80, 120, 160, 200, 211]


def test_a_long_frame_that_stops_is_not_waited_for() -> None:
    wire = encode(Packet(Pid.DATA, bytes(range(200))))
    with pytest.raises(DeviceGarbledError):
        reader_of(wire[:100]).long(0.02, CallLimit.seconds(20, never), lambda _: None)
    with pytest.raises(DeviceSilentError):
        reader_of().long(0.02, CallLimit.seconds(20, never), lambda _: None)
