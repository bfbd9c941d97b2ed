"""The words of the command line: commands, options and their help; no command's own code."""

import argparse
import os
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from station_core.folder import default_folder

Command = Callable[[argparse.Namespace], dict[str, Any] | None]
FINGERPRINT_DRIVERS = ("ef01",)


def build_parser() -> argparse.ArgumentParser:
    """The parser of `stationctl`; a parsed namespace carries its `command`."""
    parser = argparse.ArgumentParser(
        prog="stationctl", description="CCCD Station without a screen, for technicians and scripts."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in (
        _init,
        _card,
        _portrait,
        _fingerprint,
        _emulate,
        _collect,
        _queue,
        _upload,
        _report,
    ):
        add(commands)
    return parser


Commands = Any
"""argparse gives the object of `add_subparsers` no public type."""


def _init(commands: Commands) -> None:
    command = _leaf(commands, "init", "set up this desk in an unused folder", "init", "init")
    command.add_argument("--desk", required=True, metavar="CODE", help="code of the desk, e.g. B03")
    command.add_argument("--team", required=True, metavar="NAME", help="name of the team")
    command.add_argument("--commune", required=True, metavar="CODE", help="code of the commune")
    command.add_argument("--centre", required=True, metavar="URL", help="address of the centre")
    command.add_argument(
        "--centre-key",
        required=True,
        metavar="AGE_RECIPIENT_OR_FILE",
        help="the centre's public key: age1..., or the file centre.pub",
    )
    command.add_argument("--user", required=True, metavar="NAME", help="first person; all roles")
    command.add_argument("--camera", default="0", metavar="SOURCE", help="index, file or address")
    command.add_argument("--scanner", default="", metavar="PORT", help="serial port or URL")
    command.add_argument("--baud", type=int, default=57_600, help="speed of the scanner's port")
    command.add_argument("--cutoff-hour", type=int, default=0, metavar="H", help="new day begins")


def _card(commands: Commands) -> None:
    card = _group(commands, "card", "read a card, or check the text of one")
    read = _leaf(card, "read", "read the card in an image or video", "card", "read")
    read.add_argument("file", metavar="FILE", help="image or video; - reads an image from stdin")
    parse = _leaf(card, "parse", "check the text of a card's QR code", "card", "parse")
    parse.add_argument("text", metavar="TEXT", help="the text; - reads bytes from stdin")
    for command in (read, parse):
        command.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD")


def _portrait(commands: Commands) -> None:
    portrait = _group(commands, "portrait", "check a portrait")
    check = _leaf(portrait, "check", "measure a portrait against a profile", "portrait", "check")
    check.add_argument("file", metavar="FILE", type=Path)
    check.add_argument("--profile", default="cccd", help="name of the profile (default: cccd)")


def _fingerprint(commands: Commands) -> None:
    group = _group(commands, "fingerprint", "use a fingerprint scanner")
    capture = _leaf(group, "capture", "take one print and save it", "fingerprint", "capture")
    capture.add_argument("--port", required=True, metavar="URL", help="serial port or URL")
    capture.add_argument("--driver", required=True, choices=FINGERPRINT_DRIVERS)
    capture.add_argument("--finger", required=True, type=int, choices=range(1, 11), metavar="N")
    capture.add_argument("--out", required=True, type=Path, metavar="FILE", help=".png or .wsq")
    capture.add_argument("--baud", type=int, metavar="B")
    capture.add_argument("--deadline", type=float, default=30.0, metavar="S", help="seconds")


def _emulate(commands: Commands) -> None:
    group = _group(commands, "emulate", "stand in for a device, byte for byte")
    emulate = _leaf(group, "fingerprint", "emulate a scanner", "fingerprint", "emulate")
    emulate.add_argument("--driver", required=True, choices=FINGERPRINT_DRIVERS)
    where = emulate.add_mutually_exclusive_group(required=True)
    where.add_argument("--pty", action="store_true", help="a pseudo terminal (not on Windows)")
    where.add_argument("--tcp", type=int, metavar="PORT", help="a TCP port here; 0 picks one")
    emulate.add_argument("--baud", type=int, default=57_600, metavar="B", help="pace of the wire")
    emulate.add_argument("--image", type=Path, metavar="FILE", help="the print to show")
    emulate.add_argument("--fault", action="append", default=[], metavar="NAME", help="see manual")


def _collect(commands: Commands) -> None:
    command = _leaf(commands, "collect", "make a record from files", "collect", "collect")
    _signing_in(command)
    command.add_argument(
        "--card", required=True, metavar="FILE", help="image of the QR code's side"
    )
    command.add_argument("--portrait", metavar="FILE", type=Path)
    command.add_argument("--finger", action="append", default=[], metavar="N=FILE")
    command.add_argument("--missing", action="append", default=[], metavar="N=REASON|all=REASON")
    command.add_argument("--procedure", required=True, metavar="CODE")
    command.add_argument("--field", action="append", default=[], metavar="K=V")
    command.add_argument("--accept-portrait", metavar="REASON", help="keep it though it fails")


def _queue(commands: Commands) -> None:
    group = _group(commands, "queue", "what waits, what was sent, what was answered")
    _signing_in(_leaf(group, "status", "the line that must add up", "delivery", "status"))
    listing = _leaf(group, "list", "every packet with its state", "delivery", "listing")
    _signing_in(listing)
    states = ("waiting", "sending", "delivered", "accepted", "rejected")
    listing.add_argument("--state", choices=states)


def _upload(commands: Commands) -> None:
    command = _leaf(commands, "upload", "send what waits to the centre", "delivery", "upload")
    _signing_in(command)
    how = command.add_mutually_exclusive_group(required=True)
    how.add_argument("--once", action="store_true", help="one attempt at everything that is due")
    how.add_argument("--until-empty", action="store_true", help="until all is answered")
    command.add_argument("--deadline", type=float, default=3600.0, metavar="S", help="seconds")


def _report(commands: Commands) -> None:
    command = _leaf(commands, "report", "counts of some days", "report", "make_report")
    _signing_in(command)
    command.add_argument(
        "--from", dest="first", required=True, type=date.fromisoformat, metavar="D"
    )
    command.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="D")
    command.add_argument("--by", default="day,procedure", help="columns to group by, with commas")
    command.add_argument("--format", choices=("json", "csv"), default="json")
    command.add_argument("--out", type=Path, metavar="FILE", help="where the csv goes")


def _group(commands: Commands, name: str, text: str) -> Commands:
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(metavar="COMMAND", required=True)


def _leaf(
    commands: Commands, name: str, text: str, module: str, function: str
) -> argparse.ArgumentParser:
    """One command; its module is imported only when it runs, so that `--help` is instant."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument(
        "--data", type=Path, default=default_folder(), metavar="DIR", help="data folder of the desk"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument(
        "--lang",
        choices=("vi", "en"),
        default="en" if os.environ.get("STATION_LANG") == "en" else "vi",
        help="language of error sentences (default: STATION_LANG, or vi)",
    )
    parser.set_defaults(command=_lazy(module, function))
    return parser


def _lazy(module: str, function: str) -> Command:
    def run(arguments: argparse.Namespace) -> dict[str, Any] | None:
        command: Command = getattr(import_module(f"station_core.cli.{module}"), function)
        return command(arguments)

    return run


def _signing_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user",
        metavar="NAME",
        help="who signs in (default: the only person); password: STATION_PASSWORD, or a prompt",
    )
