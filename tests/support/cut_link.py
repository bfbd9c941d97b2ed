"""A link in user space: TCP connections at a given rate and round trip, cut on command.

What goes over it leaves byte after byte at the link's rate and arrives half a round trip later. In
front of that is a short queue, and when it is full nothing more is read: the sender feels the link
through TCP as it would feel a real one. A new connection is heard of after one round trip, which is
what its handshake would have taken.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final, Literal, Self, TypeVar

Cut = Literal["silent", "reset"]
"""`silent`: connections that were open never hear anything again, as when a modem has dialled in
anew under another address. `reset`: they end with a reset. New ones are heard of when it is up."""

_SEGMENT: Final = 1448
"""Bytes of a TCP segment on Ethernet."""
_QUEUE_S: Final = 0.2
_IN_FLIGHT: Final = 512
_RECEIVED: Final = 16_384
_RESET: Final = struct.pack("ii", 1, 0)

_T = TypeVar("_T")


class Lane:
    """One direction of the link, shared by all connections.

    Args:
        rate: Bytes a second, or None for as many as come.
        delay: Seconds each byte is under way.
    """

    def __init__(self, rate: float | None, delay: float) -> None:
        self._rate = rate
        self._delay = delay
        self._free_at = 0.0

    async def admit(self, size: int) -> float:
        """Take bytes in as soon as the queue has room; when they arrive (monotonic)."""
        now = time.monotonic()
        if self._rate is not None:
            self._free_at = max(self._free_at, now) + size / self._rate
            await asyncio.sleep(self._free_at - now - _QUEUE_S)
        return max(self._free_at, now) + self._delay

    def empty(self) -> None:
        """Forget what was queued."""
        self._free_at = 0.0


class Uploaded:
    """What a client sent through one door.

    Attributes:
        payload: Bytes of TCP, requests and all.
        content: Of them, bytes of packets: bodies of PATCH and PUT.
        began: When the first byte of all came over (monotonic), or None.
        ended: When the latest byte of a packet did, or None.
        first: When the first byte of a packet did since `expect`, or None.
    """

    def __init__(self) -> None:
        self._more = threading.Condition()
        self.payload = 0
        self.content = 0
        self.began: float | None = None
        self.ended: float | None = None
        self.first: float | None = None

    @property
    def seconds(self) -> float:
        """From the first byte of all to the last of a packet."""
        return (self.ended or 0.0) - (self.began or 0.0)

    def reached(self, content: int) -> None:
        """Wait until so many bytes of packets came over."""
        with self._more:
            self._more.wait_for(lambda: self.content >= content)

    def expect(self) -> None:
        """Look out for the next byte of a packet."""
        self.first = None

    def add(self, size: int, content: int) -> None:
        """Count what came over."""
        now = time.monotonic()
        with self._more:
            self.payload += size
            self.content += content
            self.began = self.began or now
            if content:
                self.ended = now
                self.first = self.first or now
            self._more.notify_all()


class _Requests:
    """Follows the requests of one connection, to tell bytes of packets from the rest."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0
        self._is_packet = False

    def content_in(self, data: bytes) -> int:
        """How many of the bytes that came next belong to a packet."""
        found = 0
        while data:
            if not self._left:
                self._head, end, data = (self._head + data).partition(b"\r\n\r\n")
                if not end:
                    return found
                self._begin(self._head)
                self._head = b""
            body = min(self._left, len(data))
            found += body if self._is_packet else 0
            self._left -= body
            data = data[body:]
        return found

    def _begin(self, head: bytes) -> None:
        first, *fields = head.split(b"\r\n")
        self._is_packet = first.startswith((b"PATCH ", b"PUT "))
        values = (
            value
            for name, _, value in (f.partition(b":") for f in fields)
            if name.lower() == b"content-length"
        )
        self._left = int(next(values, b"0"))


