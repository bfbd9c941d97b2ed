"""Shows a window in every look and takes its picture."""

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from album import Album, Combination
from station_ui.gallery.window import GalleryWindow
from station_ui.language import LanguageSwitch
from station_ui.theme import Theme, application

_ROUNDS: Final = 6
"""Layouts ask for layouts; after this many rounds of events nothing moves any more."""
_PATIENCE_S: Final = 30.0
_LOOK_S: Final = 0.002


class Photographer:
    """Holds what there is one of: the application, its theme and its language."""

    def __init__(self, album: Album, looks: Sequence[Combination], only: str = "") -> None:
        self.app = application()
        self.app.setCursorFlashTime(0)  # a cursor that blinks is there or not
        self.theme = Theme(self.app, "light")
        self.language = LanguageSwitch("vi")
        self._album, self._looks, self._only = album, looks, only
        self._number = 0

    def take(self, name: str, window: QWidget, ready: Callable[[], None] = lambda: None) -> None:
        """Take a window as it stands now in every look, and leave it in the first.

        Args:
            name: What is seen.
            window: The window.
            ready: Called before each picture, to wait for what the look made it ask for.
        """
        name = self._numbered(name)
        if self._only not in name:
            return
        for look in self._looks:
            self.wear(look, window)
            ready()
            self._album.add(look, name, window.grab().toImage())
        self.wear(self._looks[0], window)

    def take_gallery(self) -> None:
        """Take every page of the gallery; one that is higher than the window, in pieces."""
        gallery = GalleryWindow(self.language, self.theme)
        gallery.show()
        for page in gallery.pages:
            name = self._numbered(f"gallery-{page.slug}")
            if self._only not in name:
                continue
            for look in self._looks:
                self.wear(look, gallery)
                gallery.open(page)
                settle()
                self._take_page(look, name, gallery)
        gallery.close()

    def wear(self, look: Combination, window: QWidget) -> None:
        """Show a window in a look."""
        window.resize(look.room)
        self.theme.fit(look.room.width(), look.room.height())
        self.theme.choose(look.scheme)
        self.language.switch(look.language)
        settle()
        for widget in window.findChildren(QWidget):
            widget.updateGeometry()  # no size of a moment between two looks is kept
        settle()

    def _take_page(self, look: Combination, name: str, gallery: GalleryWindow) -> None:
        bar = gallery.stage.verticalScrollBar()
        places = range(0, bar.maximum() + bar.pageStep(), max(1, bar.pageStep()))
        for number, place in enumerate(places, 1):
            bar.setValue(place)
            settle()
            piece = f"{name}-{number}" if number > 1 else name
            self._album.add(look, piece, gallery.grab().toImage())

    def _numbered(self, name: str) -> str:
        self._number += 1
        return f"{self._number:02d}-{name}"


def settle() -> None:
    """Let everything that was asked for happen: layouts, deletions, paints."""
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def wait(condition: Callable[[], object], what: str) -> None:
    """Let the program work until something holds."""
    until = monotonic() + _PATIENCE_S
    QCoreApplication.processEvents()
    while not condition():
        if monotonic() > until:
            raise TimeoutError(f"waited in vain for {what}")
        sleep(_LOOK_S)
        QCoreApplication.processEvents()
