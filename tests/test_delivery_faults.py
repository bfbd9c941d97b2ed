"""Delivery to a real centre behind a server that misbehaves: each record ends where it should."""

import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from structlog.typing import EventDict

from bad_centre import (
    BadCentre,
    Fault,
    body_cut,
    portal,
    redirect,
    refused,
    refused_at_once,
    reply_dripping,
    reply_lost,
    reply_truncated,
    silence,
)
from kill_trial import Centre
from sending_desk import LONGEST_WAIT, SendingDesk
from station_centre.authority import Authority
from station_queue.client import CentreClient
from station_queue.line import Waits
from station_queue.patience import Patience

TODAY = datetime.now(UTC)
SHORT = Waits(connect_s=5.0, stall_s=5.0, idle_s=0.4, reply_s=0.4)
"""For what never comes; on loopback nothing else takes so long."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    running = Centre(tmp_path_factory.mktemp("centre"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def bad(centre: Centre) -> Iterator[BadCentre]:
    with BadCentre(centre.url) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, centre: Centre) -> Iterator[SendingDesk]:
    sending = SendingDesk(tmp_path / "desk.db", centre.recipient)
    yield sending
    sending.store.close()


def assert_all_arrive_once(desk: SendingDesk, bad: BadCentre, centre: Centre) -> None:
    """Once the centre behaves, waiting is enough for what waits; what is held goes when asked."""
    bad.behave()
    if any(row.next_attempt is None for row in desk.store.deliveries("waiting")):
        desk.store.release(at=desk.time)
    with CentreClient(bad.url) as client:
        # What was left alone for a while; and a receipt that was not given the first time.
        for _ in range(2):
            desk.time += LONGEST_WAIT
            desk.send(client)
    assert set(desk.states()) == {"accepted"}
    assert desk.store.totals().adds_up
    assert Counter(accepted_at(centre, desk)) == Counter(
        row.record for row in desk.store.deliveries()
    )


def accepted_at(centre: Centre, desk: SendingDesk) -> list[str]:
    """The records this desk has receipts for, in the order the centre gave them.

    A receipt that is given once more, for the same bytes again, is the same receipt.
    """
    with CentreClient(centre.url) as client:
        page = client.receipts(desk.station_key, after=None, limit=500, patience=patience())
    assert page is not None
    assert {receipt.verdict for receipt in page.receipts} == {"accepted"}
    return [receipt.record for receipt in dict.fromkeys(page.receipts)]


def patience() -> Patience:
    return Patience.of(30.0, lambda: False)


class Case(NamedTuple):
    """A fault that one request of a method meets, and what a pass over three records leaves."""

    method: str
    fault: Fault
    first: str
    """The reason the first record waits for; "" when it has arrived in the same pass."""
    held: bool
    others: str
    """The state of the other two."""


def case(
    method: str, fault: Fault, first: str, *, held: bool = False, others: str = "accepted"
) -> Case:
    return Case(method, fault, first, held, others)


CASES = {
    "400 at the creation": case("POST", refused(400), "CENTRE_REFUSED", held=True),
    "400 for the bytes": case("PATCH", refused(400), "CENTRE_REFUSED", held=True),
    "401": case("POST", refused(401), "CENTRE_REFUSED_AUTH", held=True),
    "403": case("PATCH", refused(403), "CENTRE_REFUSED_AUTH", held=True),
    "404 at the creation": case("POST", refused(404), "CENTRE_REFUSED", held=True),
    "404, the upload is gone": case("PATCH", refused(404), ""),
    "409": case("PATCH", refused(409), ""),
    "410, the upload is gone": case("PATCH", refused(410), ""),
    "413": case("POST", refused(413), "CENTRE_TOO_LARGE", held=True),
    "423": case("PATCH", refused(423), "UPLOAD_LOCKED"),
    "429": case("POST", refused(429, retry_after=77), "CENTRE_BUSY", others="waiting"),
    "500 at the creation": case("POST", refused(500), "CENTRE_ERROR"),
    "500 for the bytes": case("PATCH", refused(500), "CENTRE_ERROR"),
    "503": case("POST", refused(503, retry_after=77), "CENTRE_ERROR"),
    "cut while sending": case("PATCH", body_cut, ""),
    "truncated reply at the creation": case("POST", reply_truncated, ""),
    "truncated reply for the bytes": case("PATCH", reply_truncated, ""),
    "accepted and the reply lost": case("PATCH", reply_lost, ""),
    "slow-loris reply": case("PATCH", reply_dripping, ""),
    "no reply": case("PATCH", silence, ""),
    "captive portal": case("POST", portal, "CAPTIVE_PORTAL", others="waiting"),
    "captive portal for the bytes": case("PATCH", portal, "CAPTIVE_PORTAL", others="waiting"),
    "redirect to a portal": case("POST", redirect, "CAPTIVE_PORTAL", others="waiting"),
    "unknown": case(
        "POST", refused(401, code="STATION_UNKNOWN"), "STATION_UNKNOWN", held=True, others="waiting"
    ),
    "revoked": case(
        "POST", refused(403, code="STATION_REVOKED"), "STATION_REVOKED", held=True, others="waiting"
    ),
    "another's token": case(
        "POST", refused(403, code="STATION_OTHER"), "STATION_OTHER", held=True, others="waiting"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_leaves_its_reason_and_nothing_is_lost_doubled_or_stuck(
    name: str, bad: BadCentre, desk: SendingDesk, centre: Centre, logged: list[EventDict]
) -> None:
    trouble = CASES[name]
    records = [desk.queue() for _ in range(3)]
    bad.spoil(trouble.method, trouble.fault)
    with CentreClient(bad.url, waits=SHORT) as client:
        desk.send(client)
    logged.clear()
    rows = [desk.row(record) for record in records]
    assert (rows[0].code if rows[0].state == "waiting" else "") == trouble.first
    assert (rows[0].state == "waiting" and rows[0].next_attempt is None) == trouble.held
    assert [row.state for row in rows[1:]] == [trouble.others] * 2
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "fault",
    [refused(500), refused(503, retry_after=77), reply_truncated, reply_lost, reply_dripping],
    ids=["500", "503", "truncated", "lost", "slow-loris"],
)
def test_what_only_asks_may_fail_too(
    method: str,
    fault: Fault,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    logged: list[EventDict],
) -> None:
    for _ in range(3):
        desk.queue()
    # Only an upload that was cut is asked how far it came.
    bad.spoil("PATCH", body_cut)
    bad.spoil(method, fault)
    with CentreClient(bad.url, waits=SHORT) as client:
        desk.send(client)
    logged.clear()
    waiting = desk.store.deliveries("waiting")
    # Where the rest was not tried, the first tells why.
    assert not waiting or waiting[0].code
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize("seconds", [77, 3 * 86_400])
def test_the_centre_says_how_long_it_wants_to_be_left_alone_within_reason(
    seconds: int, bad: BadCentre, desk: SendingDesk, centre: Centre, logged: list[EventDict]
) -> None:
    record = desk.queue()
    bad.spoil("POST", refused(429, retry_after=seconds))
    with CentreClient(bad.url) as client:
        report = desk.send(client)
        logged.clear()
        next_attempt = desk.row(record).next_attempt
        assert next_attempt is not None
        assert report.retry_at is not None
        asked_for = min(timedelta(seconds=seconds), LONGEST_WAIT)
        assert next_attempt == desk.time + asked_for
        assert report.retry_at >= desk.time + asked_for
        desk.time = next_attempt - timedelta(seconds=1)
        desk.send(client)
        assert desk.row(record).attempts == 1
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize(
    ("method", "fault", "code", "held"),
    [
        ("POST", refused(400), "CENTRE_REFUSED", True),
        ("POST", refused(413), "CENTRE_TOO_LARGE", True),
        ("PATCH", refused(500), "CENTRE_ERROR", False),
        ("PATCH", refused(423), "UPLOAD_LOCKED", False),
        ("PATCH", body_cut, "LINK_CUT", False),
        ("PATCH", silence, "CENTRE_TIMEOUT", False),
    ],
    ids=["400", "413", "500", "423", "cut", "silence"],
)
def test_one_bad_packet_in_a_hundred_delays_none_of_the_others(
    method: str,
    fault: Fault,
    code: str,
    held: bool,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    logged: list[EventDict],
) -> None:
    records = [desk.queue(10) for _ in range(100)]
    victim = records.pop(30)
    bad.always_spoil(method, fault, victim)
    with CentreClient(bad.url, waits=SHORT) as client:
        report = desk.send(client)
    logged.clear()
    assert accepted_at(centre, desk) == records
    assert desk.settled == records
    assert (report.sent, report.accepted, report.waiting) == (99, 99, 1)
    row = desk.row(victim)
    assert (row.state, row.code, row.next_attempt is None) == ("waiting", code, held)
    # It holds nobody up the next time either.
    later = desk.queue(10)
    desk.time += LONGEST_WAIT
    with CentreClient(bad.url, waits=SHORT) as client:
        desk.send(client)
    logged.clear()
    assert desk.settled == [*records, later]
    assert_all_arrive_once(desk, bad, centre)


def test_an_old_record_that_keeps_failing_does_not_wait_behind_new_ones(
    bad: BadCentre, desk: SendingDesk, centre: Centre, logged: list[EventDict]
) -> None:
    old = desk.queue()
    with CentreClient(bad.url) as client:
        for _ in range(4):
            desk.queue()
            bad.always_spoil("POST", refused(503), old)
            desk.send(client)
            desk.time += LONGEST_WAIT
        logged.clear()
        bad.behave()
        bad.requests.clear()
        new = desk.queue()
        desk.send(client)
    assert [record for method, record in bad.requests if method == "POST"] == [old, new]
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize("fault", [portal, redirect, refused(511)])
def test_behind_a_captive_portal_nothing_is_tried_and_nothing_believed(
    fault: Fault, bad: BadCentre, desk: SendingDesk, centre: Centre, logged: list[EventDict]
) -> None:
    for _ in range(3):
        desk.queue()
    for method in ("GET", "POST", "HEAD", "PATCH"):
        bad.always_spoil(method, fault)
    with CentreClient(bad.url) as client:
        report = desk.send(client)
    logged.clear()
    assert len(bad.requests) == 1
    assert [row.code for row in desk.store.deliveries()] == ["CAPTIVE_PORTAL", None, None]
    assert (report.waiting, report.date) == (3, None)
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "STATION_UNKNOWN"), (403, "STATION_REVOKED"), (403, "STATION_OTHER")],
)
def test_a_desk_that_is_not_let_in_asks_once_and_goes_on_by_itself_once_it_is(
    status: int,
    code: str,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    logged: list[EventDict],
) -> None:
    records = [desk.queue() for _ in range(3)]
    for method in ("GET", "POST", "HEAD", "PATCH"):
        bad.always_spoil(method, refused(status, code=code))
    with CentreClient(bad.url) as client:
        desk.send(client)
        logged.clear()
        assert len(bad.requests) == 1
        rows = desk.store.deliveries("waiting")
        assert [(row.code, row.next_attempt) for row in rows] == [(code, None)] * 3
        bad.behave()
        desk.send(client)
        desk.time += LONGEST_WAIT
        desk.send(client)
    assert desk.settled == records
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_off_by_a_day_delivers_all_the_same(
    days: int, bad: BadCentre, desk: SendingDesk, centre: Centre
) -> None:
    desk.time = datetime.now(UTC) + timedelta(days=days)
    desk.queue()
    with CentreClient(bad.url) as client:
        report = desk.send(client)
    assert desk.states() == ["accepted"]
    assert report.date is not None
    assert abs(report.date.told - desk.time) > timedelta(hours=23)
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_put_by_a_day_while_records_wait_makes_them_wait_no_longer(
    days: int, bad: BadCentre, desk: SendingDesk, centre: Centre, logged: list[EventDict]
) -> None:
    desk.queue()
    bad.spoil("POST", refused(503, retry_after=600))
    with CentreClient(bad.url) as client:
        desk.send(client)
        logged.clear()
        desk.time += timedelta(days=days)
        desk.send(client)
    assert desk.states() == ["accepted"]
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize(
    "name",
    ["không-có-thật.example", f"{'a' * 64}.example"],
    ids=["not found", "not even a name"],
)
def test_a_name_that_is_not_found_has_its_reason(
    name: str,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    logged: list[EventDict],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo

    def without_dns(host: str, *rest: object, **how: object) -> object:
        # Nothing is asked of a network here; what is no name at all never gets that far.
        host.encode("idna")
        if host == "127.0.0.1":
            return real(host, *rest, **how)  # type: ignore[arg-type]  # handed on as they came
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", without_dns)
    desk.queue()
    desk.queue()
    with CentreClient(f"http://{name}:8321") as client:
        desk.send(client)
    logged.clear()
    assert [row.code for row in desk.store.deliveries()] == ["NAME_UNKNOWN", None]
    assert_all_arrive_once(desk, bad, centre)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.of(tmp_path_factory.mktemp("ca"), TODAY - timedelta(days=300))


def pem_of(authority: Authority) -> str:
    return authority.certificate.public_bytes(Encoding.PEM).decode()


def spoken_by(
    authority: Authority, folder: Path, *, name: str = "127.0.0.1", days: int = 0
) -> ssl.SSLContext:
    """How a server speaks whose certificate was issued so many days from today."""
    path = folder / "server.pem"
    path.write_bytes(authority.issue([name], TODAY + timedelta(days=days))[0])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [
        ("127.0.0.9", 0, "CERT_NAME"),
        ("127.0.0.1", -100, "CERT_TIME"),
        ("127.0.0.1", 10, "CERT_TIME"),
    ],
    ids=["another host's", "expired", "not yet valid"],
)
def test_a_certificate_that_does_not_hold_gets_nothing(
    name: str,
    days: int,
    code: str,
    authority: Authority,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    tmp_path: Path,
    logged: list[EventDict],
) -> None:
    tls = spoken_by(authority, tmp_path, name=name, days=days)
    assert refused_for(tls, authority, desk, centre) == [code, None]
    logged.clear()
    assert_all_arrive_once(desk, bad, centre)


def test_a_certificate_by_another_authority_gets_nothing(
    authority: Authority,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    tmp_path: Path,
    logged: list[EventDict],
) -> None:
    another = Authority.of(tmp_path, TODAY)
    tls = spoken_by(another, tmp_path)
    assert refused_for(tls, authority, desk, centre) == ["CERT_UNTRUSTED", None]
    logged.clear()
    assert_all_arrive_once(desk, bad, centre)


def test_a_desk_that_was_never_enrolled_is_told_so_and_not_of_somebody_else(
    authority: Authority, desk: SendingDesk, centre: Centre, tmp_path: Path, logged: list[EventDict]
) -> None:
    assert refused_for(spoken_by(authority, tmp_path), None, desk, centre) == ["NOT_ENROLLED", None]
    logged.clear()


def refused_for(
    tls: ssl.SSLContext, authority: Authority | None, desk: SendingDesk, centre: Centre
) -> list[str | None]:
    """The reasons of two records after a pass to a server that speaks so: it hears of nothing."""
    desk.queue()
    desk.queue()
    with BadCentre(centre.url, tls) as server:
        ca = None if authority is None else pem_of(authority)
        with CentreClient(server.url, ca=ca) as client:
            desk.send(client)
        assert server.requests == []
    return [row.code for row in desk.store.deliveries()]


def test_over_tls_with_the_pinned_authority_all_arrives(
    authority: Authority, bad: BadCentre, desk: SendingDesk, centre: Centre, tmp_path: Path
) -> None:
    for _ in range(3):
        desk.queue(300_000)
    with BadCentre(centre.url, spoken_by(authority, tmp_path)) as server:
        server.spoil("PATCH", body_cut, reply_lost)
        with CentreClient(server.url, ca=pem_of(authority)) as client:
            report = desk.send(client)
    assert (report.sent, report.accepted) == (3, 3), report
    assert_all_arrive_once(desk, bad, centre)


@pytest.mark.parametrize(
    ("status", "code", "held"),
    [(413, "CENTRE_TOO_LARGE", True), (423, "UPLOAD_LOCKED", False), (409, "", False)],
)
def test_an_answer_that_comes_before_the_end_of_the_packet_is_heard(
    status: int,
    code: str,
    held: bool,
    bad: BadCentre,
    desk: SendingDesk,
    centre: Centre,
    logged: list[EventDict],
) -> None:
    # More than the system takes from us when nobody reads at the other end.
    record = desk.queue(14_000_000)
    bad.spoil("PATCH", refused_at_once(status))
    with CentreClient(bad.url, waits=Waits(stall_s=5.0, idle_s=5.0)) as client:
        desk.send(client)
    logged.clear()
    row = desk.row(record)
    assert (row.code or "", row.state == "waiting" and row.next_attempt is None) == (code, held)
    assert_all_arrive_once(desk, bad, centre)
