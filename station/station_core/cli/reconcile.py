"""`stationctl reconcile`."""

import argparse
from typing import Any

from station_core.cli.access import session_of
from station_core.errors import CommandError
from station_core.messages import word
from station_core.reconciling import reconcile as compare


def reconcile(arguments: argparse.Namespace) -> dict[str, Any]:
    """Compare the desk's records with the centre's.

    Raises:
        CommandError: RECONCILE_DIFFERENT, with the differences beside it; RECONCILE_NOT_GIVEN.
    """
    found = compare(
        session_of(arguments),
        first=arguments.first,
        last=arguments.last,
        deadline=arguments.deadline,
    )
    told = {
        "records_here": found.records_here,
        "records_there": found.records_there,
        "differences": [each._asdict() for each in found.differences],
        "equal": found.equal,
    }
    if found.equal:
        return told
    if arguments.json:
        raise CommandError("RECONCILE_DIFFERENT", **told)
    for each in found.differences:
        states = f"{_known(each.here)} / {_known(each.there)}"
        print(f"{each.record}  {word('difference', each.code, arguments.lang)}  ({states})")
    raise CommandError("RECONCILE_DIFFERENT")


def _known(state: str | None) -> str:
    return state or "-"
