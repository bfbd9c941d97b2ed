"""The gate: which request may in, for which station, and how often."""

import base64
import binascii
import math
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from station_centre.connections import address_of
from station_centre.errors import CentreError
from station_centre.problems import problem
from station_centre.rates import Buckets
from station_centre.refusals import RefusalLog
from station_centre.register import Station
from station_centre.stations import Stations

# What a desk needs before it is enrolled.
PUBLIC: Final = frozenset(
    {("GET", "/centre"), ("POST", "/enrol"), ("GET", "/ca.pem"), ("GET", "/openapi.json")}
)
# Asked by balancers every few seconds: refusing them would take a busy centre off the line.
UNLIMITED: Final = frozenset({("GET", "/healthz")})

# A desk asks for its receipts every 15 s and sends 700 records a day, each with a few requests;
# after a day without a link it sends them as fast as the line and the centre can. Strangers are
# many desks of one office behind one address at the most, each asking now and then.
_STATIONS: Final = (50.0, 500)
_STRANGERS: Final = (5.0, 100)
_GUESTS: Final = (500.0, 5_000)
# A browser asks once without the key before it asks for it.
_WRONG_KEYS: Final = (5.0, 100)

Door = Callable[[HTTPConnection], None]
"""Looks at what a request shows; raises CentreError when that does not open it."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22,86}")


class _TooOftenError(CentreError):
    """RATE_LIMITED, with the seconds to wait."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("RATE_LIMITED")
        self.wait_s = math.ceil(wait_s)


@dataclass(frozen=True, slots=True)
class _Request:
    """What of a request decides whether it may in.

    Attributes:
        is_public: Whether it is for everybody.
        address: Where it came from; of IPv6 the network, all of which one machine may use.
        token: What came as a bearer token, if it looks like one.
        claims: Stations it speaks for.
    """

    is_public: bool
    address: str
    token: str | None
    claims: frozenset[str]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        headers = Headers(scope=scope)
        client = scope.get("client")
        return cls(
            is_public=(scope["method"], scope["path"]) in PUBLIC,
            address=address_of(client[0]) if client else "unknown",
            token=bearer_token(headers.get("authorization", "")),
            claims=frozenset(
                [
                    *_in_query(scope["query_string"]),
                    *_in_metadata(headers.getlist("upload-metadata")),
                ]
            ),
        )

    def must_be(self, station: Station) -> None:
        """Raises CentreError STATION_OTHER when it speaks for another station."""
        if self.claims - {station.station_key}:
            raise CentreError("STATION_OTHER")


class Gate:
    """Lets in whom the stations' register knows, and whoever asks where the centre is open.

    A request that is let in carries its station as ``scope["state"]["station"]`` (None for one that
    is not known). Of a station that is known, ``station=`` in the query and ``station`` in the
    metadata of an upload must be itself.

    Args:
        app: What is protected.
        stations: Who may in.
        doors: By path, which stands for all below it: what asks for another key than a desk's
            token. Whoever shows that key is not counted, whoever does not is.
        on_refused: Told the code of each request that is refused.
        clock: Seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        stations: Stations,
        doors: Mapping[str, Door] = MappingProxyType({}),
        on_refused: Callable[[str], None] = lambda _code: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._stations = stations
        self._doors = doors
        self._on_refused = on_refused
        self._refusals = RefusalLog(clock)
        self._by_station, self._by_stranger, self._by_guest, self._by_wrong_key = (
            Buckets(per_second=rate, burst=burst, clock=clock)
            for rate, burst in (_STATIONS, _STRANGERS, _GUESTS, _WRONG_KEYS)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401, 403, 429 or 503 with ``{"code": ...}``."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) in UNLIMITED:
            await self._app(scope, receive, send)
            return
        self._refusals.tell()
        request = _Request.of(scope)
        try:
            door = self._door(scope["path"])
            station = None
            if door is None:
                station = await self._admit(request)
            else:
                await self._ask(door, HTTPConnection(scope), request.address)
        except CentreError as error:
            self._refusals.note(request.address, error.code)
            self._on_refused(error.code)
            await _answer(error)(scope, receive, send)
            return
        scope["state"] = {**scope.get("state", {}), "station": station}
        await self._app(scope, receive, send)

    async def _ask(self, door: Door, shown: HTTPConnection, address: str) -> None:
        """Look at the key first: no stranger keeps those who have it out."""
        try:
            await run_in_threadpool(door, shown)
        except CentreError:
            _take(self._by_wrong_key, address)
            raise

    async def _admit(self, request: _Request) -> Station | None:
        station, is_open = await run_in_threadpool(self._recall, request)
        if station is not None:
            _take(self._by_station, station.station_key)
            return station
        _take(self._by_guest if is_open else self._by_stranger, request.address)
        is_free = is_open or request.is_public
        return await run_in_threadpool(self._look_up, request, is_free=is_free)

    def _recall(self, request: _Request) -> tuple[Station | None, bool]:
        """The station of a request if memory knows it, and whether others may in as well.

        It is looked up before anything is counted by address: no stranger is in its way.
        """
        station = None
        if request.token is not None and not request.is_public:
            station = self._stations.recall(request.token)
        if station is None:
            return None, self._stations.open
        request.must_be(station)
        self._stations.heard(station.station_key)
        return station, True

    def _look_up(self, request: _Request, *, is_free: bool) -> Station | None:
        """The station of a request that memory knows nothing of."""
        if request.token is None or request.is_public:
            if is_free:
                return None
            raise CentreError("STATION_UNKNOWN")
        try:
            station = self._stations.of_token(request.token)
        except CentreError as error:
            if error.code == "STATION_UNKNOWN" and is_free:
                return None
            raise
        request.must_be(station)
        return station

    def _door(self, path: str) -> Door | None:
        """The door that a path is behind; None for what is for desks."""
        return next(
            (door for own, door in self._doors.items() if f"{path}/".startswith(f"{own}/")), None
        )


def _take(buckets: Buckets, key: str) -> None:
    wait_s = buckets.take(key)
    if wait_s > 0:
        raise _TooOftenError(wait_s)


def _answer(error: CentreError) -> JSONResponse:
    if isinstance(error, _TooOftenError):
        return problem(error.code, {"Retry-After": str(error.wait_s)})
    return problem(error.code)


def bearer_token(authorization: str) -> str | None:
    """What came as a bearer token in a header Authorization, if it looks like one."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and _TOKEN.fullmatch(token) else None


def _in_query(query: bytes) -> list[str]:
    return parse_qs(query.decode("latin-1"), keep_blank_values=True).get("station", [])


def _in_metadata(headers: list[str]) -> Iterable[str]:
    """The stations that tus metadata names; one that cannot be read is nobody's.

    Taken apart as the library behind the gate does it, so that none is hidden from here only.
    """
    for pair in ",".join(headers).split(","):
        key, _, value = pair.strip().rpartition(" ")
        if (key or value).strip() == "station":
            try:
                yield base64.b64decode(value.strip(), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                yield ""
