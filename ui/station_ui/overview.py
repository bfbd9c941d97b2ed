"""The desk at a glance: today's count and pace, the last citizens, the unfinished, the totals."""

from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.roles import Act
from station_core.visit import Visit
from station_ui.desk_lane import DeskLane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_core.desk import Desk
    from station_queue import RecentVisit, Totals

_RECENT: Final = 3
_PACE_OVER: Final = 20


@dataclass(frozen=True)
class Recent:
    """One of the last citizens."""

    name: str
    state: str
    """Of the delivery, or of the visit while there is none."""
    at: datetime


@dataclass(frozen=True)
class Glance:
    """The figures of one moment."""

    done_today: int
    pace_s: float | None
    """Mean length of the last visits; None before the first."""
    recent: tuple[Recent, ...]
    unfinished: tuple[Visit, ...]
    """Newest first."""
    totals: "Totals"
    newest: datetime | None
    """When something was saved last, by the clock of that moment; None in an empty store."""


class Overview(QObject):
    """Asks the desk again whenever something happened, one question at a time."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, lane: DeskLane) -> None:
        super().__init__()
        self._lane = lane
        self._asking = False
        self._again = False
        self.glance: Glance | None = None

    def refresh(self) -> None:
        """Ask anew."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self._lane.ask(_look, self._done, self._fail)

    def _done(self, glance: Glance) -> None:
        self.glance = glance
        self.changed.emit()
        self._end()

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(error)
        self._end()

    def _end(self) -> None:
        self._asking = False
        if self._again:
            self.refresh()


def _look(desk: "Desk") -> Glance:
    collects = desk.session.may(Act.COLLECT)  # else no citizen is any business of theirs
    visits = desk.recent_visits(_PACE_OVER) if collects else []
    return Glance(
        done_today=desk.figures.done_today(),
        pace_s=_pace(visits),
        # What was erased since has no name any more.
        recent=tuple(_recent(row) for row in visits if row.state == "finished" and row.document)[
            :_RECENT
        ],
        unfinished=tuple(reversed(desk.open_visits())) if collects else (),
        totals=desk.figures.totals(),
        newest=max((row.saved_at for row in visits), default=None),
    )


def _pace(visits: "Sequence[RecentVisit]") -> float | None:
    # A corrected record was saved days after its citizen sat here.
    spans = [
        (row.saved_at - row.started_at).total_seconds()
        for row in visits
        if row.state == "finished" and row.revision == 1
    ]
    at_the_desk = [span for span in spans if span >= 1]  # a script takes no time
    return fmean(at_the_desk) if at_the_desk else None


def _recent(row: "RecentVisit") -> Recent:
    visit = Visit.model_validate_json(row.document)
    return Recent(
        name=visit.value("full_name"),
        state=row.delivery or row.state,
        at=row.saved_at.astimezone(),
    )
