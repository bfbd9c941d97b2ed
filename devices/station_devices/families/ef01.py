"""The EF01 family: ZFM-20/60/70, R30x, AS608, R503 and their many relatives.

Packets (R503 and ZFM-70 manuals), all fields big endian:
``EF 01 | address(4) | PID(1) | LEN(2) | payload | SUM(2)`` with LEN = len(payload) + 2 and
SUM = PID + both bytes of LEN + every payload byte, modulo 65536. Only the upper four bits of each
pixel cross the wire, two pixels to a byte, the left one in the high nibble.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from station_devices.dialogue import Dialogue, HeardWrongError
from station_devices.errors import (
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    WrongImageSizeError,
    WrongPasswordError,
)
from station_devices.families.module import Family, RawImage
from station_devices.families.pixels import unpack_nibbles
from station_devices.families.text import text_of
from station_devices.resync import Found, Partial, Resynchroniser
from station_devices.scanner import ScannerIdentity

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import OnBytes, Timing
    from station_devices.framing import CallLimit
    from station_devices.transport import Transport

HEADER = b"\xef\x01"
ANY_ADDRESS = 0xFFFFFFFF
MAX_PAYLOAD = 256
OVERHEAD = 11  # bytes of a packet around its payload
DPI, BITS = 508, 4
KNOWN_SIZES = ((256, 288), (192, 192))  # ZFM-20/60/70, R30x, AS608; R503
PACKET_SIZES = (32, 64, 128, 256)  # by the value of the packet size parameter
BAUD_UNIT = 9600
_MAX_IMAGE_BYTES = 1 << 18
_PREFIX = struct.Struct(">2sIBH")


class Pid(IntEnum):
    """Packet types."""

    COMMAND = 0x01
    DATA = 0x02
    ACK = 0x07
    END = 0x08


class Op(IntEnum):
    """Command bytes."""

    GEN_IMAGE = 0x01
    UP_IMAGE = 0x0A
    SET_PARAMETER = 0x0E
    READ_PARAMETERS = 0x0F
    VERIFY_PASSWORD = 0x13
    PRODUCT_INFO = 0x3C


class Parameter(IntEnum):
    """What SetSysPara sets."""

    BAUD = 4
    PACKET_SIZE = 6


class Code(IntEnum):
    """First byte of an answer."""

    OK = 0x00
    RECEIVE_ERROR = 0x01
    NO_FINGER = 0x02
    CAPTURE_FAILED = 0x03
    POOR_IMAGE = 0x07
    UPLOAD_FAILED = 0x0F
    WRONG_PASSWORD = 0x13
    BAD_REGISTER = 0x1A
    BAD_VALUE = 0x1B
    MUST_VERIFY_PASSWORD = 0x21
    UNSUPPORTED = 0xFC


_PIDS = frozenset(Pid)
_NOT_YET = frozenset({Code.NO_FINGER, Code.CAPTURE_FAILED, Code.POOR_IMAGE})
_REFUSALS: dict[int, type[DeviceRefusedError]] = {
    Code.RECEIVE_ERROR: HeardWrongError,
    Code.WRONG_PASSWORD: WrongPasswordError,
    Code.MUST_VERIFY_PASSWORD: WrongPasswordError,
}


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet; ``payload`` has 1 to 256 bytes."""

    pid: Pid
    payload: bytes
    address: int = ANY_ADDRESS


def encode(packet: Packet) -> bytes:
    """Return the bytes of a packet.

    Raises:
        ValueError: The payload is empty or longer than 256 bytes.
    """
    if not 1 <= len(packet.payload) <= MAX_PAYLOAD:
        raise ValueError(f"payload of {len(packet.payload)} bytes")
    length = len(packet.payload) + 2
    prefix = _PREFIX.pack(HEADER, packet.address, packet.pid, length)
    return prefix + packet.payload + _checksum(packet.pid, length, packet.payload)


def _checksum(pid: int, length: int, payload: bytes) -> bytes:
    total = pid + (length >> 8) + (length & 0xFF) + sum(payload)
    return (total & 0xFFFF).to_bytes(2, "big")


class PacketFormat:
    """How packets look on the wire."""

    headers: tuple[bytes, ...] = (HEADER,)
    shortest = OVERHEAD + 1
    gap_s = 0.05  # measured: fuzzed streams recover

    def judge(self, buffer: bytearray, at: int) -> Found[Packet] | Partial | None:
        """Judge the bytes at a header."""
        if len(buffer) < at + _PREFIX.size:
            return Partial(self.shortest)
        _, address, pid, length = _PREFIX.unpack_from(buffer, at)
        if address != ANY_ADDRESS or pid not in _PIDS or not 3 <= length <= MAX_PAYLOAD + 2:
            return None
        start, end = at + _PREFIX.size, at + _PREFIX.size + length
        if len(buffer) < end:
            return Partial(end - at)
        payload = bytes(buffer[start : end - 2])
        if buffer[end - 2 : end] != _checksum(pid, length, payload):
            return None
        return Found(Packet(Pid(pid), payload, address), end - at)


def decoder() -> Resynchroniser[Packet]:
    """A decoder of packets."""
    return Resynchroniser(PacketFormat())


