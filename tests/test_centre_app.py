"""The centre over HTTP, in-process: what it takes, what it refuses, what it says."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import httpx
import pytest
from structlog.typing import EventDict

from station_centre.app import create_app
from station_centre.archive import Archive
from station_centre.errors import CentreError
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_queue.packet import generate_identity, seal, verify_receipt
from tus_talk import (
    NOW,
    RECORD,
    SEED,
    STATION,
    TUS,
    Talk,
    announcement,
    begin,
    converse,
    patch,
    receipts,
    sealed,
    send,
    upload,
)

MAX_BYTES = 100_000


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    folder = tmp_path_factory.mktemp("keys")
    generate(folder)
    return Keyring.load(folder)


@pytest.fixture
def talk(tmp_path: Path, keys: Keyring) -> Callable[[Talk], None]:
    objects = Objects.open(tmp_path / "store")
    stations = Stations(objects, lambda: NOW, admit="anyone")
    app = create_app(objects, keyring=keys, now=lambda: NOW, stations=stations, max_bytes=MAX_BYTES)
    return partial(converse, app)


def test_a_packet_is_kept_as_it_arrived_and_answered_before_the_last_byte(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path
) -> None:
    content = sealed(keys.recipient)

    async def conversation(http: httpx.AsyncClient) -> None:
        assert (await upload(http, content)).status_code == 204
        (receipt,) = await receipts(http)
        assert (receipt.record, receipt.verdict, receipt.code) == (RECORD, "accepted", None)
        assert receipt.packet_sha256 == hashlib.sha256(content).hexdigest()
        card = (await http.get("/centre")).json()
        assert card["recipient"] == keys.recipient
        assert verify_receipt(receipt, card["receipt_key"])
        assert (await http.get("/healthz")).json() == {"ok": True}

    talk(conversation)
    (kept,) = (tmp_path / "store" / "packets" / RECORD).iterdir()
    assert kept.read_bytes() == content
    assert not any(path.is_file() for path in (tmp_path / "store" / "uploads").rglob("*"))


def test_the_same_bytes_again_get_the_same_receipt(
    talk: Callable[[Talk], None], keys: Keyring
) -> None:
    content = sealed(keys.recipient)

    async def conversation(http: httpx.AsyncClient) -> None:
        await upload(http, content)
        await upload(http, content)
        first, second = await receipts(http)
        assert first == second
        assert await receipts(http, after=1) == [second]

    talk(conversation)


def test_other_bytes_for_an_accepted_record_change_nothing(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path
) -> None:
    content = sealed(keys.recipient)

    async def conversation(http: httpx.AsyncClient) -> None:
        await upload(http, content)
        for _ in range(2):
            await upload(http, sealed(keys.recipient))
        await upload(http, sealed(keys.recipient, revision=2))
        answers = [(receipt.verdict, receipt.code) for receipt in await receipts(http)]
        assert answers == [
            ("accepted", None),
            ("rejected", "RECORD_CONFLICT"),
            ("rejected", "RECORD_CONFLICT"),
            ("accepted", None),
        ]

    talk(conversation)
    kept = {path.read_bytes() for path in (tmp_path / "store" / "packets" / RECORD).iterdir()}
    assert len(kept) == 2
    assert content in kept
    (entry,) = Archive(Objects.open(tmp_path / "store")).entries()
    assert (entry.receipt.verdict, entry.revision, entry.desk) == ("accepted", 2, "T01")


@pytest.mark.parametrize("kind", ["garbage", "another key", "damaged"])
def test_what_cannot_be_opened_is_answered_to_whoever_announced_it(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path, kind: str
) -> None:
    content, code = {
        "garbage": (b"no packet at all", "PACKET_NOT_AGE"),
        "another key": (sealed(generate_identity()[1]), "PACKET_KEY_WRONG"),
        "damaged": (sealed(keys.recipient)[:-1], "PACKET_DAMAGED"),
    }[kind]

    async def conversation(http: httpx.AsyncClient) -> None:
        await upload(http, content)
        await upload(http, content)
        first, second = await receipts(http)
        assert first == second
        assert (first.verdict, first.code) == ("rejected", code)
        assert first.text
        # A refusal in another's name takes nothing: the good packet is accepted all the same.
        await upload(http, sealed(keys.recipient))
        assert (await receipts(http))[-1].verdict == "accepted"

    talk(conversation)
    assert len(list((tmp_path / "store" / "packets" / RECORD).iterdir())) == 1


def test_bytes_changed_on_the_way_are_asked_for_again(
    talk: Callable[[Talk], None], keys: Keyring, logged: list[EventDict]
) -> None:
    content = sealed(keys.recipient)

    async def conversation(http: httpx.AsyncClient) -> None:
        url = await begin(http, content)
        answer = await patch(http, url, bytes(len(content)), 0)
        assert answer.status_code == 460
        assert (await http.head(url, headers={"Tus-Resumable": "1.0.0"})).status_code == 404
        assert await receipts(http) == []

    talk(conversation)
    assert [entry["event"] for entry in logged] == ["upload_checksum_wrong"]
    logged.clear()


def test_an_archive_that_fails_promises_nothing_and_takes_it_later(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path, logged: list[EventDict]
) -> None:
    content = sealed(keys.recipient)
    obstacle = tmp_path / "store" / "packets"

    async def conversation(http: httpx.AsyncClient) -> None:
        obstacle.write_text("a file where the folder should be")
        url = await begin(http, content)
        answer = await patch(http, url, content, 0)
        assert (answer.status_code, answer.json()) == (503, {"code": "ARCHIVE_FAILED"})
        assert int(answer.headers["Retry-After"]) > 0
        assert await receipts(http) == []
        obstacle.unlink()
        head = await http.head(url, headers={"Tus-Resumable": "1.0.0"})
        assert head.headers["Upload-Offset"] == str(len(content))
        assert (await patch(http, url, b"", len(content))).status_code == 204
        assert [receipt.verdict for receipt in await receipts(http)] == ["accepted"]

    talk(conversation)
    assert [entry["code"] for entry in logged if entry["log_level"] == "error"] == [
        "ARCHIVE_FAILED"
    ]
    logged.clear()


def test_a_power_cut_that_tears_every_object_costs_another_upload_and_no_more(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path, logged: list[EventDict]
) -> None:
    content = sealed(keys.recipient)

    async def conversation(http: httpx.AsyncClient) -> None:
        await upload(http, content)
        for path in (tmp_path / "store").rglob("*.*"):
            path.write_bytes(b"")
        assert await receipts(http) == []
        assert (await upload(http, content)).status_code == 204
        assert [receipt.verdict for receipt in await receipts(http)] == ["accepted"]

    talk(conversation)
    (kept,) = (tmp_path / "store" / "packets" / RECORD).iterdir()
    assert kept.read_bytes() == content
    logged.clear()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": str(MAX_BYTES + 1)}, 413),
        ({"Upload-Length": str(10**10)}, 413),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "many"}, 422),
        ({"Upload-Metadata": ""}, 400),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Upload-Concat": "final;/files/../../x"}, 400),
        ({"X-HTTP-Method-Override": "PATCH"}, 400),
        ({"Content-Length": "5"}, 413),
        ({"Tus-Resumable": "0.9"}, 412),
    ],
)
def test_an_upload_that_could_not_be_answered_is_not_begun(
    talk: Callable[[Talk], None], headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        answer = await http.post("/files/", headers=announcement(b"x" * 100) | headers)
        assert answer.status_code == status

    talk(conversation)
    assert not any(path.is_file() for path in (tmp_path / "store" / "uploads").rglob("*"))


@pytest.mark.parametrize(
    "change",
    [
        {"packet": ""},
        {"packet": "../../../etc/passwd"},
        {"station": ""},
        {"station": "../x"},
        {"sha256": "00"},
        {"filename": ""},
        {"filetype": ""},
    ],
)
def test_metadata_must_say_who_gets_the_answer(
    talk: Callable[[Talk], None], change: dict[str, str]
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        answer = await http.post("/files/", headers=announcement(b"x", **change))
        assert answer.status_code == 400

    talk(conversation)


def test_more_than_was_announced_is_refused(talk: Callable[[Talk], None]) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        url = await begin(http, b"x" * 10)
        assert (await patch(http, url, b"x" * 11, 0)).status_code == 400
        assert (await patch(http, url, bytes(MAX_BYTES + 1), 0)).status_code == 413
        assert (await patch(http, url, b"x", 5)).status_code == 409

    talk(conversation)


def test_a_request_that_was_taken_over_ends_without_ending_the_newer_one(
    talk: Callable[[Talk], None], keys: Keyring
) -> None:
    content = sealed(keys.recipient)
    half_taken, taken_over, older_gone = (asyncio.Event() for _ in range(3))

    async def older() -> AsyncIterator[bytes]:
        yield content[:5_000]
        half_taken.set()
        await taken_over.wait()
        yield content[5_000:6_000]

    async def newer() -> AsyncIterator[bytes]:
        yield content[5_000:7_000]
        taken_over.set()
        await older_gone.wait()
        yield content[7_000:]

    async def conversation(http: httpx.AsyncClient) -> None:
        url = await begin(http, content)
        begun = asyncio.create_task(send(http, url, older(), 0, len(content)))
        await half_taken.wait()
        assert (await http.head(url, headers=TUS)).headers["Upload-Offset"] == "5000"
        following = asyncio.create_task(send(http, url, newer(), 5_000, len(content)))
        await begun
        older_gone.set()
        answer = await following
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(content)))
        assert [receipt.verdict for receipt in await receipts(http)] == ["accepted"]

    talk(conversation)


@pytest.mark.parametrize("uid", ["..", "%2e%2e", "centre.key", "a" * 32, "A" * 32, "x.info"])
def test_no_upload_is_found_under_a_name_that_is_none(
    talk: Callable[[Talk], None], uid: str
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        tus = {"Tus-Resumable": "1.0.0"}
        assert (await http.head(f"/files/{uid}", headers=tus)).status_code in {404, 405}
        assert (await http.delete(f"/files/{uid}", headers=tus)).status_code in {404, 405}
        assert (await patch(http, f"/files/{uid}", b"x", 0)).status_code in {404, 405}

    talk(conversation)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"station": "../x"},
        {"station": STATION, "after": "x"},
        {"station": STATION, "limit": "0"},
    ],
)
def test_receipts_are_asked_for_properly_or_not_given(
    talk: Callable[[Talk], None], query: dict[str, str]
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        assert (await http.get("/receipts", params=query)).status_code == 422

    talk(conversation)


def test_a_station_without_packets_has_an_empty_list(talk: Callable[[Talk], None]) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        page = await http.get("/receipts", params={"station": STATION})
        assert page.json() | {"centre": None} == {"receipts": [], "cursor": "0", "centre": None}

    talk(conversation)


def test_nothing_but_the_sealed_packet_carries_what_is_in_it(
    talk: Callable[[Talk], None], keys: Keyring, tmp_path: Path
) -> None:
    secret = "Nguyễn Thị Ánh"
    content = seal(
        {"record.json": json.dumps({"record": RECORD, "full_name": secret}).encode()},
        record=RECORD,
        desk="T01",
        made_at=NOW,
        signing_key=SEED,
        recipient=keys.recipient,
    )

    async def conversation(http: httpx.AsyncClient) -> None:
        await upload(http, content)

    talk(conversation)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()
            assert b"Nguy" not in path.read_bytes()


def test_an_unusable_folder_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(CentreError) as caught:
        Objects.open(tmp_path / "store")
    assert caught.value.code == "ARCHIVE_FAILED"
