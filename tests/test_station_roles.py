"""Who may do what: every row of the table, at the doors behind all screens and commands."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from station_core.audit_export import exported, verified
from station_core.backups import run_backup
from station_core.catalogue import shipped_catalogue
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.enrolling import enrol_desk
from station_core.erasing import erase_now
from station_core.errors import NotAllowedError, StationError
from station_core.finger import Absence
from station_core.folder import DeskFolder
from station_core.handover import export_packets, import_receipts
from station_core.people import People, change_password
from station_core.prints_export import export_prints
from station_core.reconciling import reconcile
from station_core.roles import ALL_ROLES, MAY, Act, Role
from station_core.safekeeping import look_after
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.settings_change import change_settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.upkeep import check_store
from station_core.visit import Visit
from station_queue import QueueError
from station_queue.kdf import KdfCost
from station_queue.line import AlwaysUp
from station_queue.packet import (
    EnrolmentCode,
    generate_identity,
    generate_signing_key,
    public_key,
)

NAME, PASSWORD, OTHER = "An", "mat-khau-thu", "ca chep hoa rong"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
DAY = date(2026, 11, 28)
NOBODY = "01a20982-e6ce-71d7-a11a-d04b09dd83bf"

CODE = EnrolmentCode(
    url="http://127.0.0.1:9",
    recipient=generate_identity()[1],
    receipt_key=public_key(generate_signing_key()),
    token="t" * 22,
)
Door = Callable[[Desk], object]
DOORS: dict[Act, list[Door]] = {
    Act.COLLECT: [
        lambda desk: desk.begin("exchange"),
        lambda desk: desk.keep_draft(_open(desk), {"full_name": "x"}),
        lambda desk: desk.confirm_details(_open(desk), {}),
        lambda desk: desk.change_procedure(_open(desk), "reissue"),
        lambda desk: desk.take_over(_open(desk)),
        lambda desk: desk.finish(_open(desk)),
        lambda desk: desk.reopen(NOBODY),
        lambda desk: desk.cancel(_open(desk), "nhầm"),
        lambda desk: desk.fingers.mark_missing(_open(desk), 2, Absence(reason="worn")),
        lambda desk: desk.part(_open(desk), "portrait.jpg"),
        lambda desk: desk.earlier("074085990101", "exchange"),
        lambda desk: desk.open_visits(),
        lambda desk: desk.recent_visits(5),
    ],
    Act.QUEUE: [
        lambda desk: desk.figures.totals(),
        lambda desk: desk.figures.done_today(),
        lambda desk: desk.queue.deliveries(),
        lambda desk: desk.queue.page(0, 10),
        lambda desk: desk.queue.send_now(),
    ],
    Act.TOTALS: [
        lambda desk: desk.figures.report(DAY, DAY),
        lambda desk: desk.figures.visits_by_hour(DAY),
    ],
    Act.EXPORT_RECORD: [
        lambda desk: export_prints(desk.session, NOBODY, "iso19794-4", local_now())
    ],
    Act.EXPORT_AUDIT: [lambda desk: exported(desk.session, "vi")],
    Act.FIND: [lambda desk: desk.queue.find("nguyen")],
    Act.OWN_PASSWORD: [lambda desk: change_password(desk.session, PASSWORD, OTHER, CHEAP)],
    Act.PEOPLE: [lambda desk: People(desk.session)],
    Act.ERASE: [lambda desk: erase_now(desk.session, NOBODY, "other")],
    Act.AUDIT: [lambda desk: verified(desk.session)],
    Act.BACKUP: [
        lambda desk: run_backup(desk.session, desk.session.folder.root / "backups"),
        lambda desk: look_after(desk.session),
    ],
    Act.HANDOVER: [
        lambda desk: export_packets(desk.session, desk.session.folder.root),
        lambda desk: import_receipts(desk.session, desk.session.folder.root),
    ],
    Act.RECONCILE: [lambda desk: reconcile(desk.session, network=AlwaysUp())],
    Act.CHECK_STORE: [lambda desk: check_store(desk.session)],
    Act.DEVICES: [
        lambda desk: change_settings(desk.session, lambda settings: settings),
        lambda desk: enrol_desk(desk.session, CODE),
    ],
}
"""Each door of an act; what it says of a made-up record after letting one in does not matter."""


def _open(desk: Desk) -> Visit:
    """The visit in progress, which whoever asks may not even see."""
    row = desk._store.open_visits()[0]
    draft = desk.draft("exchange")
    return draft.model_copy(update={"id": row.visit})


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now(), cost=CHEAP)
    session = sign_in(folder, NAME, PASSWORD)
    with Desk(session) as desk:
        desk.begin("exchange")
    return session


def in_role(session: Session, role: Role) -> Session:
    return replace(session, person=replace(session.person, roles=frozenset({role})))


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
@pytest.mark.parametrize("act", DOORS)
def test_a_row_of_the_table(session: Session, act: Act, role: Role) -> None:
    for door in DOORS[act]:
        with Desk(in_role(session, role)) as desk:
            if role in MAY[act]:
                with suppress(QueueError, StationError):  # of the door's own, as of no such record
                    _let_in(door, desk)
            else:
                before = desk._store.audit_head()
                with pytest.raises(NotAllowedError) as refused:
                    door(desk)
                assert refused.value.details == {"act": act, "roles": sorted(MAY[act])}
                assert desk._store.audit_head() == before  # and nothing was done


def _let_in(door: Door, desk: Desk) -> None:
    try:
        door(desk)
    except NotAllowedError:
        pytest.fail("refused to somebody who may")


def test_every_act_is_somebodys_and_everybody_may_do_something() -> None:
    assert set(MAY) == set(DOORS) == set(Act)
    assert all(MAY.values())
    assert frozenset().union(*MAY.values()) == ALL_ROLES


def test_a_person_without_a_role_may_do_nothing(session: Session) -> None:
    nobody = replace(session, person=replace(session.person, roles=frozenset()))
    assert not any(nobody.may(act) for act in Act)
    with Desk(nobody, catalogue=shipped_catalogue()) as desk, pytest.raises(NotAllowedError):
        desk.begin("exchange")
