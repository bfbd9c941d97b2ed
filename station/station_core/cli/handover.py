"""`stationctl handover export | import`."""

import argparse
from typing import Any

from station_core.cli.access import session_of
from station_core.errors import CommandError
from station_core.handover import export_packets, import_receipts


def export(arguments: argparse.Namespace) -> dict[str, Any]:
    """Copy every waiting packet to a stick and read it back.

    Raises:
        CommandError: HANDOVER_INCOMPLETE, the store cannot give a packet; the others are there.
    """
    made = export_packets(session_of(arguments), arguments.folder)
    result = {
        "lot": str(made.lot),
        "records": len(made.listed),
        "bytes": made.bytes,
        "written": made.written,
        "already_there": made.already_there,
    }
    if made.damaged:
        raise CommandError("HANDOVER_INCOMPLETE", **result, damaged=list(made.damaged))
    return result


def take(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take the centre's receipts from a stick.

    Raises:
        CommandError: RECEIPT_FORGED, the centre has not signed all of them; the others counted.
    """
    answers = import_receipts(session_of(arguments), arguments.folder)._asdict()
    if answers["forged"]:
        raise CommandError("RECEIPT_FORGED", **answers)
    del answers["forged"]
    return answers
