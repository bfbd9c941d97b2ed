"""When a question about a finger is put, and what its answer does to the visit."""

from functools import partial
from typing import TYPE_CHECKING

from station_ui.finger_questions import missing_question, photo_wanted, whose_question

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_core.finger import Absence, Doubt
    from station_ui.finger_series import FingerSeries
    from station_ui.flow import VisitFlow
    from station_ui.screens.page import PhotoWanted, Question


class FingerAsking:
    """Puts the questions of the fingerprints through the page that shows them."""

    def __init__(
        self,
        flow: "VisitFlow",
        series: "Callable[[], FingerSeries]",
        ask: "Callable[[Question | PhotoWanted], None]",
    ) -> None:
        self._flow = flow
        self._series = series
        self._ask = ask
        self._asked: Doubt | None = None

    def forget(self) -> None:
        """The visit is over or left open."""
        self._asked = None

    def reason(self) -> None:
        """Why the current finger cannot be taken."""
        view, current = self._flow.view, self._series().current(self._flow.view)
        if view is None or current is None:
            return
        # A print that stands, be it the best so far, is not given up in passing.
        left = tuple(p for p in view.needs.fingers if p not in {current, *view.visit.fingers})

        def answer(absence: "Absence", for_all: bool) -> None:
            self._series().choose(None)
            self._flow.mark_fingers_missing((current, *left) if for_all else (current,), absence)

        self._ask(missing_question(current, bool(left), answer))

    def photo_of(self) -> int | None:
        """The missing finger a picture is offered of: the current one, or the last."""
        view, series = self._flow.view, self._series()
        for position in (series.current(view), series.last_done):
            note = view.visit.fingers.get(position) if view is not None and position else None
            if note is not None and note.outcome == "missing":
                return position
        return None

    def photo(self) -> None:
        """A picture of that finger."""
        position = self.photo_of()
        if position is not None:
            keep = partial(self._flow.keep_exception_photo, position)
            self._ask(photo_wanted(position, keep))

    def whose(self, *, unasked: bool = False) -> None:
        """Whose print it is, if there is one in doubt; of itself the page asks once."""
        view = self._flow.view
        doubt = view.visit.doubt if view is not None else None
        if doubt is None or self._flow.busy or (unasked and doubt == self._asked):
            return
        self._asked = doubt

        def answer(said: str) -> None:
            self._asked = None
            self._flow.answer_doubt(said, stay=self._series().goes_on)

        self._ask(whose_question(doubt, answer))
