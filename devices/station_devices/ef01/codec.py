"""EF01 packets to bytes and back, without any I/O.

Format (R503 and ZFM-70 manuals), all fields big endian:
``EF 01 | address(4) | PID(1) | LEN(2) | payload | SUM(2)`` with LEN = len(payload) + 2 and
SUM = PID + both bytes of LEN + every payload byte, modulo 65536.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum, IntEnum

HEADER = b"\xef\x01"
ANY_ADDRESS = 0xFFFFFFFF
MAX_PAYLOAD = 256
OVERHEAD = 11
"""Bytes of a packet around its payload."""
GAP_S = 0.05
"""Silence after which a partial packet is no longer believed (measured: fuzzed streams recover)."""

_PREFIX = struct.Struct(">2sIBH")
_SUM_SIZE = 2
_SHORTEST = OVERHEAD + 1


class Pid(IntEnum):
    """Packet types."""

    COMMAND = 0x01
    DATA = 0x02
    ACK = 0x07
    END = 0x08


_PIDS = frozenset(Pid)


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet; ``payload`` has 1 to 256 bytes."""

    pid: Pid
    payload: bytes
    address: int = ANY_ADDRESS


class _Verdict(Enum):
    FALSE = "not a packet"
    PARTIAL = "not all there yet"


def encode(packet: Packet) -> bytes:
    """Return the bytes of a packet.

    Raises:
        ValueError: The payload is empty or longer than 256 bytes.
    """
    if not 1 <= len(packet.payload) <= MAX_PAYLOAD:
        raise ValueError(f"payload of {len(packet.payload)} bytes")
    length = len(packet.payload) + _SUM_SIZE
    prefix = _PREFIX.pack(HEADER, packet.address, packet.pid, length)
    return prefix + packet.payload + _checksum(packet.pid, length, packet.payload)


def _checksum(pid: int, length: int, payload: bytes) -> bytes:
    total = pid + (length >> 8) + (length & 0xFF) + sum(payload)
    return (total & 0xFFFF).to_bytes(_SUM_SIZE, "big")


class Decoder:
    """Incremental decoder that finds its way back after junk, false headers and cut packets.

    A candidate that turns out false costs only its two header bytes: the rest is searched again,
    because the next valid packet may have begun inside it.

    Attributes:
        junk: Bytes dropped so far because they belonged to no valid packet.
    """

    def __init__(self, address: int = ANY_ADDRESS) -> None:
        self._address = address
        self._buffer = bytearray()
        self.junk = 0

    @property
    def gap_s(self) -> float:
        """Seconds of silence after which ``gap`` wants to be told."""
        return GAP_S

    @property
    def expected(self) -> int:
        """Bytes that must still come before a packet can be complete; at least 1."""
        have = len(self._buffer)
        if have < _PREFIX.size:
            return _SHORTEST - have
        length = int.from_bytes(self._buffer[7:9], "big")
        return max(1, _PREFIX.size + length - have)

    def feed(self, data: bytes) -> list[Packet]:
        """Take bytes as they came; returns the packets completed by them, in order."""
        self._buffer += data
        return self._scan(past_partial=False)

    def gap(self) -> list[Packet]:
        """Tell the decoder that the line has been quiet for a while; returns rescued packets.

        Then the packet under way was cut or its header is false, and a valid packet may be hiding
        behind that header. If there is none the partial packet is kept: it may have been a stall.
        """
        return self._scan(past_partial=True)

    def reset(self) -> None:
        """Forget a partial packet."""
        self._buffer.clear()

    def _scan(self, *, past_partial: bool) -> list[Packet]:
        found: list[Packet] = []
        used = at = 0  # used: end of the last valid packet
        keep: int | None = None  # start of the first partial packet after it
        while (at := self._buffer.find(HEADER, at)) >= 0:
            verdict = self._judge(at)
            if isinstance(verdict, Packet):
                found.append(verdict)
                self.junk += at - used
                used = at = at + OVERHEAD + len(verdict.payload)
                keep = None
                continue
            if verdict is _Verdict.PARTIAL:
                keep = at if keep is None else keep
                if not past_partial:
                    break
            at += len(HEADER)
        self._forget(used, keep)
        return found

    def _judge(self, at: int) -> Packet | _Verdict:
        if len(self._buffer) < at + _PREFIX.size:
            return _Verdict.PARTIAL
        _, address, pid, length = _PREFIX.unpack_from(self._buffer, at)
        if address != self._address or pid not in _PIDS or not 3 <= length <= MAX_PAYLOAD + 2:
            return _Verdict.FALSE
        start, end = at + _PREFIX.size, at + _PREFIX.size + length
        if len(self._buffer) < end:
            return _Verdict.PARTIAL
        payload = bytes(self._buffer[start : end - _SUM_SIZE])
        if self._buffer[end - _SUM_SIZE : end] != _checksum(pid, length, payload):
            return _Verdict.FALSE
        return Packet(Pid(pid), payload, address)

    def _forget(self, used: int, keep: int | None) -> None:
        """Drop what is decoded and what can no longer become a packet."""
        if keep is None:
            half_header = self._buffer.endswith(HEADER[:1]) and len(self._buffer) > used
            keep = len(self._buffer) - half_header
        self.junk += keep - used
        del self._buffer[:keep]
