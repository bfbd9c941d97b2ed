"""The served centre as a process: it takes the files it may have, and is silent about strangers."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from running_centre import RunningCentre

resource = pytest.importorskip("resource", reason="the system has no such limits")
FEW = 100


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    """Started where it has few files at first and may ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    centre = RunningCentre(tmp_path)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, hard))
    try:
        centre.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    yield centre
    centre.end()


def connect(centre: RunningCentre) -> socket.socket:
    url = httpx.URL(centre.url)
    assert url.port is not None
    return socket.create_connection((url.host, url.port), timeout=20)


def test_more_connections_than_files_at_first_and_nonsense_leave_it_well_and_silent(
    centre: RunningCentre,
) -> None:
    silent = [connect(centre) for _ in range(FEW + 20)]
    for said in (
        b"\x16\x03\x01 nonsense\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: c\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET /" + b"x" * 100_000,
    ):
        with connect(centre) as stranger:
            stranger.sendall(said)
            assert stranger.recv(100).startswith(b"HTTP/1.1 ")
    assert httpx.get(f"{centre.url}/healthz").json() == {"ok": True}
    for link in silent:
        link.close()
    centre.end()
    assert (centre.folder / "log.txt").read_text() == ""
