import json
import string
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from station_capture import Card, CardError, ParsedCard, card_as_dict, format_card, parse_card
from station_capture.checks import prefixes
from station_capture.repertoire import vietnamese_letters

_SAMPLES = json.loads((Path(__file__).parent / "data" / "qr_samples.json").read_text("utf-8"))
_TODAY = date.fromisoformat(_SAMPLES["meta"]["reference_date"])
_UNDAMAGED = "074085990201|280990201|Nguyễn Văn Lợi|14031985|Nam|Tổ 5, Phú Hòa|22042021"


def _cases(group: str, *severities: str) -> list[Any]:
    cases = _SAMPLES[group]
    chosen = [case for case in cases if not severities or case["severity"] in severities]
    return [pytest.param(case, id=case["id"]) for case in chosen]


def _payload(case: dict[str, str]) -> str | bytes:
    return bytes.fromhex(case["raw_hex"]) if "raw_hex" in case else case["raw"]


def _parse(payload: str | bytes) -> ParsedCard:
    return parse_card(payload, today=_TODAY)


def _refusal(payload: str | bytes) -> CardError:
    with pytest.raises(CardError) as caught:
        _parse(payload)
    return caught.value


@pytest.mark.parametrize("case", _cases("valid"))
@pytest.mark.parametrize("as_bytes", [False, True])
def test_valid_payload_gives_every_field(case: dict[str, Any], as_bytes: bool) -> None:
    parsed = _parse(case["raw"].encode() if as_bytes else case["raw"])
    shown = card_as_dict(parsed.card)
    derived = {"id_prefix", "id_birth_year", "id_gender"}
    expected = {k: v for k, v in case["expect"].items() if k not in derived}
    assert shown == expected | {"generation": case["card"]}
    assert list(parsed.warnings) == case["warnings"]
    assert not parsed.repaired
    assert format_card(parsed.card) == case["raw"]


@pytest.mark.parametrize("case", _cases("valid_needs_normalising"))
def test_trimmings_of_readers_are_removed(case: dict[str, Any]) -> None:
    parsed = _parse(case["raw"])
    assert parsed.card == _parse(case["must_normalise_to"]).card
    assert list(parsed.warnings) == case["warnings"]
    assert not parsed.repaired


@pytest.mark.parametrize("case", _cases("malformed", "reject", "lossy"))
def test_unacceptable_payload_is_refused_with_its_code(case: dict[str, str]) -> None:
    refusal = _refusal(_payload(case))
    assert refusal.code == case["reason"]
    assert refusal.overridable == (case["reason"] in _SAMPLES["meta"]["overridable"])


@pytest.mark.parametrize("case", _cases("malformed", "warn"))
def test_odd_payload_is_accepted_with_a_warning(case: dict[str, str]) -> None:
    parsed = _parse(case["raw"])
    assert case["reason"] in parsed.warnings
    assert not parsed.repaired


@pytest.mark.parametrize("case", _cases("malformed", "repair"))
def test_reversible_damage_is_undone_and_marked(case: dict[str, str]) -> None:
    parsed = _parse(case["raw"])
    assert parsed.repaired
    big5 = "074085990203||Huỳnh Hiếu|14031985|Nam|Vĩnh Bảo, Hải Phòng|22042021"
    other = (
        "074085990201|280990201|Nguyễn Văn Lợi|14031985|Nam|"
        "Tổ 5, Khu phố 3, Phú Hòa, Thủ Dầu Một, Bình Dương|22042021"
    )
    assert parsed.text == (big5 if case["reason"] == "MOJIBAKE_BIG5" else other)
    assert format_card(parsed.card) == parsed.text


