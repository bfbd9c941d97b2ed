"""`stationctl backup` and `restore`."""

import argparse
import os
from collections.abc import Iterator
from typing import Any

from station_core.backups import OpenedBy, check, finished_records, restore, run_backup
from station_core.cli.access import folder_of, password, session_of
from station_core.messages import word
from station_queue import Totals


def backup(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make a backup, or try one out."""
    if arguments.check is not None:
        return _drill(arguments)
    made = run_backup(session_of(arguments), arguments.to)
    return {
        "file": str(made.file),
        "bytes": made.bytes,
        "records": finished_records(Totals(**made.manifest.totals)),
        "seconds": round(made.seconds, 3),
        "verified": True,
        "sound": made.sound,
        "findings": list(made.findings),
        "same_disk": made.same_disk,
    }


def restore_desk(arguments: argparse.Namespace) -> dict[str, Any]:
    """Put a backup into a folder without a desk."""
    manifest, findings = restore(arguments.file, folder_of(arguments), _opened_by(arguments))
    totals = Totals(**manifest.totals)
    return {
        "desk": manifest.desk,
        "made_at": manifest.made_at.isoformat(),
        "records": finished_records(totals),
        "in_progress": totals.in_progress,
        "sound": not findings,
        "findings": list(findings),
    }


def _drill(arguments: argparse.Namespace) -> dict[str, Any]:
    drill = check(arguments.check, _opened_by(arguments), desk=folder_of(arguments))
    return {
        "file": str(arguments.check),
        "bytes": drill.bytes,
        "desk": drill.manifest.desk,
        "made_at": drill.manifest.made_at.isoformat(),
        "records": finished_records(Totals(**drill.manifest.totals)),
        "seconds": round(drill.seconds, 3),
        "verified": True,
        "sound": not drill.findings,
        "findings": list(drill.findings),
    }


def lines(arguments: argparse.Namespace, result: dict[str, Any]) -> Iterator[str]:
    """An answer for a person: what should worry them in whole sentences, at the end."""
    said = {"sound", "findings", "same_disk", "verified"}
    yield from (f"{name}: {value}" for name, value in result.items() if name not in said)
    if result.get("verified"):
        yield word("backup", "verified", arguments.lang)
    if result.get("same_disk"):
        yield word("backup", "same_disk", arguments.lang)
    if not result["sound"]:
        yield word("backup", "unsound", arguments.lang)
    yield from (f"- {word('store_finding', code, arguments.lang)}" for code in result["findings"])


def _opened_by(arguments: argparse.Namespace) -> OpenedBy:
    code = os.environ.get("STATION_RECOVERY_CODE")
    if code is not None and arguments.user is None:  # a name that was given says whose password
        return OpenedBy(code, recovery=True)
    return OpenedBy(password(), arguments.user)
