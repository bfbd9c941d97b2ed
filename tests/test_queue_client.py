"""The client: whatever a server answers becomes a result or one named error."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_queue.centre_date import CentreDate
from station_queue.client import CentreClient
from station_queue.delivery_errors import (
    PermanentError,
    StoppedError,
    TemporaryError,
    UploadGoneError,
)
from station_queue.errors import DeliveryError
from station_queue.packet import CentreCard, generate_identity, generate_signing_key, sign_card
from station_queue.patience import Patience

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
KEY = "A" * 43 + "="
TUS = {"Tus-Resumable": "1.0.0"}
SIZE = 1000
URL = "http://centre.test/files/u1"

Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer, base: str = "http://centre.test") -> CentreClient:
    return CentreClient(base, transport=httpx.MockTransport(answer))


def patience(seconds: float = 60.0, *, stopped: bool = False) -> Patience:
    return Patience.of(seconds, lambda: stopped)


def always(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
    return lambda _request: httpx.Response(status, headers=headers, content=body)


def failing(error: type[httpx.TransportError]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("", request=request)

    return answer


def create(centre: CentreClient) -> str:
    return centre.create(
        record=RECORD, station_key=KEY, sha256="ab" * 32, size=SIZE, patience=patience()
    )


def offset(centre: CentreClient) -> int:
    return centre.offset(URL, size=SIZE, patience=patience())


def send(centre: CentreClient) -> int:
    chunks = [b"x" * 400, b"x" * 400]
    return centre.send(URL, chunks, offset=200, size=SIZE, patience=patience())


def receipts(centre: CentreClient) -> object:
    return centre.receipts(KEY, after=None, limit=10, patience=patience())


def card(centre: CentreClient) -> CentreCard | None:
    return centre.card(patience=patience())


def records(centre: CentreClient) -> object:
    return centre.records(KEY, after=None, limit=10, patience=patience())


CALLS: list[Callable[[CentreClient], object]] = [create, offset, send, receipts, card, records]


def error_of(call: Callable[[CentreClient], object], answer: Answer) -> DeliveryError:
    with client(answer) as centre, pytest.raises(DeliveryError) as caught:
        call(centre)
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        "http://centre.test/base",
        "http://centre.test/base/",
        "http://centre.test/base/files",
        "http://centre.test/base/files/",
        " http://centre.test/base/files/?x=1#y ",
    ],
)
def test_every_spelling_of_the_address_means_the_same_centre(address: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url}")
        return httpx.Response(201, headers={**TUS, "Location": "/base/files/u1"})

    with client(answer, address) as centre:
        assert create(centre) == "http://centre.test/base/files/u1"
        assert centre.knows("http://centre.test/base/files/u1")
        assert not centre.knows("http://elsewhere.test/base/files/u1")
    assert asked == ["POST http://centre.test/base/files/"]


@pytest.mark.parametrize(
    "address", ["", "centre.test", "ftp://centre.test", "http://", "http://a:b"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(PermanentError) as caught:
        CentreClient(address)
    assert caught.value.code == "CENTRE_ADDRESS_WRONG"


@pytest.mark.parametrize(
    ("base", "location", "url"),
    [
        ("http://centre.test", "http://centre.test/files/u1", "http://centre.test/files/u1"),
        ("https://centre.test", "http://centre.test/files/u1", "https://centre.test/files/u1"),
        ("https://centre.test/a", "u1", "https://centre.test/a/files/u1"),
        ("http://centre.test:81", "http://centre.test/files/u1", "http://centre.test:81/files/u1"),
    ],
)
def test_the_upload_lives_where_the_centre_is_reached(base: str, location: str, url: str) -> None:
    with client(always(201, {**TUS, "Location": location}), base) as centre:
        assert create(centre) == url


@pytest.mark.parametrize(
    "headers",
    [
        {},
        TUS,
        {"Location": "/files/u1"},
        {**TUS, "Location": "http://elsewhere.test/files/u1"},
        {**TUS, "Location": "http://["},
        {"Tus-Resumable": "0.2.2", "Location": "/files/u1"},
    ],
)
def test_a_creation_answered_with_nonsense_is_a_protocol_error(headers: dict[str, str]) -> None:
    assert error_of(create, always(201, headers)).code == "CENTRE_PROTOCOL"


@pytest.mark.parametrize("value", ["", "-1", "1001", "x", "٣", "9" * 5000])
@pytest.mark.parametrize(("call", "status"), [(offset, 200), (send, 204)])
def test_an_offset_that_cannot_be_is_a_protocol_error(
    call: Callable[[CentreClient], object], status: int, value: str
) -> None:
    headers = [*TUS.items(), ("Upload-Offset", value.encode())]

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers)  # type: ignore[arg-type]  # bytes are fine

    assert error_of(call, answer).code == "CENTRE_PROTOCOL"


def test_a_captive_portal_is_not_taken_for_the_centre() -> None:
    portal = always(200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>")
    for call in CALLS:
        error = error_of(call, portal)
        assert isinstance(error, TemporaryError)
        assert error.code == "CAPTIVE_PORTAL"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (302, TemporaryError, "CAPTIVE_PORTAL"),
        (511, TemporaryError, "CAPTIVE_PORTAL"),
        (400, PermanentError, "CENTRE_REFUSED"),
        (401, PermanentError, "CENTRE_REFUSED_AUTH"),
        (403, PermanentError, "CENTRE_REFUSED_AUTH"),
        (408, TemporaryError, "CENTRE_TIMEOUT"),
        (409, TemporaryError, "UPLOAD_OUT_OF_STEP"),
        (412, PermanentError, "CENTRE_REFUSED"),
        (413, PermanentError, "CENTRE_TOO_LARGE"),
        (423, TemporaryError, "UPLOAD_LOCKED"),
        (425, TemporaryError, "CENTRE_BUSY"),
        (429, TemporaryError, "CENTRE_BUSY"),
        (460, TemporaryError, "CHECKSUM_WRONG"),
        (500, TemporaryError, "CENTRE_ERROR"),
        (503, TemporaryError, "CENTRE_ERROR"),
        (599, TemporaryError, "CENTRE_ERROR"),
    ],
)
def test_each_status_has_one_meaning_for_every_call(
    status: int, kind: type[DeliveryError], code: str
) -> None:
    for call in CALLS:
        error = error_of(call, always(status))
        assert type(error) is kind
        assert error.code == code


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("call", [offset, send])
def test_an_upload_the_server_forgot_is_gone(
    call: Callable[[CentreClient], object], status: int
) -> None:
    assert isinstance(error_of(call, always(status)), UploadGoneError)


def test_an_upload_of_another_size_is_gone_too() -> None:
    other = always(200, {**TUS, "Upload-Offset": "0", "Upload-Length": "7"})
    assert isinstance(error_of(offset, other), UploadGoneError)


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_without_receipts_is_not_an_error(status: int) -> None:
    with client(always(status)) as centre:
        assert receipts(centre) is None
        assert card(centre) is None
        assert records(centre) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("", None), ("soon", None), ("-5", None), ("9" * 400, None)],
)
def test_retry_after_in_seconds_is_kept(value: str, seconds: float | None) -> None:
    error = error_of(create, always(429, {"Retry-After": value}))
    assert isinstance(error, TemporaryError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ConnectError, "CENTRE_UNREACHABLE"),
        (httpx.ConnectTimeout, "CENTRE_UNREACHABLE"),
        (httpx.ReadTimeout, "CENTRE_TIMEOUT"),
        (httpx.WriteTimeout, "CENTRE_TIMEOUT"),
        (httpx.ReadError, "LINK_CUT"),
        (httpx.WriteError, "LINK_CUT"),
        (httpx.RemoteProtocolError, "LINK_CUT"),
        (httpx.LocalProtocolError, "CENTRE_PROTOCOL"),
        (httpx.UnsupportedProtocol, "CENTRE_PROTOCOL"),
    ],
)
def test_each_failure_of_the_connection_has_its_name(
    failure: type[httpx.TransportError], code: str
) -> None:
    for call in CALLS:
        error = error_of(call, failing(failure))
        assert isinstance(error, TemporaryError)
        assert error.code == code


def test_a_reply_without_end_is_cut_off() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(b" " * 65536 for _ in range(1000)))

    assert error_of(receipts, answer).code == "CENTRE_PROTOCOL"


def test_nothing_is_asked_once_stopped_or_out_of_time() -> None:
    with client(failing(httpx.ConnectError)) as centre:
        for impatience in (patience(stopped=True), patience(0.0)):
            with pytest.raises(StoppedError):
                centre.card(patience=impatience)


def test_stop_is_asked_between_chunks() -> None:
    handed_over: list[int] = []

    def read_all(request: httpx.Request) -> httpx.Response:
        request.read()
        return httpx.Response(204, headers={**TUS, "Upload-Offset": str(SIZE)})

    with client(read_all) as centre, pytest.raises(StoppedError):
        centre.send(
            URL,
            [b"x" * 100] * 10,
            offset=0,
            size=SIZE,
            patience=Patience.of(60.0, lambda: len(handed_over) >= 3),
            on_sent=handed_over.append,
        )
    assert handed_over == [100] * 3


@given(
    st.integers(200, 599),
    st.dictionaries(
        st.sampled_from(["Tus-Resumable", "Location", "Upload-Offset", "Upload-Length"]),
        st.one_of(
            st.sampled_from(["1.0.0", "/files/x", "0", "1000"]), st.text("0x/:[]%", max_size=9)
        ),
    ),
    st.one_of(st.binary(max_size=50), st.just(b'{"receipts":[],"cursor":null}')),
    st.sampled_from(CALLS),
)
def test_any_answer_is_a_result_or_a_delivery_error(
    status: int,
    headers: dict[str, str],
    body: bytes,
    call: Callable[[CentreClient], object],
) -> None:
    with client(always(status, headers, body)) as centre, suppress(DeliveryError):
        call(centre)


@pytest.mark.parametrize("seconds", [float("nan"), -1.0, float("-inf")])
def test_patience_is_a_number_of_seconds(seconds: float) -> None:
    with pytest.raises(ValueError, match="number"):
        patience(seconds)


def test_patience_may_have_no_end() -> None:
    assert not patience(float("inf")).over
    assert patience(0.0).over


# -- what time it is at the centre


NOON = "Mon, 23 Nov 2026 12:00:00 GMT"
NOON_S = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()
CARD = {"Date": NOON, "Content-Type": "application/json"}
SIGNED = sign_card(
    recipient=generate_identity()[1],
    issued_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    seed=generate_signing_key(),
)
KEY_CARD = SIGNED.model_dump_json().encode()
NO_RECEIPTS = b'{"receipts": [], "cursor": null}'


def dated(answer: Answer, *clock: float) -> CentreClient:
    """A client whose clock shows these seconds, one after the other."""
    ticks = iter(clock)
    transport = httpx.MockTransport(answer)
    return CentreClient("http://centre.test", transport=transport, clock=lambda: next(ticks))


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (create, always(201, {**TUS, "Location": "/files/u1", "Date": NOON})),
        (offset, always(200, {**TUS, "Upload-Offset": "7", "Date": NOON})),
        (receipts, always(200, CARD, NO_RECEIPTS)),
        (card, always(200, CARD, KEY_CARD)),
    ],
)
def test_every_answer_that_is_understood_tells_the_centre_s_time(
    call: Callable[[CentreClient], object], answer: Answer
) -> None:
    with dated(answer, 100.0, 104.0) as centre:
        assert centre.date is None
        call(centre)
        assert centre.date == CentreDate(datetime(2026, 11, 23, 12, tzinfo=UTC), 100.0, 104.0)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "answer",
    [
        always(200, {**CARD, "Content-Type": "text/html"}, b"<html>Sign in to this hotel</html>"),
        always(200, CARD, b'{"welcome": "to the hotel"}'),
        always(302, {**CARD, "Location": "http://hotel.test/"}),
        always(404, {"Date": NOON}),
        always(503, {"Date": NOON}),
    ],
)
def test_what_is_no_answer_of_a_centre_tells_no_time(
    call: Callable[[CentreClient], object], answer: Answer
) -> None:
    with dated(answer, 100.0, 104.0) as centre:
        with suppress(DeliveryError):
            call(centre)
        assert centre.date is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Date": ""},
        {"Date": "today"},
        {"Date": "Mon, 23 Nov 2026 12:00:00"},
        {"Date": "Mon, 23 Nov 2026 19:00:00 +0700"},
        {"Date": "Tue, 23 Nov 2026 12:00:00 GMT"},
        {"Date": "Mon, 23 Nov 2026 25:00:00 GMT"},
        {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Date": "Fri, 31 Dec 9999 23:59:59 GMT"},
        {"Date": NOON, "Age": "0"},
    ],
)
def test_a_date_that_is_none_of_now_tells_no_time(headers: dict[str, str]) -> None:
    with dated(always(200, headers, KEY_CARD), 100.0, 104.0) as centre:
        assert card(centre) == SIGNED
        assert centre.date is None


def test_the_sharpest_date_is_kept() -> None:
    with dated(always(200, CARD, KEY_CARD), 0.0, 4.0, 10.0, 10.5, 20.0, 29.0) as centre:
        spans = []
        for _ in range(3):
            card(centre)
            assert centre.date is not None
            spans.append(centre.date.came - centre.date.asked)
    assert spans == [4.0, 0.5, 0.5]


@given(
    ahead=st.floats(0, 2e9),
    asked=st.floats(0, 1e6),
    there=st.floats(0, 30),
    back=st.floats(0, 30),
    stale=st.floats(0, 1),
)
def test_the_centre_s_time_is_known_to_half_the_round_trip_and_a_second(
    ahead: float, asked: float, there: float, back: float, stale: float
) -> None:
    """A server may use the header it made up to a second ago."""
    said = int(NOON_S + ahead + asked + there - stale)
    told = datetime.fromtimestamp(said, UTC)
    date = CentreDate(told, asked, asked + there + back)
    assert date.uncertainty_s == pytest.approx((there + back) / 2 + 1, abs=1e-6)
    assert abs(date.ahead_s - (NOON_S + ahead)) <= date.uncertainty_s + 1e-3
