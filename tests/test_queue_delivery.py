"""Delivery against a server that misbehaves: nothing is lost, everything has its reason."""

import random
import secrets
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_queue import Delivery, Store, StoreError, uuid7
from station_queue.client import CentreClient
from station_queue.database import Database
from station_queue.delivery import (
    deliver_once,
)
from station_queue.delivery_report import DeliveryReport
from station_queue.packet import Receipt, generate_signing_key, public_key
from station_queue.reach import Reach

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STATION = public_key(generate_signing_key())
SIZE = 200_000

# What the server does instead of answering as it should, for one request.
Fault = int | str


class FaultyServer(ThreadingHTTPServer):
    """A tus server on loopback that follows a script of faults, then behaves.

    Faults: a status to answer with; "cut" closes the connection half-way through the body (or
    before answering); "lose reply" takes everything and closes without a word.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FaultyHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.refused_sizes: set[int] = set()
        self.uploads: dict[str, bytearray] = {}
        self.sizes: dict[str, int] = {}
        self.requests: list[str] = []
        # The offset is told only when an earlier request has written what it got.
        self.writing = threading.Lock()

    def always(self, method: str, fault: Fault) -> None:
        self.faults[method].extend([fault] * 100)

    def count(self, method: str) -> int:
        return sum(line.startswith(method) for line in self.requests)


class FaultyHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Tests say nothing."""

    def answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"Tus-Resumable": "1.0.0", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def faulty(self) -> bool:
        self.server.requests.append(f"{self.command} {self.path}")
        script = self.server.faults[self.command]
        fault = script.popleft() if script else None
        match fault:
            case None:
                return False
            case int():
                self.refuse(fault)
            case "cut":
                self.close_connection = True
                self.take(half=True)
            case "lose reply":
                self.close_connection = True
                self.take()
        return True

    def refuse(self, status: int) -> None:
        """Answer before the body, but read it: no reset is to overtake the answer."""
        self.close_connection = True
        self.answer(status, {"Retry-After": "77"} if status in {429, 503} else None)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def take(self, *, half: bool = False) -> None:
        upload = self.server.uploads.get(self.path.rpartition("/")[2])
        length = int(self.headers.get("Content-Length", 0))
        with self.server.writing:
            content = self.rfile.read(length // 2 if half else length)
            if upload is not None:
                upload += content

    def do_POST(self) -> None:
        if self.faulty():
            return
        size = int(self.headers["Upload-Length"])
        if size in self.server.refused_sizes:
            self.answer(413)
            return
        name = secrets.token_hex(8)
        self.server.uploads[name] = bytearray()
        self.server.sizes[name] = size
        self.answer(201, {"Location": f"/files/{name}"})

    def do_HEAD(self) -> None:
        if self.faulty():
            return
        upload = self.server.uploads.get(self.path.rpartition("/")[2])
        if upload is None:
            self.answer(404)
        else:
            with self.server.writing:
                offset = len(upload)
            self.answer(200, {"Upload-Offset": str(offset)})

    def do_PATCH(self) -> None:
        if self.faulty():
            return
        name = self.path.rpartition("/")[2]
        if name not in self.server.uploads:
            self.refuse(404)
        elif int(self.headers["Upload-Offset"]) != len(self.server.uploads[name]):
            self.refuse(409)
        else:
            self.take()
            self.answer(204, {"Upload-Offset": str(len(self.server.uploads[name]))})

    def do_GET(self) -> None:
        if self.faulty():
            return
        self.answer(404)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


class Desk:
    """A store with a clock that stands still until a test moves it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.time = NOON
        self.rng = random.Random(7)
        self.handed_over = 0
        self.meanwhile: Callable[[str], None] = lambda _record: None

    def now(self) -> datetime:
        return self.time

    def note_progress(self, record: str, handed_over: int, _size: int) -> None:
        self.handed_over = handed_over
        self.meanwhile(record)

    def queue(self, content: bytes | None = None) -> str:
        self.time += timedelta(milliseconds=1)
        record = uuid7(self.time, secrets.token_bytes)
        self.store.start_visit(
            visit=record,
            procedure="first_issue",
            operator="op",
            day=date(2026, 11, 23),
            at=self.time,
            document="{}",
        )
        sealed = secrets.token_bytes(SIZE) if content is None else content
        self.store.finish_visit(record, at=self.time, document="{}", sealed=sealed)
        return record

    def row(self, record: str) -> Delivery:
        return next(row for row in self.store.deliveries() if row.record == record)

    def sealed(self, record: str) -> bytes:
        return b"".join(self.store.packet_chunks(record))

    def deliver(
        self, url: str, *, stop: Callable[[], bool] = lambda: False, deadline: float = 30.0
    ) -> DeliveryReport:
        with CentreClient(url) as client:
            return deliver_once(
                self.store,
                client,
                station_key=STATION,
                now=self.now,
                stop=stop,
                deadline=deadline,
                rng=self.rng,
                on_progress=self.note_progress,
            )


STORE_KEY = secrets.token_bytes(32)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    Store.create(tmp_path / "desk.db", STORE_KEY).close()
    # A call that another connection holds up gives up at once.
    with Store.open(tmp_path / "desk.db", STORE_KEY, busy_seconds=0) as store:
        yield Desk(store)


@contextmanager
def expected_failures(logged: list[EventDict]) -> Iterator[None]:
    yield
    assert any(entry["event"] == "delivery_failed" for entry in logged)
    logged.clear()


def arrived(server: FaultyServer) -> list[bytes]:
    return [
        bytes(content)
        for name, content in server.uploads.items()
        if len(content) == server.sizes[name]
    ]


def test_packets_arrive_as_they_were_sealed_oldest_first(server: FaultyServer, desk: Desk) -> None:
    records = [desk.queue() for _ in range(3)]
    report = desk.deliver(server.url)
    assert arrived(server) == [desk.sealed(record) for record in records]
    assert (report.sent, report.waiting, report.bytes) == (3, 0, 3 * SIZE)
    assert report.receipts is False
    assert {row.state for row in desk.store.deliveries()} == {"delivered"}


def test_an_empty_queue_asks_for_receipts_all_the_same(server: FaultyServer, desk: Desk) -> None:
    assert desk.deliver(server.url) == DeliveryReport(receipts=False, reach=Reach.REACHED)
    assert server.requests == ["GET /centre"]


def test_a_dead_link_shows_with_an_empty_queue_too(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    server.faults["GET"].append("cut")
    report = desk.deliver(server.url)
    assert [failure.code for failure in report.failures] == ["LINK_CUT"]
    assert {entry["log_level"] for entry in logged} == {"info"}


STATUSES = [
    (500, "CENTRE_ERROR", False),
    (503, "CENTRE_ERROR", False),
    (401, "CENTRE_REFUSED_AUTH", True),
    (403, "CENTRE_REFUSED_AUTH", True),
    (413, "CENTRE_TOO_LARGE", True),
    (400, "CENTRE_REFUSED", True),
    (429, "CENTRE_BUSY", False),
]


@pytest.mark.parametrize(
    ("method", "fault", "code", "held"),
    [(method, *status) for method in ("POST", "PATCH") for status in STATUSES]
    + [("POST", "cut", "LINK_CUT", False), ("POST", "lose reply", "LINK_CUT", False)],
)
def test_a_record_stays_waiting_with_its_reason(
    server: FaultyServer,
    desk: Desk,
    logged: list[EventDict],
    method: str,
    fault: Fault,
    code: str,
    held: bool,
) -> None:
    record = desk.queue()
    server.always(method, fault)
    with expected_failures(logged):
        report = desk.deliver(server.url)
    row = desk.row(record)
    assert (row.state, row.code, row.attempts) == ("waiting", code, 1)
    assert (row.next_attempt is None) == held
    assert row.text
    assert (report.sent, report.waiting, report.failures[0].code) == (0, 1, code)
    assert server.count(method) <= 3


def test_the_centre_s_retry_after_is_honoured(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    server.always("POST", 429)
    with expected_failures(logged):
        report = desk.deliver(server.url)
    later = desk.row(record).next_attempt
    assert later is not None
    assert later >= NOON + timedelta(seconds=77)
    assert report.retry_at is not None
    assert report.retry_at >= NOON + timedelta(seconds=77)


def test_an_upload_that_is_cut_goes_on_where_it_was_cut(server: FaultyServer, desk: Desk) -> None:
    record = desk.queue()
    server.faults["PATCH"].extend(["cut"] * 6)
    report = desk.deliver(server.url)
    assert arrived(server) == [desk.sealed(record)]
    assert desk.row(record).state == "delivered"
    assert (server.count("POST"), server.count("PATCH")) == (1, 7)
    assert report.failures == []


def test_a_cut_without_progress_is_tried_a_few_times_only(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    server.always("PATCH", 409)
    with expected_failures(logged):
        desk.deliver(server.url)
    assert server.count("PATCH") == 3
    assert desk.row(record).code == "UPLOAD_OUT_OF_STEP"


def test_a_reply_lost_after_the_last_byte_sends_nothing_twice(
    server: FaultyServer, desk: Desk
) -> None:
    record = desk.queue()
    server.faults["PATCH"].append("lose reply")
    report = desk.deliver(server.url)
    assert arrived(server) == [desk.sealed(record)]
    assert desk.row(record).state == "delivered"
    assert report.bytes == SIZE


@pytest.mark.parametrize("fault", [400, 409, 500])
def test_a_complete_upload_is_offered_again_with_an_empty_request(
    server: FaultyServer, desk: Desk, logged: list[EventDict], fault: int
) -> None:
    record = desk.queue()
    server.faults["PATCH"].extend(["lose reply", fault])
    desk.deliver(server.url)
    logged.clear()
    row = desk.row(record)
    # 400: the server has all bytes and wants no more words; 409: asked once more; 500: later.
    assert row.state == ("waiting" if fault == 500 else "delivered")
    assert row.offset == SIZE


def test_an_upload_that_is_gone_is_made_anew(server: FaultyServer, desk: Desk) -> None:
    record = desk.queue()
    desk.store.note_upload(record, url=f"{server.url}/files/gone")
    desk.deliver(server.url)
    assert arrived(server) == [desk.sealed(record)]


def test_an_upload_at_another_centre_is_not_asked_for(server: FaultyServer, desk: Desk) -> None:
    record = desk.queue()
    desk.store.note_upload(record, url="http://127.0.0.1:9/files/old")
    desk.deliver(server.url)
    assert desk.row(record).state == "delivered"


def test_an_upload_that_is_always_gone_ends(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    server.always("PATCH", 404)
    with expected_failures(logged):
        desk.deliver(server.url)
    assert desk.row(record).code == "UPLOAD_GONE"
    assert server.count("POST") <= 4


def test_one_bad_packet_holds_up_none_of_the_others(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    records = [desk.queue(bytes(1000 + number)) for number in range(8)]
    server.refused_sizes = {1000, 1001, 1002, 1003, 1006}
    with expected_failures(logged):
        report = desk.deliver(server.url)
    states = [desk.row(record).state for record in records]
    assert states == ["waiting"] * 4 + ["delivered"] * 2 + ["waiting", "delivered"]
    assert report.sent == 3
    logged.clear()
    assert desk.deliver(server.url).sent == 0
    assert server.count("POST") == 8


def test_a_centre_that_cannot_be_reached_is_asked_once(desk: Desk, logged: list[EventDict]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    first, second = desk.queue(), desk.queue()
    with expected_failures(logged):
        report = desk.deliver(f"http://127.0.0.1:{port}")
    assert desk.row(first).code == "CENTRE_UNREACHABLE"
    assert desk.row(first).state == "waiting"
    assert desk.row(second).attempts == 0
    assert report.retry_at is not None
    assert report.waiting == 2


def test_a_centre_in_trouble_is_left_alone_after_three_packets(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    for _ in range(6):
        desk.queue()
    server.always("POST", 500)
    with expected_failures(logged):
        report = desk.deliver(server.url)
    assert server.count("POST") == 3
    assert report.retry_at is not None


def test_a_desk_that_is_refused_holds_everything_without_asking_again(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    for _ in range(4):
        desk.queue()
    server.always("POST", 401)
    with expected_failures(logged):
        desk.deliver(server.url)
    # One packet may be refused for itself; three in a row are not.
    assert server.count("POST") == 3
    rows = desk.store.deliveries("waiting")
    assert [(row.code, row.next_attempt) for row in rows] == [("CENTRE_REFUSED_AUTH", None)] * 4
    assert desk.store.release(at=desk.time) == 4
    server.faults.clear()
    assert desk.deliver(server.url).sent == 4


def test_a_stopped_upload_goes_on_in_the_next_pass(server: FaultyServer, desk: Desk) -> None:
    record = desk.queue()
    desk.deliver(server.url, stop=lambda: desk.handed_over > SIZE // 2)
    row = desk.row(record)
    assert (row.state, row.code, row.next_attempt) == ("waiting", "STOPPED", desk.time)
    report = desk.deliver(server.url)
    assert arrived(server) == [desk.sealed(record)]
    assert server.count("POST") == 1
    assert report.bytes < SIZE


def test_a_pass_without_time_changes_nothing(server: FaultyServer, desk: Desk) -> None:
    record = desk.queue()
    before = desk.row(record)
    desk.deliver(server.url, deadline=0.0)
    assert desk.row(record) == before


def test_two_passes_at_once_do_not_get_in_each_other_s_way(
    server: FaultyServer, desk: Desk, logged: list[EventDict]
) -> None:
    first, second, third = desk.queue(), desk.queue(), desk.queue()

    def another_pass(record: str) -> None:
        desk.meanwhile = lambda _record: None
        desk.store.mark_sending(second, at=desk.time)
        receipt = Receipt(
            record=record,
            packet_sha256=desk.row(record).sha256,
            verdict="accepted",
            issued_at=NOON,
            signature="",
        )
        desk.store.settle(receipt, at=desk.time)

    desk.meanwhile = another_pass
    desk.deliver(server.url)
    states = [desk.row(record).state for record in (first, second, third)]
    assert states == ["accepted", "sending", "delivered"]
    logged.clear()


def test_a_packet_that_was_sending_when_the_store_failed_goes_with_the_next_pass(
    server: FaultyServer, desk: Desk, tmp_path: Path
) -> None:
    record = desk.queue()
    with ExitStack() as other_program:
        other = Database.connect(tmp_path / "desk.db", STORE_KEY)
        other_program.callback(other.close)

        def begin_to_write(_record: str) -> None:
            desk.meanwhile = lambda _record: None
            other_program.enter_context(other.write())

        desk.meanwhile = begin_to_write
        with pytest.raises(StoreError) as caught:
            desk.deliver(server.url)
    assert caught.value.code == "STORE_BUSY"
    assert desk.row(record).state == "sending"
    assert desk.deliver(server.url).sent == 1
    assert arrived(server) == [desk.sealed(record)]
    assert server.count("POST") == 1
