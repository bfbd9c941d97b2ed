"""Questions to a module on a line and its answers: asked again where that is safe."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Generic, TypeVar

from station_devices.errors import DeviceGarbledError, DeviceRefusedError, DeviceSilentError
from station_devices.framing import FrameReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import Timing
    from station_devices.framing import CallLimit, FrameDecoder
    from station_devices.transport import Transport

FrameT = TypeVar("FrameT")
AnswerT = TypeVar("AnswerT")

ATTEMPTS = 3


class HeardWrongError(DeviceRefusedError):
    """The module says that it got a damaged command: worth asking again."""


class Dialogue(Generic[FrameT]):
    """One question at a time over an open line.

    Every method raises ``DeviceSilentError``, ``DeviceGarbledError``, ``DeviceUnpluggedError`` or
    ``CaptureCancelledError``, besides what ``accept`` raises.
    """

    def __init__(
        self,
        transport: Transport,
        decoder: FrameDecoder[FrameT],
        timing: Timing,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._timing = timing
        self._reader = FrameReader(transport, decoder, now)

    @property
    def junk(self) -> int:
        """Bytes dropped so far because they belonged to no valid frame."""
        return self._reader.junk

    def send(self, question: bytes) -> None:
        """Send, having dropped what came before: an answer is not older than its question."""
        self._reader.discard()
        self._transport.write(question)

    def add(self, data: bytes) -> None:
        """Send in the middle of an answer, dropping nothing, as an acknowledgement."""
        self._transport.write(data)

    def next(self, limit: CallLimit) -> FrameT:
        """Return the next valid frame within the limit."""
        return self._reader.next(limit)

    def answer(self, accept: Callable[[FrameT], AnswerT | None], limit: CallLimit) -> AnswerT:
        """Wait for the frame that answers.

        Args:
            accept: Tells what a frame means; None for one that answers something else. It may
                raise ``DeviceRefusedError`` or ``HeardWrongError``.
            limit: Of the wait.
        """
        part = False
        while True:
            try:
                answer = accept(self._reader.next(limit))
            except DeviceSilentError as exc:
                if part:
                    raise DeviceGarbledError("only a part of the answer came") from exc
                raise
            if answer is not None:
                return answer
            part = True

    def long_answer(
        self,
        accept: Callable[[FrameT], AnswerT | None],
        limit: CallLimit,
        on_bytes: Callable[[int], None],
        *,
        first_s: float | None = None,
    ) -> AnswerT:
        """Wait for the frame that answers, however long it takes while its bytes keep coming.

        Args:
            accept: As of ``answer``.
            limit: Of the whole wait.
            on_bytes: Told the bytes received since the question.
            first_s: How long the first of them may take; as long as any other if None.
        """
        stall_s = self._timing.stall_s
        while True:
            frame = self._reader.long(stall_s, limit, on_bytes, first_s=first_s)
            if (answer := accept(frame)) is not None:
                return answer

    def again(self) -> FrameT | None:
        """Judge once more what came, now that the format knows more; a frame if there is one."""
        return self._reader.again()

    def ask(
        self,
        question: bytes,
        accept: Callable[[FrameT], AnswerT | None],
        limit: CallLimit,
        *,
        reply_s: float | None = None,
    ) -> AnswerT:
        """Ask what may safely be asked again, up to three times.

        Args:
            question: The bytes to send.
            accept: As of ``answer``.
            limit: Of all attempts.
            reply_s: Of each; the line's usual if None.
        """
        reply_s = self._timing.reply_s if reply_s is None else reply_s
        attempt = 0
        while True:
            attempt += 1
            self.send(question)
            try:
                return self.answer(accept, limit.within(reply_s))
            except (DeviceSilentError, DeviceGarbledError, HeardWrongError):
                if attempt == ATTEMPTS or limit.expired():
                    raise

    def rest(self, seconds: float, limit: CallLimit) -> None:
        """Let time pass while watching the port; what comes in is dropped."""
        self._reader.rest(seconds, limit)

    def settle(self, limit: CallLimit) -> None:
        """Wait until a module in the middle of an answer has finished sending it."""
        self._reader.settle(self._timing.quiet_s, limit)
