"""The EF01 commands the station uses, each with its answer checked and a limit of time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from station_devices.ef01.codec import OVERHEAD, Decoder, Packet, Pid, encode
from station_devices.errors import (
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    WrongPasswordError,
)
from station_devices.framing import CallLimit, FrameReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.transport import Transport

ATTEMPTS = 3
MAX_IMAGE_BYTES = 1 << 18


class Op(IntEnum):
    """Command bytes."""

    GEN_IMAGE = 0x01
    UP_IMAGE = 0x0A
    SET_PARAMETER = 0x0E
    READ_PARAMETERS = 0x0F
    VERIFY_PASSWORD = 0x13
    PRODUCT_INFO = 0x3C


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
    MUST_VERIFY_PASSWORD = 0x21
    UNSUPPORTED = 0xFC


PACKET_SIZE_PARAMETER = 6
PACKET_SIZES = (32, 64, 128, 256)
"""By the value of the packet size parameter."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Limits in seconds.

    Attributes:
        reply_s: For one answer. Modules answer within 0.2 s (manuals), image taking included.
        stall_s: For the next data packet of an image.
        poll_s: Between two looks for a finger.
        settle_s: After a parameter was written; modules need 0.1 to 0.25 s (seen in drivers).
        quiet_s: Silence that means the device has stopped sending.
        hold_s: How long an image left in the sensor is still taken for the same finger.
        lift_s: How long to wait for the finger of the last image to be lifted. Long enough for a
            slow hand: what follows is an error that somebody has to look at.
    """

    reply_s: float = 1.0
    stall_s: float = 0.5
    poll_s: float = 0.05
    settle_s: float = 0.25
    quiet_s: float = 0.1
    hold_s: float = 30.0
    lift_s: float = 5.0


@dataclass(frozen=True, slots=True)
class ProductInfo:
    """What ReadProdInfo tells."""

    model: str
    serial: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Upload:
    """Image data received: the bytes, all bytes on the wire, and the bytes dropped on the way."""

    data: bytes
    wire_bytes: int
    junk: int


class Ef01Commands:
    """Speaks to one module over an open transport.

    Every method raises ``DeviceSilentError``, ``DeviceGarbledError``, ``DeviceRefusedError``,
    ``DeviceUnpluggedError`` or ``CaptureCancelledError``.
    """

    def __init__(self, transport: Transport, timing: Timing) -> None:
        self._transport = transport
        self._timing = timing
        self._reader = FrameReader(transport, Decoder())

    def verify_password(self, password: int, limit: CallLimit) -> None:
        """Open the session; also the first sign of life."""
        self._ask(Op.VERIFY_PASSWORD, limit, password.to_bytes(4, "big"))

    def packet_size(self, limit: CallLimit) -> int | None:
        """Return the data bytes per packet, None on modules without ReadSysPara (R308)."""
        try:
            answer = self._ask(Op.READ_PARAMETERS, limit)
        except DeviceRefusedError:
            return None
        code = int.from_bytes(answer[12:14], "big")
        return PACKET_SIZES[code] if len(answer) >= 16 and code < len(PACKET_SIZES) else None

    def product_info(self, limit: CallLimit) -> ProductInfo | None:
        """Return what the module says about itself, None on modules that do not know."""
        try:
            answer = self._ask(Op.PRODUCT_INFO, limit)
        except DeviceRefusedError:
            return None
        if len(answer) < 46:
            return None
        return ProductInfo(
            model=_text(answer[0:16]),
            serial=_text(answer[20:28]),
            width=int.from_bytes(answer[38:40], "big"),
            height=int.from_bytes(answer[40:42], "big"),
        )

    def set_packet_size(self, size: int, limit: CallLimit) -> None:
        """Change the data bytes per packet; the module keeps it without power."""
        value = PACKET_SIZES.index(size)
        self._ask(Op.SET_PARAMETER, limit, bytes((PACKET_SIZE_PARAMETER, value)))
        self._reader.rest(self._timing.settle_s, limit)

    def take_image(self, limit: CallLimit) -> bool:
        """Look for a finger once; True if its image is now in the sensor's buffer."""
        try:
            self._ask(Op.GEN_IMAGE, limit)
        except DeviceRefusedError as exc:
            if int(exc.details["device_code"], 16) in _NOT_YET:
                return False
            raise
        return True

    def upload_image(self, limit: CallLimit, on_bytes: Callable[[int], None]) -> Upload:
        """Bring in the image buffer; told the bytes so far after each packet."""
        junk = self._reader.junk
        self._send(Op.UP_IMAGE)
        self._answer(Op.UP_IMAGE, limit.within(self._timing.reply_s))
        data, wire_bytes = bytearray(), 2 * (OVERHEAD + 1)
        while len(data) < MAX_IMAGE_BYTES:
            packet = self._reader.next(limit.within(self._timing.stall_s))
            if packet.pid not in (Pid.DATA, Pid.END):
                continue  # a late answer to a question asked twice
            data += packet.payload
            wire_bytes += len(packet.payload) + OVERHEAD
            on_bytes(len(data))
            if packet.pid is Pid.END:
                return Upload(bytes(data), wire_bytes, self._reader.junk - junk)
        raise DeviceGarbledError("the image has no end")

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""
        self._reader.rest(self._timing.poll_s, limit)

    def settle(self, limit: CallLimit) -> None:
        """Wait until a module in the middle of an image has finished sending it."""
        self._reader.settle(self._timing.quiet_s, limit)

    def _ask(self, op: Op, limit: CallLimit, arguments: bytes = b"") -> bytes:
        """Send a command that may safely be repeated; return its answer after the code."""
        attempt = 0
        while True:
            attempt += 1
            self._send(op, arguments)
            try:
                return self._answer(op, limit.within(self._timing.reply_s))
            except (DeviceSilentError, DeviceGarbledError):
                if attempt == ATTEMPTS or limit.expired():
                    raise
            except DeviceRefusedError as exc:
                # The module heard a damaged command, or does not know it.
                heard_wrong = exc.details["device_code"] == f"{Code.RECEIVE_ERROR:02X}"
                if not heard_wrong or attempt == ATTEMPTS:
                    raise

    def _send(self, op: Op, arguments: bytes = b"") -> None:
        self._reader.discard()
        self._transport.write(encode(Packet(Pid.COMMAND, bytes((op,)) + arguments)))

    def _answer(self, op: Op, limit: CallLimit) -> bytes:
        packet = self._reader.next(limit)
        while packet.pid is not Pid.ACK:
            packet = self._reader.next(limit)
        code = packet.payload[0]
        if code == Code.OK:
            return packet.payload[1:]
        kind = WrongPasswordError if code in _PASSWORD_CODES else DeviceRefusedError
        raise kind(
            f"{op.name} was answered with code {code:02X}",
            {"command": op.name, "device_code": f"{code:02X}"},
        )


_NOT_YET = frozenset({Code.NO_FINGER, Code.CAPTURE_FAILED, Code.POOR_IMAGE})
_PASSWORD_CODES = frozenset({Code.WRONG_PASSWORD, Code.MUST_VERIFY_PASSWORD})


def _text(field: bytes) -> str:
    """ASCII up to the first zero byte; anything unprintable is left out."""
    text = field.split(b"\0", 1)[0].decode("ascii", "ignore")
    return "".join(letter for letter in text if letter.isprintable()).strip()
