"""What a page of the gallery is: a widget's name and its samples, one for every state."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from station_ui.wording import Wording

Build = Callable[[Wording], QWidget]


@dataclass(frozen=True)
class Sample:
    """One state of a widget."""

    state: Callable[[], str]
    """Its name, in the language of the screen."""
    build: Build
    width: int | None = None
    """Pixels; None: as wide as it likes."""
    height: int | None = None
    wide: bool = False
    """Whether it takes the whole width of the page."""


@dataclass(frozen=True)
class GalleryPage:
    """One widget."""

    slug: str
    title: Callable[[], str]
    samples: tuple[Sample, ...]


def translate(context: str, words: str) -> str:
    """Words in the language of the screen."""
    return QCoreApplication.translate(context, words)
