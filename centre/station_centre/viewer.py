"""Who may look: the status page and the metrics ask for the viewer's key."""

import base64
import binascii
from typing import Final

from fastapi.security.http import HTTPBase
from starlette.requests import HTTPConnection

from station_centre.door_keys import opens
from station_centre.errors import CentreError
from station_centre.gate import Door
from station_centre.stations import Stations

ASKS_VIEWER_KEY: Final = HTTPBase(
    scheme="basic",
    scheme_name="ViewerKey",
    auto_error=False,
    description="Any name; the password is what stands in viewer.key in the centre's folder.",
)
"""For the description of a route; it is the gate that looks at the key."""


def viewer_door(key: str | None, stations: Stations) -> Door:
    """A door that lets in whoever shows the key, by HTTP Basic with any name.

    Where the centre is open, it asks for none; where there is no key, nobody has it. It raises
    CentreError VIEWER_KEY_WRONG; or ARCHIVE_FAILED, as the stations do.
    """

    def look(shown: HTTPConnection) -> None:
        password = _password(shown.headers.get("authorization", ""))
        holds_key = key is not None and opens(key, password)
        if not holds_key and not stations.open:
            raise CentreError("VIEWER_KEY_WRONG")

    return look


def _password(authorization: str) -> str | None:
    """What follows the colon of Basic credentials; None for what are none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _name, colon, password = base64.b64decode(credentials).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return password if colon else None
