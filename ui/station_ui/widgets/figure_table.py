"""A short table of counts: one line a group, the sum below, noughts quiet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from station_ui.formats import shown_count
from station_ui.tokens import Space
from station_ui.widgets.part import Part, emptied, text


@dataclass(frozen=True)
class FigureLine:
    """A group and its counts, from left to right."""

    name: str
    figures: Sequence[int]


class FigureTable(Part):
    """Everything is shown at once; a longer list is a `DataTable`."""

    def __init__(self) -> None:
        super().__init__("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(Space.LARGE,) * 4)
        self._grid.setHorizontalSpacing(Space.SMALL)
        self._grid.setVerticalSpacing(Space.SMALL)

    def show_lines(
        self, heads: Sequence[str], lines: Sequence[FigureLine], total: FigureLine
    ) -> None:
        """Show these in place of the ones before; the first heading is that of the groups."""
        emptied(self._grid)
        for place, head in enumerate(heads):
            self._grid.addWidget(_placed("label", head, place, wrap=True), 0, place)
            self._grid.setColumnStretch(place, 4 if place else 7)
        for at, line in enumerate((*lines, total)):
            self._grid.addWidget(Part("line"), 2 * at + 1, 0, 1, len(heads))
            self._add(2 * at + 2, line, "strong" if line is total else "plain")

    def _add(self, at: int, line: FigureLine, role: str) -> None:
        self._grid.addWidget(_placed(role, line.name, 0, wrap=True), at, 0)
        for place, figure in enumerate(line.figures, 1):
            quiet = "muted" if figure == 0 else role
            self._grid.addWidget(_placed(quiet, shown_count(figure), place), at, place)


def _placed(role: str, words: str, place: int, *, wrap: bool = False) -> QLabel:
    label = text(role, wrap=wrap)
    label.setText(words)
    side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
    middle = Qt.AlignmentFlag.AlignBottom if role == "label" else Qt.AlignmentFlag.AlignVCenter
    label.setAlignment(side | middle)
    return label
