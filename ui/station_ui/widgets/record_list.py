"""The values of a record to be read over once more, each with where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy

from station_ui.icon import STATE_INKS, Glyph
from station_ui.signs import SOURCE_SIGNS, Source
from station_ui.theme import tone
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, emptied, row, text

_COLUMNS: Final = 2


@dataclass(frozen=True)
class RecordValue:
    """One value as it is read."""

    code: str
    label: str
    value: str
    source: Source | None = None
    wide: bool = False
    """Whether it may be long: then it has a line of its own."""


class RecordList(Part):
    """Two columns, or one where there is little room; nothing can be typed here."""

    def __init__(self) -> None:
        super().__init__()
        self._values: tuple[RecordValue, ...] = ()
        self.values: dict[str, QLabel] = {}
        self._fields: list[tuple[RecordValue, Part]] = []
        self._columns = _COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(Space.NONE,) * 4)
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.SMALL)
        for at in range(_COLUMNS):
            self._grid.setColumnStretch(at, 1)

    def show_values(self, values: Sequence[RecordValue]) -> None:
        """Show these in place of the ones before."""
        if tuple(values) != self._values:
            self._values = tuple(values)
            self.retranslate()

    def measure(self) -> None:
        """Larger letters need more room."""
        self._place()

    def retranslate(self) -> None:
        """Lay the values out and name their sources."""
        emptied(self._grid)
        self.values = {}
        self._fields = [(one, self._field(one)) for one in self._values]
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One column: the columns follow the room, not the room the columns."""
        wides = [part.minimumSizeHint().width() for _one, part in self._fields]
        return QSize(max(wides, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lay the values out anew when there is room for more columns, or for fewer."""
        super().resizeEvent(event)
        if self._room() != self._columns:
            self._place()

    def _room(self) -> int:
        """How many columns there is room for."""
        narrow = [part.minimumSizeHint().width() for one, part in self._fields if not one.wide]
        whole = _COLUMNS * max(narrow, default=0) + (_COLUMNS - 1) * Space.LARGE
        return _COLUMNS if self.width() >= whole else 1

    def _place(self) -> None:
        self._columns = columns = self._room()
        line = place = 0
        for one, field in self._fields:
            if place and (one.wide or place == columns):
                line, place = line + 1, 0
            span = _COLUMNS if one.wide or columns == 1 else 1
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(field, line, place, 1, span, top)
            place += columns if one.wide else 1

    def _field(self, one: RecordValue) -> Part:
        label, value = text("label"), text("lead", wrap=True)
        label.setText(one.label)
        value.setText(one.value or "—")
        value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.values[one.code] = value
        head = row(label, gap=Space.SMALL)
        if one.source is not None and one.value:
            icon, how = SOURCE_SIGNS[one.source]
            sign = Glyph(icon, size=Space.LARGE, ink=STATE_INKS[how])
            head.addLayout(row(sign, self._mark(one.source), gap=Space.HAIR))
        head.addStretch(1)
        field = Part()
        field.setLayout(column(head, value, gap=Space.NONE))
        return field

    def _mark(self, source: Source) -> QLabel:
        mark = text("small")
        mark.setText(
            {
                "card": self.tr("đọc từ thẻ"),
                "typed": self.tr("nhập tay"),
                "edited": self.tr("đã sửa"),
            }[source]
        )
        tone(mark, SOURCE_SIGNS[source][1])
        return mark
