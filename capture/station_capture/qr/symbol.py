"""What the steps hand to each other: a decoded code, and one that was only seen."""

from typing import NamedTuple

Corners = tuple[tuple[float, float], ...]
"""Four (x, y) in pixels of the picture that was given, in order around the code.

The first is the corner of the code's own top left, wherever that is in the picture.
"""


class Symbol(NamedTuple):
    """One decoded QR code: the bytes the decoder delivered, and where."""

    payload: bytes
    corners: Corners


class Sighting(NamedTuple):
    """A QR code that was found but not decoded.

    `version` is 1 to 40, off by one at most (ISO/IEC 18004: 17 + 4 * version modules a side).
    """

    corners: Corners
    version: int


class Found(NamedTuple):
    """All that one look at a picture found."""

    symbols: tuple[Symbol, ...] = ()
    sightings: tuple[Sighting, ...] = ()