class CutLink:
    """A link that doors lead through, each to a server behind it.

    Args:
        host: Address the doors are at.
        rate: Bits a second in each direction, or None for no limit.
        round_trip: Seconds there and back.
    """

    def __init__(
        self, host: str = "127.0.0.1", *, rate: float | None = None, round_trip: float = 0.0
    ) -> None:
        self._host = host
        self._rate = rate
        self._round_trip = round_trip
        bytes_a_second = None if rate is None else rate / 8
        self._lanes = [Lane(bytes_a_second, round_trip / 2) for _ in range(2)]
        self._open: dict[asyncio.Task[None], tuple[socket.socket, socket.socket]] = {}
        self._lost: list[socket.socket] = []
        self._doors: list[asyncio.Task[None]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._up = asyncio.Event()
        self._up.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def door(self, target: tuple[str, int]) -> tuple[str, Uploaded]:
        """Open a door to a server; its URL, and what goes through it."""
        listener = socket.create_server((self._host, 0))
        listener.setblocking(False)
        if self._rate is not None:
            # What waits in the kernel waits on this side of the link, so let it be little.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT)
        uploaded = Uploaded()

        async def begin() -> None:
            self._doors.append(asyncio.create_task(self._accept(listener, target, uploaded)))

        self._do(begin())
        return f"http://{self._host}:{listener.getsockname()[1]}", uploaded

    def cut(self, how: Cut) -> None:
        """Take the link down."""
        self._do(self._cut(how))

    def restore(self) -> None:
        """Bring it up again."""
        self._do(self._restore())

    def _do(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _end(self) -> None:
        await _ended(self._doors)
        await self._cut("reset")
        for each in self._lost:
            each.close()

    async def _cut(self, how: Cut) -> None:
        self._up.clear()
        cut = dict(self._open)
        await _ended(list(cut))
        for client, server in cut.values():
            if how == "silent":
                self._lost += [client, server]
            else:
                _reset(client)
                # What has come over is not lost with the link.
                server.close()
        for lane in self._lanes:
            lane.empty()

    async def _restore(self) -> None:
        self._up.set()

    async def _accept(
        self, listener: socket.socket, target: tuple[str, int], uploaded: Uploaded
    ) -> None:
        with listener:
            while True:
                client, _ = await self._loop.sock_accept(listener)
                client.setblocking(False)
                server = socket.socket()
                server.setblocking(False)
                await self._up.wait()
                task = asyncio.create_task(self._carry(client, server, target, uploaded))
                self._open[task] = (client, server)

    async def _carry(
        self,
        client: socket.socket,
        server: socket.socket,
        target: tuple[str, int],
        uploaded: Uploaded,
    ) -> None:
        """Both directions of a connection, to its end."""
        try:
            await asyncio.sleep(self._round_trip)
            await self._loop.sock_connect(server, target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(client, server, self._lanes[0], uploaded))
                both.create_task(self._pump(server, client, self._lanes[1], None))
        except* OSError:
            _reset(client)
            _reset(server)
        else:
            client.close()
            server.close()
        task = asyncio.current_task()
        assert task is not None
        self._open.pop(task, None)

    async def _pump(
        self, source: socket.socket, sink: socket.socket, lane: Lane, uploaded: Uploaded | None
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_IN_FLIGHT)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._arrive(under_way, sink, uploaded))
            while True:
                data = await self._loop.sock_recv(source, _SEGMENT)
                await under_way.put((await lane.admit(len(data)), data))
                if not data:
                    return

    async def _arrive(
        self,
        under_way: asyncio.Queue[tuple[float, bytes]],
        sink: socket.socket,
        uploaded: Uploaded | None,
    ) -> None:
        requests = _Requests()
        while True:
            at, data = await under_way.get()
            await asyncio.sleep(at - time.monotonic())
            if not data:
                sink.shutdown(socket.SHUT_WR)
                return
            if uploaded is not None:
                uploaded.add(len(data), requests.content_in(data))
            await self._loop.sock_sendall(sink, data)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    end.close()
