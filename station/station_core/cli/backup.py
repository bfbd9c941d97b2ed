"""`stationctl backup` and `restore`."""

import argparse
import os
from typing import Any

from station_core.backups import OpenedBy, check, finished_records, restore, run_backup
from station_core.cli.access import folder_of, password, session_of
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
    drill = check(arguments.check, _opened_by(arguments))
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


def _opened_by(arguments: argparse.Namespace) -> OpenedBy:
    code = os.environ.get("STATION_RECOVERY_CODE")
    if code is not None and arguments.user is None:  # a name that was given says whose password
        return OpenedBy(code, recovery=True)
    return OpenedBy(password(), arguments.user)
