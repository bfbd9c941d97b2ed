"""Words that follow a measurement are kept still long enough to be read."""

from hypothesis import given
from hypothesis import strategies as st

from station_ui.steady import Steady


def test_a_value_is_shown_after_some_turns_in_a_row() -> None:
    word = Steady("", turns=3)
    assert [word.measure("closer") for _ in range(4)] == [False, False, True, False]
    assert word.value == "closer"


@given(st.lists(st.sampled_from("ab"), max_size=40))
def test_what_flickers_is_never_shown(values: list[str]) -> None:
    word = Steady("", turns=2)
    for value in values:
        word.measure(value)
        word.measure(f"not {value}")
        assert word.value == ""


def test_what_is_put_there_stays_until_something_else_is_sure() -> None:
    word = Steady("closer", turns=2)
    word.measure("tilt")
    word.show("")
    assert not word.measure("tilt")
    assert word.measure("tilt")
