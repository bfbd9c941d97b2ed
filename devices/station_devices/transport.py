"""Bytes to and from a port: a small protocol, over pyserial and over TCP."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import serial

from station_devices.errors import (
    DeviceError,
    DeviceSilentError,
    DeviceUnpluggedError,
    PortBusyError,
    PortDeniedError,
    PortMissingError,
)

if TYPE_CHECKING:
    from types import ModuleType

    from station_devices.framing import CallLimit

termios: ModuleType | None
try:
    import termios
except ImportError:  # Windows has none
    termios = None

READ_SLICE_S = 0.02
"""The longest a read blocks. Set once: changing a port's timeout reconfigures the port each time
(pyserial ``_reconfigure_port``), over rfc2217 with a network round trip per setting."""

WRITE_LIMIT_S = 1.0
CONNECT_LIMIT_S = 3.0
_CONNECTING = (errno.EINPROGRESS, errno.EWOULDBLOCK)  # the second is the word of Windows
_MOST_DISCARDS = 64

_PORT_ERRORS: tuple[type[Exception], ...] = (
    serial.SerialException,
    OSError,
    TypeError,  # a port closed under a running read: its descriptor is None by then
    *(() if termios is None else (termios.error,)),  # not an OSError; flush and reset raise it
)
_OPEN_ERRORS: tuple[type[Exception], ...] = (
    *_PORT_ERRORS,
    ValueError,
)  # ValueError: an address pyserial does not know


class Transport(Protocol):
    """A byte stream to one device.

    Reads come back after at most ``READ_SLICE_S``, so the caller can look at its own deadline and
    stop check between two of them; that is also the way to cancel. One thread uses a transport
    from opening to closing. Every method but ``close`` raises ``DeviceUnpluggedError`` as soon as
    the port is gone.

    Attributes:
        sets_baud: Whether the rate of this end is ours to set; that of a serial server is not.
    """

    sets_baud: bool

    def set_baud(self, baud: int) -> bool:
        """Change the rate of this end, where ``sets_baud``; what was received is dropped.

        Returns:
            Whether the port took it. A bridge may not know the rate; a port that has vanished
            says the same here, and the next read or write tells.
        """

    def write(self, data: bytes) -> None:
        """Send all bytes; raises ``DeviceSilentError`` if the port takes none for a second."""

    def read(self, expected: int) -> bytes:
        """Wait for ``expected`` bytes, one slice at most; returns what is there, maybe more."""

    def discard(self) -> None:
        """Drop everything received and not yet read."""

    def close(self) -> None:
        """Release the port; never raises, may be called twice."""


class SerialTransport:
    """A port opened by pyserial: a device path, a pty, ``rfc2217://``, ``loop://``.

    Args:
        url: What ``serial.serial_for_url`` accepts.
        baud: Bits per second, 8N1.

    Raises:
        PortMissingError: No such port or nobody listens.
        PortBusyError: Somebody else has opened it.
        PortDeniedError: The system account may not open it.
    """

    sets_baud = True

    def __init__(self, url: str, baud: int) -> None:
        try:
            self._port: Any = serial.serial_for_url(
                url,
                baudrate=baud,
                timeout=READ_SLICE_S,
                write_timeout=WRITE_LIMIT_S,
                exclusive=True,
            )
        except _OPEN_ERRORS as exc:
            raise _open_error(exc) from exc

    def set_baud(self, baud: int) -> bool:
        """Change the rate of this end."""
        try:
            self._port.baudrate = baud
        except _OPEN_ERRORS:
            return False
        self.discard()
        return True

    def write(self, data: bytes) -> None:
        """Send all bytes."""
        try:
            self._port.write(data)
        except serial.SerialTimeoutException as exc:
            raise DeviceSilentError("the port takes no bytes") from exc
        except _PORT_ERRORS as exc:
            raise _lost(exc) from exc

    def read(self, expected: int) -> bytes:
        """Return up to what is waiting, after at most one slice."""
        try:
            # Waiting for the expected number instead of one byte saves hundreds of reads a packet.
            return bytes(self._port.read(max(expected, self._port.in_waiting)))
        except _PORT_ERRORS as exc:
            raise _lost(exc) from exc

    def discard(self) -> None:
        """Drop everything received and not yet read."""
        try:
            self._port.reset_input_buffer()
        except _PORT_ERRORS as exc:
            raise _lost(exc) from exc

    def close(self) -> None:
        """Release the port; one that vanished has nothing left to release."""
        with contextlib.suppress(*_PORT_ERRORS):
            self._port.close()


class SocketTransport:
    """A device behind a TCP port: a serial server, or the emulator.

    pyserial's own ``socket://`` sleeps 0.3 s in ``close``, keeps the socket open when the other
    end has closed first, and so would report an unplugged device late.

    Args:
        url: ``socket://host:port``.
        limit: Of the caller; connecting takes ``CONNECT_LIMIT_S`` at most in any case.

    Raises:
        PortMissingError: Nobody listens there, or does not answer in time.
        CaptureCancelledError: The caller stopped.
    """

    sets_baud = False

    def __init__(self, url: str, limit: CallLimit) -> None:
        try:
            parts = urlsplit(url)
            address = (parts.hostname or "", parts.port or 0)
            self._socket = _connected(address, limit.within(CONNECT_LIMIT_S))
        except (OSError, ValueError) as exc:
            raise _open_error(exc) from exc
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(READ_SLICE_S)

    def set_baud(self, baud: int) -> bool:  # noqa: ARG002 - the rate is the other end's
        """Nothing to do."""
        return False

    def write(self, data: bytes) -> None:
        """Send all bytes; commands are far smaller than any socket buffer."""
        try:
            self._socket.sendall(data)
        except TimeoutError as exc:
            raise DeviceSilentError("the port takes no bytes") from exc
        except OSError as exc:
            raise _lost(exc) from exc

    def read(self, expected: int) -> bytes:  # noqa: ARG002 - a socket gives what it has at once
        """Return what is there, after at most one slice."""
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return b""
        except OSError as exc:
            raise _lost(exc) from exc
        if not data:
            raise DeviceUnpluggedError("the other end has closed the connection")
        return data

    def discard(self) -> None:
        """Drop what was received and not yet read; of a device that never rests, some of it."""
        for _ in range(_MOST_DISCARDS):
            try:
                waiting = select.select([self._socket], [], [], 0)[0]
            except (OSError, ValueError) as exc:  # ValueError: closed, so its descriptor is -1
                raise _lost(exc) from exc
            if not waiting:
                return
            self.read(1)

    def close(self) -> None:
        """Release the socket."""
        self._socket.close()


def open_transport(url: str, baud: int, limit: CallLimit) -> Transport:
    """Open the port at ``url``; errors as in the two transports above.

    Ports of this computer open at once; pyserial's ``rfc2217://`` has limits of its own (5 s).
    """
    limit.expired()  # asks for the stop
    if url.startswith("socket://"):
        return SocketTransport(url, limit)
    return SerialTransport(url, baud)


def _connected(address: tuple[str, int], limit: CallLimit) -> socket.socket:
    """Connect to the first address of a host that answers, asking for the stop on the way.

    Raises:
        OSError: None answers before the limit.
        CaptureCancelledError: The caller stopped.
    """
    failure = OSError(errno.ETIMEDOUT, "no answer in time")
    for family, kind, protocol, _, where in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
        candidate = socket.socket(family, kind, protocol)
        try:
            candidate.setblocking(False)
            state = candidate.connect_ex(where)
            while state in _CONNECTING and not limit.expired():
                # Windows shows a refused connection in the third set only.
                ready = select.select([], [candidate], [candidate], READ_SLICE_S)
                if any(ready):
                    state = candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        except BaseException:
            candidate.close()
            raise
        if state == 0:
            return candidate
        candidate.close()
        if state not in _CONNECTING:
            failure = OSError(state, "no connection")
    raise failure


def _lost(exc: Exception) -> DeviceError:
    return DeviceUnpluggedError(f"the port is gone ({type(exc).__name__})")


def _open_error(exc: Exception) -> DeviceError:
    """Tell why a port could not be opened.

    pyserial gives an errno on POSIX; on Windows the cause is only named in the text, and there
    "access denied" means that another program holds the port.
    """
    number, text = getattr(exc, "errno", None), str(exc)
    if number in (errno.EAGAIN, errno.EBUSY) or (os.name == "nt" and "PermissionError" in text):
        return PortBusyError("the port is in use by another program")
    if number in (errno.EACCES, errno.EPERM):
        return PortDeniedError("no permission to open the port")
    return PortMissingError("the port does not exist or does not answer")
