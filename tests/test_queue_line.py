"""The line against real sockets: who is reached of several addresses, what is heard and when."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from station_queue.client import CentreClient
from station_queue.delivery_errors import PermanentError, StoppedError, TemporaryError
from station_queue.line import Waits
from station_queue.patience import Patience

KEY = "A" * 43 + "="
SHORT = Waits(connect_s=0.5, stall_s=0.5, idle_s=0.5, reply_s=0.5)


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Lets each connection be answered by hand, one after the other; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                with link, suppress(ConnectionError):  # the desk may hang up
                    answer(link)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def patient() -> Patience:
    return Patience.of(30, lambda: False)


def heard(link: socket.socket) -> bytes:
    """A request up to the end of its headers."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += link.recv(4096)
    return content


def send(client: CentreClient, url: str, size: int) -> int:
    chunks = (bytes(64 * 1024) for _ in range(size // (64 * 1024)))
    return client.send(f"{url}/files/u1", chunks, offset=0, size=size, patience=patient())


@pytest.mark.parametrize("gap", [False, True])
def test_an_answer_before_the_end_is_heard_also_in_two_pieces(gap: bool) -> None:
    over = threading.Event()

    def answer(link: socket.socket) -> None:
        heard(link)
        link.sendall(b"HTTP/1.1 413 Too Large\r\nTus-Resumable: 1.0.0\r\n")
        if gap:
            over.wait(0.3)  # nothing comes of it: a pause between two packets of the line
        link.sendall(b"Content-Length: 0\r\n\r\n")
        over.wait(20)

    with server(answer) as url, CentreClient(url, waits=SHORT) as client:
        with pytest.raises(PermanentError) as caught:
            send(client, url, 32 * 1024 * 1024)
        over.set()
    assert caught.value.code == "CENTRE_TOO_LARGE"


def test_a_packed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))

    def answer(link: socket.socket) -> None:
        assert b"identity" in heard(link)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: {len(bomb)}"
        link.sendall(head.encode() + b"\r\n\r\n" + bomb)

    with (
        server(answer) as url,
        CentreClient(url, waits=SHORT) as client,
        pytest.raises(TemporaryError) as caught,
    ):
        client.card(patience=patient())
    assert caught.value.code == "CENTRE_PROTOCOL"


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        # Nobody answers on the first; this machine has no way to the second at all.
        (["127.0.0.1", "240.0.0.1"], "CENTRE_UNREACHABLE"),
        (["240.0.0.1", "127.0.0.1"], "CENTRE_UNREACHABLE"),
    ],
)
def test_of_several_addresses_the_one_that_tells_most_is_told(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], code: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    def found(*_words: object, **_more: object) -> list[Any]:
        family, kind = socket.AF_INET, socket.SOCK_STREAM
        return [(family, kind, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    client = CentreClient(f"http://centre.test:{port}", waits=SHORT)
    with client, pytest.raises(TemporaryError) as caught:
        client.card(patience=patient())
    assert caught.value.code == code


def test_a_wait_ends_when_it_is_to_stop() -> None:
    stop = threading.Event()

    def answer(link: socket.socket) -> None:
        heard(link)
        stop.set()
        link.recv(1)  # until the desk hangs up

    with server(answer) as url, CentreClient(url) as client, pytest.raises(StoppedError):
        client.card(patience=Patience.of(60, stop.is_set))


class Moving:
    """A network that changes once it is asked to."""

    up = True

    def __init__(self) -> None:
        self.moved = threading.Event()

    @property
    def changes(self) -> int:
        return int(self.moved.is_set())

    def holds(self, _address: str) -> bool:
        return not self.moved.is_set()


def test_a_connection_whose_address_went_is_given_up_at_once() -> None:
    network = Moving()

    def answer(link: socket.socket) -> None:
        heard(link)
        network.moved.set()
        link.recv(1)

    with (
        server(answer) as url,
        CentreClient(url, network=network) as client,
        pytest.raises(TemporaryError) as caught,
    ):
        send(client, url, 64 * 1024)
    assert caught.value.code == "LINK_CUT"
