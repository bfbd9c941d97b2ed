"""From the desk's store to a centre over real sockets: all arrives, once, whatever is cut."""

import hashlib
import json
import random
import re
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from station_queue import Store, Totals, uuid7
from station_queue.client import CentreClient
from station_queue.delivery import deliver_once
from station_queue.delivery_report import DeliveryReport
from station_queue.line import Waits
from station_queue.packet import (
    generate_identity,
    generate_signing_key,
    open_packet,
    public_key,
    seal,
)

TUS_SERVER = Path(__file__).parent / "tus_server"
SEED = generate_signing_key()
STORE_KEY = bytes(range(32))

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (TUS_SERVER / "node_modules").is_dir(),
    reason="node or the packages of tests/tus_server are not installed",
)


class RunningCentre:
    """A centre in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recipient: str = self.run("keygen")["recipient"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "station_centre", "serve", "--data", folder, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url: str = json.loads(self._process.stdout.readline())["url"]

    def run(self, command: str) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "station_centre", command, "--data", self.folder, "--json"],
            capture_output=True,
            check=True,
        )
        answer: dict[str, str] = json.loads(done.stdout)
        return answer

    def packets(self, record: str) -> list[bytes]:
        folder = self.folder / "store" / "packets" / record
        return [path.read_bytes() for path in folder.glob("*.cccd")]

    def await_bytes(self, count: int) -> None:
        """Wait until so many bytes of uploads under way are on its disk."""
        until = time.monotonic() + 30
        # Whole parts only: the store gives them another name while it writes them.
        while (
            sum(
                path.stat().st_size
                for path in (self.folder / "store" / "uploads").rglob("[0-9]" * 12)
            )
            < count
        ):
            assert time.monotonic() < until
            threading.Event().wait(0.01)

    def end(self) -> int:
        self._process.terminate()
        with self._process:
            return self._process.wait()


class CuttingProxy:
    """Passes connections on to a server; cuts or stalls them after so many bytes.

    Args:
        target: URL of the server.
        limits: For each connection in turn, how many bytes of the client are let through; those
            after the last are not limited.
        stall: Go silent at the limit instead of cutting.
    """

    def __init__(self, target: str, limits: list[int], *, stall: bool = False) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self._target = (host, int(port))
        self._limits = limits
        self._stall = stall
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.let_through = 0
        self.created = 0
        self.offsets: list[int] = []
        self.stalled = threading.Event()
        self._start(self._accept)

    def __enter__(self) -> "CuttingProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args)  # type: ignore[arg-type]  # callables
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._open += [client, server]
            limit = self._limits.pop(0) if self._limits else None
            self._start(self._upstream, client, server, limit)
            self._start(self._downstream, server, client)

    def _upstream(self, client: socket.socket, server: socket.socket, limit: int | None) -> None:
        with suppress(OSError):
            while limit is None or limit > 0:
                content = client.recv(16384 if limit is None else min(16384, limit))
                if not content:
                    server.shutdown(socket.SHUT_WR)
                    return
                self._look_at(content)
                server.sendall(content)
                self.let_through += len(content)
                limit = None if limit is None else limit - len(content)
            if self._stall:
                self.stalled.set()
                return
            # A reset, as when a router forgets the connection.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.shutdown(socket.SHUT_RDWR)
            # Closed, not shut down: that alone would be a polite end, after which the desk's bytes
            # are taken until no more fit.
            client.close()

    def _look_at(self, content: bytes) -> None:
        """Take down the uploads that are created and the offsets that bytes are sent from."""
        # A request begins only after the answer to the one before it, so a piece of its own.
        head = content.partition(b"\r\n\r\n")[0]
        self.created += head.startswith(b"POST ")
        if head.startswith(b"PATCH "):
            self.offsets += map(int, re.findall(rb"(?i)upload-offset: (\d+)", head))

    def _downstream(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while content := server.recv(16384):
                client.sendall(content)
            client.shutdown(socket.SHUT_RDWR)


class Desk:
    """A store whose packets are sealed for one recipient."""

    def __init__(self, path: Path, recipient: str) -> None:
        self.path = path
        self.recipient = recipient
        self.store = Store.create(path, STORE_KEY)

    def queue(self, size: int = 300_000, *, recipient: str | None = None) -> str:
        at = datetime.now(UTC)
        record = uuid7(at, secrets.token_bytes)
        sealed = seal(
            {
                "record.json": json.dumps({"record": record}).encode(),
                "portrait.jpg": secrets.token_bytes(size),
            },
            record=record,
            desk="T01",
            made_at=at,
            signing_key=SEED,
            recipient=recipient or self.recipient,
        )
        self.store.start_visit(
            visit=record,
            procedure="first_issue",
            operator="op",
            day=date(2026, 11, 23),
            at=at,
            document="{}",
        )
        self.store.finish_visit(record, at=at, document="{}", sealed=sealed)
        return record

    def sealed(self, record: str) -> bytes:
        return b"".join(self.store.packet_chunks(record))

    def deliver(self, url: str) -> DeliveryReport:
        with CentreClient(url) as client:
            return deliver_once(
                self.store,
                client,
                station_key=public_key(SEED),
                now=lambda: datetime.now(UTC),
                stop=lambda: False,
                deadline=60.0,
                rng=random.Random(7),
            )

    def totals(self) -> Totals:
        totals = self.store.totals()
        assert totals.adds_up
        return totals


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(tmp_path_factory.mktemp("centre"))
    yield running
    assert running.end() == 0


@pytest.fixture
def desk(tmp_path: Path, centre: RunningCentre) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk.db", centre.recipient)
    yield desk
    desk.store.close()


def test_a_record_gets_from_the_desk_to_an_accepted_receipt(
    centre: RunningCentre, desk: Desk
) -> None:
    records = [desk.queue() for _ in range(2)]
    report = desk.deliver(centre.url)
    assert (report.sent, report.accepted, report.waiting) == (2, 2, 0)
    assert desk.totals().accepted == 2
    identity = (centre.folder / "centre.key").read_text()
    for record in records:
        (kept,) = centre.packets(record)
        assert kept == desk.sealed(record)
        assert open_packet(kept, identity).manifest.record == record


def test_the_centre_s_reason_comes_back_and_the_others_go_on(
    centre: RunningCentre, desk: Desk
) -> None:
    bad = desk.queue(recipient=generate_identity()[1])
    good = desk.queue()
    report = desk.deliver(centre.url)
    assert (report.accepted, report.rejected) == (1, 1)
    (row,) = desk.store.deliveries("rejected")
    assert (row.record, row.code) == (bad, "PACKET_KEY_WRONG")
    assert row.text
    assert centre.packets(bad) == []
    assert len(centre.packets(good)) == 1


def test_a_link_that_is_cut_again_and_again_delivers_once(
    centre: RunningCentre, desk: Desk
) -> None:
    record = desk.queue(600_000)
    size = len(desk.sealed(record))
    with CuttingProxy(centre.url, [150_000] * 4) as proxy:
        # Cuts can come faster than the centre writes what it got before them; a pass that has seen
        # three of them without a new offset leaves the packet to the next one.
        while not desk.totals().accepted:
            desk.store.release(at=datetime.now(UTC))
            desk.deliver(proxy.url)
    assert centre.packets(record) == [desk.sealed(record)]
    # What had arrived before a cut was not sent again.
    assert proxy.created == 1
    assert 0 < max(proxy.offsets) < size


def test_a_dead_connection_does_not_lock_the_upload(centre: RunningCentre, desk: Desk) -> None:
    record = desk.queue()
    with CuttingProxy(centre.url, [100_000], stall=True) as proxy:
        with CentreClient(proxy.url, waits=Waits(idle_s=0.5)) as client:
            report = deliver_once(
                desk.store,
                client,
                station_key=public_key(SEED),
                now=lambda: datetime.now(UTC),
                stop=lambda: False,
                deadline=60.0,
                rng=random.Random(7),
            )
        # The centre still holds the silent connection; a new one took over at once.
        assert (report.sent, report.accepted, report.failures) == (1, 1, [])
    assert centre.packets(record) == [desk.sealed(record)]


UPLOADER = """
import random, sys
from datetime import UTC, datetime
from pathlib import Path
from station_queue import Store
from station_queue.client import CentreClient
from station_queue.delivery import deliver_once
with Store.open(Path(sys.argv[1]), bytes(range(32))) as store, CentreClient(sys.argv[2]) as client:
    deliver_once(store, client, station_key=sys.argv[3], now=lambda: datetime.now(UTC),
                 stop=lambda: False, deadline=60.0, rng=random.Random(7))
