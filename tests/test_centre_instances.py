"""Several centres over one store, a folder or S3-compatible: one goes on where another stopped."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import httpx
import pytest
from fastapi import FastAPI
from structlog.typing import EventDict

from s3_server import s3_server
from station_centre.app import create_app
from station_centre.errors import CentreError
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_queue.packet import Verdict
from tus_talk import NOW, RECORD, TUS, announcement, begin, caller, patch, receipts, sealed

BUCKET = "centre"


class MortalObjects(Objects):
    """A store whose centre dies: from one write on, nothing it does happens any more."""

    writes_left = 10**9

    def put_new(self, key: str, content: bytes, *, durable: bool = True) -> bool:
        self._live(1)
        return super().put_new(key, content, durable=durable)

    def put(self, key: str, content: bytes) -> None:
        self._live(1)
        super().put(key, content)

    def get(self, key: str) -> bytes | None:
        self._live(0)
        return super().get(key)

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._live(1)
            super().delete([key])

    @property
    def died(self) -> bool:
        return self.writes_left < 0

    def _live(self, writes: int) -> None:
        self.writes_left -= writes
        if self.died:
            raise CentreError("ARCHIVE_FAILED")


class SharedStore:
    """One store, and centres over it that share nothing else but their keys."""

    def __init__(self, where: str, keys: Keyring) -> None:
        self.where = where
        self.keys = keys
        self.objects = Objects.open(where)

    def centre(self, objects: Objects | None = None) -> FastAPI:
        """One more centre."""
        over = objects or Objects.open(self.where)
        stations = Stations(over, lambda: NOW, admit="anyone")
        return create_app(over, keyring=self.keys, now=lambda: NOW, stations=stations)

    def names(self, folder: str) -> list[str]:
        """What the objects of a folder are called."""
        return [PurePosixPath(key).name for key in self.objects.list(folder)]

    def verdicts(self, folder: str) -> Counter[str]:
        """The verdicts that the names of the answers tell."""
        return Counter(name.split(".")[2] for name in self.names(folder))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    folder = tmp_path_factory.mktemp("keys")
    generate(folder)
    return Keyring.load(folder)


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    with s3_server(BUCKET) as environment:
        yield {name: value for name, value in environment.items() if name.startswith("AWS_")}


@pytest.fixture(params=["folder", "bucket"])
def store(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    keys: Keyring,
    monkeypatch: pytest.MonkeyPatch,
) -> SharedStore:
    if request.param == "folder":
        return SharedStore(str(tmp_path / "store"), keys)
    for name, value in request.getfixturevalue("bucket").items():
        monkeypatch.setenv(name, value)
    return SharedStore(f"s3://{BUCKET}/{tmp_path.name}", keys)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def body() -> None:
        await work()

    asyncio.run(body())


async def offset(http: httpx.AsyncClient, url: str) -> int | None:
    """How far an upload is; None for one that is not there."""
    answer = await http.head(url, headers=TUS)
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else None


async def go_on(http: httpx.AsyncClient, url: str | None, content: bytes) -> None:
    """What a desk does after a cut: ask, send the rest, or begin anew."""
    reached = None if url is None else await offset(http, url)
    if url is None or reached is None:
        url, reached = await begin(http, content), 0
    assert (await patch(http, url, content[reached:], reached)).status_code == 204


def test_an_upload_that_was_begun_at_one_centre_ends_at_another(store: SharedStore) -> None:
    content = sealed(store.keys.recipient)

    async def work() -> None:
        async with caller(store.centre()) as here, caller(store.centre()) as there:
            url = await begin(here, content)
            await patch(here, url, content[:7_000], 0)
            assert await offset(there, url) == 7_000
            await patch(there, url, content[7_000:9_000], 7_000)
            # The first has no memory of its own that would be in the way.
            assert (await patch(here, url, content[7_000:], 7_000)).status_code == 409
            assert (await patch(here, url, content[9_000:], 9_000)).status_code == 204
            for http in (here, there):
                assert [receipt.verdict for receipt in await receipts(http)] == ["accepted"]
                assert await offset(http, url) is None

    run(work)
    assert store.names(f"packets/{RECORD}") != []
    assert store.names("uploads") == []


def test_the_same_packet_at_many_centres_at_once_is_accepted_once(store: SharedStore) -> None:
    content = sealed(store.keys.recipient)

    async def send(centre: FastAPI) -> None:
        async with caller(centre) as http:
            await go_on(http, None, content)

    async def work() -> None:
        await asyncio.gather(*(send(store.centre()) for _ in range(4)))
        async with caller(store.centre()) as http:
            told = await receipts(http)
        # Each that sent it is answered, and with the same words.
        assert (len(told), len(set(map(str, told)))) == (4, 1)
        assert told[0].verdict == "accepted"

    run(work)
    assert len(store.names(f"packets/{RECORD}")) == 1
    assert store.names(f"records/{RECORD}") == ["1.json"]
    assert store.verdicts("answers") == store.verdicts("days") == {"accepted": 1}


@pytest.mark.parametrize(
    ("portraits", "other"), [((b"one", b"one"), "duplicate"), ((b"one", b"two"), "rejected")]
)
def test_of_rivals_for_one_revision_one_is_accepted_wherever_they_arrive(
    store: SharedStore, portraits: tuple[bytes, bytes], other: Verdict
) -> None:
    rivals = [sealed(store.keys.recipient, portrait=portrait) for portrait in portraits]

    async def send(content: bytes) -> None:
        async with caller(store.centre()) as http:
            await go_on(http, None, content)

    async def work() -> None:
        await asyncio.gather(*map(send, rivals))
        async with caller(store.centre()) as http:
            told = [(receipt.verdict, receipt.code) for receipt in await receipts(http)]
        code = "RECORD_CONFLICT" if other == "rejected" else None
        assert sorted(told, key=str) == sorted([("accepted", None), (other, code)], key=str)

    run(work)
    assert store.names(f"records/{RECORD}") == ["1.json"]


def test_two_requests_at_one_offset_at_two_centres_mix_nothing(store: SharedStore) -> None:
    content = sealed(store.keys.recipient)

    async def work() -> None:
        async with caller(store.centre()) as here, caller(store.centre()) as there:
            url = await begin(here, content)
            answers = await asyncio.gather(
                *(patch(http, url, content, 0) for http in (here, there, here, there))
            )
            # Who came too late for the offset is told so; nobody is told anything is wrong.
            assert {answer.status_code for answer in answers} <= {204, 404, 409}
            assert {receipt.verdict for receipt in await receipts(there)} == {"accepted"}

    run(work)
    assert store.names(f"records/{RECORD}") == ["1.json"]
    assert len(store.names(f"packets/{RECORD}")) == 1


def test_a_centre_that_dies_at_any_write_leaves_what_another_ends(
    store: SharedStore, logged: list[EventDict]
) -> None:
    content = sealed(store.keys.recipient)

    async def work(writes: int) -> bool:
        """Have a centre die after so many writes; False when it had no more to do."""
        over = SharedStore(f"{store.where}/{writes}", store.keys)
        mortal = MortalObjects.open(over.where)
        mortal.writes_left = writes
        url = None
        async with caller(over.centre(mortal)) as http:
            created = await http.post("/files/", headers=announcement(content))
            if created.status_code == 201:
                url = created.headers["Location"]
                half = len(content) // 2
                if (await patch(http, url, content[:half], 0)).status_code == 204:
                    await patch(http, url, content[half:], half)
        async with caller(over.centre()) as http:
            # The desk has the receipt only if the packet is kept, whatever else is missing.
            before = {receipt.verdict for receipt in await receipts(http)}
            kept = over.names(f"records/{RECORD}") and over.names(f"packets/{RECORD}")
            assert not before or (before == {"accepted"} and kept)
            await go_on(http, url, content)
            assert {receipt.verdict for receipt in await receipts(http)} == {"accepted"}
        assert over.names(f"records/{RECORD}") == ["1.json"]
        assert len(over.names(f"packets/{RECORD}")) == 1
        assert over.verdicts("answers") == over.verdicts("days") == {"accepted": 1}
        return mortal.died

    async def every() -> None:
        writes = 0
        while await work(writes):
            writes += 1
        # Announcement, two parts, station, packet, record, answer, day, receipt, three removals.
        assert writes >= 12

    run(every)
    assert {entry["code"] for entry in logged if "code" in entry} <= {None, "ARCHIVE_FAILED"}
    logged.clear()
