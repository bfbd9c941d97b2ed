"""Packets of Suprema's SFM modules (UniFinger), all fields little endian.

    ``40 |               command | parameter(4) | size(4) | flag | SUM | 0A``
    ``41 | terminal(2) | command | parameter(4) | size(4) | flag | SUM | 0A``   on a network

SUM is the low byte of the sum of every byte before it. Some answers have data behind them:

    an image or template in one piece:  ``size`` bytes ``| 0A``, with no checksum at all;
    a block of an extended transfer:    ``size`` bytes ``| their sum(4)``
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from enum import IntEnum

from station_devices.resync import Found, Partial

SINGLE, NETWORK = b"\x40", b"\x41"  # what a packet begins with
END = b"\x0a"
_SINGLE = struct.Struct("<cBIIB")
_NETWORK = struct.Struct("<cHBIIB")
SINGLE_BYTES, NETWORK_BYTES = _SINGLE.size + 2, _NETWORK.size + 2
SUM_BYTES = 4
"""Behind the data of a block."""
_MOST_DATA = 4 << 20
"""No single finger at 500 to 1000 ppi is larger."""


class Command(IntEnum):
    """Commands, as far as they are sent or answered by the emulated module."""

    WRITE_PARAMETER = 0x01
    SAVE_PARAMETERS = 0x02
    READ_PARAMETER = 0x03
    STATUS = 0x04
    SCAN_IMAGE = 0x15
    READ_IMAGE = 0x20
    SCAN_TEMPLATE = 0x21
    CANCEL = 0x60
    SCAN_IMAGE_X = 0x83
    READ_IMAGE_X = 0x84
    RESET = 0xD0


class Flag(IntEnum):
    """What an answer says; the last two acknowledge blocks as well."""

    SUCCESS = 0x61
    SCAN_SUCCESS = 0x62
    SCAN_FAIL = 0x63
    NOT_FOUND = 0x69
    TRY_AGAIN = 0x6B
    TIMEOUT = 0x6C
    UNSUPPORTED = 0x75
    INVALID_ID = 0x76
    BUSY = 0x80
    CANCELLED = 0x81
    REJECTED = 0x90
    FAKE_FINGER = 0xB0
    DATA_ERROR = 0x82
    DATA_OK = 0x83


class Parameter(IntEnum):
    """System parameters: written and read with their number as the flag of the packet."""

    TIMEOUT = 0x62
    IMAGE_FORMAT = 0x6C
    MODULE_ID = 0x6D
    FIRMWARE = 0x6E
    SERIAL = 0x6F
    BAUD = 0x71
    SEND_SCAN_SUCCESS = 0x75


BAUDS = {
    9600: 0x31,
    19200: 0x32,
    38400: 0x33,
    57600: 0x34,
    115200: 0x35,
    230400: 0x36,
    460800: 0x37,
    921600: 0x38,
}
"""What ``Parameter.BAUD`` is for each rate."""
ONE_SECOND = 0x31
"""Of ``Parameter.TIMEOUT``; its default, 0x3A, is 10 s."""

_IN_ONE_PIECE = frozenset({Command.SCAN_IMAGE, Command.READ_IMAGE, Command.SCAN_TEMPLATE})
EXTENDED = frozenset({Command.SCAN_IMAGE_X, Command.READ_IMAGE_X})


@dataclass(frozen=True, slots=True)
class Packet:
    """A command, an answer, or a block of an extended transfer.

    Attributes:
        command: What is asked, and repeated in the answer.
        parameter: Of a block: its index in the upper 16 bits, how many there are in the lower.
        size: Of the data behind it; a value where a parameter is written or read.
        flag: What the answer is, or the number of a parameter; 0 for a block.
        data: What is behind it; None where nothing belongs there, or what came is damaged.
        terminal: Of a network packet; None for a single one.
    """

    command: int
    parameter: int = 0
    size: int = 0
    flag: int = 0
    data: bytes | None = None
    terminal: int | None = None

    @property
    def is_block(self) -> bool:
        """Whether it is a block of an extended transfer, if a module has sent it."""
        count, index = self.parameter & 0xFFFF, self.parameter >> 16
        return self.command in EXTENDED and self.flag == 0 and index < count

    @property
    def has_data(self) -> bool:
        """Whether data belong behind it, if a module has sent it."""
        is_one_piece = self.command in _IN_ONE_PIECE and self.flag == Flag.SUCCESS
        return self.size > 0 and (is_one_piece or self.is_block)


def encode(packet: Packet) -> bytes:
    """Return the bytes of a packet, and of its data."""
    fields = (packet.command, packet.parameter, packet.size, packet.flag)
    if packet.terminal is None:
        body = _SINGLE.pack(SINGLE, *fields)
    else:
        body = _NETWORK.pack(NETWORK, packet.terminal, *fields)
    head = body + bytes((sum(body) & 0xFF,)) + END
    return head if packet.data is None else head + packet.data + _tail(packet, packet.data)


def _tail(packet: Packet, data: bytes) -> bytes:
    """What stands behind the data of a packet."""
    return sum(data).to_bytes(SUM_BYTES, "little") if packet.is_block else END


class PacketFormat:
    """How packets look on the wire.

    Data that are damaged cost the packet only them: it comes without, and they are searched for
    what may have begun among them.

    Args:
        from_module: Whether data come behind packets, as a module sends them. A command for a
            WSQ image looks like the first block of one.
    """

    headers: tuple[bytes, ...] = (SINGLE, NETWORK)
    shortest = SINGLE_BYTES
    gap_s = 0.05  # measured for EF01: fuzzed streams recover

    def __init__(self, *, from_module: bool = True) -> None:
        self._from_module = from_module

    def judge(self, buffer: bytearray, at: int) -> Found[Packet] | Partial | None:
        """Judge the bytes at a header."""
        length = SINGLE_BYTES if buffer.startswith(SINGLE, at) else NETWORK_BYTES
        start = at + length
        if len(buffer) < start:
            return Partial(length)
        checksum = bytes((sum(buffer[at : start - 2]) & 0xFF,))
        if not buffer.startswith(checksum + END, start - 2):
            return None
        packet = _parsed(buffer[at : start - 2])
        if self._from_module and packet.has_data:
            return _with_data(packet, buffer, at, start)
        return Found(packet, length)


def _with_data(
    packet: Packet, buffer: bytearray, at: int, start: int
) -> Found[Packet] | Partial | None:
    """Judge a packet at ``at`` by its data, which begin at ``start``."""
    if packet.size > _MOST_DATA:
        return None
    end = start + packet.size
    stop = end + (SUM_BYTES if packet.is_block else len(END))
    if len(buffer) < stop:
        return Partial(stop - at)
    data = bytes(buffer[start:end])
    if not buffer.startswith(_tail(packet, data), end):
        return Found(packet, start - at)
    return Found(replace(packet, data=data), stop - at)


def _parsed(body: bytearray) -> Packet:
    terminal: int | None = None
    if body.startswith(SINGLE):
        _, command, parameter, size, flag = _SINGLE.unpack(body)
    else:
        _, terminal, command, parameter, size, flag = _NETWORK.unpack(body)
    return Packet(command, parameter, size, flag, terminal=terminal)
