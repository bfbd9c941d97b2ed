"""What those who run the centre watch: health, figures, and logs that name nobody."""

import asyncio
import json
import threading
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.typing import EventDict

from asked_centre import RECORD, VIEWER_KEY, AskedCentre, announced
from enrolling import InventedStation
from station_centre.ops import Pulse

UID = "5d892c228ec8d0451dfec588697e8930"
BASIC = ("anybody", VIEWER_KEY)
FOLDERS = ["packets", "records", "refused", "receipts", "answers", "days", "stations", "tokens"]
PERSON = {"full_name": "NGUYỄN HỮU THIỆN", "id_number": "074085990101", "phone": "0912345678"}


@pytest.fixture
def centre(tmp_path: Path) -> AskedCentre:
    return AskedCentre(tmp_path)


def send(centre: AskedCentre, station: InventedStation, content: bytes) -> None:
    """Through the server in front."""
    centre.put_at_front(UID, content)
    told = {"ID": UID, "Size": len(content), "MetaData": announced(station, content)}
    centre.hook("pre-finish", told)


def figures(centre: AskedCentre) -> dict[str, float]:
    reply = centre.ask("GET", "/metrics", auth=BASIC)
    assert reply.status_code == 200
    return {
        ".".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def test_everybody_may_ask_whether_it_is_well(centre: AskedCentre) -> None:
    reply = centre.ask("GET", "/healthz")
    assert (reply.status_code, reply.json()) == (200, {"ok": True})


def test_it_is_not_while_its_store_fails(centre: AskedCentre, tmp_path: Path) -> None:
    # What is written to find out is something that cannot be written.
    (tmp_path / "store" / "healthz").mkdir()
    reply = centre.ask("GET", "/healthz")
    assert (reply.status_code, reply.json()) == (503, {"ok": False})


def test_a_store_that_keeps_silent_is_asked_once_however_many_want_to_know() -> None:
    answered, asked = threading.Event(), []

    def ask() -> None:
        asked.append(1)
        answered.wait()

    async def several() -> list[bool]:
        pulse = Pulse(ask, patience_s=0.01)
        told = await asyncio.gather(*(pulse.beats() for _ in range(50)))
        answered.set()
        return told

    assert asyncio.run(several()) == [False] * 50
    assert asked == [1]


@pytest.mark.parametrize("path", ["/metrics", "/status"])
@pytest.mark.parametrize(
    "shown",
    [None, "Basic", "Basic !", "Basic bm9jb2xvbg==", "Basic Ondyb25n", f"Bearer {VIEWER_KEY}"],
)
def test_nobody_looks_without_the_viewer_s_key(
    centre: AskedCentre, path: str, shown: str | None, logged: list[EventDict]
) -> None:
    reply = centre.ask("GET", path, headers={} if shown is None else {"Authorization": shown})
    assert (reply.status_code, reply.json()) == (401, {"code": "VIEWER_KEY_WRONG"})
    assert reply.headers["WWW-Authenticate"].startswith("Basic ")
    assert [each["code"] for each in logged] == ["VIEWER_KEY_WRONG"]
    logged.clear()


@pytest.mark.parametrize("path", ["/metrics", "/status"])
def test_the_token_of_a_desk_is_no_viewer_s_key(
    centre: AskedCentre, path: str, logged: list[EventDict]
) -> None:
    assert centre.ask("GET", path, auth=("", centre.enrolled().token)).status_code == 401
    logged.clear()


@pytest.mark.parametrize("path", ["/metrics", "/status"])
def test_a_trial_shows_itself_to_everybody(
    tmp_path: Path, path: str, logged: list[EventDict]
) -> None:
    centre = AskedCentre(tmp_path, admit="anyone_until_first")
    assert centre.ask("GET", path).status_code == 200
    centre.enrolled()
    assert centre.ask("GET", path).status_code == 401
    assert centre.ask("GET", path, auth=BASIC).status_code == 200
    logged.clear()


def test_what_was_answered_and_refused_is_counted(
    centre: AskedCentre, logged: list[EventDict]
) -> None:
    station = centre.enrolled()
    good = centre.sealed(station)
    send(centre, station, good)
    send(centre, station, b"no packet at all")
    centre.ask("GET", "/receipts", params={"station": station.key})
    for path in ("/status", "/metrics"):
        centre.ask("GET", path, auth=("", "wrong"))
    centre.ask("POST", "/hooks", params={"key": "wrong"})
    counted = figures(centre)
    assert counted["cccd_packets_total.accepted"] == 1
    assert counted["cccd_packets_total.rejected"] == 1
    assert counted["cccd_packet_bytes_total"] == len(good) + len(b"no packet at all")
    assert counted["cccd_rejections_total.PACKET_NOT_AGE"] == 1
    assert counted["cccd_intake_seconds_count"] == 2
    assert counted["cccd_requests_refused_total.STATION_UNKNOWN"] == 1
    assert counted["cccd_requests_refused_total.VIEWER_KEY_WRONG"] == 2
    assert counted["cccd_requests_refused_total.HOOK_KEY_WRONG"] == 1
    assert (counted["cccd_uploads_under_way"], counted["cccd_intake_failures_total"]) == (0, 0)
    logged.clear()


def test_each_application_counts_for_itself(tmp_path: Path) -> None:
    one, other = AskedCentre(tmp_path / "one"), AskedCentre(tmp_path / "other")
    station = one.enrolled()
    send(one, station, one.sealed(station))
    assert figures(one)["cccd_packets_total.accepted"] == 1
    assert "cccd_packets_total.accepted" not in figures(other)


def test_neither_logs_nor_figures_nor_names_of_objects_say_who_anybody_is(
    centre: AskedCentre, logged: list[EventDict]
) -> None:
    station = centre.enrolled()
    content = centre.sealed(station, form=PERSON)
    token = station.token
    told = {"ID": UID, "Size": len(content), "MetaData": announced(station, content)}
    for upload in (told, told | {"MetaData": None}, told | {"Size": 10**10}):
        centre.hook("pre-create", upload, token)
    send(centre, station, content)
    send(centre, station, centre.sealed(station, revision=2, form=PERSON))
    # A packet for another centre, a cut one, and one that another station has signed.
    send(centre, station, content[:-9])
    send(centre, centre.enrolled("B04"), content)
    pages = [centre.ask("GET", path, auth=BASIC).text for path in ("/status", "/metrics")]
    centre.ask("GET", "/receipts", params={"station": station.key, "name": PERSON["full_name"]})
    written = json.dumps(logged, ensure_ascii=False, default=str)
    names = " ".join(each for folder in FOLDERS for each in centre.objects.list(folder))
    assert RECORD in written
    assert RECORD in names
    for words in (written, names, *pages):
        for value in PERSON.values():
            assert value not in words
    assert RECORD not in pages[1]
    for secret in (token, VIEWER_KEY):
        assert secret not in written
    logged.clear()
