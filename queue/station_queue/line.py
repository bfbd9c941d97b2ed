"""The line to the centre: connections whose every wait ends with the caller's patience.

The stock connections of httpx wait as long as their time-out says, whatever has happened meanwhile:
nobody can stop them, a reply that comes byte by byte holds them for ever, and a link that came back
is noticed only when TCP tries again. Here each wait is cut into short ones, and between them are
asked: the caller, the clock, and whether the network has changed.
"""

import errno
import ipaddress
import selectors
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeVar

import httpcore
import httpx

from station_queue.delivery_errors import TemporaryError
from station_queue.patience import Patience

if sys.platform == "linux":
    import fcntl
    import termios

_SLICE_S: Final = 0.2
_UNMEASURED: Final = 3.0
"""By so much longer a reply is awaited where the system does not tell what is still to be sent."""
_UNSENT_BYTES: Final = 64 * 1024
"""More than this the system shall not hold of what is not on its way yet: what it holds is lost
with the connection and counts as sent too early. It is enough to keep a slow line busy while the
next packet is announced."""
_KNOCKS: Final = (0.2, 0.5, 1.0)
"""A connection that is not answered is begun anew after these parts of the time for one: TCP itself
would knock again only seconds after a link has come back."""
_KEEPALIVE: Final = {"TCP_KEEPIDLE": 3, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 3}
"""Seconds, seconds, times: so a dead connection is found out while an answer is awaited."""
_IDLE_S: Final = 4.0
"""Servers close idle connections after 5 s and more: whoever is later meets a closed one."""
_QUIET_S: Final = 1.0
"""A connection on which nothing came through for so long ends with a change of the network."""
_EARLY_BYTES: Final = 16 * 1024
_REPEATABLE: Final = frozenset({"GET", "HEAD"})
_NO_NETWORK: Final = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
_DROP: Final = struct.pack("ii", 1, 0)  # struct linger: on, 0 seconds
_SIOCOUTQNSD: Final = 0x894B  # linux/sockios.h
_CERT_TIME: Final = frozenset({9, 10})  # OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, _HAS_EXPIRED
_CERT_NAME: Final = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH

_T = TypeVar("_T")
_Address = tuple[Any, ...]  # as the system gives it: its form depends on the family


class Network(Protocol):
    """What is known of this machine's network."""

    @property
    def up(self) -> bool:
        """Whether there is any."""

    @property
    def changes(self) -> int:
        """How often a network has come up so far."""

    def holds(self, address: str) -> bool:
        """Whether this address is one of this machine's now."""


@dataclass(frozen=True, slots=True)
class AlwaysUp:
    """The network of who does not know better."""

    up: bool = True
    changes: int = 0

    def holds(self, address: str) -> bool:  # noqa: ARG002 - it knows of none that went
        """It does not know of any that went."""
        return True


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the line waits for something to happen.

    Attributes:
        connect_s: Seconds for a connection, TLS included.
        stall_s: Seconds without the other end confirming any of what is on its way.
        idle_s: Seconds without the other end taking or giving a byte, where nothing is on its way
            or the system does not tell.
        reply_s: Seconds for the whole of an answer once everything was sent.
    """

    connect_s: float = 10.0
    stall_s: float = 4.0
    idle_s: float = 30.0
    reply_s: float = 60.0


Milestone = Literal["name", "connection", "certificate"]
"""What a connection has got behind it: the name was found, somebody answered, and was believed."""

ALWAYS_UP: Final = AlwaysUp()
USUAL_WAITS: Final = Waits()


class Line(httpx.BaseTransport):
    """Carries requests; each brings its ``Patience`` in ``request.extensions["patience"]``.

    Args:
        tls: How https is trusted; None for the certificates the system trusts.
        waits: How long it waits.
        network: When it changes, connections that lead nowhere any more are made anew.
        bytes_per_s: The most that is sent in a second; None for as much as goes.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        waits: Waits = USUAL_WAITS,
        network: Network = ALWAYS_UP,
        bytes_per_s: float | None = None,
    ) -> None:
        self.milestones: dict[Milestone, float] = {}
        """Those of the last connection that was begun, and the seconds each took."""
        self._tls = tls or ssl.create_default_context()
        self._call = _Call(waits, network, bytes_per_s)
        self._pool = self._new_pool()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            TemporaryError: NO_LINK, NAME_UNKNOWN, CENTRE_UNREACHABLE, CENTRE_TIMEOUT, LINK_CUT,
                CERT_UNTRUSTED, CERT_NAME, CERT_TIME, CENTRE_PROTOCOL or STOPPED.
        """
        if self._call.begin(request.extensions["patience"]):
            # What was open went over a network that may be gone.
            self._pool.close()
            self._pool = self._new_pool()
        try:
            return self._sent(request)
        except TemporaryError as error:
            # A server may close a connection that was idle just as it is used again.
            idle = error.code == "LINK_CUT" and not self._call.connected
            if not (idle and request.method in _REPEATABLE):
                raise
        return self._sent(request)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _sent(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _named():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=url.raw_scheme,
                        host=url.raw_host,
                        port=url.port,
                        target=url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                )
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def _new_pool(self) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls,
            network_backend=_Backend(self._call, self.milestones),
            keepalive_expiry=_IDLE_S,
            retries=0,
        )


class _Body(httpx.SyncByteStream):
    """The body of an answer as it comes in."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _named():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _named():
            self._answer.close()


