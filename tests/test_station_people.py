"""The people of a desk: accounts, roles, passwords, the recovery code."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from station_core import people as people_module
from station_core.cli import run
from station_core.clock import local_now
from station_core.errors import NotAllowedError, SettingsError, StationError, WaitError
from station_core.folder import DeskFolder
from station_core.people import People, change_password, recover
from station_core.roster import known_names
from station_core.settings import CentreSettings, DeskSettings, Settings, save_settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in, unlock_again
from station_queue import QueueError, StoreError
from station_queue.kdf import KdfCost
from station_queue.keyslots import put_slot, remove_slot
from station_queue.packet import generate_identity

FIRST, SECOND, THIRD = "mat-khau-thu", "bien xanh gio lon", "xe dap vuon chanh"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
ANY = "01a20982-e6ce-71d7-a11a-d04b09dd83bf"
Ctl = Callable[..., tuple[int, dict[str, Any]]]


class Desk:
    """A desk set up by An, who has all roles."""

    def __init__(self, root: Path) -> None:
        self.folder = DeskFolder(root)
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
        )
        made = set_up_desk(
            self.folder, settings, name="An", password=FIRST, now=local_now(), cost=CHEAP
        )
        assert made.recovery_code is not None
        self.recovery_code = made.recovery_code

    def session(self, name: str = "An", password: str = FIRST) -> Session:
        return sign_in(self.folder, name, password)

    def people(self, name: str = "An", password: str = FIRST) -> People:
        return People(self.session(name, password), cost=CHEAP)

    def audit(self) -> list[str]:
        with self.session().open_store() as store:
            assert store.verify_audit().ok
            return [row.act for row in store.audit_rows()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises((StationError, QueueError)) as caught:
        yield
    assert getattr(caught.value, "code", "") == code


def test_somebody_added_signs_in_with_their_own_password_and_roles(desk: Desk) -> None:
    desk.people().add("Bình", SECOND, ["operator"])
    assert known_names(desk.folder) == ["An", "Bình"]
    session = desk.session("Bình", SECOND)
    assert session.person.roles == {"operator"}
    assert session.key == desk.session().key
    with refused("SIGN_IN_WRONG"):
        desk.session("Bình", FIRST)
    with pytest.raises(NotAllowedError):
        People(session)
    assert "person_added" in desk.audit()


def test_a_closed_account_signs_in_no_more_and_keeps_its_name(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    people.disable("Bình")
    assert known_names(desk.folder) == ["An"]
    with refused("SIGN_IN_WRONG"):
        desk.session("Bình", SECOND)
    assert [(one.name, one.active) for one in people.everybody()] == [("An", True), ("Bình", False)]
    with refused("PERSON_NAME_TAKEN"):
        people.add("Bình", SECOND, ["operator"])
    with refused("PERSON_DISABLED"):
        people.reset_password("Bình", THIRD)
    people.enable("Bình", THIRD)
    assert desk.session("Bình", THIRD).person.roles == {"operator"}
    with refused("PERSON_NOT_DISABLED"):
        people.enable("Bình", THIRD)


def test_a_slot_that_outlived_its_account_opens_nothing(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    people.disable("Bình")
    # As a power cut would leave it, or somebody who puts an older slots file back.
    put_slot(desk.folder.slots, "Bình", SECOND, key=desk.session().key, cost=CHEAP)
    with refused("PERSON_DISABLED"):
        desk.session("Bình", SECOND)


def test_an_account_that_was_cut_off_before_its_slot_is_made_again(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    remove_slot(desk.folder.slots, "Bình")  # as if the power had gone before it was written
    people.add("Bình", THIRD, ["technician"])
    assert desk.session("Bình", THIRD).person.roles == {"technician"}
    assert len(people.everybody()) == 2


def test_a_forgotten_password_is_given_anew(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    for _ in range(3):
        with refused("SIGN_IN_WRONG"):
            desk.session("Bình", "khong nho nua")
    people.reset_password("Bình", THIRD)
    with refused("SIGN_IN_WRONG"):
        desk.session("Bình", SECOND)
    assert desk.session("Bình", THIRD).person.name == "Bình"


def test_ones_own_password_is_changed_by_who_knows_it(desk: Desk) -> None:
    desk.people().add("Bình", SECOND, ["technician"])
    session = desk.session("Bình", SECOND)
    with refused("SIGN_IN_WRONG"):
        change_password(session, "khong phai", THIRD, CHEAP)
    with refused("PASSWORD_WEAK"):
        change_password(session, SECOND, "matkhau1", CHEAP)
    change_password(session, SECOND, THIRD, CHEAP)
    assert desk.session("Bình", THIRD).person.id == session.person.id
    unlock_again(session, THIRD)
    with refused("SIGN_IN_WRONG"):
        unlock_again(session, SECOND)


def test_roles_count_from_the_next_sign_in_on(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    people.set_roles("Bình", ["technician", "supervisor"])
    assert desk.session("Bình", SECOND).person.roles == {"technician", "supervisor"}
    with refused("ROLE_MISSING"):
        people.set_roles("Bình", [])
    with refused("ROLE_MISSING"):
        people.set_roles("Bình", ["boss"])


def test_a_desk_keeps_a_supervisor_who_can_sign_in(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["supervisor"])
    with refused("PERSON_ONESELF"):
        people.disable("An")
    with refused("PERSON_ONESELF"):
        people.set_roles("An", ["operator"])
    people.set_roles("An", ["supervisor"])  # what is left is the other roles
    by_binh = desk.people("Bình", SECOND)
    by_binh.set_roles("An", ["operator"])
    with refused("NOT_ALLOWED"):
        people.disable("Bình")
    assert desk.session("Bình", SECOND).person.roles == {"supervisor"}


def test_an_account_opened_again_is_never_open_to_the_old_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    people.disable("Bình")
    # As if the power had gone before the slot was taken away.
    put_slot(desk.folder.slots, "Bình", SECOND, key=desk.session().key, cost=CHEAP)

    def full(*_: object, **__: object) -> None:
        raise StoreError("DISK_FULL", "no")

    with monkeypatch.context() as broken:
        broken.setattr(people_module, "put_slot", full)
        with refused("DISK_FULL"):
            people.enable("Bình", THIRD)
    with refused("SIGN_IN_WRONG"):
        desk.session("Bình", SECOND)
    people.enable("Bình", THIRD)
    assert desk.session("Bình", THIRD).person.name == "Bình"


@pytest.mark.parametrize(
    ("name", "password", "roles", "code"),
    [
        ("", SECOND, ["operator"], "NAME_INVALID"),
        (" Bình", SECOND, ["operator"], "NAME_INVALID"),
        ("An", SECOND, ["operator"], "PERSON_NAME_TAKEN"),
        ("AN", SECOND, ["operator"], "PERSON_NAME_TAKEN"),
        ("Bình", "ngắn", ["operator"], "PASSWORD_SHORT"),
        ("Bình", "matkhau123", ["operator"], "PASSWORD_WEAK"),
        ("Bình", SECOND, [], "ROLE_MISSING"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_changes_nothing(
    desk: Desk, name: str, password: str, roles: list[str], code: str
) -> None:
    people, before = desk.people(), desk.folder.slots.read_bytes()
    with refused(code):
        people.add(name, password, roles)
    assert [one.name for one in people.everybody()] == ["An"]
    assert desk.folder.slots.read_bytes() == before


def test_somebody_unknown_is_said_to_be(desk: Desk) -> None:
    people = desk.people()
    acts: tuple[Callable[[], None], ...] = (
        lambda: people.disable("Chi"),
        lambda: people.enable("Chi", SECOND),
        lambda: people.set_roles("Chi", ["operator"]),
        lambda: people.reset_password("Chi", SECOND),
    )
    for act in acts:
        with refused("PERSON_UNKNOWN"):
            act()


def test_nothing_is_done_without_a_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the row, or a folder that cannot be written: the old password opens."""
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])

    def cut(*_: object, **__: object) -> None:
        raise StoreError("STORE_READ_ONLY", "no")

    with monkeypatch.context() as broken:
        broken.setattr(people_module, "put_slot", cut)
        with refused("STORE_READ_ONLY"):
            people.reset_password("Bình", THIRD)
    assert desk.session("Bình", SECOND).person.name == "Bình"
    assert "password_reset" in desk.audit()


