"""Uploads in progress and the archive: what survives a dead process or a faster rival."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_centre.archive import Archive, Entry, Station
from station_centre.uploads import SupersededError, UploadFolder
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


def test_the_offset_is_what_is_on_the_file(tmp_path: Path) -> None:
    async def work() -> None:
        uploads = UploadFolder(tmp_path, keep=KEEP)
        await uploads.create(UID)
        await uploads.write_info(UID, INFO)
        async with uploads.lock(UID):
            await uploads.append(UID, b"12345")
        # The process ends here: nobody wrote the new offset down.
        again = UploadFolder(tmp_path, keep=KEEP)
        info = await again.read_info(UID)
        assert info is not None
        assert info["offset"] == await again.size(UID) == 5
        assert await again.list_uids() == [UID]
        assert await again.read(UID) == b"12345"

    run(work)


def test_a_newer_request_takes_over_and_the_older_one_writes_no_more(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path, keep=KEEP)
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
        async with uploads.lock(UID):
            await uploads.append(UID, b"newer")
        newer_done.set()

    async def work() -> None:
        await uploads.create(UID)
        await asyncio.gather(older(), newer())
        assert await uploads.read(UID) == b"oldernewer"

    run(work)


@pytest.mark.parametrize("uid", ["../secret", "secret", "", UID.upper(), f"{UID}.info"])
def test_only_names_of_uploads_reach_the_folder(tmp_path: Path, uid: str) -> None:
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "uploads"

    async def work() -> None:
        uploads = UploadFolder(folder, keep=KEEP)
        assert not await uploads.exists(uid)
        assert await uploads.read(uid) is None
        assert await uploads.read_info(uid) is None
        assert await uploads.size(uid) == 0
        await uploads.delete(uid)

    run(work)
    assert (tmp_path / "secret").exists()


@pytest.mark.parametrize("content", ["", "{"])
def test_torn_metadata_is_an_unknown_upload(tmp_path: Path, content: str) -> None:
    async def work() -> None:
        uploads = UploadFolder(tmp_path, keep=KEEP)
        await uploads.create(UID)
        (tmp_path / f"{UID}.info").write_text(content)
        assert await uploads.read_info(UID) is None

    run(work)


def test_uploads_that_nobody_goes_on_with_are_swept_when_another_begins(tmp_path: Path) -> None:
    clock = [100_000.0]
    uploads = UploadFolder(tmp_path, keep=KEEP, now=lambda: clock[0])
    growing, newest = UID[::-1], "f" * 32
    left_by_a_kill = tmp_path / f".{UID}.info.0f0f0f0f.part"

    async def begin(uid: str) -> None:
        await uploads.create(uid)
        await uploads.write_info(uid, INFO)

    async def work() -> None:
        await begin(UID)
        await begin(growing)
        left_by_a_kill.touch()
        for path in tmp_path.iterdir():
            os.utime(path, (clock[0], clock[0]))
        clock[0] += KEEP + 1
        os.utime(tmp_path / growing, (clock[0], clock[0]))
        await begin(newest)
        assert set(await uploads.list_uids()) == {growing, newest}
        assert not (tmp_path / f"{UID}.info").exists()
        assert not left_by_a_kill.exists()

    run(work)


@pytest.mark.parametrize(("passed", "left"), [(60, 2), (3600, 1)])
def test_the_folder_is_not_gone_through_for_every_upload(
    tmp_path: Path, passed: float, left: int
) -> None:
    clock = [100_000.0]
    uploads = UploadFolder(tmp_path, keep=KEEP, now=lambda: clock[0])

    async def work() -> None:
        await uploads.create(UID)
        os.utime(tmp_path / UID, (0, 0))
        clock[0] += passed
        await uploads.create(UID[::-1])
        assert len(await uploads.list_uids()) == left

    run(work)


def test_what_is_stale_is_swept_at_the_start(tmp_path: Path) -> None:
    (tmp_path / UID).touch()
    os.utime(tmp_path / UID, (0, 0))
    (tmp_path / "not an upload").touch()
    os.utime(tmp_path / "not an upload", (0, 0))
    UploadFolder(tmp_path, keep=KEEP)
    assert [path.name for path in tmp_path.iterdir()] == ["not an upload"]


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
    archives = [Archive(tmp_path) for _ in range(4)]

    def accept(number: int) -> bool:
        return archives[number % 4].accept(entry(number=number), b"sealed")

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(accept, range(16)))
    assert won.count(True) == 1
    kept = archives[0].accepted(RECORD, 1)
    assert kept is not None
    assert kept.sha256 == f"{won.index(True):064x}"


def test_a_torn_packet_is_mended_when_it_comes_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    torn = tmp_path / "packets" / RECORD / f"1-{0:015}1.cccd"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"sea")
    only = entry().model_copy(update={"sha256": f"{1:016}" + "0" * 48})
    assert archive.accept(only, b"sealed")
    assert torn.read_bytes() == b"sealed"


TORN = [b"", b"{", b'{"record": "0190"}']


def tear(path: Path, content: bytes) -> None:
    """Leave what a power cut leaves of an object that had its name and not yet its bytes."""
    assert path.exists()
    path.write_bytes(content)


@pytest.mark.parametrize("content", TORN)
def test_torn_objects_count_as_missing_and_are_made_again(
    tmp_path: Path, logged: list[EventDict], content: bytes
) -> None:
    archive = Archive(tmp_path)
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
    archive = Archive(tmp_path)
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
    archive = Archive(tmp_path)
    first, second, third = (entry(number=number).receipt for number in range(3))
    archive.publish(STATION, first)
    archive.publish(STATION, second)
    (number,) = (path for path in tmp_path.rglob("*2.json"))
    tear(number, content)
    assert Archive(tmp_path).receipts(STATION, after=0, limit=10) == ([first], 2)
    # A desk that had read the second before the power went looks behind it.
    Archive(tmp_path).publish(STATION, third)
    assert archive.receipts(STATION, after=2, limit=10) == ([third], 3)
    assert archive.receipts(STATION, after=0, limit=2) == ([first, third], 3)


def test_receipts_are_numbered_without_gaps_by_any_number_of_centres(tmp_path: Path) -> None:
    archives = [Archive(tmp_path) for _ in range(4)]

    def publish(number: int) -> None:
        archives[number % 4].publish(STATION, entry(number=number).receipt)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, range(40)))
    fresh = Archive(tmp_path)
    fresh.publish(STATION, entry(number=99).receipt)
    found, last = fresh.receipts(STATION, after=0, limit=500)
    assert (len(found), last) == (41, 41)
    assert len({receipt.packet_sha256 for receipt in found}) == 41
    assert fresh.receipts(STATION, after=40, limit=10) == ([entry(number=99).receipt], 41)
    assert fresh.receipts(STATION, after=41, limit=10) == ([], 41)


def test_a_station_is_new_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    station = Station(station_key=STATION, desk="T01")
    assert archive.remember_station(station)
    assert not archive.remember_station(station)
