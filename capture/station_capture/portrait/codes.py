"""What can be measured on a portrait, by name."""

from typing import Final

CODES: Final = (
    "FACE_COUNT",
    "EYE_DISTANCE",
    "HEAD_HEIGHT",
    "CENTRING",
    "EYE_LINE",
    "ROLL",
    "YAW",
    "PITCH",
    "LUMINANCE",
    "UNDEREXPOSED",
    "OVEREXPOSED",
    "SIDE_LIGHT",
    "DYNAMIC_RANGE",
    "GLARE",
    "COLOUR_CAST",
    "BACKGROUND_LIGHTNESS",
    "BACKGROUND_COLOUR",
    "BACKGROUND_UNIFORMITY",
    "MOTION",
    "SHARPNESS",
    "EYES_FOUND",
    "MOUTH",
    "GLASSES",
    "ENLARGEMENT",
    "FILE_SIZE",
)
"""All that can be measured, in the order in which a person would put it right."""
