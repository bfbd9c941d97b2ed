"""Receipts: only the centre's own words are believed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from station_queue.packet import (
    PacketError,
    Receipt,
    generate_signing_key,
    public_key,
    receipt_bytes,
    sign_receipt,
    verify_receipt,
)

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
SEED = generate_signing_key()
KEY = public_key(SEED)


def receipt(text: str | None = "Ảnh chân dung quá mờ") -> Receipt:
    return sign_receipt(
        record=RECORD,
        packet_sha256="ab" * 32,
        verdict="rejected",
        code="PORTRAIT_BLURRED",
        text=text,
        issued_at=datetime(2025, 3, 4, 9, 30, 0, 120, tzinfo=UTC),
        signing_key=SEED,
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_a_receipt_holds_after_the_way_through_json(text: str) -> None:
    sent = receipt(text).model_dump_json()
    assert verify_receipt(Receipt.model_validate_json(sent), KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "accepted"},
        {"packet_sha256": "cd" * 32},
        {"code": None},
        {"text": "other"},
        {"signature": ""},
        {"signature": "not base64"},
        {"signature": "A" * 88},
    ],
)
def test_a_changed_receipt_is_not_believed(change: dict[str, object]) -> None:
    assert not verify_receipt(receipt().model_copy(update=change), KEY)


@pytest.mark.parametrize("key", [public_key(bytes(32)), "", "AAAA", "é"])
def test_a_receipt_is_not_believed_by_another_key(key: str) -> None:
    assert not verify_receipt(receipt(), key)


def test_what_is_signed_is_spelled_one_way() -> None:
    assert (
        receipt_bytes(receipt())
        == (
            '{"code":"PORTRAIT_BLURRED","issued_at":"2025-03-04T09:30:00.000120Z",'
            f'"packet_sha256":"{"ab" * 32}","record":"{RECORD}",'
            '"text":"Ảnh chân dung quá mờ","verdict":"rejected"}'
        ).encode()
    )


def test_a_receipt_for_something_that_is_no_record_is_refused() -> None:
    with pytest.raises(ValidationError):
        Receipt.model_validate({**receipt().model_dump(), "record": "../../etc"})


def test_a_seed_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(PacketError) as caught:
        public_key(b"short")
    assert caught.value.code == "KEY_WRONG"