"""


def test_a_desk_killed_while_sending_delivers_once_and_only_the_rest(
    centre: RunningCentre, desk: Desk
) -> None:
    record = desk.queue(600_000)
    sealed = desk.sealed(record)
    desk.store.close()
    with CuttingProxy(centre.url, [300_000], stall=True) as proxy:
        command = [sys.executable, "-c", UPLOADER, str(desk.path), proxy.url, public_key(SEED)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as uploader:
            assert proxy.stalled.wait(30)
            centre.await_bytes(100_000)
            uploader.kill()
        desk.store = Store.open(desk.path, STORE_KEY)
        assert desk.totals().sending == 1
        assert desk.store.recover(at=datetime.now(UTC)) == 1
        report = desk.deliver(proxy.url)
    assert (report.sent, report.accepted) == (1, 1)
    assert report.bytes < len(sealed)
    assert centre.packets(record) == [sealed]


def test_the_same_packet_again_gets_the_same_receipt(
    centre: RunningCentre, desk: Desk, tmp_path: Path
) -> None:
    record = desk.queue()
    desk.store.close()
    shutil.copy(desk.path, tmp_path / "copy.db")
    desk.store = Store.open(desk.path, STORE_KEY)
    assert desk.deliver(centre.url).accepted == 1
    twin = Desk.__new__(Desk)
    twin.store = Store.open(tmp_path / "copy.db", STORE_KEY)
    with twin.store:
        assert twin.deliver(centre.url).accepted == 1
    assert len(centre.packets(record)) == 1


@pytest.fixture(scope="module")
def tus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("tus")
    command = ["node", str(TUS_SERVER / "server.mjs"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"], folder
        process.terminate()


def contents(folder: Path) -> set[str]:
    return {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix != ".json"
    }


@needs_node
def test_a_tus_server_nobody_here_wrote_gets_the_bytes_that_were_sealed(
    tus_server: tuple[str, Path], desk: Desk
) -> None:
    url, folder = tus_server
    record = desk.queue()
    report = desk.deliver(url)
    assert (report.sent, report.receipts) == (1, False)
    assert hashlib.sha256(desk.sealed(record)).hexdigest() in contents(folder)
    assert desk.totals().delivered == 1


@needs_node
def test_it_gets_them_also_when_the_connection_is_cut_in_the_middle(
    tus_server: tuple[str, Path], desk: Desk
) -> None:
    url, folder = tus_server
    record = desk.queue(600_000)
    with CuttingProxy(url, [200_000, 200_000]) as proxy:
        report = desk.deliver(proxy.url)
        let_through = proxy.let_through
    assert report.sent == 1
    assert hashlib.sha256(desk.sealed(record)).hexdigest() in contents(folder)
    assert let_through < len(desk.sealed(record)) * 1.5
