"""The command import: packets that came on a stick."""

import argparse
from pathlib import Path
from typing import Any

from station_centre.archive import Archive
from station_centre.cli.options import Commands, now
from station_centre.errors import CentreError
from station_centre.intake import Intake
from station_centre.keyring import Keyring
from station_centre.lots import LotDoor


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the parser."""
    taking = commands.add_parser("import", parents=[shared], help="take packets in from a stick")
    taking.add_argument("folder", type=Path, metavar="DIR", help="folder of the stick")
    taking.set_defaults(run=_import, plain=_lots)


def _import(options: argparse.Namespace) -> dict[str, Any]:
    keys = Keyring.load(options.data)
    intake = Intake(keys, Archive(options.data / "store"), now)
    reports = LotDoor(intake, lambda _key: None, lambda: keys.card(now())).take(options.folder)
    answer = {"lots": [report.as_dict() for report in reports]}
    if not all(report.whole for report in reports):
        raise CentreError("LOT_INCOMPLETE", **answer)
    return answer


def _lots(answer: dict[str, Any]) -> str:
    return "\n".join(
        f"{lot['lot']}: " + ", ".join(f"{key} {value}" for key, value in lot.items() if value)
        for lot in answer["lots"]
    )