class _Call:
    """The request under way, as far as waiting goes."""

    def __init__(self, waits: Waits, network: Network, bytes_per_s: float | None) -> None:
        self.waits = waits
        self._network = network
        self._changes = network.changes
        self._patience = Patience.of(0, lambda: False)
        self._bytes_per_s = bytes_per_s
        self._free_at = 0.0

        self.connected = False
        """Whether a connection was made for it."""

    @property
    def up(self) -> bool:
        """Whether there is a network at all."""
        return self._network.up

    def begin(self, patience: Patience) -> bool:
        """A request begins; True when the network has changed since the one before."""
        self._patience = patience
        self.connected = False
        patience.check()
        changed, self._changes = self._changes, self._network.changes
        return changed != self._changes

    def check(self) -> None:
        """Raises StoppedError when the work has to end now."""
        self._patience.check()

    def check_network(self, link: socket.socket | None, quiet_s: float) -> None:
        """Raises LINK_CUT when the network has changed, and a connection with it.

        Args:
            link: The connection; None for one that is being made.
            quiet_s: For so long nothing has got through on it. Another network that comes up beside
                it, of a virtual machine for one, takes nothing from a connection that works.
        """
        changes = self._network.changes
        if changes == self._changes:
            return
        self._changes = changes
        if link is None or quiet_s >= _QUIET_S or not self._network.holds(_own_address(link)):
            raise TemporaryError("LINK_CUT", "the network has changed")

    def portion(self, size: int) -> int:
        """How many of so many bytes may be sent now, after waiting for leave to send any."""
        if self._bytes_per_s is None:
            return size
        while (wait := self._free_at - time.monotonic()) > 0:
            self.check()
            time.sleep(min(wait, _SLICE_S))
        # Small enough for the cap to hold in each second, too.
        return max(1, min(size, int(self._bytes_per_s * _SLICE_S)))

    def sent(self, size: int) -> None:
        """So many bytes were sent just now."""
        if self._bytes_per_s is not None:
            self._free_at = max(self._free_at, time.monotonic()) + size / self._bytes_per_s


