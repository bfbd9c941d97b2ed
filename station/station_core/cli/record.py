"""`stationctl record export`."""

import argparse
from pathlib import Path
from typing import Any, Final

from station_core.cli.access import session_of
from station_core.cli.files import write_new
from station_core.clock import local_now
from station_core.prints_export import export_prints

_SUFFIXES: Final = {"iso19794-4": ".fir", "ansi-nist": ".an2"}


def export(arguments: argparse.Namespace) -> dict[str, Any]:
    """Write the prints of a record to a file that is not there yet and that only its owner reads.

    Raises:
        CommandError: RECORD_NOT_HERE, RECORD_NO_PRINTS, OUT_EXISTS, OUT_NOT_WRITABLE.
    """
    session = session_of(arguments)
    content = export_prints(session, arguments.record, arguments.format, local_now())
    out = arguments.out or Path(f"{arguments.record}{_SUFFIXES[arguments.format]}")
    write_new(out, content)
    return {"file": str(out), "format": arguments.format, "bytes": len(content)}
