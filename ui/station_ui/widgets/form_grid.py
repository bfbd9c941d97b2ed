"""The fields of a form in columns, scrolled so that the one being filled in is seen whole."""

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QGridLayout

from station_ui.theme import measures
from station_ui.tokens import ROOMY, Space
from station_ui.widgets.form_field import FormField
from station_ui.widgets.part import Part, column, framed, scrolled

Span = Literal["full", "half", "quarter"]
"""How much of a line a field takes; where there is little room a quarter becomes a half."""

_COLUMNS: Final = 4


class FormGrid(Part):
    """Lays fields out from left to right and from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: tuple[tuple[FormField, Span], ...] = ()
        self._roomy = True
        self._grid = QGridLayout()
        for index in range(_COLUMNS):
            self._grid.setColumnStretch(index, 1)
        lines = column(gap=Space.NONE)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        self._scroll = scrolled(framed(lines))
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
        self._seen, self._fields = None, tuple(fields)
        for field, _span in self._fields:
            field.input.installEventFilter(self)
        self._lay_out()
        self._scroll.verticalScrollBar().setValue(0)

    def reveal(self, field: FormField) -> None:
        """Scroll so far that a field is seen, with what is said below it."""
        self._seen = field
        self._settling.start()

    def measure(self) -> None:
        """Fewer in a line where there is little room."""
        sizes = measures()
        edge = Space(sizes.edge)
        self._grid.setContentsMargins(edge, Space.LARGE, edge, Space.SMALL)
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.SMALL)
        if (sizes == ROOMY) != self._roomy:
            self._roomy = sizes == ROOMY
            self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the cursor, and a field that grows under it."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Resize}:
            for field, _span in self._fields:
                if field.input is watched and field.input.hasFocus():
                    self.reveal(field)
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

    def _scroll_to(self) -> None:
        if self._seen is not None:
            self._scroll.ensureWidgetVisible(self._seen, 0, Space.SMALL)
