"""What handheld scanners deliver: the card, or the reason why it is none."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_capture import CardError, KeysFault, card_of_keys, card_of_scan, parse_card

_TODAY = date(2026, 11, 24)
_PAYLOAD = "074085990201|280990201|Nguyễn Văn Lợi|14031985|Nam|Tổ 5, Phú Hòa, Bình Dương|22042021"
_CARD = parse_card(_PAYLOAD, today=_TODAY).card


def _refused(text: str, fault: KeysFault = "") -> str:
    with pytest.raises(CardError) as caught:
        card_of_keys(text, today=_TODAY, fault=fault)
    return caught.value.code


def test_a_scan_is_the_card_with_where_it_came_from() -> None:
    read = card_of_scan(_PAYLOAD.encode(), today=_TODAY)
    assert (read.card, read.source, read.repaired) == (_CARD, "handheld", False)
    assert (read.raw, read.corners) == (_PAYLOAD.encode(), ())


@pytest.mark.parametrize("ahead", [b"]Q1", b"]Q3", b"U", b"\xff\x00", b"\xef\xbb\xbf", b"]Q1\x02"])
def test_what_comes_ahead_of_the_number_is_no_part_of_the_card(ahead: bytes) -> None:
    read = card_of_scan(ahead + _PAYLOAD.encode(), today=_TODAY)
    assert read.card == _CARD
    assert read.raw == _PAYLOAD.encode()


def test_a_stray_digit_makes_another_number_and_is_refused() -> None:
    with pytest.raises(CardError) as caught:
        card_of_scan(b"7" + _PAYLOAD.encode(), today=_TODAY)
    assert caught.value.code == "ID_FORMAT"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CardError) as caught:
        card_of_scan(_PAYLOAD.encode("cp1258", errors="replace"), today=_TODAY)
    assert caught.value.code == "UTF8_INVALID"


@pytest.mark.parametrize("between", ["", "\r", "\n", "\r\n"])
@pytest.mark.parametrize("payload", [_PAYLOAD, f"{_PAYLOAD}||||"])
def test_two_scans_run_together_are_no_card(payload: str, between: str) -> None:
    with pytest.raises(CardError):
        card_of_scan(between.join([payload, payload]).encode(), today=_TODAY)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_card_or_the_documented_error(scan: bytes) -> None:
    try:
        read = card_of_scan(scan, today=_TODAY)
    except CardError:
        return
    assert parse_card(read.raw, today=_TODAY).card == read.card


@given(st.text(max_size=300), st.sampled_from(["", "altered", "lost"]))
def test_any_keys_are_a_card_or_the_documented_error(text: str, fault: KeysFault) -> None:
    with suppress(CardError):
        card_of_keys(text, today=_TODAY, fault=fault)


def test_keys_are_the_card_with_where_it_came_from() -> None:
    read = card_of_keys(f"]Q1{_PAYLOAD}", today=_TODAY)
    assert (read.card, read.source, read.raw) == (_CARD, "keyboard", _PAYLOAD.encode())


def test_keys_in_a_wrong_encoding_are_repaired_and_marked() -> None:
    read = card_of_keys(_PAYLOAD.encode().decode("latin-1"), today=_TODAY)
    assert (read.card, read.repaired) == (_CARD, True)


def test_keys_that_were_changed_or_lost_are_refused_however_sound_they_look() -> None:
    assert _refused(_PAYLOAD, "altered") == "KEYS_ALTERED"
    assert _refused(_PAYLOAD, "lost") == "KEYS_LOST"


def test_letters_without_any_mark_may_have_lost_them() -> None:
    without = "074085990201|280990201|Nguyn Vn Li|14031985|Nam|T 5, Ph Ha, Bnh Dng|22042021"
    assert parse_card(without, today=_TODAY).card.full_name == "Nguyn Vn Li"
    assert _refused(without) == "MARKS_MISSING"
    with pytest.raises(CardError, match="no Vietnamese letter"):
        card_of_scan(without.encode(), today=_TODAY)


def test_one_mark_shows_that_marks_come_through() -> None:
    few = "074185990201||Lan Anh|14031985|Nữ|Ia Pa, Gia Lai|22042021"
    assert card_of_keys(few, today=_TODAY).card.full_name == "Lan Anh"
