"""Erasing and upkeep at a desk: by whom, by whose time, with which row of the audit."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_core.boot import Boot
from station_core.cli import run
from station_core.clock_watch import keep_date
from station_core.erasing import REASONS, erase_due, erase_now
from station_core.errors import CommandError, NotAllowedError
from station_core.folder import DeskFolder
from station_core.messages import known
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.upkeep import CHECKED_AT, check_store, run_upkeep
from station_queue import Person, RowError
from station_queue.centre_date import CentreDate
from station_queue.ids import uuid7
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity
from station_queue.packet.receipt import Receipt, Verdict

PASSWORD = "bay con vit troi"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHECKED = "store_checked"
IMAGE = b"portrait of an invented person " * 2000


def boot() -> Boot:
    return Boot("boot-1", 1000.0)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=NOON, cost=cost)
    return sign_in(folder, "An", PASSWORD)


def as_a(session: Session, *roles: str) -> Session:
    """The same desk with somebody of only these roles."""
    person = Person(id=session.person.id, name="Bình", roles=frozenset(roles))
    return Session(session.folder, session.settings, person, session.key)


def answered(session: Session, verdict: Verdict | None, when: datetime = NOON) -> str:
    """A finished record with the centre's verdict, if it gave one."""
    record = uuid7(NOON, secrets.token_bytes)
    with session.open_store() as store:
        store.start_visit(
            visit=record,
            procedure="exchange",
            operator=session.person.id,
            day=NOON.date(),
            at=NOON,
            document="{}",
            parts={"portrait.jpg": IMAGE},
        )
        store.finish_visit(record, at=NOON, document="{}", sealed=IMAGE)
        if verdict is not None:
            [row] = [each for each in store.deliveries() if each.record == record]
            receipt = Receipt(
                record=record,
                packet_sha256=row.sha256,
                verdict=verdict,
                issued_at=when,
                signature="",
            )
            store.settle(receipt, at=when)
    return record


def centre_says(session: Session, moment: datetime) -> None:
    """The centre is heard now, by the clock of `boot`."""
    with session.open_store() as store:
        date = CentreDate(told=moment, asked=boot().seconds, came=boot().seconds)
        keep_date(store, date, boot())


def still_there(session: Session, record: str) -> bool:
    with session.open_store() as store:
        return store.visit(record).document != ""


def written(session: Session, act: str) -> list[tuple[str, str | None, dict[str, object]]]:
    with session.open_store() as store:
        rows = [row for row in store.audit_rows() if row.act == act]
        return [(row.who, row.about, dict(row.facts)) for row in rows]


# --- by time


def test_what_was_accepted_a_week_ago_is_erased_and_written_down(session: Session) -> None:
    old = answered(session, "accepted", NOON - timedelta(days=8))
    new = answered(session, "accepted", NOON - timedelta(days=6))
    rejected = answered(session, "rejected", NOON - timedelta(days=99))
    waiting = answered(session, None)
    centre_says(session, NOON)

    erased = erase_due(session, now=at(NOON), boot=boot)

    assert erased is not None
    assert (erased.records, erased.cleared, erased.copies) == (1, True, 0)
    assert [still_there(session, each) for each in (old, new, rejected, waiting)] == [
        False,
        True,
        True,
        True,
    ]
    assert written(session, "record_erased") == [
        ("desk", old, {"by": "retention", "bytes": erased.bytes})
    ]
    assert erased.bytes == 2 * len(IMAGE) + 2


def test_without_the_centres_time_nothing_is_erased(session: Session) -> None:
    record = answered(session, "accepted", NOON - timedelta(days=400))
    assert erase_due(session, now=at(NOON), boot=boot) is None
    centre_says(session, NOON)
    assert erase_due(session, now=at(NOON), boot=lambda: Boot("boot-2", 5.0)) is None
    assert still_there(session, record)


def test_a_clock_put_a_year_ahead_erases_nothing_early(session: Session) -> None:
    record = answered(session, "accepted", NOON)
    centre_says(session, NOON)
    erased = erase_due(session, now=at(NOON + timedelta(days=365)), boot=boot)
    assert erased is not None
    assert erased.records == 0
    assert still_there(session, record)


def test_a_pass_that_is_stopped_leaves_the_rest_for_the_next(session: Session) -> None:
    records = [answered(session, "accepted", NOON - timedelta(days=8)) for _ in range(4)]
    centre_says(session, NOON)
    asked = iter([False, False, False, *[True] * 100])
    first = erase_due(session, lambda: next(asked), now=at(NOON), boot=boot)
    assert first is not None
    assert 0 < first.records < 4
    rest = erase_due(session, now=at(NOON), boot=boot)
    assert rest is not None
    assert first.records + rest.records == 4
    assert not any(still_there(session, record) for record in records)


