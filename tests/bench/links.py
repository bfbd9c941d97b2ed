"""Upload over bad links: what arrives, what it costs, and how `curl -T` does on the same link."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desk_link import LinkKind, link_of
from link_trial import Sent, send_all
from put_client import curl_seconds
from rows import Row, holds

PACKET_BYTES: Final = 600_000
FAR: Final = LinkKind(1_000_000, round_trip=0.3)
_OVERHEAD: Final = 1.05
_FIRST_BYTE_S: Final = 2.0
_GOODPUT: Final = 0.9


def link_rows() -> Iterator[Row]:
    """Goodput over a far link; `make soak` cuts some for as long as it takes."""
    yield from goodput_rows(5)


def goodput_rows(packets: int, *, by_proxy: bool = False) -> Iterator[Row]:
    """A link with a long round trip, and curl with the same packets on it right after."""
    with tempfile.TemporaryDirectory() as root, link_of(FAR, by_proxy=by_proxy) as link:
        sent = send_all(
            link, FAR, Path(root), packets=packets, size=PACKET_BYTES, deadline=_deadline(packets)
        )
        whole = Path(root, "all")
        whole.write_bytes(b"".join(copy.read_bytes() for copy in sent.copies))
        rivals = {
            "a file for each packet": curl_seconds(link, sent.copies),
            "one file of all": curl_seconds(link, [whole]),
        }
    goodput = 8 * sent.size / sent.sending
    for name, seconds in rivals.items():
        ratio = seconds / sent.sending
        yield Row(
            f"upload of {packets} packets, {FAR}",
            f"{goodput / 1000:.0f} kbit/s = {ratio:.2f} x",
            f"curl -T, {name}: {8 * sent.size / seconds / 1000:.0f} kbit/s; limit {_GOODPUT} x",
            holds(ratio >= _GOODPUT and sent.once == packets),
        )


def cut_rows(kind: LinkKind, packets: int, *, by_proxy: bool = False) -> Iterator[Row]:
    """A link that is cut while a desk sends."""
    with tempfile.TemporaryDirectory() as root, link_of(kind, by_proxy=by_proxy) as link:
        sent = send_all(
            link, kind, Path(root), packets=packets, size=PACKET_BYTES, deadline=_deadline(packets)
        )
    what = f"upload of {packets} packets, {kind}"
    yield Row(what, f"{sent.once} once in {sent.seconds:.0f} s", sent.made_of, _all(sent))
    yield Row("  bytes sent", f"{sent.ratio:.4f} x", _beside(sent), holds(sent.ratio <= _OVERHEAD))
    yield _first_byte(sent)


def _all(sent: Sent) -> str:
    return holds(sent.once == sent.packets and sent.answer.get("accepted") == sent.packets)


def _beside(sent: Sent) -> str:
    beside = f"limit {_OVERHEAD} x the packets; {sent.payload / sent.size:.4f} x reached the centre"
    if sent.carried is not None:
        beside += (
            f", {sent.carried / sent.size:.4f} x by the interface, what was sent again included"
        )
    return beside


def _first_byte(sent: Sent) -> Row:
    worst, median = max(sent.waits), statistics.median(sent.waits)
    good = worst <= _FIRST_BYTE_S and not sent.silent
    beside = (
        f"limit {_FIRST_BYTE_S:g} s; median {median:.2f} s of {sent.cuts} cuts,"
        f" {sent.silent} without a byte until the next"
    )
    return Row("  link-up to the first byte, worst", f"{worst:.2f} s", beside, holds(good))


def _deadline(packets: int) -> float:
    return 600.0 * packets
