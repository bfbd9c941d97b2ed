"""An emulated EF01 module: command bytes in, answer bytes out, no I/O and no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.emulator.finger import EmulatedFinger
from station_devices.families.ef01 import (
    ANY_ADDRESS,
    BAUD_UNIT,
    PACKET_SIZES,
    Code,
    Op,
    Packet,
    Parameter,
    Pid,
    decoder,
    encode,
)
from station_devices.families.pixels import pack_nibbles

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints

MODEL = "EF01 EMULATOR"
_STRANGE_PID = 0x03


@dataclass(frozen=True, slots=True)
class Ef01Settings:
    """How an emulated module is.

    Attributes:
        width: Of the sensor, pixels; even.
        height: Of the sensor, pixels.
        packet_size: Data bytes per packet at power-on: 32, 64, 128 or 256.
        password: What VfyPwd must give.
        absent_polls: Looks that find no finger before each press.
        present_polls: Looks that find the finger before it is lifted.
        faults: Names from ``FAULTS``; the ones of the wire are not the module's affair.
    """

    width: int = 256
    height: int = 288
    packet_size: int = 128
    password: int = 0
    absent_polls: int = 3
    present_polls: int = 4
    faults: frozenset[str] = frozenset()


class Ef01Module:
    """The state machine of one module.

    Args:
        settings: How it is.
        prints: Gives the image of the n-th press, uint8, shape (height, width); drawn if None.

    Attributes:
        baud: Rate of its line, None for as fast as it goes; the host may change it.
        any_rate: It hears nothing at another rate than its own.
        commands: How often each command came, by ``Op``: what a test asks.
    """

    any_rate = False

    def __init__(self, settings: Ef01Settings | None = None, prints: Prints | None = None) -> None:
        self._settings = settings or Ef01Settings()
        self._finger = EmulatedFinger(
            (self._settings.width, self._settings.height),
            prints,
            absent_polls=self._settings.absent_polls,
            present_polls=self._settings.present_polls,
            never="no_finger" in self._settings.faults,
        )
        self.baud: int | None = None
        self._packet_size = self._settings.packet_size
        self._password = 0x5EC4E7 if self._has("wrong_password") else self._settings.password
        self._uploads = 0
        self._image: NDArray[np.uint8] | None = None
        self._verified = False
        self._decoder = decoder()
        self.commands: Counter[Op] = Counter()

    def power_on(self) -> bytes:
        """Lose what power keeps (not the packet size) and send the one stray byte 55."""
        self._image, self._verified = None, False
        self._decoder.reset()
        return b"\x55"

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer to the commands completed by them."""
        packets = self._decoder.feed(data)
        return b"".join(self._answer(packet.payload) for packet in packets)

    def _answer(self, payload: bytes) -> bytes:
        handlers: dict[int, Callable[[bytes], bytes]] = {
            Op.VERIFY_PASSWORD: self._verify_password,
            Op.READ_PARAMETERS: self._read_parameters,
            Op.SET_PARAMETER: self._set_parameter,
            Op.PRODUCT_INFO: self._product_info,
            Op.GEN_IMAGE: self._gen_image,
            Op.UP_IMAGE: self._up_image,
        }
        handler = handlers.get(payload[0])
        if handler is None:
            return _ack(Code.UNSUPPORTED)
        self.commands[Op(payload[0])] += 1
        if self._password and not self._verified and payload[0] != Op.VERIFY_PASSWORD:
            return _ack(Code.MUST_VERIFY_PASSWORD)
        return handler(payload[1:])

    def _has(self, fault: str) -> bool:
        return fault in self._settings.faults

    def _verify_password(self, arguments: bytes) -> bytes:
        self._verified = int.from_bytes(arguments, "big") == self._password
        return _ack(Code.OK if self._verified else Code.WRONG_PASSWORD)

    def _read_parameters(self, _arguments: bytes) -> bytes:
        """Status, system id, library size, security level, address, packet code, baud / 9600."""
        if self._has("no_parameters"):
            return _ack(Code.RECEIVE_ERROR)
        status = (4 if self._verified else 0) | (8 if self._image is not None else 0)
        words = (status, 0x0009, 200, 3)
        fields = b"".join(word.to_bytes(2, "big") for word in words)
        fields += ANY_ADDRESS.to_bytes(4, "big")
        fields += PACKET_SIZES.index(self._packet_size).to_bytes(2, "big")
        fields += ((self.baud or 57600) // BAUD_UNIT).to_bytes(2, "big")
        return _ack(Code.OK, fields)

    def _set_parameter(self, arguments: bytes) -> bytes:
        """Set packet size or rate; the answer still goes out at the old rate (ZFM-70)."""
        if len(arguments) != 2 or self._has("no_parameters"):
            return _ack(Code.BAD_REGISTER)
        parameter, value = arguments
        if parameter == Parameter.PACKET_SIZE and value < len(PACKET_SIZES):
            self._packet_size = PACKET_SIZES[value]
        elif parameter == Parameter.BAUD and 1 <= value <= 12:
            # A line without a pace stays without: that is how tests run in no time.
            if self.baud is not None and not self._has("baud_lost"):
                self.baud = value * BAUD_UNIT
        else:
            return _ack(Code.BAD_REGISTER)
        return _ack(Code.OK)

    def _product_info(self, _arguments: bytes) -> bytes:
        """Model, batch, serial, hardware, sensor, width, height, template and library size."""
        if self._has("no_product_info"):
            return _ack(Code.UNSUPPORTED)
        numbers = (self._settings.width, self._settings.height, 1536, 200)
        fields = MODEL.encode().ljust(16, b"\0") + b"0001" + b"00000001" + b"\x01\x00"
        fields += b"EMULATED" + b"".join(number.to_bytes(2, "big") for number in numbers)
        return _ack(Code.OK, fields)

    def _gen_image(self, _arguments: bytes) -> bytes:
        """Find a finger or not: absent for some looks, present for some, then lifted again."""
        image = self._finger.look()
        if image is None:
            return _ack(Code.NO_FINGER)
        self._image = image
        return _ack(Code.OK)

    def _up_image(self, _arguments: bytes) -> bytes:
        if self._image is None or self._has("nack"):
            return _ack(Code.UPLOAD_FAILED)
        self._uploads += 1
        data, size = pack_nibbles(self._image, high_first=True), self._packet_size
        parts = [data[start : start + size] for start in range(0, len(data), size)]
        packets = [encode(Packet(Pid.DATA, part)) for part in parts[:-1]]
        packets.append(encode(Packet(Pid.END, parts[-1])))
        if self._has("wrong_pid") and self._uploads == 1:
            packets[len(packets) // 2] = _strange(packets[len(packets) // 2])
        return _ack(Code.OK) + b"".join(packets)


def _ack(code: Code, fields: bytes = b"") -> bytes:
    return encode(Packet(Pid.ACK, bytes((code,)) + fields))


def _strange(packet: bytes) -> bytes:
    """Give a data packet a type that does not exist, with a right sum."""
    total = int.from_bytes(packet[-2:], "big") - Pid.DATA + _STRANGE_PID
    return packet[:6] + bytes((_STRANGE_PID,)) + packet[7:-2] + (total & 0xFFFF).to_bytes(2, "big")
