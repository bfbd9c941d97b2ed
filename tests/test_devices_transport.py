"""Ports: a pty and a TCP port behave alike, a vanished one is noticed at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from station_devices.emulator.lines import Line, PtyLine, TcpLine
from station_devices.errors import DeviceUnpluggedError, PortBusyError, PortMissingError
from station_devices.transport import Transport, open_transport

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")


@pytest.fixture(params=[pytest.param("pty", marks=needs_pty), "tcp"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    opened: Line = PtyLine() if request.param == "pty" else TcpLine(0)
    yield opened
    opened.close()


@pytest.fixture
def transport(line: Line) -> Iterator[Transport]:
    opened = open_transport(line.address, 57600)
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
    socket, loop = open_transport(line.address, 57600), open_transport("loop://", 921600)
    line.read()  # takes the client in
    line.write(b"old")
    loop.write(b"old")
    for transport in (socket, loop):
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
    opened = open_transport(line.address, 57600)
    line.close()
    with pytest.raises(DeviceUnpluggedError):
        opened.write(b"hello")
    opened.close()


def test_a_line_comes_back_under_its_name(line: Line) -> None:
    line.unplug()
    line.unplug()
    with pytest.raises(PortMissingError):
        open_transport(line.address, 57600)
    line.plug()
    line.plug()
    open_transport(line.address, 57600).close()


def test_a_tcp_port_in_use_is_named() -> None:
    first = TcpLine(0)
    with pytest.raises(PortBusyError):
        TcpLine(int(first.address.rsplit(":", 1)[1]))
    first.close()


@pytest.mark.parametrize("address", ["socket://", "socket://127.0.0.1", "socket://127.0.0.1:x"])
def test_an_address_that_makes_no_sense_is_no_port(address: str) -> None:
    with pytest.raises(PortMissingError):
        open_transport(address, 57600)


def test_other_pyserial_addresses_work_too() -> None:
    loop = open_transport("loop://", 921600)
    loop.write(b"abc")
    assert receive(loop, 3) == b"abc"
    loop.close()