class _Backend(httpcore.NetworkBackend):
    def __init__(self, call: _Call, milestones: dict[Milestone, float]) -> None:
        self._call = call
        self._milestones = milestones

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the waits of the call hold
        local_address: str | None = None,  # noqa: ARG002 - never asked for
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - the line has its own
    ) -> httpcore.NetworkStream:
        self._milestones.clear()
        begun = time.monotonic()
        found = self._resolved(host, port)
        self._milestones["name"] = time.monotonic() - begun
        begun = time.monotonic()
        failure: OSError | None = None
        for part in _KNOCKS:
            try:
                link = self._knock(found, begun + part * self._call.waits.connect_s)
            except OSError as exc:
                failure = exc
                if not isinstance(exc, TimeoutError):
                    break
            else:
                self._milestones["connection"] = time.monotonic() - begun
                return _Stream(link, self._call, self._milestones)
        if all(ipaddress.ip_address(address[0]).is_loopback for *_, address in found):
            raise TemporaryError("CENTRE_UNREACHABLE", "no connection") from failure
        raise self._unreached(failure) from failure

    def _knock(self, found: list[Any], ends_at: float) -> socket.socket:
        """Connect to the first address that answers; raises the OSError that tells most."""
        failures: list[OSError] = []
        for number, (family, kind, protocol, _, address) in enumerate(found):
            # Each address gets its share: without IPv6 it must not eat up all the time.
            share = (ends_at - time.monotonic()) / (len(found) - number)
            link = socket.socket(family, kind, protocol)
            try:
                self._connect(link, address, share)
            except OSError as exc:
                link.close()
                failures.append(exc)
            except BaseException:
                link.close()
                raise
            else:
                self._call.connected = True
                return link
        # An address that this machine has no way to (IPv6, mostly) says nothing of the others.
        raise min(failures, key=lambda one: (one.errno in _NO_NETWORK, one.errno is not None))

    def _resolved(self, host: str, port: int) -> list[Any]:
        self._call.check()
        try:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:
            if not self._call.up:
                raise TemporaryError("NO_LINK", "there is no network") from exc
            raise TemporaryError("NAME_UNKNOWN", "the centre's name is not found") from exc

    def _connect(self, link: socket.socket, address: _Address, seconds: float) -> None:
        """Connect; raises OSError (TimeoutError after so many seconds)."""
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEPALIVE.items():
            if hasattr(socket, option):
                link.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
        ends_at = time.monotonic() + seconds
        link.setblocking(False)
        begun = link.connect_ex(address)
        if begun not in {0, errno.EINPROGRESS, errno.EWOULDBLOCK}:
            raise OSError(begun, "connect")
        while not _writable(link):
            self._call.check()
            self._call.check_network(None, 0.0)
            if time.monotonic() >= ends_at:
                raise TimeoutError
        state = link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if state:
            raise OSError(state, "connect")
        link.settimeout(_SLICE_S)

    def _unreached(self, failure: OSError | None) -> TemporaryError:
        none = failure is not None and failure.errno in _NO_NETWORK
        if none or not self._call.up:
            return TemporaryError("NO_LINK", "there is no network to the centre")
        return TemporaryError("CENTRE_UNREACHABLE", "no connection to the centre")


