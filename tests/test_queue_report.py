"""Reports: figures that add up, and files that a spreadsheet opens rightly and safely."""

import csv
import hashlib
import io
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_queue import (
    DiskFullError,
    Person,
    Report,
    ReportError,
    Store,
    Totals,
    uuid7,
    write_csv,
)
from station_queue.packet.receipt import Receipt
from station_queue.report import ReportRow, report
from station_queue.rows import NOTHING_YET

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DUYEN = Person(
    id=uuid7(NOON, secrets.token_bytes),
    name="Trần Thị Mỹ Duyên",
    roles=frozenset({"operator"}),
)


def visited(
    store: Store, *, day: date, procedure: str = "exchange", operator: str = DUYEN.id
) -> str:
    visit = uuid7(NOON, secrets.token_bytes)
    store.start_visit(
        visit=visit, procedure=procedure, operator=operator, day=day, at=NOON, document="{}"
    )
    return visit


def queued(store: Store, *, day: date, procedure: str = "exchange") -> str:
    visit = visited(store, day=day, procedure=procedure)
    store.finish_visit(visit, at=NOON, document="{}", sealed=b"sealed")
    return visit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two days: on Monday one visit in each of four states, on Tuesday two more."""
    with Store.create(tmp_path / "desk.db", KEY) as store:
        store.add_person(DUYEN)
        visited(store, day=MONDAY)
        store.cancel_visit(visited(store, day=MONDAY), at=NOON, reason="left")
        queued(store, day=MONDAY, procedure="reissue")
        accepted = queued(store, day=MONDAY, procedure="reissue")
        store.settle(
            Receipt(
                record=accepted,
                packet_sha256=hashlib.sha256(b"sealed").hexdigest(),
                verdict="accepted",
                issued_at=NOON,
                signature="c2lnbmF0dXJl",
            ),
            at=NOON,
        )
        store.mark_sending(queued(store, day=TUESDAY), at=NOON)
        visited(store, day=TUESDAY, operator="somebody of another desk")
        yield store


def figures(**values: int) -> Totals:
    return Totals(**NOTHING_YET.as_dict() | values)


def test_a_report_by_day_has_one_row_for_each_day_with_visits(store: Store) -> None:
    made = report(store, first=MONDAY, last=date(2026, 12, 31), by=["day"])
    assert made.rows == (
        ReportRow(
            group=("2026-11-23",),
            totals=figures(created=4, in_progress=1, cancelled=1, waiting=1, accepted=1),
        ),
        ReportRow(group=("2026-11-24",), totals=figures(created=2, in_progress=1, sending=1)),
    )


def test_rows_and_total_add_up_for_every_grouping(store: Store) -> None:
    for by in (
        [],
        ["day"],
        ["procedure"],
        ["operator"],
        ["procedure", "day"],
        ["day", "procedure", "operator"],
    ):
        made = report(store, first=MONDAY, last=TUESDAY, by=by)
        assert made.total == store.totals()
        assert made.total.adds_up
        assert all(row.totals.adds_up and len(row.group) == len(by) for row in made.rows)
        assert [row.group for row in made.rows] == sorted(row.group for row in made.rows)


def test_days_outside_the_span_are_not_counted(store: Store) -> None:
    assert report(store, first=TUESDAY, last=TUESDAY, by=["day"]).total.created == 2
    assert report(store, first=date(2027, 1, 1), last=date(2027, 1, 1), by=["day"]).rows == ()


def test_operators_are_shown_by_name_and_strangers_by_what_the_visit_says(store: Store) -> None:
    made = report(store, first=MONDAY, last=TUESDAY, by=["operator"])
    assert [row.group for row in made.rows] == [
        ("Trần Thị Mỹ Duyên",),
        ("somebody of another desk",),
    ]


def test_an_unknown_column_is_refused(store: Store) -> None:
    for by in (["day", "phase"], ["document"], ["day; DROP TABLE visits"]):
        with pytest.raises(ReportError) as caught:
            report(store, first=MONDAY, last=TUESDAY, by=by)
        assert caught.value.code == "REPORT_COLUMN"


def test_a_span_that_ends_before_it_begins_is_refused(store: Store) -> None:
    with pytest.raises(ReportError) as caught:
        report(store, first=TUESDAY, last=MONDAY, by=["day"])
    assert caught.value.code == "REPORT_RANGE"


def test_the_json_form_has_a_column_for_each_group_and_figure(store: Store) -> None:
    made = report(store, first=TUESDAY, last=TUESDAY, by=["procedure", "day"])
    content = json.loads(json.dumps(made.as_dict()))
    assert content["rows"] == [
        {"procedure": "exchange", "day": "2026-11-24"}
        | figures(created=2, in_progress=1, sending=1).as_dict()
    ]
    assert content["total"]["created"] == 2


def test_the_csv_file_starts_with_the_mark_by_which_excel_knows_utf_8(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "totals.csv"
    made = report(store, first=MONDAY, last=TUESDAY, by=["operator"])
    write_csv(made, target, headings={"operator": "Cán bộ", "created": "Đã lập", "total": "Tổng"})
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert lines[0][:3] == ["Cán bộ", "Đã lập", "in_progress"]
    assert lines[1][:2] == ["Trần Thị Mỹ Duyên", "5"]
    assert lines[-1][:2] == ["Tổng", "6"]
    assert [file.name for file in tmp_path.glob("*totals*")] == ["totals.csv"]


def test_the_total_line_keeps_its_columns_with_several_groups(store: Store) -> None:
    stream = io.BytesIO()
    write_csv(report(store, first=MONDAY, last=TUESDAY, by=["day", "procedure"]), stream)
    lines = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert len({len(line) for line in lines}) == 1
    assert lines[-1][:3] == ["total", "", "6"]


def test_a_report_without_grouping_is_one_line_of_figures(store: Store) -> None:
    stream = io.BytesIO()
    write_csv(report(store, first=MONDAY, last=TUESDAY, by=[]), stream)
    lines = stream.getvalue().decode("utf-8-sig").splitlines()
    assert lines == [
        "created,in_progress,waiting,sending,delivered,accepted,rejected,cancelled",
        "6,2,1,1,0,1,0,1",
    ]


@given(st.text())
def test_no_cell_of_a_csv_file_can_run_as_a_formula(name: str) -> None:
    row = ReportRow(group=(name,), totals=NOTHING_YET)
    made = Report(first=MONDAY, last=MONDAY, by=("operator",), rows=(row,), total=NOTHING_YET)
    stream = io.BytesIO()
    write_csv(made, stream)
    lines = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    cell = lines[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == name.removeprefix("'")


def test_an_older_file_is_replaced_whole(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "totals.csv"
    target.write_text("older and much longer " * 1000)
    write_csv(report(store, first=MONDAY, last=MONDAY, by=["day"]), target)
    assert b"older" not in target.read_bytes()


def test_a_place_that_cannot_be_written_keeps_what_is_there(store: Store, tmp_path: Path) -> None:
    made = report(store, first=MONDAY, last=MONDAY, by=["day"])
    occupied = tmp_path / "occupied.csv"
    (occupied / "inside").mkdir(parents=True)
    for target in (occupied, tmp_path / "no" / "totals.csv"):
        with pytest.raises(ReportError) as caught:
            write_csv(made, target)
        assert caught.value.code == "REPORT_NOT_WRITABLE"
    assert list(tmp_path.glob(".*.part")) == []
    assert (occupied / "inside").is_dir()


def test_a_full_disk_under_the_report_is_reported_as_such(store: Store) -> None:
    made = report(store, first=MONDAY, last=MONDAY, by=["day"])
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("wb", buffering=0) as stream, pytest.raises(DiskFullError) as caught:
        write_csv(made, stream)
    assert caught.value.code == "DISK_FULL"
