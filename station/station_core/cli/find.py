"""`stationctl queue find`."""

import argparse
import sys
from typing import Any, Final

from station_core.cli.access import session_of
from station_core.desk import Desk
from station_core.desk_queue import FOUND_MOST

_MOST_PIPED: Final = 4096


def find(arguments: argparse.Namespace) -> dict[str, Any]:
    """The newest visits of whoever is meant, and whether there are more.

    Name and number are told: who asks has just typed one of them, has signed in with a role that
    may see both, and without them could not tell two citizens of one name apart.
    """
    text = arguments.text
    if text == "-":  # what is piped is in no list of processes and no history
        text = sys.stdin.buffer.read(_MOST_PIPED).decode(errors="replace")
    with Desk(session_of(arguments)) as desk:
        found = desk.queue.find(text, FOUND_MOST + 1)
    return {
        "records": [
            {
                "record": one.visit,
                "state": one.delivery or one.state,
                "day": one.day.isoformat(),
                "procedure": one.procedure,
                "name": one.name,
                "number": one.citizen,
            }
            for one in found[:FOUND_MOST]
        ],
        "more": len(found) > FOUND_MOST,
    }
