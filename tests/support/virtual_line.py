"""A module on an invented wire: bytes take their time on a clock of its own, and nobody waits.

The engine of the fingerprint scanners runs unchanged on it: the transport is the seam.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from station_devices.emulator.serving import Speaker
from station_devices.errors import DeviceUnpluggedError, PortMissingError
from station_devices.transport import READ_SLICE_S

if TYPE_CHECKING:
    from station_devices.emulator.faults import Carried
    from station_devices.emulator.serving import Module
    from station_devices.framing import CallLimit

CALL_S = 1e-5
"""What any call takes: no loop goes on for ever without time passing."""
_LOOK_S = 0.001


class VirtualClock:
    """Seconds that pass only when a port is waited on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Damage(Protocol):
    """What a line does to what it carries."""

    def question(self, data: bytes) -> bytes:
        """What the module hears."""

    def carry(self, answer: bytes) -> Carried:
        """What the host gets."""


@dataclass
class _Passage:
    """Bytes on their way: the first is here after ``start``."""

    data: bytes
    start: float
    byte_s: float
    unplugs: bool


class VirtualLine:
    """A cable with a module at its end; ``connect`` opens the port, as often as it is there."""

    def __init__(
        self, module: Module, clock: VirtualClock, damage: Damage, *, baud: int, away_s: float = 0.5
    ) -> None:
        self.module, self.clock, self.damage = module, clock, damage
        self.away_s = away_s
        self.back_at = 0.0
        self.open_ports = 0
        module.baud = baud
        self._starting = module.power_on()

    def connect(self, baud: int, _limit: CallLimit) -> VirtualPort:
        if self.clock.seconds < self.back_at:
            self.clock.seconds += READ_SLICE_S
            raise PortMissingError("unplugged")
        port = VirtualPort(self, baud, self._starting)
        self._starting = b""
        return port

    def pull(self) -> None:
        self.back_at = self.clock.seconds + self.away_s
        self._starting = self.module.power_on()


class VirtualPort:
    """One opening of the line; a ``Transport``."""

    sets_baud = True

    def __init__(self, line: VirtualLine, baud: int, waiting: bytes) -> None:
        self._line, self._baud = line, baud
        self._clock, self._module = line.clock, line.module
        self._passages: deque[_Passage] = deque()
        self._here = bytearray(waiting)
        self._busy_until = 0.0
        self._gone = self._closed = False
        line.open_ports += 1

    def set_baud(self, baud: int) -> bool:
        self._baud = baud
        self.discard()
        return True

    def write(self, data: bytes) -> None:
        self._live()
        rate = self._module.baud or 1 << 30
        if self._baud != rate and not self._module.any_rate:
            return
        heard = self._line.damage.question(data)
        answer = self._module.receive(heard)
        self._send(self._line.damage.carry(answer), rate, len(data))

    def read(self, expected: int) -> bytes:
        self._live()
        end = self._clock.seconds + READ_SLICE_S
        while True:
            self._listen()
            self._arrive()
            if len(self._here) >= expected or self._clock.seconds >= end:
                break
            if self._gone and not self._here:
                break
            self._clock.seconds = min(end, self._next_moment(expected))
        if self._gone and not self._here:
            self._line.pull()
            raise DeviceUnpluggedError("pulled")
        data = bytes(self._here)
        self._here.clear()
        return data

    def discard(self) -> None:
        self._live()
        self._arrive()
        self._here.clear()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._line.open_ports -= 1

    def _live(self) -> None:
        assert not self._closed, "a port is used after it was closed"
        self._clock.seconds += CALL_S

    def _send(self, carried: Carried, rate: int, heard: int) -> None:
        byte_s = 10 / rate
        start = max(self._clock.seconds + heard * byte_s, self._busy_until) + carried.late_s
        self._busy_until = start + len(carried.data) * byte_s
        if self._baud == rate or self._module.any_rate:
            self._passages.append(_Passage(carried.data, start, byte_s, carried.unplugs))

    def _listen(self) -> None:
        """Let the module speak unasked."""
        module = self._module
        quiet = not self._passages and self._clock.seconds >= self._busy_until
        if quiet and isinstance(module, Speaker):
            said, _ = module.speak(self._clock.seconds)
            if said:
                self._send(self._line.damage.carry(said), module.baud or 1 << 30, 0)

    def _arrive(self) -> None:
        while self._passages:
            passage = self._passages[0]
            count = int((self._clock.seconds - passage.start) / passage.byte_s + 1e-6)
            self._here += passage.data[: max(0, count)]
            if count < len(passage.data):
                if count > 0:
                    passage.data = passage.data[count:]
                    passage.start += count * passage.byte_s
                return
            self._gone = self._gone or passage.unplugs
            self._passages.popleft()

    def _next_moment(self, expected: int) -> float:
        """When there may be enough, or the module may speak."""
        if not self._passages:
            speaks = isinstance(self._module, Speaker) and self._module.eager
            return self._clock.seconds + (_LOOK_S if speaks else READ_SLICE_S)
        passage = self._passages[0]
        wanted = min(expected - len(self._here), len(passage.data))
        return max(self._clock.seconds, passage.start + wanted * passage.byte_s) + 1e-9
