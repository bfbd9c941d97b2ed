from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_ui.formats import kept_date, shown_date, shown_id, shown_record, shown_span


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_shown_and_typed_again_is_the_same_date(day: date) -> None:
    assert kept_date(shown_date(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize(
    "typed", ["2/9/1990", "02/09/1990", "02-09-1990", "02.09.1990", "02091990"]
)
def test_dates_are_taken_as_people_type_them(typed: str) -> None:
    assert kept_date(typed) == "1990-09-02"


@given(st.text(max_size=20))
def test_what_is_no_date_is_handed_on_to_be_refused(text: str) -> None:
    kept = kept_date(text)
    assert kept == text.strip() or date.fromisoformat(kept) > date.min


def test_there_is_no_thirty_first_of_february() -> None:
    assert kept_date("31/02/1990") == "31/02/1990"


def test_an_id_number_is_grouped_for_reading_aloud() -> None:
    assert shown_id("074085990101") == "074 085 990101"
    assert shown_id("280990101") == "280990101"


def test_a_record_is_known_by_the_end_of_its_code() -> None:
    assert shown_record("01JD3V9T-7Q4XW8ZK2M5N") == "…7Q4XW8ZK2M5N"


def test_a_span_is_minutes_and_seconds() -> None:
    assert shown_span(72.9) == "1:12"
    assert shown_span(-3) == "0:00"
