"""What somebody might send to harm the centre: refused with a code, in little memory, and told."""

import base64
import io
import json
import os
import struct
import tracemalloc
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path

import httpx
import pyrage
import pytest
from fastapi import FastAPI
from structlog.typing import EventDict

from station_centre.app import create_app
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_queue.packet import Manifest, generate_signing_key, public_key
from station_queue.packet.keys import parse_recipient, sign
from tus_talk import (
    NOW,
    RECORD,
    SEED,
    TUS,
    announcement,
    begin,
    converse,
    receipts,
    sealed,
    upload,
)

MB = 1_000_000
PARTS: Mapping[str, bytes] = {"record.json": json.dumps({"record": RECORD}).encode()}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    folder = tmp_path_factory.mktemp("keys")
    generate(folder)
    return Keyring.load(folder)


@pytest.fixture
def centre(tmp_path: Path, keys: Keyring) -> FastAPI:
    objects = Objects.open(tmp_path / "store")
    stations = Stations(objects, lambda: NOW, admit="anyone")
    return create_app(objects, keyring=keys, now=lambda: NOW, stations=stations)


def zipped(contents: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def signed(parts: Mapping[str, bytes] = PARTS, seed: bytes = SEED) -> dict[str, bytes]:
    """Parts with a manifest that fits them, signed by the desk or by another key."""
    manifest = Manifest.describe(
        {name: content for name, content in parts.items() if ".." not in name},
        record=RECORD,
        revision=1,
        desk="T01",
        made_at=NOW,
        station_key=public_key(SEED),
    ).to_bytes()
    return {**parts, "manifest.json": manifest, "manifest.sig": sign(manifest, seed)}


def compressed_bomb() -> bytes:
    return zipped(signed() | {"portrait.jpg": bytes(40 * MB)}, zipfile.ZIP_DEFLATED)


def directory_of(count: int) -> bytes:
    """A zip of so many entries that are nothing, in 46 bytes each."""
    entry = struct.pack("<4s4B4H3L5H2L", b"PK\x01\x02", 20, 3, 20, 0, *[0] * 14)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *[min(count, 65535)] * 2, 46 * count, 0, 0)
    return entry * count + end


def directory_behind_a_locator(count: int) -> bytes:
    """The same, said in the numbers of a ZIP64 archive beside harmless ones."""
    directory, end = directory_of(count)[:-22], directory_of(0)
    size = len(directory)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, size, 1)
    return directory + end64 + locator + end


def overlapping(count: int) -> bytes:
    """Many entries that are all the same bytes."""
    plain = zipped({"a.bin": bytes(MB)})
    start = plain.rindex(b"PK\x01\x02")
    entry, end = plain[start:-22], bytearray(plain[-22:])
    many = b"".join(entry.replace(b"a.bin", b"%05d" % number) for number in range(count))
    struct.pack_into("<2HL", end, 8, count, count, len(many))
    return plain[:start] + many + bytes(end)


def larger_than_it_is() -> bytes:
    plain = bytearray(zipped(signed()))
    start = plain.index(b"PK\x01\x02")
    struct.pack_into("<2L", plain, start + 20, 4_000 * MB, 4_000 * MB)
    return bytes(plain)


def nested(depth: int) -> bytes:
    return zipped(signed({"record.json": b'{"record":' + b"[" * depth}))


INSIDE: dict[str, tuple[Callable[[], bytes], str]] = {
    "compressed bomb": (compressed_bomb, "ZIP_WRONG"),
    "long directory": (lambda: directory_of(60_000), "ZIP_WRONG"),
    "long directory elsewhere": (lambda: directory_behind_a_locator(60_000), "ZIP_WRONG"),
    "overlapping entries": (lambda: overlapping(60), "ZIP_WRONG"),
    "a size that lies": (larger_than_it_is, "ZIP_WRONG"),
    "no zip": (lambda: os.urandom(MB), "ZIP_WRONG"),
    "nothing": (lambda: b"", "ZIP_WRONG"),
    "nested record": (lambda: nested(200_000), "RECORD_WRONG"),
    "unsigned": (lambda: zipped(PARTS), "NAMES_WRONG"),
    "another key": (lambda: zipped(signed(seed=generate_signing_key())), "SIGNATURE_WRONG"),
    "tampered": (lambda: zipped(signed() | {"record.json": b"{}"}), "HASH_WRONG"),
    **{
        f"way out {name!r}": (partial(lambda name: zipped(signed() | {name: b"x"}), name), code)
        for name, code in {
            "../../outside": "NAMES_WRONG",
            "/tmp/outside": "NAMES_WRONG",
            "..\\outside": "NAMES_WRONG",
            "a/../../../outside": "NAMES_WRONG",
        }.items()
    },
}


def stanzas(count: int) -> bytes:
    """An age file for very many recipients."""
    one = base64.b64encode(os.urandom(32)).rstrip(b"=")
    lines = [b"age-encryption.org/v1", *[b"-> X25519 " + one, one] * count, b"--- " + one]
    return b"\n".join(lines) + b"\n" + os.urandom(100)


