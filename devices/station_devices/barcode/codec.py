"""The bytes of a scanner cut into scans, without any I/O."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 4096
"""Of one scan. The largest QR code (version 40, level L) holds 2,953 bytes (ISO/IEC 18004)."""

GAP_S = 0.1
"""Silence that ends a scan of a device which has not yet shown that it sends line ends."""

LONG_GAP_S = 0.5
"""The same once it has: a pause of the device, of USB or of a busy computer cuts no scan in two."""

_ENDS = b"\r\n"
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\r\n")
_NEVER_IN_UTF8 = bytes((0xC0, 0xC1, *range(0xF5, 0x100)))  # RFC 3629, section 1
NOISE = _CONTROLS + b"\x7f" + _NEVER_IN_UTF8
"""Bytes that stand at the edge of no text: line noise, and STX and ETX around a scan."""


class Fault(Enum):
    """What may come in place of a scan."""

    TOO_LONG = "more than MAX_BYTES without an end"
    REFUSED = "the device said no to a command"


Frame: TypeAlias = bytes | Fault


class Decoder:
    """Incremental decoder; what is delivered is what was sent, byte for byte, without its end.

    CR, LF, both, or silence end a scan. Which of them is learnt: see ``gap_s``.

    Attributes:
        junk: Bytes dropped so far because they belonged to no scan.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._sends_ends = False
        self._overlong = False
        self._replies: dict[bytes, bool] = {}
        self.junk = 0

    @property
    def gap_s(self) -> float:
        """Seconds of silence after which ``gap`` wants to be told."""
        return LONG_GAP_S if self._sends_ends else GAP_S

    @property
    def expected(self) -> int:
        """Bytes that must still come before a scan can be complete."""
        return 1

    def expect(self, replies: Mapping[bytes, bool]) -> None:
        """Know the answers to a command that is sent: they are no scans, but a yes or a no."""
        self._replies |= replies

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes as they came; returns the scans completed by them, in order."""
        frames: list[Frame] = []
        for line in data.splitlines(keepends=True):
            text = line.rstrip(_ENDS)
            frames += self._take(text)
            if text != line:
                self._sends_ends = True
                frames += self._end()
        return frames

    def gap(self) -> list[Frame]:
        """Tell the decoder that the line has been quiet for ``gap_s``; returns a scan so ended."""
        return self._end()

    def reset(self) -> None:
        """Forget a scan under way: its cable was pulled, and half of it would pass for all."""
        self.junk += len(self._buffer)
        self._buffer.clear()
        self._overlong = False

    def _take(self, text: bytes) -> list[Frame]:
        """Add to the scan under way; returns what is known before its end."""
        if self._overlong:
            self.junk += len(text)
            return []
        self._buffer += text
        frames = self._skim()
        if len(self._buffer) > MAX_BYTES:
            self.junk += len(self._buffer)
            self._buffer.clear()
            self._overlong = True
            frames.append(Fault.TOO_LONG)
        return frames

    def _skim(self) -> list[Frame]:
        """Drop what begins no scan: noise, and the answer to a command, which may be a no."""
        frames: list[Frame] = []
        while self._buffer:
            if reply := next(filter(self._buffer.startswith, self._replies), None):
                frames += [] if self._replies[reply] else [Fault.REFUSED]
                self._drop(len(reply))
            elif any(reply.startswith(self._buffer) for reply in self._replies):
                break  # the rest of an answer may be on its way
            elif self._buffer[0] in NOISE:
                self._drop(1)
            else:
                break
        return frames

    def _drop(self, count: int) -> None:
        self.junk += count
        del self._buffer[:count]

    def _end(self) -> list[Frame]:
        """Close the scan under way, if there is one."""
        self._overlong = False
        scan = bytes(self._buffer).strip(NOISE)
        self.junk += len(self._buffer) - len(scan)
        self._buffer.clear()
        return [scan] if scan else []
