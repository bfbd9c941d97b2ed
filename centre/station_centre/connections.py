"""What a connection may cost before it says who it is: its time, and how many one address has."""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S: Final = 10.0
"""The head of a request has come after so long, from the connection or from its first byte on."""
MOST_OF_AN_ADDRESS: Final = 256
"""A town hall behind one address has some dozen desks, with two connections each."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PatientProtocol(H11Protocol):
    """Ends connections that ask for nothing: the stock one waits for a head for ever."""

    head_s: ClassVar[float] = HEAD_S
    most: ClassVar[int] = MOST_OF_AN_ADDRESS
    proxies: ClassVar[tuple[Network, ...]] = ()
    """Connections from there are of many."""
    open_by_address: ClassVar[Counter[str]] = Counter()

    _head_timer: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and wait for the head of its first request."""
        super().connection_made(transport)
        self._address = address_of(self.client[0] if self.client else "")
        self.open_by_address[self._address] += 1
        if self.open_by_address[self._address] > self.most and not self._of_proxy():
            transport.abort()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._head_is_here()
        self.open_by_address[self._address] -= 1
        if self.open_by_address[self._address] <= 0:
            del self.open_by_address[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head that has begun have to be followed by its end."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._head_is_here()
        elif self._head_timer is None:
            self._await_head()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_s, self.transport.abort)

    def _head_is_here(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _of_proxy(self) -> bool:
        host = self.client[0] if self.client else ""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def patient_protocol(trusted_proxies: Sequence[str]) -> type[PatientProtocol]:
    """The protocol of one server, which knows its proxies and counts for itself."""
    networks = tuple(ipaddress.ip_network(proxy, strict=False) for proxy in trusted_proxies)
    members = {"proxies": networks, "open_by_address": Counter()}
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
