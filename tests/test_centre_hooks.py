"""Hooks of a tus server in front, in the format of tusd: what is let through, what is taken in."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.typing import EventDict

from asked_centre import HOOK_KEY, MAX_BYTES, RECORD, AskedCentre, announced
from enrolling import InventedStation
from station_centre.door_keys import HOOK_KEY_FILE, door_key
from station_centre.errors import CentreError
from station_centre.front_store import FrontStore
from station_centre.hooks import hook_routes
from station_centre.objects import Listed

UID = "5d892c228ec8d0451dfec588697e8930"
# tusd adds the number of its multipart upload at S3.
TUSD_ID = f"{UID}+2~aUc3L.Zi0-_x"


@pytest.fixture
def centre(tmp_path: Path) -> AskedCentre:
    return AskedCentre(tmp_path)


@pytest.fixture
def station(centre: AskedCentre) -> InventedStation:
    return centre.enrolled()


def upload(station: InventedStation, content: bytes, **change: object) -> dict[str, Any]:
    whole = {
        "ID": "",
        "Size": len(content),
        "SizeIsDeferred": False,
        "Offset": 0,
        "MetaData": announced(station, content),
        "IsPartial": False,
        "IsFinal": False,
        "PartialUploads": None,
        "Storage": None,
    }
    return whole | change


def refused(answer: dict[str, Any]) -> tuple[int, str]:
    assert answer["RejectUpload"] is True
    told = answer["HTTPResponse"]
    assert told["Header"] == {"Content-Type": "application/json"}
    return told["StatusCode"], json.loads(told["Body"])["code"]


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 401),
        ("?key=wrong", {}, 401),
        ("", {"X-Hook-Key": "wrong"}, 401),
        (f"?key={HOOK_KEY}", {"X-Hook-Key": "wrong"}, 401),
        (f"?key={HOOK_KEY}", {}, 200),
        ("", {"X-Hook-Key": HOOK_KEY}, 200),
    ],
)
def test_whoever_calls_shows_the_key(
    centre: AskedCentre,
    query: str,
    headers: dict[str, str],
    status: int,
    logged: list[EventDict],
) -> None:
    hook = {"Type": "post-terminate", "Event": {"Upload": {}}}
    assert centre.ask("POST", f"/hooks{query}", headers=headers, json=hook).status_code == status
    # What somebody without the key has brought is not even read.
    reply = centre.ask("POST", f"/hooks{query}", headers=headers, content=b"[" * 60_000)
    assert reply.status_code == (401 if status == 401 else 422)
    told = [each["code"] for each in logged if each["event"] == "request_refused"]
    assert told == (["HOOK_KEY_WRONG"] if status == 401 else [])
    logged.clear()


def test_the_key_is_made_once_for_its_owner_only_and_never_empty(tmp_path: Path) -> None:
    key = FrontStore.open(str(tmp_path / "front"), tmp_path).key
    file = tmp_path / HOOK_KEY_FILE
    assert len(key) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert door_key(tmp_path, HOOK_KEY_FILE) == key
    assert key not in repr(FrontStore.open(str(tmp_path / "front"), tmp_path))
    file.write_text("\n")
    with pytest.raises(CentreError) as caught:
        door_key(tmp_path, HOOK_KEY_FILE)
    assert caught.value.code == "DOOR_KEY_WRONG"


def test_an_enrolled_station_may_create_an_upload(
    centre: AskedCentre, station: InventedStation
) -> None:
    content = centre.sealed(station)
    assert centre.hook("pre-create", upload(station, content), station.token) == {}
    (row,) = centre.stations.all()
    assert row.last_contact == centre.clock()


@pytest.mark.parametrize("who", ["nobody", "garbage", "unknown", "revoked", "another"])
def test_nobody_else_may(
    centre: AskedCentre, station: InventedStation, who: str, logged: list[EventDict]
) -> None:
    other = centre.enrolled("B04")
    token = {
        "nobody": None,
        "garbage": "not a token",
        "unknown": InventedStation().token,
        "revoked": station.token,
        "another": other.token,
    }[who]
    if who == "revoked":
        centre.stations.revoke("B03")
    answer = centre.hook("pre-create", upload(station, b"sealed"), token)
    assert refused(answer) == {
        "revoked": (403, "STATION_REVOKED"),
        "another": (403, "STATION_OTHER"),
    }.get(who, (401, "STATION_UNKNOWN"))
    # Told once, however often it is tried.
    for _ in range(20):
        centre.hook("pre-create", upload(station, b"sealed"), token)
    (told,) = [each for each in logged if each["log_level"] == "warning"]
    assert (told["event"], told["address"]) == ("request_refused", "front")
    logged.clear()


def test_an_open_centre_asks_for_no_token(tmp_path: Path) -> None:
    centre = AskedCentre(tmp_path, admit="anyone")
    station = InventedStation()
    for token in (None, station.token):
        assert centre.hook("pre-create", upload(station, b"sealed"), token) == {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"Size": MAX_BYTES + 1}, (413, "PACKET_TOO_LARGE")),
        ({"Size": 10 * 1024**3}, (413, "PACKET_TOO_LARGE")),
        ({"Size": 0}, (400, "UPLOAD_WRONG")),
        ({"Size": -1}, (400, "UPLOAD_WRONG")),
        ({"Size": None}, (400, "UPLOAD_WRONG")),
        ({"SizeIsDeferred": True}, (400, "UPLOAD_WRONG")),
        ({"IsPartial": True}, (400, "UPLOAD_WRONG")),
        ({"IsFinal": True}, (400, "UPLOAD_WRONG")),
        ({"MetaData": None}, (400, "UPLOAD_WRONG")),
        ({"MetaData": {"filename": "x.cccd"}}, (400, "UPLOAD_WRONG")),
    ],
)
def test_what_could_not_be_answered_is_not_created(
    centre: AskedCentre, station: InventedStation, change: dict[str, Any], told: tuple[int, str]
) -> None:
    answer = centre.hook("pre-create", upload(station, b"sealed", **change), station.token)
    assert refused(answer) == told


@pytest.mark.parametrize("uid", [UID, TUSD_ID])
@pytest.mark.parametrize("kind", ["pre-finish", "post-finish"])
def test_a_whole_upload_is_taken_in_and_removed(
    centre: AskedCentre, station: InventedStation, uid: str, kind: str
) -> None:
    content = centre.sealed(station)
    centre.put_at_front(UID, content)
    assert centre.hook(kind, upload(station, content, ID=uid, Offset=len(content))) == {}
    (receipt,) = centre.receipts(station)
    assert (receipt.record, receipt.verdict) == (RECORD, "accepted")
    assert centre.at_front() == set()


def test_told_again_it_is_done_once(centre: AskedCentre, station: InventedStation) -> None:
    content = centre.sealed(station)
    centre.put_at_front(UID, content)
    for kind in ("pre-finish", "post-finish", "post-finish"):
        assert centre.hook(kind, upload(station, content, ID=UID)) == {}
    assert len(centre.receipts(station)) == 1


def test_an_upload_that_is_not_there_is_said_to_be_missing_and_not_done(
    centre: AskedCentre, station: InventedStation, logged: list[EventDict]
) -> None:
    hook = {
        "Type": "post-finish",
        "Event": {"Upload": upload(station, centre.sealed(station), ID=UID)},
    }
    reply = centre.ask("POST", f"/hooks?key={HOOK_KEY}", json=hook)
    # tusd calls again what was answered so, and tells the desk 500 in the end.
    assert (reply.status_code, reply.json()) == (503, {"code": "FRONT_UPLOAD_MISSING"})
    assert [each["code"] for each in logged if "code" in each] == ["FRONT_UPLOAD_MISSING"]
    logged.clear()


def test_other_bytes_than_announced_are_sent_again(
    centre: AskedCentre, station: InventedStation, logged: list[EventDict]
) -> None:
    centre.put_at_front(UID, b"other bytes")
    answer = centre.hook("pre-finish", upload(station, centre.sealed(station), ID=UID))
    assert refused(answer) == (460, "CHECKSUM_WRONG")
    assert centre.at_front() == set()
    assert centre.receipts(station) == []
    logged.clear()


def test_more_bytes_than_a_packet_may_have_are_not_opened(
    centre: AskedCentre, station: InventedStation
) -> None:
    content = bytes(MAX_BYTES + 1)
    centre.put_at_front(UID, content)
    answer = centre.hook("pre-finish", upload(station, content, ID=UID))
    assert refused(answer) == (413, "PACKET_TOO_LARGE")
    assert centre.at_front() == set()


def test_what_is_too_large_is_not_even_read(
    centre: AskedCentre,
    station: InventedStation,
    logged: list[EventDict],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = bytes(MAX_BYTES + 1)
    centre.put_at_front(UID, content, beside=beside(station, content, by_tusd=True))
    read: list[str] = []
    get = centre.front.get

    def noting(key: str) -> bytes | None:
        read.append(key)
        return get(key)

    monkeypatch.setattr(centre.front, "get", noting)
    centre.clock.put_on(61)
    centre.hooked.sweep()
    assert read == [f"{UID}.info"]
    assert centre.at_front() == set()
    logged.clear()


@pytest.mark.parametrize(
    "uid", ["../store/records", "..", "/etc/passwd", f"{UID}/x", f"{UID}.info", f"{UID}+\n", None]
)
def test_an_id_that_is_a_path_reads_nothing(
    centre: AskedCentre, station: InventedStation, uid: str | None
) -> None:
    centre.put_at_front(UID, b"sealed")
    before = centre.at_front()
    answer = centre.hook("post-finish", upload(station, b"sealed", ID=uid))
    assert refused(answer) == (400, "UPLOAD_WRONG")
    assert centre.at_front() == before


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)
_FIELDS = ["ID", "Size", "Offset", "MetaData", "IsFinal", "Storage"]


@given(
    kind=st.sampled_from(["pre-create", "pre-finish", "post-finish", "post-receive"]) | st.text(),
    changed=st.dictionaries(st.sampled_from(_FIELDS), _JSON),
    request=_JSON,
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_a_hook_says_is_answered(
    centre: AskedCentre,
    station: InventedStation,
    logged: list[EventDict],
    kind: str,
    changed: dict[str, Any],
    request: object,
) -> None:
    told = upload(station, b"sealed", ID=UID) | changed
    reply = centre.ask(
        "POST",
        f"/hooks?key={HOOK_KEY}",
        json={"Type": kind, "Event": {"Upload": told, "HTTPRequest": request}},
    )
    assert reply.status_code in {200, 422, 503}
    if reply.status_code == 503:
        assert reply.json() == {"code": "FRONT_UPLOAD_MISSING"}
    logged.clear()


def beside(station: InventedStation, content: bytes, *, by_tusd: bool) -> bytes:
    told = announced(station, content)
    if by_tusd:
        return json.dumps({"ID": UID, "Size": len(content), "MetaData": told}).encode()
    return json.dumps({"id": UID, "size": len(content), "offset": 0, "metadata": told}).encode()


@pytest.mark.parametrize("by_tusd", [True, False])
def test_an_upload_whose_hook_was_lost_is_found(
    centre: AskedCentre, station: InventedStation, logged: list[EventDict], *, by_tusd: bool
) -> None:
    content = centre.sealed(station)
    centre.put_at_front(UID, content, beside=beside(station, content, by_tusd=by_tusd))
    centre.hooked.sweep()
    assert UID in centre.at_front()
    centre.clock.put_on(61)
    centre.hooked.sweep()
    assert [receipt.verdict for receipt in centre.receipts(station)] == ["accepted"]
    assert centre.at_front() == set()
    assert "hook_was_lost" in [each["event"] for each in logged]
    logged.clear()


def test_an_upload_that_is_under_way_is_left_alone(
    centre: AskedCentre, station: InventedStation
) -> None:
    content = centre.sealed(station)
    told = beside(station, content, by_tusd=True)
    centre.put_at_front(UID, content[:-1], beside=told)
    centre.put_at_front(UID[::-1], content, beside=b"{")
    before = centre.at_front()
    centre.clock.put_on(3600)
    centre.hooked.sweep()
    assert centre.at_front() == before
    assert centre.receipts(station) == []


def test_what_goes_wrong_with_one_upload_keeps_no_other_from_its_turn(
    centre: AskedCentre,
    station: InventedStation,
    logged: list[EventDict],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = centre.sealed(station)
    for uid in ("0" * 32, UID):
        centre.put_at_front(uid, content, beside=beside(station, content, by_tusd=True))
    get = centre.front.get

    def breaking(key: str) -> bytes | None:
        if key == "0" * 32:
            raise RuntimeError
        return get(key)

    monkeypatch.setattr(centre.front, "get", breaking)
    centre.clock.put_on(61)
    centre.hooked.sweep()
    assert [receipt.verdict for receipt in centre.receipts(station)] == ["accepted"]
    assert "hook_not_made_up_for" in [each["event"] for each in logged]
    logged.clear()


def test_sweeping_goes_on_whatever_happens(
    centre: AskedCentre, logged: list[EventDict], monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = threading.Event()
    errors = [RuntimeError(), CentreError("ARCHIVE_FAILED")]

    def listed(_folder: str) -> list[Listed]:
        if errors:
            raise errors.pop()
        swept.set()
        return []

    async def run() -> None:
        app = FastAPI()
        app.include_router(hook_routes(centre.hooked, sweep_every_s=0.001))
        async with app.router.lifespan_context(app):
            assert await asyncio.to_thread(swept.wait, 20)

    monkeypatch.setattr(centre.front, "listed", listed)
    asyncio.run(run())
    assert [each["log_level"] for each in logged] == ["warning", "error"]
    logged.clear()
