"""The centre's card: believed by who trusts the key that signed it, or one that vouched for it."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from station_queue.packet import (
    CentreCard,
    PacketError,
    card_holds,
    generate_identity,
    generate_signing_key,
    public_key,
    sign_card,
)

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RECIPIENT = generate_identity()[1]
SEEDS = tuple(generate_signing_key() for _ in range(4))
STRANGER = generate_signing_key()


def card(*earlier: bytes, seed: bytes = SEEDS[0]) -> CentreCard:
    return sign_card(recipient=RECIPIENT, issued_at=NOW, seed=seed, earlier_seeds=earlier)


@given(
    earlier=st.lists(st.sampled_from(SEEDS[1:]), unique=True),
    issued_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])),
)
def test_a_card_is_believed_by_who_trusts_one_of_its_keys_also_after_a_journey_as_json(
    earlier: list[bytes], issued_at: datetime
) -> None:
    made = sign_card(
        recipient=RECIPIENT, issued_at=issued_at, seed=SEEDS[0], earlier_seeds=tuple(earlier)
    )
    read = CentreCard.model_validate_json(made.model_dump_json())
    assert read == made
    for seed in (*SEEDS, STRANGER):
        assert card_holds(read, public_key(seed)) == (seed == SEEDS[0] or seed in earlier)


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": generate_identity()[1]},
        {"receipt_key": public_key(SEEDS[1])},
        {"receipt_key": public_key(STRANGER)},
        {"issued_at": NOW + timedelta(microseconds=1)},
        {"endorsements": ()},
        {"endorsements": card(SEEDS[1], SEEDS[2]).endorsements},
        {"signature": ""},
        {"signature": "not base64"},
        {"signature": card(seed=STRANGER).signature},
        {"signature": base64.b64encode(bytes(64)).decode()},
    ],
)
def test_a_card_that_was_changed_is_believed_by_nobody(change: dict[str, object]) -> None:
    changed = card(SEEDS[1]).model_copy(update=change)
    for seed in (*SEEDS, STRANGER):
        assert not card_holds(changed, public_key(seed))


def test_nobody_takes_a_centre_over_with_an_endorsement_of_another_key() -> None:
    """Who copies a genuine endorsement into a card of their own is not the one it speaks of."""
    genuine = card(SEEDS[1])
    forged = card(seed=STRANGER)
    stolen = forged.model_copy(update={"endorsements": genuine.endorsements})
    assert not card_holds(stolen, public_key(SEEDS[1]))
    # Signed whole by the thief, too: the endorsement is of another present key.
    endorsed_by_thief = card(STRANGER, seed=SEEDS[2])
    assert not card_holds(endorsed_by_thief, public_key(SEEDS[1]))


@given(st.text(max_size=60))
def test_a_trusted_key_that_is_none_trusts_nobody(key: str) -> None:
    assert not card_holds(card(SEEDS[1]), key)


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "age1"},
        {"receipt_key": "AA=="},
        {"issued_at": "2026-11-28T12:00:00"},
        {"endorsements": [{"key": "x", "signature": "x"}]},
        {"endorsements": [each.model_dump() for each in card(SEEDS[1]).endorsements] * 21},
        {"signature": "x" * 89},
    ],
)
def test_what_no_centre_would_send_is_no_card(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CentreCard.model_validate(card().model_dump(mode="json") | change)


def test_a_field_of_a_later_version_stops_no_desk() -> None:
    """A card may grow; what an earlier desk does not know, it neither reads nor verifies."""
    grown = card().model_dump(mode="json") | {"motd": "hello"}
    assert card_holds(CentreCard.model_validate(grown), public_key(SEEDS[0]))


@pytest.mark.parametrize("seeds", [(b"short",), (SEEDS[0], b"short")])
def test_a_seed_that_is_none_signs_nothing(seeds: tuple[bytes, ...]) -> None:
    with pytest.raises(PacketError) as caught:
        card(*seeds[1:], seed=seeds[0])
    assert caught.value.code == "KEY_WRONG"