@pytest.mark.parametrize("case", _cases("valid"))
@pytest.mark.parametrize("encoding", ["latin-1", "shift_jis", "big5", "cp1258"])
def test_misread_utf8_is_the_right_card_or_none(case: dict[str, Any], encoding: str) -> None:
    shown = case["raw"].encode().decode(encoding, errors="replace")
    try:
        assert _parse(shown).card == _parse(case["raw"]).card
    except CardError:
        assert "\ufffd" in shown  # bytes that this encoding does not have are lost for good


def test_bytes_without_a_meaning_in_cp1252_are_repaired_where_they_were_kept() -> None:
    shown = "".join(
        bytes([b]).decode("latin-1" if b in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for b in _UNDAMAGED.replace("Văn", "Đường").encode()
    )
    assert _parse(shown).card.full_name == "Nguyễn Đường Lợi"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("Tổ 5", "T? 5", "ADDRESS_CHARS"),
        ("Tổ 5", "T\ufffd 5", "ADDRESS_CHARS"),
        ("Tổ 5", "T╒ 5", "WEDGE_ALT_OEM437"),
        ("Tổ 5, Phú Hòa", "T022501870149 5", "WEDGE_DECIMAL_UTF8"),
        ("Văn", "V\u0103n\u0000", "FIELD_COUNT"),
        ("280990201", "28099020", "OLD_ID_FORMAT"),
        ("14031985", "١٤٠٣١٩٨٥", "DOB"),
        ("Nguyễn Văn Lợi", "'-'", "NAME_CHARS"),
    ],
)
def test_damage_in_one_field_is_refused(before: str, after: str, code: str) -> None:
    assert _refusal(_UNDAMAGED.replace(before, after)).code == code


@pytest.mark.parametrize("placeholder", ["0", "000000000", "-", " "])
def test_placeholder_for_no_old_number_counts_as_none(placeholder: str) -> None:
    assert _parse(_UNDAMAGED.replace("280990201", placeholder)).card.old_id is None


def test_card_issued_before_the_chip_era_is_warned_about() -> None:
    assert "ISSUE_BEFORE_CHIP_ERA" in _parse(_UNDAMAGED.replace("22042021", "22042020")).warnings


def test_names_of_the_central_highlands_are_names() -> None:
    parsed = _parse(_UNDAMAGED.replace("Nguyễn Văn Lợi", "H’Blŏ K'Čĕm Ƀăng"))
    assert parsed.card.full_name == "H’Blŏ K'Čĕm Ƀăng"


def test_number_of_vietnamese_letters_is_that_of_the_alphabet() -> None:
    assert len(vietnamese_letters()) == 2 * 67  # 12 vowels with 6 tones less 6 bare ones, and đ


def test_prefix_lists_are_complete() -> None:
    assert (len(prefixes().provinces), len(prefixes().countries)) == (63, 195)


def test_error_text_holds_nothing_of_the_payload() -> None:
    for case in _SAMPLES["malformed"]:
        if case["severity"] in ("reject", "lossy"):
            text = str(_refusal(_payload(case)))
            assert not any(word in text for word in ("Nguy", "0740", "280990201", "1985"))


@given(st.text() | st.binary())
def test_any_payload_is_a_card_or_refused(payload: str | bytes) -> None:
    with suppress(CardError):
        assert _parse(payload).card.id_number


_FIELD = st.sampled_from(
    [
        part
        for case in _SAMPLES["valid"] + _SAMPLES["malformed"]
        for part in case.get("raw", "").split("|")
    ]
) | st.text(max_size=8)


@given(st.lists(_FIELD, min_size=7, max_size=12).map("|".join))
def test_what_is_accepted_is_accepted_again_as_the_same_card(payload: str) -> None:
    try:
        parsed = _parse(payload)
    except CardError:
        return
    again = _parse(format_card(parsed.card))
    assert (again.card, again.repaired) == (parsed.card, False)


_WORD = st.text(sorted(vietnamese_letters()) + list(string.ascii_letters), min_size=1, max_size=7)
_WORDS = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)
_DAYS = st.dates(date(1900, 1, 1), _TODAY)


