"""Passes and receipts: how often the centre is asked, and which of its answers are believed."""

import json
import random
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.typing import EventDict

from station_queue import Delivery, Store, uuid7
from station_queue.client import CentreClient
from station_queue.delivery import BACKOFF_CAP_S, backoff, deliver_once, deliver_until_empty
from station_queue.delivery_report import DeliveryReport
from station_queue.packet import (
    Receipt,
    Verdict,
    generate_identity,
    generate_signing_key,
    public_key,
    sign_card,
    sign_receipt,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STATION = public_key(generate_signing_key())
CENTRE_SEED = generate_signing_key()
CARD = sign_card(recipient=generate_identity()[1], issued_at=NOON, seed=CENTRE_SEED)


class Centre:
    """Takes every upload at once and gives the receipts a test puts in its list."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] | None = None
        self.statuses: dict[str, list[int]] = {"POST": [], "GET": []}
        self.requests: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        size = len(request.read())
        self.requests.append(f"{request.method} {request.url.raw_path.decode()}")
        script = self.statuses.get(request.method)
        if script:
            return httpx.Response(script.pop(0))
        tus = {"Tus-Resumable": "1.0.0"}
        if request.method == "POST":
            return httpx.Response(201, headers={**tus, "Location": "/files/u1"})
        if request.method == "PATCH":
            return httpx.Response(204, headers={**tus, "Upload-Offset": str(size)})
        return self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.receipts is None:
            return httpx.Response(404)
        if request.url.path == "/centre":
            return httpx.Response(200, content=CARD.model_dump_json())
        after = int(request.url.params.get("after", "0"))
        limit = int(request.url.params["limit"])
        found = self.receipts[after : after + limit]
        page = {
            "receipts": [json.loads(receipt.model_dump_json()) for receipt in found],
            "cursor": str(after + len(found)),
        }
        return httpx.Response(200, json=page)

    def count(self, start: str) -> int:
        return sum(line.startswith(start) for line in self.requests)


class Desk:
    """A store, and a clock that only waiting moves."""

    def __init__(self, store: Store, centre: Centre) -> None:
        self.store = store
        self.time = NOON
        self.waits: list[float] = []
        self.client = CentreClient("http://centre.test", transport=httpx.MockTransport(centre))

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)

    def queue(self) -> str:
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
        self.store.finish_visit(record, at=self.time, document="{}", sealed=b"sealed")
        return record

    def row(self, record: str) -> Delivery:
        return next(row for row in self.store.deliveries() if row.record == record)

    def receipt(
        self, record: str, verdict: Verdict = "accepted", *, signing_key: bytes = CENTRE_SEED
    ) -> Receipt:
        return sign_receipt(
            record=record,
            packet_sha256=self.row(record).sha256,
            verdict=verdict,
            code="SIGNATURE_WRONG" if verdict == "rejected" else None,
            text="no" if verdict == "rejected" else None,
            issued_at=self.time,
            signing_key=signing_key,
        )

    def stranger(self) -> Receipt:
        """A receipt for a record that is not of this desk."""
        return sign_receipt(
            record="0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f",
            packet_sha256="00" * 32,
            verdict="accepted",
            issued_at=self.time,
            signing_key=CENTRE_SEED,
        )

    def deliver(self) -> DeliveryReport:
        return deliver_once(
            self.store,
            self.client,
            station_key=STATION,
            now=self.now,
            stop=lambda: False,
            deadline=30.0,
            rng=random.Random(7),
        )

    def deliver_all(
        self, wait: Callable[[float], None] | None = None, deadline: float = 30.0
    ) -> DeliveryReport:
        return deliver_until_empty(
            self.store,
            self.client,
            station_key=STATION,
            now=self.now,
            stop=lambda: len(self.waits) > 50,
            deadline=deadline,
            rng=random.Random(7),
            wait=wait or self.wait,
        )


@pytest.fixture
def server() -> Centre:
    return Centre()


@pytest.fixture
def desk(tmp_path: Path, server: Centre) -> Iterator[Desk]:
    with Store.create(tmp_path / "desk.db", secrets.token_bytes(32)) as store:
        desk = Desk(store, server)
        with desk.client:
            yield desk


def took_failures(logged: list[EventDict]) -> bool:
    """Whether a failure was logged; takes the record out of the log."""
    found = any(entry["event"] == "delivery_failed" for entry in logged)
    logged.clear()
    return found


def test_passes_go_on_until_the_queue_is_empty(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    records = [desk.queue() for _ in range(2)]
    server.statuses["POST"] = [503, 503, 503]
    report = desk.deliver_all()
    assert took_failures(logged)
    assert report.sent == 2
    assert {desk.row(record).state for record in records} == {"delivered"}
    assert desk.waits
    assert max(desk.waits) <= BACKOFF_CAP_S


def test_held_records_do_not_keep_the_passes_going(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    desk.queue()
    server.statuses["POST"] = [400]
    report = desk.deliver_all()
    assert took_failures(logged)
    assert (report.sent, report.waiting, desk.waits) == (0, 1, [])


def test_receipts_are_awaited(server: Centre, desk: Desk) -> None:
    record = desk.queue()
    server.receipts = []
    answers: list[float] = []

    def answer_late(seconds: float) -> None:
        answers.append(seconds)
        if len(answers) == 3:
            server.receipts = [desk.receipt(record, "rejected")]

    report = desk.deliver_all(answer_late)
    assert answers == [1.0, 2.0, 4.0]
    assert (report.sent, report.accepted, report.rejected) == (1, 0, 1)
    assert desk.row(record).code == "SIGNATURE_WRONG"


def test_what_has_a_receipt_already_is_not_sent_again(server: Centre, desk: Desk) -> None:
    record = desk.queue()
    server.receipts = [desk.receipt(record)]
    report = desk.deliver()
    assert (report.accepted, report.sent, report.bytes) == (1, 0, 0)
    assert server.count("POST") == 0
    # The cursor is kept: the same receipt is not fetched twice.
    desk.queue()
    desk.deliver()
    assert server.requests[-1].endswith("after=1")


def test_a_receipt_by_another_key_than_the_pinned_one_is_refused(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    server.receipts = []
    desk.deliver()
    server.receipts = [desk.receipt(record, signing_key=generate_signing_key())]
    for _ in range(2):
        report = desk.deliver()
        assert took_failures(logged)
        assert [failure.code for failure in report.failures] == ["RECEIPT_FORGED"]
        assert (desk.row(record).state, desk.row(record).code) == ("delivered", "RECEIPT_FORGED")
        assert desk.row(record).text


def test_a_true_receipt_in_the_place_of_a_forged_one_is_found(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    first, second = desk.queue(), desk.queue()
    server.receipts = []
    desk.deliver()
    # A page of good receipts, one that begins with a forged one, and a third.
    forged = desk.receipt(first, signing_key=generate_signing_key())
    strangers = [desk.stranger()] * 100
    server.receipts = [*strangers, forged, *strangers, desk.receipt(second)]
    assert desk.deliver().accepted == 1
    assert took_failures(logged)
    server.receipts[100] = desk.receipt(first)
    before = len(server.requests)
    assert desk.deliver().accepted == 1
    assert server.requests[before].endswith("after=100")
    assert (desk.row(first).state, desk.row(first).code) == ("accepted", None)


def test_a_forged_receipt_changes_no_row_that_is_not_delivered(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    held, answered = desk.queue(), desk.queue()
    server.receipts = [desk.receipt(answered)]
    server.statuses["POST"] = [400]
    desk.deliver()
    before = desk.store.deliveries()
    forger = generate_signing_key()
    server.receipts += [desk.receipt(each, signing_key=forger) for each in (held, answered)]
    assert [failure.code for failure in desk.deliver().failures] == ["RECEIPT_FORGED"] * 2
    assert took_failures(logged)
    assert desk.store.deliveries() == before


def test_a_receipt_for_other_bytes_is_refused(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    other = sign_receipt(
        record=record,
        packet_sha256="00" * 32,
        verdict="rejected",
        code="PACKET_NOT_AGE",
        issued_at=NOON,
        signing_key=CENTRE_SEED,
    )
    server.receipts = [other]
    report = desk.deliver()
    assert took_failures(logged)
    assert report.sent == 1
    assert desk.row(record).state == "delivered"


@pytest.mark.parametrize("status", [400, 409, 423, 500, 503])
def test_no_receipts_is_no_reason_not_to_send(
    server: Centre, desk: Desk, logged: list[EventDict], status: int
) -> None:
    record = desk.queue()
    server.statuses["GET"] = [status, status]
    report = desk.deliver()
    assert took_failures(logged)
    assert report.sent == 1
    assert (desk.row(record).state, desk.row(record).code) == ("delivered", None)


@pytest.mark.parametrize(("status", "code"), [(401, "CENTRE_REFUSED_AUTH"), (429, "CENTRE_BUSY")])
def test_a_centre_that_wants_nothing_from_this_desk_is_not_sent_anything(
    server: Centre, desk: Desk, logged: list[EventDict], status: int, code: str
) -> None:
    first, second = desk.queue(), desk.queue()
    server.statuses["GET"] = [status]
    report = desk.deliver()
    assert took_failures(logged)
    assert (report.sent, desk.row(first).code) == (0, code)
    assert (desk.row(second).code is None) == (report.retry_at is not None)
    assert server.count("POST") == 0


def test_an_upload_that_is_gone_is_made_anew_without_receipts_too(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    record = desk.queue()
    desk.store.note_upload(record, url="http://centre.test/files/gone")
    server.statuses |= {"HEAD": [404], "GET": [500, 500, 500]}
    assert desk.deliver().sent == 1
    assert took_failures(logged)


@given(st.integers(1, 10_000), st.integers(), st.none() | st.floats(0, 1e6))
def test_the_back_off_is_capped_and_heeds_the_server(
    attempts: int, seed: int, retry_after: float | None
) -> None:
    delay = backoff(attempts, random.Random(seed), retry_after).total_seconds()
    assert 0 <= delay <= BACKOFF_CAP_S
    assert delay >= min(retry_after or 0, BACKOFF_CAP_S)


def test_receipts_come_in_pages(server: Centre, desk: Desk) -> None:
    records = [desk.queue() for _ in range(3)]
    server.receipts = [desk.stranger()] * 150 + [desk.receipt(record) for record in records]
    assert desk.deliver().accepted == 3
    assert server.count("GET /receipts") == 3


def test_a_receipt_that_never_comes_is_awaited_until_stopped(server: Centre, desk: Desk) -> None:
    desk.queue()
    server.receipts = []
    report = desk.deliver_all()
    assert (report.sent, report.accepted) == (1, 0)
    assert desk.store.totals().delivered == 1


def restored(desk: Desk, server: Centre) -> str:
    """A store that has been at this centre, and is a restored copy now; a record waits in it."""
    server.receipts = []
    desk.deliver()
    record = desk.queue()
    desk.store.mark_restored(at=NOON)
    return record


@pytest.mark.parametrize("status", [404, 400, 401, 429, 500])
def test_a_restored_store_sends_nothing_before_the_receipts_were_read(
    server: Centre, desk: Desk, logged: list[EventDict], status: int
) -> None:
    record = restored(desk, server)
    server.statuses["GET"] = [status]
    report = desk.deliver()
    assert took_failures(logged)
    assert (report.sent, server.count("POST")) == (0, 0)
    assert desk.store.asks_first
    assert desk.row(record).code
    if status != 401:
        assert report.retry_at is not None
        assert desk.row(record).next_attempt is not None
    desk.store.release(at=desk.time)
    assert desk.deliver().sent == 1
    assert not desk.store.asks_first


def test_a_restored_store_waits_between_its_questions(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    restored(desk, server)
    server.statuses["GET"] = [500, 500, 500]
    report = desk.deliver_all(deadline=600.0)
    assert took_failures(logged)
    assert report.sent == 1
    assert [failure.code for failure in report.failures].count("RECEIPTS_FIRST") == 3
    assert len(desk.waits) >= 3


def test_a_restored_store_reads_every_receipt_anew(server: Centre, desk: Desk) -> None:
    records = [desk.queue() for _ in range(150)]
    server.receipts = []
    desk.deliver()
    server.receipts = [desk.receipt(record) for record in records] + [desk.stranger()]
    assert desk.deliver().accepted == 150
    assert desk.store.mark("unknown_at_centre") == "1"
    desk.store.mark_restored(at=NOON)
    assert desk.store.mark("unknown_at_centre") is None
    server.requests.clear()
    assert desk.deliver().accepted == 0  # all of them are known
    assert server.count("GET") == 3
    assert desk.store.mark("unknown_at_centre") == "1"
    desk.deliver()
    assert desk.store.mark("unknown_at_centre") == "1"


def test_a_restored_store_goes_on_where_its_question_was_stopped(
    server: Centre, desk: Desk
) -> None:
    records = [desk.queue() for _ in range(150)]
    server.receipts = []
    desk.deliver()
    server.receipts = [desk.receipt(record) for record in records]
    desk.store.mark_restored(at=NOON)
    waiting = desk.queue()
    server.requests.clear()
    report = deliver_once(
        desk.store,
        desk.client,
        station_key=STATION,
        now=desk.now,
        stop=lambda: server.count("GET") >= 1 and desk.store.totals().accepted >= 100,
        deadline=30.0,
        rng=random.Random(7),
    )
    assert (report.accepted, report.sent) == (100, 0)
    assert desk.store.asks_first
    assert desk.deliver().accepted == 50
    assert desk.row(waiting).state == "delivered"


def test_a_server_without_receipts_cannot_be_asked_first(server: Centre, desk: Desk) -> None:
    desk.queue()
    desk.store.mark_restored(at=NOON)
    assert desk.deliver().sent == 1
    assert server.receipts is None


def test_a_forged_receipt_does_not_silence_a_restored_desk(
    server: Centre, desk: Desk, logged: list[EventDict]
) -> None:
    record = restored(desk, server)
    server.receipts = [desk.receipt(record, signing_key=generate_signing_key())]
    report = desk.deliver()
    assert took_failures(logged)
    assert report.sent == 1
    assert desk.row(record).state == "delivered"


def test_only_an_accepted_record_is_adopted(server: Centre, desk: Desk) -> None:
    visit = uuid7(desk.time, secrets.token_bytes)
    desk.store.start_visit(
        visit=visit,
        procedure="first_issue",
        operator="op",
        day=date(2026, 11, 23),
        at=desk.time,
        document="{}",
    )
    told: list[tuple[str, str]] = []

    def answered(verdict: Verdict) -> DeliveryReport:
        server.receipts = [
            *(server.receipts or []),
            sign_receipt(
                record=visit,
                packet_sha256="ab" * 32,
                verdict=verdict,
                code="SIGNATURE_WRONG" if verdict == "rejected" else None,
                issued_at=desk.time,
                signing_key=CENTRE_SEED,
            ),
        ]
        return deliver_once(
            desk.store,
            desk.client,
            station_key=STATION,
            now=desk.now,
            stop=lambda: False,
            deadline=30.0,
            rng=random.Random(7),
            on_settled=lambda record, outcome: told.append((record, outcome)),
        )

    assert answered("rejected").rejected == 0
    assert [row.visit for row in desk.store.open_visits()] == [visit]
    assert answered("accepted").accepted == 1
    assert desk.store.open_visits() == []
    assert told == [(visit, "adopted")]
    row = desk.row(visit)
    assert (row.state, row.sha256, row.size, row.attempts) == ("accepted", "ab" * 32, 0, 0)
    assert desk.store.mark("unknown_at_centre") is None
    assert answered("accepted").accepted == 0
