"""A record that the centre returns: opened again with its good parts, it goes out as a revision."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import pytest

from station_capture import CardRead, Portrait, format_card, load_profile, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_portrait_scene
from station_core.cli import run
from station_core.desk import Desk
from station_core.errors import CommandError, VisitError
from station_core.finger import Absence, exception_part, finger_part
from station_core.folder import DeskFolder
from station_core.people import People
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.visit import PORTRAIT_PART, ReturnedNote, Step, Visit
from station_devices import FingerImage, encode_png, load_finger_file
from station_devices.synthetic import draw_print
from station_queue import QueueError
from station_queue.kdf import KdfCost
from station_queue.packet import OpenedPacket, generate_identity, open_packet, sign_receipt

PASSWORD, OTHER = "mat-khau-1", "bay con vit troi"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
IDENTITY, RECIPIENT = generate_identity()
PROCEDURE = "eid_level2"  # portrait and two fingers: the least that has everything
SAID = "Ảnh mờ, chụp lại giúp"


@dataclass
class Clock:
    """Runs a second at each look."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture(scope="module")
def card() -> CardRead:
    person = INVENTED_PEOPLE[0]
    raw = format_card(person).encode()
    return CardRead(raw, person, (), repaired=False, stage="given", ms=1.0, corners=())


@pytest.fixture(scope="module")
def portrait() -> Portrait:
    return take_portrait(draw_portrait_scene(), load_profile("cccd"))


@pytest.fixture(scope="module")
def finger(tmp_path_factory: pytest.TempPathFactory) -> FingerImage:
    path = tmp_path_factory.mktemp("prints") / "2.png"
    path.write_bytes(encode_png(draw_print(seed=1, width=192, height=192), 508))
    return load_finger_file(path)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=RECIPIENT),
    )
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=Clock()(), cost=CHEAP)
    return sign_in(folder, "An", PASSWORD)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(session: Session, clock: Clock) -> Iterator[Desk]:
    with Desk(session, now=clock) as opened:
        yield opened


@pytest.fixture
def record(desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage) -> str:
    visit = desk.begin(PROCEDURE, card)
    visit = desk.confirm_details(visit, {"phone": "0912345678", "email": "an@hu-cau.example"})
    visit = desk.fingers.keep(desk.keep_portrait(visit, portrait), 2, finger)
    visit = desk.fingers.mark_missing(visit, 7, Absence(reason="bandaged"))
    visit = desk.fingers.keep_exception_photo(visit, 7, b"\xff\xd8 picture of a bandage")
    return desk.finish(visit)


def give_back(
    desk: Desk, record: str, about: str | None, *, code: str = "PORTRAIT_BLURRED", text: str = SAID
) -> None:
    """The centre returns what this desk has of a record now."""
    [row] = [each for each in desk.queue.deliveries() if each.record == record]
    receipt = sign_receipt(
        record=record,
        packet_sha256=row.sha256,
        verdict="rejected",
        code=code,
        text=text,
        field=about,
        issued_at=desk._now(),
        signing_key=bytes(32),
    )
    with desk.session.open_store() as store:
        assert store.settle(receipt, at=desk._now())


def sent(session: Session, record: str) -> OpenedPacket:
    with session.open_store() as store:
        return open_packet(b"".join(store.packet_chunks(record)), IDENTITY)


def parts_of(desk: Desk, visit: Visit) -> set[str]:
    names = {PORTRAIT_PART, finger_part(2), exception_part(7)}
    found = set()
    for name in names:
        try:
            desk.part(visit, name)
        except QueueError:
            continue
        found.add(name)
    return found


ALL = {PORTRAIT_PART, finger_part(2), exception_part(7)}


@pytest.mark.parametrize(
    ("about", "step", "gone"),
    [
        ("phone", Step.DETAILS, set()),
        (PORTRAIT_PART, Step.PORTRAIT, {PORTRAIT_PART}),
        (finger_part(2), Step.FINGERPRINTS, {finger_part(2)}),
        (exception_part(7), Step.FINGERPRINTS, {exception_part(7)}),
        (finger_part(7), Step.FINGERPRINTS, {exception_part(7)}),
        (finger_part(3), Step.REVIEW, set()),  # not asked for by this procedure
        ("manifest.json", Step.REVIEW, set()),
        (None, Step.REVIEW, set()),
    ],
)
def test_it_goes_on_where_the_reason_is_with_every_good_part(
    desk: Desk, record: str, about: str | None, step: Step, gone: set[str]
) -> None:
    give_back(desk, record, about)
    visit = desk.reopen(record)
    assert (desk.next_step(visit), desk.to_mend(visit)) == (step, step)
    assert parts_of(desk, visit) == ALL - gone
    assert visit.value("phone") == "0912345678"
    assert visit.returned is not None
    said = (visit.returned.code, visit.returned.text, visit.returned.field)
    assert said == ("PORTRAIT_BLURRED", SAID, about)
    totals = desk.figures.totals()
    assert (totals.created, totals.in_progress, totals.rejected, totals.adds_up) == (1, 1, 0, True)


