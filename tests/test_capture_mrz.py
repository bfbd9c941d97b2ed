"""The check digits of the machine-readable zone find every wrong digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_capture import CardError
from station_capture.mrz import check_digit, first_line, id_number_of

_NUMBERS = st.from_regex(r"[0-9]{12}", fullmatch=True)
_LINE = "IDVNM0859902014074085990201<<9"
"""Invented; its arithmetic was verified by others."""


def test_the_line_of_a_known_number() -> None:
    assert first_line("074085990201") == _LINE
    assert id_number_of(_LINE) == "074085990201"
    assert id_number_of(" idvnm085990201 4 074085990201<<9\n") == "074085990201"


@pytest.mark.parametrize(
    ("field", "digit"),
    # ICAO Doc 9303-3, appendix A, and 9303-5, appendix B.
    [("520727", 3), ("AB2134<<<", 5), ("D231458907<<<<<<<<<<<<<<<74081221204159<<<<<<<<<<<", 6)],
)
def test_check_digits_are_those_of_the_standard(field: str, digit: int) -> None:
    assert check_digit(field) == digit


@given(_NUMBERS)
def test_every_number_comes_back(number: str) -> None:
    assert id_number_of(first_line(number)) == number


@given(_NUMBERS, st.integers(5, 29), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, off: int) -> None:
    line = list(first_line(number))
    if line[place] == "<":
        return
    line[place] = str((int(line[place]) + off) % 10)
    with pytest.raises(CardError) as caught:
        id_number_of("".join(line))
    assert caught.value.code == "MRZ_CHECK"


@given(st.text(max_size=40))
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(CardError) as caught:
        id_number_of(text)
    assert caught.value.code == "MRZ_FORMAT"


@pytest.mark.parametrize("char", ["a", "é", "²", " "])
def test_other_characters_have_no_check_digit(char: str) -> None:
    with pytest.raises(ValueError, match="only digits"):
        check_digit(f"12{char}")