def test_a_copy_of_before_a_migration_goes_once_the_store_was_found_sound(
    session: Session,
) -> None:
    copy = session.folder.store.with_name("station.db.v3.bak")
    copy.write_bytes(b"encrypted")
    made = NOON - timedelta(days=20)
    os.utime(copy, (made.timestamp(), made.timestamp()))
    centre_says(session, NOON)

    unchecked = erase_due(session, now=at(NOON), boot=boot)
    assert unchecked is not None
    assert unchecked.copies == 1
    assert run_upkeep(session, now=at(made - timedelta(days=1)), boot=boot) is not None
    checked_before = erase_due(session, now=at(NOON), boot=boot)
    assert checked_before is not None
    assert checked_before.copies == 1
    assert run_upkeep(session, now=at(NOON), boot=boot) is not None
    checked_since = erase_due(session, now=at(NOON), boot=boot)
    assert checked_since is not None
    assert checked_since.copies == 0
    assert not copy.exists()


def test_why_visits_were_cancelled_is_erased_after_as_many_days(session: Session) -> None:
    def cancelled(days: int) -> str:
        visit, then = uuid7(NOON, secrets.token_bytes), NOON - timedelta(days=days)
        with session.open_store() as store:
            store.start_visit(
                visit=visit,
                procedure="exchange",
                operator=session.person.id,
                day=then.date(),
                at=then,
                document="{}",
            )
            store.cancel_visit(visit, at=then, reason="the citizen was ill")
            assert store.clear_log()
        return visit

    old, new = cancelled(8), cancelled(6)
    centre_says(session, NOON)
    erased = erase_due(session, now=at(NOON), boot=boot)
    assert erased is not None
    assert erased.cleared
    with session.open_store() as store:
        rows = store._database.rows("SELECT visit, reason FROM visits")
        assert not store.must_clear_log()
    assert {row["visit"]: row["reason"] for row in rows} == {old: "", new: "the citizen was ill"}


# --- by hand


@pytest.mark.parametrize("reason", REASONS)
def test_a_supervisor_erases_one_for_a_reason(session: Session, reason: str) -> None:
    record, other = answered(session, "accepted"), answered(session, "accepted")
    erased = erase_now(as_a(session, "supervisor"), record, reason, now=at(NOON), boot=boot)
    assert (erased.records, erased.cleared) == (1, True)
    assert not still_there(session, record)
    assert still_there(session, other)
    facts = {"by": "hand", "reason": reason, "bytes": erased.bytes}
    assert written(session, "record_erased") == [(session.person.id, record, facts)]
    again = erase_now(session, record, reason, now=at(NOON), boot=boot)
    assert (again.records, again.bytes) == (0, 0)
    assert len(written(session, "record_erased")) == 1


def test_every_reason_has_a_word() -> None:
    assert known("erase_reason") == set(REASONS)


@pytest.mark.parametrize("role", ["operator", "technician"])
def test_nobody_else_erases_before_the_time(session: Session, role: str) -> None:
    record = answered(session, "accepted")
    with pytest.raises(NotAllowedError):
        erase_now(as_a(session, role), record, "other")
    assert still_there(session, record)
    assert written(session, "record_erased") == []


def test_what_the_centre_has_not_accepted_cannot_be_erased(session: Session) -> None:
    for verdict in ("rejected", None):
        record = answered(session, verdict)
        with pytest.raises(RowError) as caught:
            erase_now(session, record, "other")
        assert caught.value.code == "ERASE_NOT_ACCEPTED"
        assert still_there(session, record)
    with pytest.raises(CommandError) as unknown:
        erase_now(session, uuid7(NOON, secrets.token_bytes), "other")
    assert unknown.value.code == "RECORD_NOT_HERE"
    assert written(session, "record_erased") == []


# --- the daily look


def test_the_store_is_looked_at_once_a_day(session: Session) -> None:
    def look(moment: datetime) -> bool:
        return run_upkeep(session, now=at(moment), boot=boot) is not None

    assert look(NOON)
    assert not look(NOON + timedelta(hours=23))
    assert look(NOON + timedelta(hours=24))
    assert look(NOON - timedelta(days=40)), "a clock set back does not put it off for ever"
    assert [facts["findings"] for _who, _about, facts in written(session, "store_checked")] == [
        None
    ] * 3


def test_a_look_that_is_stopped_is_due_again(session: Session) -> None:
    assert run_upkeep(session, lambda: True, now=at(NOON), boot=boot) is None
    with session.open_store() as store:
        assert store.mark(CHECKED_AT) is None
    assert run_upkeep(session, now=at(NOON), boot=boot) is not None


def test_what_is_wrong_is_told_written_down_and_looked_at_again(
    session: Session, logged: list[EventDict]
) -> None:
    with session.open_store() as store:
        store._database.run("UPDATE tallies SET visits = 5 WHERE name = 'created'")
    for _ in range(20):
        found = run_upkeep(session, now=at(NOON), boot=boot)
        assert found is not None
        assert found.findings == ("totals_wrong",)
    assert unsound(session) == ["totals_wrong"], "one look, and one row of what is for ever"
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == [
        "store_unsound"
    ]
    logged.clear()


def unsound(session: Session) -> list[object]:
    return [facts["findings"] for *_, facts in written(session, "store_checked")]


