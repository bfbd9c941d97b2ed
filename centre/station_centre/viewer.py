"""Who may look: the status page and the metrics ask for the viewer's key."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.http import HTTPBase

from station_centre.door_keys import opens
from station_centre.errors import CentreError
from station_centre.stations import Stations

Guard = Callable[..., None]

# Not FastAPI's HTTPBasic: that answers by itself, and not as the centre does, what it cannot read.
_BASIC = HTTPBase(
    scheme="basic",
    scheme_name="ViewerKey",
    auto_error=False,
    description="Any name; the password is what stands in viewer.key in the centre's folder.",
)


def viewer_guard(key: str | None, stations: Stations) -> Guard:
    """A dependency of routes: lets in whoever shows the key, by HTTP Basic with any name.

    Where the centre is open, it asks for none; where there is no key, nobody has it. It raises
    CentreError VIEWER_KEY_WRONG; or ARCHIVE_FAILED, as the stations do.
    """

    def look(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BASIC)]) -> None:
        password = None if shown is None else _password(shown)
        holds_key = key is not None and opens(key, password)
        if not holds_key and not stations.open:
            raise CentreError("VIEWER_KEY_WRONG")

    return look


def _password(shown: HTTPAuthorizationCredentials) -> str | None:
    """What follows the colon of Basic credentials; None for what are none."""
    if shown.scheme.lower() != "basic":
        return None
    try:
        _name, colon, password = base64.b64decode(shown.credentials).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return password if colon else None
