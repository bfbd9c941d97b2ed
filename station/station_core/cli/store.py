"""`stationctl store check`."""

import argparse
from typing import Any

from station_core.cli.access import session_of
from station_core.errors import CommandError
from station_core.messages import word
from station_core.upkeep import check_store


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Look at the whole store; what is wrong stands beside the error.

    Raises:
        CommandError: STORE_CHECK_FAILED.
    """
    found = check_store(session_of(arguments), full=arguments.full, mend=arguments.mend)
    result = {
        "ok": found.ok,
        "full": found.full,
        "pages": found.pages,
        "findings": [
            {"code": code, "text": word("store_finding", code, arguments.lang)}
            for code in found.findings
        ],
    }
    if not found.ok:
        raise CommandError("STORE_CHECK_FAILED", **result)
    return result
