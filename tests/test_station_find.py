"""Where somebody's record is, asked at the command line."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from station_capture import Card, CardRead
from station_capture.drawn import INVENTED_PEOPLE
from station_core.cli import run
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.desk_queue import FOUND_MOST
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity

NAME, PASSWORD = "An", "mat-khau-thu"
THIEN = INVENTED_PEOPLE[0]
Find = Callable[..., tuple[int, dict[str, Any]]]


def read_of(card: Card) -> CardRead:
    return CardRead(
        raw=b"", card=card, warnings=(), repaired=False, stage="whole", ms=1.0, corners=()
    )


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now(), cost=cost)
    return folder


@pytest.fixture
def find(
    folder: DeskFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Find:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(text: str) -> tuple[int, dict[str, Any]]:
        code = run(["queue", "find", text, "--data", str(folder.root), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.mark.parametrize(
    "text",
    [
        THIEN.full_name,
        "thien nguyen",
        THIEN.id_number,
        f"{THIEN.id_number[:3]} {THIEN.id_number[3:6]}",
    ],
)
def test_a_visit_is_found_by_what_its_card_says(folder: DeskFolder, find: Find, text: str) -> None:
    with Desk(sign_in(folder, NAME, PASSWORD)) as desk:
        visit = desk.begin("exchange", read_of(THIEN))
        desk.begin("exchange", read_of(INVENTED_PEOPLE[1]))
    record = {
        "record": visit.id,
        "state": "in_progress",
        "day": visit.started_at.date().isoformat(),
        "procedure": "exchange",
        "name": THIEN.full_name,
        "number": THIEN.id_number,
    }
    assert find(text) == (0, {"records": [record], "more": False})


def test_words_come_through_a_pipe_and_a_cancelled_visit_is_nobodys(
    folder: DeskFolder, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk(sign_in(folder, NAME, PASSWORD)) as desk:
        visit = desk.begin("exchange", read_of(THIEN))
        piped = f"{THIEN.full_name}\n".encode()
        for found in (1, 0):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
            code, answer = find("-")
            assert (code, len(answer["records"])) == (0, found)
            if found:
                desk.cancel(visit, "nhầm")


def test_what_nobody_would_read_is_left_out_and_said(folder: DeskFolder, find: Find) -> None:
    with Desk(sign_in(folder, NAME, PASSWORD)) as desk:
        visit = desk.begin("exchange", read_of(THIEN))
        for _ in range(FOUND_MOST):
            desk.enter(desk.draft("exchange").model_copy(update={"form": visit.form}))
    _code, answer = find("thien")
    assert (len(answer["records"]), answer["more"]) == (FOUND_MOST, True)
    assert visit.id not in {one["record"] for one in answer["records"]}
