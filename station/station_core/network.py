"""This machine's network as its interfaces tell it: whether there is any, and when one came up."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Final

import psutil

Addresses = frozenset[tuple[str, str]]

_LOOK_EVERY_S: Final = 0.25


def addresses_up() -> Addresses:
    """The interfaces that are up, each with its addresses; empty without any but the loopback.

    Addresses that a system changes by itself (IPv6) count once for each interface.
    """
    try:
        stats, found = psutil.net_if_stats(), psutil.net_if_addrs()
    except OSError:
        return frozenset()  # an interface went while it was read
    return frozenset(
        (name, address.address if address.family == socket.AF_INET else "")
        for name, addresses in found.items()
        if (stat := stats.get(name)) is not None and stat.isup
        for address in addresses
        if _leads_away(address.family, address.address)
    )


class NetworkWatch:
    """Asked by whoever waits for the network, in any thread; looks at most four times a second.

    Args:
        addresses: The interfaces that are up.
        clock: Seconds of a clock that nobody sets.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        addresses: Callable[[], Addresses] = addresses_up,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._addresses, self._clock, self._sleep = addresses, clock, sleep
        self._lock = threading.Lock()
        self._known = addresses()
        self._changes = 0
        self._looked = clock()

    @property
    def up(self) -> bool:
        """Whether any interface but the loopback is up."""
        return bool(self._look())

    @property
    def changes(self) -> int:
        """How often an interface has come up, or got another address, since the watch began."""
        self._look()
        return self._changes

    def holds(self, address: str) -> bool:
        """Whether this address is one of this machine's now; of IPv6 ones that is not known."""
        return (
            ":" in address
            or address.startswith("127.")
            or any(known == address for _name, known in self._look())
        )

    def wait(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> bool:
        """Wait so long, or until a network comes up; True if one did."""
        before, ends_at = self.changes, self._clock() + seconds
        while not stop() and (left := ends_at - self._clock()) > 0:
            self._sleep(min(left, _LOOK_EVERY_S))
            if self.changes != before:
                return True
        return False

    def _look(self) -> Addresses:
        with self._lock:
            now = self._clock()
            if now - self._looked >= _LOOK_EVERY_S:
                found = self._addresses()
                if found - self._known:
                    self._changes += 1
                self._known, self._looked = found, now
            return self._known


def _leads_away(family: int, address: str) -> bool:
    if family == socket.AF_INET:
        return not address.startswith(("127.", "169.254."))
    if family == socket.AF_INET6:
        return not address.startswith(("fe80:", "::1"))
    return False
