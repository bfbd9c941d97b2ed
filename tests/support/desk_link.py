"""A bad link with a desk at its end, made of what this machine allows.

Where this process may make network namespaces, the desk has one of its own, at the end of a pair of
interfaces whose rate `tc` limits and which is taken down for a cut; it comes back with another
address, as a modem does that has dialled in anew, so that connections from before are dead without
a word. Delay comes from `cut_link` then. Elsewhere `cut_link` does it all.
"""

import itertools
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

from cut_link import CutLink, Uploaded

_QUEUE_MS: Final = 200
_HEADERS: Final = 14 + 20 + 32
"""Bytes of Ethernet, IP, and TCP with its time stamps."""
_CONGESTION: Final = "/proc/sys/net/ipv4/tcp_congestion_control"
_numbers: Final = itertools.count()


@dataclass(frozen=True)
class LinkKind:
    """What a link is like.

    Attributes:
        rate: Bits a second in each direction.
        round_trip: Seconds there and back.
        up: Seconds between two cuts; None for a link that holds.
        down: Seconds a cut takes.
    """

    rate: float
    round_trip: float = 0.0
    up: float | None = None
    down: float = 1.0

    def __str__(self) -> str:
        words = [f"{self.rate / 1000:g} kbit/s"]
        words += [f"{1000 * self.round_trip:g} ms round trip"] if self.round_trip else []
        words += [f"cut every {self.up:g} s"] if self.up is not None else []
        return ", ".join(words)


class Link(Protocol):
    """At one end `command` starts programs of the desk; doors lead to servers at the other."""

    made_of: str

    def door(self, target: tuple[str, int]) -> tuple[str, Uploaded]:
        """The URL of a server as the desk sees it, and what goes there."""

    def command(self, words: Sequence[str]) -> list[str]:
        """A command as it is started at the desk's end."""

    def cut(self) -> None:
        """Take it down."""

    def restore(self) -> None:
        """Bring it up."""

    def carried(self) -> int | None:
        """Bytes of TCP in all frames that came over from the desk, if something counts them."""


class ProxyLink:
    """All of it in user space."""

    def __init__(self, inner: CutLink, why: str) -> None:
        self.made_of = f"proxy alone ({why})"
        self._inner = inner
        self.door = inner.door
        self.restore = inner.restore

    def command(self, words: Sequence[str]) -> list[str]:
        """As it is."""
        return list(words)

    def cut(self) -> None:
        """With resets: the kernel here would go on confirming what a silent link swallows."""
        self._inner.cut("reset")

    def carried(self) -> int | None:
        """Nobody sees frames here."""
        return None


