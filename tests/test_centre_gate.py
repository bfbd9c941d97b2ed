"""The gate: who is let in, in whose name, how often, and what a flood costs."""

import asyncio
import base64
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.requests import HTTPConnection
from starlette.types import Message
from structlog.typing import EventDict

from enrolling import Clock, InventedStation
from station_centre.errors import CentreError
from station_centre.gate import Gate
from station_centre.limits import LimitRequests
from station_centre.objects import Objects
from station_centre.rates import Buckets
from station_centre.stations import Admit, Stations

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
OFFICE = "203.0.113.7"
VIEWER = {"X-Invented-Key": "right"}


def status_door(shown: HTTPConnection) -> None:
    if shown.headers.get("x-invented-key") != "right":
        raise CentreError("VIEWER_KEY_WRONG")


class Door:
    """A gate before an application that says which station it was asked by."""

    def __init__(self, folder: Path, admit: Admit = "enrolled") -> None:
        self.clock = Clock()
        self.stations = Stations(Objects.open(folder), self.clock, admit=admit)
        self.read = 0
        app = FastAPI()
        app.add_middleware(LimitRequests, max_bytes=1000, posts={"/enrol": 50})
        app.add_middleware(
            Gate, stations=self.stations, doors={"/status": status_door}, clock=self.clock.seconds
        )

        @app.api_route("/{path:path}", methods=["GET", "POST", "PATCH", "HEAD", "DELETE"])
        async def answer(request: Request) -> dict[str, str | None]:
            self.read += len(await request.body())
            station = getattr(request.state, "station", None)
            return {"desk": station and station.desk}

        self.app = app

    def enrolled(self, desk: str = "B03") -> InventedStation:
        station = InventedStation(desk)
        code = self.stations.invite(desk, expires=self.clock() + timedelta(hours=1))
        self.stations.enrol(station.request(code))
        return station

    def talk(self, conversation: Talk, address: str = OFFICE) -> None:
        async def body() -> None:
            transport = httpx.ASGITransport(self.app, client=(address, 5000))
            async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as http:
                await conversation(http)

        asyncio.run(body())

    async def knock(self, token: str) -> int:
        """One request without a client around it; returns the status."""
        sent: list[Message] = []
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/receipts",
            "raw_path": b"/receipts",
            "query_string": b"",
            "headers": [(b"authorization", f"Bearer {token}".encode())],
            "client": (OFFICE, 5000),
        }

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return int(sent[0]["status"])

    def ask(
        self,
        path: str = "/receipts",
        *,
        method: str = "GET",
        token: str | None = None,
        address: str = OFFICE,
        **more: str | bytes,
    ) -> httpx.Response:
        """One request; ``more`` are headers."""
        answers: list[httpx.Response] = []
        headers = {
            name.replace("_", "-").encode(): value if isinstance(value, bytes) else value.encode()
            for name, value in more.items()
        }
        if token is not None:
            headers[b"authorization"] = f"Bearer {token}".encode()

        async def conversation(http: httpx.AsyncClient) -> None:
            answers.append(await http.request(method, path, headers=headers))

        self.talk(conversation, address)
        return answers[0]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def refused(logged: list[EventDict]) -> list[tuple[str, str]]:
    """Address and code of the refusals in the log, which is emptied."""
    found = [(each["address"], each["code"]) for each in logged if "refused" in each["event"]]
    logged.clear()
    return found


def metadata(station: str) -> str:
    return f"packet cDE=,station {base64.b64encode(station.encode()).decode()}"


