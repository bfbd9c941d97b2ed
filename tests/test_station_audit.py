"""The audit of a desk: what leaves a row, and the commands that look at it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from station_capture import read_card_image
from station_capture.drawn import INVENTED_PEOPLE, draw_card
from station_core.audit import AuditTrail
from station_core.cli import run
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.finger import Absence
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.settings_change import change_settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.visit import Visit
from station_queue.database import Database
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity, open_packet

NAME, PASSWORD = "An", "mat-khau-thu"
IDENTITY, RECIPIENT = generate_identity()
TODAY = local_now().date()
CITIZEN = INVENTED_PEOPLE[0]
Ctl = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=RECIPIENT),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now(), cost=cost)
    return folder


@pytest.fixture
def session(folder: DeskFolder) -> Session:
    return sign_in(folder, NAME, PASSWORD)


@pytest.fixture
def ctl(
    folder: DeskFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ctl:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--data", str(folder.root), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


def begun(desk: Desk) -> Visit:
    """A citizen whose number is to be confirmed: no biometrics asked for."""
    read = read_card_image(draw_card(CITIZEN), today=TODAY)
    return desk.begin("confirm_old_number", read)


def acts_of(session: Session) -> list[tuple[str, str | None]]:
    with session.open_store() as store:
        assert store.verify_audit().ok
        return [(row.act, row.about) for row in store.audit_rows()]


def test_a_visit_leaves_a_row_at_each_end(session: Session) -> None:
    with Desk(session) as desk:
        first = desk.begin("exchange")
        desk.cancel(first, "nhầm người")
        second = desk.begin("exchange")
        desk.fingers.mark_missing(second, 2, Absence(reason="worn"))  # a step leaves none
    assert acts_of(session)[-3:] == [
        ("visit_started", first.id),
        ("visit_cancelled", first.id),
        ("visit_started", second.id),
    ]


def test_a_visit_that_changes_hands_says_so_in_visit_record_and_audit(
    session: Session,
) -> None:
    with Desk(session) as desk:
        visit = begun(desk)
        assert desk.take_over(visit) == visit  # one's own
    another = Session(
        session.folder,
        session.settings,
        type(session.person)(id="01" * 18, name="Bình", roles=session.person.roles),
        session.key,
    )
    with Desk(another) as desk:
        [unfinished] = desk.open_visits()
        taken = desk.take_over(unfinished)
        assert taken.holder == "Bình"
        assert taken.operator == NAME
        assert desk.take_over(taken) == taken  # once is enough
        desk.confirm_details(taken, {"old_id": "280990201"})
        [ready] = desk.open_visits()
        desk.finish(ready)
    rows = acts_of(session)
    assert rows[-2:] == [("handed_over", visit.id), ("record_queued", visit.id)]
    with session.open_store() as store:
        sealed = b"".join(store.packet_chunks(visit.id))
        head = list(store.audit_rows())[-2]
    record = json.loads(open_packet(sealed, IDENTITY).parts["record.json"])
    assert [one["to"] for one in record["handovers"]] == ["Bình"]
    assert record["audit"] == {"seq": head.seq, "hash": head.hash}


def test_no_row_holds_anything_about_a_citizen(session: Session) -> None:
    with Desk(session) as desk:
        desk.cancel(begun(desk), f"{CITIZEN.full_name} đi về")
    with session.open_store() as store:
        told = "".join(repr(row) for row in store.audit_rows())
    for personal in (CITIZEN.full_name, CITIZEN.id_number, CITIZEN.address):
        assert personal not in told


def test_an_act_nobody_knows_is_a_mistake_of_ours(session: Session) -> None:
    with session.open_store() as store, pytest.raises(ValueError, match="no act of the audit"):
        AuditTrail(store, "desk").note("something")


def test_a_changed_setting_is_written_down_by_its_section(session: Session) -> None:
    change_settings(
        session,
        lambda now: now.model_copy(
            update={"scanner": now.scanner.model_copy(update={"port": "/dev/ttyUSB0"})}
        ),
    )
    with session.open_store() as store:
        row = list(store.audit_rows())[-1]
    assert (row.act, row.facts) == ("settings_changed", {"what": "scanner"})


def test_the_command_finds_a_row_that_was_removed(ctl: Ctl, session: Session) -> None:
    with Desk(session) as desk:
        for _ in range(3):
            desk.cancel(desk.begin("exchange"), "thử")
    code, answer = ctl("audit", "verify")
    assert code == 0
    assert answer["ok"] is True
    rows, head = answer["rows"], answer["head"]
    assert head.startswith(f"{rows}:")
    code, answer = ctl("audit", "verify", "--head", head)
    assert (code, answer["ok"]) == (0, True)

    database = Database.connect(session.folder.store, session.key)
    database.run("DROP TRIGGER audit_stays")
    database.run("DELETE FROM audit WHERE seq = 2")
    database.close()
    code, answer = ctl("audit", "verify")
    assert code == 1
    assert answer["error"]["code"] == "AUDIT_BROKEN"
    assert (answer["ok"], answer["wrong"], answer["why"]) == (False, 2, "missing")


def test_a_head_that_is_none_is_wrong_usage(ctl: Ctl) -> None:
    with pytest.raises(SystemExit) as wrong:
        ctl("audit", "verify", "--head", "12")
    assert wrong.value.code == 2


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_audit_is_written_to_a_file_with_names_and_words(
    ctl: Ctl, session: Session, tmp_path: Path, form: str
) -> None:
    with Desk(session) as desk:
        visit = desk.begin("exchange")
    out = tmp_path / f"nhat-ky.{form}"
    code, answer = ctl("audit", "export", "--out", out, "--format", form)
    assert code == 0
    text = out.read_text(encoding="utf-8-sig")
    rows: list[dict[str, Any]]
    if form == "csv":
        rows = list(csv.DictReader(text.splitlines()))
    else:
        rows = [json.loads(line) for line in text.splitlines()]
    assert answer["rows"] == len(rows)
    assert rows[-1]["act"] == "audit_exported"
    [started] = [row for row in rows if row["act"] == "visit_started"]
    assert (started["name"], started["words"], started["about"]) == (
        NAME,
        "bắt đầu lượt",
        visit.id,
    )
    assert ctl("audit", "export", "--out", out)[1]["error"]["code"] == "OUT_EXISTS"