class Ef01Module:
    """One module; see ``FingerModule`` for what each method does and raises."""

    def __init__(self, transport: Transport, timing: Timing, now: Callable[[], float]) -> None:
        self._timing = timing
        self._talk = Dialogue(transport, decoder(), timing, now)
        self._size: tuple[int, int] | None = None

    def hello(self, limit: CallLimit) -> None:
        """Open the session with the factory's password."""
        self._ask(Op.VERIFY_PASSWORD, limit, bytes(4))

    def greet(self, limit: CallLimit) -> ScannerIdentity:
        """Learn what the module is and set the largest packets: 4 % less to send than with 128."""
        packet_size = self._packet_size(limit)
        info = self._known(Op.PRODUCT_INFO, limit)
        model = serial = ""
        if len(info) >= 46:
            model, serial = text_of(info[0:16]), text_of(info[20:28])
            width, height = struct.unpack_from(">HH", info, 38)
            self._size = (width, height) if width * height else None
        if packet_size not in {None, MAX_PAYLOAD}:
            with suppress(DeviceRefusedError):  # then it stays at its own
                self._set(Parameter.PACKET_SIZE, PACKET_SIZES.index(MAX_PAYLOAD), limit)
            self._talk.rest(self._timing.settle_s, limit)
        wide, high = self._size or (None, None)
        # Said plainly: 16 greys of a small window are not made for enrolment.
        notes = ("four_bit_grey", "small_area", "uncertified")
        return ScannerIdentity("EF01", model, serial, wide, high, DPI, BITS, False, notes)

    def ask_baud(self, baud: int, limit: CallLimit) -> None:
        """Set the rate, which is kept without power; some change only at the next power-on."""
        self._set(Parameter.BAUD, baud // BAUD_UNIT, limit)

    def sees_finger(self, limit: CallLimit) -> bool:
        """Look for a finger; the image it leaves in the sensor is not used."""
        return self.take_image(limit)

    def take_image(self, limit: CallLimit) -> bool:
        """Look for a finger once."""
        try:
            self._ask(Op.GEN_IMAGE, limit)
        except DeviceRefusedError as exc:
            if int(exc.details["device_code"], 16) in _NOT_YET:
                return False
            raise
        return True

    def upload_image(self, limit: CallLimit, on_bytes: OnBytes) -> RawImage:
        """Bring in the image buffer: an answer, then data packets."""
        junk, total = self._talk.junk, _data_length(self._size or KNOWN_SIZES[0])
        self._talk.send(_command(Op.UP_IMAGE))
        self._talk.answer(_accepting(Op.UP_IMAGE), limit.within(self._timing.reply_s))
        data, wire_bytes = bytearray(), 2 * (OVERHEAD + 1)
        while len(data) < _MAX_IMAGE_BYTES:
            packet = self._talk.next(limit.within(self._timing.stall_s))
            if packet.pid not in {Pid.DATA, Pid.END}:
                continue  # a late answer to a question asked twice
            data += packet.payload
            wire_bytes += len(packet.payload) + OVERHEAD
            on_bytes(len(data), total)
            if packet.pid is Pid.END:
                self._size = self._measured_size(len(data), self._talk.junk - junk)
                pixels = unpack_nibbles(bytes(data), *self._size, high_first=True)
                return RawImage(pixels, DPI, BITS, wire_bytes)
        raise DeviceGarbledError("the image has no end")

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""
        self._talk.rest(self._timing.poll_s, limit)

    def settle(self, limit: CallLimit) -> None:
        """Wait until a module in the middle of an image has finished sending it."""
        self._talk.settle(limit)

    def leave(self) -> None:
        """Nothing: the module rests by itself."""

    def _packet_size(self, limit: CallLimit) -> int | None:
        """Data bytes per packet, None on modules without ReadSysPara (R308)."""
        answer = self._known(Op.READ_PARAMETERS, limit)
        code = int.from_bytes(answer[12:14], "big")
        return PACKET_SIZES[code] if len(answer) >= 16 and code < len(PACKET_SIZES) else None

    def _measured_size(self, length: int, junk: int) -> tuple[int, int]:
        """Width and height by the length alone: packets and rows are unrelated.

        Of a line that dropped something only the size known before counts: a lost packet must not
        pass for a smaller sensor.
        """
        told = [self._size] if self._size else []
        candidates = told if junk else [*told, *KNOWN_SIZES]
        size = next((size for size in candidates if _data_length(size) == length), None)
        if size is None:
            raise WrongImageSizeError(
                f"an image of {length} bytes fits no known sensor",
                {"bytes": str(length), "junk": str(junk)},
            )
        return size

    def _known(self, op: Op, limit: CallLimit) -> bytes:
        """The answer to a command that older modules do not know; empty from those.

        Some refuse what they do not know, others keep silent.
        """
        try:
            return self._talk.ask(_command(op), _accepting(op), limit, reply_s=self._timing.hello_s)
        except (DeviceRefusedError, DeviceSilentError, DeviceGarbledError):
            return b""

    def _set(self, parameter: Parameter, value: int, limit: CallLimit) -> None:
        self._ask(Op.SET_PARAMETER, limit, bytes((parameter, value)))

    def _ask(self, op: Op, limit: CallLimit, arguments: bytes = b"") -> bytes:
        return self._talk.ask(_command(op, arguments), _accepting(op), limit)


def _command(op: Op, arguments: bytes = b"") -> bytes:
    return encode(Packet(Pid.COMMAND, bytes((op,)) + arguments))


def _accepting(op: Op) -> Callable[[Packet], bytes | None]:
    """What counts as the answer to a command: its bytes after the code."""

    def accept(packet: Packet) -> bytes | None:
        code = packet.payload[0]
        if packet.pid is not Pid.ACK:
            return None
        if code == Code.OK:
            return packet.payload[1:]
        raise _REFUSALS.get(code, DeviceRefusedError)(
            f"{op.name} was answered with code {code:02X}",
            {"command": op.name, "device_code": f"{code:02X}"},
        )

    return accept


def _data_length(size: tuple[int, int]) -> int:
    return size[0] * size[1] * BITS // 8


EF01 = Family("ef01", Ef01Module, rates=(57600, 115200, 9600, 38400, 19200), fastest=115200)
