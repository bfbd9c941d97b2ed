"""The rival of a resumable upload: `curl -T`, which begins each file anew when it is cut."""

import subprocess
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, Self

from desk_link import Link, LinkKind


class Sink(ThreadingHTTPServer):
    """Takes whatever is PUT to it, as the server of a client that knows no more than that."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[int] = []
        """Sizes of what arrived whole."""

    @property
    def target(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", self.server_port

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that ended early is what this is about."""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Sink

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """It says nothing."""

    def do_PUT(self) -> None:
        """Read all of it."""
        wanted = int(self.headers["Content-Length"])
        got = 0
        while got < wanted and (piece := self.rfile.read1(min(65_536, wanted - got))):
            got += len(piece)
        if got < wanted:
            self.close_connection = True
            return
        self.server.taken.append(got)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()


def curl_seconds(link: Link, files: Sequence[Path]) -> float:
    """From the first byte to the last when `curl -T` sends these files over one connection."""
    with Sink() as sink:
        url, uploaded = link.door(sink.target)
        names = "{" + ",".join(map(str, files)) + "}"
        words = ["curl", "--silent", "--show-error", "--fail", "-T", names, f"{url}/"]
        subprocess.run(link.command(words), check=True, capture_output=True)
    return uploaded.seconds


class Begun(NamedTuple):
    """What came of beginning anew."""

    tries: int
    most: int
    """Bytes of the file that arrived in the best of them."""
    whole: int
    """How often all of it arrived."""


def begin_anew(link: Link, kind: LinkKind, file: Path, over: Callable[[], bool]) -> Begun:
    """Send a file over a link that is cut, from the start after each cut, until it is over.

    The client is told of each cut at once and begins in the moment of link-up: no real one is so
    quick.
    """
    tries = most = 0
    never = threading.Event()
    with Sink() as sink:
        url, uploaded = link.door(sink.target)
        while not (over() or sink.taken):
            before = uploaded.content
            words = ["curl", "--silent", "-T", str(file), f"{url}/"]
            with subprocess.Popen(link.command(words), stdout=subprocess.DEVNULL) as client:
                never.wait(kind.up)
                link.cut()
                client.kill()
            never.wait(kind.down)
            link.restore()
            tries += 1
            most = max(most, uploaded.content - before)
        return Begun(tries, most, len(sink.taken))
