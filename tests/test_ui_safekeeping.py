"""Safekeeping at the real window: what is said of the data, backups beside the work, upkeep."""

import csv
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from structlog.typing import EventDict

from station_capture import CardRead
from station_capture.card import Card
from station_core.backups import OpenedBy, check, last_backup
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.settings import BackupSettings, load_settings, save_settings
from station_core.signin import Session, sign_in
from station_core.upkeep import check_store
from station_ui.screens.safekeeping import SafekeepingScreen
from station_ui.tasks import Task, TaskRunner
from station_ui.upkeep import Pass, Upkeep
from window_operator import CARD, NAME, PASSWORD, WAIT_MS, Maker, Opener, Operator

AN = OpenedBy(PASSWORD, NAME)


def read_of(card: Card) -> CardRead:
    """A card as the camera reads it."""
    return CardRead(
        raw=card.id_number.encode(),
        card=card,
        warnings=(),
        repaired=False,
        stage="whole",
        ms=20.0,
        corners=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    )


def session_of(folder: DeskFolder) -> Session:
    return sign_in(folder, NAME, PASSWORD)


def finish_one(folder: DeskFolder) -> None:
    """One record, with nothing of a device."""
    with Desk(session_of(folder)) as desk:
        visit = desk.begin("confirm_old_number", read_of(CARD), again=True)
        desk.finish(desk.confirm_details(visit, {"old_id": "280990201"}))


def keep_in(folder: DeskFolder, target: Path, every: int = 0) -> None:
    settings = load_settings(folder.settings)
    backup = BackupSettings(folder=str(target), every_records=every)
    save_settings(folder.settings, settings.model_copy(update={"backup": backup}))


def at_safekeeping(desk: Operator) -> SafekeepingScreen:
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace)
    screen = desk.place.safekeeping
    assert screen is not None
    [tab] = [one for one in desk.place.tabs if one.text() == "An toàn"]
    tab.click()
    at_rest(desk, screen)
    return screen