def test_an_enrolled_station_is_let_in_and_named(door: Door) -> None:
    station = door.enrolled()
    answer = door.ask(token=station.token)
    assert (answer.status_code, answer.json()) == (200, {"desk": "B03"})
    (row,) = door.stations.all()
    assert row.last_contact == door.clock()


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic QTpC",
        "Bearer " + "x" * 21,
        "Bearer " + "x" * 5000,
        "Bearer ../../../../etc/passwd.......",
        "Bearer \xff\xfe\x00\x01" + "y" * 30,
        "Bearer " + "y" * 43,
    ],
)
def test_whoever_shows_no_token_or_garbage_is_turned_away(
    door: Door, logged: list[EventDict], authorization: str | None
) -> None:
    door.enrolled()
    more = {} if authorization is None else {"Authorization": authorization}
    answer = door.ask(**more)
    assert (answer.status_code, answer.json()) == (401, {"code": "STATION_UNKNOWN"})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert refused(logged) == [(OFFICE, "STATION_UNKNOWN")]


def test_a_revoked_station_is_told_so(door: Door, logged: list[EventDict]) -> None:
    station = door.enrolled()
    door.stations.revoke("B03")
    answer = door.ask(token=station.token)
    assert (answer.status_code, answer.json()) == (403, {"code": "STATION_REVOKED"})
    assert refused(logged) == [(OFFICE, "STATION_REVOKED")]


def test_a_station_speaks_for_itself_only(door: Door, logged: list[EventDict]) -> None:
    station, other = door.enrolled(), door.enrolled("B04")
    for mine, path in ((True, "/receipts"), (False, "/receipts"), (False, "/receipts?x=1&x=2")):
        key = station.key if mine else other.key
        joined = "&" if "?" in path else "?"
        asked = f"{path}{joined}{httpx.QueryParams({'station': key})}"
        answer = door.ask(asked, token=station.token)
        assert answer.status_code == (200 if mine else 403)
        both = f"{asked}&{httpx.QueryParams({'station': station.key})}"
        assert door.ask(both, token=station.token).status_code == (200 if mine else 403)
    for key, status in ((station.key, 200), (other.key, 403), ("\xff", 403)):
        answer = door.ask(
            "/files/", method="POST", token=station.token, upload_metadata=metadata(key)
        )
        assert answer.status_code == status
    broken = "packet cDE=, station ???"
    answer = door.ask("/files/", method="POST", token=station.token, upload_metadata=broken)
    assert answer.json() == {"code": "STATION_OTHER"}
    assert set(refused(logged)) == {(OFFICE, "STATION_OTHER")}


def test_the_doors_of_before_enrolment_are_open_to_everybody(door: Door) -> None:
    station = door.enrolled()
    door.stations.revoke("B03")
    for method, path in (("GET", "/centre"), ("GET", "/ca.pem"), ("POST", "/enrol")):
        assert door.ask(path, method=method).status_code == 200
        assert door.ask(path, method=method, token=station.token).status_code == 200
        assert door.ask(path, method=method, token="y" * 43).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/centre"),
        ("GET", "/enrol"),
        ("GET", "/centre/"),
        ("GET", "//centre"),
        ("GET", "/"),
    ],
)
def test_no_other_door_looks_like_one_of_them(
    door: Door, logged: list[EventDict], method: str, path: str
) -> None:
    assert door.ask(path, method=method).status_code == 401
    logged.clear()


def test_an_open_centre_lets_in_whoever_asks_but_no_revoked_station(
    tmp_path: Path, logged: list[EventDict]
) -> None:
    door = Door(tmp_path, "anyone")
    station, gone = door.enrolled(), door.enrolled("B04")
    door.stations.revoke("B04")
    assert door.ask().json() == {"desk": None}
    assert door.ask(token="y" * 43).json() == {"desk": None}
    assert door.ask(token=station.token).json() == {"desk": "B03"}
    assert door.ask(token=gone.token).status_code == 403
    logged.clear()


def test_a_centre_on_trial_closes_with_the_first_invitation(
    tmp_path: Path, logged: list[EventDict]
) -> None:
    door = Door(tmp_path, "anyone_until_first")
    assert door.ask().status_code == 200
    door.stations.invite("B03", expires=door.clock() + timedelta(hours=1))
    assert door.ask().status_code == 401
    logged.clear()


