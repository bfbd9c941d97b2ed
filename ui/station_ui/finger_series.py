"""The finger that is being taken: which one, at which try, and the print that came last."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from station_core.finger import finger_part
from station_devices import decode_wsq
from station_devices.encoding import WSQ_DPI
from station_devices.quality import measured_print

if TYPE_CHECKING:
    from station_core.desk import Desk
    from station_core.finger import FingerNote
    from station_core.visit import Visit
    from station_devices import FingerImage
    from station_ui.flow import VisitView


@dataclass(frozen=True)
class Taken:
    """A print as it came from the scanner."""

    finger: int
    image: "FingerImage"


def kept_print(desk: "Desk", visit: "Visit", position: int) -> Taken:
    """The print that is on disk, judged as it was when it was taken; for the desk's lane."""
    note = visit.fingers[position]
    pixels = decode_wsq(desk.part(visit, finger_part(position)))
    image = measured_print(pixels, WSQ_DPI, 8, driver=note.driver or "")
    kept = replace(image, quality=note.quality or 0, weak_points=note.weak_points)
    return Taken(position, kept)


class FingerSeries:
    """The tries of one finger after the other; what is on disk is told by the visit.

    A finger that was done before and is deliberately taken again has a series of its own, counted
    here: for the visit it is done all the time.
    """

    def __init__(self) -> None:
        self.chosen: int | None = None
        """The finger somebody asked for, out of turn."""
        self.unsaved: Taken | None = None
        self.last: Taken | None = None
        """The print that is shown."""
        self.last_done: int | None = None
        self._best: Taken | None = None
        self._tries_again = 0
        self.goes_on = False
        """Whether another try of the finger follows when this one is on disk."""
        self._taken_over = False

    def choose(self, position: int | None) -> None:
        """Take this finger next, or go on in turn."""
        if self.chosen is not None and self.chosen != position:
            self._show_what_stands(self.chosen)
        self.chosen, self.unsaved = position, None
        self._tries_again = 0
        self.goes_on = self._taken_over = False

    def settle(self) -> None:
        """No further try of this finger: the best print stands."""
        self.goes_on = False

    def use_last(self) -> None:
        """No further try of this finger: the last print stands, whatever was there."""
        self.goes_on, self._taken_over = False, True
        self._best = self.last

    def current(self, view: "VisitView | None") -> int | None:
        """The finger that is taken now; None when all are done."""
        if view is None:
            return self.chosen
        if view.visit.doubt is not None:
            return view.visit.doubt.finger
        if self.chosen is not None:
            return self.chosen
        return next(iter(view.needs.fingers), None)

    def standing(self, view: "VisitView | None") -> "FingerNote | None":
        """The print of the current finger that is on disk."""
        position = self.current(view)
        note = view.visit.fingers.get(position) if view is not None and position else None
        return note if note is not None and note.outcome == "taken" else None

    def again(self, view: "VisitView | None") -> bool:
        """Whether the current finger was done before."""
        if view is None or self.standing(view) is None:
            return False
        return self.current(view) not in view.visit.unsettled

    def tried(self, view: "VisitView | None") -> int:
        """How many tries of the current finger there were in this series."""
        note = self.standing(view)
        if note is None:
            return 0
        return self._tries_again if self.again(view) else note.attempts

    def weak(self, view: "VisitView | None") -> Taken | None:
        """The print just taken of the current finger, if it is not good enough."""
        if view is None or self.last is None or self.last.finger != self.current(view):
            return None
        if self.again(view) and not self._tries_again and self.unsaved is None:
            return None  # what is shown is what stands: nothing has been taken yet
        return self.last if self.last.image.quality < view.prints.threshold else None

    def better_stands(self, view: "VisitView | None") -> bool:
        """Whether the print on disk is another, better one than the weak one that is shown."""
        weak, note = self.weak(view), self.standing(view)
        return weak is not None and note is not None and not self._taken_over

    def show_kept(self, taken: Taken) -> None:
        """Show what is on disk of a finger of which nothing was taken just now."""
        if self.chosen in {None, taken.finger} and self._tries_again == 0 and not self.unsaved:
            self.last = self._best = taken
            self._taken_over = True

    # -- what happens ------------------------------------------------------------------------

    def take(self, position: int, image: "FingerImage", view: "VisitView | None") -> bool:
        """A print has come; whether another try of its finger will follow, done or not."""
        self.chosen = position
        note = self.standing(view)
        weak = view is not None and image.quality < view.prints.threshold
        self.goes_on = weak and view is not None and self.tried(view) + 1 < view.prints.attempts
        self._taken_over = note is None or not weak or image.quality > (note.quality or 0)
        self.unsaved = self.last = Taken(position, image)
        if self._taken_over:
            self._best = self.last
        return self.goes_on

    def note_saved(self, what: str) -> None:
        """Something is on disk: what `VisitFlow.saved` says."""
        word, *positions = what.split()
        if word not in {"finger", "try", "doubt", "missing", "again"}:
            return
        position = int(positions[0])
        if word == "again":  # the print was another finger's
            self.choose(position)
            return
        self.unsaved = None
        if word == "doubt":
            return
        if word == "finger" and self.goes_on and self.chosen == position:
            self._tries_again += 1
        elif word != "try":
            self.last_done = position
            self.choose(None)

    def _show_what_stands(self, position: int) -> None:
        """A print that did not come to stand is shown no longer than its finger is taken."""
        if self.last is not None and self.last.finger == position and not self._taken_over:
            best = self._best
            self.last = best if best is not None and best.finger == position else None
