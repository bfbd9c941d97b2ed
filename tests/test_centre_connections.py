"""Connections that ask for nothing, over real sockets: they end, and no address has too many."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from enrolling import Clock
from station_centre.authority import Authority
from station_centre.connections import PatientProtocol, address_of, patient_protocol
from station_centre.limits import LimitRequests
from station_centre.tls import OwnCertificate

MOST = 3


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer without waiting for a body."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Server(uvicorn.Server):
    """Says where it listens."""

    listening: threading.Event
    port = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.port = self.servers[0].sockets[0].getsockname()[1]
        self.listening.set()


@pytest.fixture(params=[(), ("127.0.0.0/8",)])
def proxies(request: pytest.FixtureRequest) -> tuple[str, ...]:
    named: tuple[str, ...] = request.param
    return named


@contextmanager
def serving(
    protocol: type[PatientProtocol], *, patience_s: float, most_in_all: int = 100
) -> Iterator[int]:
    protocol.head_s = protocol.rest_s = patience_s
    protocol.most = MOST
    config = uvicorn.Config(
        app,
        port=0,
        log_config=None,
        http=protocol,
        ws="none",
        lifespan="off",
        limit_concurrency=most_in_all,
    )
    server = Server(config)
    server.listening = threading.Event()
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.listening.wait(20)
    try:
        yield server.port
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def port(proxies: tuple[str, ...]) -> Iterator[int]:
    with serving(patient_protocol(proxies), patience_s=0.3) as listening:
        yield listening


def connect(port: int, own: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(own, 0))


def answered(link: socket.socket) -> bool:
    try:
        link.sendall(b"GET / HTTP/1.1\r\nHost: c\r\n\r\n")
        return link.recv(1000).startswith(b"HTTP/1.1 204")
    except ConnectionError:
        return False


def ended(link: socket.socket) -> bool:
    """Whether the other end hung up without a word."""
    try:
        return link.recv(100) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("said", [b"", b"GET /cen", b"GET / HTTP/1.1\r\nHost: c\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(port: int, said: bytes) -> None:
    with connect(port) as link:
        link.sendall(said)
        assert ended(link)


def test_a_second_head_that_stops_is_not_waited_for_either(port: int) -> None:
    with connect(port) as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: c\r\n\r\n")
        assert link.recv(1000).startswith(b"HTTP/1.1 204")
        link.sendall(b"GET / HT")
        assert ended(link)


@pytest.mark.parametrize("more", [b"", b"x"])
def test_the_rest_of_a_body_that_was_answered_is_not_waited_for(port: int, more: bytes) -> None:
    with connect(port) as link:
        link.sendall(b"PATCH / HTTP/1.1\r\nHost: c\r\nContent-Length: 100\r\n\r\nx")
        assert link.recv(1000).startswith(b"HTTP/1.1 204")
        link.sendall(more)
        assert ended(link)


def test_a_body_that_comes_to_its_end_after_the_answer_leaves_the_connection_good(
    port: int,
) -> None:
    request = b"PATCH / HTTP/1.1\r\nHost: c\r\nContent-Length: 2\r\n\r\n"
    with connect(port) as link:
        for _ in range(3):
            link.sendall(request)
            assert link.recv(1000).startswith(b"HTTP/1.1 204")
            link.sendall(b"xx")


@pytest.fixture
def counting_port(proxies: tuple[str, ...]) -> Iterator[int]:
    """Of a server that is patient while several connect, however busy the machine is."""
    with serving(patient_protocol(proxies), patience_s=1) as listening:
        yield listening


def test_one_address_has_so_many_connections_and_a_proxy_as_many_as_it_needs(
    counting_port: int, proxies: tuple[str, ...]
) -> None:
    port = counting_port
    links = [connect(port) for _ in range(MOST)]
    with connect(port) as one_more:
        assert answered(one_more) is bool(proxies)
    for link in links:
        assert ended(link)
        link.close()
    with connect(port) as later:
        assert answered(later)


def test_a_proxy_too_has_no_more_than_there_are() -> None:
    with serving(patient_protocol(["127.0.0.0/8"]), patience_s=1, most_in_all=2 * MOST) as port:
        links = [connect(port) for _ in range(2 * MOST)]
        with connect(port) as one_more:
            assert not answered(one_more)
        for link in links:
            assert ended(link)
            link.close()
        with connect(port) as later:
            assert answered(later)


def test_over_tls_nobody_is_waited_for_who_does_not_even_say_hello(
    tmp_path: Path,
) -> None:
    clock = Clock(datetime.now(UTC))
    certificate = OwnCertificate(Authority.of(tmp_path, clock()), ("127.0.0.1",), clock)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    with serving(patient_protocol((), certificate.context), patience_s=1) as port:
        links = [connect(port) for _ in range(MOST)]
        with connect(port) as one_more:
            assert ended(one_more)
        with client.wrap_socket(connect(port, "127.0.0.2")) as other:
            assert answered(other)
        for link in links:
            assert ended(link)
            link.close()
        with connect(port) as nonsense:
            nonsense.sendall(b"GET / HTTP/1.1\r\n\r\n")
            while not ended(nonsense):
                pass
        # The request comes in one piece with the end of the handshake, or after it.
        for _ in range(20):
            with client.wrap_socket(connect(port)) as later:
                assert answered(later)
        with client.wrap_socket(connect(port)) as silent:
            assert ended(silent)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_addresses_are_counted_by_subscriber(host: str, counted: str) -> None:
    assert address_of(host) == counted


@pytest.mark.parametrize("pieces", [0, 1])
def test_a_body_that_stops_coming_ends_as_if_it_were_cut(pieces: int) -> None:
    heard: list[Message] = []

    async def reading(_scope: Scope, receive: Receive, _send: Send) -> None:
        while not heard or heard[-1]["type"] != "http.disconnect":
            heard.append(await receive())

    async def run() -> None:
        came = [{"type": "http.request", "body": b"x", "more_body": True}] * pieces

        async def receive() -> Message:
            if came:
                return came.pop()
            await asyncio.Event().wait()
            raise AssertionError

        async def send(_message: Message) -> None:
            raise AssertionError

        scope: Scope = {"type": "http", "method": "PATCH", "path": "/"}
        scope["headers"] = [(b"content-length", b"10")]
        await LimitRequests(reading, 100, piece_s=0.01)(scope, receive, send)

    asyncio.run(run())
    assert [message["type"] for message in heard] == ["http.request"] * pieces + ["http.disconnect"]
