"""People and safekeeping: every state, from the first day to a store that is damaged."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photographer import settle, wait
from stage import NOW, Stage, held
from station_core.backups import LastBackup
from station_core.clock_watch import Skew
from station_queue import AuditVerdict
from station_queue.errors import BackupError
from station_queue.upkeep import StoreCheck
from station_ui.autopilot import type_text
from station_ui.screens.people import PeopleScreen
from station_ui.screens.safekeeping import SafekeepingScreen

GOOD: Final = "ghe-may-chin-bau-troi"
MORNING: Final = NOW - timedelta(hours=5, minutes=3)


def safekeeping(stage: Stage, folder: Path) -> None:
    """All well, a backup from beginning to end, and everything that can be wrong."""
    screen = stage.place.safekeeping
    assert screen is not None
    stage.place.go(stage.place.screens.indexOf(screen))
    wait(lambda: screen._care is not None, "how everything stands")
    stage.shot("safekeeping-never-backed-up")
    folder.mkdir()
    with held(stage, "care"):
        stage.work.care.back_up(folder / "USB")
        stage.shot("safekeeping-backup-running")
    wait(lambda: not stage.work.care.doing, "the backup")
    _rest(screen)
    stage.shot("safekeeping-backup-done")
    _show(screen, failed=None)
    stage.work.care.did = ""
    screen.retranslate()
    stage.shot("safekeeping")
    _show(screen, failed="BACKUP_NO_ROOM")
    stage.work.care.did = "backup"
    stage.work.care.error = BackupError("BACKUP_NO_ROOM", "full")
    screen.retranslate()
    stage.shot("safekeeping-backup-failed")
    stage.work.care.did, stage.work.care.error = "check", None
    stage.work.care.check = StoreCheck(
        at=NOW, full=True, pages=5120, findings=("pages_damaged", "totals_wrong")
    )
    _show(screen, failed=None)
    stage.shot("safekeeping-store-damaged")
    stage.work.care.did, stage.work.care.check = "", None
    _show(
        screen,
        audit=AuditVerdict(rows=412, wrong=97, why="changed"),
        skew=Skew(754.0, 1.0, "centre", NOW),
    )
    stage.shot("safekeeping-audit-broken")
    stage.work.care.did = ""
    stage.place.go(0)


def _rest(screen: SafekeepingScreen) -> None:
    wait(lambda: not screen._asking, "the answer")
    settle()


def _show(
    screen: SafekeepingScreen,
    *,
    failed: str | None = None,
    audit: AuditVerdict | None = None,
    skew: Skew | None = None,
) -> None:
    """What a look would find after a good morning, but for what is given."""
    _rest(screen)
    assert screen._care is not None
    screen._care = replace(
        screen._care,
        backup=LastBackup(MORNING, max(0, screen._care.records - 2), failed),
        sound_at=MORNING,
        audit=audit or AuditVerdict(rows=412),
        kept=4,
        erased_in=3,
        skew=skew or Skew(0.4, 0.5, "centre", MORNING),
        clock_off=skew is not None,
    )
    screen.retranslate()


def people(stage: Stage) -> None:
    """Everybody, somebody new, what is refused, a password, somebody who leaves, a code."""
    screen = stage.place.people
    assert screen is not None
    stage.place.go(stage.place.screens.indexOf(screen))
    wait(lambda: screen.list.person is not None, "the people")
    stage.shot("people-one")
    _add(screen, "Bình", {"operator"})
    _add(screen, "Nguyễn Thị Minh Khai", {"operator", "supervisor", "technician"})
    stage.services.notices.clear_news()
    QTest.keyClick(screen, Qt.Key.Key_Return)
    stage.shot("people-add")
    _fill(screen, "Dung", "12345678", "12345678", {"technician"})
    screen.form.primary.trigger()
    _answered(screen)
    stage.shot("people-add-weak-password")
    _fill(screen, "Bình", GOOD, GOOD, {"operator"})
    screen.form.primary.trigger()
    _answered(screen)
    stage.shot("people-add-name-taken")
    _fill(screen, "Dung", GOOD, GOOD[:-1], {"technician"})
    screen.form.primary.trigger()
    stage.shot("people-add-passwords-differ")
    _fill(screen, "Dung", GOOD, GOOD, set())
    screen.form.primary.trigger()
    _answered(screen)
    stage.shot("people-add-no-role")
    screen.back()
    change_one(stage, screen)


def change_one(stage: Stage, screen: PeopleScreen) -> None:
    """Another role, another password, no sign-in any more; then a code and one's own password."""
    screen.list._choose(1)
    screen.list.roles.trigger()
    stage.shot("people-roles")
    screen.back()
    screen.list.password.trigger()
    stage.shot("people-password")
    screen.back()
    screen.list.closing.trigger()
    stage.shot("people-disable")
    screen.sure.primary.trigger()
    _answered(screen)
    wait(lambda: any(not one.active for one in screen.list._people), "who was disabled")
    stage.services.notices.clear_news()
    stage.shot("people")
    screen.list.code.trigger()
    stage.shot("people-code-asked")
    screen.sure.primary.trigger()
    wait(lambda: screen.page is screen.code, "the code")
    screen.code.show_code("7K3M-P9XD-2QHT-WZ4B-8NVC-E6RG-5J0A")
    stage.shot("people-code")
    type_text(screen.code.again.input, "5JOB")
    screen.code.primary.trigger()
    stage.shot("people-code-another-group")
    screen.page.others[0].trigger()
    stage.shot("people-code-left")
    stage.services.notices.clear()
    own_password(stage)


def own_password(stage: Stage) -> None:
    """From the panel of what is one's own."""
    stage.place.nav.account.click()
    stage.shot("account")
    stage.place.account.password.click()
    stage.shot("own-password")
    own = stage.place.own_password
    type_text(own.old.input, "sai-mat-khau")
    type_text(own.new.input, GOOD)
    type_text(own.repeat.input, GOOD)
    own.button.click()
    wait(lambda: not own.accounts.busy, "the refusal")
    stage.shot("own-password-wrong")
    stage.place.popover.shut()
    stage.place.go(0)


def _add(screen: PeopleScreen, name: str, roles: set[str]) -> None:
    screen.add()
    _fill(screen, name, GOOD, GOOD, roles)
    screen.form.primary.trigger()
    _answered(screen)
    wait(lambda: any(one.name == name for one in screen.list._people), "the new one")


def _fill(screen: PeopleScreen, name: str, password: str, again: str, roles: set[str]) -> None:
    form = screen.form.form
    form.name.show_text(name)
    form.show_roles(roles)
    for field, typed in ((form.password, password), (form.repeat, again)):
        field.forget()
        type_text(field.input, typed)


def _answered(screen: PeopleScreen) -> None:
    wait(lambda: not screen.accounts.busy, "the answer")
    settle()
