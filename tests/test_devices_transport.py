"""Ports: a pty and a TCP port behave alike, a vanished one is noticed at once."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from station_devices.emulator.lines import Line, PtyLine, TcpLine
from station_devices.errors import (
    CaptureCancelledError,
    DeviceUnpluggedError,
    PortBusyError,
    PortMissingError,
)
from station_devices.framing import CallLimit
from station_devices.transport import Transport, open_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")


def limit(stop: Callable[[], bool] = lambda: False, seconds: float = 20.0) -> CallLimit:
    return CallLimit.seconds(seconds, stop)


@pytest.fixture(params=[pytest.param("pty", marks=needs_pty), "tcp"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    opened: Line = PtyLine() if request.param == "pty" else TcpLine(0)
    yield opened
    opened.close()


@pytest.fixture
def transport(line: Line) -> Iterator[Transport]:
    opened = open_transport(line.address, 57600, limit())
    if isinstance(line, TcpLine):
        line.read()  # takes the client in
    yield opened
    opened.close()


def receive(transport: Transport, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += transport.read(count - len(data))
    return data


def test_every_byte_value_passes_both_ways(line: Line, transport: Transport) -> None:
    everything = bytes(range(256))
    transport.write(everything)
    heard = b""
    while len(heard) < 256:
        heard += line.read()
    assert heard == everything
    assert line.write(everything) == 256
    assert receive(transport, 256) == everything


def test_silence_is_an_empty_read(transport: Transport) -> None:
    assert transport.read(1) == b""


def test_discarding_drops_what_came_in() -> None:
    # Not over a pty: there bytes arrive a moment after they were written.
    line = TcpLine(0)
    over_tcp, loop = (
        open_transport(line.address, 57600, limit()),
        open_transport("loop://", 921600, limit()),
    )
    line.read()  # takes the client in
    line.write(b"old")
    loop.write(b"old")
    for transport in (over_tcp, loop):
        transport.discard()
        assert transport.read(1) == b""
        transport.close()
    line.close()


def test_a_vanished_port_is_noticed_by_every_call(line: Line, transport: Transport) -> None:
    line.unplug()
    with pytest.raises(DeviceUnpluggedError):
        transport.read(1)
    with pytest.raises(DeviceUnpluggedError):
        transport.discard()
    transport.close()
    transport.close()


@needs_pty
def test_writing_to_a_vanished_pty_is_noticed() -> None:
    line = PtyLine()
    opened = open_transport(line.address, 57600, limit())
    line.close()
    with pytest.raises(DeviceUnpluggedError):
        opened.write(b"hello")
    opened.close()


def test_a_line_comes_back_under_its_name(line: Line) -> None:
    line.unplug()
    line.unplug()
    with pytest.raises(PortMissingError):
        open_transport(line.address, 57600, limit())
    line.plug()
    line.plug()
    open_transport(line.address, 57600, limit()).close()


def test_a_tcp_port_in_use_is_named() -> None:
    first = TcpLine(0)
    with pytest.raises(PortBusyError):
        TcpLine(int(first.address.rsplit(":", 1)[1]))
    first.close()


@pytest.mark.parametrize("address", ["socket://", "socket://127.0.0.1", "socket://127.0.0.1:x"])
def test_an_address_that_makes_no_sense_is_no_port(address: str) -> None:
    with pytest.raises(PortMissingError):
        open_transport(address, 57600, limit())


def test_other_pyserial_addresses_work_too() -> None:
    loop = open_transport("loop://", 921600, limit())
    loop.write(b"abc")
    assert receive(loop, 3) == b"abc"
    loop.close()


@contextmanager
def unanswering() -> Iterator[str]:
    """An address that lets a connection hang: a listener whose queue is full."""
    with socket.socket() as listener, ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield f"socket://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse when the queue is full")
def test_connecting_ends_with_the_limit_of_the_call_or_its_stop() -> None:
    with unanswering() as address:
        asked = iter(range(1000))
        with pytest.raises(CaptureCancelledError):
            open_transport(address, 57600, limit(lambda: next(asked) > 3))
        with pytest.raises(PortMissingError):
            open_transport(address, 57600, limit(seconds=0.05))
        assert next(asked) < 20


def test_discarding_ends_though_the_device_never_rests() -> None:
    line = TcpLine(0)
    transport = open_transport(line.address, 57600, limit())
    line.read()  # takes the client in
    done = threading.Event()

    def chatter() -> None:
        while not done.is_set():
            line.write(bytes(4096))

    talker = threading.Thread(target=chatter)
    talker.start()
    try:
        transport.discard()
    finally:
        done.set()
        talker.join()
    transport.close()
    with pytest.raises(DeviceUnpluggedError):
        transport.discard()
    line.close()


def test_a_client_that_hung_up_before_it_was_let_in_leaves_the_door_open() -> None:
    line = TcpLine(0)
    try:
        assert line.read() == b""  # nobody is there any more
        assert not line.listened
        with socket.create_connection(("127.0.0.1", int(line.address.rsplit(":", 1)[1]))):
            line.read()
            assert line.listened
    finally:
        line.close()
