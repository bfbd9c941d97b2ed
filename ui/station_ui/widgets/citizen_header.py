"""Who sits at the desk: name, number, age, procedure, and how long it has taken."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent

from station_core.catalogue import age
from station_core.clock import Clock, local_now
from station_ui.formats import shown_id, shown_span
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.clipboard import copy
from station_ui.widgets.part import ElidedText, Part, row, text

_SECOND: Final = 1000
_NAME_SHARE: Final = 0.45
"""A long name may take this much of the line before it is what gets shorter."""


@dataclass(frozen=True)
class Citizen:
    """What the header says; empty is what is not known yet."""

    name: str
    id_number: str
    gender: str
    born: date | None
    procedure: str
    since: datetime
    """When the visit began."""


class CitizenHeader(Part):
    """One line about the citizen, read at a glance.

    Where there is little room the least important goes first: the mean, then gender and age, then
    the procedure. Name, number and time stay.
    """

    def __init__(self, now: Clock = local_now) -> None:
        super().__init__("header")
        self._now = now
        self._citizen: Citizen | None = None
        self._pace_s: float | None = None
        self.name = ElidedText("title")
        self.number = IdNumber()
        self._facts, self._procedure = text("muted"), text("strong")
        self._span, self._mean = text("title"), text("muted")
        self._least = (self._mean, self._facts, self._procedure)
        times = row(self._span, self._mean, gap=Space.SMALL)
        line = row(self.name, self.number, self._facts, self._procedure, times, gap=Space.LARGE)
        line.setStretch(0, 1)
        self._line = line
        self.setLayout(line)
        self._tick = QTimer(self)
        self._tick.setInterval(_SECOND)
        self._tick.timeout.connect(self._count)
        self.measure()

    def measure(self) -> None:
        """As high as the window allows."""
        self.setFixedHeight(measures().header)
        edge = Space(measures().edge)
        self._line.setContentsMargins(edge, Space.NONE, edge, Space.NONE)
        self._fit()

    def show_citizen(self, citizen: Citizen | None, pace_s: float | None = None) -> None:
        """Show a citizen and the mean length of a visit; without one nothing is kept."""
        self._citizen, self._pace_s = citizen, pace_s
        if citizen is None:
            self._tick.stop()
            self._empty()
            return
        self._tick.start()
        self._count()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the facts in the current language."""
        citizen = self._citizen
        if citizen is None:
            return
        self.name.setText(citizen.name or self.tr("Công dân chưa có tên"))
        self.name.setAccessibleName(self.tr("Công dân: {0}").format(self.name.text()))
        self.number.show_number(citizen.id_number)
        genders = {"Nam": self.tr("Nam"), "Nữ": self.tr("Nữ")}
        facts = [genders.get(citizen.gender, citizen.gender)]
        if citizen.born is not None:
            facts.append(self.tr("{0} tuổi").format(age(citizen.born, self._now().date())))
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._procedure.setText(citizen.procedure)
        mean = "" if self._pace_s is None else shown_span(self._pace_s)
        self._mean.setText(self.tr("(TB {0})").format(mean) if mean else "")
        self._mean.setToolTip(self.tr("Trung bình một lượt"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Drop what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _empty(self) -> None:
        for part in (self.name, self._span, *self._least):
            part.setText("")
        self.name.setAccessibleName("")
        self.number.show_number("")

    def _fit(self) -> None:
        gap, margins = self._line.spacing(), self._line.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        shown = [part for part in self._least if part.text()]
        must = min(self.name.sizeHint().width(), int(room * _NAME_SHARE)) + gap
        must += self._span.sizeHint().width()
        if self.number.text():
            must += self.number.sizeHint().width() + gap
        for part in self._least:
            part.setVisible(part in shown)
        wide = sum(part.sizeHint().width() + gap for part in shown)
        for part in shown:
            if must + wide <= room:
                break
            part.hide()
            wide -= part.sizeHint().width() + gap

    def _count(self) -> None:
        if self._citizen is not None:
            self._span.setText(shown_span((self._now() - self._citizen.since).total_seconds()))


class IdNumber(Button):
    """An ID number, grouped to be read aloud; pressed, it is copied without the spaces."""

    def __init__(self) -> None:
        super().__init__("quiet", "copy")
        self._number = ""
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(2 * _SECOND)
        self._back.timeout.connect(lambda: self.show_icon("copy"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._copy)

    def show_number(self, number: str) -> None:
        """Show another number; none hides the button."""
        self._number = number
        self.setText(shown_id(number))
        self.setVisible(bool(number))
        self.setToolTip(self.tr("Chép số định danh"))
        self.setAccessibleName(self.tr("Chép số định danh {0}").format(self.text()))
        self.updateGeometry()

    def _copy(self) -> None:
        copy(self._number)
        self.show_icon("check")
        self._back.start()
