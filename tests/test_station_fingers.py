"""Fingers at the desk: the best of several tries, exceptions; all of it on disk at once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_core.catalogue import PrintRules, shipped_catalogue
from station_core.desk import Desk
from station_core.errors import VisitError
from station_core.finger import (
    MISSING_REASONS,
    Absence,
    Doubt,
    FingerNote,
    doubt_part,
    exception_part,
    finger_part,
)
from station_core.finger_acts import answer_doubt, keep
from station_core.finger_desk import MAX_PHOTO_BYTES
from station_core.folder import DeskFolder
from station_core.progress import needs
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.visit import Visit, part_names
from station_devices import FingerImage, ScannerIdentity, decode_wsq, encode_wsq
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue import QueueError
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity, open_packet

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "mat-khau-1"
IDENTITY, RECIPIENT = generate_identity()
RULES = PrintRules(threshold=45, attempts=3)
PHOTO = b"\xff\xd8 a hand"
MODULE = ScannerIdentity("EF01", "R503", "0042", 192, 192, 508, 4, False, ("four_bit_grey",))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=RECIPIENT),
    )
    cheap = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=START, cost=cheap)
    return sign_in(folder, "An", PASSWORD)


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    with Desk(session) as desk:
        yield desk


def print_of(seed: int, quality: int) -> FingerImage:
    """A drawn print to which another quality is given."""
    image = measured_print(draw_print(seed, 192, 192), 508, 4, driver="ef01", scanner=MODULE)
    return replace(image, quality=quality, weak_points=("x",) if quality < 45 else ())


def note(quality: int) -> FingerNote:
    return FingerNote(outcome="taken", quality=quality, below=quality < RULES.threshold)


def tried(*qualities: int, visit: Visit | None = None) -> Visit:
    """The visit after these tries of finger 2."""
    now = visit or Visit(id="0", procedure="eid_level2", operator="An", started_at=START)
    for quality in qualities:
        now = keep(now, 2, note(quality), rules=RULES, at=START).visit
    return now


def on_disk(session: Session) -> Visit:
    with Desk(session) as other:
        [visit] = other.open_visits()
        return visit


# -- the best of several tries -------------------------------------------------------------------


def test_a_good_print_is_done_with_at_once() -> None:
    visit = tried(80)
    assert visit.fingers[2].quality == 80
    assert visit.fingers[2].attempts == 1
    assert not visit.fingers[2].weak
    assert visit.unsettled == ()


@given(st.lists(st.integers(0, 44), min_size=1, max_size=3))
def test_of_weak_tries_the_best_stands(qualities: list[int]) -> None:
    visit = tried(*qualities)
    assert visit.fingers[2].quality == max(qualities)
    assert visit.fingers[2].attempts == len(qualities)
    assert visit.fingers[2].weak
    assert visit.unsettled == ((2,) if len(qualities) < 3 else ())


def test_a_good_print_after_a_weak_one_counts_both() -> None:
    visit = tried(30, 60)
    assert (visit.fingers[2].quality, visit.fingers[2].attempts) == (60, 2)
    assert visit.unsettled == ()


def test_a_finger_taken_again_gets_the_new_print_if_it_is_good() -> None:
    visit = tried(90, 60)
    assert (visit.fingers[2].quality, visit.fingers[2].attempts) == (60, 2)
    assert visit.unsettled == ()


def test_a_finger_taken_again_badly_keeps_its_print() -> None:
    visit = tried(90, 20)
    assert visit.fingers[2].quality == 90
    assert visit.unsettled == ()


def test_a_finger_taken_again_badly_gets_the_new_print_if_somebody_says_so() -> None:
    kept = keep(tried(90), 2, note(20), rules=RULES, at=START, anyway=True)
    assert kept.used
    assert kept.visit.fingers[2].weak
    assert kept.visit.unsettled == ()


def test_each_try_is_on_disk_when_it_returns(session: Session, desk: Desk) -> None:
    visit = desk.begin("eid_level2")
    first, second, third = print_of(1, 30), print_of(2, 40), print_of(3, 20)
    visit = desk.fingers.keep(visit, 2, first)
    assert on_disk(session) == visit
    assert visit.unsettled == (2,)
    visit = desk.fingers.keep(visit, 2, second)
    visit = desk.fingers.keep(visit, 2, third)
    assert on_disk(session) == visit
    best = desk.part(visit, finger_part(2))
    assert np.array_equal(decode_wsq(best), decode_wsq(encode_wsq(second.pixels, 508)))
    assert desk.needs(visit).fingers == (7,)


def test_the_best_so_far_can_be_taken_as_it_is(session: Session, desk: Desk) -> None:
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(1, 30))
    assert desk.needs(visit).fingers == (2, 7)
    visit = desk.fingers.settle(visit, 2)
    assert desk.needs(on_disk(session)).fingers == (7,)
    with pytest.raises(VisitError, match="FINGER_UNKNOWN"):
        desk.fingers.settle(visit, 7)


def test_a_note_says_what_took_the_print_and_how_good_it_is(desk: Desk) -> None:
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(1, 30))
    taken = visit.fingers[2]
    assert (taken.family, taken.model, taken.serial) == ("EF01", "R503", "0042")
    assert taken.id_grade is False
    assert taken.notes == ("four_bit_grey",)
    assert (taken.dpi, taken.bits, taken.width, taken.height) == (508, 4, 192, 192)
    assert taken.weak_points == ("x",)


def test_a_procedure_may_ask_for_better_prints_than_the_rest() -> None:
    shipped = shipped_catalogue()
    own = PrintRules(threshold=70, attempts=5)
    asking = shipped.procedure("exchange").model_copy(update={"prints": own})
    catalogue = shipped.model_copy(update={"procedures": (asking, *shipped.procedures[1:])})
    assert catalogue.print_rules("exchange") == own
    assert catalogue.print_rules("reissue") == shipped.prints


def test_a_visit_of_an_older_version_still_loads() -> None:
    old = tried(80).model_dump(mode="json", exclude={"unsettled", "doubt"})
    old["fingers"] = {
        "2": {"outcome": "taken", "quality": 80, "dpi": 508, "bits": 4, "driver": "ef01"},
        "7": {"outcome": "missing", "reason": "worn"},
    }
    visit = Visit.model_validate(old)
    assert not needs(visit, shipped_catalogue(), START.date()).fingers
    assert visit.fingers[2].attempts == 1
    assert visit.fingers[7].lasting is None


# -- exceptions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", MISSING_REASONS)
def test_some_reasons_say_themselves_how_long_they_last(reason: str) -> None:
    by_itself = {"amputated": "permanent", "bandaged": "temporary"}
    assert Absence(reason=reason).note().lasting == by_itself.get(reason)
    assert Absence(reason=reason, lasting="permanent").note().lasting == by_itself.get(
        reason, "permanent"
    )


def test_an_exception_is_kept_with_its_words_and_its_picture(session: Session, desk: Desk) -> None:
    cast = Absence(reason="other", lasting="temporary", text="  bó   bột ")
    visit = desk.fingers.mark_missing(desk.begin("eid_level2"), 2, cast)
    visit = desk.fingers.keep_exception_photo(visit, 2, PHOTO)
    kept = on_disk(session)
    assert kept.fingers[2].text == "bó bột"
    assert kept.fingers[2].photo
    assert desk.part(kept, exception_part(2)) == PHOTO
    assert part_names(kept) == [exception_part(2)]


def test_a_corrected_reason_keeps_its_picture(desk: Desk) -> None:
    visit = desk.fingers.mark_missing(desk.begin("eid_level2"), 2, Absence(reason="worn"))
    visit = desk.fingers.keep_exception_photo(visit, 2, PHOTO)
    visit = desk.fingers.mark_missing(visit, 2, Absence(reason="bandaged"))
    assert desk.part(visit, exception_part(2)) == PHOTO


def test_a_finger_taken_after_all_has_no_picture_of_an_exception(desk: Desk) -> None:
    visit = desk.fingers.mark_missing(desk.begin("eid_level2"), 2, Absence(reason="worn"))
    visit = desk.fingers.keep_exception_photo(visit, 2, PHOTO)
    visit = desk.fingers.keep(visit, 2, print_of(1, 80))
    assert part_names(visit) == [finger_part(2)]
    assert visit.fingers[2].attempts == 1
    with pytest.raises(QueueError, match="no part of this name"):
        desk.part(visit, exception_part(2))


def test_a_picture_of_an_exception_is_small_and_of_a_missing_finger(desk: Desk) -> None:
    visit = desk.begin("eid_level2")
    with pytest.raises(VisitError, match="FINGER_UNKNOWN"):
        desk.fingers.keep_exception_photo(visit, 2, PHOTO)
    visit = desk.fingers.mark_missing(visit, 2, Absence(reason="worn"))
    with pytest.raises(VisitError, match="PHOTO_TOO_LARGE"):
        desk.fingers.keep_exception_photo(visit, 2, bytes(MAX_PHOTO_BYTES + 1))


# -- whose print it is ---------------------------------------------------------------------------


def in_doubt() -> Visit:
    """Finger 2 is taken; what was given as 7 is like it."""
    doubt = Doubt(finger=7, other=2, likeness=0.91, note=note(70))
    return tried(80).with_doubt(doubt)


def test_a_visit_in_doubt_is_not_done_with_the_finger() -> None:
    visit = in_doubt()
    assert needs(visit, shipped_catalogue(), START.date()).fingers == (7,)
    assert Visit.model_validate_json(visit.model_dump_json()) == visit


def test_a_print_in_doubt_is_dropped_and_taken_again() -> None:
    after = answer_doubt(in_doubt(), "again", rules=RULES, at=START).visit
    assert set(after.fingers) == {2}
    assert after.doubt is None


def test_a_print_in_doubt_is_kept_with_a_note() -> None:
    after = answer_doubt(in_doubt(), "this", rules=RULES, at=START).visit
    assert set(after.fingers) == {2, 7}
    said = after.fingers[7].alike
    assert said is not None
    assert (said.finger, said.likeness, said.answer) == (2, 0.91, "this")


def test_an_earlier_print_in_doubt_is_taken_again() -> None:
    after = answer_doubt(in_doubt(), "earlier", rules=RULES, at=START).visit
    assert set(after.fingers) == {7}
    assert needs(after, shipped_catalogue(), START.date()).fingers == (2,)


def test_another_answer_is_refused() -> None:
    with pytest.raises(VisitError, match="REASON_UNKNOWN"):
        answer_doubt(in_doubt(), "perhaps", rules=RULES, at=START)


def test_a_record_carries_what_is_known_of_each_finger(session: Session) -> None:
    shipped = shipped_catalogue()
    prints_only = shipped.procedure("eid_level2").model_copy(update={"portrait": False})
    catalogue = shipped.model_copy(update={"procedures": (prints_only,)})
    values = {
        "full_name": "Nguyễn Văn Thử",
        "id_number": "074085990101",
        "dob": "1985-03-14",
        "gender": "Nam",
        "address": "Phường Thử",
        "phone": "0901234567",
    }
    with Desk(session, catalogue=catalogue) as desk:
        visit = desk.confirm_details(desk.begin("eid_level2"), values)
        for quality in (20, 40, 30):
            visit = desk.fingers.keep(visit, 2, print_of(quality, quality))
        visit = desk.fingers.mark_missing(visit, 7, Absence(reason="amputated"))
        visit = desk.fingers.keep_exception_photo(visit, 7, PHOTO)
        record = desk.finish(visit)
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    assert set(opened.parts) == {"record.json", finger_part(2), exception_part(7)}
    fingers = json.loads(opened.parts["record.json"])["fingers"]
    assert (fingers["2"]["quality"], fingers["2"]["attempts"]) == (40, 3)
    assert fingers["2"]["below"] is True
    assert fingers["2"]["serial"] == "0042"
    assert (fingers["7"]["lasting"], fingers["7"]["photo"]) == ("permanent", True)


def test_a_finger_given_twice_is_held_and_asked_about(session: Session, desk: Desk) -> None:
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(1, 80))
    visit = desk.fingers.keep(visit, 7, print_of(1, 90))
    assert visit.doubt is not None
    assert (visit.doubt.finger, visit.doubt.other) == (7, 2)
    assert on_disk(session) == visit
    assert set(visit.fingers) == {2}
    assert (
        desk.part(visit, doubt_part(7))[:2] == desk.part(visit, finger_part(2))[:2] == b"\xff\xa0"
    )


def test_it_is_noticed_after_a_restart_too(session: Session, desk: Desk) -> None:
    desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(1, 80))
    with Desk(session) as other:
        visit = other.fingers.keep(other.open_visits()[0], 7, print_of(1, 90))
        assert visit.doubt is not None


@pytest.mark.parametrize(("answer", "kept"), [("again", {2}), ("this", {2, 7}), ("earlier", {7})])
def test_the_answer_keeps_what_it_says_and_drops_the_rest(
    session: Session, desk: Desk, answer: str, kept: set[int]
) -> None:
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(1, 80))
    visit = desk.fingers.keep(visit, 7, print_of(1, 90))
    visit = desk.fingers.answer(visit, answer)
    assert set(on_disk(session).fingers) == kept
    assert set(part_names(visit)) == {finger_part(one) for one in kept}
    with pytest.raises(QueueError, match="no part of this name"):
        desk.part(visit, doubt_part(7))


def test_ten_fingers_are_not_asked_about(desk: Desk) -> None:
    visit = desk.begin("exchange")
    for position in range(1, 11):
        visit = desk.fingers.keep(visit, position, print_of(position, 80))
        assert visit.doubt is None


def test_an_empty_glass_is_no_finger_however_often_it_is_tried(desk: Desk) -> None:
    visit = desk.begin("eid_level2")
    glass = measured_print(np.full((192, 192), 250, np.uint8), 508, 4, driver="ef01")
    for _ in range(RULES.attempts + 1):
        visit = desk.fingers.keep(visit, 2, glass)
    assert visit.fingers == {}
    assert 2 in desk.needs(visit).fingers


def test_a_reason_for_several_fingers_is_kept_for_all_of_them_or_none(desk: Desk) -> None:
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, print_of(2, 30))
    with pytest.raises(VisitError):
        desk.fingers.mark_all_missing(visit, (2, 7, 99), Absence(reason="refused"))
    [stored] = desk.open_visits()
    assert stored.fingers.keys() == {2}
    assert desk.part(stored, finger_part(2))
    visit = desk.fingers.mark_all_missing(visit, (2, 7), Absence(reason="refused"))
    assert {note.outcome for note in visit.fingers.values()} == {"missing"}


def test_the_same_mistake_is_asked_about_again_after_the_earlier_print_was_wrong(
    desk: Desk,
) -> None:
    third = measured_print(draw_print(3, 192, 192), 508, 4, driver="ef01")
    visit = desk.fingers.keep(desk.begin("eid_level2"), 2, third)  # finger 3, taken for 2
    visit = desk.fingers.keep(visit, 3, third)
    assert visit.doubt is not None
    visit = desk.fingers.answer(visit, "earlier")
    assert visit.fingers.keys() == {3}
    assert desk.fingers.keep(visit, 2, third).doubt is not None


def test_what_was_said_of_a_finger_holds_for_its_next_try() -> None:
    doubt = Doubt(finger=3, other=2, likeness=0.8, note=note(30))
    visit = Visit(id="v", procedure="eid_level2", operator="An", started_at=START)
    visit = keep(visit, 2, note(90), rules=RULES, at=START).visit
    visit = answer_doubt(visit.with_doubt(doubt), "this", rules=RULES, at=START).visit
    assert 3 in visit.unsettled  # it is weak: another try follows
    visit = keep(visit, 3, note(80), rules=RULES, at=START).visit
    alike = visit.fingers[3].alike
    assert alike is not None
    assert alike.finger == 2
    # A new print of the other finger: what was said beside its old one holds no longer.
    visit = keep(visit, 2, note(95), rules=RULES, at=START).visit
    assert visit.fingers[3].alike is None


@pytest.mark.parametrize("answer", ["this", "earlier"])
def test_of_a_finger_taken_again_the_print_that_was_called_right_stands(answer: str) -> None:
    visit = Visit(id="v", procedure="eid_level2", operator="An", started_at=START)
    for finger in (5, 6):
        visit = keep(visit, finger, note(90), rules=RULES, at=START).visit
    doubt = Doubt(finger=5, other=6, likeness=0.8, note=note(30))
    kept = answer_doubt(visit.with_doubt(doubt), answer, rules=RULES, at=START)
    assert kept.used
    assert kept.visit.fingers[5].quality == 30
    assert kept.visit.fingers[5].alike is not None
