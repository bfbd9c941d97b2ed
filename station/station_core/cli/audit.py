"""`stationctl audit verify | export`."""

import argparse
import json
from typing import Any, Final

from station_core.audit_export import CSV_ENCODING, as_csv, exported, verified
from station_core.cli.access import session_of
from station_core.cli.files import write_new
from station_core.errors import CommandError
from station_queue import AuditHead

_ENCODING: Final = {"csv": CSV_ENCODING, "jsonl": "utf-8"}


def verify(arguments: argparse.Namespace) -> dict[str, Any]:
    """Look at the whole chain, and hold it against a head noted elsewhere if one is given.

    Without one, rows cut off at the end are not to be seen: `against` says which head it was.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        CommandError: AUDIT_BROKEN; `rows`, `wrong` and `why` stand beside the error.
    """
    verdict, head = verified(session_of(arguments), arguments.head)
    answer = {"rows": verdict.rows, "ok": verdict.ok}
    if not verdict.ok:
        raise CommandError("AUDIT_BROKEN", **answer, wrong=verdict.wrong, why=verdict.why)
    against = None if arguments.head is None else f"{arguments.head.seq}:{arguments.head.hash}"
    return {**answer, "head": f"{head.seq}:{head.hash}", "against": against}


def export(arguments: argparse.Namespace) -> dict[str, Any]:
    """Write every row to a file that is not there yet; that it was done is a row itself.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        CommandError: OUT_EXISTS, OUT_NOT_WRITABLE.
    """
    rows = exported(session_of(arguments), arguments.lang)
    text = as_csv(rows) if arguments.format == "csv" else _jsonl(rows)
    write_new(arguments.out, text.encode(_ENCODING[arguments.format]))
    return {"file": str(arguments.out), "rows": len(rows)}


def head_of(text: str) -> AuditHead:
    """`SEQ:HASH` as `audit verify` prints it and a record holds it.

    Raises:
        ArgumentTypeError: It is none.
    """
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:  # SHA-256, hex
        raise argparse.ArgumentTypeError("a head is written as NUMBER:HASH")
    return AuditHead(int(number), digest.lower())


def _jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
