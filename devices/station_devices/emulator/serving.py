"""Serves an emulated module over a line, in a thread of its own, until stopped."""

from __future__ import annotations

import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from station_devices.emulator.faults import Carried
from station_devices.emulator.pacing import PacedOutput

if TYPE_CHECKING:
    from types import TracebackType

    from station_devices.emulator.faults import Wire
    from station_devices.emulator.lines import Line

_TICK_S = 0.001
_PLUG_LIMIT_S = 5.0
_UNREAD_S = 0.5
"""How long the cable is not pulled because the client has yet to read what was sent."""


class Module(Protocol):
    """An emulated device without I/O: what every family's emulator offers to the server.

    Attributes:
        baud: Rate of its line, None for as fast as it goes; the server sets it, and the device
            changes it when the host tells it to.
        any_rate: Whether it hears the host at whatever rate, as what is USB by itself does.
    """

    baud: int | None
    any_rate: bool

    def power_on(self) -> bytes:
        """Start anew; returns what the device sends by itself."""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the host; returns the answer."""


@runtime_checkable
class Speaker(Protocol):
    """A module that says something unasked, as a barcode scanner does."""

    @property
    def eager(self) -> bool:
        """Whether it is about to say something unasked."""

    def speak(self, now: float) -> tuple[bytes, bool]:
        """Say what is due unasked, if anything; and whether the cable is pulled after it.

        Called while somebody listens and all that was said before has left.
        """


class EmulatorServer:
    """An emulated device on a line, served by one thread until ``stop``.

    Args:
        module: The device.
        line: Its port.
        baud: Pace of the wire; None for as fast as it goes.
        wire: What its answers go through.
        away_s: How long the cable stays out after a fault has pulled it.

    Attributes:
        address: What opens it.
    """

    def __init__(
        self,
        module: Module,
        line: Line,
        *,
        baud: int | None,
        wire: Wire,
        away_s: float = 0.5,
    ) -> None:
        self.address = line.address
        self._module = module
        self._speaker = module if isinstance(module, Speaker) else None
        self._line = line
        self._wire = wire
        module.baud = baud
        self._output = PacedOutput()
        self._away_s = away_s
        self._unplug_by: float | None = None
        self._back_at = 0.0
        self._stopping = False
        self._wanted = threading.Event()
        self._wanted.set()
        self._changed = threading.Condition()
        self._plugged = True
        self._wake, self._waker = socket.socketpair()
        self._output.load(module.power_on(), 0, time.monotonic(), module.baud)
        self._thread = threading.Thread(target=self._run, name="emulator", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable; returns when it is out."""
        self._wanted.clear()
        self._await_plugged(plugged=False)

    def plug(self) -> None:
        """Put the cable back; returns when the port is there."""
        self._wanted.set()
        self._await_plugged(plugged=True)

    def await_plugged(self, timeout_s: float) -> bool:
        """Wait until the port is there; false if it does not come back in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._plugged, timeout_s)

    def nudge(self) -> None:
        """Have the device look at once for what it has to say."""
        self._waker.send(b"x")

    def stop(self) -> None:
        """End the thread and give the port back; may be called twice."""
        if self._stopping:
            return
        self._stopping = True
        self._waker.send(b"x")
        self._thread.join()
        self._line.close()
        self._wake.close()
        self._waker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _await_plugged(self, *, plugged: bool) -> None:
        self._waker.send(b"x")
        with self._changed:
            self._changed.wait_for(lambda: self._plugged is plugged, _PLUG_LIMIT_S)

    def _run(self) -> None:
        while not self._stopping:
            self._tend_plug()
            self._hear()
            self._talk()

    def _hear(self) -> None:
        """Wait for input, a call from outside, or the next tick of the wire."""
        handle = self._line.handle()
        sources: list[socket.socket | int] = [self._wake]
        if handle is not None:
            sources.append(handle)
        speaks = self._speaker is not None and self._speaker.eager and self._line.listened
        busy = self._output.pending or self._unplug_by or speaks or not self._plugged
        ready, _, _ = select.select(sources, [], [], _TICK_S if busy else None)
        if self._wake in ready:
            self._wake.recv(64)
        if handle is not None and handle in ready and (data := self._line.read()):
            self._answer(data)

    def _answer(self, data: bytes) -> None:
        """Hand on what the host said; the answer leaves at the rate the question came at."""
        baud = self._module.baud
        if not self._in_tune(baud):
            return  # framing errors, which a device drops
        carried = self._wire.carry(self._module.receive(data))
        self._send(carried, len(data), baud)

    def _in_tune(self, baud: int | None) -> bool:
        """Whether the host talks at that rate, as far as it can be told."""
        return baud is None or self._module.any_rate or self._line.baud in {None, baud}

    def _talk(self) -> None:
        now = time.monotonic()
        if self._plugged and self._output.pending and (data := self._output.due(now)):
            in_tune = self._in_tune(self._output.baud)
            self._output.advance(self._line.write(data) if in_tune else len(data), now)
        silent = not self._output.pending and self._unplug_by is None
        if self._speaker is not None and self._line.listened and silent:
            said, unplugs = self._speaker.speak(now)
            self._send(Carried(said, unplugs), 0, self._module.baud)

    def _send(self, carried: Carried, heard: int, baud: int | None) -> None:
        now = time.monotonic()
        self._output.load(carried.data, heard, now, baud, carried.late_s)
        if carried.unplugs and self._unplug_by is None:
            self._unplug_by = now + _UNREAD_S

    def _tend_plug(self) -> None:
        """Pull or put back the cable, as a fault or a caller wants it."""
        now = time.monotonic()
        if self._unplug_by is not None and not self._output.pending:
            # A person pulls the cable: what the line holds has been read by then.
            pulled = self._line.taken() or now >= self._unplug_by
            self._back_at = now + self._away_s if pulled else 0.0
            self._unplug_by = None if pulled else self._unplug_by
        wanted = self._wanted.is_set() and now >= self._back_at
        if wanted is self._plugged:
            return
        self._output.clear()
        with self._changed:  # held throughout: a client sees the port vanish before we say so
            if wanted:
                self._line.plug()
                self._output.load(self._module.power_on(), 0, now, self._module.baud)
            else:
                self._line.unplug()
            self._plugged = wanted
            self._changed.notify_all()
