"""A code that is written down by hand: large, in groups, one below the other."""

from typing import Final

from PySide6.QtWidgets import QGridLayout

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.part import Part, emptied, text

_ACROSS: Final = 4


class CodeCard(Part):
    """Shows the groups of a code; nothing of it stays once it is forgotten."""

    def __init__(self) -> None:
        super().__init__("card")
        self._grid = QGridLayout(self)
        self.measure()

    def show_code(self, code: str) -> None:
        """Show a code whose groups stand apart by a dash."""
        emptied(self._grid)
        groups = code.split("-") if code else []
        for at, group in enumerate(groups):
            label = text("hero")
            label.setText(group)
            self._grid.addWidget(label, at // _ACROSS, at % _ACROSS)
        self.setAccessibleName(" ".join(groups))

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space.GROUP if measures().roomy else Space.MEDIUM
        self._grid.setContentsMargins(edge, edge, edge, edge)
        self._grid.setHorizontalSpacing(Space.WIDE)
        self._grid.setVerticalSpacing(Space.MEDIUM)
