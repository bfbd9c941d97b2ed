"""The words of the command line: commands, options and their help; no command's own code."""

import argparse
import math
import os
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from station_core.finger import MISSING_REASONS
from station_core.folder import default_folder
from station_core.visit import PORTRAIT_REASONS
from station_devices.conditions import CONDITIONS

FINGERPRINT_DRIVERS = ("ef01", "gt5", "sfm", "sfm-wsq", "vero2")
_DRIVERS = f"{', '.join(FINGERPRINT_DRIVERS)}; sfm@7 for number 7 of several on one line"
_FINGERS = "1 right thumb to 5 right little finger, 6 left thumb to 10 left little finger"
_HANDHELD = "handheld card scanner: auto, usb:VVVV:PPPP[:SERIAL], serial port or URL"
_GPS = "GPS receiver (NMEA 0183): usb:VVVV:PPPP[:SERIAL][@PLACE], serial port or URL"
_SCANNER_BAUD = "speed of the scanner's port (default: found out, and raised)"
_RECORD = "write the whole session there, to replay it; holds the print: use your own finger"
_RECORDING = "a file written by fingerprint capture --record"
_HEAD = "the end of the chain as noted elsewhere: audit.seq and audit.hash of a record"
_PACE = "pace of the wire (default: the device's own)"
_CAMERA = "usb:VVVV:PPPP[:SERIAL][@PLACE], index, device, file or address"
_NEW_ONE = "the new password: STATION_NEW_PASSWORD, or a prompt"
_CONFIRM = "it is written down: only the one in STATION_RECOVERY_CODE, or typed, opens from now on"
_OPENED_BY = "with the password of somebody in it, or STATION_RECOVERY_CODE without --user"
_SUFFIXES = ("cr", "lf", "crlf", "none")
ERASE_REASONS = ("wrong_person", "citizen_asked", "duplicate", "other")
_PROCEDURES = ("first_issue", "exchange", "reissue", "eid_level2", "confirm_old_number")