def test_who_lost_the_role_meanwhile_may_not_go_on(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["supervisor"])
    by_binh = desk.people("Bình", SECOND)
    people.set_roles("Bình", ["operator"])
    with refused("NOT_ALLOWED"):
        by_binh.add("Chi", THIRD, ["operator"])
    people.disable("Bình")
    with refused("PERSON_DISABLED"):
        by_binh.new_recovery_code()


# -- the recovery code -------------------------------------------------------------------------


def test_the_printed_code_gives_a_new_password_and_ends_the_wait(desk: Desk) -> None:
    for _ in range(5):
        with refused("SIGN_IN_WRONG"):
            desk.session(password="quen mat roi")
    with pytest.raises(WaitError):
        desk.session()  # the right one, but too soon
    recover(desk.folder, desk.recovery_code.lower(), "An", THIRD, CHEAP)
    assert desk.session(password=THIRD).person.name == "An"
    with refused("SIGN_IN_WRONG"):
        desk.session()


def test_the_code_opens_no_closed_account_while_a_supervisor_can(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    people.disable("Bình")
    with refused("PERSON_DISABLED"):
        recover(desk.folder, desk.recovery_code, "Bình", THIRD, CHEAP)


def test_where_no_supervisor_is_left_the_code_makes_one(desk: Desk) -> None:
    people = desk.people()
    people.add("Bình", SECOND, ["operator"])
    with desk.session().open_store() as store:
        [an, _binh] = store.people()
        store.change_person(an.id, active=False)
    recover(desk.folder, desk.recovery_code, "Bình", THIRD, CHEAP)
    assert desk.session("Bình", THIRD).person.roles == {"operator", "supervisor"}


def test_a_new_code_takes_the_place_of_the_old_one(desk: Desk) -> None:
    people = desk.people()
    lost, fresh = people.new_recovery_code(), people.new_recovery_code()
    with refused("RECOVERY_CODE_WRONG"):
        people.keep_recovery_code(lost)  # nobody wrote it down before there was another
    recover(desk.folder, desk.recovery_code, "An", FIRST, CHEAP)  # it goes on until then
    people.keep_recovery_code(fresh)
    with refused("RECOVERY_CODE_WRONG"):
        recover(desk.folder, desk.recovery_code, "An", THIRD, CHEAP)
    with refused("RECOVERY_CODE_TYPO"):
        recover(desk.folder, fresh[:-1], "An", THIRD, CHEAP)
    with refused("PERSON_UNKNOWN"):
        recover(desk.folder, fresh, "Chi", THIRD, CHEAP)
    with pytest.raises(SettingsError):
        recover(desk.folder, fresh, "An", "matkhau1", CHEAP)
    recover(desk.folder, fresh, "An", THIRD, CHEAP)


def test_wrong_tries_before_a_sign_in_are_written_down(desk: Desk) -> None:
    for _ in range(3):
        with refused("SIGN_IN_WRONG"):
            desk.session(password="nham")
    with desk.session().open_store() as store:
        rows = [row for row in store.audit_rows() if row.act == "signed_in"]
    assert [row.facts["failed"] for row in rows] == [3]


def test_no_wrong_try_is_forgotten_without_a_row(desk: Desk) -> None:
    desk.people().add("Bình", SECOND, ["operator"])

    def guess(name: str, times: int) -> None:
        for _ in range(times):
            with refused("SIGN_IN_WRONG"):
                desk.session(name, "nham roi")

    guess("Bình", 1)
    guess("Không ai", 1)
    session = desk.session()  # a supervisor is told of all
    guess("Bình", 1)
    assert unlock_again(session, FIRST) == 1
    guess("Bình", 1)
    desk.people().reset_password("Bình", THIRD)  # signed in: it is told there
    guess("Bình", 1)
    recover(desk.folder, desk.recovery_code, "An", THIRD, CHEAP)
    guess("An", 1)
    change_password(session, THIRD, SECOND, CHEAP)
    with desk.session(password=SECOND).open_store() as store:
        told = [(row.act, row.facts.get("failed")) for row in store.audit_rows()]
    assert [(act, failed) for act, failed in told if failed] == [
        ("signed_in", 2),
        ("signed_in", 1),
        ("recovered", 1),
        ("password_changed", 1),
    ]


# -- settings that were lost -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "active", "code"),
    [
        (["operator"], True, "NOT_ALLOWED"),
        (["supervisor"], True, "NOT_ALLOWED"),
        (["technician"], False, "PERSON_DISABLED"),
        (["technician"], True, None),
    ],
)
def test_lost_settings_are_made_anew_by_a_technician_only(
    desk: Desk, roles: list[str], active: bool, code: str | None
) -> None:
    """They say for whom records are sealed; and the printed code stays what it is."""
    desk.people().add("Bình", SECOND, roles)
    settings = desk.session().settings
    with desk.session().open_store() as store:
        [binh] = [one for one in store.people() if one.name == "Bình"]
        store.change_person(binh.id, active=active)
    desk.folder.settings.unlink()

    def set_up() -> str | None:
        return set_up_desk(
            desk.folder, settings, name="Bình", password=SECOND, now=local_now(), cost=CHEAP
        ).recovery_code

    if code is not None:
        with refused(code):
            set_up()
        assert not desk.folder.settings.exists()
        return
    assert set_up() is None
    with desk.session().open_store() as store:
        row = [row for row in store.audit_rows() if row.act == "desk_set_up"][-1]
    assert (row.who, row.facts["centre"]) == (binh.id, settings.centre.url)
    recover(desk.folder, desk.recovery_code, "An", THIRD, CHEAP)


