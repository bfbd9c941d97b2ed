"""What the centre returns opens again as its next revision, and its words go with the record."""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from plain_pages import plain_pages
from station_queue import RowError, Store, uuid7
from station_queue.packet.receipt import Receipt, Verdict
from station_queue.returns import LAST_REVISION

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIRST, SECOND = b"sealed first " * 500, b"sealed second " * 500
PARTS = {"portrait.jpg": b"portrait of an invented person " * 200, "02.wsq": b"print " * 900}
SAID = "The name of Hoàng Hư Cấu is misspelt, says the invented clerk. " * 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "desk.db"
    Store.create(made, KEY).close()
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, KEY) as opened:
        yield opened


def finished(store: Store, sealed: bytes = FIRST) -> str:
    record = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=record,
        procedure="exchange",
        operator="operator-1",
        day=NOON.date(),
        at=NOON,
        document='{"form": "first"}',
        citizen="099085000001",
        parts=PARTS,
    )
    store.finish_visit(record, at=NOON, document='{"form": "first"}', sealed=sealed)
    return record


def receipt(
    record: str, verdict: Verdict, sealed: bytes = FIRST, *, minutes: int = 1, text: str = SAID
) -> Receipt:
    """The centre's answer for these bytes, so many minutes after noon."""
    bad = verdict == "rejected"
    return Receipt(
        record=record,
        packet_sha256=hashlib.sha256(sealed).hexdigest(),
        verdict=verdict,
        code="NAME_MISSPELT" if bad else None,
        text=text if bad else None,
        field="full_name" if bad else None,
        issued_at=NOON + timedelta(minutes=minutes),
        signature="c2lnbmF0dXJl",
    )


def returned(store: Store) -> str:
    record = finished(store)
    assert store.settle(receipt(record, "rejected"), at=NOON)
    return record


def reopened(store: Store) -> str:
    record = returned(store)
    assert store.reopen_visit(record, at=NOON, document='{"form": "again"}') == 2
    return record


def line(store: Store) -> dict[str, int]:
    """The figures of the safe line that are not 0; it adds up, and the rows say the same."""
    totals = store.totals()
    assert totals.adds_up
    assert totals == store.recounted()
    return {name: count for name, count in totals.as_dict().items() if count}


# -- opening again -------------------------------------------------------------------------------


def test_the_safe_line_adds_up_at_every_step(store: Store) -> None:
    record = finished(store)
    assert line(store) == {"created": 1, "waiting": 1}
    store.settle(receipt(record, "rejected"), at=NOON)
    assert line(store) == {"created": 1, "rejected": 1}
    store.reopen_visit(record, at=NOON, document="{}")
    assert line(store) == {"created": 1, "in_progress": 1}
    store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
    assert line(store) == {"created": 1, "waiting": 1}
    store.settle(receipt(record, "accepted", SECOND), at=NOON)
    assert line(store) == {"created": 1, "accepted": 1}
    assert store.check(at=NOON, full=True).ok


def test_every_part_is_kept_and_can_be_changed_again(store: Store) -> None:
    record = reopened(store)
    [row] = store.open_visits()
    assert (row.visit, row.revision, row.document) == (record, 2, '{"form": "again"}')
    assert {name: store.part(record, name) for name in PARTS} == PARTS
    store.save_visit(record, at=NOON, document="{}", parts={"portrait.jpg": b"new"})
    assert store.part(record, "portrait.jpg") == b"new"


def test_the_packet_goes_and_why_it_was_returned_stays(store: Store) -> None:
    record = reopened(store)
    assert store.deliveries() == []
    with pytest.raises(RowError, match="no sealed packet"):
        list(store.packet_chunks(record))
    [earlier] = store.returned(record)
    assert (earlier.revision, earlier.code, earlier.text, earlier.field, earlier.sha256) == (
        1,
        "NAME_MISSPELT",
        SAID,
        "full_name",
        hashlib.sha256(FIRST).hexdigest(),
    )


def test_the_next_revision_starts_as_a_fresh_delivery(store: Store) -> None:
    record = returned(store)
    store.reopen_visit(record, at=NOON, document="{}")
    store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
    [row] = store.due(now=NOON)
    assert (row.revision, row.attempts, row.offset, row.upload_url, row.text, row.field) == (
        2,
        0,
        0,
        None,
        None,
        None,
    )
    assert b"".join(store.packet_chunks(record)) == SECOND


def test_a_record_opens_again_once(store: Store) -> None:
    record = reopened(store)
    with pytest.raises(RowError) as caught:
        store.reopen_visit(record, at=NOON, document="{}")
    assert caught.value.code == "RECORD_UNKNOWN"
    assert store.visit(record).revision == 2


@pytest.mark.parametrize("verdict", [None, "accepted"])
def test_what_was_not_returned_does_not_open(store: Store, verdict: Verdict | None) -> None:
    record = finished(store)
    if verdict is not None:
        store.settle(receipt(record, verdict), at=NOON)
    before = store.deliveries()
    with pytest.raises(RowError) as caught:
        store.reopen_visit(record, at=NOON, document="{}")
    assert caught.value.code == "RECORD_NOT_RETURNED"
    assert (store.deliveries(), store.visit(record).state) == (before, "finished")