def build_parser() -> argparse.ArgumentParser:
    """The parser of `stationctl`; a parsed namespace carries its `command`."""
    parser = argparse.ArgumentParser(
        prog="stationctl", description="CCCD Station without a screen, for technicians and scripts."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in (
        _init,
        _enrol,
        _card,
        _portrait,
        _camera,
        _fingerprint,
        _barcode,
        _gps,
        _devices,
        _emulate,
        _collect,
        _people,
        _record,
        _queue,
        _upload,
        _handover,
        _reconcile,
        _net,
        _report,
        _erase,
        _store,
        _audit,
        _backup,
        _restore,
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
    command.add_argument("--centre", metavar="URL", help="address of the centre")
    command.add_argument(
        "--centre-key",
        metavar="AGE_RECIPIENT_OR_FILE",
        help="the centre's public key: age1..., or the file centre.pub",
    )
    command.add_argument(
        "--enrol",
        metavar="CODE_OR_PICTURE",
        help="the centre's code for this desk, instead of --centre and --centre-key",
    )
    command.set_defaults(wrong_usage=_no_centre)
    command.add_argument("--user", required=True, metavar="NAME", help="first person; all roles")
    command.add_argument("--camera", default="0", metavar="SOURCE", help=_CAMERA)
    command.add_argument("--scanner", default="", metavar="PORT", help="serial port or URL")
    command.add_argument(
        "--scanner-driver", type=_driver, default="ef01", metavar="NAME", help=_DRIVERS
    )
    command.add_argument("--baud", type=_baud, metavar="B", help=_SCANNER_BAUD)
    command.add_argument("--handheld", default="", metavar="PORT", help=_HANDHELD)
    command.add_argument("--handheld-baud", type=_baud, default=9600, help="speed of its port")
    command.add_argument("--gps", default="", metavar="PORT", help=_GPS)
    command.add_argument("--gps-baud", type=_baud, default=9600, help="speed of its port")
    command.add_argument("--cutoff-hour", type=int, default=0, metavar="H", help="new day begins")


def _no_centre(arguments: argparse.Namespace) -> str | None:
    named = [arguments.centre, arguments.centre_key]
    if arguments.enrol is None:
        return None if all(named) else "name --centre and --centre-key, or --enrol"
    return "--enrol stands in the place of --centre and --centre-key" if any(named) else None


def _enrol(commands: Commands) -> None:
    command = _leaf(commands, "enrol", "make this desk known at its centre", "enrol", "enrol")
    _signing_in(command)
    code = command.add_mutually_exclusive_group(required=True)
    code.add_argument("--code", metavar="TEXT", help="the centre's code; - reads it from stdin")
    code.add_argument("--image", metavar="FILE", help="a picture of it")
    code.add_argument("--camera", action="store_true", help="hold it before the desk's camera")
    command.add_argument(
        "--force",
        action="store_true",
        help="leave another centre although records sealed for it wait",
    )


def _card(commands: Commands) -> None:
    card = _group(commands, "card", "read a card, or check the text of one")
    read = _leaf(card, "read", "read the card in an image or video", "card", "read")
    read.add_argument("file", metavar="FILE", help="image or video; - reads an image from stdin")
    parse = _leaf(card, "parse", "check the text of a card's QR code", "card", "parse")
    parse.add_argument("text", metavar="TEXT", help="the text; - reads bytes from stdin")
    for command in (read, parse):
        command.add_argument("--today", type=_day, metavar="YYYY-MM-DD")
    number = _leaf(card, "number", "verify the line IDVNM... on a card's back", "card", "number")
    number.add_argument("line", metavar="LINE", help="the first machine-readable line")


def _portrait(commands: Commands) -> None:
    portrait = _group(commands, "portrait", "check a portrait")
    check = _leaf(portrait, "check", "measure a portrait against a profile", "portrait", "check")
    check.add_argument("file", metavar="FILE", type=Path)
    check.add_argument(
        "--profile", help="cccd, icao, or a .toml file of your own (default: the desk's, or cccd)"
    )
    check.set_defaults(lines=_lazy("portrait", "lines_of_check"))
    own = _leaf(portrait, "profile", "write a profile to a file of your own", "portrait", "profile")
    own.add_argument("--profile", default="cccd", help="cccd or icao (default: cccd)")
    own.add_argument("--out", required=True, type=Path, metavar="FILE", help="ends in .toml")
    install = _leaf(
        portrait, "landmarks", "install a YuNet model: yaw, pitch, mouth", "portrait", "landmarks"
    )
    install.add_argument("file", metavar="FILE", type=Path, help="face_detection_yunet_*.onnx")


def _camera(commands: Commands) -> None:
    group = _group(commands, "camera", "use a camera")
    test = _leaf(group, "test", "measure what a camera really delivers", "camera", "test")
    test.add_argument("--camera", metavar="SOURCE", help=f"{_CAMERA} (default: the desk's)")
    test.add_argument("--seconds", type=_seconds, default=3.0, metavar="S", help="how long")
    test.add_argument("--out", type=Path, metavar="FILE", help="save a picture: .png or .jpg")


def _fingerprint(commands: Commands) -> None:
    group = _group(commands, "fingerprint", "use a fingerprint scanner")
    capture = _leaf(group, "capture", "take one print and save it", "fingerprint", "capture")
    capture.add_argument("--port", required=True, metavar="URL", help="serial port or URL")
    capture.add_argument("--driver", required=True, type=_driver, metavar="NAME", help=_DRIVERS)
    capture.add_argument(
        "--finger", required=True, type=int, choices=range(1, 11), metavar="N", help=_FINGERS
    )
    capture.add_argument("--out", required=True, type=Path, metavar="FILE", help=".png or .wsq")
    capture.add_argument("--baud", type=_baud, metavar="B", help=_SCANNER_BAUD)
    capture.add_argument("--deadline", type=_seconds, default=30.0, metavar="S", help="seconds")
    capture.add_argument("--record", type=Path, metavar="FILE", help=_RECORD)


def _barcode(commands: Commands) -> None:
    group = _group(commands, "barcode", "use a handheld card scanner")
    read = _leaf(group, "read", "wait for one scan and check its text", "barcode", "read")
    read.add_argument("--port", required=True, metavar="URL", help=_HANDHELD)
    read.add_argument("--baud", type=_baud, default=9600, metavar="B")
    read.add_argument("--deadline", type=_seconds, default=30.0, metavar="S", help="seconds")
    read.add_argument(
        "--trigger",
        nargs="?",
        const="auto",
        choices=("auto", "honeywell", "newland", "ssi"),
        help="pull its trigger from here, as its maker documents (auto: by USB vendor)",
    )
    read.add_argument("--today", type=_day, metavar="YYYY-MM-DD")


def _gps(commands: Commands) -> None:
    group = _group(commands, "gps", "use a GPS receiver")
    show = _leaf(group, "show", "wait for a position, compare clocks", "gps", "show")
    show.add_argument("--port", required=True, metavar="URL", help=_GPS)
    show.add_argument("--baud", type=_baud, default=9600, metavar="B")
    show.add_argument("--deadline", type=_seconds, default=60.0, metavar="S", help="seconds")


def _devices(commands: Commands) -> None:
    group = _group(commands, "devices", "what is plugged in")
    what = "list serial ports, scanners and cameras; USB bridges are asked what is behind them"
    listing = _leaf(group, "list", what, "devices", "listing")
    listing.add_argument("--quick", action="store_true", help="ask nothing, open nothing")


def _emulate(commands: Commands) -> None:
    group = _group(commands, "emulate", "stand in for a device, byte for byte")
    fingerprint = _leaf(group, "fingerprint", "emulate a scanner", "fingerprint", "emulate")
    fingerprint.add_argument("--driver", required=True, choices=FINGERPRINT_DRIVERS)
    shown = fingerprint.add_mutually_exclusive_group()
    shown.add_argument("--image", type=Path, metavar="FILE", help="the print to show")
    shown.add_argument(
        "--condition",
        nargs="+",
        action="extend",
        default=[],
        choices=tuple(CONDITIONS),
        metavar="NAME",
        help=f"how the drawn prints lie, one press after the other: {', '.join(CONDITIONS)}",
    )
    barcode = _leaf(group, "barcode", "emulate a handheld scanner", "barcode", "emulate")
    barcode.add_argument("--suffix", choices=_SUFFIXES, default="cr", help="what ends a scan")
    barcode.add_argument(
        "--scans", type=Path, metavar="FILE", help="one scan a line (default: invented cards)"
    )
    barcode.add_argument("--once", action="store_true", help="not over and over")
    barcode.add_argument("--every", type=_seconds, default=5.0, metavar="S", help="between scans")
    gps = _leaf(group, "gps", "emulate a GPS receiver", "gps", "emulate")
    gps.add_argument("--place", type=_place, metavar="LAT,LON", help="where it is (degrees)")
    recording = _leaf(group, "recording", "play a recorded session", "fingerprint", "replay")
    recording.add_argument("file", type=Path, metavar="FILE", help=_RECORDING)
    for command, baud in ((fingerprint, None), (barcode, 9600), (gps, 9600), (recording, None)):
        where = command.add_mutually_exclusive_group(required=True)
        where.add_argument("--pty", action="store_true", help="a pseudo terminal (not on Windows)")
        where.add_argument("--tcp", type=_port, metavar="PORT", help="a TCP port here; 0 picks one")
        command.add_argument("--baud", type=_baud, default=baud, metavar="B", help=_PACE)
        _several(command, "--fault", "NAME", "what goes wrong; see the manual")


def _collect(commands: Commands) -> None:
    command = _leaf(commands, "collect", "make a record from files", "collect", "collect")
    _signing_in(command)
    command.add_argument(
        "--card", required=True, metavar="FILE", help="image of the QR code's side"
    )
    command.add_argument("--procedure", required=True, metavar="CODE", help=", ".join(_PROCEDURES))
    _given(command)


def _given(command: argparse.ArgumentParser) -> None:
    """What a record is given besides its card."""
    _several(command, "--field", "K=V", "a form value; dates as YYYY-MM-DD")
    command.add_argument("--portrait", metavar="FILE", type=Path)
    _several(command, "--finger", "N=FILE", f"a print (wsq, png, bmp); {_FINGERS}")
    _several(
        command,
        "--missing",
        "N=REASON[:TEXT]",
        f"no print because: {', '.join(MISSING_REASONS)} (needs TEXT); all=REASON: the rest",
    )
    command.add_argument(
        "--accept-portrait",
        metavar="REASON",
        help=f"keep it though it fails: {', '.join(PORTRAIT_REASONS)}, or your own words",
    )


def _people(commands: Commands) -> None:
    group = _group(commands, "people", "who may sign in, and as what")
    _signing_in(_leaf(group, "list", "everybody with their roles", "people", "listing"))
    add = _leaf(group, "add", f"make an account; {_NEW_ONE}", "people", "add")
    disable = _leaf(group, "disable", "close an account", "people", "disable")
    enable = _leaf(group, "enable", f"open a closed one; {_NEW_ONE}", "people", "enable")
    change = f"change your password, or give somebody a new one; {_NEW_ONE}"
    passwd = _leaf(group, "passwd", change, "people", "passwd")
    roles = _leaf(group, "roles", "give somebody these roles and no others", "people", "set_roles")
    text = "make a new recovery code; the one before opens, too, until --confirm"
    code = _leaf(group, "recovery-code", text, "people", "make_recovery_code")
    code.add_argument("--confirm", action="store_true", help=_CONFIRM)
    lost = f"new password by STATION_RECOVERY_CODE, or a prompt; {_NEW_ONE}"
    recover = _leaf(group, "recover", lost, "people", "recover_person")
    for command in (add, disable, enable, passwd, roles, code):
        _signing_in(command)
    for command in (add, disable, enable, roles, recover):
        command.add_argument("name", metavar="NAME", help="whose account")
    passwd.add_argument("name", metavar="NAME", nargs="?", help="whose (default: your own)")
    for command in (add, roles):
        command.add_argument(
            "--role",
            dest="roles",
            nargs="+",
            action="extend",
            required=True,
            choices=("operator", "supervisor", "technician"),
            metavar="ROLE",
            help="operator, supervisor, technician; one or more",
        )


def _record(commands: Commands) -> None:
    group = _group(commands, "record", "what is kept of a record")
    export = _leaf(group, "export", "write its prints for another system", "record", "export")
    _signing_in(export)
    export.add_argument("record", metavar="RECORD", help="its id")
    export.add_argument("--format", required=True, choices=("iso19794-4", "ansi-nist"))
    export.add_argument(
        "--out", type=Path, metavar="FILE", help="must not exist (default: RECORD.fir or .an2)"
    )
    reopen = _leaf(
        group, "reopen", "open what the centre has returned, good parts kept", "reopen", "reopen"
    )
    _signing_in(reopen)
    reopen.add_argument("record", metavar="RECORD", help="its id")
    reopen.add_argument("--finish", action="store_true", help="queue it as the next revision")
    _given(reopen)


def _queue(commands: Commands) -> None:
    group = _group(commands, "queue", "what waits, what was sent, what was answered")
    _signing_in(_leaf(group, "status", "the line that must add up", "delivery", "status"))
    listing = _leaf(group, "list", "every packet with its state", "delivery", "listing")
    _signing_in(listing)
    states = ("waiting", "sending", "delivered", "accepted", "rejected")
    listing.add_argument("--state", choices=states)
    find = _leaf(group, "find", "where a citizen's record is", "find", "find")
    find.add_argument(
        "text", metavar="TEXT", help="words of the name, or the ID number; - reads them from stdin"
    )
    _signing_in(find)


def _upload(commands: Commands) -> None:
    command = _leaf(commands, "upload", "send what waits to the centre", "delivery", "upload")
    _signing_in(command)
    how = command.add_mutually_exclusive_group(required=True)
    how.add_argument("--once", action="store_true", help="one attempt at everything that is due")
    how.add_argument("--until-empty", action="store_true", help="until all is answered")
    command.add_argument("--deadline", type=_seconds, default=3600.0, metavar="S", help="seconds")


def _reconcile(commands: Commands) -> None:
    text = "compare the desk's records with the centre's, one by one"
    command = _leaf(commands, "reconcile", text, "reconcile", "reconcile")
    _signing_in(command)
    command.add_argument("--from", dest="first", type=_day, metavar="D", help="first day")
    command.add_argument("--to", dest="last", type=_day, metavar="D", help="last day")
    command.add_argument("--deadline", type=_seconds, default=600.0, metavar="S", help="seconds")
    command.set_defaults(wrong_usage=_backwards)


def _backwards(arguments: argparse.Namespace) -> str | None:
    both = arguments.first is not None and arguments.last is not None
    return "--from is after --to" if both and arguments.first > arguments.last else None


def _net(commands: Commands) -> None:
    net = _group(commands, "net", "the line to the centre")
    test = _leaf(net, "test", "try the line to the centre, step by step", "net", "test")
    _signing_in(test)
    test.set_defaults(lines=_lazy("net", "lines"))


def _handover(commands: Commands) -> None:
    group = _group(
        commands, "handover", "packets to the centre and receipts back without a network"
    )
    export = _leaf(group, "export", "copy what waits to a stick, read back", "handover", "export")
    taking = _leaf(group, "import", "take the centre's receipts from it", "handover", "take")
    for command in (export, taking):
        _signing_in(command)
        command.add_argument("folder", type=Path, metavar="DIR", help="folder of the stick")


def _audit(commands: Commands) -> None:
    group = _group(commands, "audit", "who did what, in a chain that shows what is missing")
    verify = _leaf(group, "verify", "see whether nothing was removed or changed", "audit", "verify")
    _signing_in(verify)
    verify.add_argument("--head", type=_head, metavar="SEQ:HASH", help=_HEAD)
    export = _leaf(group, "export", "write every row to a file", "audit", "export")
    _signing_in(export)
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="must not exist")


def _report(commands: Commands) -> None:
    command = _leaf(commands, "report", "counts of some days", "report", "make_report")
    _signing_in(command)
    command.add_argument("--from", dest="first", required=True, type=_day, metavar="D")
    command.add_argument("--to", dest="last", required=True, type=_day, metavar="D")
    command.add_argument("--by", default="day,procedure", help="any of day,procedure,operator")
    command.add_argument("--format", choices=("json", "csv"), default="json")
    command.add_argument("--out", type=Path, metavar="FILE", help="a file to write; csv needs it")
    command.set_defaults(wrong_usage=_lazy("report", "wrong_usage"))


def _backup(commands: Commands) -> None:
    command = _leaf(commands, "backup", "copy the desk to another disk", "backup", "backup")
    _signing_in(command)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="DIR", help="make one there, while the desk works")
    what.add_argument("--check", type=Path, metavar="FILE", help=f"try one out; {_OPENED_BY}")
    command.set_defaults(lines=_lazy("backup", "lines"))


