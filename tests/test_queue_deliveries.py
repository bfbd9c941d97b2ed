"""The way of a packet: which state follows which, and what each step writes down."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from station_queue import DeliveryState, RowError, Store, uuid7
from station_queue.packet.receipt import Receipt, Verdict

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
SEALED = b"sealed packet"

Step = Callable[[Store, str], object]


def receipt(record: str, verdict: Verdict, *, sealed: bytes = SEALED) -> Receipt:
    rejected = verdict == "rejected"
    return Receipt(
        record=record,
        packet_sha256=hashlib.sha256(sealed).hexdigest(),
        verdict=verdict,
        code="PORTRAIT_BLURRED" if rejected else None,
        text="The portrait is blurred" if rejected else None,
        issued_at=LATER,
        signature="c2lnbmF0dXJl",
    )


# Each way to ask for the state it is named after.
STEPS: dict[str, Step] = {
    "sending": lambda store, record: store.mark_sending(record, at=LATER),
    "waiting": lambda store, record: store.mark_waiting(
        record, at=LATER, code="CENTRE_DOWN", text="503", next_attempt=LATER
    ),
    "delivered": lambda store, record: store.mark_delivered(record, at=LATER),
    "accepted": lambda store, record: store.settle(receipt(record, "accepted"), at=LATER),
    "rejected": lambda store, record: store.settle(receipt(record, "rejected"), at=LATER),
}

# How a fresh delivery, which is waiting, gets to each state.
WAYS: dict[str, tuple[str, ...]] = {
    "waiting": (),
    "sending": ("sending",),
    "delivered": ("sending", "delivered"),
    "accepted": ("sending", "delivered", "accepted"),
    "rejected": ("sending", "delivered", "rejected"),
}

LEGAL = {
    ("waiting", "sending"),
    ("waiting", "accepted"),
    ("waiting", "rejected"),
    ("sending", "waiting"),
    ("sending", "delivered"),
    ("sending", "accepted"),
    ("sending", "rejected"),
    ("delivered", "accepted"),
    ("delivered", "rejected"),
    ("accepted", "rejected"),  # a person at the centre may return what was accepted
    ("rejected", "accepted"),  # refused while the desk was not known, and taken later
}

# A receipt that says what is known already is no error.
AGAIN = {("accepted", "accepted"), ("rejected", "rejected")}

PAIRS = [(state, step) for state in WAYS for step in STEPS]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "desk.db", KEY) as opened:
        yield opened


def queued(store: Store, *, at: datetime = NOON, state: str = "waiting") -> str:
    record = uuid7(at, secrets.token_bytes)
    store.start_visit(
        visit=record,
        procedure="exchange",
        operator="operator-1",
        day=date(2026, 11, 23),
        at=at,
        document="{}",
    )
    store.finish_visit(record, at=at, document="{}", sealed=SEALED)
    for step in WAYS[state]:
        STEPS[step](store, record)
    return record


def test_the_table_below_names_every_state() -> None:
    assert set(WAYS) == set(get_args(DeliveryState))


@pytest.mark.parametrize(("state", "step"), [pair for pair in PAIRS if pair in LEGAL])
def test_a_legal_step_is_taken(store: Store, state: str, step: str) -> None:
    record = queued(store, state=state)
    STEPS[step](store, record)
    (delivery,) = store.deliveries()
    assert (delivery.state, delivery.changed_at) == (step, LATER)


@pytest.mark.parametrize(("state", "step"), [pair for pair in PAIRS if pair not in LEGAL | AGAIN])
def test_any_other_step_is_refused_and_changes_nothing(store: Store, state: str, step: str) -> None:
    record = queued(store, state=state)
    before = store.deliveries()
    with pytest.raises(RowError) as caught:
        STEPS[step](store, record)
    assert caught.value.code == "DELIVERY_STATE"
    assert store.deliveries() == before


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_a_receipt_that_comes_twice_settles_once(store: Store, verdict: Verdict) -> None:
    record = queued(store, state="delivered")
    assert store.settle(receipt(record, verdict), at=NOON) is True
    settled = store.deliveries()
    assert store.settle(receipt(record, verdict), at=LATER) is False
    assert store.deliveries() == settled


def test_a_rejection_keeps_the_centres_words(store: Store) -> None:
    record = queued(store, state="delivered")
    store.settle(receipt(record, "rejected"), at=LATER)
    (delivery,) = store.deliveries("rejected")
    assert (delivery.code, delivery.text) == ("PORTRAIT_BLURRED", "The portrait is blurred")


def test_an_acceptance_clears_the_last_error(store: Store) -> None:
    record = queued(store, state="sending")
    STEPS["waiting"](store, record)
    store.settle(receipt(record, "accepted"), at=LATER)
    (delivery,) = store.deliveries()
    assert (delivery.code, delivery.text, delivery.next_attempt) == (None, None, None)


def test_a_receipt_for_an_unknown_record_settles_nothing(store: Store) -> None:
    queued(store)
    unknown = uuid7(NOON, secrets.token_bytes)
    assert store.settle(receipt(unknown, "accepted"), at=LATER) is False
    assert store.totals().waiting == 1


def test_a_receipt_for_other_bytes_is_refused(store: Store) -> None:
    record = queued(store, state="delivered")
    with pytest.raises(RowError) as caught:
        store.settle(receipt(record, "accepted", sealed=b"something else"), at=LATER)
    assert caught.value.code == "RECEIPT_MISMATCH"
    assert store.totals().delivered == 1


@pytest.mark.parametrize(
    "step",
    [
        *(STEPS[name] for name in ("sending", "waiting", "delivered")),
        lambda store, record: store.note_offset(record, offset=0),
        lambda store, record: store.note_upload(record, url=None),
    ],
)
def test_a_step_for_an_unknown_record_is_refused(store: Store, step: Step) -> None:
    with pytest.raises(RowError) as caught:
        step(store, uuid7(NOON, secrets.token_bytes))
    assert caught.value.code == "RECORD_UNKNOWN"


def test_each_attempt_is_counted(store: Store) -> None:
    record = queued(store)
    for _ in range(3):
        store.mark_sending(record, at=NOON)
        STEPS["waiting"](store, record)
    assert store.deliveries()[0].attempts == 3


def test_a_failed_attempt_waits_with_its_reason_until_its_time(store: Store) -> None:
    record = queued(store, state="sending")
    store.mark_waiting(
        record, at=NOON, code="CENTRE_DOWN", text="503 Service Unavailable", next_attempt=LATER
    )
    (delivery,) = store.deliveries("waiting")
    assert (delivery.code, delivery.text) == ("CENTRE_DOWN", "503 Service Unavailable")
    assert store.due(now=LATER - timedelta(microseconds=1)) == []
    assert store.due(now=LATER) == [delivery]


def test_a_held_delivery_is_never_due_until_released(store: Store) -> None:
    record = queued(store, state="sending")
    store.mark_waiting(record, at=NOON, code="REFUSED", text="400", next_attempt=None)
    assert store.due(now=NOON + timedelta(days=3650)) == []
    assert store.release(at=LATER) == 1
    assert [delivery.record for delivery in store.due(now=LATER)] == [record]


def test_release_moves_nothing_but_waiting_deliveries(store: Store) -> None:
    for state in WAYS:
        queued(store, state=state)
    before = store.totals()
    assert store.release(at=LATER) == 1
    assert store.totals() == before


def test_due_deliveries_come_oldest_first(store: Store) -> None:
    records = [queued(store, at=NOON + timedelta(seconds=n)) for n in (2, 0, 1)]
    # The oldest failed once: it must not fall behind for that.
    store.mark_sending(records[1], at=LATER)
    store.mark_waiting(records[1], at=LATER, code="CENTRE_DOWN", text="503", next_attempt=LATER)
    assert [delivery.record for delivery in store.due(now=LATER)] == [
        records[1],
        records[2],
        records[0],
    ]


def test_a_time_that_a_clock_running_ahead_has_planned_is_due(store: Store) -> None:
    ahead = queued(store, at=NOON + timedelta(days=365))
    failed, patient, held = (queued(store) for _ in range(3))
    for record, wait in (
        (failed, timedelta(days=365)),
        (patient, timedelta(minutes=15)),
        (held, None),
    ):
        store.mark_sending(record, at=NOON)
        planned = None if wait is None else NOON + wait
        store.mark_waiting(record, at=NOON, code="CENTRE_ERROR", text="", next_attempt=planned)
    assert [delivery.record for delivery in store.due(now=NOON)] == [failed, ahead]
    late = NOON + timedelta(minutes=15)
    assert patient in [delivery.record for delivery in store.due(now=late)]


def test_recovery_puts_what_was_sending_back_and_keeps_its_upload(store: Store) -> None:
    record = queued(store, state="sending")
    others = [queued(store, state=state) for state in ("waiting", "delivered", "accepted")]
    store.note_upload(record, url="http://127.0.0.1/files/1")
    store.note_offset(record, offset=5)
    assert store.recover(at=LATER) == 1
    assert store.recover(at=LATER) == 0
    (delivery,) = [each for each in store.due(now=LATER) if each.record == record]
    assert (delivery.upload_url, delivery.offset, delivery.attempts) == (
        "http://127.0.0.1/files/1",
        5,
        1,
    )
    states = {each.record: each.state for each in store.deliveries()}
    assert [states[other] for other in others] == ["waiting", "delivered", "accepted"]


def test_another_upload_address_starts_at_the_beginning(store: Store) -> None:
    record = queued(store, state="sending")
    store.note_upload(record, url="http://127.0.0.1/files/1")
    store.note_offset(record, offset=5)
    store.note_upload(record, url="http://127.0.0.1/files/1")
    assert store.deliveries()[0].offset == 5
    store.note_upload(record, url="http://127.0.0.1/files/2")
    assert store.deliveries()[0].offset == 0
    store.note_upload(record, url=None)
    assert store.deliveries()[0].upload_url is None


@pytest.mark.parametrize("offset", [-1, len(SEALED) + 1])
def test_an_offset_outside_the_packet_is_refused(store: Store, offset: int) -> None:
    record = queued(store, state="sending")
    with pytest.raises(RowError) as caught:
        store.note_offset(record, offset=offset)
    assert caught.value.code == "OFFSET_RANGE"


@pytest.mark.parametrize("state", ["delivered", "accepted", "rejected"])
def test_nothing_is_noted_about_an_upload_that_is_over(store: Store, state: str) -> None:
    record = queued(store, state=state)
    notes: list[Callable[[], object]] = [
        lambda: store.note_offset(record, offset=1),
        lambda: store.note_upload(record, url="http://127.0.0.1/files/1"),
    ]
    for note in notes:
        with pytest.raises(RowError) as caught:
            note()
        assert caught.value.code == "DELIVERY_STATE"


def test_a_delivered_packet_is_wholly_acknowledged(store: Store) -> None:
    queued(store, state="delivered")
    (delivery,) = store.deliveries()
    assert delivery.offset == delivery.size == len(SEALED)
