"""`stationctl report`."""

import argparse
from typing import Any

from station_core.cli.access import session_of
from station_core.desk import Desk
from station_core.errors import CommandError
from station_queue.report import write_csv


def make_report(arguments: argparse.Namespace) -> dict[str, Any]:
    """Count some days, as JSON or into a CSV file.

    Raises:
        CommandError: OUT_NEEDED when a file is asked for without its name.
    """
    by = tuple(name.strip() for name in arguments.by.split(",") if name.strip())
    with Desk(session_of(arguments)) as desk:
        counted = desk.report(arguments.first, arguments.last, by)
    if arguments.format == "json":
        return counted.as_dict()
    if arguments.out is None:
        raise CommandError("OUT_NEEDED")
    write_csv(counted, arguments.out)
    return {"file": str(arguments.out)}
