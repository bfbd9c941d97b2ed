"""Passing names of the old look, until the last screen is moved."""

from typing import Final

from PySide6.QtWidgets import QApplication

from station_ui.theme import Theme, colour, tone
from station_ui.tokens import TOUCH, Tone

GRID: Final = 8
EDGE: Final = 24
NAV_HEIGHT: Final = 56
HEADER_HEIGHT: Final = 72
ACTIONS_HEIGHT: Final = 80
STATUS_HEIGHT: Final = 40
RAIL_WIDTH: Final = 224
GUIDE_WIDTH: Final = 320
__all__ = ["TOUCH", "Tone", "colour", "tone"]


def dress(app: QApplication) -> None:
    """Give the application its looks."""
    Theme(app)
