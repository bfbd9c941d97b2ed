"""Identifiers made by the station."""

import secrets
import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from station_queue import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CENTURY = timedelta(days=36_525)
MOMENTS = st.timedeltas(timedelta(0), 2 * CENTURY).map(lambda since: EPOCH + since)


def test_the_example_of_the_standard_comes_out() -> None:
    # RFC 9562, appendix A.6.
    at = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(at, lambda _: random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MOMENTS)
def test_an_id_is_version_7_and_holds_its_millisecond(at: datetime) -> None:
    value = uuid.UUID(uuid7(at, secrets.token_bytes))
    assert value.version == 7
    assert value.variant == uuid.RFC_4122
    assert value.int >> 80 == (at - EPOCH) // timedelta(milliseconds=1)


@given(
    MOMENTS,
    st.timedeltas(timedelta(milliseconds=1), timedelta(days=1)),
)
def test_a_later_id_sorts_after_an_earlier_one(at: datetime, gap: timedelta) -> None:
    assert uuid7(at, secrets.token_bytes) < uuid7(at + gap, secrets.token_bytes)
