"""What can be measured on a portrait and what a person can look at, by name."""

from typing import Final, Literal

Side = Literal["low", "high"]

_LOW: Final[frozenset[Side]] = frozenset({"low"})
_HIGH: Final[frozenset[Side]] = frozenset({"high"})
_BOTH: Final = _LOW | _HIGH

SIDES: Final[dict[str, frozenset[Side]]] = {
    "FACE_COUNT": _BOTH,
    "EYE_DISTANCE": _LOW,
    "HEAD_HEIGHT": _BOTH,
    "CENTRING": _BOTH,
    "EYE_LINE": _BOTH,
    "ROLL": _BOTH,
    "YAW": _BOTH,
    "PITCH": _BOTH,
    "LUMINANCE": _BOTH,
    "UNDEREXPOSED": _HIGH,
    "OVEREXPOSED": _HIGH,
    "SIDE_LIGHT": _BOTH,
    "DYNAMIC_RANGE": _LOW,
    "GLARE": _HIGH,
    "COLOUR_CAST": _HIGH,
    "BACKGROUND_LIGHTNESS": _LOW,
    "BACKGROUND_COLOUR": _HIGH,
    "BACKGROUND_UNIFORMITY": _LOW,
    "MOTION": _HIGH,
    "SHARPNESS": _LOW,
    "EYES_FOUND": _LOW,
    "MOUTH": _HIGH,
    "GLASSES": _HIGH,
    "ENLARGEMENT": _HIGH,
    "FILE_SIZE": _HIGH,
}
"""By code: on which sides a value can be out of its range; no other bound has a meaning.

In the order in which a person would put it right.
"""
CODES: Final = tuple(SIDES)
CHECKS: Final = (
    "FRONTAL",
    "MOUTH_CLOSED",
    "EYES_OPEN",
    "EARS",
    "NO_GLASSES",
    "BARE_HEAD",
    "DRESS",
)
"""All that a person can be asked to look at."""