class NamespaceLink:
    """A pair of interfaces, one of them in a namespace of the desk's own.

    Raises:
        OSError: This process may not make namespaces, or a program is missing.
    """

    made_of = "network namespace, tc tbf, interface down and up with a new address"

    def __init__(self, kind: LinkKind) -> None:
        pid, number = os.getpid(), next(_numbers)
        self._name = f"cccd-{pid}-{number}"
        self._near, self._far = f"cd{pid % 10**8}n{number % 1000}", "desk"
        # Of the addresses set aside for benchmarks (RFC 2544), so that trials can run side by side.
        network = (4 * pid + number) % 512
        self._net = f"198.{18 + network // 256}.{network % 256}"
        self._addresses = itertools.cycle(range(2, 250))
        self._kind = kind
        self._inner: CutLink | None = None

    def __enter__(self) -> Self:
        try:
            self._make()
        except OSError:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._inner is not None:
            self._inner.__exit__()
        self._remove()

    def door(self, target: tuple[str, int]) -> tuple[str, Uploaded]:
        """Through the proxy, for the delay and to count."""
        assert self._inner is not None
        return self._inner.door(target)

    def command(self, words: Sequence[str]) -> list[str]:
        """In the namespace."""
        return ["ip", "netns", "exec", self._name, *words]

    def cut(self) -> None:
        """Interface down, address gone."""
        self._at_desk("link", "set", self._far, "down")
        self._at_desk("addr", "flush", "dev", self._far)

    def restore(self) -> None:
        """Another address, interface up."""
        self._at_desk("addr", "add", f"{self._net}.{next(self._addresses)}/24", "dev", self._far)
        self._at_desk("link", "set", self._far, "up")

    def carried(self) -> int | None:
        """By the interface, what came a second time included; less the usual length of headers."""
        counts = Path(f"/sys/class/net/{self._near}/statistics")
        frames, size = (int((counts / name).read_text()) for name in ("rx_packets", "rx_bytes"))
        return size - _HEADERS * frames

    def _make(self) -> None:
        _run("ip", "netns", "add", self._name)
        peer = ("peer", "name", self._far, "netns", self._name)
        _run("ip", "link", "add", self._near, "type", "veth", *peer)
        _run("ip", "addr", "add", f"{self._net}.1/24", "dev", self._near)
        _run("ip", "link", "set", self._near, "up")
        shape = ("root", "tbf", "rate", f"{self._kind.rate:.0f}", "burst", "3200")
        queue = ("latency", f"{_QUEUE_MS}ms")
        _run("tc", "qdisc", "add", "dev", self._near, *shape, *queue)
        _run(*self.command(["tc", "qdisc", "add", "dev", self._far, *shape, *queue]))
        # Frame by frame, as they leave: the queue would drop a whole burst that the system joined.
        self._at_desk("link", "set", self._far, "gso_max_segs", "1")
        # The same on every machine: this one any namespace may have.
        _run(*self.command(["sh", "-c", f"echo reno > {_CONGESTION}"]))
        self.restore()
        self._inner = CutLink(f"{self._net}.1", round_trip=self._kind.round_trip).__enter__()

    def _remove(self) -> None:
        """What there is of it; the namespace itself lives on with whatever still runs in it."""
        for words in (("link", "del", self._near), ("netns", "del", self._name)):
            subprocess.run(["ip", *words], check=False, capture_output=True)

    def _at_desk(self, *words: str) -> None:
        _run("ip", "-n", self._name, *words)


def _run(*words: str) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")


@contextmanager
def link_of(kind: LinkKind, *, by_proxy: bool = False) -> Iterator[Link]:
    """A link of this kind: with a namespace where that is possible, else the proxy's."""
    with ExitStack() as made:
        link: Link
        try:
            if by_proxy:
                raise OSError("as wished")  # noqa: TRY301 - one reason among others
            link = made.enter_context(NamespaceLink(kind))
        except OSError as exc:
            inner = CutLink(rate=kind.rate, round_trip=kind.round_trip)
            link = ProxyLink(made.enter_context(inner), str(exc))
        yield link


class Weather:
    """Cuts a link every so often until the end of the block.

    Attributes:
        cuts: How many there were.
        waits: After each, seconds from link-up to the first byte of a packet at the other end.
        silent: How many cuts were followed by the next one before such a byte came.
    """

    def __init__(self, link: Link, kind: LinkKind, uploaded: Uploaded) -> None:
        self._link, self._kind, self._uploaded = link, kind, uploaded
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._blow)
        self.cuts = 0
        self.waits: list[float] = []
        self.silent = 0

    def __enter__(self) -> Self:
        if self._kind.up is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._kind.up is not None:
            self._thread.join()

    def _blow(self) -> None:
        over = self._over.wait(self._kind.up)
        while not over:
            self._link.cut()
            self.cuts += 1
            self._over.wait(self._kind.down)
            self._uploaded.expect()
            up_at = time.monotonic()
            self._link.restore()
            over = self._over.wait(self._kind.up)
            self._note(up_at, over=over)

    def _note(self, up_at: float, *, over: bool) -> None:
        first = self._uploaded.first
        if first is not None:
            self.waits.append(first - up_at)
        elif not over:
            self.silent += 1
