"""An emulated Vero 2: command bytes in, answer bytes out, no I/O and no clock."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.emulator.finger import EmulatedFinger
from station_devices.encoding import encode_png, encode_wsq
from station_devices.families.vero2 import BAD_DPI, DPI, NO_FINGER, OFF, OK, ON
from station_devices.families.vero2_stream import (
    MAX_PAYLOAD,
    TO_SCANNER,
    Message,
    MessageDecoder,
    Party,
    Root,
    Un20,
    Vero,
    encode,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints

HARDWARE = b"EMULATED"
BATTERY = 85
_STRANGE_SOURCE = 0x30
_PACKET_BYTES = MAX_PAYLOAD + 4
_PRESSED = encode(Message(Party.EVENTS, Vero.TRIGGERED), to_host=True)


@dataclass(frozen=True, slots=True)
class Vero2Settings:
    """How an emulated scanner is.

    Attributes:
        width: Of its images, pixels.
        height: Of its images, pixels.
        quality: What the UN20 gives to a print.
        weak_looks: So many looks at a finger are as poor as at the bare glass.
        in_main: Another program has taken it to its main mode before.
        absent_polls: Looks that find no finger before each press.
        present_polls: Looks that find the finger before it is lifted.
        faults: Names from ``FAULTS``; the ones of the wire are not the scanner's affair.
    """

    width: int = 300
    height: int = 400
    quality: int = 85
    weak_looks: int = 0
    in_main: bool = False
    absent_polls: int = 3
    present_polls: int = 4
    faults: frozenset[str] = frozenset()


class Vero2Module:
    """The state machine of one scanner.

    Args:
        settings: How it is.
        prints: Gives the image of the n-th press, uint8, shape (height, width); drawn if None.

    Attributes:
        baud: Pace of its line, None for as fast as it goes; Bluetooth has no other meaning of it.
        any_rate: It hears the host at whatever rate.
        un20_on: Whether the UN20 is on; without it nobody answers for it.
        commands: How often each command came, by party and code: what a test asks.
    """

    any_rate = True

    def __init__(self, settings: Vero2Settings | None = None, prints: Prints | None = None) -> None:
        self._settings = settings or Vero2Settings()
        self._finger = EmulatedFinger(
            (self._settings.width, self._settings.height),
            prints,
            absent_polls=self._settings.absent_polls,
            present_polls=self._settings.present_polls,
            never="no_finger" in self._settings.faults,
        )
        self.baud: int | None = None
        self.commands: Counter[tuple[Party, int]] = Counter()
        self._decoder = MessageDecoder(TO_SCANNER)
        self._in_main, self.un20_on = self._settings.in_main, False
        self._image: NDArray[np.uint8] | None = None
        self._made: dict[Un20, bytes] = {}  # the image in the formats asked for so far
        self._quality = b""
        self._seen = self._uploads = 0

    def power_on(self) -> bytes:
        """Begin in the root mode, the UN20 off; say nothing."""
        self._in_main, self.un20_on, self._image = self._settings.in_main, False, None
        self._decoder.reset()
        return b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer to the commands completed by them."""
        return b"".join(map(self._answer, self._decoder.feed(data)))

    def _answer(self, message: Message) -> bytes:
        handlers: dict[tuple[Party, int], Callable[[bytes], bytes]] = {
            (Party.ROOT, Root.HARDWARE): lambda _: HARDWARE,
            (Party.ROOT, Root.ENTER_MAIN): self._enter_main,
            (Party.VERO, Vero.UN20_STATE): lambda _: ON if self.un20_on else OFF,
            (Party.VERO, Vero.SWITCH_UN20): self._switch,
            (Party.VERO, Vero.SWITCH_TRIGGER): lambda _: OK,
            (Party.VERO, Vero.SET_LIGHTS): lambda _: OK,
            (Party.VERO, Vero.BATTERY): lambda _: bytes((BATTERY,)),
            (Party.UN20, Un20.CAPTURE): self._capture,
            (Party.UN20, Un20.PREVIEW): self._preview,
            (Party.UN20, Un20.QUALITY): lambda _: self._quality,
            (Party.UN20, Un20.FORMATS): lambda _: bytes(kind & 0xFF for kind in self._makers()),
            (Party.UN20, Un20.IMAGE_RAW): lambda _: self._upload(Un20.IMAGE_RAW),
            (Party.UN20, Un20.IMAGE_PNG): lambda _: self._upload(Un20.IMAGE_PNG),
            (Party.UN20, Un20.IMAGE_WSQ): lambda _: self._upload(Un20.IMAGE_WSQ),
        }
        handler = handlers.get((message.party, message.code))
        deaf = (message.party is Party.ROOT) is self._in_main
        if handler is None or deaf or (message.party is Party.UN20 and not self.un20_on):
            return b""
        self.commands[message.party, message.code] += 1
        said = encode(Message(message.party, message.code, handler(message.data)), to_host=True)
        return self._with_events(message, self._spoilt(said))

    def _has(self, fault: str) -> bool:
        return fault in self._settings.faults

    def _enter_main(self, _data: bytes) -> bytes:
        self._in_main = True
        return b""

    def _switch(self, data: bytes) -> bytes:
        self.un20_on = data == ON
        self._image, self._quality = None, b""
        return OK

    def _capture(self, data: bytes) -> bytes:
        """Take an image, at the only resolution this sensor has; a failed try leaves none."""
        if int.from_bytes(data, "little") != DPI:
            return BAD_DPI
        self._image, self._quality = self._look()
        if self._image is None:
            return NO_FINGER
        self._made = {}
        self._file(self._usual)  # as a scanner does: the image is ready when it is asked for
        return OK

    def _preview(self, _data: bytes) -> bytes:
        return self._look()[1]

    def _look(self) -> tuple[NDArray[np.uint8] | None, bytes]:
        """What the sensor sees now, and its quality: one byte, none without a finger."""
        image = self._finger.look()
        if image is None:
            return None, b""
        self._seen += 1
        weak = self._seen <= self._settings.weak_looks
        return image, bytes((1 if weak else self._settings.quality,))

    def _makers(self) -> dict[Un20, Callable[[NDArray[np.uint8]], bytes]]:
        """How each kind of image is made; the ratio of WSQ is always that of our encoder."""
        makers: dict[Un20, Callable[[NDArray[np.uint8]], bytes]] = {
            Un20.IMAGE_RAW: lambda image: image.tobytes(),
            Un20.IMAGE_PNG: lambda image: encode_png(image, DPI),
            Un20.IMAGE_WSQ: lambda image: encode_wsq(image, DPI),
        }
        if self._has("wsq_only"):
            del makers[Un20.IMAGE_PNG]
        return makers

    def _upload(self, kind: Un20) -> bytes:
        """The image and its CRC-32; nothing where there is no image, or none of that kind."""
        image = self._file(kind)
        if not image or self._has("nack"):
            return b""
        self._uploads += 1
        crc = zlib.crc32(image) ^ (self._has("bad_crc_once") and self._uploads == 1)
        return image + crc.to_bytes(4, "little")

    def _file(self, kind: Un20) -> bytes:
        """The image in a format, made once; empty where there is no image, or none of that kind."""
        maker = self._makers().get(kind)
        if self._image is None or maker is None:
            return b""
        if kind not in self._made:
            self._made[kind] = maker(self._image)
        return self._made[kind]

    @property
    def _usual(self) -> Un20:
        """The format a host asks for, if it is there."""
        return Un20.IMAGE_WSQ if self._has("wsq_only") else Un20.IMAGE_PNG

    def _spoilt(self, said: bytes) -> bytes:
        """Give a packet of the first image a sender that does not exist."""
        middle = len(said) // _PACKET_BYTES // 2 * _PACKET_BYTES
        if middle == 0 or self._uploads != 1 or not self._has("wrong_pid"):
            return said
        return said[:middle] + bytes((_STRANGE_SOURCE,)) + said[middle + 1 :]

    def _with_events(self, message: Message, said: bytes) -> bytes:
        """Add what the scanner says unasked: between two packets, or behind its answer."""
        if (message.party, message.code) == (Party.VERO, Vero.SWITCH_UN20):
            event = Message(Party.EVENTS, Vero.UN20_SWITCHED, ON if self.un20_on else OFF)
            said += b"" if self._has("event_lost") else encode(event, to_host=True)
        if not self._has("trigger_pressed") or message.party is Party.ROOT:
            return said
        starts = range(0, len(said), _PACKET_BYTES)
        return b"".join(_PRESSED + said[start : start + _PACKET_BYTES] for start in starts)
