"""An emulated handheld barcode scanner: scans and commands in, bytes out, no I/O."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from station_devices.barcode.codec import MAX_BYTES
from station_devices.barcode.triggers import TRIGGERS
from station_devices.emulator.faults import SCAN_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Faults: TypeAlias = Callable[[int], frozenset[str]]

STRAY = b"\x00\xff"
TOO_LONG = b"0" * (MAX_BYTES + 904)
_PULL_S = 0.05
"""From the last byte to the pulled cable."""
_COMMANDS = {
    command.wire: (pulls, next((reply for reply, yes in command.replies.items() if yes), b""))
    for trigger in TRIGGERS.values()
    for command, pulls in ((trigger.start, True), (trigger.stop, False))
}
"""What the host may send: whether it pulls the trigger, and the answer."""
_LONGEST_COMMAND = max(map(len, _COMMANDS))


@dataclass(frozen=True, slots=True)
class BarcodeSettings:
    """How an emulated scanner is set.

    Attributes:
        suffix: What ends each scan; nothing if empty.
        every_s: Seconds from the end of a scan to the next one.
        pause_s: Seconds a split scan pauses.
        triggered: It scans only when a command pulls the trigger, not by itself.
    """

    suffix: bytes = b"\r"
    every_s: float = 0.0
    pause_s: float = 0.3
    triggered: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes that leave in one go, how long the wire rests before, and what happens with them."""

    data: bytes
    after_s: float = 0.0
    ends: bool = False
    unplugs: bool = False


def every_nth(names: frozenset[str]) -> Faults:
    """The faults of the n-th scan, each as often as ``SCAN_FAULTS`` says."""

    def faults_of(number: int) -> frozenset[str]:
        return frozenset(name for name in names if (number + 1) % SCAN_FAULTS[name][0] == 0)

    return faults_of


class BarcodeModule:
    """The state machine of one scanner.

    Args:
        settings: How it is set.
        scans: What it scans by itself, one after the other; ``scan`` adds to it, and goes first.
        faults_of: Names from ``SCAN_FAULTS`` that hit the n-th scan, counted from 0; none if None.

    Attributes:
        baud: Rate of its line, None for as fast as it goes.
        any_rate: It is USB by itself: the rate of the port means nothing to it.
    """

    any_rate = True

    def __init__(
        self,
        settings: BarcodeSettings | None = None,
        scans: Iterable[bytes] = (),
        faults_of: Faults | None = None,
    ) -> None:
        self.baud: int | None = None
        self._settings = settings or BarcodeSettings()
        self._feed: Iterator[bytes] = iter(scans)
        self._faults_of = faults_of or every_nth(frozenset())
        self._queue: deque[bytes] = deque()
        self._exhausted = False
        self._number = 0
        self._pulled = False  # the trigger, by a command
        self._heard = b""
        self._pieces: deque[_Piece] = deque()
        self._under_way: list[bytes] = []
        self._said_all = True
        self._due: float | None = None

    def scan(self, *payloads: bytes) -> None:
        """Hold cards before it; from any thread."""
        self._queue.extend(payloads)

    def power_on(self) -> bytes:
        """Forget what was being sent; whoever held the card holds it there again."""
        self._queue.extendleft(reversed(self._under_way))
        self._under_way = []
        self._pieces.clear()
        self._pulled, self._heard, self._due = False, b"", None
        return b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer of the family whose command it is."""
        self._heard += data
        answers = b""
        while found := [wire for wire in _COMMANDS if wire in self._heard]:
            first = min(found, key=self._heard.index)
            self._heard = self._heard.split(first, 1)[1]
            pulled, answer = _COMMANDS[first]
            self._pull(pulled=pulled)
            answers += answer
        self._heard = self._heard[-_LONGEST_COMMAND:]
        return answers

    @property
    def eager(self) -> bool:
        """Whether it is about to scan."""
        if self._pieces or self._under_way:
            return True
        return self._may_scan() and bool(self._queue or not self._exhausted)

    def speak(self, now: float) -> tuple[bytes, bool]:
        """Send what is due of a scan, and whether the cable is pulled after it."""
        if self._said_all:
            self._under_way = []
        if not self._pieces and self._may_scan():
            self._pieces.extend(self._next_scan())
        if not self._pieces:
            return b"", False
        if self._due is None:  # what was said before has left only now
            self._due = now + self._pieces[0].after_s
        if now < self._due:
            return b"", False
        piece = self._pieces.popleft()
        self._due, self._said_all = None, piece.ends
        return piece.data, piece.unplugs

    def _pull(self, *, pulled: bool) -> None:
        """Scan now, be it one that would have come later."""
        self._pulled = pulled and not self._pieces
        self._due = 0.0 if pulled else self._due

    def _may_scan(self) -> bool:
        return self._pulled or not self._settings.triggered

    def _next_scan(self) -> list[_Piece]:
        """The pieces of the next scan with its faults; none if nobody holds a card there."""
        payload = self._take()
        if payload is None:
            return []
        names = self._faults_of(self._number)
        wait = 0.0 if self._pulled or not self._number else self._settings.every_s
        self._number += 1
        self._pulled = False
        self._under_way, self._said_all = [payload], False
        if "silent" in names:
            return [_Piece(b"", wait, ends=True)]
        return self._with_faults(payload, names, wait)

    def _take(self) -> bytes | None:
        if self._queue:
            return self._queue.popleft()
        payload = next(self._feed, None)
        self._exhausted = payload is None
        return payload

    def _with_faults(self, payload: bytes, names: frozenset[str], wait: float) -> list[_Piece]:
        suffix = self._settings.suffix
        pieces: list[_Piece] = []
        if "lost_byte" in names:
            middle = len(payload) // 2
            payload = payload[:middle] + payload[middle + 1 :]
        data = payload + suffix
        if "joined" in names and (second := self._take()) is not None:
            self._under_way.append(second)
            data += second + suffix
        if "stray_byte" in names:
            data = STRAY + data
        if "too_long" in names:
            pieces.append(_Piece(TOO_LONG + suffix, wait))
            wait = self._settings.pause_s
        if names & {"split", "unplug_mid_scan"}:
            middle = len(data) - len(self._under_way[-1]) // 2
            pieces.append(_Piece(data[:middle], wait))
            data, wait = data[middle:], self._settings.pause_s
        if "unplug_mid_scan" in names:
            del self._under_way[:-1]  # the first of two that came in one burst is through
            return [*pieces, _Piece(b"", _PULL_S, unplugs=True)]
        pieces.append(_Piece(data, wait, ends=True))
        if "unplug" in names:
            pieces.append(_Piece(b"", _PULL_S, ends=True, unplugs=True))
        return pieces
