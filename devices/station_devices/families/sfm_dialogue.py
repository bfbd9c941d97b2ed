"""Questions to an SFM module and their answers: asked again where one was lost, cancelled first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from station_devices.dialogue import ATTEMPTS, Dialogue, HeardWrongError
from station_devices.errors import DeviceGarbledError, DeviceRefusedError, DeviceSilentError
from station_devices.families.sfm_packets import (
    NETWORK_BYTES,
    SINGLE_BYTES,
    Command,
    Flag,
    Packet,
    PacketFormat,
    encode,
)
from station_devices.resync import Resynchroniser

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import Timing
    from station_devices.framing import CallLimit
    from station_devices.transport import Transport

AnswerT = TypeVar("AnswerT")

SCAN_S = 1.0
"""How long the module looks for a finger, the shortest that can be set."""
DONE = frozenset({Flag.SUCCESS})
_HEARD_WRONG = frozenset(
    {Flag.SUCCESS, Flag.SCAN_SUCCESS, Flag.BUSY, Flag.DATA_ERROR, Flag.CANCELLED}
)
"""What is worth another try; the first two where they are out of place."""
_DAMAGED = (DeviceSilentError, DeviceGarbledError, HeardWrongError)


class SfmDialogue(Dialogue[Packet]):
    """A dialogue with one module.

    Args:
        transport: The open line.
        timing: Limits of the single steps.
        now: The monotonic clock.
        terminal: Number of the module among several on the line; None for the only one.

    Attributes:
        packet_bytes: Of one packet without data.
        heard: Bytes that came in a long answer, since its question.
    """

    def __init__(
        self,
        transport: Transport,
        timing: Timing,
        now: Callable[[], float],
        terminal: int | None = None,
    ) -> None:
        self._decoder = Resynchroniser(PacketFormat())
        super().__init__(transport, self._decoder, timing, now)
        self._terminal = terminal
        self.packet_bytes = SINGLE_BYTES if terminal is None else NETWORK_BYTES
        self._failures = 0
        self.heard = 0

    @property
    def damage(self) -> int:
        """Rises with whatever goes wrong on the line."""
        return self.junk + self._failures

    @property
    def missing(self) -> int:
        """Bytes that must still come before the packet under way is complete."""
        return self._decoder.expected

    def tell(self, packet: Packet) -> None:
        """Send a question, having dropped what came before."""
        self.send(self._addressed(packet))

    def acknowledge(self, command: int) -> None:
        """Send that a block came whole."""
        self.add(self._addressed(Packet(command, flag=Flag.DATA_OK)))

    def answer(self, accept: Callable[[Packet], AnswerT | None], limit: CallLimit) -> AnswerT:
        """Wait for what answers, whatever other modules on the line say."""
        return super().answer(partial(self._from_this_one, accept), limit)

    def long_answer(
        self,
        accept: Callable[[Packet], AnswerT | None],
        limit: CallLimit,
        on_bytes: Callable[[int], None],
        *,
        first_s: float | None = None,
    ) -> AnswerT:
        """The same, however long it takes while its bytes keep coming."""
        ours = partial(self._from_this_one, accept)
        return super().long_answer(ours, limit, on_bytes, first_s=first_s)

    def inquire(
        self,
        question: Packet,
        limit: CallLimit,
        ends: frozenset[Flag] = DONE,
        *,
        reply_s: float | None = None,
    ) -> Packet:
        """Ask what is answered at once; a module that is busy is cancelled first."""
        wire, accept = self._addressed(question), partial(answered, question.command, ends)
        try:
            return self.ask(wire, accept, limit, reply_s=reply_s)
        except HeardWrongError:
            self.cancel(limit)
            return self.ask(wire, accept, limit, reply_s=reply_s)

    def begin(self, question: Packet, limit: CallLimit, ends: frozenset[Flag] = DONE) -> Packet:
        """Begin what takes the module a while, or has data follow; after a failure, anew."""
        accept, attempt = partial(answered, question.command, ends), 0
        while True:
            attempt += 1
            self.tell(question)
            try:
                return self.long(accept, limit, lambda _: None, scan_s=SCAN_S)
            except _DAMAGED:
                self._failures += 1
                if attempt == ATTEMPTS or limit.expired():
                    raise
                self.cancel(limit)

    def block(self, command: int, limit: CallLimit, on_bytes: Callable[[int], None]) -> Packet:
        """Wait for the next block; one that was damaged or lost is asked for again."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return self.long_answer(partial(_sound_block, command), limit, on_bytes)
            except (DeviceSilentError, DeviceGarbledError):
                self._failures += 1
                if attempt == ATTEMPTS or limit.expired():
                    raise
                self.tell(Packet(command, flag=Flag.DATA_ERROR))

    def long(
        self,
        accept: Callable[[Packet], Packet | None],
        limit: CallLimit,
        on_bytes: Callable[[int], None],
        *,
        scan_s: float = 0.0,
    ) -> Packet:
        """Wait for an answer with data behind it, or for what follows a scan of ``scan_s``."""

        def told(heard: int) -> None:
            self.heard = heard
            on_bytes(heard)

        return self.long_answer(accept, limit, told, first_s=scan_s + self._timing.reply_s)

    def cancel(self, limit: CallLimit) -> None:
        """Cancel what the module does, and wait until it is quiet."""
        with suppress(DeviceSilentError, DeviceGarbledError, DeviceRefusedError):
            # The line keeps its order: with this answer, every late one has come.
            self.tell(Packet(Command.CANCEL))
            accept = partial(answered, Command.CANCEL, DONE)
            self.answer(accept, limit.within(self._timing.reply_s))
        self.settle(limit)

    def _addressed(self, packet: Packet) -> bytes:
        return encode(replace(packet, terminal=self._terminal))

    def _from_this_one(
        self, accept: Callable[[Packet], AnswerT | None], packet: Packet
    ) -> AnswerT | None:
        return accept(packet) if packet.terminal == self._terminal else None


def answered(command: int, ends: frozenset[Flag], packet: Packet) -> Packet | None:
    """What answers a command: the packet that ends it; whatever goes before is passed over."""
    if packet.command != command or packet.flag == 0:
        return None
    if packet.flag not in ends:
        if packet.flag == Flag.SCAN_SUCCESS:
            return None
        raise _refused(packet)
    if packet.has_data and packet.data is None:
        raise DeviceGarbledError("the data of an answer are damaged")
    return packet


def _sound_block(command: int, packet: Packet) -> Packet | None:
    """A block whose data are right."""
    if packet.command != command:
        return None
    if not packet.is_block:
        raise _refused(packet)
    if packet.data is None:
        raise DeviceGarbledError("a block is damaged")
    return packet


def is_unsupported(refusal: DeviceRefusedError) -> bool:
    """Whether the module does not know such a command."""
    return refusal.details.get("device_code") == f"{Flag.UNSUPPORTED:02X}"


def _refused(packet: Packet) -> DeviceRefusedError:
    name, code = Command(packet.command).name, f"{packet.flag:02X}"
    kind = HeardWrongError if packet.flag in _HEARD_WRONG else DeviceRefusedError
    return kind(f"{name} was answered with flag {code}", {"command": name, "device_code": code})