OUTSIDE: dict[str, tuple[Callable[[], bytes], str]] = {
    "garbage": (lambda: os.urandom(MB), "PACKET_NOT_AGE"),
    "header only": (lambda: b"age-encryption.org/v1\n", "PACKET_DAMAGED"),
    # The library would take minutes for it, and let nothing else run.
    "many recipients": (lambda: stanzas(2_000), "PACKET_NOT_AGE"),
    "one endless line": (
        lambda: b"age-encryption.org/v1\n-> X25519 " + b"A" * MB,
        "PACKET_NOT_AGE",
    ),
    "by password": (lambda: pyrage.passphrase.encrypt(b"x" * 99, "p"), "PACKET_KEY_WRONG"),
}


def assert_refused(
    centre: FastAPI, keys: Keyring, tmp_path: Path, content: bytes, code: str
) -> None:
    peak = 0

    async def conversation(http: httpx.AsyncClient) -> None:
        nonlocal peak
        tracemalloc.start()
        answer = await upload(http, content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert answer.status_code == 204
        (receipt,) = await receipts(http)
        assert (receipt.verdict, receipt.code) == ("rejected", code)
        assert not (tmp_path / "store" / "packets").exists()
        # The centre is as well as before, and the record is nobody else's.
        assert (await upload(http, sealed(keys.recipient))).status_code == 204
        assert (await receipts(http))[-1].verdict == "accepted"

    converse(centre, conversation)
    assert peak < 6 * len(content) + 3 * MB
    assert not list(tmp_path.rglob("*outside*"))


@pytest.mark.parametrize("kind", INSIDE)
def test_what_is_sealed_for_the_centre_cannot_harm_it(
    kind: str, centre: FastAPI, keys: Keyring, tmp_path: Path, logged: list[EventDict]
) -> None:
    make, code = INSIDE[kind]
    content: bytes = pyrage.encrypt(make(), [parse_recipient(keys.recipient)])
    assert_refused(centre, keys, tmp_path, content, code)
    first = next(line for line in logged if line["event"] == "packet_answered")
    # Told, and nothing of what it said.
    assert (first["verdict"], first["code"], first["record"]) == ("rejected", code, RECORD)
    assert "outside" not in json.dumps(logged)


@pytest.mark.parametrize("kind", OUTSIDE)
def test_what_is_no_packet_cannot_harm_it_either(
    kind: str, centre: FastAPI, keys: Keyring, tmp_path: Path
) -> None:
    make, code = OUTSIDE[kind]
    assert_refused(centre, keys, tmp_path, make(), code)


@pytest.mark.parametrize(
    "change",
    [
        {"filename": "../../outside"},
        {"filename": "/etc/outside\0"},
        {"filetype": "../../outside"},
        {"is_confidential": "../../outside"},
    ],
)
def test_no_file_is_called_what_a_desk_calls_its_upload(
    change: dict[str, str], centre: FastAPI, keys: Keyring, tmp_path: Path
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        assert (await upload(http, sealed(keys.recipient), **change)).status_code == 204
        assert (await receipts(http))[0].verdict == "accepted"

    converse(centre, conversation)
    assert not list(tmp_path.rglob("*outside*"))


@pytest.mark.parametrize(
    "metadata",
    ["", ",", "packet", "packet !!!", "packet /w==", "\xff\xfe", "a b c", "x " + "A" * 60_000],
)
def test_metadata_that_are_garbage_begin_nothing(
    metadata: str, centre: FastAPI, tmp_path: Path
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        headers = announcement(b"x") | {"Upload-Metadata": metadata}
        raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
        answer = await http.post("/files/", headers=raw)
        assert 400 <= answer.status_code < 500

    converse(centre, conversation)
    assert not (tmp_path / "store" / "uploads").exists()


@pytest.mark.parametrize("declared", [10**10, 10**17, 10**40])
def test_a_length_nobody_means_is_refused_and_nothing_is_reserved(
    declared: int, centre: FastAPI, tmp_path: Path
) -> None:
    async def conversation(http: httpx.AsyncClient) -> None:
        headers = announcement(b"x") | {"Upload-Length": str(declared)}
        assert (await http.post("/files/", headers=headers)).status_code == 413
        url = await begin(http, b"x")
        told = TUS | {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": "0",
            "Content-Length": str(declared),
        }
        assert (await http.patch(url, headers=told, content=b"x")).status_code == 413

    tracemalloc.start()
    converse(centre, conversation)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MB
    assert sum(path.stat().st_size for path in tmp_path.rglob("0*") if path.is_file()) == 0


def test_a_large_upload_under_way_is_held_in_small_pieces(centre: FastAPI) -> None:
    size, piece = 16 * MB, bytes(50_000)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size // len(piece)):
            yield piece

    async def conversation(http: httpx.AsyncClient) -> None:
        # One byte is missing: nothing is taken in yet.
        headers = announcement(b"x") | {"Upload-Length": str(size + 1)}
        url = (await http.post("/files/", headers=headers)).headers["Location"]
        told = TUS | {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": "0",
            "Content-Length": str(size),
        }
        tracemalloc.start()
        answer = await http.patch(url, headers=told, content=pieces())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(size))
        assert peak < 3 * MB

    converse(centre, conversation)
