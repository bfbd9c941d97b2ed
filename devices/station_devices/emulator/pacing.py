"""Releases bytes at the pace of a serial wire."""

from __future__ import annotations

_STUCK_S = 0.5
_BITS_ON_WIRE = 10  # 8N1: a start bit, eight data bits, a stop bit


class PacedOutput:
    """Bytes on their way out, released at the pace of a wire.

    Attributes:
        baud: Bits per second at 8N1 of what is on its way; None for as fast as it goes.
    """

    def __init__(self) -> None:
        self.baud: int | None = None
        self._byte_s = 0.0
        self._data = b""
        self._sent = 0
        self._start = 0.0
        self._moved = 0.0

    @property
    def pending(self) -> bool:
        """Whether bytes are still to go."""
        return self._sent < len(self._data)

    def load(
        self, answer: bytes, heard: int, now: float, baud: int | None, late_s: float = 0.0
    ) -> None:
        """Queue an answer; it starts ``late_s`` after the ``heard`` bytes of its question."""
        if self.pending:
            self._data += answer
            return
        self.baud = baud
        self._byte_s = _BITS_ON_WIRE / baud if baud else 0.0
        self._data, self._sent = answer, 0
        self._start = self._moved = now + heard * self._byte_s + late_s

    def due(self, now: float) -> bytes:
        """The bytes that a real wire would have carried by now and we have not."""
        if not self._byte_s:
            return self._data[self._sent :] if now >= self._start else b""
        count = int((now - self._start) / self._byte_s)
        return self._data[self._sent : max(self._sent, count)]

    def advance(self, count: int, now: float) -> None:
        """Note what went; what nobody takes for half a second is lost, as on a real wire."""
        self._sent += count
        if count:
            self._moved = now
        elif now - self._moved > _STUCK_S:
            self.clear()

    def clear(self) -> None:
        """Drop the rest."""
        self._data, self._sent = b"", 0
