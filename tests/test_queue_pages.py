"""The waiting list page by page: whatever the pages, they put together the one list."""

import secrets
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as some

from station_queue import Delivery, DeliveryState, Store, uuid7
from station_queue.packet.receipt import Receipt

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STATES: tuple[DeliveryState, ...] = get_args(DeliveryState)
FIRST = ("rejected", "waiting or sending", "delivered", "accepted")


def queue(store: Store, state: DeliveryState, at: datetime) -> None:
    record = uuid7(at, secrets.token_bytes)
    store.start_visit(
        visit=record, procedure="exchange", operator="1", day=at.date(), at=at, document="{}"
    )
    store.finish_visit(record, at=at, document="{}", sealed=b"sealed")
    if state != "waiting":
        store.mark_sending(record, at=at)
    if state in {"delivered", "accepted", "rejected"}:
        store.mark_delivered(record, at=at)
    if state in {"accepted", "rejected"}:
        settle(store, record, rejected=state == "rejected", at=at)


def settle(store: Store, record: str, *, rejected: bool, at: datetime) -> None:
    digest = next(each.sha256 for each in store.deliveries() if each.record == record)
    code = "PORTRAIT_BLURRED" if rejected else None
    answer = Receipt(
        record=record,
        packet_sha256=digest,
        verdict="rejected" if rejected else "accepted",
        code=code,
        text=code,
        issued_at=at,
        signature="c2lnbmF0dXJl",
    )
    store.settle(answer, at=at)


def place(delivery: Delivery) -> tuple[int, float, int]:
    """Where a delivery stands in the list, told without the store."""
    of = {"waiting": FIRST[1], "sending": FIRST[1]}.get(delivery.state, delivery.state)
    newest_first = -delivery.queued_at.timestamp()
    return FIRST.index(of), newest_first, -int(delivery.record.replace("-", ""), 16)


@settings(max_examples=25)
@given(
    rows=some.lists(some.tuples(some.sampled_from(STATES), some.integers(0, 5)), max_size=12),
    limit=some.integers(1, 13),
)
def test_pages_put_together_are_the_whole_list(
    rows: list[tuple[DeliveryState, int]], limit: int
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.create(Path(folder) / "desk.db", KEY) as store,
    ):
        for state, minute in rows:  # some at the very same moment
            queue(store, state, NOON + timedelta(minutes=minute))
        pages = [store.deliveries_page(first, limit) for first in range(0, len(rows) + 1, limit)]
        assert all(len(page) <= limit for page in pages)
        assert [one for page in pages for one in page] == sorted(store.deliveries(), key=place)
        assert store.deliveries_page(len(rows), limit) == []


def test_the_visits_of_a_day_tell_when_they_were_started(tmp_path: Path) -> None:
    with Store.create(tmp_path / "desk.db", KEY) as store:
        queue(store, "waiting", NOON + timedelta(hours=1))
        queue(store, "accepted", NOON)
        queue(store, "waiting", NOON + timedelta(days=1))
        assert store.started(date(2026, 11, 23)) == [NOON, NOON + timedelta(hours=1)]
