"""Figures side by side, on two lines where there is little room; with signs they add up."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.metric_tile import MetricTile
from station_ui.widgets.part import Part, text

_FITS: Final = 5
"""So many tiles stand on one line in any window."""
_NARROW: Final = 4


class MetricLine(Part):
    """Tiles of equal width; `adding_up`, the first is the sum of the others and is seen to be."""

    def __init__(self, tiles: Sequence[MetricTile], *, adding_up: bool = False) -> None:
        super().__init__()
        self._tiles = tuple(tiles)
        self._signs = tuple(map(_sign, ("", "=", *"+" * (len(tiles) - 2)))) if adding_up else ()
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(Space.NONE,) * 4)
        self._grid.setVerticalSpacing(Space.LARGE)
        self.measure()

    def measure(self) -> None:
        """Lay the tiles out for the room there is."""
        roomy = measures().roomy
        count = len(self._tiles)
        self._grid.setHorizontalSpacing(Space.MEDIUM if roomy else Space.SMALL)
        across = count if roomy or count <= _FITS else _NARROW
        if across != self._across:
            self._across = across
            self._place()

    def _place(self) -> None:
        # Not `takeAt`: an item that lives on keeps the next one from noting that heights change.
        for old in (*self._tiles, *self._signs):
            self._grid.removeWidget(old)
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 0)
        wide = 2 if self._signs else 1
        for index, tile in enumerate(self._tiles):
            line, place = divmod(index, self._across)
            if self._signs and index:
                top = Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(self._signs[index], line, 2 * place, top)
            self._grid.addWidget(tile, line, wide * (place + 1) - 1)
            self._grid.setColumnStretch(wide * (place + 1) - 1, 1)


def _sign(mark: str) -> QLabel:
    label = text("sign")
    label.setText(mark)
    return label
