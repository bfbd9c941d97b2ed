"""The visit on the screen: which one, at which step, and every act carried to the desk and back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from station_capture import small_jpeg
from station_core.catalogue import FormField, PrintRules
from station_core.errors import VisitError
from station_core.progress import Needs
from station_core.visit import Step, Visit
from station_ui.desk_lane import DeskLane

if TYPE_CHECKING:
    from station_capture import CardRead, Pixels, Portrait
    from station_core.acts import Taking
    from station_core.desk import Desk
    from station_core.finger import Absence
    from station_devices import FingerImage


@dataclass(frozen=True)
class VisitView:
    """A visit with what the desk says about it."""

    visit: Visit
    form: tuple[FormField, ...]
    fingers: tuple[int, ...]
    """The positions this citizen gives, in the order of the catalogue."""
    prints: PrintRules
    """How good the prints have to be."""
    steps: tuple[Step, ...]
    needs: Needs
    next_step: Step
    mend: Step | None = None
    """The step that still has to answer why the centre returned the record."""


class VisitFlow(QObject):
    """One visit at a time.

    An act is done when the desk's call has come back: it is on disk then, and only then does the
    screen go on. While an act runs, further ones are not taken, so a second Enter skips nothing. An
    act that fails leaves visit, step and everything on the screen as they were.
    """

    changed = Signal()
    """Visit, step or business changed."""
    saved = Signal(str)
    """Something is on disk: "scan", "details", "portrait", "finger 3", "queued <id>" ...

    Of a finger that is not done with: "try 3", or "doubt 3" where it is to be said whose it is.
    """
    failed = Signal(object)
    drafted = Signal()
    """What is typed and not confirmed is another now."""
    begun = Signal()
    """A visit came to the screen."""
    finished = Signal(str)
    """The record of this id is in the queue."""
    pausing = Signal()
    """The visit is about to be left open: the last moment to keep what is on the screen."""
    filling = Signal()
    """A card is about to fill the form: the last moment to keep what is typed in it."""
    ended = Signal()
    """No visit on the screen any more: finished, paused or cancelled."""

    def __init__(self, lane: DeskLane) -> None:
        super().__init__()
        self._lane = lane
        self.view: VisitView | None = None
        self.step = Step.SCAN
        self.busy = False

    @property
    def visit(self) -> Visit | None:
        """The visit on the screen."""
        return self.view.visit if self.view else None

    # -- which visit, which step -------------------------------------------------------------

    def begin(self, procedure: str, card: "CardRead | None" = None, *, again: bool = False) -> None:
        """Start a visit from a card, or an empty one to type.

        Args:
            procedure: What the citizen has come for.
            card: What was scanned.
            again: Whether somebody who was collected before is wanted once more.
        """
        if self.view is None:
            first = Step.DETAILS if card is None else None
            said = "started" if card is None else "scan"
            self._act(lambda desk: desk.begin(procedure, card, again=again), said, step=first)

    def resume(self, visit: Visit) -> None:
        """Go on with an unfinished visit at its first open step."""
        if self.view is None:
            step = Step.DETAILS if not visit.form else None
            self._act(lambda desk: _open_visit(desk, visit.id), "resumed", step=step)

    def reopen(self, record: str) -> None:
        """Go on with a record that the centre has returned, where its reason is."""
        if self.view is None:
            self._act(lambda desk: desk.reopen(record), "reopened")

    def go(self, step: Step) -> None:
        """Look at another step; nothing is changed by it."""
        if self.view is not None and step in self.view.steps and not self.busy:
            self.step = step
            self.changed.emit()

    def pause(self) -> None:
        """Leave the visit open; all of it is on disk already."""
        if not self.busy:
            self.pausing.emit()
            self._leave()

    def cancel(self, reason: str) -> None:
        """End the visit without a record."""
        visit = self._expect()
        self._end(lambda desk: desk.cancel(visit, reason), "cancelled", lambda _none: None)

    # -- the steps ---------------------------------------------------------------------------

    def scan(self, card: "CardRead") -> None:
        """Fill the visit from a card."""
        self.filling.emit()
        visit = self._expect()
        self._act(lambda desk: desk.scan(visit, card), "scan", step=Step.DETAILS)

    def change_procedure(self, procedure: str) -> None:
        """Go on under another procedure."""
        visit = self._expect()
        self._act(
            lambda desk: desk.change_procedure(visit, procedure), "procedure", step=Step.DETAILS
        )

    def confirm_details(self, values: dict[str, str]) -> None:
        """Keep the form."""
        visit = self._expect()
        self._act(lambda desk: desk.confirm_details(visit, values), "details")

    def keep_draft(self, typed: dict[str, str]) -> None:
        """Keep what is typed so far; the screen neither waits for it nor says it is saved."""
        if self.view is None or self.busy or typed == dict(self.view.visit.draft):
            return
        before = self.view.visit
        # Later acts build on the visit with its draft, and the lane keeps their order.
        after = before.with_draft(typed)
        self.view = replace(self.view, visit=after)
        self.drafted.emit()

        def failed(error: BaseException) -> None:
            if self.view is not None and self.view.visit is after:
                self.view = replace(self.view, visit=before)  # not written: to be tried again
                self.drafted.emit()
            self.failed.emit(error)

        self._lane.ask(lambda desk: desk.keep_draft(before, typed), lambda _visit: None, failed)

    def keep_portrait(self, portrait: "Portrait", taking: "Taking") -> None:
        """Keep a portrait."""
        visit = self._expect()
        self._act(lambda desk: desk.keep_portrait(visit, portrait, taking), "portrait")

    def keep_finger(
        self, position: int, image: "FingerImage", *, anyway: bool = False, stay: bool = False
    ) -> None:
        """Keep a print if it is the one to stand.

        Args:
            position: The finger.
            image: The print.
            anyway: Take it whatever stands there.
            stay: There is another try of this finger to come, though one of it was done before.
        """
        visit = self._expect()
        self._act(
            lambda desk: desk.fingers.keep(visit, position, image, anyway=anyway),
            lambda view: _said_of(view, position),
            step=Step.FINGERPRINTS if stay else None,
        )

    def settle_finger(self, position: int) -> None:
        """Take the best print so far as it is."""
        visit = self._expect()
        self._act(lambda desk: desk.fingers.settle(visit, position), f"finger {position}")

    def answer_doubt(self, answer: str, *, stay: bool = False) -> None:
        """Say whose print it is that looks like another finger's; `stay` as in `keep_finger`."""
        visit = self._expect()
        position = visit.doubt.finger if visit.doubt is not None else 0
        self._act(
            lambda desk: desk.fingers.answer(visit, answer),
            lambda view: f"again {position}" if answer == "again" else _said_of(view, position),
            step=Step.FINGERPRINTS if stay or answer == "again" else None,
        )

    def mark_fingers_missing(self, positions: tuple[int, ...], absence: "Absence") -> None:
        """Record why there are no prints of these fingers."""
        visit = self._expect()
        self._act(
            lambda desk: desk.fingers.mark_all_missing(visit, positions, absence),
            " ".join(("missing", *map(str, positions))),
        )

    def keep_exception_photo(self, position: int, picture: "Pixels") -> None:
        """Keep a picture (BGR) of a finger that has no print."""
        visit = self._expect()
        self._act(
            lambda desk: desk.fingers.keep_exception_photo(visit, position, small_jpeg(picture)),
            f"photo {position}",
            step=Step.FINGERPRINTS,
        )

    def finish(self) -> None:
        """Seal the record and queue it."""
        visit = self._expect()
        self._end(lambda desk: desk.finish(visit), "queued", self.finished.emit)

    # -- inside ------------------------------------------------------------------------------

    def _expect(self) -> Visit:
        if self.view is None:
            raise RuntimeError("no visit on the screen")
        return self.view.visit

    def _act(
        self,
        work: "Callable[[Desk], Visit]",
        said: str | Callable[[VisitView], str],
        *,
        step: Step | None = None,
    ) -> None:
        """Do something that changes the visit, then go to `step` or the first one still open."""

        def done(view: VisitView) -> None:
            new = self.view is None
            self.busy = False
            self.view = view
            self.step = step or self._next(view)
            self.saved.emit(said if isinstance(said, str) else said(view))
            if new:
                self.begun.emit()
            self.changed.emit()

        if self._start():
            self._lane.ask(lambda desk: _view(desk, work(desk)), done, self._fail)

    def _next(self, view: VisitView) -> Step:
        """The first open step; but fingers once begun are not left in the middle."""
        if self.step is Step.FINGERPRINTS and view.needs.fingers:
            return Step.FINGERPRINTS
        return view.next_step

    def _end(
        self, work: "Callable[[Desk], str | None]", said: str, then: Callable[[str], None]
    ) -> None:
        def done(record: str | None) -> None:
            self.busy = False
            self._leave()
            self.saved.emit(f"{said} {record}" if record else said)
            then(record or "")

        if self._start():
            self._lane.ask(work, done, self._fail)

    def _start(self) -> bool:
        if self.busy:
            return False
        self.busy = True
        self.changed.emit()
        return True

    def _fail(self, error: BaseException) -> None:
        self.busy = False
        self.changed.emit()
        self.failed.emit(error)

    def _leave(self) -> None:
        self.view = None
        self.step = Step.SCAN
        self.changed.emit()
        self.ended.emit()


def _open_visit(desk: "Desk", visit_id: str) -> Visit:
    """The visit as it is on disk now; what the screen was offered may be older."""
    for visit in desk.open_visits():
        if visit.id == visit_id:
            return desk.take_over(visit)
    raise VisitError("VISIT_CLOSED", "the visit has ended meanwhile")


def _said_of(view: VisitView, position: int) -> str:
    doubt = view.visit.doubt
    if doubt is not None and doubt.finger == position:
        return f"doubt {position}"
    return f"{'try' if position in view.needs.fingers else 'finger'} {position}"


def _view(desk: "Desk", visit: Visit) -> VisitView:
    takes = Step.FINGERPRINTS in desk.steps(visit)
    return VisitView(
        visit=visit,
        form=desk.form(visit),
        fingers=desk.catalogue.procedure(visit.procedure).fingers if takes else (),
        prints=desk.fingers.rules(visit),
        steps=desk.steps(visit),
        needs=desk.needs(visit),
        next_step=desk.next_step(visit),
        mend=desk.to_mend(visit),
    )
