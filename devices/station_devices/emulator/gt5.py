"""An emulated GT-5 module: command bytes in, answer bytes out, no I/O and no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.emulator.finger import EmulatedFinger
from station_devices.families.gt5 import (
    ACK,
    INFO,
    MODULE_INFO,
    NACK,
    Command,
    Data,
    Error,
    Message,
    PacketFormat,
    encode,
)
from station_devices.resync import Resynchroniser

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints

SENSOR, ENGINE = b"GT5 EMULATOR", b"EMULATED"
FIRMWARE = 0x20160801
SERIAL = bytes(range(16))
_RATES = frozenset({9600, 19200, 38400, 57600, 115200})
_RAW_SIZE = (160, 120)
_TEMPLATE_BYTES = 498
_STRANGE_DEVICE = 2


@dataclass(frozen=True, slots=True)
class Gt5Settings:
    """How an emulated module is.

    Attributes:
        width: Of the image, pixels.
        height: Of the image, pixels.
        tells_size: It knows ModuleInfo, as a GT-521 does and a GT-511 does not.
        absent_polls: Looks that find no finger before each press.
        present_polls: Looks that find the finger before it is lifted.
        faults: Names from ``FAULTS``; the ones of the wire are not the module's affair.
    """

    width: int = 202
    height: int = 258
    tells_size: bool = True
    absent_polls: int = 3
    present_polls: int = 4
    faults: frozenset[str] = frozenset()


class Gt5Module:
    """The state machine of one module.

    Args:
        settings: How it is.
        prints: Gives the image of the n-th press, uint8, shape (height, width); drawn if None.

    Attributes:
        baud: Rate of its line, None for as fast as it goes; the host may change it.
        any_rate: It hears nothing at another rate than its own.
        lit: Whether its light is on; without it no finger is seen.
        commands: How often each command came, by ``Command``: what a test asks.
    """

    any_rate = False

    def __init__(self, settings: Gt5Settings | None = None, prints: Prints | None = None) -> None:
        self._settings = settings or Gt5Settings()
        self._finger = EmulatedFinger(
            (self._settings.width, self._settings.height),
            prints,
            absent_polls=self._settings.absent_polls,
            present_polls=self._settings.present_polls,
            never="no_finger" in self._settings.faults,
        )
        self.baud: int | None = None
        self._factory_baud: int | None = None
        self.lit = False
        self._uploads = 0
        self._image: NDArray[np.uint8] | None = None
        self._decoder = Resynchroniser(PacketFormat())
        self.commands: Counter[Command] = Counter()

    def power_on(self) -> bytes:
        """Lose the image, the light, and any rate but the one it was first switched on with."""
        self._image, self.lit = None, False
        self._factory_baud = self.baud = self._factory_baud or self.baud
        self._decoder.reset()
        return b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer to the commands completed by them."""
        packets = self._decoder.feed(data)
        return b"".join(self._answer(one) for one in packets if isinstance(one, Message))

    def _answer(self, question: Message) -> bytes:
        handlers: dict[int, Callable[[int], bytes]] = {
            Command.OPEN: self._open,
            Command.CHANGE_BAUD: self._change_baud,
            Command.MODULE_INFO: self._module_info,
            Command.LIGHT: self._light,
            Command.IS_PRESSED: self._is_pressed,
            Command.CAPTURE: self._capture,
            Command.GET_IMAGE: self._get_image,
        }
        handler = handlers.get(question.code)
        if handler is None:
            return _nack(Error.UNSUPPORTED)
        self.commands[Command(question.code)] += 1
        return handler(question.parameter)

    def _has(self, fault: str) -> bool:
        return fault in self._settings.faults

    def _open(self, wants_info: int) -> bytes:
        info = encode(Data(INFO.pack(FIRMWARE, 0, SERIAL))) if wants_info else b""
        return _ack() + info

    def _change_baud(self, rate: int) -> bytes:
        """Set the rate; the answer still goes out at the old one (nobody documents it)."""
        if rate not in _RATES:
            return _nack(Error.BAUD)
        # A line without a pace stays without: that is how tests run in no time.
        if self.baud is not None and not self._has("baud_lost"):
            self.baud = rate
        return _ack()

    def _module_info(self, _parameter: int) -> bytes:
        if not self._settings.tells_size or self._has("no_module_info"):
            return _nack(Error.UNSUPPORTED)
        size = (self._settings.width, self._settings.height)
        info = MODULE_INFO.pack(SENSOR, ENGINE, *_RAW_SIZE, *size, 3000, 3, _TEMPLATE_BYTES)
        return _ack(len(info)) + encode(Data(info))

    def _light(self, on: int) -> bytes:
        self.lit = on != 0
        return _ack()

    def _is_pressed(self, _parameter: int) -> bytes:
        """Look for a finger: 0 in the answer if there is one."""
        return _ack(0 if self._look() is not None else Error.NOT_PRESSED)

    def _capture(self, _best: int) -> bytes:
        image = self._look()
        if image is None:
            return _nack(Error.NOT_PRESSED)
        self._image = image
        return _ack()

    def _look(self) -> NDArray[np.uint8] | None:
        return self._finger.look() if self.lit else None

    def _get_image(self, _parameter: int) -> bytes:
        """Send the image as one packet; what a module without one says is not documented."""
        if self._image is None or self._has("nack"):
            return _nack(Error.DEVICE)
        self._uploads += 1
        packet = encode(Data(self._image.tobytes()))
        if self._has("wrong_pid") and self._uploads == 1:
            packet = _strange(packet)
        return _ack() + packet


def _ack(parameter: int = 0) -> bytes:
    return encode(Message(ACK, parameter))


def _nack(error: Error) -> bytes:
    return encode(Message(NACK, error))


def _strange(packet: bytes) -> bytes:
    """Have a data packet come from a device that does not exist, with a right sum."""
    total = int.from_bytes(packet[-2:], "little") - packet[2] + _STRANGE_DEVICE
    body = packet[:2] + bytes((_STRANGE_DEVICE,)) + packet[3:-2]
    return body + (total & 0xFFFF).to_bytes(2, "little")