@st.composite
def _cards(draw: st.DrawFn) -> Card:
    dob, issued = sorted((draw(_DAYS), draw(_DAYS)))
    known = sorted(prefixes().provinces) + sorted(prefixes().countries)
    number = draw(st.sampled_from(known)) + draw(st.from_regex(r"[0-9]{9}", fullmatch=True))
    new_layout = draw(st.booleans())
    return Card(
        id_number=number,
        old_id=draw(st.none() | st.from_regex(r"[1-9][0-9]{8}", fullmatch=True)),
        full_name=draw(_WORDS),
        dob=dob,
        gender=draw(st.sampled_from(["Nam", "Nữ"])),
        address=draw(st.just("") | st.lists(_WORDS, min_size=1).map(", ".join)),
        issue_date=issued,
        generation="can_cuoc_2024" if new_layout else "cccd_2021",
        extra=tuple(draw(st.just("") | _WORDS) for _ in range(4 if new_layout else 0)),
    )


@given(_cards())
def test_written_card_is_parsed_as_the_same_card(card: Card) -> None:
    assert _parse(format_card(card)).card == card
    assert _parse(format_card(card).encode()).card == card


_MISREADINGS = st.sampled_from(
    ["cp1252", "latin-1", "cp1258", "shift_jis", "cp932", "big5", "cp950", "cp437", "gbk"]
)


@given(_cards(), _MISREADINGS)
def test_misread_card_is_never_taken_for_another(card: Card, encoding: str) -> None:
    shown = format_card(card).encode().decode(encoding, errors="replace")
    with suppress(CardError):
        parsed = _parse(shown)
        assert parsed.card == card or "EXTRA_CHARS" in parsed.warnings


@pytest.mark.parametrize(
    "damaged",
    [
        lambda char: f"&#{ord(char)};",
        lambda char: "".join(f"%{byte:02X}" for byte in char.encode()),
    ],
    ids=["entities", "percent"],
)
def test_letters_written_for_web_forms_are_repaired(damaged: Callable[[str], str]) -> None:
    shown = "".join(char if char.isascii() else damaged(char) for char in _UNDAMAGED)
    assert (_parse(shown).repaired, _parse(shown).text) == (True, _UNDAMAGED)


@pytest.mark.parametrize("lost", ["&#55296;", "&#999999;", "%FF", "%C3"])
def test_what_stands_for_no_letter_is_refused(lost: str) -> None:
    assert _refusal(_UNDAMAGED.replace("ễ", lost)).code == "NAME_CHARS"


def test_damage_in_the_extra_fields_alone_is_repaired_or_warned_about() -> None:
    plain = "074085990201||Danh Kim|14031985|Nam|Kinh 5|22042021||Võ Hà||"
    shown = plain.encode().decode("cp1252")
    assert (_parse(shown).repaired, _parse(shown).text) == (True, plain)
    odd = _parse(plain.replace("Võ Hà", "Vo <Ha>"))
    assert (odd.warnings, odd.repaired) == (("EXTRA_CHARS",), False)


@given(_cards(), st.data())
def test_card_with_one_byte_lost_inside_a_letter_is_refused(
    card: Card, data: st.DataObject
) -> None:
    octets = format_card(card).encode()
    inside = [i for i, octet in enumerate(octets) if octet >= 0x80]
    assume(inside)
    at = data.draw(st.sampled_from(inside))
    assert _refusal(octets[:at] + octets[at + 1 :]).code == "UTF8_INVALID"


@pytest.mark.parametrize("payload", [b"7" * 4097, "7" * 4097, b"|" * 1_000_000])
def test_payload_longer_than_any_qr_code_is_refused_unread(payload: str | bytes) -> None:
    with pytest.raises(CardError) as caught:
        parse_card(payload, today=date(2026, 1, 1))
    assert caught.value.code == "PAYLOAD_TOO_LONG"