def test_after_the_last_revision_it_stays_as_it_is(store: Store) -> None:
    record = returned(store)
    database = store._database
    database.run("DROP TRIGGER deliveries_identity")
    database.run("UPDATE deliveries SET revision = ?", (LAST_REVISION,))
    with pytest.raises(RowError) as caught:
        store.reopen_visit(record, at=NOON, document="{}")
    assert caught.value.code == "REVISIONS_USED_UP"


@pytest.mark.parametrize("moment", ["INSERT ON returned", "DELETE ON packets", "UPDATE ON visits"])
def test_opening_is_all_or_nothing(path: Path, store: Store, moment: str) -> None:
    record = returned(store)
    when, _, table = moment.partition(" ON ")
    store._database.run(
        f"CREATE TRIGGER fails AFTER {when} ON {table} BEGIN SELECT RAISE(ABORT, 'cut'); END"
    )
    with pytest.raises(dbapi2.Error, match="cut"):
        store.reopen_visit(record, at=NOON, document="{}")
    store._database.run("DROP TRIGGER fails")
    with Store.open(path, KEY) as after:
        assert line(after) == {"created": 1, "rejected": 1}
        assert after.returned(record) == []
        assert b"".join(after.packet_chunks(record)) == FIRST
        assert after.reopen_visit(record, at=NOON, document="{}") == 2


def test_a_power_cut_while_it_opens_leaves_it_returned(tmp_path: Path, store: Store) -> None:
    record = returned(store)
    store._database.run("PRAGMA cache_size = 5")  # so that unfinished pages reach the disk
    with store.together():
        store.reopen_visit(record, at=NOON, document="{}")
        for suffix in ("", "-wal"):
            shutil.copy(tmp_path / f"desk.db{suffix}", tmp_path / f"after.db{suffix}")
    with Store.open(tmp_path / "after.db", KEY) as after:
        assert line(after) == {"created": 1, "rejected": 1}
        assert b"".join(after.packet_chunks(record)) == FIRST


def test_what_is_open_again_can_be_cancelled(store: Store) -> None:
    record = reopened(store)
    store.cancel_visit(record, at=NOON, reason="left")
    assert line(store) == {"created": 1, "cancelled": 1}
    assert store.check(at=NOON, full=True).ok
    assert store.find("099085000001", 5) == []


def test_it_is_found_and_counted_for_its_own_day(store: Store) -> None:
    record = reopened(store)
    [found] = store.find("099085000001", 5)
    assert (found.visit, found.state, found.delivery) == (record, "in_progress", None)
    [counted] = store.counts(first=NOON.date(), last=NOON.date(), by=["day"])
    assert (counted["created"], counted["in_progress"]) == (1, 1)


# -- the schema's own word -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE visits SET state = 'in_progress'",
        "UPDATE visits SET state = 'in_progress', revision = 2",
        "UPDATE visits SET revision = 2",
        "DELETE FROM deliveries",
        "DELETE FROM packets",
        "UPDATE deliveries SET revision = 2",
    ],
)
def test_the_schema_opens_nothing_without_what_was_returned(store: Store, forged: str) -> None:
    returned(store)
    with pytest.raises(dbapi2.Error):
        store._database.run(forged)


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE returned SET text = NULL",
        "UPDATE returned SET code = 'OTHER'",
        "DELETE FROM returned",
        "UPDATE receipts SET body = '{}'",
        "DELETE FROM receipts",
    ],
)
def test_what_was_returned_is_kept_while_its_record_is(store: Store, forged: str) -> None:
    reopened(store)
    with pytest.raises(dbapi2.Error, match=r"never|kept"):
        store._database.run(forged)


# -- receipts ------------------------------------------------------------------------------------


def test_a_late_receipt_of_an_earlier_revision_changes_nothing(store: Store) -> None:
    record = reopened(store)
    verdicts: tuple[Verdict, ...] = ("rejected", "accepted", "duplicate")
    for sealed_again in (False, True):
        if sealed_again:
            store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
        before = store.deliveries()
        for minutes, verdict in enumerate(verdicts, 5):
            late = receipt(record, verdict, minutes=minutes)
            assert store.settle(late, at=NOON) is False
            assert store.adopt(late, at=NOON) == "known"
        assert store.deliveries() == before
    assert store.visit(record).revision == 2


def test_a_later_receipt_for_the_same_bytes_beats_an_earlier_one(store: Store) -> None:
    record = finished(store)
    assert store.settle(receipt(record, "rejected", minutes=9), at=NOON)
    assert store.settle(receipt(record, "accepted", minutes=3), at=NOON) is False
    [row] = store.deliveries()
    assert (row.state, row.text) == ("rejected", SAID)


def test_receipts_are_kept_as_they_were_signed_oldest_first(store: Store) -> None:
    record = finished(store)
    signed = [receipt(record, "accepted", minutes=2), receipt(record, "rejected", minutes=7)]
    for one in reversed(signed):
        store.settle(one, at=NOON)
        store.settle(one, at=NOON)
    assert [Receipt.model_validate_json(body) for body in store.receipts(record)] == signed


