"""The enrolment code as it is scanned, and the request that proves a key."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from enrolling import InventedStation
from station_queue.packet import (
    EnrolmentCode,
    EnrolmentRequest,
    PacketError,
    generate_identity,
    generate_signing_key,
    public_key,
)

RECIPIENT = generate_identity()[1]
RECEIPT_KEY = public_key(generate_signing_key())
TOKEN = "tQ7mW2xK9bVfHc4RzYpN3sLd-uEjA_8g"
SHA256 = "ab" * 32

hosts = st.from_regex(
    r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){0,3}(:[0-9]{1,5})?(/[^\s]{0,60})?", fullmatch=True
)
tokens = st.binary(min_size=17, max_size=64).map(
    lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
)


@st.composite
def codes(draw: st.DrawFn) -> EnrolmentCode:
    https = draw(st.booleans())
    return EnrolmentCode(
        url=("https://" if https else "http://") + draw(hosts),
        ca_sha256=draw(st.binary(min_size=32, max_size=32)).hex() if https else None,
        recipient=RECIPIENT,
        receipt_key=base64.b64encode(draw(st.binary(min_size=32, max_size=32))).decode(),
        token=draw(tokens),
    )


def example(**change: str | None) -> EnrolmentCode:
    values = {
        "url": "https://centre.example.vn:8321",
        "ca_sha256": SHA256,
        "recipient": RECIPIENT,
        "receipt_key": RECEIPT_KEY,
        "token": TOKEN,
    }
    return EnrolmentCode.model_validate(values | change)


@given(codes(), st.sampled_from(["", " ", "\n", "\r\n", "\t"]))
def test_a_code_is_read_as_it_was_made(code: EnrolmentCode, space: str) -> None:
    assert EnrolmentCode.parse(space + code.to_text() + space) == code


@given(codes())
def test_a_code_is_one_line_of_ascii_a_qr_code_has_room_for(code: EnrolmentCode) -> None:
    text = code.to_text()
    assert text.isascii()
    assert not any(character.isspace() for character in text)
    assert len(text) <= 1_000


def damaged(text: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(text) - 1))
    return text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :]


def parsed(text: str) -> str:
    try:
        read = EnrolmentCode.parse(text)
    except PacketError as error:
        told = f"{error!r} {error.__cause__!r}"
        return error.code if TOKEN not in told else told
    return "read as it says" if EnrolmentCode.parse(read.to_text()) == read else "read otherwise"


@given(st.data())
def test_damage_is_another_code_or_none_and_never_another_error(data: st.DataObject) -> None:
    text = damaged(example().to_text(), data)
    assert parsed(text) in {"ENROL_CODE_WRONG", "read as it says"}


@given(st.one_of(st.text(), st.text().map("CCCD-ENROL:1?".__add__), st.binary().map(repr)))
def test_garbage_is_no_code(text: str) -> None:
    with pytest.raises(PacketError) as caught:
        EnrolmentCode.parse(text)
    assert caught.value.code == "ENROL_CODE_WRONG"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CCCD-ENROL:1?", "CCCD-ENROL:2?"),
        ("CCCD-ENROL:1?", "cccd-enrol:1?"),
        ("https:", "http:"),  # something to pin and nothing to pin it to
        ("https:", "ftp:"),
        ("https:", "https:/ /"),
        ("&t=", "&t=x&t="),
        ("&t=", "&z=x&t="),
        ("&t=", "&="),
        ("t=" + TOKEN, "t=" + TOKEN[:21]),
        ("t=" + TOKEN, "t=" + TOKEN[:-1] + "%0A"),
        ("r=age1", "r=age2"),
        ("?c=", "?c=AA"),
        ("&u=", "&u=" + "x" * 1000),
    ],
)
def test_what_no_centre_would_make_is_no_code(old: str, new: str) -> None:
    text = example().to_text()
    assert old in text
    with pytest.raises(PacketError):
        EnrolmentCode.parse(text.replace(old, new))


@pytest.mark.parametrize("change", [{"ca_sha256": None}, {"url": "http://centre.example.vn"}])
def test_https_has_an_authority_and_http_has_none(change: dict[str, str | None]) -> None:
    with pytest.raises(ValidationError):
        example(**change)


def test_its_secret_is_in_no_representation() -> None:
    assert TOKEN not in repr(example())
    assert TOKEN not in repr(InventedStation().request(TOKEN))


def test_an_address_with_signs_of_its_own_arrives_whole() -> None:
    code = example(url="https://centre.example.vn/a?b=c&t=d#e%20+f")
    assert quote("&t=d") in code.to_text()
    assert EnrolmentCode.parse(code.to_text()) == code


def test_a_request_is_proven_by_the_key_it_names() -> None:
    station = InventedStation()
    assert station.request(TOKEN).proven
    assert EnrolmentRequest.model_validate_json(station.request(TOKEN).model_dump_json()).proven


@pytest.mark.parametrize(
    "change",
    [
        {"token": TOKEN[::-1]},
        {"station_token": TOKEN[::-1]},
        {"desk": "B04"},
        {"station_key": RECEIPT_KEY},
    ],
)
def test_a_request_that_was_changed_is_not_proven(change: dict[str, str]) -> None:
    request = InventedStation().request(TOKEN)
    assert not request.model_copy(update=change).proven


@given(
    st.one_of(
        st.text(max_size=88),
        st.binary(max_size=64).map(lambda raw: base64.b64encode(raw).decode()),
    )
)
def test_no_other_proof_proves(proof: str) -> None:
    request = InventedStation().request(TOKEN)
    changed = request.model_dump() | {"proof": proof}
    assert not EnrolmentRequest.model_validate(changed).proven
