"""Frames, QR code, card and portrait: what the desk captures with a camera.

The names below are loaded when first used, because the image libraries behind some of them take
longer to import than the sign-in screen may take to appear.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_capture.card import Card, ParsedCard, card_as_dict, format_card, parse_card
    from station_capture.errors import (
        CameraError,
        CaptureError,
        CardError,
        ImageError,
        PortraitError,
    )

__all__ = [
    "CameraError",
    "CaptureError",
    "Card",
    "CardError",
    "ImageError",
    "ParsedCard",
    "PortraitError",
    "card_as_dict",
    "format_card",
    "parse_card",
]

_HOMES = {
    "card": ("Card", "ParsedCard", "card_as_dict", "format_card", "parse_card"),
    "errors": ("CameraError", "CaptureError", "CardError", "ImageError", "PortraitError"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module that holds `name` on its first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
