"""Finds valid frames in a stream of bytes, over junk, false headers and cut frames; no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

FrameT = TypeVar("FrameT")


@dataclass(frozen=True, slots=True)
class Found(Generic[FrameT]):
    """A valid frame and how many bytes it takes."""

    frame: FrameT
    length: int


@dataclass(frozen=True, slots=True)
class Partial:
    """A frame that may be valid when it has come whole: ``needed`` bytes in all, as known now."""

    needed: int


class FrameFormat(Protocol[FrameT]):
    """How the frames of one family look.

    Attributes:
        headers: What a frame may begin with.
        shortest: Bytes of the shortest frame.
        gap_s: Seconds of silence after which a partial frame is no longer believed.
    """

    headers: tuple[bytes, ...]
    shortest: int
    gap_s: float

    def judge(self, buffer: bytearray, at: int) -> Found[FrameT] | Partial | None:
        """Judge the bytes from ``at`` on, which begin with a header; None: no frame of mine."""


class Resynchroniser(Generic[FrameT]):
    """Incremental decoder that finds its way back.

    A candidate that turns out false costs only its first byte: the rest is searched again, because
    the next valid frame may have begun inside it.

    Attributes:
        junk: Bytes dropped so far because they belonged to no valid frame.
    """

    def __init__(self, shape: FrameFormat[FrameT]) -> None:
        self._shape = shape
        self._header = re.compile(b"|".join(map(re.escape, shape.headers)))
        self._buffer = bytearray()
        self._missing = shape.shortest
        self.junk = 0

    @property
    def gap_s(self) -> float:
        """Seconds of silence after which ``gap`` wants to be told."""
        return self._shape.gap_s

    @property
    def expected(self) -> int:
        """Bytes that must still come before a frame can be complete; at least 1."""
        return self._missing

    def feed(self, data: bytes) -> list[FrameT]:
        """Take bytes as they came; returns the frames completed by them, in order."""
        self._buffer += data
        return self._scan(past_partial=False)

    def gap(self) -> list[FrameT]:
        """Tell that the line has been quiet for a while; returns the frames rescued.

        Then the frame under way was cut or its header is false, and a valid frame may be hiding
        behind that header. If there is none the partial frame is kept: it may have been a stall.
        """
        return self._scan(past_partial=True)

    def reset(self) -> None:
        """Forget a partial frame."""
        self._buffer.clear()
        self._missing = self._shape.shortest

    def _scan(self, *, past_partial: bool) -> list[FrameT]:
        found: list[FrameT] = []
        used = at = 0  # used: end of the last valid frame
        keep: int | None = None  # start of the first partial frame after it
        needed = self._shape.shortest
        while (header := self._header.search(self._buffer, at)) is not None:
            at = header.start()
            verdict = self._shape.judge(self._buffer, at)
            if isinstance(verdict, Found):
                found.append(verdict.frame)
                self.junk += at - used
                used = at = at + verdict.length
                keep = None
                continue
            if verdict is not None:
                keep, needed = (at, verdict.needed) if keep is None else (keep, needed)
                if not past_partial:
                    break
            at += 1
        if keep is None:
            keep, needed = self._half_header(used), self._shape.shortest
        self.junk += keep - used
        del self._buffer[:keep]
        self._missing = max(1, needed - len(self._buffer))
        return found

    def _half_header(self, used: int) -> int:
        """Where the beginning of a header may stand at the end of the buffer."""
        end = len(self._buffer)
        longest = max(map(len, self._shape.headers)) - 1
        for start in range(max(used, end - longest), end):
            tail = bytes(self._buffer[start:])
            if any(header.startswith(tail) for header in self._shape.headers):
                return start
        return end
