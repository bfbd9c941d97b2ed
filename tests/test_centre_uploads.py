"""Uploads in progress and the archive: what survives a dead process or a faster rival."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore, S3Store
from structlog.typing import EventDict

from station_centre.archive import Archive, Entry, Station
from station_centre.errors import CentreError
from station_centre.objects import Objects
from station_centre.uploads import SupersededError, UploadObjects
from station_queue.packet import generate_signing_key, public_key, sign_receipt

UID = "0123456789abcdef" * 2
RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
SEED = generate_signing_key()
STATION = public_key(SEED)
KEEP = 7200.0
INFO = {"metadata": {}, "size": 10, "offset": 0, "created_at": "", "expires": None}


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def body() -> None:
        await work()

    asyncio.run(body())


class Clocks:
    """A time that is set, as seconds and as a moment."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.seconds = 0.0

    def go_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds

    def uploads(self, folder: Path) -> UploadObjects:
        return UploadObjects(
            Objects.open(folder), keep=KEEP, now=lambda: self.at, clock=lambda: self.seconds
        )


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_the_offset_is_what_was_put_away(tmp_path: Path, clocks: Clocks) -> None:
    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        await uploads.create(UID)
        await uploads.write_info(UID, INFO)
        async with uploads.lock(UID):
            await uploads.append(UID, b"12345")
        # The process ends here: nobody wrote the new offset down. Another centre goes on.
        again = clocks.uploads(tmp_path)
        info = await again.read_info(UID)
        assert info is not None
        assert info["offset"] == await again.size(UID) == 5
        async with again.lock(UID):
            await again.append(UID, b"67890")
        assert await uploads.list_uids() == [UID]
        assert await uploads.read(UID) == b"1234567890"

    run(work)


@pytest.mark.parametrize(("passed", "size", "away"), [(0, 10, 0), (0, 300_000, 300_000), (3, 9, 9)])
def test_bytes_are_put_away_by_number_and_by_time(
    tmp_path: Path, clocks: Clocks, passed: float, size: int, away: int
) -> None:
    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        await uploads.write_info(UID, INFO)
        async with uploads.lock(UID):
            clocks.go_on(passed)
            await uploads.append(UID, bytes(size))
            # What a centre would find that takes over after a kill.
            assert await clocks.uploads(tmp_path).size(UID) == away
        assert await clocks.uploads(tmp_path).size(UID) == size

    run(work)


def test_a_newer_request_takes_over_and_the_older_one_writes_no_more(
    tmp_path: Path, clocks: Clocks
) -> None:
    uploads = clocks.uploads(tmp_path)
    newer_done = asyncio.Event()
    older_begun = asyncio.Event()

    async def older() -> None:
        async with uploads.lock(UID):
            await uploads.append(UID, b"older")
            older_begun.set()
            await newer_done.wait()
            with pytest.raises(SupersededError):
                await uploads.append(UID, b"late")

    async def newer() -> None:
        await older_begun.wait()
        # Whoever asks is told of what came over the old connection, too, and that it stays so.
        await uploads.end_writing(UID)
        assert await uploads.size(UID) == len(b"older")
        async with uploads.lock(UID):
            await uploads.append(UID, b"newer")
        newer_done.set()

    async def work() -> None:
        await uploads.write_info(UID, INFO)
        await asyncio.gather(older(), newer())
        assert await uploads.read(UID) == b"oldernewer"

    run(work)


class SlowObjects(Objects):
    """A store in which the next part waits until it is let through, and may fail then."""

    def __init__(self, store: LocalStore | S3Store, folder: Path | None) -> None:
        super().__init__(store, folder)
        self.reached, self.let_through = threading.Event(), threading.Event()
        self.failures = 0

    def put_new(self, key: str, content: bytes, *, durable: bool = True) -> bool:
        if key.endswith(".json"):
            return super().put_new(key, content, durable=durable)
        self.reached.set()
        assert self.let_through.wait(30)
        if self.failures:
            self.failures -= 1
            raise CentreError("ARCHIVE_FAILED")
        return super().put_new(key, content, durable=durable)


