"""The desk: every act is on disk before it returns, and a refused act changes nothing."""

import json
import secrets
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_capture import Card, CardRead, Portrait, load_profile, read_card_image, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_card, draw_portrait_scene
from station_core.acts import Taking
from station_core.desk import Desk
from station_core.errors import DeskError, SettingsError, VisitError
from station_core.finger import Absence, finger_part
from station_core.folder import DeskFolder
from station_core.position import HeardFix, PositionNote
from station_core.roster import known_names
from station_core.settings import CentreSettings, DeskSettings, Settings, save_settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.visit import PORTRAIT_PART, Step, Visit
from station_devices import FingerImage, Fix, encode_png, load_finger_file
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue import QueueError, Store
from station_queue.kdf import KdfCost
from station_queue.keyslots import create_slots
from station_queue.packet import generate_identity, open_packet

PASSWORD = "mat-khau-1"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
IDENTITY, RECIPIENT = generate_identity()
FINGERS = {position: "bandaged" for position in range(1, 11) if position != 2}


@dataclass
class Clock:
    """Runs a second at each look, like a busy desk."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture(scope="module")
def card() -> CardRead:
    return read_card_image(draw_card(INVENTED_PEOPLE[0]), today=date(2026, 11, 23))


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
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506", cutoff_hour=3),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=RECIPIENT),
    )
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=Clock()(), cost=CHEAP)
    return sign_in(folder, "An", PASSWORD)


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    with Desk(session, now=Clock()) as desk:
        yield desk


def reopened(session: Session) -> Visit:
    """The one open visit as a new program finds it."""
    with Desk(session) as other:
        [visit] = other.open_visits()
        return visit


def test_a_wrong_password_opens_nothing(session: Session) -> None:
    with pytest.raises(QueueError) as caught:
        sign_in(session.folder, "An", "khong-phai")
    assert caught.value.code == "SIGN_IN_WRONG"
    assert known_names(session.folder) == ["An"]


def test_a_name_is_the_same_in_whatever_form_it_is_typed(tmp_path: Path, session: Session) -> None:
    folder = DeskFolder(tmp_path / "other")
    apart = unicodedata.normalize("NFD", "Mỹ Duyên")
    set_up_desk(folder, session.settings, name=apart, password=PASSWORD, now=Clock()(), cost=CHEAP)
    assert known_names(folder) == ["Mỹ Duyên"]
    assert sign_in(folder, "Mỹ Duyên", PASSWORD).person == sign_in(folder, apart, PASSWORD).person


def test_a_desk_is_set_up_once(session: Session) -> None:
    with pytest.raises(DeskError, match="DESK_EXISTS"):
        set_up_desk(session.folder, session.settings, name="Bình", password=PASSWORD, now=Clock()())
    assert sign_in(session.folder, "An", PASSWORD).person.name == "An"


def test_lost_settings_are_given_back_and_nothing_else_changes(
    session: Session, desk: Desk, card: CardRead
) -> None:
    visit = desk.begin("exchange", card)
    session.folder.settings.unlink()
    with pytest.raises(SettingsError, match="SETTINGS_LOST"):
        sign_in(session.folder, "An", PASSWORD)
    set_up = partial(set_up_desk, session.folder, session.settings, name="An", now=Clock()())
    with pytest.raises(QueueError) as caught:
        set_up(password="khong-phai")
    assert caught.value.code == "SIGN_IN_WRONG"
    with session.open_store() as store:
        key = session.station_key(store)
    assert set_up(password=PASSWORD).station_key == key
    assert reopened(session) == visit


@pytest.mark.parametrize("left", [["station.slots.json"], ["station.slots.json", "station.db"]])
def test_a_set_up_that_was_cut_off_is_begun_again(
    tmp_path: Path, session: Session, left: list[str]
) -> None:
    # As they stand after a power cut: the slots with a key, a store that nobody has furnished yet.
    cut_off = DeskFolder(tmp_path / "cut-off")
    cut_off.root.mkdir()
    key = secrets.token_bytes(32)
    create_slots(cut_off.slots, "An", PASSWORD, key=key, cost=CHEAP)
    if "station.db" in left:
        Store.create(cut_off.store, key).close()
    set_up_desk(cut_off, session.settings, name="An", password=PASSWORD, now=Clock()(), cost=CHEAP)
    again = sign_in(cut_off, "An", PASSWORD)
    assert again.person.name == "An"
    with again.open_store() as store:
        assert again.station_key(store)


def test_a_centre_key_nothing_can_be_sealed_for_is_told_at_sign_in(session: Session) -> None:
    centre = session.settings.centre.model_copy(update={"recipient": "age1qqqq"})
    save_settings(session.folder.settings, session.settings.model_copy(update={"centre": centre}))
    with pytest.raises(SettingsError) as caught:
        sign_in(session.folder, "An", PASSWORD)
    assert caught.value.details["keys"] == ["centre.recipient"]


@pytest.mark.parametrize("name", ["", " An", "An ", "A\nn", "x" * 65])
def test_names_that_cannot_be_typed_are_refused(
    tmp_path: Path, session: Session, name: str
) -> None:
    other = DeskFolder(tmp_path / "other")
    with pytest.raises(SettingsError, match="NAME_INVALID"):
        set_up_desk(other, session.settings, name=name, password=PASSWORD, now=Clock()())
    assert not other.root.exists()


def test_short_passwords_are_refused(tmp_path: Path, session: Session) -> None:
    other = DeskFolder(tmp_path / "other")
    with pytest.raises(SettingsError, match="PASSWORD_SHORT"):
        set_up_desk(other, session.settings, name="An", password="1234567", now=Clock()())


def test_every_act_is_on_disk_when_it_returns(
    session: Session, desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    visit = desk.begin("exchange", card)
    assert reopened(session) == visit
    visit = desk.confirm_details(visit, {"phone": "0912345678"})
    assert reopened(session) == visit
    visit = desk.keep_portrait(visit, portrait)
    assert reopened(session) == visit
    visit = desk.fingers.keep(visit, 2, finger)
    assert reopened(session) == visit
    visit = desk.fingers.mark_missing(visit, 3, Absence(reason="worn"))
    assert reopened(session) == visit
    assert desk.part(visit, PORTRAIT_PART) == portrait.jpeg
    assert desk.part(visit, finger_part(2))[:2] == b"\xff\xa0"  # start of a WSQ image


def finished(desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage) -> str:
    visit = desk.confirm_details(desk.begin("exchange", card), {"address": "Phường Dĩ An"})
    visit = desk.fingers.keep(desk.keep_portrait(visit, portrait), 2, finger)
    for position, reason in FINGERS.items():
        visit = desk.fingers.mark_missing(visit, position, Absence(reason=reason))
    return desk.finish(visit)


def test_a_finished_visit_is_a_sealed_record(
    session: Session, desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    record = finished(desk, card, portrait, finger)
    assert [delivery.state for delivery in desk.queue.deliveries()] == ["waiting"]
    assert desk.open_visits() == []
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
        assert opened.station_key == session.station_key(store)
    assert set(opened.parts) == {"record.json", PORTRAIT_PART, finger_part(2)}
    document = json.loads(opened.parts["record.json"])
    assert document["record"] == record
    assert document["form"]["address"] == {
        "value": "Phường Dĩ An",
        "provenance": "edited",
        "old": INVENTED_PEOPLE[0].address,
    }
    assert document["fingers"]["3"]["reason"] == "bandaged"
    assert document["operator"] == "An"
    assert document["position"] is None


@pytest.mark.parametrize(("minutes", "stamped"), [(0, True), (9, True), (11, False)])
def test_a_record_says_where_it_was_made_if_that_is_known(
    session: Session,
    card: CardRead,
    portrait: Portrait,
    finger: FingerImage,
    minutes: int,
    stamped: bool,
) -> None:
    clock = Clock()
    at = clock.at
    heard = HeardFix(Fix(10.7765333, 106.7009821, at, 1, 7, 0.94), at + timedelta(hours=1), 100.0)

    def whereabouts(_now: datetime) -> PositionNote | None:
        return heard.note(heard.heard_at, 100.0 + 60 * minutes)

    with Desk(session, now=clock, whereabouts=whereabouts) as desk:
        record = finished(desk, card, portrait, finger)
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    position = json.loads(opened.parts["record.json"])["position"]
    assert position == (
        {
            "latitude": 10.77653,
            "longitude": 106.70098,
            "quality": 1,
            "satellites": 7,
            "hdop": 0.94,
            "at": "2026-11-23T08:00:00Z",
            "age_s": 60.0 * minutes,
            "clock_skew_s": 3600,
        }
        if stamped
        else None
    )


def test_the_report_day_is_that_of_the_visit_s_beginning(
    session: Session, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    late = Clock(datetime(2026, 11, 24, 2, 59, 50, tzinfo=UTC))  # before the cut-off at three
    with Desk(session, now=late) as desk:
        finished(desk, card, portrait, finger)
        [row] = desk.figures.report(date(2026, 11, 1), date(2026, 11, 30), ("day", "operator")).rows
    assert row.group == ("2026-11-23", "An")


def test_an_incomplete_visit_says_what_is_missing(desk: Desk, card: CardRead) -> None:
    visit = desk.begin("eid_level2", card)
    with pytest.raises(VisitError) as caught:
        desk.finish(visit)
    missing = ["details", "field:phone", "portrait", "finger:2", "finger:7"]
    assert caught.value.details["missing"] == missing
    assert desk.queue.deliveries() == []


@pytest.mark.parametrize(
    ("values", "code", "fields"),
    [
        ({"phone": "123", "gender": "?", "address": "Dĩ An"}, "FIELD_INVALID", ["phone", "gender"]),
        ({"full_name": ""}, "FIELD_MISSING", ["full_name"]),
        ({"shoe": "42"}, "FIELD_UNKNOWN", ["shoe"]),
    ],
)
def test_a_refused_form_changes_nothing(
    session: Session,
    desk: Desk,
    card: CardRead,
    values: dict[str, str],
    code: str,
    fields: list[str],
) -> None:
    visit = desk.begin("exchange", card)
    with pytest.raises(VisitError) as caught:
        desk.confirm_details(visit, values)
    assert (caught.value.code, caught.value.details["fields"]) == (code, fields)
    assert reopened(session) == visit


def test_a_draft_is_kept_unjudged_until_the_form_is_confirmed(
    session: Session, desk: Desk, card: CardRead
) -> None:
    visit = desk.keep_draft(desk.begin("exchange", card), {"phone": "09", "dob": "31/02/19"})
    assert reopened(session).draft == {"phone": "09", "dob": "31/02/19"}
    assert not reopened(session).value("phone")
    confirmed = desk.confirm_details(visit, {"phone": "0912345678"})
    assert reopened(session) == confirmed
    assert not confirmed.draft


def test_a_failing_portrait_needs_a_reason(desk: Desk, card: CardRead) -> None:
    dark = (draw_portrait_scene() * 0.15).astype("uint8")
    bad = take_portrait(dark, load_profile("cccd"), accept_without_face=True)
    visit = desk.begin("exchange", card)
    with pytest.raises(VisitError, match="PORTRAIT_REFUSED"):
        desk.keep_portrait(visit, bad)
    with pytest.raises(VisitError, match="PORTRAIT_REFUSED"):
        desk.keep_portrait(visit, bad, Taking(accepted_reason="  "))
    kept = desk.keep_portrait(visit, bad, Taking(accepted_reason="không có đèn"))
    assert kept.portrait is not None
    assert kept.portrait.accepted_reason == "không có đèn"


def test_a_cancelled_visit_leaves_its_count_and_nothing_else(
    desk: Desk, card: CardRead, portrait: Portrait
) -> None:
    visit = desk.keep_portrait(desk.begin("exchange", card), portrait)
    with pytest.raises(VisitError, match="REASON_MISSING"):
        desk.cancel(visit, " ")
    desk.cancel(visit, "công dân về trước")
    assert desk.figures.totals().cancelled == 1
    assert desk.open_visits() == []
    with pytest.raises(QueueError):
        desk.part(visit, PORTRAIT_PART)


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_the_record_tells_what_the_program_of_nist_says(
    session: Session,
    card: CardRead,
    portrait: Portrait,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / "nfiq2"
    program.write_text("#!/bin/sh\necho 63\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    image = measured_print(draw_print(1), 500, 8, driver="gt5")
    with Desk(session) as desk:
        record = finished(desk, card, portrait, image)
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    assert json.loads(opened.parts["record.json"])["fingers"]["2"]["nfiq2"] == 63


def test_the_card_of_an_unfinished_visit_leads_back_to_it(desk: Desk, card: CardRead) -> None:
    visit = desk.confirm_details(desk.begin("exchange", card), {"phone": "0912345678"})
    assert desk.begin("reissue", card) == visit
    desk.cancel(visit, "nhầm")
    assert desk.begin("reissue", card).id != visit.id


def test_what_is_not_asked_for_is_not_kept(
    session: Session, desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    visit = desk.fingers.keep(
        desk.keep_portrait(desk.begin("first_issue", card), portrait), 2, finger
    )
    child = desk.confirm_details(visit, {"dob": "2022-01-05"})  # the clerk had the wrong card
    record = desk.finish(child)
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    assert set(opened.parts) == {"record.json"}
    document = json.loads(opened.parts["record.json"])
    assert (document["portrait"], document["fingers"]) == (None, {})
    for name in (PORTRAIT_PART, finger_part(2)):
        with pytest.raises(QueueError):
            desk.part(child, name)


def test_a_card_without_an_old_number_says_nothing_about_it(desk: Desk) -> None:
    young = next(person for person in INVENTED_PEOPLE if person.old_id is None)
    read = read_card_image(draw_card(young), today=date(2026, 11, 23))
    visit = desk.confirm_details(desk.begin("exchange"), full_form(young) | {"old_id": "280990101"})
    visit = desk.scan(visit, read)
    assert visit.form["old_id"].provenance == "typed"
    assert visit.value("old_id") == "280990101"


def full_form(card: Card) -> dict[str, str]:
    return {
        "full_name": card.full_name,
        "id_number": card.id_number,
        "dob": card.dob.isoformat(),
        "gender": card.gender,
        "address": card.address,
    }


def test_a_second_card_does_not_take_over_a_visit(
    session: Session, desk: Desk, card: CardRead
) -> None:
    other = read_card_image(draw_card(INVENTED_PEOPLE[1]), today=date(2026, 11, 23))
    visit = desk.begin("exchange", card)
    with pytest.raises(VisitError, match="CARD_OF_ANOTHER"):
        desk.scan(visit, other)
    assert reopened(session) == visit
    assert desk.scan(visit, card).form == visit.form


def test_a_visit_nobody_can_read_holds_nobody_up(
    session: Session, desk: Desk, card: CardRead, logged: list[EventDict]
) -> None:
    with session.open_store() as store:
        at = Clock()()
        store.start_visit(
            visit=desk.draft("exchange").id,
            procedure="exchange",
            operator="1",
            day=at.date(),
            at=at,
            document='{"from": "another world"}',
        )
    visit = desk.begin("exchange", card)
    assert desk.open_visits() == [visit]
    assert desk.figures.totals().in_progress == 2
    assert {entry["event"] for entry in logged} >= {"visit_unreadable"}
    logged.clear()


def test_the_visits_of_a_day_are_counted_by_the_hour_of_this_place(session: Session) -> None:
    place = timezone(timedelta(hours=5, minutes=30))
    at = datetime(2026, 11, 23, 8, 0, tzinfo=place)
    with Desk(session, now=lambda: at) as desk:
        assert desk.figures.visits_by_hour(at.date()) == []
        for hours in (0, 0.9, 3.5):
            at = datetime(2026, 11, 23, 8, 0, tzinfo=place) + timedelta(hours=hours)
            desk.begin("exchange")
        counted = desk.figures.visits_by_hour(at.date())
        assert [(hour.hour, hour.minute, visits) for hour, visits in counted] == [
            (8, 0, 2),
            (9, 0, 0),
            (10, 0, 0),
            (11, 0, 1),
        ]


def test_another_procedure_keeps_what_was_taken(
    desk: Desk, card: CardRead, portrait: Portrait
) -> None:
    visit = desk.keep_portrait(desk.begin("exchange", card), portrait)
    visit = desk.change_procedure(visit, "eid_level2")
    assert desk.next_step(visit) is Step.DETAILS
    assert not desk.needs(visit).portrait
    with pytest.raises(VisitError, match="PROCEDURE_UNKNOWN"):
        desk.change_procedure(visit, "marriage")


def test_totals_add_up(desk: Desk, card: CardRead, portrait: Portrait, finger: FingerImage) -> None:
    finished(desk, card, portrait, finger)
    desk.begin("exchange", card, again=True)
    desk.cancel(desk.begin("reissue"), "nhầm")
    totals = desk.figures.totals()
    assert totals.as_dict() == {
        "created": 3,
        "in_progress": 1,
        "waiting": 1,
        "sending": 0,
        "delivered": 0,
        "accepted": 0,
        "rejected": 0,
        "cancelled": 1,
    }
    assert totals.adds_up


def test_who_was_collected_today_is_told_before_anything_is_written(
    session: Session, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with Desk(session, now=lambda: at) as desk:
        record = finished(desk, card, portrait, finger)
        with pytest.raises(VisitError, match="ALREADY_COLLECTED") as caught:
            desk.begin("reissue", card)
        earlier = desk.earlier(card.card.id_number, "reissue")
        assert earlier is not None
        assert (earlier.record, earlier.procedure, earlier.today) == (record, "exchange", True)
        assert caught.value.details["earlier"] == earlier
        assert desk.figures.totals().created == 1
        assert desk.begin("reissue", card, again=True).value("full_name") == card.card.full_name


def test_the_same_procedure_counts_as_done_for_the_days_of_the_catalogue(
    session: Session, card: CardRead, portrait: Portrait, finger: FingerImage
) -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with Desk(session, now=lambda: at) as desk:
        finished(desk, card, portrait, finger)
        number, days = card.card.id_number, desk.catalogue.repeat_days
        at += timedelta(days=days)
        earlier = desk.earlier(number, "exchange")
        assert earlier is not None
        assert not earlier.today
        assert desk.earlier(number, "reissue") is None
        at += timedelta(days=1)
        assert desk.earlier(number, "exchange") is None


def test_a_cancelled_visit_is_no_reason_to_ask(desk: Desk, card: CardRead) -> None:
    desk.cancel(desk.begin("exchange", card), "nhầm")
    assert desk.earlier(card.card.id_number, "exchange") is None


def test_a_card_does_not_take_over_what_was_typed_of_somebody_else(
    session: Session, desk: Desk, card: CardRead
) -> None:
    visit = desk.confirm_details(desk.begin("exchange"), full_form(INVENTED_PEOPLE[1]))
    with pytest.raises(VisitError, match="CARD_OF_ANOTHER"):
        desk.scan(visit, card)
    assert reopened(session) == visit


def test_the_same_card_may_be_scanned_again_after_its_number_was_corrected(
    desk: Desk, card: CardRead
) -> None:
    visit = desk.begin("exchange", card)
    corrected = desk.confirm_details(visit, {"id_number": "074085990999"})
    assert corrected.card_number == card.card.id_number
    assert desk.scan(corrected, card).value("id_number") == card.card.id_number


def test_a_scan_keeps_what_is_typed_of_what_the_card_does_not_say(
    desk: Desk, card: CardRead
) -> None:
    typed = desk.keep_draft(desk.begin("exchange"), {"phone": "0912", "full_name": "Ng"})
    scanned = desk.scan(typed, card)
    assert dict(scanned.draft) == {"phone": "0912"}
    assert scanned.value("full_name") == card.card.full_name


def test_a_record_says_what_its_card_was_scanned_with(desk: Desk, card: CardRead) -> None:
    visit = desk.begin("exchange", card)
    assert visit.card is not None
    assert visit.card.source == "file"


def test_a_number_that_is_typed_and_not_confirmed_is_somebody_s_too(
    desk: Desk, card: CardRead
) -> None:
    typed = desk.keep_draft(desk.begin("exchange"), {"id_number": "074 192 990102"})
    with pytest.raises(VisitError, match="CARD_OF_ANOTHER"):
        desk.scan(typed, card)
    begun = desk.keep_draft(typed, {"id_number": "0741929"})
    assert desk.scan(begun, card).value("id_number") == card.card.id_number


def test_a_card_leads_back_to_its_visit_after_its_number_was_corrected(
    desk: Desk, card: CardRead
) -> None:
    visit = desk.confirm_details(desk.begin("exchange", card), {"id_number": "074085990999"})
    assert desk.begin("exchange", card) == visit