def test_a_portrait_that_nobody_takes_of_a_child_is_not_asked_for(
    desk: Desk, card: CardRead
) -> None:
    visit = desk.begin(PROCEDURE, card)
    typed = {"dob": "2022-01-05", "phone": "0912345678", "email": "an@hu-cau.example"}
    record = desk.finish(desk.confirm_details(visit, typed))
    give_back(desk, record, PORTRAIT_PART)
    assert desk.next_step(desk.reopen(record)) is Step.REVIEW


def test_the_correction_goes_out_as_the_next_revision(
    session: Session, desk: Desk, record: str, portrait: Portrait
) -> None:
    assert sent(session, record).manifest.revision == 1
    give_back(desk, record, PORTRAIT_PART)
    visit = desk.reopen(record)
    with pytest.raises(VisitError, match="VISIT_INCOMPLETE"):
        desk.finish(visit)
    visit = desk.keep_portrait(visit, portrait)
    assert desk.to_mend(visit) is None
    assert desk.finish(visit) == record
    opened = sent(session, record)
    document = json.loads(opened.parts["record.json"])
    assert (opened.manifest.revision, document["revision"], document["record"]) == (2, 2, record)
    assert set(opened.parts) == {"record.json", *ALL}
    [row] = desk.queue.deliveries()
    assert (row.state, row.revision, row.attempts, row.code, row.text) == (
        "waiting",
        2,
        0,
        None,
        None,
    )


def test_what_is_returned_again_opens_again_with_the_newest_reason(
    session: Session, desk: Desk, record: str, portrait: Portrait
) -> None:
    give_back(desk, record, PORTRAIT_PART)
    desk.finish(desk.keep_portrait(desk.reopen(record), portrait))
    give_back(desk, record, "phone", code="PHONE_UNKNOWN", text="Số không liên lạc được")
    visit = desk.reopen(record)
    assert visit.returned is not None
    assert (visit.returned.code, visit.returned.revision, visit.revision) == ("PHONE_UNKNOWN", 2, 3)
    desk.finish(desk.confirm_details(visit, {"phone": "0987654321"}))
    assert sent(session, record).manifest.revision == 3
    with session.open_store() as store:
        assert [(one.revision, one.code) for one in store.returned(record)] == [
            (1, "PORTRAIT_BLURRED"),
            (2, "PHONE_UNKNOWN"),
        ]


def test_after_a_crash_it_is_offered_again_with_its_reason(
    session: Session, desk: Desk, record: str
) -> None:
    give_back(desk, record, PORTRAIT_PART)
    visit = desk.reopen(record)
    with Desk(session) as after_restart:
        [found] = after_restart.open_visits()
        assert found == visit
        assert after_restart.reopen(record) == visit  # asked for again, it is gone on with
        assert parts_of(after_restart, found) == ALL - {PORTRAIT_PART}