def test_a_store_that_fails_is_no_reason_to_let_anybody_in(
    door: Door, logged: list[EventDict], tmp_path: Path
) -> None:
    station = door.enrolled()
    door.ask(token=station.token)
    (tmp_path / "tokens").rename(tmp_path / "aside")
    (tmp_path / "tokens").write_text("a file where the folder should be")
    door.clock.put_on(31)
    answer = door.ask(token=station.token)
    assert (answer.status_code, answer.json()) == (503, {"code": "ARCHIVE_FAILED"})
    assert int(answer.headers["Retry-After"]) > 0
    logged.clear()


def test_what_is_not_for_desks_asks_for_no_token_and_counts_nothing(door: Door) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        for _ in range(300):
            assert (await http.get("/healthz")).status_code == 200
            assert (await http.get("/status/today", headers=VIEWER)).status_code == 200
        assert (await http.get("/centre")).status_code == 200

    door.talk(conversation)


def test_wrong_keys_are_told_of_and_slowed_down_and_keep_nobody_out(
    door: Door, logged: list[EventDict]
) -> None:
    statuses: Counter[int] = Counter()

    async def guess(http: httpx.AsyncClient) -> None:
        for _ in range(150):
            statuses[(await http.get("/status")).status_code] += 1
        assert (await http.get("/status", headers=VIEWER)).status_code == 200
        assert (await http.get("/centre")).status_code == 200

    door.talk(guess)
    assert statuses == {401: 100, 429: 50}
    assert refused(logged) == [(OFFICE, "VIEWER_KEY_WRONG"), (OFFICE, "RATE_LIMITED")]
    assert door.ask("/statusless").json() == {"code": "STATION_UNKNOWN"}
    logged.clear()


@pytest.mark.parametrize(
    "pair", [b"station\t %s", b"station  %s", b"\xa0station %s", b"station %s\t"]
)
def test_no_station_is_hidden_in_the_metadata(
    door: Door, logged: list[EventDict], pair: bytes
) -> None:
    station, other = door.enrolled(), door.enrolled("B04")
    for key, status in ((station.key, 200), (other.key, 403)):
        named = b"packet cDE=, " + pair % base64.b64encode(key.encode())
        answer = door.ask("/files/", method="POST", token=station.token, upload_metadata=named)
        assert answer.status_code == status
    logged.clear()


def test_a_contact_that_cannot_be_noted_keeps_nobody_out_and_the_next_one_is(
    door: Door, tmp_path: Path
) -> None:
    station = door.enrolled()
    (tmp_path / "seen").write_text("a file where the folder should be")
    assert door.ask(token=station.token).status_code == 200
    (tmp_path / "seen").unlink()
    assert door.ask(token=station.token).status_code == 200
    (row,) = door.stations.all()
    assert row.last_contact == door.clock()


def test_ten_thousand_unauthenticated_requests_are_refused_in_a_few_lines_and_little_memory(
    door: Door, logged: list[EventDict]
) -> None:
    station = door.enrolled()

    async def flood() -> tuple[int, Counter[int]]:
        counted = Counter(await asyncio.gather(*(door.knock("z" * 43) for _ in range(1_000))))
        tracemalloc.start()
        for _ in range(9_000):
            counted[await door.knock("z" * 43)] += 1
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # A desk of the same office is not in its way.
        assert await door.knock(station.token) == 200
        return peak, counted

    peak, counted = asyncio.run(flood())
    assert counted == {401: 100, 429: 9_900}
    assert peak < 200_000
    assert sorted(refused(logged)) == [(OFFICE, "RATE_LIMITED"), (OFFICE, "STATION_UNKNOWN")]
    answer = door.ask()
    assert (answer.status_code, answer.json()) == (429, {"code": "RATE_LIMITED"})
    assert answer.headers["Retry-After"] == "1"
    door.clock.put_on(60)
    assert door.ask(token=station.token).status_code == 200
    more = {each["code"]: each["more"] for each in logged if each["event"] == "requests_refused"}
    assert more == {"STATION_UNKNOWN": 99, "RATE_LIMITED": 9_900}
    logged.clear()


