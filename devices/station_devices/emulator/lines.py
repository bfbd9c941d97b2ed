"""The ports an emulated device hangs on: a pseudo terminal or a TCP port, plugged or not."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from station_devices.errors import PortBusyError, PtyUnavailableError

if sys.platform != "win32":
    import fcntl
    import termios
    import tty

    _RATES = {
        getattr(termios, f"B{rate}"): rate
        for rate in (4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
    }

_CHUNK = 4096
_LET_IN_S = 0.1
"""A client that was announced and has hung up again is waited for no longer than that."""
_INT = 4
"""Size of what terminal calls exchange."""


class Line(Protocol):
    """One end of a cable.

    Attributes:
        address: What opens it; the same after each plugging.
    """

    address: str

    @property
    def listened(self) -> bool:
        """Whether a client has opened the port since it was plugged in."""

    @property
    def baud(self) -> int | None:
        """The rate the client has set; None where a port has none, or an unusual one."""

    def plug(self) -> None:
        """Make the port appear."""

    def unplug(self) -> None:
        """Make the port vanish under whoever has it open."""

    def handle(self) -> int | None:
        """What to wait on for input, None while unplugged."""

    def read(self) -> bytes:
        """Take what has come in; empty if it was not data."""

    def write(self, data: bytes) -> int:
        """Send without waiting; returns how many bytes went."""

    def taken(self) -> bool:
        """Whether the client has read what was sent, as far as can be told."""

    def close(self) -> None:
        """Give everything back."""


class PtyLine:
    """A pseudo terminal behind a link that keeps its name, as a udev rule does.

    Raises:
        PtyUnavailableError: This system has none.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="emulated-")
        self._link = Path(self._folder.name) / "tty"
        self.address = str(self._link)
        self._listened = False
        self._master = self._slave = -1
        self.plug()

    def plug(self) -> None:
        """Make the port appear."""
        if self._master >= 0:
            return
        if sys.platform == "win32":
            raise PtyUnavailableError("this system has no pseudo terminals; serve TCP instead")
        # Our own hold on the slave keeps the pty alive while no client has it open.
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        fcntl.ioctl(self._master, termios.TIOCPKT, (1).to_bytes(_INT, sys.byteorder))
        self._link.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Make the port vanish."""
        if self._master < 0:
            return
        self._link.unlink()
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1
        self._listened = False

    @property
    def listened(self) -> bool:
        """Whether a client has opened the port since it was plugged in."""
        return self._listened

    @property
    def baud(self) -> int | None:
        """The rate the client has set."""
        return _RATES.get(termios.tcgetattr(self._slave)[5]) if self._slave >= 0 else None

    def handle(self) -> int | None:
        """The master's descriptor."""
        return self._master if self._master >= 0 else None

    def read(self) -> bytes:
        """Take what has come in.

        In packet mode (man tty_ioctl) a byte before the data says what is read: data, or what the
        client did to its side. pyserial opens a port and drops what came before; then it listens.
        """
        with contextlib.suppress(BlockingIOError):
            got = os.read(self._master, _CHUNK)
            if got[0] == termios.TIOCPKT_DATA:
                return got[1:]
            self._listened = self._listened or bool(got[0] & termios.TIOCPKT_FLUSHREAD)
        return b""

    def write(self, data: bytes) -> int:
        """Send what the terminal's buffer takes."""
        with contextlib.suppress(BlockingIOError):
            return os.write(self._master, data)
        return 0

    def taken(self) -> bool:
        """Whether the client's side of the terminal has nothing left to read."""
        if self._slave < 0:
            return True
        waiting = fcntl.ioctl(self._slave, termios.FIONREAD, bytes(_INT))
        return not int.from_bytes(waiting, sys.byteorder)

    def close(self) -> None:
        """Remove the pty and its link."""
        self.unplug()
        self._folder.cleanup()


class TcpLine:
    """A TCP port on the loopback interface that serves one client after the other.

    Args:
        port: Number, 0 for a free one.

    Raises:
        PortBusyError: Somebody else listens there.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()
        self.address = f"socket://127.0.0.1:{self._port}"

    def plug(self) -> None:
        """Listen again, at the same number."""
        if self._listener is not None:
            return
        try:
            self._listener = socket.create_server(("127.0.0.1", self._port))
        except OSError as exc:
            raise PortBusyError("the TCP port is in use") from exc
        self._listener.settimeout(_LET_IN_S)
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Drop the client and listen no more."""
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def handle(self) -> int | None:
        """The client's descriptor, or the listener's while there is none."""
        waiting = self._client or self._listener
        return None if waiting is None else waiting.fileno()

    @property
    def listened(self) -> bool:
        """Whether there is a client."""
        return self._client is not None

    @property
    def baud(self) -> int | None:
        """None: a socket has no rate."""
        return None

    def read(self) -> bytes:
        """Take what has come in, or the next client."""
        if self._client is None:
            if self._listener is not None:
                with contextlib.suppress(OSError):
                    self._client, _ = self._listener.accept()
                    self._client.setblocking(False)
                    self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        data = b""
        with contextlib.suppress(OSError):
            data = self._client.recv(_CHUNK)
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> int:
        """Send what the socket takes; without a client the bytes fall off the wire's end."""
        if self._client is None:
            return len(data)
        try:
            return self._client.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self._hang_up()
            return len(data)

    def taken(self) -> bool:
        """Bytes in a socket reach the client even after it is closed."""
        return True

    def close(self) -> None:
        """Stop listening."""
        self.unplug()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