def test_the_offset_that_is_told_does_not_grow_by_an_older_request(
    tmp_path: Path, clocks: Clocks
) -> None:
    objects = SlowObjects.open(tmp_path)
    uploads = UploadObjects(objects, keep=KEEP, now=lambda: clocks.at)

    async def older() -> None:
        async with uploads.lock(UID):
            await uploads.append(UID, bytes(300_000))
            with pytest.raises(SupersededError):
                await uploads.append(UID, b"late")

    async def asking() -> int:
        await asyncio.to_thread(objects.reached.wait, 30)
        ending = asyncio.create_task(uploads.end_writing(UID))
        # On its way to the store: who asks now waits for it.
        await asyncio.sleep(0)
        objects.let_through.set()
        await ending
        return await uploads.size(UID)

    async def work() -> None:
        await uploads.write_info(UID, INFO)
        _, told = await asyncio.gather(older(), asking())
        assert told == await uploads.size(UID) == 300_000

    run(work)


def test_what_the_store_did_not_take_is_put_away_when_the_request_ends(
    tmp_path: Path, clocks: Clocks
) -> None:
    objects = SlowObjects.open(tmp_path)
    objects.let_through.set()
    uploads = UploadObjects(objects, keep=KEEP, now=lambda: clocks.at)

    async def work() -> None:
        await uploads.write_info(UID, INFO)
        objects.failures = 1
        async with uploads.lock(UID):
            await uploads.append(UID, b"12345")
            with pytest.raises(CentreError):
                await uploads.flush(UID)
            await uploads.append(UID, b"67890")
        assert await uploads.read(UID) == b"1234567890"

    run(work)


def test_of_two_centres_at_one_offset_one_ends(tmp_path: Path, clocks: Clocks) -> None:
    here, there = clocks.uploads(tmp_path), clocks.uploads(tmp_path)

    async def work() -> None:
        await here.write_info(UID, INFO)
        async with here.lock(UID):
            await here.append(UID, b"dead")
            async with there.lock(UID):
                await there.append(UID, b"alive")
                await there.flush(UID)
            await here.flush(UID)
        assert await here.read(UID) == b"alive"

    run(work)


@pytest.mark.parametrize("uid", ["../secret", "secret", "", UID.upper(), f"{UID}.info"])
def test_only_names_of_uploads_reach_the_store(tmp_path: Path, clocks: Clocks, uid: str) -> None:
    (tmp_path / "secret").write_text("x")

    async def work() -> None:
        uploads = clocks.uploads(tmp_path / "store")
        assert not await uploads.exists(uid)
        assert await uploads.read(uid) is None
        assert await uploads.read_info(uid) is None
        assert await uploads.size(uid) == 0
        await uploads.delete(uid)

    run(work)
    assert (tmp_path / "secret").exists()


@pytest.mark.parametrize("content", ["", "{"])
def test_a_torn_announcement_is_an_unknown_upload_until_it_is_made_again(
    tmp_path: Path, clocks: Clocks, content: str
) -> None:
    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        await uploads.write_info(UID, INFO)
        (tmp_path / "uploads" / UID / "info.json").write_text(content)
        assert await uploads.read_info(UID) is None
        await uploads.write_info(UID, INFO)
        assert await uploads.read_info(UID) == INFO

    run(work)


def test_a_part_that_a_power_cut_emptied_is_written_again(tmp_path: Path, clocks: Clocks) -> None:
    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        await uploads.write_info(UID, INFO)
        for part in (b"first", b"last"):
            async with uploads.lock(UID):
                await uploads.append(UID, part)
        (tmp_path / "uploads" / UID / f"{5:012}").write_bytes(b"")
        assert await uploads.size(UID) == 5
        async with uploads.lock(UID):
            await uploads.append(UID, b"again")
        assert await uploads.read(UID) == b"firstagain"

    run(work)


