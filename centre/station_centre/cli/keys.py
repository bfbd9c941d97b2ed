"""The command keygen: the centre's keys, made or joined by newer ones."""

import argparse
from typing import Any

from station_centre import keyring
from station_centre.cli.options import Commands


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the parser."""
    keygen = commands.add_parser("keygen", parents=[shared], help="make the centre's keys")
    keygen.add_argument(
        "--rotate",
        action="store_true",
        help="add newer keys, which a running centre uses at once; the earlier ones stay, open "
        "what was sealed for them and vouch for the newer; run it as the user of serve",
    )
    keygen.set_defaults(run=_keygen)


def _keygen(options: argparse.Namespace) -> dict[str, Any]:
    make = keyring.rotate if options.rotate else keyring.generate
    return {"recipient": make(options.data)}
