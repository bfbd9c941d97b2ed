"""Visits that were begun and not ended, each a row to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal

from station_ui.formats import shown_time
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, emptied, text


@dataclass(frozen=True)
class OpenVisit:
    """A visit that waits."""

    id: str
    name: str
    since: datetime
    whose: str = ""
    """Who worked on it, if it is another than now."""
    returned: bool = False
    """Whether it is open because the centre returned its record."""


class UnfinishedList(Part):
    """All that was done in these visits is kept."""

    chosen = Signal(str)
    """The id of the visit to go on with."""

    def __init__(self) -> None:
        super().__init__()
        self._visits: tuple[OpenVisit, ...] = ()
        self._title = text("label")
        self._rows = column(gap=Space.HAIR)
        self.rows: list[Button] = []
        self.setLayout(column(Space.SMALL, self._title, self._rows, gap=Space.SMALL))

    def show_visits(self, visits: Sequence[OpenVisit]) -> None:
        """Offer these."""
        if tuple(visits) != self._visits:
            self._visits = tuple(visits)
            self.retranslate()

    def retranslate(self) -> None:
        """Say whose they are."""
        self._title.setText(self.tr("Lượt chưa xong: {0}").format(len(self._visits)))
        emptied(self._rows)
        self.rows = [self._row(visit) for visit in self._visits]
        for one in self.rows:
            self._rows.addWidget(one)

    def _row(self, visit: OpenVisit) -> Button:
        button = Button("row", "play")
        name, time = visit.name or self.tr("Chưa có tên"), shown_time(visit.since)
        if visit.returned:
            time = self.tr("{0} · bị trả lại").format(time)
        more = self.tr("{0} · của {1}").format(time, visit.whose) if visit.whose else time
        button.setText(name)
        button.show_detail(more)
        button.setToolTip(f"{more}  {name}")
        button.setAccessibleName(self.tr("Làm tiếp: {0}").format(f"{more} {name}"))
        button.clicked.connect(lambda _checked: self.chosen.emit(visit.id))
        return button
