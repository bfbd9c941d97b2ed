"""The EF01 codec: reference packets, resynchronisation, independence of how bytes arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_devices.families.ef01 import Packet, Pid, decoder, encode

PACKETS = st.builds(Packet, st.sampled_from(Pid), st.binary(min_size=1, max_size=256))
# Junk full of header bytes: the nastiest there is.
JUNK = st.lists(
    st.one_of(st.sampled_from([b"\xef", b"\x01", b"\xef\x01", b"\x55"]), st.binary(max_size=6)),
    max_size=12,
).map(b"".join)

REFERENCE = {
    "EF 01 FF FF FF FF 01 00 07 13 00 00 00 00 00 1B": (Pid.COMMAND, "13 00 00 00 00"),
    "EF 01 FF FF FF FF 07 00 03 00 00 0A": (Pid.ACK, "00"),
    "EF 01 FF FF FF FF 07 00 03 13 00 1D": (Pid.ACK, "13"),
    "EF 01 FF FF FF FF 01 00 03 0F 00 13": (Pid.COMMAND, "0F"),
    "EF 01 FF FF FF FF 07 00 13 00 00 00 00 09 00 C8 00 03 FF FF FF FF 00 02 00 06 04 F2": (
        Pid.ACK,
        "00 00 00 00 09 00 C8 00 03 FF FF FF FF 00 02 00 06",
    ),
    "EF 01 FF FF FF FF 01 00 03 01 00 05": (Pid.COMMAND, "01"),
    "EF 01 FF FF FF FF 07 00 03 02 00 0C": (Pid.ACK, "02"),
    "EF 01 FF FF FF FF 01 00 03 0A 00 0E": (Pid.COMMAND, "0A"),
    "EF 01 FF FF FF FF 02 00 0A FF FF FF FF FF FF FF FF 08 04": (Pid.DATA, "FF" * 8),
    "EF 01 FF FF FF FF 08 00 0A FF FF FF FF FF FF FF FF 08 0A": (Pid.END, "FF" * 8),
    "EF 01 FF FF FF FF 01 00 05 0E 06 03 00 1D": (Pid.COMMAND, "0E 06 03"),
    "EF 01 FF FF FF FF 01 00 03 3C 00 40": (Pid.COMMAND, "3C"),
}


@pytest.mark.parametrize(("wire", "meaning"), REFERENCE.items())
def test_reference_packets_are_read_and_written_byte_for_byte(
    wire: str, meaning: tuple[Pid, str]
) -> None:
    packet = Packet(meaning[0], bytes.fromhex(meaning[1]))
    assert encode(packet) == bytes.fromhex(wire)
    assert decoder().feed(bytes.fromhex(wire)) == [packet]


def test_a_full_data_packet_has_the_sums_of_the_manual() -> None:
    assert encode(Packet(Pid.DATA, b"\xff" * 128))[-2:] == bytes.fromhex("80 04")
    assert encode(Packet(Pid.END, b"\xff" * 128))[-2:] == bytes.fromhex("80 0A")


@pytest.mark.parametrize("size", [0, 257])
def test_payloads_no_packet_can_carry_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="payload"):
        encode(Packet(Pid.DATA, bytes(size)))


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
    reading = decoder()
    stream = b"".join(junk + encode(packet) for junk, packet in parts) + tail
    assert reading.feed(stream) + reading.gap() == [packet for _, packet in parts]


@given(PACKETS, st.data())
def test_a_damaged_packet_is_never_taken_for_a_right_one(
    packet: Packet, data: st.DataObject
) -> None:
    wire = bytearray(encode(packet))
    where = data.draw(st.integers(0, len(wire) - 1))
    wire[where] ^= data.draw(st.integers(1, 255))
    reading = decoder()
    assert reading.feed(bytes(wire)) + reading.gap() == []


@given(PACKETS, PACKETS, st.data())
def test_a_cut_packet_does_not_swallow_the_next(
    cut: Packet, following: Packet, data: st.DataObject
) -> None:
    wire = encode(cut)
    kept = data.draw(st.integers(0, len(wire) - 1))
    reading = decoder()
    assert reading.feed(wire[:kept] + encode(following)) + reading.gap() == [following]


def test_a_packet_that_stalls_in_the_middle_is_not_lost() -> None:
    packet = Packet(Pid.DATA, bytes(range(200)))
    wire = encode(packet)
    reading = decoder()
    assert reading.feed(wire[:100]) == []
    assert reading.gap() == []
    assert reading.feed(wire[100:]) == [packet]


def test_packets_to_another_address_are_junk() -> None:
    wire = encode(Packet(Pid.ACK, b"\x00", address=0x01020304))
    reading = decoder()
    assert reading.feed(wire) == []
    assert reading.junk == len(wire)


@given(st.lists(st.one_of(PACKETS.map(encode), JUNK), max_size=5).map(b"".join))
def test_expected_bytes_never_reach_beyond_the_packet_under_way(stream: bytes) -> None:
    reading = decoder()
    at = 0
    while at < len(stream):
        step = reading.expected
        assert 1 <= step <= 258
        reading.feed(stream[at : at + step])
        at += step
