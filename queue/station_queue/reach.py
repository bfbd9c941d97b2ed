"""How far a request towards the centre came: what the status bar tells."""

from enum import StrEnum

from station_queue.delivery_errors import IN_BETWEEN_CODES, LINK_CODES, STATION_CODES


class Reach(StrEnum):
    """How far the last request came."""

    UNKNOWN = "unknown"
    NO_LINK = "no_link"
    """This machine has no network."""
    LINK = "link"
    """It has one, but the centre was not reached over it."""
    REACHED = "reached"
    REFUSED = "refused"
    """The centre answered that it does not let this desk in."""


def reach_of(code: str) -> Reach | None:
    """What the code of a failure says of how far the request came; None if nothing."""
    if code == "STOPPED":
        return None
    if code == "NO_LINK":
        return Reach.NO_LINK
    if code in LINK_CODES | IN_BETWEEN_CODES | {"CENTRE_PROTOCOL"}:
        return Reach.LINK
    if code in STATION_CODES:
        return Reach.REFUSED
    return Reach.REACHED