def test_a_failure_in_the_middle_leaves_the_record_returned(
    desk: Desk, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back(desk, record, PORTRAIT_PART)
    note = desk._trail.note

    def fail(act: str, *_about: object, **_facts: object) -> None:
        raise OSError(act)

    monkeypatch.setattr(desk._trail, "note", fail)
    with pytest.raises(OSError, match="record_reopened"):
        desk.reopen(record)
    assert desk.open_visits() == []
    [row] = desk.queue.deliveries("rejected")
    assert (row.revision, row.text) == (1, SAID)
    monkeypatch.setattr(desk._trail, "note", note)
    assert parts_of(desk, desk.reopen(record)) == ALL - {PORTRAIT_PART}


def test_somebody_else_may_open_it_and_both_stand_in_the_record(
    session: Session, desk: Desk, record: str
) -> None:
    People(session).add("Bình", OTHER, frozenset({"operator"}))
    give_back(desk, record, None)
    with Desk(sign_in(session.folder, "Bình", OTHER)) as theirs:
        visit = theirs.reopen(record)
        assert (visit.operator, visit.holder) == ("An", "Bình")
        theirs.finish(visit)
    document = json.loads(sent(session, record).parts["record.json"])
    assert document["operator"] == "An"
    assert [one["to"] for one in document["handovers"]] == ["Bình"]


def test_the_audit_tells_who_opened_it_and_nothing_that_was_said(
    session: Session, desk: Desk, record: str
) -> None:
    give_back(desk, record, "phone")
    desk.reopen(record)
    with session.open_store() as store:
        [row] = [row for row in store.audit_rows() if row.act == "record_reopened"]
        assert store.verify_audit().ok
    assert (row.who, row.about, row.facts) == (
        session.person.id,
        record,
        {"revision": 2},
    )


def test_what_the_centre_has_not_returned_stays_closed(desk: Desk, record: str) -> None:
    with pytest.raises(VisitError, match="RECORD_NOT_RETURNED"):
        desk.reopen(record)
    with pytest.raises(CommandError, match="RECORD_NOT_HERE"):
        desk.reopen("01a20982-e6ce-71d7-a11a-d04b09dd83bf")
    assert [row.state for row in desk.queue.deliveries()] == ["waiting"]


def test_a_returned_record_can_be_given_up(desk: Desk, record: str) -> None:
    give_back(desk, record, None)
    desk.cancel(desk.reopen(record), "citizen left")
    totals = desk.figures.totals()
    assert (totals.created, totals.cancelled, totals.adds_up) == (1, 1, True)


def test_the_card_of_its_citizen_leads_to_it(desk: Desk, record: str, card: CardRead) -> None:
    give_back(desk, record, PORTRAIT_PART)
    visit = desk.reopen(record)
    assert desk.begin(PROCEDURE, card) == visit


def test_what_the_centre_said_is_not_in_a_log_of_the_note() -> None:
    note = ReturnedNote(
        revision=1,
        code="X",
        text="about a citizen",
        field=None,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert "citizen" not in repr(note)


def test_a_record_of_before_there_were_revisions_is_the_first(desk: Desk, record: str) -> None:
    with desk.session.open_store() as store:
        document = json.loads(store.visit(record).document)
    del document["returned"]
    assert Visit.model_validate(document).revision == 1
    assert desk.today() >= date(2026, 11, 23)


# -- the command line ----------------------------------------------------------------------------

Ctl = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ctl(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ctl:
    """Run a command at this desk; gives its exit code and its one object."""
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--data", str(session.folder.root), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_a_script_opens_mends_and_sends_it(
    session: Session, desk: Desk, record: str, ctl: Ctl
) -> None:
    give_back(desk, record, "phone", code="PHONE_UNKNOWN", text="Số không liên lạc được")
    [row] = ctl("queue", "list")[1]["records"]
    assert (row["revision"], row["state"], row["field"]) == (1, "rejected", "phone")
    code, answer = ctl("record", "reopen", record)
    assert code == 0
    assert answer == {
        "record": record,
        "revision": 2,
        "step": "details",
        "code": "PHONE_UNKNOWN",
        "text": "Số không liên lạc được",
        "field": "phone",
    }
    code, answer = ctl("record", "reopen", record, "--finish")
    assert (code, answer["error"]["code"]) == (1, "VISIT_INCOMPLETE")
    code, answer = ctl("record", "reopen", record, "--field", "phone=0987654321", "--finish")
    assert (code, answer["revision"], answer["step"]) == (0, 2, None)
    [row] = ctl("queue", "list")[1]["records"]
    assert (row["revision"], row["state"], row["field"]) == (2, "waiting", None)
    document = json.loads(sent(session, record).parts["record.json"])
    assert document["form"]["phone"]["value"] == "0987654321"


def test_a_script_gives_another_portrait_and_print(
    session: Session, desk: Desk, record: str, ctl: Ctl, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "face.png"), draw_portrait_scene(seed=3))
    (tmp_path / "2.png").write_bytes(encode_png(draw_print(seed=9, width=192, height=192), 508))
    before = sent(session, record).parts
    give_back(desk, record, PORTRAIT_PART)
    code, _answer = ctl("record", "reopen", record, "--portrait", tmp_path / "face.png", "--finish")
    assert code == 0
    give_back(desk, record, finger_part(2))
    two = f"2={tmp_path / '2.png'}"
    code, answer = ctl("record", "reopen", record, "--finger", two, "--finish")
    assert (code, answer["revision"]) == (0, 3)
    after = sent(session, record).parts
    changed = {name for name in ALL if after[name] != before[name]}
    assert changed == {PORTRAIT_PART, finger_part(2)}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [("RECORD_NOT_RETURNED", None), ("RECORD_NOT_HERE", "01a20982-e6ce-71d7-a11a-d04b09dd83bf")],
)
def test_a_script_is_told_why_nothing_opens(
    desk: Desk, record: str, ctl: Ctl, code: str, wanted: str | None
) -> None:
    assert desk.open_visits() == []
    exit_code, answer = ctl("record", "reopen", wanted or record)
    assert (exit_code, answer["error"]["code"]) == (1, code)
