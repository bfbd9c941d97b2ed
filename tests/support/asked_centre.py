"""A centre in this process, over folders, with a tus server's store beside it, asked over HTTP."""

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import httpx

from enrolling import Clock, InventedStation
from station_centre.app import create_app
from station_centre.archive import Archive
from station_centre.front_store import FrontStore
from station_centre.hooks import Front
from station_centre.intake import Intake
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Admit, Stations
from station_queue.packet import Receipt, seal

RECORD: Final = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
HOOK_KEY: Final = "invented-hook-key-0123456789"
VIEWER_KEY: Final = "invented-viewer-key-0123456789"
MAX_BYTES: Final = 100_000


class AskedCentre:
    """The application and what is behind it.

    Args:
        folder: For its keys and stores.
        admit: Who may in.

    Attributes:
        clock: What it takes for the time.
        objects: Its own store.
        front: The store of the tus server in front.
        front_folder: The same as a folder.
        stations: Who may in.
        hooked: What another centre of the same stores does with the server in front.
    """

    def __init__(self, folder: Path, admit: Admit = "enrolled") -> None:
        generate(folder)
        self.clock = Clock()
        self.objects = Objects.open(folder / "store")
        self.front_folder = folder / "front"
        self.front = Objects.open(self.front_folder)
        self.stations = Stations(self.objects, self.clock, admit=admit)
        self._keyring = Keyring.load(folder)
        app = create_app(
            self.objects,
            keyring=self._keyring,
            now=self.clock,
            stations=self.stations,
            viewer_key=VIEWER_KEY,
            front=FrontStore(self.front, HOOK_KEY),
            max_bytes=MAX_BYTES,
        )
        archive = Archive(self.objects)
        intake = Intake(self._keyring, archive, self.clock, self.stations.may_send)
        self.hooked = Front(self.front, intake, archive, self.stations, self.clock, MAX_BYTES)
        self._app = app

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """Send one request."""

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as http:
                return await http.request(method, path, **request)

        return asyncio.run(answer())

    def enrolled(self, desk: str = "B03") -> InventedStation:
        """A station that may in."""
        station = InventedStation(desk)
        code = self.stations.invite(desk, expires=self.clock() + timedelta(hours=72))
        self.stations.enrol(station.request(code))
        return station

    def sealed(
        self,
        station: InventedStation,
        record: str = RECORD,
        *,
        revision: int = 1,
        form: Mapping[str, str] = MappingProxyType({}),
    ) -> bytes:
        """A packet of a station with this form in its record."""
        return seal(
            {"record.json": json.dumps({"record": record, **form}, ensure_ascii=False).encode()},
            record=record,
            desk=station.desk,
            made_at=self.clock(),
            signing_key=station.seed,
            recipient=self._keyring.recipient,
            revision=revision,
        )

    def hook(self, kind: str, upload: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        """What a hook that the server in front calls is answered."""
        headers = {} if token is None else {"Authorization": [f"Bearer {token}"]}
        reply = self.ask(
            "POST",
            "/hooks",
            headers={"X-Hook-Key": HOOK_KEY},
            json={
                "Type": kind,
                "Event": {"Upload": upload, "HTTPRequest": {"Method": "POST", "Header": headers}},
            },
        )
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def receipts(self, station: InventedStation) -> list[Receipt]:
        """What a station may fetch."""
        page = self.ask(
            "GET",
            "/receipts",
            params={"station": station.key},
            headers={"Authorization": f"Bearer {station.token}"},
        )
        return [Receipt.model_validate(each) for each in page.json()["receipts"]]

    def put_at_front(self, uid: str, content: bytes, *, beside: bytes = b"{}") -> None:
        """A whole upload as the server in front leaves it, a moment old by the centre's clock."""
        for key, value in ((uid, content), (f"{uid}.info", beside)):
            self.front.put(key, value)
            at = self.clock().timestamp()
            os.utime(self.front_folder / key, (at, at))

    def at_front(self) -> set[str]:
        """What the server in front keeps."""
        return set(self.front.list(""))


def announced(station: InventedStation, content: bytes, record: str = RECORD) -> dict[str, str]:
    """The metadata of an upload."""
    return {
        "filename": f"{record}.cccd",
        "filetype": "application/octet-stream",
        "packet": record,
        "station": station.key,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
