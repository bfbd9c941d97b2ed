"""`stationctl erase`."""

import argparse
from dataclasses import asdict
from typing import Any

from station_core.cli.access import session_of
from station_core.erasing import erase_due, erase_now
from station_core.errors import CommandError


def erase(arguments: argparse.Namespace) -> dict[str, Any]:
    """Erase one accepted record for a reason, or all whose time is over.

    Raises:
        CommandError: ERASE_NO_TIME, RECORD_NOT_HERE.
    """
    session = session_of(arguments)
    if arguments.due:
        erased = erase_due(session)
        if erased is None:
            raise CommandError("ERASE_NO_TIME")
        return asdict(erased)
    return {
        "record": arguments.record,
        **asdict(erase_now(session, arguments.record, arguments.reason)),
    }


def wrong_usage(arguments: argparse.Namespace) -> str | None:
    """What the parser alone cannot see."""
    if arguments.due:
        return (
            "--due takes no RECORD and no --reason"
            if arguments.record or arguments.reason
            else None
        )
    if not arguments.record or not arguments.reason:
        return "RECORD and --reason CODE are needed, or --due"
    return None