def test_uploads_that_nobody_goes_on_with_are_swept_when_another_begins(
    tmp_path: Path, clocks: Clocks
) -> None:
    growing, newest = UID[::-1], "f" * 32

    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        for uid in (UID, growing):
            await uploads.create(uid)
            await uploads.write_info(uid, INFO)
        clocks.go_on(KEEP + 60)
        os.utime(tmp_path / "uploads" / growing / "info.json", (clocks.at.timestamp(),) * 2)
        await uploads.create(newest)
        await uploads.write_info(newest, INFO)
        assert set(await uploads.list_uids()) == {growing, newest}

    run(work)


@pytest.mark.parametrize(("passed", "left"), [(60, 2), (3600, 1)])
def test_the_store_is_not_gone_through_for_every_upload(
    tmp_path: Path, clocks: Clocks, passed: float, left: int
) -> None:
    uploads = clocks.uploads(tmp_path)

    async def begin(uid: str) -> None:
        await uploads.create(uid)
        await uploads.write_info(uid, INFO)

    async def work() -> None:
        await begin(UID)
        os.utime(tmp_path / "uploads" / UID / "info.json", (0, 0))
        clocks.go_on(passed)
        await begin(UID[::-1])
        assert len(await uploads.list_uids()) == left

    run(work)


def entry(content: bytes = b"sealed", number: int = 1) -> Entry:
    digest = f"{number:064x}"
    receipt = sign_receipt(
        record=RECORD,
        packet_sha256=digest,
        verdict="accepted",
        issued_at=datetime(2026, 11, 23, tzinfo=UTC),
        signing_key=SEED,
    )
    return Entry(
        record=RECORD,
        revision=1,
        desk="T01",
        station_key=STATION,
        sha256=digest,
        size=len(content),
        receipt=receipt,
    )


def test_of_many_rivals_for_a_revision_one_is_accepted(tmp_path: Path) -> None:
    archives = [Archive(Objects.open(tmp_path)) for _ in range(4)]

    def accept(number: int) -> bool:
        return archives[number % 4].accept(entry(number=number), b"sealed")

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(accept, range(16)))
    assert won.count(True) == 1
    kept = archives[0].accepted(RECORD, 1)
    assert kept is not None
    assert kept.sha256 == f"{won.index(True):064x}"


def test_a_torn_packet_is_mended_when_it_comes_again(tmp_path: Path) -> None:
    archive = Archive(Objects.open(tmp_path))
    torn = tmp_path / "packets" / RECORD / f"1-{0:015}1.cccd"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"sea")
    only = entry().model_copy(update={"sha256": f"{1:016}" + "0" * 48})
    assert archive.accept(only, b"sealed")
    assert torn.read_bytes() == b"sealed"


TORN = [b"", b"{", b'{"record": "0190', bytes(40)]


def tear(path: Path, content: bytes) -> None:
    """Leave what a power cut leaves of an object that had its name and not yet its bytes."""
    assert path.exists()
    path.write_bytes(content)


@pytest.mark.parametrize("content", TORN)
def test_torn_objects_count_as_missing_and_are_made_again(
    tmp_path: Path, logged: list[EventDict], content: bytes
) -> None:
    archive = Archive(Objects.open(tmp_path))
    station = Station(station_key=STATION, desk="T01")
    assert archive.accept(entry(), b"sealed")
    assert archive.refuse(entry())
    assert archive.remember_station(station)
    for folder in ("records", "refused", "stations"):
        (path,) = (path for path in (tmp_path / folder).rglob("*.json"))
        tear(path, content)
    assert archive.accepted(RECORD, 1) is None
    assert archive.refused(RECORD, entry().sha256) is None
    assert archive.entries() == []
    assert archive.accept(entry(), b"sealed")
    assert archive.refuse(entry())
    assert archive.remember_station(station)
    assert [line["event"] for line in logged] == ["object_mended"] * 3
    logged.clear()
    assert archive.accepted(RECORD, 1) == archive.refused(RECORD, entry().sha256) == entry()
    assert not archive.accept(entry(), b"sealed")


