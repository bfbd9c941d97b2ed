"""What an invented desk says to a centre over HTTP, to centres that run in this very process."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import httpx
from fastapi import FastAPI

from station_queue.packet import Receipt, generate_signing_key, public_key, seal

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
SEED = generate_signing_key()
STATION = public_key(SEED)
TUS = {"Tus-Resumable": "1.0.0"}

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]


def converse(app: FastAPI, conversation: Talk) -> None:
    """Have a conversation with one centre."""
    asyncio.run(_converse(app, conversation))


async def _converse(app: FastAPI, conversation: Talk) -> None:
    async with caller(app) as http:
        await conversation(http)


def caller(app: FastAPI) -> httpx.AsyncClient:
    """A client of one centre; what the centre does not catch is an answer 500."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://c.test")


def sealed(
    recipient: str, *, record: str = RECORD, revision: int = 1, portrait: bytes | None = None
) -> bytes:
    """A packet of the desk; each has a portrait of its own unless one is given."""
    parts = {
        "record.json": json.dumps({"record": record}).encode(),
        "portrait.jpg": secrets.token_bytes(20_000) if portrait is None else portrait,
    }
    return seal(
        parts,
        record=record,
        desk="T01",
        made_at=NOW,
        signing_key=SEED,
        recipient=recipient,
        revision=revision,
    )


def announcement(content: bytes, **change: str) -> dict[str, str]:
    """The headers that begin an upload; metadata that are changed to nothing are left out."""
    metadata = {
        "filename": f"{RECORD}.cccd",
        "filetype": "application/octet-stream",
        "packet": RECORD,
        "station": STATION,
        "sha256": hashlib.sha256(content).hexdigest(),
    } | change
    return TUS | {
        "Upload-Length": str(len(content)),
        "Upload-Metadata": ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in metadata.items()
            if value
        ),
    }


async def begin(http: httpx.AsyncClient, content: bytes, **change: str) -> str:
    """Announce a packet; returns its upload address."""
    created = await http.post("/files/", headers=announcement(content, **change))
    assert created.status_code == 201, created.text
    address: str = created.headers["Location"]
    return address


async def patch(http: httpx.AsyncClient, url: str, content: bytes, offset: int) -> httpx.Response:
    """Send bytes from an offset on."""
    return await send(http, url, content, offset, offset + len(content))


async def send(
    http: httpx.AsyncClient, url: str, content: bytes | AsyncIterator[bytes], offset: int, end: int
) -> httpx.Response:
    """Send what is to be the bytes from an offset to an end."""
    headers = TUS | {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Content-Length": str(end - offset),
    }
    return await http.patch(url, content=content, headers=headers)


async def upload(http: httpx.AsyncClient, content: bytes, **change: str) -> httpx.Response:
    """Announce a packet and send all of it."""
    return await patch(http, await begin(http, content, **change), content, 0)


async def receipts(http: httpx.AsyncClient, after: int = 0) -> list[Receipt]:
    """What the desk is told."""
    page = await http.get("/receipts", params={"station": STATION, "after": after})
    return [Receipt.model_validate(receipt) for receipt in page.json()["receipts"]]
