"""What a connection may cost before it says who it is: its time, and how many one address has."""

import asyncio
import ipaddress
import ssl
from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S: Final = 10.0
"""The head of a request has come after so long, from the connection or from its first byte on."""
REST_S: Final = 60.0
"""A body that is not wanted any more has come to its end so long after the answer."""
MOST_OF_AN_ADDRESS: Final = 256
"""A town hall behind one address has some dozen desks, with two connections each."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PatientProtocol(H11Protocol):
    """Ends connections that ask for nothing: the stock one waits for a head for ever.

    TLS begins here and not in the server, which would give each connection some 300 kB for its
    handshake before anybody could count it.
    """

    head_s: ClassVar[float] = HEAD_S
    rest_s: ClassVar[float] = REST_S
    most: ClassVar[int] = MOST_OF_AN_ADDRESS
    proxies: ClassVar[tuple[Network, ...]] = ()
    """Connections from there are of many."""
    tls: ClassVar[ssl.SSLContext | None] = None
    open_by_address: ClassVar[Counter[str]] = Counter()

    _deadline: asyncio.TimerHandle | None = None
    _handshake: asyncio.Task[None] | None = None
    _early = b""
    _address: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and wait for the head of its first request."""
        peer = transport.get_extra_info("peername")
        host = peer[0] if peer else ""
        self._address = address_of(host)
        self.open_by_address[self._address] += 1
        if self._too_many(host):
            transport.abort()
        elif self.tls is None:
            self._begin(transport)
        else:
            self._handshake = self.loop.create_task(self._secure(transport, self.tls))

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._leave()
        if self.transport is not None:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head that has begun have to be followed by its end."""
        if self.transport is None:
            self._early += data
            return
        super().data_received(data)
        if self._is_answered_early():
            return
        if self.conn.their_state is not h11.IDLE:
            self._no_deadline()
        elif self._deadline is None:
            self._end_in(self.head_s)

    def on_response_complete(self) -> None:
        """Wait for the rest of a body that was answered before it was there.

        To hang up at once could take the answer away from whoever is still sending.
        """
        super().on_response_complete()
        if self._is_answered_early() and not self.transport.is_closing():
            self._end_in(self.rest_s)

    async def _secure(self, transport: asyncio.Transport, tls: ssl.SSLContext) -> None:
        try:
            secured = await self.loop.start_tls(
                transport, self, tls, server_side=True, ssl_handshake_timeout=self.head_s
            )
        except OSError:  # of TLS too, and of a handshake that takes too long
            secured = None
        if secured is None or self._address is None:
            transport.abort()
            self._leave()
            return
        self._begin(secured)
        # What came in one piece with the end of the handshake.
        if self._early:
            self.data_received(self._early)

    def _begin(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._end_in(self.head_s)

    def _leave(self) -> None:
        self._no_deadline()
        if self._address is not None:
            self.open_by_address[self._address] -= 1
            if self.open_by_address[self._address] <= 0:
                del self.open_by_address[self._address]
            self._address = None

    def _too_many(self, host: str) -> bool:
        in_all = self.open_by_address.total()
        if self.limit_concurrency is not None and in_all > self.limit_concurrency:
            return True
        return self.open_by_address[self._address or ""] > self.most and not self._of_proxy(host)

    def _is_answered_early(self) -> bool:
        """Whether a body goes on coming that nobody waits for; bytes of it buy no time."""
        answered = self.cycle is not None and self.cycle.response_complete
        return answered and self.conn.their_state is h11.SEND_BODY

    def _end_in(self, seconds: float) -> None:
        self._no_deadline()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _no_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _of_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def patient_protocol(
    trusted_proxies: Sequence[str], tls: ssl.SSLContext | None = None
) -> type[PatientProtocol]:
    """The protocol of one server, which knows its proxies and counts for itself; None: no TLS."""
    networks = tuple(ipaddress.ip_network(proxy, strict=False) for proxy in trusted_proxies)
    members: dict[str, object] = {"proxies": networks, "open_by_address": Counter(), "tls": tls}
    return type("CentreProtocol", (PatientProtocol,), members)


def address_of(host: str) -> str:
    """Whom to count by: an IPv4 address, or the /64 of an IPv6 one, which is one subscriber's."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed[:8] + bytes(8), 64)))
