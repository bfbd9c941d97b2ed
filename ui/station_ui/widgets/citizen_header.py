"""Who sits at the desk: name, number, age, procedure, and how long it has taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from station_core.catalogue import age
from station_core.clock import local_now
from station_core.visit import Visit
from station_ui.formats import shown_id, shown_span
from station_ui.style import GRID, HEADER_HEIGHT
from station_ui.widgets.part import ElidedText, Part, row, text

if TYPE_CHECKING:
    from datetime import datetime


class CitizenHeader(Part):
    """One line about the citizen, read at a glance."""

    def __init__(self) -> None:
        super().__init__("header")
        self.setFixedHeight(HEADER_HEIGHT)
        self._visit: Visit | None = None
        self._procedure = ""
        self.name = ElidedText("title")
        self._facts = text("muted")
        self._procedure_text = text("strong")
        self._span = text("title")
        line = row(gap=3 * GRID)
        line.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
        line.addWidget(self.name, 1)
        for part in (self._facts, self._procedure_text, self._span):
            line.addWidget(part)
        self.setLayout(line)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count)

    def show_visit(self, visit: Visit | None, procedure: str) -> None:
        """Show a visit with the name of its procedure, or hide without one."""
        self._visit, self._procedure = visit, procedure
        self.setVisible(visit is not None)
        if visit is None:
            self._tick.stop()
            return
        self._tick.start()
        self._count()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the facts in the current language."""
        visit = self._visit
        if visit is None:
            return
        self.name.setText(visit.name or self.tr("Công dân chưa có tên"))
        facts = [shown_id(visit.value("id_number")), self._gender(visit.value("gender"))]
        if visit.born is not None:
            years = age(visit.born, local_now().date())
            facts.append(self.tr("{0} tuổi").format(years))
        self._facts.setText("  ·  ".join(fact for fact in facts if fact))
        self._procedure_text.setText(self._procedure)

    def _gender(self, value: str) -> str:
        return {"Nam": self.tr("Nam"), "Nữ": self.tr("Nữ")}.get(value, value)

    def _count(self) -> None:
        if self._visit is not None:
            now: datetime = local_now()
            self._span.setText(shown_span((now - self._visit.started_at).total_seconds()))
