"""One module a widget, each with its `PAGE`; they are found by themselves."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from station_ui.gallery.page import GalleryPage


def pages() -> Iterator[GalleryPage]:
    """All pages in the order of their names."""
    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        page = import_module(f"{__name__}.{module.name}").PAGE
        assert isinstance(page, GalleryPage)  # noqa: S101 - what a page module is
        yield page