def _restore(commands: Commands) -> None:
    what = "put a backup into a folder without a desk"
    command = _leaf(commands, "restore", what, "backup", "restore_desk")
    command.add_argument(
        "--from", dest="file", required=True, type=Path, metavar="FILE", help=_OPENED_BY
    )
    _signing_in(command)
    command.set_defaults(lines=_lazy("backup", "lines"))


def _erase(commands: Commands) -> None:
    command = _leaf(commands, "erase", "erase what the centre has accepted", "erase", "erase")
    _signing_in(command)
    command.add_argument("record", nargs="?", metavar="RECORD", help="its id, before its time")
    command.add_argument("--reason", choices=ERASE_REASONS, help="why, before its time")
    command.add_argument("--due", action="store_true", help="all whose time is over")
    command.set_defaults(wrong_usage=_lazy("erase", "wrong_usage"))


def _store(commands: Commands) -> None:
    group = _group(commands, "store", "look after the store")
    check = _leaf(group, "check", "look at every page and row of it", "store", "check")
    _signing_in(check)
    check.add_argument("--full", action="store_true", help="indexes and free pages, too; slower")
    check.add_argument("--mend", action="store_true", help="count wrong totals anew by the rows")


def _group(commands: Commands, name: str, text: str) -> Commands:
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(metavar="COMMAND", required=True)


