"""The commands enrol, stations and revoke: which desks may send."""

import argparse
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import segno
from pydantic import ValidationError

from station_centre.address import Address
from station_centre.authority import fingerprint, read_authority
from station_centre.cli.options import Commands, now, objects_of
from station_centre.errors import CentreError
from station_centre.keyring import Keyring
from station_centre.stations import StationRow, Stations
from station_queue.packet import EnrolmentCode

_HOURS = 72.0
_MOST_HOURS = 24.0 * 365


def add(
    commands: Commands, shared: argparse.ArgumentParser, store: argparse.ArgumentParser
) -> None:
    """Add the parsers."""
    enrol = commands.add_parser(
        "enrol",
        parents=[shared, store],
        help="make the code with which a desk is enrolled",
        description="Makes a code for one desk, to be scanned with the desk's own camera. It is "
        "a secret and works once. From the first one on, the centre lets in enrolled desks only.",
    )
    enrol.add_argument("--desk", required=True, metavar="CODE", help="code of the desk, e.g. B03")
    enrol.add_argument(
        "--url", metavar="URL", help="address of the centre for the desk (default: that of serve)"
    )
    enrol.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help="authority of that address, PEM (default: as served)",
    )
    enrol.add_argument(
        "--hours", type=_hours, default=_HOURS, help="how long it works (default: 72)"
    )
    enrol.add_argument("--png", type=Path, metavar="FILE", help="write the code as a picture")
    enrol.add_argument("--svg", type=Path, metavar="FILE", help="write it as a drawing for print")
    enrol.set_defaults(run=_enrol, plain=_code)

    listing = commands.add_parser(
        "stations", parents=[shared, store], help="show who was enrolled, and when last heard"
    )
    listing.set_defaults(run=_stations, plain=_table)

    revoke = commands.add_parser(
        "revoke",
        parents=[shared, store],
        help="shut a desk or a station out",
        description="Shuts out every station of a desk and withdraws its unused codes, or shuts "
        "out one station by its key. It holds within half a minute. What was taken in stays.",
    )
    revoke.add_argument("who", metavar="DESK|KEY", help="code of the desk, or public key")
    revoke.set_defaults(run=_revoke, plain=_revoked)


def _enrol(options: argparse.Namespace) -> dict[str, Any]:
    keys, address = Keyring.load(options.data), _address(options)
    expires = now() + timedelta(hours=options.hours)
    # Whether the rest fits is found out before a code is given out.
    _enrolment(keys, address, token="0" * 32)
    token = Stations(objects_of(options), now).invite(options.desk, expires=expires)
    code = _enrolment(keys, address, token).to_text()
    answer = {"code": code, "desk": options.desk, "expires_at": expires.isoformat("T", "seconds")}
    for kind in ("svg", "png"):
        file = getattr(options, kind)
        if file is not None:
            _draw(code, file, kind)
            answer["file"] = str(file)
    return answer


def _address(options: argparse.Namespace) -> Address:
    served = Address.remembered(options.data)
    address = served if options.url is None else Address(url=options.url)
    if address is None:
        raise CentreError("URL_MISSING")
    if not address.url.startswith("https:"):
        return Address(url=address.url)
    if options.ca is not None:
        return Address(url=address.url, ca_sha256=fingerprint(read_authority(options.ca)))
    return Address(url=address.url, ca_sha256=None if served is None else served.ca_sha256)


def _enrolment(keys: Keyring, address: Address, token: str) -> EnrolmentCode:
    try:
        return EnrolmentCode(
            url=address.url,
            ca_sha256=address.ca_sha256,
            recipient=keys.recipient,
            receipt_key=keys.receipt_key,
            token=token,
        )
    except ValidationError:
        raise CentreError("URL_WRONG") from None


def _draw(code: str, file: Path, kind: str) -> None:
    try:
        file.touch(mode=0o600)
        segno.make(code, error="m").save(str(file), kind=kind, scale=8, border=4)
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc


def _stations(options: argparse.Namespace) -> dict[str, Any]:
    return {"stations": [_row(row) for row in Stations(objects_of(options), now).all()]}


def _revoke(options: argparse.Namespace) -> dict[str, Any]:
    revoked = Stations(objects_of(options), now).revoke(options.who)
    return {"stations": [_row(row) for row in revoked.stations], "codes": revoked.codes}


def _row(row: StationRow) -> dict[str, Any]:
    return row.model_dump(mode="json")


def _code(answer: dict[str, Any]) -> str:
    drawn = io.StringIO()
    segno.make(answer["code"], error="m").terminal(drawn, compact=True)
    return (
        f"{drawn.getvalue()}\n{answer['code']}\ndesk {answer['desk']}, until {answer['expires_at']}"
    )


def _table(answer: dict[str, Any]) -> str:
    return "\n".join(
        f"{row['desk']:10}  {row['station_key']}  enrolled {_minute(row['enrolled_at'])}  "
        f"heard {_minute(row['last_contact'])}"
        + (f"  revoked {_minute(row['revoked_at'])}" if row["revoked_at"] else "")
        for row in answer["stations"]
    )


def _minute(moment: str | None) -> str:
    return "never" if moment is None else f"{moment[:16].replace('T', ' ')} UTC"


def _revoked(answer: dict[str, Any]) -> str:
    return "\n".join((_table(answer), f"codes withdrawn: {answer['codes']}")).lstrip()


def _hours(text: str) -> float:
    hours = float(text)
    if not 0 < hours <= _MOST_HOURS:
        raise argparse.ArgumentTypeError("between 0 and a year of hours")
    return hours
