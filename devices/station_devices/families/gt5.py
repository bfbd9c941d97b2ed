"""The GT-5 family of ADH-Tech: GT-511C3, GT-511C1R, GT-521F32, GT-521F52.

Two kinds of packets, all fields little endian; SUM is the 16-bit sum of every byte before it:

    command, answer: ``55 AA | device(2) = 1 | parameter(4) | command or answer(2) | SUM(2)``
    data:            ``5A A5 | device(2) = 1 | data | SUM(2)``

A data packet does not tell its length: that is known from the question alone. An image is one
packet, eight bits to a pixel, and its sum has but 16 bits over 52 kB: two flipped bits may hide
each other. So an image that comes over a line seen to damage something is read twice and compared.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from station_devices.dialogue import Dialogue, HeardWrongError
from station_devices.errors import (
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    WrongImageSizeError,
)
from station_devices.families.module import Family, RawImage
from station_devices.families.text import text_of
from station_devices.resync import Found, Partial, Resynchroniser
from station_devices.scanner import ScannerIdentity

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import OnBytes, Timing
    from station_devices.framing import CallLimit
    from station_devices.transport import Transport

MESSAGE, DATA = b"\x55\xaa", b"\x5a\xa5"  # what a packet begins with
DEVICE = b"\x01\x00"
ACK, NACK = 0x30, 0x31
"""What stands in an answer where a command has its code."""
DPI, BITS = 450, 8
NOTES = ("low_resolution", "small_area", "uncertified")
KNOWN_SIZES = ((202, 258), (240, 216))
"""Width and height of the sensors seen: GT-511C3 and GT-521F; GT-511C1R."""
INFO = struct.Struct("<II16s")
"""What Open gives: firmware, most that USB carries in one go, serial number."""
MODULE_INFO = struct.Struct("<12s12s7H")
"""Sensor, engine, raw width and height, image width and height, records, enrolments, template."""
_BODY = struct.Struct("<2s2sIH")
MESSAGE_BYTES, DATA_OVERHEAD = 12, 6
_LOOKS_LIT = 32
"""A module that lost its power for a moment has its light off and would see no finger for ever."""


class Command(IntEnum):
    """Commands, as far as they are sent."""

    OPEN = 0x01
    CHANGE_BAUD = 0x04
    MODULE_INFO = 0x06
    LIGHT = 0x12
    IS_PRESSED = 0x26
    CAPTURE = 0x60
    GET_IMAGE = 0x62


class Error(IntEnum):
    """Parameters of a NACK."""

    TIMEOUT = 0x1001
    BAUD = 0x1002
    COMMUNICATION = 0x1006
    BAD_FINGER = 0x100C
    UNSUPPORTED = 0x100E
    DEVICE = 0x100F
    NOT_PRESSED = 0x1012


_NOT_YET = frozenset({Error.NOT_PRESSED, Error.BAD_FINGER, Error.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Message:
    """A command or an answer: 16 bits of code, 32 of parameter."""

    code: int
    parameter: int = 0


@dataclass(frozen=True, slots=True)
class Data:
    """A data packet."""

    data: bytes


Packet: TypeAlias = Message | Data


def encode(packet: Packet) -> bytes:
    """Return the bytes of a packet."""
    if isinstance(packet, Data):
        body = DATA + DEVICE + packet.data
    else:
        body = _BODY.pack(MESSAGE, DEVICE, packet.parameter, packet.code)
    return body + _checksum(body)


def _checksum(body: bytes | bytearray) -> bytes:
    return (sum(body) & 0xFFFF).to_bytes(2, "little")


class PacketFormat:
    """How packets look on the wire.

    Attributes:
        awaited: Bytes of the data that was asked for; 0: none was, None: up to the last byte that
            came, for a packet of unknown length behind which the line is quiet.
    """

    headers: tuple[bytes, ...] = (MESSAGE, DATA)
    shortest = MESSAGE_BYTES
    gap_s = 0.05  # measured for EF01: fuzzed streams recover

    def __init__(self, awaited: int | None = 0) -> None:
        self.awaited = awaited

    def judge(self, buffer: bytearray, at: int) -> Found[Packet] | Partial | None:
        """Judge the bytes at a header."""
        is_data, length = buffer.startswith(DATA, at), MESSAGE_BYTES
        if is_data:
            came = len(buffer) - at
            length = came if self.awaited is None else self.awaited + DATA_OVERHEAD
        if length <= DATA_OVERHEAD or not DEVICE.startswith(buffer[at + 2 : at + 4]):
            return None
        if len(buffer) < at + length:
            return Partial(length)
        body = buffer[at : at + length - 2]
        if not buffer.startswith(_checksum(body), at + length - 2):
            return None
        if is_data:
            return Found(Data(bytes(body[4:])), length)
        parameter, code = _BODY.unpack(body)[2:]
        return Found(Message(code, parameter), length)


class Gt5Module:
    """One module; see ``FingerModule`` for what each method does and raises."""

    def __init__(self, transport: Transport, timing: Timing, now: Callable[[], float]) -> None:
        self._timing = timing
        self._format = PacketFormat()
        self._talk = Dialogue(transport, Resynchroniser(self._format), timing, now)
        self._serial = ""
        self._size: tuple[int, int] | None = None
        self._lit_for = 0  # looks until the light is switched on again
        self._sound_at = 0  # junk of the line when it was last right; -1: it has erred since

    def hello(self, limit: CallLimit) -> None:
        """Open the session. With its information: other families know packets alike."""
        info = self._ask_data(Command.OPEN, 1, INFO.size, limit)
        self._serial = INFO.unpack(info)[2].hex().upper()
        self._lit_for = 0
        self._sound_at = self._talk.junk  # what came before may have come at another rate

    def greet(self, limit: CallLimit) -> ScannerIdentity:
        """Learn what the module is; a GT-511 does not tell, its first image will."""
        model, self._size = self._module_info(limit)
        wide, high = self._size or (None, None)
        return ScannerIdentity("GT-5", model, self._serial, wide, high, DPI, BITS, False, NOTES)

    def ask_baud(self, baud: int, limit: CallLimit) -> None:
        """Set the rate, which the module forgets without power."""
        self._ask(Command.CHANGE_BAUD, baud, limit)

    def sees_finger(self, limit: CallLimit) -> bool:
        """Look for a finger."""
        return self._look(Command.IS_PRESSED, 0, limit) == 0

    def take_image(self, limit: CallLimit) -> bool:
        """Take the best image of the finger there; a module without one refuses at once."""
        return self._look(Command.CAPTURE, 1, limit) is not None

    def upload_image(self, limit: CallLimit, on_bytes: OnBytes) -> RawImage:
        """Bring in the image; twice where the line has damaged something since the last one."""
        data, readings = self._reading(limit, on_bytes), 1
        if self._talk.junk != self._sound_at:
            again, readings = self._reading(limit, on_bytes), 2
            if again != data:
                raise DeviceGarbledError("two readings of the image differ")
            self._sound_at = self._talk.junk
        on_bytes(len(data), len(data))
        self._size = self._size or _size_of(len(data))
        width, height = self._size
        pixels = np.frombuffer(data, np.uint8).reshape(height, width)
        wire_bytes = readings * (2 * MESSAGE_BYTES + DATA_OVERHEAD + len(data))
        return RawImage(pixels, DPI, BITS, wire_bytes)

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""
        self._talk.rest(self._timing.poll_s, limit)

    def settle(self, limit: CallLimit) -> None:
        """Wait until a module in the middle of an image has finished sending it."""
        self._talk.settle(limit)

    def leave(self) -> None:
        """Light off."""
        with suppress(DeviceError):  # whoever leaves does not care whether the port is there
            self._talk.send(encode(Message(Command.LIGHT, 0)))

    def _look(self, command: Command, parameter: int, limit: CallLimit) -> int | None:
        """Look for a finger, with the light on; None if it refuses for want of one."""
        if self._lit_for == 0:
            self._ask(Command.LIGHT, 1, limit)
            self._lit_for = _LOOKS_LIT
        self._lit_for -= 1
        try:
            return self._ask(command, parameter, limit)
        except DeviceRefusedError as exc:
            if int(exc.details["device_code"], 16) in _NOT_YET:
                return None
            raise

    def _module_info(self, limit: CallLimit) -> tuple[str, tuple[int, int] | None]:
        """Sensor and image size where they are told."""
        brief = limit.within(2 * self._timing.reply_s)  # old modules may not answer at all
        try:
            info = self._ask_data(Command.MODULE_INFO, 0, MODULE_INFO.size, brief)
        except (DeviceRefusedError, DeviceSilentError, DeviceGarbledError):
            return "", None
        sensor, _, _, _, width, height, *_ = MODULE_INFO.unpack(info)
        return text_of(sensor), (width, height) if width * height else None

    def _reading(self, limit: CallLimit, on_bytes: OnBytes) -> bytes:
        """Read the image buffer once; where its size is not known, silence may end it as well."""
        width, height = self._size or KNOWN_SIZES[0]
        self._format.awaited = total = width * height
        accept = partial(_data, Command.GET_IMAGE)
        self._talk.send(encode(Message(Command.GET_IMAGE)))
        try:
            return self._talk.long_answer(accept, limit, lambda n: on_bytes(min(n, total), total))
        except (DeviceSilentError, DeviceGarbledError):
            self._format.awaited = 0 if self._size else None
            packet = self._talk.again()
            if isinstance(packet, Data):
                return packet.data
            self._sound_at = -1
            raise
        finally:
            self._format.awaited = 0

    def _ask(self, command: Command, parameter: int, limit: CallLimit) -> int:
        question = encode(Message(command, parameter))
        return self._talk.ask(question, partial(_parameter, command), limit)

    def _ask_data(self, command: Command, parameter: int, length: int, limit: CallLimit) -> bytes:
        question, self._format.awaited = encode(Message(command, parameter)), length
        try:
            return self._talk.ask(question, partial(_data, command), limit)
        finally:
            self._format.awaited = 0


def _parameter(command: Command, packet: Packet) -> int | None:
    """What answers a command: the parameter of its ACK."""
    if isinstance(packet, Data) or packet.code not in {ACK, NACK}:
        return None
    if packet.code == ACK:
        return packet.parameter
    raise (HeardWrongError if packet.parameter == Error.COMMUNICATION else DeviceRefusedError)(
        f"{command.name} was answered with error {packet.parameter:04X}",
        {"command": command.name, "device_code": f"{packet.parameter:04X}"},
    )


def _data(command: Command, packet: Packet) -> bytes | None:
    """What answers one with data; an ACK lost on the way does not matter when they come."""
    if isinstance(packet, Data):
        return packet.data
    _parameter(command, packet)
    return None


def _size_of(length: int) -> tuple[int, int]:
    for width, height in KNOWN_SIZES:
        if width * height == length:
            return width, height
    details = {"bytes": str(length), "junk": "0"}  # it came whole
    raise WrongImageSizeError(f"an image of {length} bytes fits no known sensor", details)


GT5 = Family("gt5", Gt5Module, (9600, 115200, 57600, 38400, 19200), fastest=115200)