def at_rest(desk: Operator, screen: SafekeepingScreen) -> None:
    desk.wait(lambda: screen._care and not screen._asking and not desk.place._work.care.doing)


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Whatever runs on the lane of care stands still where it asks whether to stop."""
    begun, go_on = threading.Event(), threading.Event()
    asked = Task.stopped

    def stopped(task: Task) -> bool:
        if threading.current_thread().name.startswith("care"):
            begun.set()
            go_on.wait()
        return asked(task)

    monkeypatch.setattr(Task, "stopped", stopped)
    yield begun, go_on
    go_on.set()


# -- what is said --------------------------------------------------------------------------------


def test_an_empty_desk_is_well_and_records_without_a_backup_are_not(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    assert screen.verdict.text() == "Mọi thứ ổn"
    finish_one(folder)
    desk.place.overview.refresh()
    desk.wait(lambda: screen.verdict.text() == "Chưa sao lưu lần nào")
    assert "nguyên vẹn" in screen.audit.accessibleName().lower()


def test_an_audit_that_was_changed_comes_before_all_else(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    finish_one(folder)
    with session_of(folder).open_store() as store:
        store._database.run("DROP TRIGGER audit_unchanged")
        store._database.run("UPDATE audit SET who = 'somebody' WHERE seq = 2")
    screen = at_safekeeping(open_desk(folder))
    assert screen.verdict.text() == "Nhật ký không còn nguyên"
    assert "2" in screen.audit.detail.text()


def test_a_look_at_the_store_finds_what_is_wrong(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    QTest.keyClick(screen, Qt.Key.Key_F3)
    at_rest(desk, screen)
    assert screen.store.fact.text() == "Nguyên vẹn"
    with session_of(folder).open_store() as store:
        store._database.run("UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'")
    QTest.keyClick(screen, Qt.Key.Key_F3)
    at_rest(desk, screen)
    assert screen.verdict.text() == "Kho dữ liệu có chỗ hỏng"
    assert screen.store.fact.text() == "Có chỗ hỏng"


# -- a backup that somebody asks for -------------------------------------------------------------


def test_enter_backs_up_where_the_desk_is_set_to(
    open_desk: Opener, make_folder: Maker, wall: str, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    finish_one(folder)
    keep_in(folder, tmp_path / "stick")
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    assert screen.elsewhere.isVisible()
    QTest.keyClick(screen, Qt.Key.Key_Return)
    at_rest(desk, screen)
    [file] = (tmp_path / "stick").iterdir()
    assert check(file, AN).manifest.totals["waiting"] == 1
    assert file.name in screen.panel.detail.text()
    assert screen.verdict.text() == "Bản sao nằm cùng ổ với dữ liệu"
    assert screen.backup.fact.text().startswith("Hôm nay")


def test_a_backup_that_fails_says_what_helps(
    open_desk: Opener, make_folder: Maker, wall: str, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "no" / "stick")
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    QTest.keyClick(screen, Qt.Key.Key_Return)
    desk.wait(lambda: screen.verdict.text() == "Lần sao lưu cuối không xong")
    at_rest(desk, screen)
    assert screen.panel.isHidden()
    assert screen.problem.isHidden()  # all of it is said above
    keep = tmp_path / "stick"
    desk.place._work.care.back_up(keep)
    desk.wait(lambda: screen.verdict.text() == "Mọi thứ ổn" or "cùng ổ" in screen.verdict.text())


def test_a_visit_goes_on_while_a_backup_runs(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    tmp_path: Path,
    paused: tuple[threading.Event, threading.Event],
) -> None:
    begun, go_on = paused
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick")
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    QTest.keyClick(screen, Qt.Key.Key_Return)
    desk.wait(begun.is_set)
    assert not screen.primary.isEnabled()
    desk.place.tabs[0].click()
    flow = desk.place.visit.flow
    flow.begin("confirm_old_number", read_of(CARD))
    desk.wait(lambda: flow.visit is not None and not flow.busy)
    assert desk.place._work.care.doing == "backup"
    go_on.set()
    desk.wait(lambda: not desk.place._work.care.doing)
    assert desk.place._work.care.error is None
    [file] = (tmp_path / "stick").iterdir()
    check(file, AN)


def test_a_backup_that_is_stopped_leaves_nothing(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    tmp_path: Path,
    paused: tuple[threading.Event, threading.Event],
) -> None:
    begun, go_on = paused
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick")
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    QTest.keyClick(screen, Qt.Key.Key_Return)
    desk.wait(begun.is_set)
    screen.panel.cancel.click()
    go_on.set()
    at_rest(desk, screen)
    assert screen.panel.state == "cancelled"
    assert list((tmp_path / "stick").iterdir()) == []
    assert screen.problem.isHidden()


# -- the audit, taken along ----------------------------------------------------------------------


def test_a_supervisor_takes_the_audit_along(
    open_desk: Opener, make_folder: Maker, wall: str, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    desk = open_desk(folder)
    screen = at_safekeeping(desk)
    target = tmp_path / "audit.csv"
    screen.save_audit(target)
    desk.wait(lambda: desk.services.notices.news)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["act"] == "desk_set_up"
    assert rows[-1]["act"] == "audit_exported"
    assert target.stat().st_mode & 0o077 == 0


def test_a_technician_backs_up_and_takes_no_audit_along(
    open_desk: Opener, make_folder: Maker, wall: str
) -> None:
    screen = at_safekeeping(open_desk(make_folder(camera=wall, roles={"technician"})))
    assert screen.primary.isEnabled()
    assert not screen.export.isVisible()


# -- what the desk does by itself ----------------------------------------------------------------


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    del qtbot
    made = TaskRunner()
    yield made
    assert made.close(20)


def _more_than(ended: list[Pass], count: int) -> bool:
    return len(ended) > count


def passes(upkeep: Upkeep) -> list[Pass]:
    ended: list[Pass] = []
    upkeep.passed.connect(ended.append)
    return ended


def test_passes_follow_each_other_and_the_store_is_looked_at_once_a_day(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner
) -> None:
    upkeep = Upkeep(runner, session_of(make_folder(camera=wall)), every_ms=1)
    ended = passes(upkeep)
    qtbot.waitUntil(lambda: len(ended) >= 3, timeout=WAIT_MS)
    upkeep.close()
    assert ended[0].check is not None
    assert ended[0].check.ok
    assert [one.check for one in ended[1:]] == [None] * (len(ended) - 1)
    assert not any(one.errors for one in ended)


def test_enough_records_are_backed_up_by_themselves(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick", every=2)
    finish_one(folder)
    session = session_of(folder)
    upkeep = Upkeep(runner, session, every_ms=WAIT_MS)
    ended = passes(upkeep)
    for _ in range(3):
        upkeep.run()
        upkeep.run()  # beside itself it does not run
        count = len(ended)
        qtbot.waitUntil(partial(_more_than, ended, count), timeout=WAIT_MS)
        finish_one(folder)
    upkeep.close()
    assert [one.backup is not None for one in ended] == [True, False, True]
    file = max((tmp_path / "stick").iterdir())
    assert check(file, AN).manifest.totals["waiting"] == 3
    with session.open_store() as store:
        assert last_backup(store).records == 3


def test_a_folder_alone_is_enough_for_a_backup_a_day(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick")
    clock = [local_now()]
    upkeep = Upkeep(runner, session_of(folder), now=lambda: clock[0], every_ms=WAIT_MS)
    ended = passes(upkeep)

    def backs_up() -> bool:
        count = len(ended)
        upkeep.run()
        qtbot.waitUntil(lambda: len(ended) > count, timeout=WAIT_MS)
        return ended[-1].backup is not None

    assert not backs_up()  # there is nothing yet
    finish_one(folder)
    assert backs_up()
    finish_one(folder)
    assert not backs_up()
    clock[0] += timedelta(days=1)
    assert backs_up()
    clock[0] += timedelta(days=1)
    assert not backs_up()  # all of it is in the last one
    upkeep.close()


def test_a_store_with_something_wrong_is_backed_up_all_the_same(
    qtbot: QtBot,
    make_folder: Maker,
    wall: str,
    runner: TaskRunner,
    tmp_path: Path,
    logged: list[EventDict],
) -> None:
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick")
    finish_one(folder)
    session = session_of(folder)
    with session.open_store() as store:
        store._database.run("UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'")
    upkeep = Upkeep(runner, session, every_ms=WAIT_MS)
    ended = passes(upkeep)
    upkeep.run()
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)
    upkeep.close()
    assert ended[0].errors.keys() == {"store"}
    assert ended[0].backup is not None
    assert ended[0].backup.findings == ("totals_wrong",)
    assert [one["event"] for one in logged if one["log_level"] == "error"] == ["store_unsound"]
    logged.clear()


def test_what_somebody_has_mended_meanwhile_is_no_longer_said(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner, logged: list[EventDict]
) -> None:
    session = session_of(make_folder(camera=wall))
    with session.open_store() as store:
        store._database.run("UPDATE tallies SET visits = visits + 1 WHERE name = 'accepted'")
    upkeep = Upkeep(runner, session, every_ms=WAIT_MS)
    ended = passes(upkeep)
    said = []
    for _ in range(2):
        upkeep.run()
        count = len(ended)
        qtbot.waitUntil(partial(_more_than, ended, count), timeout=WAIT_MS)
        said.append(upkeep.check)
    assert [one is not None and one.findings for one in said] == [("totals_wrong",)] * 2
    assert check_store(session, mend=True).ok
    upkeep.run()
    qtbot.waitUntil(partial(_more_than, ended, 2), timeout=WAIT_MS)
    upkeep.close()
    assert upkeep.check is None
    logged.clear()


def test_a_store_that_cannot_be_asked_whether_a_backup_is_due_is_told_of_once(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick", every=1)
    upkeep = Upkeep(runner, session_of(folder), every_ms=WAIT_MS)
    ended, told = passes(upkeep), []
    upkeep.failed.connect(lambda error: told.append(error.code))
    folder.store.rename(tmp_path / "away.db")
    for _ in range(3):
        count = len(ended)
        upkeep.run()
        qtbot.waitUntil(partial(_more_than, ended, count), timeout=WAIT_MS)
    upkeep.close()
    assert ended[-1].codes["backup"] == "STORE_MISSING"
    assert told == ["STORE_MISSING"] * 3  # of each of the three parts once


def test_what_fails_is_told_once_until_it_is_well_again(
    qtbot: QtBot, make_folder: Maker, wall: str, runner: TaskRunner, tmp_path: Path
) -> None:
    folder = make_folder(camera=wall)
    stick = tmp_path / "media" / "stick"
    keep_in(folder, stick, every=1)
    finish_one(folder)
    clock = [0.0]
    upkeep = Upkeep(runner, session_of(folder), elapsed=lambda: clock[0], every_ms=WAIT_MS)
    ended, told = passes(upkeep), []
    upkeep.failed.connect(lambda error: told.append(error.code))

    def run() -> Pass:
        count = len(ended)
        upkeep.run()
        qtbot.waitUntil(lambda: len(ended) > count, timeout=WAIT_MS)
        return ended[-1]

    assert run().errors
    assert not run().errors  # not tried anew so soon
    clock[0] = 1000.0
    assert run().errors
    assert told == ["BACKUP_FOLDER_UNUSABLE"]
    stick.parent.mkdir()
    clock[0] = 2000.0
    assert run().backup is not None
    upkeep.close()


def test_a_pass_ends_with_the_work(
    make_folder: Maker,
    wall: str,
    runner: TaskRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    asked = Task.stopped

    def stopped(task: Task) -> bool:
        begun.set()
        go_on.wait()
        return asked(task)

    monkeypatch.setattr(Task, "stopped", stopped)
    folder = make_folder(camera=wall)
    keep_in(folder, tmp_path / "stick", every=1)
    finish_one(folder)
    upkeep = Upkeep(runner, session_of(folder), every_ms=WAIT_MS)
    upkeep.run()
    assert begun.wait(20)
    upkeep.close()
    go_on.set()
    assert runner.close(20)
    assert not (tmp_path / "stick").exists()
    upkeep.run()
    assert not upkeep._timer.isActive()
