"""Simprints Vero 2: a stream over Bluetooth (a COM port), a SecuGen UN20 inside.

The stream itself has no checksum, but an image ends with its CRC-32 (zlib), so a damaged one is
noticed, and Bluetooth checks all that it carries. What would go unnoticed is damage to the
resolution in the command that takes an image: no answer repeats it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from station_devices.dialogue import ATTEMPTS, Dialogue, HeardWrongError
from station_devices.encoding import decode_png, decode_wsq
from station_devices.errors import (
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    FingerFileError,
)
from station_devices.families.module import Family, RawImage
from station_devices.families.text import text_of
from station_devices.families.vero2_stream import (
    IMAGES,
    Message,
    MessageDecoder,
    Party,
    Root,
    Un20,
    Vero,
    encode,
)
from station_devices.scanner import ScannerIdentity

if TYPE_CHECKING:
    from station_devices.families.module import OnBytes, Timing
    from station_devices.framing import CallLimit
    from station_devices.transport import Transport

Meaning: TypeAlias = Callable[[bytes], bytes | None]
"""Tells what the data of an answer mean; None if they make no sense."""

DPI, BITS = 500, 8
OFF, ON, OK = b"\x00", b"\xff", b"\x00"
NO_FINGER, BAD_DPI, FAILED = b"\x20", b"\x21", b"\xff"
NO_FINGER_QUALITY = 10
"""The best quality of the bare glass (the maker's own client)."""
_UN20_REPLIES, _ROOT_REPLY = 5, 0.25
"""How much longer than usual an answer may take: of the UN20 (the maker's client waits 5 s), and
in the root mode, where silence may only mean that the scanner has left it before."""


class Vero2Module:
    """One scanner; see ``FingerModule`` for what each method does and raises."""

    def __init__(self, transport: Transport, timing: Timing, now: Callable[[], float]) -> None:
        self._timing = timing
        self._decoder = MessageDecoder()
        self._talk = Dialogue(transport, self._decoder, timing, now)
        self._model = ""
        self._format = Un20.IMAGE_WSQ

    def hello(self, limit: CallLimit) -> None:
        """Take the scanner to its main mode, where it may be already, and hear it there."""
        for attempt in range(1, ATTEMPTS + 1):
            for code in (Root.HARDWARE, Root.ENTER_MAIN):
                brief = limit.within(_ROOT_REPLY * self._timing.reply_s)
                with suppress(DeviceSilentError, DeviceGarbledError):
                    self._talk.ask(
                        encode(Message(Party.ROOT, code)), partial(self._root, code), brief
                    )
            try:
                self._ask(Vero.BATTERY, limit.within(self._timing.reply_s))
            except (DeviceSilentError, DeviceGarbledError):
                if attempt == ATTEMPTS or limit.expired():
                    raise
            else:
                break

    def greet(self, limit: CallLimit) -> ScannerIdentity:
        """Switch the UN20 on and ask how it can send an image.

        The scanner tells its hardware in its root mode only, and its size by its first image.
        """
        self._switch_on(limit)
        # PNG loses nothing. Bare pixels neither, but of those nobody says how wide a row is.
        formats = self._ask(Un20.FORMATS, limit)
        self._format = Un20.IMAGE_PNG if Un20.IMAGE_PNG & 0xFF in formats else Un20.IMAGE_WSQ
        # Nothing that could be read says that the UN20 in it is certified.
        notes = ("uncertified",)
        return ScannerIdentity("Vero 2", self._model, "", None, None, DPI, BITS, False, notes)

    def ask_baud(self, baud: int, limit: CallLimit) -> None:  # noqa: ARG002 - there is none
        """Refuse: Bluetooth has no rate."""
        raise DeviceRefusedError("a scanner on Bluetooth has no rate to set")

    def sees_finger(self, limit: CallLimit) -> bool:
        """Look for a finger; the image it leaves in the sensor is not used.

        Packets have no sum: one flipped bit makes "no finger" of an image. Twice is believed.
        """
        return self.take_image(limit) or self.take_image(limit)

    def take_image(self, limit: CallLimit) -> bool:
        """Look for a finger once; an image no better than that of the bare glass is none."""
        if self._ask(Un20.CAPTURE, limit, DPI.to_bytes(2, "little"), _captured) == NO_FINGER:
            return False
        return max(self._ask(Un20.QUALITY, limit), default=0) > NO_FINGER_QUALITY

    def upload_image(self, limit: CallLimit, on_bytes: OnBytes) -> RawImage:
        """Bring in the image."""
        kind = self._format
        data = self._image(kind, limit, on_bytes)
        if not data and kind is Un20.IMAGE_PNG:
            kind = Un20.IMAGE_WSQ
            data = self._image(kind, limit, on_bytes)
        if not data:
            raise DeviceRefusedError("there is no image", {"command": kind.name})
        image = data[:-4]
        if zlib.crc32(image).to_bytes(4, "little") != data[-4:]:
            raise DeviceGarbledError("the CRC of the image is wrong")
        is_wsq = kind is Un20.IMAGE_WSQ
        try:
            pixels = decode_wsq(image) if is_wsq else decode_png(image)
        except FingerFileError as exc:
            raise DeviceGarbledError("what came is no image") from exc
        wire = (encode(Message(Party.UN20, kind, sent)) for sent in (IMAGES[kind], data))
        return RawImage(pixels, DPI, BITS, sum(map(len, wire)), image if is_wsq else None)

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""
        self._talk.rest(self._timing.poll_s, limit)

    def settle(self, limit: CallLimit) -> None:
        """Wait until a scanner in the middle of an image has finished sending it."""
        self._talk.settle(limit)

    def leave(self) -> None:
        """UN20 off: the scanner runs on a battery."""
        with suppress(DeviceError):  # whoever leaves does not care whether the port is there
            self._talk.send(encode(Message(Party.VERO, Vero.SWITCH_UN20, OFF)))

    def _root(self, code: Root, message: Message) -> bytes | None:
        if (message.party, message.code) == (Party.ROOT, Root.HARDWARE):
            self._model = text_of(message.data)  # a late answer will do as well
        return _answered(Party.ROOT, code, bytes, message)

    def _switch_on(self, limit: CallLimit) -> None:
        """Switch the UN20 on and wait until it has started."""
        if self._ask(Vero.UN20_STATE, limit) == ON:
            return
        self._ask(Vero.SWITCH_UN20, limit, ON, _switched)
        started = partial(_answered, Party.EVENTS, Vero.UN20_SWITCHED, _on)
        while True:
            try:
                self._talk.answer(started, limit.within(self._timing.reply_s))
            except (DeviceSilentError, DeviceGarbledError):
                if limit.expired():
                    raise
            else:
                break
            if self._ask(Vero.UN20_STATE, limit) == ON:  # the event was lost
                break

    def _ask(
        self, code: Vero | Un20, limit: CallLimit, data: bytes = b"", meaning: Meaning = bytes
    ) -> bytes:
        party = Party.VERO if isinstance(code, Vero) else Party.UN20
        reply_s = self._timing.reply_s * (_UN20_REPLIES if party is Party.UN20 else 1)
        answered = partial(_answered, party, code, meaning)
        return self._talk.ask(encode(Message(party, code, data)), answered, limit, reply_s=reply_s)

    def _image(self, kind: Un20, limit: CallLimit, on_bytes: OnBytes) -> bytes:
        """What the UN20 sends as an image: nothing if it has none, or makes none of that kind."""

        def told(heard: int) -> None:
            if total := self._decoder.announced:
                on_bytes(min(heard, total), total)

        self._talk.send(encode(Message(Party.UN20, kind, IMAGES[kind])))
        answered = partial(_answered, Party.UN20, kind, bytes)
        first_s = _UN20_REPLIES * self._timing.reply_s
        data = self._talk.long_answer(answered, limit, told, first_s=first_s)
        if data:
            on_bytes(len(data), len(data))
        return data


def _answered(party: Party, code: int, meaning: Meaning, message: Message) -> bytes | None:
    """What a message means as an answer; None if it is none."""
    return meaning(message.data) if (message.party, message.code) == (party, code) else None


def _on(data: bytes) -> bytes | None:
    return data if data == ON else None


def _switched(data: bytes) -> bytes | None:
    """What follows from switching the UN20."""
    if data != OK:
        raise _refused(Vero.SWITCH_UN20.name, data, HeardWrongError)
    return data


def _captured(data: bytes) -> bytes | None:
    """What follows from taking an image: it is there, or there is no finger."""
    if data in {OK, NO_FINGER}:
        return data
    # A code nobody knows has been damaged on its way.
    raise _refused(
        "CAPTURE", data, DeviceRefusedError if data in {BAD_DPI, FAILED} else HeardWrongError
    )


def _refused(command: str, data: bytes, kind: type[DeviceRefusedError]) -> DeviceRefusedError:
    code = data.hex().upper()
    return kind(f"{command} was answered with {code}", {"command": command, "device_code": code})


VERO2 = Family("vero2", Vero2Module, rates=(115200,), fastest=115200)
"""The rate is one in name only: Bluetooth has none."""
