"""A station keeps to its own: uploads it did not begin, and desks it was not enrolled for."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from enrolling import Clock, InventedStation
from station_centre.app import create_app
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_queue.packet import seal

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]


class Province:
    """A centre with a few enrolled stations."""

    def __init__(self, folder: Path) -> None:
        generate(folder / "keys")
        self.keys = Keyring.load(folder / "keys")
        self.clock = Clock()
        objects = Objects.open(folder / "store")
        self.stations = Stations(objects, self.clock)
        self.app = create_app(objects, keyring=self.keys, now=self.clock, stations=self.stations)

    def enrolled(self, desk: str) -> InventedStation:
        station = InventedStation(desk)
        code = self.stations.invite(desk, expires=self.clock() + timedelta(hours=1))
        self.stations.enrol(station.request(code))
        return station

    def sealed(self, station: InventedStation, desk: str) -> bytes:
        return seal(
            {
                "record.json": json.dumps({"record": RECORD}).encode(),
                "a.jpg": secrets.token_bytes(99),
            },
            record=RECORD,
            desk=desk,
            made_at=self.clock(),
            signing_key=station.seed,
            recipient=self.keys.recipient,
        )

    def talk(self, conversation: Talk) -> None:
        async def body() -> None:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as http:
                await conversation(http)

        asyncio.run(body())


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def named(station: InventedStation) -> dict[str, str]:
    return {"Authorization": f"Bearer {station.token}", "Tus-Resumable": "1.0.0"}


async def begin(http: httpx.AsyncClient, station: InventedStation, content: bytes) -> str:
    told = {
        "filename": f"{RECORD}.cccd",
        "filetype": "application/octet-stream",
        "packet": RECORD,
        "station": station.key,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {"Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)}
    answer = await http.post("/files/", headers=named(station) | headers)
    assert answer.status_code == 201
    return answer.headers["Location"]


async def send(
    http: httpx.AsyncClient, station: InventedStation, url: str, content: bytes
) -> httpx.Response:
    kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    return await http.patch(url, headers=named(station) | kind, content=content)


def test_nobody_looks_at_or_goes_on_with_the_upload_of_another_station(province: Province) -> None:
    mine, other = province.enrolled("B01"), province.enrolled("B02")
    content = province.sealed(mine, "B01")

    async def conversation(http: httpx.AsyncClient) -> None:
        url = await begin(http, mine, content)
        for answer in (
            await http.head(url, headers=named(other)),
            await send(http, other, url, content),
            await http.delete(url, headers=named(other)),
        ):
            assert answer.status_code in {403, 405}
        assert (await http.head(url, headers=named(mine))).headers["Upload-Offset"] == "0"
        assert (await send(http, mine, url, content)).status_code == 204

    province.talk(conversation)


@pytest.mark.parametrize(("desk", "verdict"), [("B01", "accepted"), ("B02", "rejected")])
def test_a_station_speaks_for_the_desk_it_was_enrolled_for(
    province: Province, desk: str, verdict: str
) -> None:
    station = province.enrolled("B01")
    content = province.sealed(station, desk)

    async def conversation(http: httpx.AsyncClient) -> None:
        await send(http, station, await begin(http, station, content), content)
        page = await http.get("/receipts", params={"station": station.key}, headers=named(station))
        (receipt,) = page.json()["receipts"]
        assert receipt["verdict"] == verdict
        assert receipt["code"] == (None if verdict == "accepted" else "STATION_OTHER")

    province.talk(conversation)
