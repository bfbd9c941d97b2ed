"""The fields of a form in columns, scrolled so that the one being filled in is seen whole."""

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSpacerItem

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.form_field import FormField
from station_ui.widgets.part import Part, column, framed, scrolled

Span = Literal["full", "half", "quarter"]
"""How much of a line a field takes; where there is little room a quarter becomes a half."""

_COLUMNS: Final = 4
_ROOMY_FROM: Final = 640
"""The width in which a quarter of a line holds a date."""


class FormGrid(Part):
    """Lays fields out from left to right and from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: tuple[tuple[FormField, Span], ...] = ()
        self._roomy = True
        self._grid = QGridLayout()
        for index in range(_COLUMNS):
            self._grid.setColumnStretch(index, 1)
        self._slack = QSpacerItem(0, 0)
        lines = column(gap=Space.NONE)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        lines.addSpacerItem(self._slack)
        self._lines = lines
        self._body = framed(lines)
        self._scroll = scrolled(self._body)
        self.setLayout(column(self._scroll))
        self._seen: FormField | None = None
        self._pointing = False
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
        self._lay_out()
        self._scroll.verticalScrollBar().setValue(0)

    def point_out(self, field: FormField | None) -> None:
        """Show a field that is wrong; None: nothing is wrong any more.

        A notice then lies over the foot of the stage, so fields are brought into the upper half.
        """
        self._seen, self._pointing = field, field is not None
        self._slacken()
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
        self._slacken()
        self._settling.start()
        roomy = self.width() >= _ROOMY_FROM
        if roomy != self._roomy:
            self._roomy = roomy
            self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the cursor, and a field that grows under it."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Resize}:
            for field, _span in self._fields:
                if field.input is watched and field.input.hasFocus():
                    self._seen = field
                    self._settling.start()
        return super().eventFilter(watched, event)

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = place = 0
        for field, span in self._fields:
            takes = self._columns(span)
            if place + takes > _COLUMNS:
                line, place = line + 1, 0
            self._grid.addWidget(field, line, place, 1, takes)
            place += takes

    def _columns(self, span: Span) -> int:
        return {"full": _COLUMNS, "half": 2, "quarter": 1 if self._roomy else 2}[span]

    def _slacken(self) -> None:
        """Leave room to scroll the last field up, while that may be needed."""
        self._slack.changeSize(0, self.height() // 2 if self._pointing else 0)
        self._lines.invalidate()

    def _scroll_to(self) -> None:
        if self._seen is None:
            return
        bar = self._scroll.verticalScrollBar()
        top = self._seen.mapTo(self._body, QPoint(0, 0)).y() - Space.SMALL
        foot = top + self._seen.height() + 2 * Space.SMALL
        room = self._scroll.viewport().height() // (2 if self._pointing else 1)
        bar.setValue(min(max(bar.value(), foot - room), top))
