"""Visits, parts, secrets and people through the public store."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from station_queue import Person, RowError, Store, Totals, uuid7

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)


def new_id() -> str:
    return uuid7(NOON, secrets.token_bytes)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "desk.db", KEY) as opened:
        yield opened


def started(store: Store, *, at: datetime = NOON, **parts: bytes) -> str:
    visit = new_id()
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="operator-1",
        day=DAY,
        at=at,
        document='{"step": "scan"}',
        parts=parts,
    )
    return visit


def part_names(store: Store, visit: str) -> list[str]:
    rows = store._database.rows("SELECT name FROM parts WHERE visit = ? ORDER BY name", (visit,))
    return [row["name"] for row in rows]


def test_a_started_visit_is_in_progress_with_its_document_and_parts(store: Store) -> None:
    visit = started(store, portrait=b"jpeg")
    row = store.visit(visit)
    assert (row.state, row.procedure, row.operator, row.day) == (
        "in_progress",
        "exchange",
        "operator-1",
        DAY,
    )
    assert row.started_at == row.saved_at == NOON
    assert row.document == '{"step": "scan"}'
    assert store.part(visit, "portrait") == b"jpeg"
    assert store.open_visits() == [row]


def test_saving_replaces_document_procedure_and_named_parts_only(store: Store) -> None:
    visit = started(store, portrait=b"first", left=b"L", right=b"R")
    later = NOON + timedelta(minutes=1)
    store.save_visit(
        visit,
        at=later,
        document="{}",
        procedure="reissue",
        parts={"portrait": b"second"},
        drop=["left"],
    )
    row = store.visit(visit)
    assert (row.procedure, row.document, row.started_at, row.saved_at) == (
        "reissue",
        "{}",
        NOON,
        later,
    )
    assert part_names(store, visit) == ["portrait", "right"]
    assert store.part(visit, "portrait") == b"second"


def test_a_save_without_procedure_keeps_the_one_it_had(store: Store) -> None:
    visit = started(store)
    store.save_visit(visit, at=NOON, document="{}")
    assert store.visit(visit).procedure == "exchange"


def test_a_part_that_is_dropped_and_given_in_one_save_is_the_given_one(store: Store) -> None:
    visit = started(store, portrait=b"first")
    store.save_visit(
        visit, at=NOON, document="{}", drop=["portrait"], parts={"portrait": b"second"}
    )
    assert store.part(visit, "portrait") == b"second"


def test_the_visits_of_one_citizen_are_found_by_the_number_until_they_are_cancelled(
    store: Store,
) -> None:
    def visit_of(citizen: str | None, minute: int) -> str:
        visit = new_id()
        store.start_visit(
            visit=visit,
            procedure="exchange",
            operator="operator-1",
            day=DAY,
            at=NOON + timedelta(minutes=minute),
            document="{}",
            citizen=citizen,
        )
        return visit

    first, typed, other = visit_of("074085990101", 0), visit_of(None, 1), visit_of("1", 2)
    store.save_visit(typed, at=NOON, document="{}", citizen="074085990101")
    store.save_visit(typed, at=NOON, document="{}")  # no number given: it stays
    store.finish_visit(first, at=NOON, document="{}", sealed=b"sealed")
    found = store.recent_visits(9, citizen="074085990101")
    assert [(row.visit, row.delivery) for row in found] == [(typed, None), (first, "waiting")]
    assert [row.visit for row in store.recent_visits(9)] == [other, typed, first]
    store.cancel_visit(typed, at=NOON, reason="-")
    assert [row.visit for row in store.recent_visits(9, citizen="074085990101")] == [first]


def test_finishing_queues_the_sealed_packet_with_its_digest(store: Store) -> None:
    visit = started(store, portrait=b"jpeg")
    store.finish_visit(visit, at=NOON, document='{"done": true}', sealed=b"abc")
    assert store.visit(visit).state == "finished"
    (delivery,) = store.deliveries()
    assert delivery.record == visit
    assert delivery.state == "waiting"
    assert delivery.next_attempt == delivery.queued_at == NOON
    assert (delivery.size, delivery.offset, delivery.attempts) == (3, 0, 0)
    # FIPS 180-4, appendix: the digest of "abc".
    assert delivery.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert store.part(visit, "portrait") == b"jpeg"


def test_an_empty_packet_is_refused_and_the_visit_stays_open(store: Store) -> None:
    visit = started(store)
    with pytest.raises(RowError) as caught:
        store.finish_visit(visit, at=NOON, document="{}", sealed=b"")
    assert caught.value.code == "PACKET_EMPTY"
    assert store.visit(visit).state == "in_progress"


def test_cancelling_erases_parts_and_document_but_keeps_the_visit_counted(store: Store) -> None:
    visit = started(store, portrait=b"jpeg")
    store.cancel_visit(visit, at=NOON, reason="citizen left")
    assert store.visit(visit).state == "cancelled"
    assert store.visit(visit).document == ""
    assert part_names(store, visit) == []
    assert store.totals().created == store.totals().cancelled == 1


@pytest.mark.parametrize("end", ["finish", "cancel"])
def test_a_closed_visit_takes_no_further_step(store: Store, end: str) -> None:
    visit = started(store, portrait=b"jpeg")
    if end == "finish":
        store.finish_visit(visit, at=NOON, document="{}", sealed=b"sealed")
    else:
        store.cancel_visit(visit, at=NOON, reason="citizen left")
    before = store.visit(visit)
    steps: list[Callable[[], object]] = [
        lambda: store.save_visit(visit, at=NOON, document="{}", parts={"late": b"x"}),
        lambda: store.finish_visit(visit, at=NOON, document="{}", sealed=b"again"),
        lambda: store.cancel_visit(visit, at=NOON, reason="again"),
    ]
    for step in steps:
        with pytest.raises(RowError) as caught:
            step()
        assert caught.value.code == "VISIT_CLOSED"
    assert store.visit(visit) == before
    assert "late" not in part_names(store, visit)


def test_an_unknown_visit_is_said_to_be_unknown(store: Store) -> None:
    steps: list[Callable[[], object]] = [
        lambda: store.visit(new_id()),
        lambda: store.save_visit(new_id(), at=NOON, document="{}"),
        lambda: store.finish_visit(new_id(), at=NOON, document="{}", sealed=b"x"),
        lambda: store.cancel_visit(new_id(), at=NOON, reason="none"),
    ]
    for step in steps:
        with pytest.raises(RowError) as caught:
            step()
        assert caught.value.code == "VISIT_UNKNOWN"


def test_an_unknown_part_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(RowError) as caught:
        store.part(started(store), "portrait.jpg")
    assert caught.value.code == "PART_UNKNOWN"


def test_the_same_visit_cannot_start_twice(store: Store) -> None:
    visit = started(store, portrait=b"first")
    with pytest.raises(RowError) as caught:
        store.start_visit(
            visit=visit,
            procedure="reissue",
            operator="operator-2",
            day=DAY,
            at=NOON,
            document="{}",
            parts={"portrait": b"other"},
        )
    assert caught.value.code == "VISIT_EXISTS"
    assert store.part(visit, "portrait") == b"first"


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="aware"):
        started(store, at=NOON.replace(tzinfo=None))
    assert store.totals().created == 0


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(store: Store) -> None:
    hanoi = datetime.fromisoformat("2026-11-23T19:00:00.000001+07:00")
    row = store.visit(started(store, at=hanoi))
    assert row.started_at == hanoi
    assert row.started_at.utcoffset() == timedelta(0)


def test_open_visits_are_listed_oldest_first_and_recent_ones_newest_first(store: Store) -> None:
    visits = [started(store, at=NOON + timedelta(minutes=n)) for n in (2, 0, 1)]
    store.finish_visit(visits[0], at=NOON, document="{}", sealed=b"sealed")
    assert [row.visit for row in store.open_visits()] == [visits[1], visits[2]]
    recent = store.recent_visits(2)
    assert [(row.visit, row.delivery) for row in recent] == [
        (visits[0], "waiting"),
        (visits[2], None),
    ]


def test_totals_of_an_empty_store_are_zero_and_add_up(store: Store) -> None:
    assert store.totals() == Totals(
        created=0,
        in_progress=0,
        waiting=0,
        sending=0,
        delivered=0,
        accepted=0,
        rejected=0,
        cancelled=0,
    )
    assert store.totals().adds_up


def test_totals_that_miss_a_visit_do_not_add_up(store: Store) -> None:
    started(store)
    figures = store.totals().as_dict()
    assert not Totals(**figures | {"in_progress": 0}).adds_up


def test_everything_is_there_again_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    person = Person(id=new_id(), name="Trần Thị Mỹ Duyên", roles=frozenset({"operator"}))
    with Store.create(path, KEY) as store:
        visit = started(store, portrait=b"jpeg")
        store.put_secret("signing", b"\x00secret")
        store.put_mark("cursor", "41")
        store.put_mark("cursor", "42")
        store.add_person(person)
        row = store.visit(visit)
    with Store.open(path, KEY) as store:
        assert store.visit(visit) == row
        assert store.part(visit, "portrait") == b"jpeg"
        assert store.secret("signing") == b"\x00secret"
        assert store.mark("cursor") == "42"
        assert store.people() == [person]


def test_what_was_never_put_is_none(store: Store) -> None:
    assert store.secret("signing") is None
    assert store.mark("cursor") is None


def test_a_second_person_of_the_same_name_is_refused(store: Store) -> None:
    store.add_person(Person(id=new_id(), name="Duyên", roles=frozenset({"operator"})))
    with pytest.raises(RowError) as caught:
        store.add_person(Person(id=new_id(), name="Duyên", roles=frozenset({"supervisor"})))
    assert caught.value.code == "PERSON_EXISTS"


def test_a_person_without_a_role_is_listed_without_one(store: Store) -> None:
    store.add_person(Person(id=new_id(), name="Duyên", roles=frozenset()))
    assert store.people()[0].roles == frozenset()


def test_citizens_and_names_stay_out_of_reprs(store: Store) -> None:
    store.add_person(Person(id=new_id(), name="Duyên", roles=frozenset({"operator"})))
    visit = started(store)
    assert "scan" not in repr(store.visit(visit)) + repr(store.recent_visits(1))
    assert "Duyên" not in repr(store.people())


@pytest.mark.parametrize("offset", [0, 1, 4095, 700_000, 700_001])
def test_a_packet_is_read_back_in_pieces_from_any_offset(store: Store, offset: int) -> None:
    sealed = secrets.token_bytes(700_001)
    visit = started(store)
    store.finish_visit(visit, at=NOON, document="{}", sealed=sealed)
    pieces = list(store.packet_chunks(visit, offset=offset, size=65_536))
    assert b"".join(pieces) == sealed[offset:]
    assert all(0 < len(piece) <= 65_536 for piece in pieces)


def test_the_store_can_be_written_between_two_pieces_of_a_packet(store: Store) -> None:
    visit = started(store)
    store.finish_visit(visit, at=NOON, document="{}", sealed=bytes(200_000))
    store.mark_sending(visit, at=NOON)
    sent = 0
    for piece in store.packet_chunks(visit, size=65_536):
        sent += len(piece)
        store.note_offset(visit, offset=sent)
    assert store.deliveries("sending")[0].offset == 200_000


def test_a_record_without_packet_is_said_to_have_none(store: Store) -> None:
    with pytest.raises(RowError) as caught:
        next(store.packet_chunks(started(store)))
    assert caught.value.code == "PACKET_UNKNOWN"


def test_another_thread_cannot_use_the_store(store: Store) -> None:
    caught: list[Exception] = []

    def use() -> None:
        try:
            store.totals()
        except Exception as exc:  # noqa: BLE001 - whatever it is, it is looked at below
            caught.append(exc)

    thread = Thread(target=use)
    thread.start()
    thread.join()
    assert "thread" in str(caught[0])
    assert store.totals().created == 0


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "desk.db", KEY)
    store.close()
    store.close()
