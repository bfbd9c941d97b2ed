"""Plays a recorded session: a device that answers as the real one did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_devices.recording import Exchange, Recording


class Player:
    """An emulated device made of a recording.

    The host's next question is looked for from where the session stands; one that was asked
    earlier (another look for a finger) is answered as it was last. What was never asked is not
    answered. How long the device thought is not played, only the pace of the wire.

    Attributes:
        baud: Rate of its line; follows the recorded host's changes. None for as fast as it goes.
        any_rate: It answers whatever rate the host has.
    """

    any_rate = True

    def __init__(self, recording: Recording) -> None:
        self._starting = bytes(recording.exchanges[0].answer)
        self._exchanges = recording.exchanges[1:]
        self._longest = max((len(one.question) for one in self._exchanges), default=0)
        self._at = 0
        self._heard = b""
        self.baud: int | None = recording.baud

    def power_on(self) -> bytes:
        """Begin the session anew."""
        self._at, self._heard = 0, b""
        return self._starting

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the recorded answer to a question that is complete."""
        self._heard += data
        exchange = self._next()
        if exchange is None:
            self._heard = self._heard[max(0, len(self._heard) - self._longest) :]
            return b""
        self._heard = b""
        if self.baud is not None and exchange.baud_after is not None:
            self.baud = exchange.baud_after
        return bytes(exchange.answer)

    def _next(self) -> Exchange | None:
        """The exchange the host begins now: the next such one, else the last such one."""
        later = range(self._at, len(self._exchanges))
        for at in (*later, *reversed(range(self._at))):
            exchange: Exchange = self._exchanges[at]
            if exchange.question and self._heard.endswith(exchange.question):
                self._at = max(self._at, at + 1)
                return exchange
        return None