def test_a_flood_from_many_addresses_stays_in_bounded_lines(
    door: Door, logged: list[EventDict]
) -> None:
    for number in range(150):
        door.ask(address=f"198.51.100.{number}")
        door.ask(address=f"198.51.100.{number}")
    assert len(logged) == 101
    assert refused(logged)[-1] == ("others", "STATION_UNKNOWN")
    door.clock.put_on(60)
    door.ask("/centre")
    assert sum(each["more"] for each in logged) == 300 - 101
    logged.clear()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_one_machine_is_counted_once_whichever_address_of_its_network_it_uses(
    door: Door, logged: list[EventDict], one: str, other: str, same: bool
) -> None:
    async def use_up(http: httpx.AsyncClient) -> None:
        while (await http.get("/receipts")).status_code == 401:
            pass

    door.talk(use_up, one)
    assert door.ask(address=other).status_code == (429 if same else 401)
    logged.clear()


def test_a_station_that_runs_wild_is_slowed_down_and_no_other(
    door: Door, logged: list[EventDict]
) -> None:
    wild, calm = door.enrolled(), door.enrolled("B04")
    statuses: list[int] = []

    async def conversation(http: httpx.AsyncClient) -> None:
        for _ in range(600):
            answer = await http.get("/x", headers={"Authorization": f"Bearer {wild.token}"})
            statuses.append(answer.status_code)
        answer = await http.get("/x", headers={"Authorization": f"Bearer {calm.token}"})
        assert answer.status_code == 200

    door.talk(conversation)
    assert (statuses.count(200), statuses.count(429)) == (500, 100)
    door.clock.put_on(1)
    assert door.ask(token=wild.token).status_code == 200
    logged.clear()


def test_a_day_of_a_desk_is_never_slowed_down(door: Door) -> None:
    station = door.enrolled()

    async def shift(http: httpx.AsyncClient) -> None:
        headers = {"Authorization": f"Bearer {station.token}"}
        for record in range(700):  # after a day without a link, 25 a second
            for _ in range(2):
                assert (await http.post("/x", headers=headers)).status_code == 200
            if record % 25 == 0:
                door.clock.put_on(1)

    door.talk(shift)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/enrol", {"content_length": "50"}, 200),
        ("POST", "/enrol", {"content_length": "51"}, 413),
        ("POST", "/centre", {"content_length": "1"}, 413),
        ("PATCH", "/x", {"content_length": "1000"}, 200),
        ("PATCH", "/x", {"content_length": "1001"}, 413),
        ("PATCH", "/x", {"content_length": "9" * 5000}, 413),
        ("PATCH", "/x", {"content_length": "10737418240"}, 413),
        ("PATCH", "/x", {"content_length": "-1"}, 400),
        ("PATCH", "/x", {"content_length": "١"}, 400),
        ("PATCH", "/x", {"transfer_encoding": "chunked"}, 411),
        ("POST", "/enrol", {"transfer_encoding": "chunked"}, 411),
        ("GET", "/x", {"content_length": "1"}, 413),
    ],
)
def test_no_body_is_read_that_is_too_long_or_whose_length_was_not_said(
    tmp_path: Path, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    door = Door(tmp_path, "anyone")
    assert door.ask(path, method=method, **headers).status_code == status
    assert door.read == 0


def test_a_bucket_fills_again_and_forgets_who_asked_longest_ago() -> None:
    clock = Clock()
    buckets = Buckets(per_second=2, burst=3, most=2, clock=clock.seconds)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.put_on(0.5)
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    buckets.take("b")
    buckets.take("c")
    assert len(buckets) == 2
    assert buckets.take("a") == 0  # forgotten, so full
    clock.put_on(3600)
    assert [buckets.take("c") > 0 for _ in range(4)] == [False, False, False, True]
