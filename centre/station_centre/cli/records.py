"""The commands list, open and reject: what the centre has, what is in it, what it returns."""

import argparse
from pathlib import Path
from typing import Any

from station_centre.archive import Archive
from station_centre.cli.options import Commands, now, objects_of
from station_centre.errors import CentreError
from station_centre.keyring import Keyring
from station_centre.sending_back import send_back
from station_queue.packet import open_packet


def add(
    commands: Commands, shared: argparse.ArgumentParser, store: argparse.ArgumentParser
) -> None:
    """Add the parsers."""
    listing = commands.add_parser("list", parents=[shared, store], help="show the records")
    listing.set_defaults(run=_list, plain=_records)

    rejecting = commands.add_parser(
        "reject",
        parents=[shared, store],
        help="return an accepted record to its desk, to be corrected",
    )
    rejecting.add_argument("record", metavar="RECORD", help="id of the record")
    rejecting.add_argument(
        "--code", required=True, metavar="C", help="why, such as PORTRAIT_BLURRED"
    )
    rejecting.add_argument(
        "--text", required=True, metavar="T", help="why, in words; nothing about the citizen"
    )
    rejecting.add_argument(
        "--field",
        metavar="F",
        help="the field or part it is about, such as full_name, portrait.jpg, fingerprints/01.wsq",
    )
    rejecting.set_defaults(run=_reject)

    opening = commands.add_parser("open", parents=[shared], help="open and verify a packet")
    opening.add_argument("file", type=Path, metavar="FILE", help="the packet")
    opening.add_argument("--key", type=Path, required=True, help="age identity file (centre.key)")
    opening.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the parts")
    opening.set_defaults(run=_open)


def _list(options: argparse.Namespace) -> dict[str, Any]:
    Keyring.load(options.data)
    return {
        "records": [
            {
                "record": entry.record,
                "desk": entry.desk,
                "state": entry.receipt.verdict,
                "revision": entry.revision,
            }
            for entry in Archive(objects_of(options)).entries()
        ]
    }


def _records(answer: dict[str, Any]) -> str:
    return "\n".join(
        f"{row['record']}  {row['state']:8}  {row['desk'] or '-'}  {row['revision'] or '-'}"
        for row in answer["records"]
    )


def _reject(options: argparse.Namespace) -> dict[str, Any]:
    returned = send_back(
        Archive(objects_of(options)),
        Keyring.load(options.data),
        now,
        record=options.record,
        code=options.code,
        text=options.text,
        field=options.field,
    )
    return {"record": returned.record, "revision": returned.revision, "state": "rejected"}


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


def _write_parts(out: Path, parts: dict[str, bytes]) -> None:
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise CentreError("OUT_NOT_EMPTY")
    for name, content in parts.items():
        path = out / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