def test_what_stays_wrong_is_written_down_once_a_day_and_what_changes_at_once(
    session: Session, logged: list[EventDict]
) -> None:
    def looked(hours: int) -> tuple[str, ...]:
        found = run_upkeep(session, now=at(NOON + timedelta(hours=hours)), boot=boot)
        return () if found is None else found.findings

    def harmed(sql: str) -> None:
        with session.open_store() as store, store._database.references_unchecked():
            store._database.run(sql)

    harmed("UPDATE tallies SET visits = 5 WHERE name = 'created'")
    for hours in (0, 1, 2, 23):
        assert looked(hours) == ("totals_wrong",)
    assert unsound(session) == ["totals_wrong"]
    assert looked(24) == ("totals_wrong",)
    assert unsound(session) == ["totals_wrong"] * 2
    harmed("INSERT INTO person_roles VALUES ('nobody', 'operator')")
    assert looked(25) == ("references_broken", "totals_wrong")
    assert unsound(session) == ["totals_wrong"] * 2 + ["references_broken totals_wrong"]
    harmed("DELETE FROM person_roles WHERE person = 'nobody'")
    harmed("UPDATE tallies SET visits = 0")
    assert looked(26) == ()
    assert unsound(session)[3:] == [None]
    logged.clear()


def test_wrong_totals_are_counted_anew_for_whoever_asks_and_written_down(
    session: Session, logged: list[EventDict]
) -> None:
    answered(session, "accepted")
    with session.open_store() as store:
        before = store.totals()
        store._database.run("UPDATE tallies SET visits = 5 WHERE name = 'created'")
    technician = as_a(session, "technician")
    assert not check_store(technician, now=at(NOON), boot=boot).ok
    assert check_store(technician, mend=True, now=at(NOON), boot=boot).ok
    with session.open_store() as store:
        assert store.totals() == before
    rows = [(facts["findings"], facts.get("mended")) for *_, facts in written(session, CHECKED)]
    assert rows == [("totals_wrong", None), ("totals_wrong", "totals_wrong"), (None, None)]
    logged.clear()


def test_where_more_than_the_totals_is_wrong_nothing_is_counted_anew(
    session: Session, logged: list[EventDict]
) -> None:
    with session.open_store() as store, store._database.references_unchecked():
        store._database.run("UPDATE tallies SET visits = 5 WHERE name = 'created'")
        store._database.run("INSERT INTO person_roles VALUES ('nobody', 'operator')")
    found = check_store(session, mend=True, now=at(NOON), boot=boot)
    assert found.findings == ("references_broken", "totals_wrong")
    with session.open_store() as store:
        assert store.totals().created == 5
    logged.clear()


@pytest.mark.parametrize(("role", "may"), [("operator", False), ("technician", True)])
def test_who_may_look(session: Session, role: str, may: bool) -> None:
    asking = as_a(session, role)
    if may:
        assert check_store(asking, full=True, now=at(NOON), boot=boot).ok
        assert [who for who, *_ in written(session, "store_checked")] == [session.person.id]
    else:
        with pytest.raises(NotAllowedError):
            check_store(asking)


# --- from the command line


@pytest.fixture
def command(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, object]]]:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(*words: str) -> tuple[int, dict[str, object]]:
        code = run([*words, "--data", str(session.folder.root), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


Command = Callable[..., tuple[int, dict[str, object]]]


def test_erase_by_hand(session: Session, command: Command) -> None:
    record = answered(session, "accepted")
    code, said = command("erase", record, "--reason", "citizen_asked")
    assert (code, said["record"], said["records"]) == (0, record, 1)
    assert not still_there(session, record)


def test_erase_refuses_with_a_sentence(session: Session, command: Command) -> None:
    record = answered(session, None)
    code, said = command("erase", record, "--reason", "other", "--lang", "en")
    error = said["error"]
    assert isinstance(error, dict)
    assert (code, error["code"]) == (1, "ERASE_NOT_ACCEPTED")
    assert "The record is whole." in error["message"]


def test_erase_due_needs_the_centres_time(command: Command) -> None:
    code, said = command("erase", "--due")
    assert code == 1
    assert said["error"]["code"] == "ERASE_NO_TIME"  # type: ignore[index]  # a JSON object


@pytest.mark.parametrize(
    "words", [["erase"], ["erase", "x"], ["erase", "--due", "x"], ["erase", "x", "--reason", "y"]]
)
def test_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(words)
    assert caught.value.code == 2


def test_store_check(session: Session, command: Command, logged: list[EventDict]) -> None:
    answered(session, "accepted")
    code, said = command("store", "check", "--full")
    assert (code, said["ok"], said["findings"]) == (0, True, [])
    with session.open_store() as store:
        store._database.run("UPDATE tallies SET visits = 5 WHERE name = 'created'")
    code, said = command("store", "check", "--lang", "en")
    assert (code, said["ok"]) == (1, False)
    assert said["findings"] == [{"code": "totals_wrong", "text": "the totals do not agree"}]
    assert said["error"]["code"] == "STORE_CHECK_FAILED"  # type: ignore[index]
    code, said = command("store", "check", "--mend")
    assert (code, said["ok"]) == (0, True)
    logged.clear()
