"""`stationctl report`."""

import argparse
import json
from typing import Any

from station_core.cli.access import session_of
from station_core.cli.files import write_out
from station_core.desk import Desk
from station_queue.report import write_csv


def make_report(arguments: argparse.Namespace) -> dict[str, Any]:
    """Count some days; `--out` writes them to a file, which csv needs.

    Raises:
        CommandError: OUT_NOT_WRITABLE.
    """
    by = tuple(name.strip() for name in arguments.by.split(",") if name.strip())
    with Desk(session_of(arguments)) as desk:
        counted = desk.figures.report(arguments.first, arguments.last, by)
        first, last = arguments.first.isoformat(), arguments.last.isoformat()
        desk.note("totals_exported", first=first, last=last, form=arguments.format)
    if arguments.format == "csv":
        write_csv(counted, arguments.out)
        return {"file": str(arguments.out)}
    document = counted.as_dict()
    if arguments.out is None:
        return document
    write_out(arguments.out, json.dumps(document, ensure_ascii=False, indent=1).encode())
    return {**document, "file": str(arguments.out)}


def wrong_usage(arguments: argparse.Namespace) -> str | None:
    """What the parser alone cannot see."""
    if arguments.format == "csv" and arguments.out is None:
        return "--format csv needs --out FILE"
    return None
