"""An emulated SFM module: command bytes in, answer bytes out, no I/O and no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from station_devices.emulator.finger import EmulatedFinger
from station_devices.encoding import encode_wsq
from station_devices.families.pixels import pack_nibbles
from station_devices.families.sfm import BLOCK_BYTES, DPI, FORMAT_VALUE
from station_devices.families.sfm_image import HEADER, Format
from station_devices.families.sfm_packets import (
    BAUDS,
    EXTENDED,
    Command,
    Flag,
    Packet,
    PacketFormat,
    Parameter,
    encode,
)
from station_devices.resync import Resynchroniser

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints

SERIAL = 0x5F3A0001
_FIRMWARE = int.from_bytes(b"EMUL", "little")
_TEMPLATE_BYTES, _QUALITY = 384, 85
_READY = 0x30
_OFF = 0x30
_FACTORY: dict[int, int] = {
    Parameter.TIMEOUT: 0x3A,
    Parameter.IMAGE_FORMAT: FORMAT_VALUE + Format.BINARY,
    Parameter.MODULE_ID: 1,
    Parameter.FIRMWARE: _FIRMWARE,
    Parameter.SERIAL: SERIAL,
    Parameter.BAUD: BAUDS[115200],
    Parameter.SEND_SCAN_SUCCESS: 0x31,
}
_RATES = {value: baud for baud, value in BAUDS.items()}
_STRANGE_COMMAND = 0x8F


@dataclass(frozen=True, slots=True)
class SfmSettings:
    """How an emulated module is.

    Attributes:
        width: Of the sensor, pixels; a multiple of 4.
        height: Of the sensor, pixels.
        formats: What it can make of an image.
        part: Left, top, width and height of what it sends of a 4-bit image; None for all of it.
        absent_polls: Looks that find no finger before each press.
        present_polls: Looks that find the finger before it is lifted.
        faults: Names from ``FAULTS``; the ones of the wire are not the module's affair.
    """

    width: int = 272
    height: int = 320
    formats: frozenset[Format] = frozenset(Format)
    part: tuple[int, int, int, int] | None = None
    absent_polls: int = 3
    present_polls: int = 4
    faults: frozenset[str] = frozenset()


class SfmModule:
    """The state machine of one module.

    Where no document says what it does, it does this: the answer to a new rate still goes out at
    the old one; a block that came damaged is sent again; an image that is not there is not found.

    Args:
        settings: How it is.
        prints: Gives the image of the n-th press, uint8, shape (height, width); drawn if None.

    Attributes:
        baud: Rate of its line, None for as fast as it goes; the host may change it.
        any_rate: It hears nothing at another rate than its own.
        parameters: What it is set to.
        commands: How often each command came, by ``Command``: what a test asks.
        acknowledged: How often each acknowledgement came.
    """

    any_rate = False

    def __init__(self, settings: SfmSettings | None = None, prints: Prints | None = None) -> None:
        self._settings = settings or SfmSettings()
        self._finger = EmulatedFinger(
            (self._settings.width, self._settings.height),
            prints,
            absent_polls=self._settings.absent_polls,
            present_polls=self._settings.present_polls,
            never="no_finger" in self._settings.faults,
        )
        self.baud: int | None = None
        self._saved_baud: int | None = None
        self._saved = dict(_FACTORY)
        self.parameters = dict(self._saved)
        self._image: NDArray[np.uint8] | None = None
        self._blocks: list[Packet] = []  # still to be acknowledged, the one on its way first
        self._uploads = 0
        self._was_busy = self._was_spoilt = False
        self._decoder = Resynchroniser(PacketFormat(from_module=False))
        self.commands: Counter[Command] = Counter()
        self.acknowledged: Counter[Flag] = Counter()

    def power_on(self) -> bytes:
        """Lose the image and every parameter that was not saved, the rate among them."""
        self._image, self._blocks = None, []
        self.parameters = dict(self._saved)
        self._saved_baud = self.baud = self._saved_baud or self.baud
        self._decoder.reset()
        return b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer to the commands completed by them."""
        return b"".join(map(self._answer, self._decoder.feed(data)))

    def _answer(self, asked: Packet) -> bytes:
        handlers: dict[int, Callable[[Packet], list[Packet]]] = {
            Command.WRITE_PARAMETER: self._write,
            Command.SAVE_PARAMETERS: self._save,
            Command.READ_PARAMETER: self._read,
            Command.STATUS: lambda asked: [_ok(asked, parameter=_READY)],
            Command.CANCEL: self._cancel,
            Command.RESET: self._reset,
            Command.SCAN_TEMPLATE: self._scan_template,
            Command.SCAN_IMAGE: self._scan,
            Command.SCAN_IMAGE_X: self._scan,
            Command.READ_IMAGE: self._upload,
            Command.READ_IMAGE_X: self._upload,
        }
        # To another module; or to all of them, number 0, which none answers.
        if asked.terminal not in {None, self.parameters[Parameter.MODULE_ID]}:
            return b""
        if asked.command in EXTENDED and asked.flag in {Flag.DATA_OK, Flag.DATA_ERROR}:
            return self._sent(asked, self._acknowledge(Flag(asked.flag)))
        self._blocks = []
        handler = handlers.get(asked.command)
        is_missing = asked.command in EXTENDED and self._has("no_extended")
        if handler is None or is_missing:
            return self._sent(asked, [_flagged(asked, Flag.UNSUPPORTED)])
        if (
            self._has("busy_once")
            and asked.command == Command.READ_PARAMETER
            and not self._was_busy
        ):
            self._was_busy = True
            return self._sent(asked, [_flagged(asked, Flag.BUSY)])
        self.commands[Command(asked.command)] += 1
        return self._sent(asked, handler(asked))

    def _sent(self, asked: Packet, said: list[Packet]) -> bytes:
        return b"".join(self._spoilt(replace(packet, terminal=asked.terminal)) for packet in said)

    def _spoilt(self, packet: Packet) -> bytes:
        """The bytes of a packet; a block of the first image may be wrong the first time."""
        first = packet.is_block and packet.data is not None and self._uploads == 1
        if not first or self._was_spoilt:
            return encode(packet)
        self._was_spoilt = True
        if self._has("wrong_pid"):
            return encode(replace(packet, command=_STRANGE_COMMAND))
        wire = encode(packet)
        return wire[:-1] + b"\xff" if self._has("bad_block_once") else wire

    def _has(self, fault: str) -> bool:
        return fault in self._settings.faults

    def _write(self, asked: Packet) -> list[Packet]:
        """Set a parameter; a rate is left after the answer."""
        number, value = asked.flag, asked.size
        kinds = {FORMAT_VALUE + kind for kind in self._settings.formats}
        if number not in _FACTORY or (number == Parameter.IMAGE_FORMAT and value not in kinds):
            return [_flagged(asked, Flag.UNSUPPORTED)]
        if number == Parameter.BAUD:
            if value not in _RATES:
                return [_flagged(asked, Flag.UNSUPPORTED)]
            # A line without a pace stays without: that is how tests run in no time.
            if self.baud is not None and not self._has("baud_lost"):
                self.baud = _RATES[value]
        self.parameters[Parameter(number)] = value
        return [_ok(asked)]

    def _read(self, asked: Packet) -> list[Packet]:
        value = self.parameters.get(asked.flag)
        return [_flagged(asked, Flag.UNSUPPORTED) if value is None else _ok(asked, size=value)]

    def _save(self, asked: Packet) -> list[Packet]:
        self._saved, self._saved_baud = dict(self.parameters), self.baud
        return [_ok(asked)]

    def _cancel(self, asked: Packet) -> list[Packet]:
        return [_ok(asked)]

    def _reset(self, asked: Packet) -> list[Packet]:
        self.power_on()
        return [_ok(asked)]

    def _scan_template(self, asked: Packet) -> list[Packet]:
        if self._finger.look() is None:
            return [_flagged(asked, Flag.TIMEOUT)]
        template = bytes(_TEMPLATE_BYTES)
        said = Packet(asked.command, _QUALITY, len(template), Flag.SUCCESS, template)
        return [*self._scan_success(asked), said]

    def _scan(self, asked: Packet) -> list[Packet]:
        """Look for a finger, absent for some looks, present for some; no second is waited."""
        image = self._finger.look()
        if image is None:
            return [_flagged(asked, Flag.TIMEOUT)]
        self._image = image
        return [*self._scan_success(asked), *self._upload(asked)]

    def _scan_success(self, asked: Packet) -> list[Packet]:
        is_told = self.parameters[Parameter.SEND_SCAN_SUCCESS] != _OFF
        return (
            [_flagged(asked, Flag.SCAN_SUCCESS)]
            if is_told and not self._has("no_scan_success")
            else []
        )

    def _upload(self, asked: Packet) -> list[Packet]:
        """Announce the image, and send it whole, or its first block."""
        if self._image is None:
            return [_flagged(asked, Flag.NOT_FOUND)]
        if self._has("nack"):
            return [_flagged(asked, Flag.REJECTED)]
        self._uploads += 1
        data = self._made(self._image)
        said = _ok(asked, size=len(data))
        if asked.command not in EXTENDED:
            return [replace(said, data=data)]
        step = asked.size or BLOCK_BYTES
        parts = [data[start : start + step] for start in range(0, len(data), step)]
        self._blocks = [
            Packet(asked.command, at << 16 | len(parts), len(part), data=part)
            for at, part in enumerate(parts)
        ]
        return [said, self._blocks[0]]

    def _made(self, image: NDArray[np.uint8]) -> bytes:
        """The image as it is set, behind its header."""
        kind = Format(self.parameters[Parameter.IMAGE_FORMAT] - FORMAT_VALUE)
        height, width = image.shape
        corner = size = 0
        if kind is Format.FOUR_BIT:
            left, top, wide, high = self._settings.part or (0, 0, width, height)
            corner, size = left | top << 16, wide | high << 16
            body = pack_nibbles(image[top : top + high, left : left + wide], high_first=False)
        elif kind is Format.BINARY:
            body = np.packbits(image > 127, bitorder="little").tobytes()
        else:
            body = encode_wsq(image, DPI) if kind is Format.WSQ else image.tobytes()
        return HEADER.pack(width, height, corner, size, kind, width * height, 0) + body

    def _acknowledge(self, flag: Flag) -> list[Packet]:
        """Go on to the next block, or send the last one again."""
        self.acknowledged[flag] += 1
        if flag is Flag.DATA_OK:
            self._blocks = self._blocks[1:]
        return self._blocks[:1]


def _ok(asked: Packet, *, parameter: int = 0, size: int = 0) -> Packet:
    return Packet(asked.command, parameter, size, Flag.SUCCESS)


def _flagged(asked: Packet, flag: Flag) -> Packet:
    return Packet(asked.command, flag=flag)
