"""The shipped catalogue and how it judges what was typed."""

from datetime import date

import pytest
from pydantic import ValidationError

from station_core.catalogue import Procedure, age, shipped_catalogue
from station_core.errors import VisitError

TODAY = date(2026, 11, 23)
CATALOGUE = shipped_catalogue()
PROMISED = {"first_issue", "exchange", "reissue", "eid_level2", "confirm_old_number"}


def tidy(field: str, value: str) -> str | None:
    return CATALOGUE.field(field).tidy(value, today=TODAY)


def test_it_has_the_procedures_scripts_rely_on() -> None:
    assert {procedure.code for procedure in CATALOGUE.procedures} == PROMISED


@pytest.mark.parametrize("code", sorted(PROMISED))
def test_every_procedure_names_fields_that_exist(code: str) -> None:
    procedure = CATALOGUE.procedure(code)
    assert {field.code for field in CATALOGUE.form(code)} == set(procedure.fields)
    assert set(procedure.require) <= set(procedure.fields)


def test_a_field_is_required_only_where_the_procedure_says_so() -> None:
    def phone_required(procedure: str) -> bool:
        return {f.code: f.required for f in CATALOGUE.form(procedure)}["phone"]

    assert phone_required("eid_level2")
    assert not phone_required("exchange")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "K’Brêm"),
        ("full_name", "Công Tằng Tôn Nữ Thị Bích Ngọc"),
        ("id_number", "074085990101"),
        ("old_id", "280990101"),
        ("old_id", "079072990900"),
        ("dob", "2026-11-23"),
        ("gender", "Nữ"),
        ("address", "Số 115/25/7A, hẻm liên tổ 3-4, An Bình, Ninh Kiều, Cần Thơ"),
        ("phone", "0912345678"),
        ("email", "an.nguyen@example.vn"),
        ("phone", ""),
    ],
)
def test_it_takes_what_people_write(field: str, value: str) -> None:
    assert tidy(field, value) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "Nguyễn V?n Lợi"),
        ("full_name", "Nguyễn 2"),
        ("id_number", "07408599010"),
        ("id_number", "07408599010①"),
        ("old_id", "28O990101"),
        ("dob", "2026-11-24"),
        ("dob", "1985-02-31"),
        ("dob", "14/03/1985"),
        ("dob", "1990-W01-1"),
        ("gender", "Male"),
        ("address", "Phú Hòa|Bình Dương"),
        ("phone", "0212345678"),
        ("phone", "09123456789"),
        ("email", "an@"),
    ],
)
def test_it_refuses_what_cannot_be(field: str, value: str) -> None:
    assert tidy(field, value) is None


def test_spaces_are_put_in_order() -> None:
    assert tidy("full_name", "  Đặng   Ỷ ") == "Đặng Ỷ"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(VisitError, match="PROCEDURE_UNKNOWN"):
        CATALOGUE.procedure("marriage")
    with pytest.raises(VisitError, match="FIELD_UNKNOWN"):
        CATALOGUE.field("shoe_size")


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2020, 11, 23), 6),
        (date(2020, 11, 24), 5),
        (date(2020, 2, 29), 6),
        (TODAY, 0),
    ],
)
def test_age_in_full_years(born: date, years: int) -> None:
    assert age(born, TODAY) == years


@pytest.mark.parametrize("fingers", [(1, 1), (0,), (11,)])
def test_a_procedure_asks_for_each_finger_of_two_hands_at_most_once(fingers: tuple[int]) -> None:
    entry = CATALOGUE.procedure("exchange").model_dump() | {"fingers": fingers}
    with pytest.raises(ValidationError):
        Procedure.model_validate(entry)


def test_a_print_is_tried_more_than_once_before_a_weak_one_is_taken() -> None:
    for procedure in CATALOGUE.procedures:
        rules = CATALOGUE.print_rules(procedure.code)
        assert 0 < rules.threshold < 100
        assert rules.attempts > 1