def _leaf(
    commands: Commands, name: str, text: str, module: str, function: str
) -> argparse.ArgumentParser:
    """One command; its module is imported only when it runs, so that `--help` is instant."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument(
        "--data", type=Path, default=default_folder(), metavar="DIR", help="(default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument(
        "--lang",
        choices=("vi", "en"),
        default="en" if os.environ.get("STATION_LANG") == "en" else "vi",
        help="language of error sentences (default: STATION_LANG, or vi)",
    )
    parser.set_defaults(
        command=_lazy(module, function), wrong_usage=lambda _arguments: None, lines=None
    )
    return parser


def _head(text: str) -> object:
    """A head of the audit; its module is needed only then."""
    return _lazy("audit", "head_of")(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError("a date is written as YYYY-MM-DD") from exc


def _seconds(text: str) -> float:
    """A time to wait: more than nothing, and an end to it."""
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError("a number of seconds above 0 is needed")
    return seconds


def _place(text: str) -> tuple[float, float]:
    """Latitude and longitude."""
    latitude, longitude = map(float, text.split(","))
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise argparse.ArgumentTypeError("degrees north and east are needed, as 10.77,106.70")
    return latitude, longitude


def _driver(text: str) -> str:
    """One of ours, with the number of the module behind an ``@`` where there are several."""
    if text.partition("@")[0] not in FINGERPRINT_DRIVERS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(FINGERPRINT_DRIVERS)} is needed")
    return text


def _baud(text: str) -> int:
    return _whole(text, 300, 4_000_000)


def _port(text: str) -> int:
    return _whole(text, 0, 65_535)


def _whole(text: str, least: int, most: int) -> int:
    number = int(text)
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"a number from {least} to {most} is needed")
    return number


def _lazy(module: str, function: str) -> Callable[..., Any]:
    def run(*given: object) -> object:
        return getattr(import_module(f"station_core.cli.{module}"), function)(*given)

    return run


def _several(parser: argparse.ArgumentParser, option: str, metavar: str, text: str) -> None:
    """An option that takes several values, or may be given several times."""
    parser.add_argument(option, nargs="+", action="extend", default=[], metavar=metavar, help=text)


def _signing_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user",
        metavar="NAME",
        help="who signs in (default: the only person); password: STATION_PASSWORD, or a prompt",
    )
