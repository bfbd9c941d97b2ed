"""Reports: the totals of a span of days by day, procedure or operator, for people and for Excel."""

import csv
import errno
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from station_queue.atomic import READABLE, replace_file
from station_queue.errors import DiskFullError, ReportError
from station_queue.rows import NOTHING_YET, Totals

if TYPE_CHECKING:
    from station_queue.store import Store

_NO_HEADINGS: Final[Mapping[str, str]] = MappingProxyType({})

# A cell that starts with one of these is run as a formula: OWASP, "CSV Injection".
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One combination of the grouping columns.

    Attributes:
        group: The value of each grouping column, in their order; empty without any.
        totals: The figures.
    """

    group: tuple[str, ...]
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures of a span of report days.

    Attributes:
        first: First day, included.
        last: Last day, included.
        by: The grouping columns.
        rows: Sorted by group; groups with no visit have no row.
        total: Sum of the rows.
    """

    first: date
    last: date
    by: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    total: Totals

    def as_dict(self) -> dict[str, Any]:
        """``{"rows": [{column: value}], "total": {figure: value}}``, ready for JSON."""
        return {
            "rows": [
                dict(zip(self.by, row.group, strict=True)) | row.totals.as_dict()
                for row in self.rows
            ],
            "total": self.total.as_dict(),
        }


def report(store: "Store", *, first: date, last: date, by: Sequence[str]) -> Report:
    """Count what the store holds for a span of report days.

    Args:
        store: Where to count.
        first: First day, included.
        last: Last day, included.
        by: Any of day, procedure, operator, in the order wanted; none gives one row.

    Raises:
        ReportError: REPORT_COLUMN, REPORT_RANGE.
        StoreError: As any reading of the store.
    """
    figures = NOTHING_YET.as_dict()
    rows = tuple(
        ReportRow(
            group=tuple(str(counted[name]) for name in by),
            totals=Totals(**{name: counted[name] for name in figures}),
        )
        for counted in store.counts(first=first, last=last, by=by)
    )
    total = sum((row.totals for row in rows), NOTHING_YET)
    return Report(first=first, last=last, by=tuple(by), rows=rows, total=total)


def write_csv(
    made: Report, target: Path | BinaryIO, *, headings: Mapping[str, str] = _NO_HEADINGS
) -> None:
    """Write a report as CSV that Excel opens with every diacritic: UTF-8 with a byte order mark.

    The last line holds the totals; its first cell is the heading of ``total``, or, without a
    grouping column, there is only the one line of figures.

    Args:
        made: The report.
        target: A file to make or replace in one step, or a binary stream to write to.
        headings: What to call a column, or ``total``; others keep their name.

    Raises:
        ReportError: REPORT_NOT_WRITABLE: the folder is missing or protected, or the file is open
            in another program.
        DiskFullError: DISK_FULL; the file is as it was before.
    """
    content = _csv(made, headings)
    try:
        if isinstance(target, Path):
            replace_file(target, content, mode=READABLE)
        else:
            target.write(content)
    except OSError as exc:
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError from exc
        raise ReportError("REPORT_NOT_WRITABLE", "the report cannot be written there") from exc


def _csv(made: Report, headings: Mapping[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # RFC 4180: commas, CRLF
    columns = (*made.by, *made.total.as_dict())
    writer.writerow(harmless(headings.get(name, name)) for name in columns)
    for row in made.rows:
        writer.writerow((*map(harmless, row.group), *row.totals.as_dict().values()))
    if made.by:
        label = (harmless(headings.get("total", "total")), *[""] * (len(made.by) - 1))
        writer.writerow((*label, *made.total.as_dict().values()))
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Make a text cell text for a spreadsheet, whatever it starts with."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
