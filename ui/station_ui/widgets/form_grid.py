"""The fields of a form in columns, scrolled so that the one being filled in is seen whole."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.form_field import FormField
from station_ui.widgets.part import Part, column, framed, scrolled

Span = Literal["full", "half", "quarter"]
"""How much of a line a field takes, where there is room."""

_COLUMNS: Final = 4
_SPANS: Final[tuple[dict[Span, int], ...]] = (
    {"full": 4, "half": 2, "quarter": 1},
    {"full": 4, "half": 2, "quarter": 2},
    {"full": 4, "half": 4, "quarter": 4},
)
"""Columns by span, from the widest form to the narrowest: the first in which all is seen whole."""


class FormGrid(Part):
    """Lays fields out from left to right and from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: tuple[tuple[FormField, Span], ...] = ()
        self._spans = _SPANS[0]
        self._grid = QGridLayout()
        for index in range(_COLUMNS):
            self._grid.setColumnStretch(index, 1)
        lines = column(gap=Space.NONE)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        self._body = framed(lines)
        self._body.installEventFilter(self)
        self._scroll = scrolled(self._body)
        self.setLayout(column(self._scroll))
        self._seen: FormField | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._scroll_to)
        self.measure()

    def show_fields(self, fields: Sequence[tuple[FormField, Span]]) -> None:
        """Show these in place of the ones before."""
        for old, _span in self._fields:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fields = tuple(fields)
        self.point_out(None)
        for field, _span in self._fields:
            field.input.installEventFilter(self)
        self._spans = self._fitting()
        self._lay_out()
        self._scroll.verticalScrollBar().setValue(0)

    def point_out(self, field: FormField | None) -> None:
        """Show a field that is wrong, also when a notice then takes room; None: none is wrong."""
        self._seen = field
        self._settling.start()

    def measure(self) -> None:
        """Closer to the edge where there is little room."""
        edge = Space(measures().edge)
        self._grid.setContentsMargins(edge, Space.LARGE, edge, Space.SMALL)
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.LARGE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fewer in a line where there is little room."""
        super().resizeEvent(event)
        self._fit()
        self._settling.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the cursor, and a field that grows under it."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self._fit()  # a name or a number may need more room than before
        if watched is self._body and event.type() == QEvent.Type.Resize:
            self._settling.start()  # an error has come below its field since
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Resize}:
            for field, _span in self._fields:
                if field.input is watched and field.input.hasFocus():
                    self._seen = field
                    self._settling.start()
        return super().eventFilter(watched, event)

    # -- inside ------------------------------------------------------------------------------

    def _fit(self) -> None:
        spans = self._fitting()
        if spans is not self._spans:
            self._spans = spans
            self._lay_out()

    def _fitting(self) -> dict[Span, int]:
        """The widest way in which no field hides a part of what is in it."""
        room = self.width() - self._scroll.verticalScrollBar().sizeHint().width()
        return next((spans for spans in _SPANS if self._least(spans) <= room), _SPANS[-1])

    def _least(self, spans: dict[Span, int]) -> int:
        """The width such lines take at least."""
        gap, margins = self._grid.horizontalSpacing(), self._grid.contentsMargins()
        least = [0] * _COLUMNS
        places = sorted(self._places(spans), key=lambda one: one[3])
        for field, _line, at, takes in places:
            across = slice(at, at + takes)
            missing = field.minimumSizeHint().width() - sum(least[across]) - (takes - 1) * gap
            least[across] = [wide + max(0, ceil(missing / takes)) for wide in least[across]]
        return sum(least) + (_COLUMNS - 1) * gap + margins.left() + margins.right()

    def _places(self, spans: dict[Span, int]) -> Iterator[tuple[FormField, int, int, int]]:
        """Every field with its line, its first column and the columns it takes."""
        line = place = 0
        for field, span in self._fields:
            takes = spans[span]
            if place + takes > _COLUMNS:
                line, place = line + 1, 0
            yield field, line, place, takes
            place += takes

    def _lay_out(self) -> None:
        for field, line, place, takes in self._places(self._spans):
            self._grid.addWidget(field, line, place, 1, takes)

    def _scroll_to(self) -> None:
        if self._seen is None:
            return
        bar = self._scroll.verticalScrollBar()
        top = self._seen.mapTo(self._body, QPoint(0, 0)).y() - Space.SMALL
        foot = top + self._seen.height() + 2 * Space.SMALL
        room = self._scroll.viewport().height()
        bar.setValue(min(max(bar.value(), foot - room), top))
