"""The visit as a state machine: no order of acts breaks it or finishes it too early."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from station_core.catalogue import shipped_catalogue
from station_core.errors import VisitError
from station_core.finger import MISSING_REASONS, FingerNote
from station_core.progress import needs, next_step, steps_of
from station_core.visit import CardNote, FormValue, PortraitNote, Provenance, Step, Visit

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = START.date()
CATALOGUE = shipped_catalogue()
CARD = CardNote(
    payload="", generation="cccd_2021", warnings=(), repaired=False, stage="zxing", extra=()
)
CARD_VALUES = {
    "id_number": "074085990101",
    "old_id": "280990101",
    "full_name": "Nguyễn Hữu Thiện",
    "dob": "1985-03-14",
    "gender": "Nam",
    "address": "Tổ 5, Khu phố 3, Phú Hòa, Thủ Dầu Một, Bình Dương",
    "issue_date": "2021-04-22",
}
PORTRAIT = PortraitNote(width=600, height=900, profile="cccd", findings=())


def new_visit(procedure: str = "exchange") -> Visit:
    return Visit(id="0", procedure=procedure, operator="An", started_at=START)


def scanned(procedure: str = "exchange", **changes: str) -> Visit:
    return new_visit(procedure).with_card(CARD, {**CARD_VALUES, **changes}, START)


def test_a_new_visit_begins_with_the_scan() -> None:
    assert next_step(new_visit(), CATALOGUE, TODAY) is Step.SCAN


def test_the_steps_follow_each_other() -> None:
    visit = scanned()
    seen = [next_step(visit, CATALOGUE, TODAY)]
    visit = visit.with_details({}, START)
    seen.append(next_step(visit, CATALOGUE, TODAY))
    visit = visit.with_portrait(PORTRAIT, START)
    seen.append(next_step(visit, CATALOGUE, TODAY))
    for position in range(1, 11):
        visit = visit.with_finger(position, FingerNote(outcome="taken"), START)
    seen.append(next_step(visit, CATALOGUE, TODAY))
    assert seen == [Step.DETAILS, Step.PORTRAIT, Step.FINGERPRINTS, Step.REVIEW]
    assert not needs(visit, CATALOGUE, TODAY)


def test_prints_may_come_before_the_portrait() -> None:
    visit = scanned().with_details({}, START)
    for position in range(1, 11):
        visit = visit.with_finger(position, FingerNote(outcome="taken"), START)
    assert next_step(visit, CATALOGUE, TODAY) is Step.PORTRAIT


def test_no_biometrics_are_taken_under_six() -> None:
    child = scanned(dob="2020-11-24").with_details({}, START)
    assert steps_of(child, CATALOGUE, TODAY) == (Step.SCAN, Step.DETAILS, Step.REVIEW)
    assert not needs(child, CATALOGUE, TODAY)


def test_biometrics_are_taken_from_the_sixth_birthday() -> None:
    child = scanned(dob="2020-11-23").with_details({}, START)
    assert needs(child, CATALOGUE, TODAY).portrait


def test_a_required_field_holds_the_visit_at_the_details() -> None:
    visit = scanned("eid_level2").with_details({}, START)
    assert next_step(visit, CATALOGUE, TODAY) is Step.DETAILS
    assert needs(visit, CATALOGUE, TODAY).names()[0] == "field:phone"


def test_an_edited_value_keeps_the_card_s_word() -> None:
    visit = scanned().with_details({"address": "Phường Thủ Dầu Một"}, START)
    again = visit.with_details({"address": "Phường Dĩ An"}, START)
    assert again.form["address"] == FormValue(
        value="Phường Dĩ An", provenance=Provenance.EDITED, old=CARD_VALUES["address"]
    )


def test_a_value_set_back_is_the_card_s_again() -> None:
    visit = scanned().with_details({"gender": "Nữ"}, START).with_details({"gender": "Nam"}, START)
    assert visit.form["gender"] == FormValue(value="Nam", provenance=Provenance.CARD)


def test_what_was_never_on_the_card_is_typed_however_often_it_changes() -> None:
    visit = scanned().with_details({"phone": "0900000001"}, START)
    visit = visit.with_details({"phone": "0900000002"}, START)
    assert visit.form["phone"] == FormValue(value="0900000002", provenance=Provenance.TYPED)


def test_another_procedure_asks_for_the_details_once_more() -> None:
    visit = scanned().with_details({}, START).for_procedure("eid_level2")
    assert next_step(visit, CATALOGUE, TODAY) is Step.DETAILS


@pytest.mark.parametrize("position", [0, 11, -1])
def test_there_are_ten_fingers(position: int) -> None:
    with pytest.raises(VisitError, match="FINGER_UNKNOWN"):
        new_visit().with_finger(position, FingerNote(outcome="taken"), START)


def test_the_stored_text_is_the_visit() -> None:
    visit = scanned().with_details({"phone": "0900000001"}, START).with_portrait(PORTRAIT, START)
    visit = visit.with_finger(3, FingerNote(outcome="missing", reason="worn"), START)
    assert Visit.model_validate_json(visit.model_dump_json()) == visit


class AnyOrder(RuleBasedStateMachine):
    """Acts in any order, beside a plain model of what they should add up to."""

    @initialize(procedure=st.sampled_from([p.code for p in CATALOGUE.procedures]))
    def start(self, procedure: str) -> None:
        self.visit = new_visit(procedure)
        self.fingers: dict[int, str] = {}
        self.clock = START

    def now(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    @rule(born=st.dates(date(1940, 1, 1), TODAY))
    def scan(self, born: date) -> None:
        values = {**CARD_VALUES, "dob": born.isoformat()}
        self.visit = self.visit.with_card(CARD, values, self.now())

    @rule(values=st.dictionaries(st.sampled_from(sorted(CARD_VALUES)), st.just("x"), max_size=2))
    def look_at_details(self, values: dict[str, str]) -> None:
        values.pop("dob", None)
        self.visit = self.visit.with_details(values, self.now())

    @rule()
    def take_portrait(self) -> None:
        self.visit = self.visit.with_portrait(PORTRAIT, self.now())

    @rule(position=st.integers(1, 10), reason=st.sampled_from([None, *MISSING_REASONS]))
    def do_finger(self, position: int, reason: str | None) -> None:
        outcome: FingerNote = (
            FingerNote(outcome="missing", reason=reason) if reason else FingerNote(outcome="taken")
        )
        self.visit = self.visit.with_finger(position, outcome, self.now())
        self.fingers[position] = outcome.outcome

    @invariant()
    def fingers_are_those_that_were_done(self) -> None:
        done = {position: note.outcome for position, note in self.visit.fingers.items()}
        assert done == self.fingers

    @invariant()
    def review_is_reached_exactly_when_nothing_is_missing(self) -> None:
        step = next_step(self.visit, CATALOGUE, TODAY)
        complete = (
            bool(self.visit.form)
            and self.visit.details_confirmed
            and not needs(self.visit, CATALOGUE, TODAY)
        )
        assert (step is Step.REVIEW) == complete

    @invariant()
    def the_next_step_is_one_of_the_visit_s_steps(self) -> None:
        steps = steps_of(self.visit, CATALOGUE, TODAY)
        assert next_step(self.visit, CATALOGUE, TODAY) in steps

    @invariant()
    def old_values_stay_beside_edited_ones(self) -> None:
        for entry in self.visit.form.values():
            assert (entry.old is not None) == (entry.provenance is Provenance.EDITED)

    @invariant()
    def it_survives_being_written_down(self) -> None:
        assert Visit.model_validate_json(self.visit.model_dump_json()) == self.visit


TestAnyOrder = AnyOrder.TestCase
