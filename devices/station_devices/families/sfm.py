"""Suprema's SFM modules (UniFinger): 8 bits to a pixel at 500 dpi, or the module's own WSQ.

Images come in blocks, each held to its sum and acknowledged before the next. The sum is but an
addition, in which two flipped bits may hide each other: on a line that is otherwise sound they
stay unseen, but after any other damage the image is read twice and compared. Modules without
extended commands send it in one piece with no checksum at all: that is always read twice.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from station_devices.errors import (
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
)
from station_devices.families.module import Family, RawImage
from station_devices.families.sfm_dialogue import DONE, SfmDialogue, answered, is_unsupported
from station_devices.families.sfm_image import BinaryImageError, Format, decode_image
from station_devices.families.sfm_packets import (
    BAUDS,
    ONE_SECOND,
    SUM_BYTES,
    Command,
    Flag,
    Packet,
    Parameter,
)
from station_devices.scanner import ScannerIdentity

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import OnBytes, Timing
    from station_devices.framing import CallLimit
    from station_devices.transport import Transport

DPI = 500
BLOCK_BYTES = 4096
WSQ_RATE = 225
"""The least that WSQ may lose here: about 1:5."""
FORMAT_VALUE = 0x30
"""What ``Parameter.IMAGE_FORMAT`` is above the number that stands in an image."""
_PIXELS = (Format.GREY, Format.FOUR_BIT)
_FOUND = frozenset({Flag.SUCCESS, Flag.SCAN_SUCCESS})
_LOOKED = frozenset({Flag.SUCCESS, Flag.TRY_AGAIN, Flag.TIMEOUT, Flag.SCAN_FAIL, Flag.FAKE_FINGER})
"""How a look for a finger ends, with an image or without."""
_ALIVE = frozenset({Flag.SUCCESS, Flag.BUSY})


class _Reading(NamedTuple):
    """An image as it came, and what crossed the wire for it in both directions."""

    data: bytes
    wire_bytes: int


class SfmModule:
    """One module; see ``FingerModule`` for what each method does and raises.

    Args:
        transport: The open line.
        timing: Limits of the single steps.
        now: The monotonic clock.
        formats: What its images shall be, the best first.
        terminal: Its number among several on the line; None for the only one.
    """

    def __init__(
        self,
        transport: Transport,
        timing: Timing,
        now: Callable[[], float],
        formats: tuple[Format, ...] = _PIXELS,
        terminal: int | None = None,
    ) -> None:
        self._timing = timing
        self._formats = formats
        self._format = formats[0]
        self._talk = SfmDialogue(transport, timing, now, terminal)
        self._extended = True  # until it refuses
        self._scanned: Packet | None = None  # what announced an image that is on its way
        self._early = 0  # bytes of it that came with its announcement
        self._doubtful = False  # a scan was heard to begin, but not yet to give an image
        self._sound_at = 0  # damage of the line when it was last right; -1: it has erred since

    def hello(self, limit: CallLimit) -> None:
        """Ask for the status; a busy module is there as well."""
        self._talk.inquire(Packet(Command.STATUS), limit, _ALIVE)
        self._sound_at = self._talk.damage  # what came before may have come at another rate

    def greet(self, limit: CallLimit) -> ScannerIdentity:
        """Set the module up: by default it sends one bit to a pixel, and looks for 10 s.

        It tells its size by its first image, and never what sensor it has.
        """
        serial = self._read(Parameter.SERIAL, limit)
        self._write(Parameter.TIMEOUT, ONE_SECOND, limit)
        self._set_format(limit)
        four_bit = self._format is Format.FOUR_BIT
        notes = ("four_bit_grey", "uncertified") if four_bit else ("uncertified",)
        return ScannerIdentity(
            "SFM", "", serial, None, None, DPI, 4 if four_bit else 8, False, notes
        )

    def ask_baud(self, baud: int, limit: CallLimit) -> None:
        """Set the rate, which the module forgets without power.

        Nobody says whether the answer comes before the change or after it.
        """
        question = Packet(Command.WRITE_PARAMETER, size=BAUDS[baud], flag=Parameter.BAUD)
        self._talk.inquire(question, limit, reply_s=self._timing.settle_s)

    def sees_finger(self, limit: CallLimit) -> bool:
        """Scan a template, which is far smaller than an image."""
        return self._talk.begin(Packet(Command.SCAN_TEMPLATE), limit, _LOOKED).flag != Flag.TIMEOUT

    def take_image(self, limit: CallLimit) -> bool:
        """Scan an image; when this returns true it is on its way."""
        self._scanned, self._doubtful = None, False
        try:
            scanned = self._scan(limit)
        except DeviceRefusedError as exc:
            if not (self._extended and is_unsupported(exc)):
                raise
            self._extended = False
            scanned = self._scan(limit)
        if scanned.flag not in _FOUND:
            return False
        self._scanned, self._doubtful = scanned, scanned.flag == Flag.SCAN_SUCCESS
        self._early = max(0, self._talk.heard - 2 * self._talk.packet_bytes)
        return True

    def upload_image(self, limit: CallLimit, on_bytes: OnBytes) -> RawImage:
        """Bring in the image under way, or the last one anew; twice where that is wanted."""
        scanned, self._scanned = self._scanned, None
        early = 0 if scanned is None else self._early
        try:
            parts = 1 if self._is_sound else 2
            readings = [self._reading(scanned, limit, _part(on_bytes, 0, parts))]
            if not self._is_sound:
                readings.append(self._reading(None, limit, _part(on_bytes, 1, 2)))
            if readings[0].data != readings[-1].data:
                raise DeviceGarbledError("two readings of the image differ")  # noqa: TRY301
            pixels, bits, wsq = decode_image(readings[0].data)
        except BinaryImageError:
            self._set_format(limit)
            raise
        except (DeviceSilentError, DeviceGarbledError, DeviceRefusedError):
            self._sound_at = -1
            raise
        self._sound_at = self._talk.damage
        wire_bytes = sum(one.wire_bytes for one in readings) - early
        return RawImage(pixels, DPI, bits, wire_bytes, wsq)

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""
        self._talk.rest(self._timing.poll_s, limit)

    def settle(self, limit: CallLimit) -> None:
        """Cancel what the module does, and wait until it is quiet."""
        self._scanned = None
        self._talk.cancel(limit)

    def leave(self) -> None:
        """Look for no finger any longer."""
        with suppress(DeviceError):  # whoever leaves does not care whether the port is there
            self._talk.tell(Packet(Command.CANCEL))

    @property
    def _is_sound(self) -> bool:
        """Whether an image that came may be believed at once."""
        return self._extended and self._talk.damage == self._sound_at

    @property
    def _wsq_rate(self) -> int:
        return WSQ_RATE if self._format is Format.WSQ else 0

    def _read(self, parameter: Parameter, limit: CallLimit) -> str:
        """A parameter in hexadecimal; empty where the module does not know it."""
        try:
            answer = self._talk.inquire(Packet(Command.READ_PARAMETER, flag=parameter), limit)
        except DeviceRefusedError:
            return ""
        return f"{answer.size:08X}"

    def _write(self, parameter: Parameter, value: int, limit: CallLimit) -> None:
        self._talk.inquire(Packet(Command.WRITE_PARAMETER, size=value, flag=parameter), limit)

    def _set_format(self, limit: CallLimit) -> None:
        """Have images come in the best format the module takes; it is asked which one it took."""
        refusal = DeviceRefusedError("no image format is taken")
        for wanted in self._formats:
            value = FORMAT_VALUE + wanted
            try:
                self._write(Parameter.IMAGE_FORMAT, value, limit)
            except DeviceRefusedError as exc:
                refusal = exc
                continue
            if self._read(Parameter.IMAGE_FORMAT, limit) in {"", f"{value:08X}"}:
                self._format = wanted
                return
        raise refusal

    def _scan(self, limit: CallLimit) -> Packet:
        if self._extended:
            question = Packet(Command.SCAN_IMAGE_X, self._wsq_rate, BLOCK_BYTES)
            return self._talk.begin(question, limit, _LOOKED)
        return self._talk.begin(Packet(Command.SCAN_IMAGE), limit, _LOOKED | _FOUND)

    def _reading(self, scanned: Packet | None, limit: CallLimit, on_bytes: OnBytes) -> _Reading:
        """Read the image once: the one that a scan has announced, or the last one again."""
        if scanned is None and self._doubtful:
            # The module may have kept the image of the finger before.
            raise DeviceRefusedError("the scan was not heard to give an image")
        try:
            if self._extended:
                return self._in_blocks(scanned, limit, on_bytes)
            return self._in_one_piece(scanned, limit, on_bytes)
        except DeviceRefusedError as exc:
            if not (self._extended and is_unsupported(exc)):
                raise
            self._extended = False
            return self._in_one_piece(None, limit, on_bytes)

    def _in_blocks(self, scanned: Packet | None, limit: CallLimit, on_bytes: OnBytes) -> _Reading:
        wire_bytes = 0
        if scanned is None:
            question = Packet(Command.READ_IMAGE_X, self._wsq_rate, BLOCK_BYTES)
            scanned = self._talk.begin(question, limit, DONE)
            wire_bytes = 2 * self._talk.packet_bytes
        command, total = scanned.command, scanned.size
        data, index, count = bytearray(), 0, 1
        while index < count:
            told = partial(_told, on_bytes, len(data), total)
            block = self._talk.block(command, limit, told)
            wire_bytes += 2 * self._talk.packet_bytes + block.size + SUM_BYTES
            at, count = block.parameter >> 16, block.parameter & 0xFFFF
            if at > index:
                raise DeviceGarbledError("a block is missing")
            self._talk.acknowledge(command)
            if at == index:  # else it came again, because our answer was lost
                data += block.data or b""
                index += 1
        if len(data) != total:
            raise DeviceGarbledError("the blocks are not the image that was announced")
        on_bytes(total, total)
        return _Reading(bytes(data), wire_bytes)

    def _in_one_piece(
        self, scanned: Packet | None, limit: CallLimit, on_bytes: OnBytes
    ) -> _Reading:
        total, packet_bytes = 0, self._talk.packet_bytes

        def told(heard: int) -> None:
            nonlocal total
            missing = self._talk.missing
            total = heard + missing if missing > packet_bytes else total
            if total:
                on_bytes(min(heard, total), total)

        wire_bytes = packet_bytes
        if scanned is None:
            self._talk.tell(Packet(Command.READ_IMAGE))
            wire_bytes += packet_bytes
        if scanned is None or scanned.data is None:
            command = Command.READ_IMAGE if scanned is None else Command.SCAN_IMAGE
            try:
                scanned = self._talk.long(partial(answered, command, DONE), limit, told)
            finally:  # no refusal is longer
                self._doubtful = self._doubtful and self._talk.heard <= 3 * packet_bytes
        data = scanned.data or b""
        on_bytes(len(data), len(data))
        return _Reading(data, wire_bytes + len(data) + 1)


def _part(on_bytes: OnBytes, part: int, parts: int) -> OnBytes:
    """Tell the progress of one reading as a part of that of all of them."""
    return lambda received, total: on_bytes(part * total + received, parts * total)


def _told(on_bytes: OnBytes, came: int, total: int, heard: int) -> None:
    """Tell what came of blocks; what was heard begins anew when one is asked for again."""
    on_bytes(min(max(came, heard), total), total)


def _family(name: str, formats: tuple[Format, ...]) -> Family:
    make = partial(SfmModule, formats=formats)
    return Family(name, make, RATES, 921600, lambda number: partial(make, terminal=number))


RATES = (115200, 921600, 57600, 9600, 460800, 230400, 38400, 19200)
SFM = _family("sfm", _PIXELS)
SFM_WSQ = _family("sfm-wsq", (Format.WSQ, *_PIXELS))
"""The same, compressed by the module where it can do so: a tenth of the bytes on a slow line."""