def test_keys_of_a_store_that_is_elsewhere_for_now_are_put_aside(
    desk: Desk, tmp_path: Path
) -> None:
    settings = desk.session().settings
    away = {path: tmp_path / path.name for path in (desk.folder.store, desk.folder.settings)}
    for path, there in away.items():
        path.rename(there)
    set_up_desk(desk.folder, settings, name="Chi", password=THIRD, now=local_now(), cost=CHEAP)
    [aside] = desk.folder.root.glob("station.slots.json.*")
    for path, there in away.items():
        there.replace(path)
    aside.replace(desk.folder.slots)
    assert desk.session().person.name == "An"


def test_settings_changed_by_hand_are_noticed_at_the_next_sign_in(desk: Desk) -> None:
    session = desk.session()
    assert "settings_changed" not in desk.audit()
    centre = session.settings.centre.model_copy(update={"url": "http://10.0.0.9:1"})
    save_settings(desk.folder.settings, session.settings.model_copy(update={"centre": centre}))
    with desk.session().open_store() as store:
        [row] = [row for row in store.audit_rows() if row.act == "settings_changed"]
    assert (row.who, row.facts) == ("desk", {"what": "centre"})
    assert desk.audit().count("settings_changed") == 1


# -- the command line --------------------------------------------------------------------------