def test_of_many_rivals_for_a_torn_object_one_mends_it(
    tmp_path: Path, logged: list[EventDict]
) -> None:
    archive = Archive(Objects.open(tmp_path))
    archive.accept(entry(), b"sealed")
    tear(tmp_path / "records" / RECORD / "1.json", b"")
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: archive.accept(entry(number=n), b"sealed"), range(16)))
    assert won.count(True) == 1
    kept = archive.accepted(RECORD, 1)
    assert kept is not None
    assert kept.sha256 == f"{won.index(True):064x}"
    logged.clear()


@pytest.mark.parametrize("content", TORN)
def test_a_torn_receipt_is_skipped_and_its_number_not_used_again(
    tmp_path: Path, content: bytes
) -> None:
    archive = Archive(Objects.open(tmp_path))
    first, second, third = (entry(number=number) for number in range(3))
    archive.publish(first)
    archive.publish(second)
    (number,) = (path for path in tmp_path.rglob("0*2.json"))
    tear(number, content)
    assert Archive(Objects.open(tmp_path)).receipts(STATION, after=0, limit=10) == (
        [first.receipt],
        2,
    )
    # A desk that had read the second before the power went looks behind it.
    Archive(Objects.open(tmp_path)).publish(third)
    assert archive.receipts(STATION, after=2, limit=10) == ([third.receipt], 3)
    assert archive.receipts(STATION, after=0, limit=2) == ([first.receipt, third.receipt], 3)


def test_receipts_are_numbered_without_gaps_by_any_number_of_centres(tmp_path: Path) -> None:
    archives = [Archive(Objects.open(tmp_path)) for _ in range(4)]

    def publish(number: int) -> None:
        archives[number % 4].publish(entry(number=number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, range(40)))
    fresh = Archive(Objects.open(tmp_path))
    fresh.publish(entry(number=99))
    found, last = fresh.receipts(STATION, after=0, limit=500)
    assert (len(found), last) == (41, 41)
    assert len({receipt.packet_sha256 for receipt in found}) == 41
    assert fresh.receipts(STATION, after=40, limit=10) == ([entry(number=99).receipt], 41)
    assert fresh.receipts(STATION, after=41, limit=10) == ([], 41)


def test_a_station_is_new_once(tmp_path: Path) -> None:
    archive = Archive(Objects.open(tmp_path))
    station = Station(station_key=STATION, desk="T01")
    assert archive.remember_station(station)
    assert not archive.remember_station(station)


def test_what_another_version_has_written_is_not_written_over(tmp_path: Path) -> None:
    archive = Archive(Objects.open(tmp_path))
    assert archive.accept(entry(number=1), b"sealed")
    path = tmp_path / "records" / RECORD / "1.json"
    newer = path.read_bytes().replace(b'"verdict":', b'"seen_by": "a newer centre", "verdict":')
    path.write_bytes(newer)
    with pytest.raises(CentreError) as caught:
        archive.accept(entry(number=2), b"sealed")
    assert caught.value.code == "ARCHIVE_FAILED"
    assert path.read_bytes() == newer


def test_a_part_that_was_shortened_is_followed_by_what_is_sent_anew(
    tmp_path: Path, clocks: Clocks
) -> None:
    async def work() -> None:
        uploads = clocks.uploads(tmp_path)
        await uploads.write_info(UID, INFO)
        for part in (b"0123456789", b"abcdef"):
            async with uploads.lock(UID):
                await uploads.append(UID, part)
        (tmp_path / "uploads" / UID / f"{0:012}").write_bytes(b"0123")
        assert await uploads.size(UID) == 4
        async with uploads.lock(UID):
            await uploads.append(UID, b"456789ABCDEF")
        assert await uploads.read(UID) == b"0123456789ABCDEF"

    run(work)
