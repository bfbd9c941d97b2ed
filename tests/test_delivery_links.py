"""Records over a real bad link to a real centre: all arrive once, next to nothing is sent twice."""

import subprocess
from pathlib import Path

import pytest

from cut_link import Cut, CutLink
from desk_link import LinkKind, link_of
from link_trial import send_all
from put_client import Sink, curl_seconds

KIND = LinkKind(rate=2_000_000, up=1.0, down=0.3)
OVERHEAD = 1.05
"""Bytes on the wire to bytes of packets, at most."""


@pytest.mark.parametrize("by_proxy", [False, True], ids=["namespace if possible", "proxy"])
def test_a_link_that_is_cut_every_second_delivers_everything_once(
    by_proxy: bool, tmp_path: Path
) -> None:
    with link_of(KIND, by_proxy=by_proxy) as link:
        sent = send_all(link, KIND, tmp_path, packets=2, size=250_000, deadline=60.0)
    assert (sent.once, sent.answer.get("accepted")) == (2, 2), sent.errors
    assert sent.waits, "it was all over before a cut"
    assert sent.payload <= OVERHEAD * sent.size


@pytest.mark.parametrize("how", ["silent", "reset"])
def test_a_client_that_begins_anew_does_not_get_through_where_ours_does(
    how: Cut, tmp_path: Path
) -> None:
    file = tmp_path / "packet"
    file.write_bytes(bytes(250_000))
    with Sink() as sink, CutLink(rate=10_000_000) as link:
        url, uploaded = link.door(sink.target)
        for _ in range(3):
            with subprocess.Popen(["curl", "--silent", "-T", file, f"{url}/"]) as client:
                uploaded.reached(200_000 + uploaded.content)
                link.cut(how)
                client.kill()
            link.restore()
    assert sink.taken == []
    assert uploaded.content >= 600_000


def test_a_link_holds_to_its_rate_and_its_round_trip(tmp_path: Path) -> None:
    file = tmp_path / "packet"
    file.write_bytes(bytes(50_000))
    kind = LinkKind(rate=2_000_000, round_trip=0.1)
    with link_of(kind, by_proxy=True) as link:
        seconds = curl_seconds(link, [file])
    # Nothing is faster than the link; how much slower a busy machine is, is not for a test to say.
    assert seconds >= 0.9 * 50_000 * 8 / kind.rate