@pytest.fixture
def ctl(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    monkeypatch.setattr(people_module, "calibrated_cost", lambda: CHEAP)  # half a second each

    def call(
        *words: str, user: str = "An", password: str = FIRST, new: str = SECOND
    ) -> tuple[int, dict[str, Any]]:
        monkeypatch.setenv("STATION_PASSWORD", password)
        monkeypatch.setenv("STATION_NEW_PASSWORD", new)
        who = [] if words[1] == "recover" else ["--user", user]
        code = run([*words, *who, "--data", str(desk.folder.root), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


def test_people_are_seen_to_from_the_command_line(
    ctl: Ctl, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ctl("people", "add", "Bình", "--role", "operator", "technician") == (
        0,
        {"name": "Bình", "roles": ["operator", "technician"]},
    )
    assert ctl("people", "passwd", user="Bình", password=SECOND, new=THIRD)[0] == 0
    assert ctl("people", "roles", "Bình", "--role", "operator")[1]["roles"] == ["operator"]
    code, answer = ctl("people", "list", user="Bình", password=THIRD)
    assert (code, answer["error"]["code"]) == (1, "NOT_ALLOWED")
    assert ctl("people", "passwd", "Bình")[0] == 0
    assert ctl("people", "disable", "Bình")[1] == {"name": "Bình", "active": False}
    assert ctl("people", "list")[1]["people"][1] == {
        "name": "Bình",
        "roles": ["operator"],
        "active": False,
    }
    assert ctl("people", "enable", "Bình", new=THIRD)[1]["active"] is True
    _, answer = ctl("people", "recovery-code")
    assert answer["confirmed"] is False
    monkeypatch.setenv("STATION_RECOVERY_CODE", answer["recovery_code"])
    assert ctl("people", "recovery-code", "--confirm") == (0, {"confirmed": True})
    assert ctl("people", "recover", "Bình")[0] == 0
    assert desk.session("Bình", SECOND).person.name == "Bình"


def test_the_command_line_waits_for_the_station_to_let_go(ctl: Ctl, desk: Desk) -> None:
    with desk.folder.locked():
        code, answer = ctl("people", "add", "Bình", "--role", "operator")
    assert (code, answer["error"]["code"]) == (1, "DESK_IN_USE")


def test_a_wait_is_told_in_seconds(ctl: Ctl) -> None:
    for _ in range(5):
        assert ctl("queue", "status", password="sai")[1]["error"]["code"] == "SIGN_IN_WRONG"
    code, answer = ctl("queue", "status")
    assert (code, answer["error"]["code"]) == (1, "SIGN_IN_WAIT")
    assert 50 < answer["error"]["wait_s"] <= 60


COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "operator": (("queue", "status"), ("queue", "list")),
    "supervisor": (
        ("queue", "status"),
        ("queue", "list"),
        ("report", "--from", "2026-11-28", "--to", "2026-11-28"),
        ("record", "export", ANY, "--format", "ansi-nist"),
        ("erase", ANY, "--reason", "other"),
        ("people", "list"),
        ("people", "recovery-code"),
        ("audit", "verify"),
        ("audit", "export", "--out", "{tmp}/a.csv"),
        ("backup", "--to", "{tmp}"),
        ("store", "check"),
    ),
    "technician": (
        ("queue", "status"),
        ("queue", "list"),
        ("audit", "verify"),
        ("backup", "--to", "{tmp}"),
        ("store", "check"),
    ),
}
"""Which commands each role may give; whatever another one has and it has not is refused to it."""


@pytest.mark.parametrize("role", sorted(COMMANDS))
def test_each_role_may_give_its_commands_and_no_others(
    ctl: Ctl, desk: Desk, tmp_path: Path, role: str
) -> None:
    desk.people().add("Bình", SECOND, [role])
    for command in dict.fromkeys(one for commands in COMMANDS.values() for one in commands):
        words = [word.format(tmp=tmp_path) for word in command]
        code, answer = ctl(*words, user="Bình", password=SECOND)
        was_refused = answer.get("error", {}).get("code") == "NOT_ALLOWED"
        assert was_refused == (command not in COMMANDS[role]), (command, code, answer)
