"""Who may look: the status page and the metrics ask for the viewer's key."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from station_centre.door_keys import opens
from station_centre.errors import CentreError
from station_centre.stations import Stations

Guard = Callable[..., None]


def viewer_guard(key: str | None, stations: Stations) -> Guard:
    """A dependency of routes: lets in whoever shows the key, by HTTP Basic with any name.

    Where the centre is open, it asks for none; where there is no key, nobody has it. It raises
    CentreError VIEWER_KEY_WRONG; or ARCHIVE_FAILED, as the stations do.
    """
    basic = HTTPBasic(
        auto_error=False, description="Any name; the password is in viewer.key at the centre."
    )

    def look(shown: Annotated[HTTPBasicCredentials | None, Depends(basic)]) -> None:
        holds_key = key is not None and shown is not None and opens(key, shown.password)
        if not holds_key and not stations.open:
            raise CentreError("VIEWER_KEY_WRONG")

    return look
