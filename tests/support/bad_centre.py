"""A centre that misbehaves on demand: it stands before a real one and spoils requests by a script.

What is not spoiled is passed on to the real centre, so its receipts and its archive tell in the end
whether each record has arrived, and whether once.
"""

import base64
import json
import re
import ssl
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from typing import Final, Self

Fault = Callable[["Exchange"], None]
"""Deals with one request in place of the centre, or with its help."""

_RESET: Final = struct.pack("ii", 1, 0)
_DRIP_S: Final = 0.02
PORTAL: Final = b"<!doctype html><title>Welcome</title><form>Room number</form>"


@dataclass(frozen=True)
class Answer:
    """What the real centre said."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class BadCentre(ThreadingHTTPServer):
    """Stands before the centre at an address until the end of the block.

    Args:
        centre: URL of the real one.
        tls: Certificate and key, when it is to speak https.

    Attributes:
        url: Where it listens.
        requests: Method and record of what was asked so far; "" for what is about no record.
    """

    daemon_threads = True

    def __init__(self, centre: str, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        if tls is not None:
            # The handshake is made when a connection is first read from, in its own thread.
            self.socket = tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server_port}"
        self.centre = centre.removeprefix("http://")
        self.requests: list[tuple[str, str]] = []
        self.over = threading.Event()
        self.records: dict[str, str] = {}
        """Record of each upload by its path."""
        self._next: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[tuple[str, str], Fault] = {}
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is what this is about."""

    def spoil(self, method: str, *faults: Fault) -> None:
        """Spoil the next requests of this method, one after the other."""
        self._next[method].extend(faults)

    def always_spoil(self, method: str, fault: Fault, record: str = "") -> None:
        """Spoil every request of this method, or those about one record, from now on."""
        self._always[method, record] = fault

    def behave(self) -> None:
        """Spoil nothing any more."""
        self._next.clear()
        self._always.clear()

    def fault(self, method: str, record: str) -> Fault:
        """What to do with a request."""
        self.requests.append((method, record))
        if self._next[method]:
            return self._next[method].popleft()
        return self._always.get((method, record)) or self._always.get((method, "")) or passed_on


class Exchange(BaseHTTPRequestHandler):
    """One connection with a desk."""

    protocol_version = "HTTP/1.1"
    server: BadCentre

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """It says nothing."""

    def do_GET(self) -> None:
        """Whatever the method, the script decides."""
        self.server.fault(self.command, self._record())(self)

    do_POST = do_HEAD = do_PATCH = do_GET  # noqa: N815 - the library's names

    @property
    def length(self) -> int:
        """Bytes of the request's body."""
        return int(self.headers.get("Content-Length", 0))

    def asked(self, share: float = 1.0) -> Answer | None:
        """Ask the real centre; None when only a share of the body reached it."""
        link = HTTPConnection(self.server.centre)
        link.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            link.putheader(name, value)
        link.endheaders()
        body = self.rfile.read(int(self.length * share))
        link.send(body)
        if len(body) < self.length:
            link.close()
            return None
        reply: HTTPResponse = link.getresponse()
        answer = Answer(reply.status, reply.getheaders(), reply.read())
        link.close()
        self._remember(answer)
        return answer

    def answer(self, answer: Answer) -> None:
        """Say this to the desk."""
        self.wfile.write(self.spelled(answer))

    def spelled(self, answer: Answer) -> bytes:
        """The bytes of an answer."""
        lines = [f"HTTP/1.1 {answer.status} X"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        body = b"" if self.command == "HEAD" else answer.body
        return "\r\n".join([*lines, "", ""]).encode() + body

    def reset(self) -> None:
        """End the connection with a reset."""
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, _RESET)
        self.close_connection = True

    def _record(self) -> str:
        """Which record this is about."""
        announced = re.search(r"packet (\S+?)(,|$)", self.headers.get("Upload-Metadata", ""))
        if announced:
            return base64.b64decode(announced[1]).decode()
        return self.server.records.get(self.path, "")

    def _remember(self, answer: Answer) -> None:
        place = next((value for name, value in answer.headers if name.lower() == "location"), None)
        if place is not None:
            self.server.records["/files/" + place.rpartition("/")[2]] = self._record()


def passed_on(exchange: Exchange) -> None:
    """No fault at all."""
    answer = exchange.asked()
    assert answer is not None
    exchange.answer(answer)


def refused(status: int, *, code: str | None = None, retry_after: int | None = None) -> Fault:
    """Answered with this status, and the centre hears nothing of it."""
    headers = [("Tus-Resumable", "1.0.0")]
    headers += [("Retry-After", str(retry_after))] if retry_after is not None else []
    body = b"" if code is None else json.dumps({"code": code}).encode()
    return _instead(Answer(status, headers, body))


def refused_at_once(status: int) -> Fault:
    """Answered with this status while the body is still to come, of which nothing is read."""

    def fault(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.answer(Answer(status, [("Tus-Resumable", "1.0.0"), ("Content-Length", "0")], b""))
        exchange.server.over.wait()

    return fault


def portal(exchange: Exchange) -> None:
    """The sign-in page of a guest network, with status 200."""
    _instead(Answer(200, [("Content-Type", "text/html; charset=utf-8")], PORTAL))(exchange)


def redirect(exchange: Exchange) -> None:
    """The way to such a page."""
    _instead(Answer(302, [("Location", "http://portal.invalid/login")], b""))(exchange)


def reply_lost(exchange: Exchange) -> None:
    """Done by the centre, and then no word of it."""
    exchange.asked()
    exchange.reset()


def reply_truncated(exchange: Exchange) -> None:
    """Done by the centre, and half of its answer."""
    answer = exchange.asked()
    assert answer is not None
    spelled = exchange.spelled(answer)
    exchange.wfile.write(spelled[: len(spelled) // 2])
    exchange.close_connection = True


def body_cut(exchange: Exchange) -> None:
    """Cut in the middle of what the desk sends."""
    exchange.asked(0.5)
    exchange.reset()


def reply_dripping(exchange: Exchange) -> None:
    """A header that comes byte by byte and has no end."""
    exchange.rfile.read(exchange.length)
    exchange.close_connection = True
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not exchange.server.over.wait(_DRIP_S):
        exchange.wfile.write(b"s")


def silence(exchange: Exchange) -> None:
    """Taken, and never answered."""
    exchange.rfile.read(exchange.length)
    exchange.close_connection = True
    exchange.server.over.wait()


def _instead(answer: Answer) -> Fault:
    def fault(exchange: Exchange) -> None:
        # Read before it is answered: no reset is to overtake the answer.
        exchange.rfile.read(exchange.length)
        exchange.answer(
            Answer(
                answer.status,
                [*answer.headers, ("Content-Length", str(len(answer.body)))],
                answer.body,
            )
        )

    return fault
