"""Cards two by two, all as high as the highest beside them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.part import Part

_ACROSS: Final = 2


class CareGrid(Part):
    """Read line by line, from the left."""

    def __init__(self, cards: Sequence[QWidget]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(Space.NONE,) * 4)
        for at, card in enumerate(cards):
            self._grid.addWidget(card, at // _ACROSS, at % _ACROSS)
        for place in range(_ACROSS):
            self._grid.setColumnStretch(place, 1)
        self.measure()

    def measure(self) -> None:
        """Closer where there is little room."""
        gap = Space.LARGE if measures().roomy else Space.SMALL
        self._grid.setSpacing(gap)
