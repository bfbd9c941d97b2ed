"""The command cccd-centre: keygen, serve, list, open, import."""

import argparse
import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs

from station_centre import keyring
from station_centre.archive import Archive
from station_centre.errors import MESSAGES, CentreError
from station_centre.intake import Intake
from station_centre.logs import log_to_stderr
from station_centre.lots import LotDoor
from station_queue.packet import PacketError, open_packet

DEFAULT_PORT = 8321


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused or failed, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    log_to_stderr()
    try:
        answer: dict[str, Any] | None = options.run(options)
    except CentreError as error:
        return _fail(options, error.code, str(error), error.next, error.results)
    except PacketError as error:
        return _fail(options, error.code, *MESSAGES[error.code])
    except Exception as error:  # noqa: BLE001 - a script gets its object whatever happens
        # Kind and place only: the text could quote what is inside a packet.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(f"{type(error).__name__} at {place.filename}:{place.lineno}", file=sys.stderr)
        return _fail(options, "BUG", *MESSAGES["BUG"])
    if answer is not None:
        print(json.dumps(answer, ensure_ascii=False) if options.json else _plain(answer))
    return 0


def _fail(
    options: argparse.Namespace,
    code: str,
    message: str,
    next_step: str,
    results: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """Say what went wrong, and beside it what came of the command before."""
    if options.json:
        error = {"code": code, "message": message, "next": next_step}
        print(json.dumps({"error": error, **results}, ensure_ascii=False))
    else:
        if results:
            print(_plain(dict(results)))
        print(f"{message} {next_step} ({code})", file=sys.stderr)
    return 1


def _keygen(options: argparse.Namespace) -> dict[str, Any]:
    return {"recipient": keyring.generate(options.data)}


def _serve(options: argparse.Namespace) -> None:
    # Here and not above: the web server takes most of a second to import.
    from station_centre import server  # noqa: PLC0415
    from station_centre.app import create_app  # noqa: PLC0415

    app = create_app(
        options.data,
        keyring=keyring.Keyring.load(options.data),
        now=lambda: datetime.now(UTC),
    )
    server.serve(app, host=options.host, port=options.port, announce=_announce)


def _announce(url: str) -> None:
    print(json.dumps({"url": url}), flush=True)


def _list(options: argparse.Namespace) -> dict[str, Any]:
    keyring.Keyring.load(options.data)
    return {
        "records": [
            {
                "record": entry.record,
                "desk": entry.desk,
                "state": entry.receipt.verdict,
                "revision": entry.revision,
            }
            for entry in Archive(options.data / "store").entries()
        ]
    }


def _open(options: argparse.Namespace) -> dict[str, Any]:
    try:
        identity = options.key.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CentreError("KEY_WRONG") from exc
    opened = open_packet(options.file, identity)
    try:
        _write_parts(options.out, opened.parts)
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    return {
        "record": opened.manifest.record,
        "revision": opened.manifest.revision,
        "desk": opened.manifest.desk,
        "made_at": opened.manifest.made_at.isoformat(),
        "station_key": opened.station_key,
        "parts": sorted(opened.parts),
    }


def _import(options: argparse.Namespace) -> dict[str, Any]:
    keys, now = keyring.Keyring.load(options.data), partial(datetime.now, UTC)
    intake = Intake(keys, Archive(options.data / "store"), now)
    reports = LotDoor(intake, lambda _key: None, lambda: keys.card(now())).take(options.folder)
    answer = {"lots": [report.as_dict() for report in reports]}
    if not all(report.whole for report in reports):
        raise CentreError("LOT_INCOMPLETE", **answer)
    return answer


def _write_parts(out: Path, parts: dict[str, bytes]) -> None:
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise CentreError("OUT_NOT_EMPTY")
    for name, content in parts.items():
        path = out / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)


def _plain(answer: dict[str, Any]) -> str:
    if "records" in answer:
        return "\n".join(
            f"{row['record']}  {row['state']:8}  {row['desk'] or '-'}  {row['revision'] or '-'}"
            for row in answer["records"]
        )
    if "lots" in answer:
        return "\n".join(
            f"{lot['lot']}: " + ", ".join(f"{key} {value}" for key, value in lot.items() if value)
            for lot in answer["lots"]
        )
    return "\n".join(f"{key}: {value}" for key, value in answer.items())


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return port


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data",
        type=Path,
        default=Path(platformdirs.user_data_dir("cccd-centre", appauthor=False)),
        metavar="DIR",
        help="the centre's folder (default: %(default)s)",
    )
    shared.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser = argparse.ArgumentParser(prog="cccd-centre", description="The receiving centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    keygen = commands.add_parser("keygen", parents=[shared], help="make the centre's keys")
    keygen.set_defaults(run=_keygen)

    serve = commands.add_parser("serve", parents=[shared], help="receive packets until ended")
    serve.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port, 0 for a free one (%(default)s)"
    )
    serve.set_defaults(run=_serve)

    listing = commands.add_parser("list", parents=[shared], help="show the records")
    listing.set_defaults(run=_list)

    opening = commands.add_parser("open", parents=[shared], help="open and verify a packet")
    opening.add_argument("file", type=Path, metavar="FILE", help="the packet")
    opening.add_argument("--key", type=Path, required=True, help="age identity file (centre.key)")
    opening.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the parts")
    opening.set_defaults(run=_open)

    taking = commands.add_parser("import", parents=[shared], help="take packets in from a stick")
    taking.add_argument("folder", type=Path, metavar="DIR", help="folder of the stick")
    taking.set_defaults(run=_import)
    return parser


if __name__ == "__main__":
    sys.exit(main())
