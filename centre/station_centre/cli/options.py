"""What the commands of cccd-centre share: options, their types, and the store they name."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from station_centre.objects import Objects

Commands = Any
"""argparse gives the object of `add_subparsers` no public type."""


def shared_options() -> argparse.ArgumentParser:
    """The options of every command."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data",
        type=Path,
        default=Path(platformdirs.user_data_dir("cccd-centre", appauthor=False)),
        metavar="DIR",
        help="the centre's folder (default: %(default)s)",
    )
    shared.add_argument("--json", action="store_true", help="answer with one JSON object")
    return shared


def store_options() -> argparse.ArgumentParser:
    """The options of every command that looks into the store."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--store",
        metavar="URL",
        help="where packets and receipts are: s3://BUCKET/PREFIX or a folder (default: DIR/store)",
    )
    return shared


def objects_of(options: argparse.Namespace) -> Objects:
    """The store that a command line names."""
    return Objects.open(options.store or str(options.data / "store"))


def now() -> datetime:
    """Aware time of this machine's clock."""
    return datetime.now(UTC)