def test_a_duplicate_counts_as_accepted(store: Store) -> None:
    record = finished(store)
    assert store.settle(receipt(record, "duplicate"), at=NOON)
    assert line(store) == {"created": 1, "accepted": 1}


def test_what_was_accepted_may_be_returned_before_it_is_erased(store: Store) -> None:
    record = finished(store)
    store.settle(receipt(record, "accepted", minutes=1), at=NOON)
    assert store.settle(receipt(record, "rejected", minutes=2), at=NOON)
    assert line(store) == {"created": 1, "rejected": 1}
    assert store.due_for_erasing(before=NOON + timedelta(days=9), limit=5) == []
    assert store.reopen_visit(record, at=NOON, document="{}") == 2
    assert {name: store.part(record, name) for name in PARTS} == PARTS


def test_what_is_returned_after_it_was_erased_comes_too_late(store: Store) -> None:
    record = finished(store)
    store.settle(receipt(record, "accepted", minutes=1), at=NOON)
    store.erase_record(record, at=NOON)
    assert store.settle(receipt(record, "rejected", minutes=2), at=NOON) is False
    assert store.delivery(record).code == "RETURNED_TOO_LATE"
    assert line(store) == {"created": 1, "accepted": 1}
    assert [json.loads(body)["verdict"] for body in store.receipts(record)] == ["accepted"]


def test_a_rejection_of_a_record_that_is_not_here_is_not_kept(store: Store) -> None:
    stranger = uuid7(NOON, secrets.token_bytes)
    verdicts: tuple[Verdict, ...] = ("rejected", "accepted")
    for verdict in verdicts:
        assert store.settle(receipt(stranger, verdict), at=NOON) is False
    assert [json.loads(body)["verdict"] for body in store.receipts(stranger)] == ["accepted"]


# -- what the centre said, once the record is gone ------------------------------------------------


@pytest.mark.parametrize("end", ["erased", "cancelled"])
def test_the_centres_words_go_with_the_record(path: Path, store: Store, end: str) -> None:
    record = reopened(store)
    assert SAID[:40].encode() in plain_pages(path, KEY)
    if end == "erased":
        store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
        store.settle(receipt(record, "accepted", SECOND, minutes=9), at=NOON)
        store.erase_record(record, at=NOON)
    else:
        store.cancel_visit(record, at=NOON, reason="left")
    assert store.must_clear_log()
    assert store.clear_log()
    assert SAID[:40].encode() not in plain_pages(path, KEY)
    [earlier] = store.returned(record)
    assert (earlier.revision, earlier.code, earlier.text) == (1, "NAME_MISSPELT", None)
    kept = [json.loads(body)["verdict"] for body in store.receipts(record)]
    assert kept == (["accepted"] if end == "erased" else [])
    # Read anew, as after a restore or with another key of the centre, they do not come back.
    assert store.settle(receipt(record, "rejected"), at=NOON) is False
    assert not any(SAID in body for body in store.receipts(record))
    assert store.check(at=NOON, full=True).ok


# -- copies --------------------------------------------------------------------------------------


def test_a_restored_copy_knows_what_is_open_again(tmp_path: Path, store: Store) -> None:
    record = reopened(store)
    copy = tmp_path / "copy.db"
    store._database.run("VACUUM INTO ?", (str(copy),))
    store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
    with Store.open(copy, KEY) as restored:
        restored.mark_restored(at=NOON)
        first = receipt(record, "rejected")
        assert restored.settle(first, at=NOON) is False
        assert restored.adopt(first, at=NOON) == "known"  # it is open because of this one
        assert line(restored) == {"created": 1, "in_progress": 1}
        second = receipt(record, "accepted", SECOND, minutes=9)
        assert restored.settle(second, at=NOON) is False
        assert restored.adopt(second, at=NOON) == "adopted"
        assert line(restored) == {"created": 1, "accepted": 1}
        [row] = restored.deliveries()
        assert row.revision == 2
        assert restored.check(at=NOON, full=True).ok


def test_a_copy_of_before_the_return_takes_the_rejection(tmp_path: Path, store: Store) -> None:
    record = finished(store)
    copy = tmp_path / "copy.db"
    store._database.run("VACUUM INTO ?", (str(copy),))
    store.settle(receipt(record, "rejected"), at=NOON)
    store.reopen_visit(record, at=NOON, document="{}")
    store.finish_visit(record, at=NOON, document="{}", sealed=SECOND)
    with Store.open(copy, KEY) as restored:
        assert restored.settle(receipt(record, "rejected"), at=NOON)
        # The copy has not opened it: what the centre accepted is other bytes than it knows.
        with pytest.raises(RowError) as caught:
            restored.settle(receipt(record, "accepted", SECOND, minutes=9), at=NOON)
        assert caught.value.code == "RECEIPT_MISMATCH"
        assert line(restored) == {"created": 1, "rejected": 1}
