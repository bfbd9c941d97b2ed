"""The command import: packets that came on a stick."""

import argparse
from pathlib import Path
from typing import Any

from station_centre.archive import Archive
from station_centre.cli.options import Commands, now, objects_of
from station_centre.errors import CentreError
from station_centre.intake import Intake
from station_centre.keyring import Keyring
from station_centre.lots import LotDoor
from station_centre.stations import Admit, Stations


def add(
    commands: Commands, shared: argparse.ArgumentParser, store: argparse.ArgumentParser
) -> None:
    """Add the parser."""
    taking = commands.add_parser(
        "import", parents=[shared, store], help="take packets in from a stick"
    )
    taking.add_argument("folder", type=Path, metavar="DIR", help="folder of the stick")
    taking.add_argument(
        "--open", action="store_true", help="take those of desks that were never enrolled, too"
    )
    taking.set_defaults(run=_import, plain=_lots)


def _import(options: argparse.Namespace) -> dict[str, Any]:
    keys = Keyring.load(options.data)
    objects = objects_of(options)
    admit: Admit = "anyone" if options.open else "anyone_until_first"
    stations = Stations(objects, now, admit=admit)
    intake = Intake(keys, Archive(objects), now, stations.may_send)
    door = LotDoor(intake, stations.may_send, lambda: keys.card(now()))
    reports = door.take(options.folder)
    answer = {"lots": [report.as_dict() for report in reports]}
    if not all(report.whole for report in reports):
        raise CentreError("LOT_INCOMPLETE", **answer)
    return answer


def _lots(answer: dict[str, Any]) -> str:
    # What a folder on a stick is called comes from whoever carried it.
    return "\n".join(
        f"{''.join(sign if sign.isprintable() else '?' for sign in lot['lot'])}: "
        + ", ".join(f"{key} {value}" for key, value in lot.items() if value)
        for lot in answer["lots"]
    )
