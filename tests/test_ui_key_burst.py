"""Keys of a scanner are told from those of a person."""

from hypothesis import given
from hypothesis import strategies as st

from station_ui.key_burst import KeyBurst, Scan

NUMBER = "074085990201"


def burst(text: str, pace_s: float = 0.01, *, into: KeyBurst | None = None) -> list[Scan]:
    """What is known of a text whose keys follow each other at this pace."""
    keys = into or KeyBurst()
    found = [keys.add(letter, 5 + number * pace_s) for number, letter in enumerate(text)]
    return [scan for scan in found if scan is not None]


def test_a_number_and_the_separator_begin_a_scan() -> None:
    assert burst(f"{NUMBER}|") == [Scan("", f"{NUMBER}|", composed=False)]


def test_a_slow_scanner_is_known_by_the_number() -> None:
    assert burst(f"{NUMBER}|", pace_s=0.2)


def test_a_person_types_a_number_and_it_is_nobodys_scan() -> None:
    assert not burst(f"{NUMBER}|", pace_s=0.26)
    assert not burst(NUMBER)
    assert not burst(f"{NUMBER} Nguyen Van An")


def test_what_a_person_typed_right_before_is_told_apart() -> None:
    assert burst(f"Lê {NUMBER}|") == [Scan("Lê ", f"{NUMBER}|", composed=False)]


def test_long_typing_without_a_pause_is_given_back_whole() -> None:
    typed = "Số 115/25/7A, hẻm liên tổ 3-4, Khu dân cư Hồng Phát, đường Nguyễn Văn Cừ "
    assert burst(f"{typed}{NUMBER}|") == [Scan(typed, f"{NUMBER}|", composed=False)]


def test_what_a_scanner_says_first_belongs_to_the_scan() -> None:
    assert burst(f"]Q1{NUMBER}|") == [Scan("", f"]Q1{NUMBER}|", composed=False)]


def test_letters_in_place_of_digits_count_at_a_scanners_pace_only() -> None:
    assert burst("à&ékèçéà&(|")
    assert not burst("à&ékèçéà&(|", pace_s=0.06)


def test_a_web_page_is_a_scan_too() -> None:
    assert burst("https://")
    assert not burst("https://", pace_s=0.06)


def test_letters_out_of_an_input_method_are_noted() -> None:
    keys = KeyBurst()
    keys.add("0", 5, composed=True)
    assert burst(f"{NUMBER[1:]}|", into=keys) == [Scan("", f"{NUMBER}|", composed=True)]


@given(st.lists(st.tuples(st.text(max_size=9), st.floats(0.26, 2)), max_size=20))
def test_words_between_which_a_person_pauses_are_never_a_scan(
    words: list[tuple[str, float]],
) -> None:
    keys, at = KeyBurst(), 0.0
    for word, pause in words:
        at += pause
        assert not any(keys.add(letter, at) for letter in word if letter not in "|¦:/")


@given(st.text(alphabet="abcdđêơ |¦:/0123456789", max_size=60), st.floats(0, 0.4))
def test_a_scan_is_cut_off_what_was_typed_and_nothing_is_lost(text: str, pace_s: float) -> None:
    keys = KeyBurst()
    for number, letter in enumerate(text):
        scan = keys.add(letter, number * pace_s)
        if scan is not None:
            assert text[: number + 1].endswith(scan.before + scan.begun)
            assert scan.begun
            keys.forget()
