"""Garbage is collected on the GUI thread alone: a widget freed on another thread ends the program.

Python collects cycles on whichever thread happens to allocate, and the lanes of the task runner
allocate all day. Widgets sit in cycles, as every callback that knows its widget makes one.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_LOOK_MS: Final = 500


class Collector(QObject):
    """Collects when Python itself would, but here; ends with `stop`."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Leave collecting to Python again."""
        self._timer.stop()
        gc.enable()