class _Stream(httpcore.NetworkStream):
    """One connection; its socket waits a slice at a time."""

    def __init__(
        self, link: socket.socket, call: _Call, milestones: dict[Milestone, float]
    ) -> None:
        self._link = link
        self._call = call
        self._milestones = milestones
        self._sent_at: float | None = None
        self._is_dead = False
        self._early: bytes | None = None
        """What was answered before all was sent."""
        self._listen_at = 0.0
        self._queue: _SendQueue | None = None
        self._moved_at = time.monotonic()
        """When something of what was sent was confirmed, or room was made for more."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        if self._early is not None:
            early, self._early = self._early, None
            return early
        if self._sent_at is None:
            self._sent_at = self._when_sent()
        with _cut(httpcore.ReadError()):
            return self._patiently(
                lambda: self._link.recv(max_bytes), self._sent_at + self._call.waits.reply_s
            )

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._sent_at = None
        rest = memoryview(buffer)
        # By this error the protocol goes on to read an answer that came before the end.
        with _cut(httpcore.WriteError()):
            while rest:
                part = rest[: self._call.portion(len(rest))]
                count = self._patiently(partial(self._give, part))
                self._call.sent(count)
                rest = rest[count:]

    def _give(self, part: memoryview) -> int:
        """Hand bytes to the system, unless the other end has answered already or hung up."""
        if time.monotonic() >= self._listen_at and _readable(self._link):
            self._listen_at = time.monotonic() + _SLICE_S
            if self._heard():
                # What was not taken yet is not wanted, and nothing to wait for.
                self._is_dead, self._sent_at = True, time.monotonic()
                raise httpcore.WriteError
        return self._link.send(part)

    def _heard(self) -> bool:
        """Whether an answer has begun; over TLS, a word between the two ends is none."""
        self._link.settimeout(0)
        try:
            self._early = self._link.recv(_EARLY_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        finally:
            self._link.settimeout(_SLICE_S)
        return True

    def close(self) -> None:
        if self._is_dead:
            # Or the system would go on sending what it holds, over the link that is back again.
            with suppress(OSError):
                self._link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
        self._link.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        begun = time.monotonic()
        ends_at = begun + self._call.waits.connect_s
        try:
            secured = ssl_context.wrap_socket(
                self._link, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            self._link = secured
            secured.settimeout(_SLICE_S)
            self._patiently(secured.do_handshake, ends_at)
        except BaseException as exc:
            self.close()
            if isinstance(exc, ssl.SSLCertVerificationError):
                raise _distrust(exc) from exc
            if isinstance(exc, ssl.SSLError):
                raise TemporaryError("CENTRE_PROTOCOL", "what answers speaks no TLS") from exc
            if isinstance(exc, OSError):
                raise TemporaryError("CENTRE_UNREACHABLE", "no connection to the centre") from exc
            raise
        self._milestones["certificate"] = time.monotonic() - begun
        return self

    def get_extra_info(self, info: str) -> object:
        if info == "is_readable":
            return _readable(self._link)
        return None

    def _patiently(self, act: Callable[[], _T], ends_at: float | None = None) -> _T:
        """Try until it is done; the other end may be idle so long, and all may take until then."""
        try:
            return self._tried(act, ends_at)
        except TemporaryError as error:
            self._is_dead = error.code == "LINK_CUT"
            raise

    def _tried(self, act: Callable[[], _T], ends_at: float | None) -> _T:
        waits, begun = self._call.waits, time.monotonic()
        idle_s = waits.idle_s * (_UNMEASURED if self._look() is None and ends_at else 1)
        while True:
            self._call.check()
            now, queue = time.monotonic(), self._look()
            self._call.check_network(self._link, now - self._moved_at)
            stalled = queue and queue.on_its_way and not self._is_dead
            if stalled and now - max(begun, self._moved_at) >= waits.stall_s:
                raise TemporaryError("LINK_CUT", "nothing gets through any more")
            # Asked before each byte that comes, too: some come by and by and never end.
            if now >= (ends_at or now + 1) or now - max(begun, self._moved_at) >= idle_s:
                raise TemporaryError("CENTRE_TIMEOUT", "the centre did not answer in time")
            try:
                return act()
            except (TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                continue

    def _look(self) -> "_SendQueue | None":
        """What is still to arrive; notes when that has changed."""
        queue = _send_queue(self._link)
        if queue != self._queue:
            # On a slow link what was written is still on its way.
            self._queue, self._moved_at = queue, time.monotonic()
        return queue

    def _when_sent(self) -> float:
        """Wait until the other end has taken everything, as far as the system tells."""
        with _cut(httpcore.ReadError()):
            self._patiently(self._drained)
        return time.monotonic()

    def _drained(self) -> None:
        queue = _send_queue(self._link)
        if queue and queue.unconfirmed and not _readable(self._link, _SLICE_S):
            raise TimeoutError


@contextmanager
def _named() -> Iterator[None]:
    """Give what the protocol stumbles over its name; what the line itself met has one."""
    try:
        yield
    except httpcore.RemoteProtocolError as exc:
        raise TemporaryError("LINK_CUT", "the connection ended early") from exc
    except (httpcore.NetworkError, httpcore.TimeoutException) as exc:
        raise TemporaryError("LINK_CUT", "the connection broke") from exc
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as exc:
        raise TemporaryError("CENTRE_PROTOCOL", "not an answer of a centre") from exc


@contextmanager
def _cut(error: Exception) -> Iterator[None]:
    """Give what breaks a connection this name."""
    try:
        yield
    except OSError as exc:
        raise error from exc


def _distrust(error: ssl.SSLCertVerificationError) -> TemporaryError:
    if error.verify_code in _CERT_TIME:
        return TemporaryError(
            "CERT_TIME", "the certificate is not valid at the time of this computer"
        )
    if error.verify_code in _CERT_NAME:
        return TemporaryError("CERT_NAME", "the certificate is made out to another name")
    return TemporaryError("CERT_UNTRUSTED", "the certificate is not of this desk's centre")


def _own_address(link: socket.socket) -> str:
    try:
        return str(link.getsockname()[0])
    except OSError:
        return ""


def _writable(link: socket.socket) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(link, selectors.EVENT_WRITE)
        return bool(selector.select(_SLICE_S))


def _readable(link: socket.socket, seconds: float = 0.0) -> bool:
    if isinstance(link, ssl.SSLSocket) and link.pending():
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(link, selectors.EVENT_READ)
        return bool(selector.select(seconds))


class _SendQueue(NamedTuple):
    """What the system holds of what was written, in bytes."""

    unconfirmed: int
    on_its_way: int
    """Of them; the rest waits for the other end to have room, so nothing is wrong with the line."""


def _send_queue(link: socket.socket) -> _SendQueue | None:
    """What is still to arrive; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    unconfirmed, unsent = (
        int.from_bytes(fcntl.ioctl(link.fileno(), request, bytes(4)), sys.byteorder)
        for request in (termios.TIOCOUTQ, _SIOCOUTQNSD)
    )
    return _SendQueue(unconfirmed, unconfirmed - unsent)
