"""The signed-in desk: every act of a visit, written to the store before it returns.

All of it is Qt-free and blocking. The screen calls it through its task runner, the command line
directly. A `Desk` belongs to the thread that opened it, as its store does.
"""

import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps
from types import TracebackType
from typing import Concatenate, Final, ParamSpec, Self, TypeVar

import structlog
from pydantic import ValidationError

from station_capture import CardRead, Portrait
from station_core import acts, returning
from station_core.audit import AuditTrail
from station_core.boot import Boot, boot_now
from station_core.catalogue import Catalogue, FormField, shipped_catalogue
from station_core.clock import Clock, local_now, report_day
from station_core.clock_watch import ClockWatch
from station_core.desk_queue import DeskQueue
from station_core.errors import VisitError
from station_core.figures import Figures
from station_core.finger_desk import FingerDesk
from station_core.position import Whereabouts, nowhere
from station_core.print_scores import PrintScores
from station_core.progress import Needs, needs, next_step, steps_of
from station_core.repeats import Earlier, earlier_of
from station_core.roles import Act
from station_core.sealing import sealed_packet
from station_core.signin import Session
from station_core.visit import PORTRAIT_PART, Step, Visit, kept_parts, part_names
from station_devices import PrintEncoder, encode_print
from station_devices.nfiq2 import PROGRAM
from station_queue import RecentVisit
from station_queue.ids import uuid7

log = structlog.get_logger()

_VISITS_OF_ONE: Final = 50  # far more than anybody has
_AT_THE_SCREEN: Final = frozenset({"signed_out", "locked", "unlocked", "totals_exported"})


Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def _collecting(
    act: Callable[Concatenate["Desk", Given], Answer],
) -> Callable[Concatenate["Desk", Given], Answer]:
    """An act on a visit: refused, before anything is looked at, to who is no operator."""

    @wraps(act)
    def allowed(desk: "Desk", /, *given: Given.args, **named: Given.kwargs) -> Answer:
        desk.session.require(Act.COLLECT)
        return act(desk, *given, **named)

    return allowed


class Desk:
    """One person's desk with its store open."""

    def __init__(
        self,
        session: Session,
        *,
        catalogue: Catalogue | None = None,
        now: Clock = local_now,
        randbytes: Callable[[int], bytes] = secrets.token_bytes,
        encoder: PrintEncoder | None = None,
        whereabouts: Whereabouts = nowhere,
        boot: Callable[[], Boot] = boot_now,
    ) -> None:
        """Open the store.

        Args:
            session: of whoever sits here.
            catalogue: what is asked for; the shipped one.
            now: the clock.
            randbytes: for the ids of visits.
            encoder: compresses prints, where something else must go on meanwhile; whoever gives it
                closes it.
            whereabouts: tells where the desk is when a visit is finished.
            boot: the clock nobody can set, for the audit and for what the other one is worth.
        """
        self.session = session
        self.catalogue = catalogue or shipped_catalogue()
        self._now = now
        self._randbytes = randbytes
        self._store = session.open_store()
        self._trail = AuditTrail(self._store, session.person.id, now, boot)
        self.clock = ClockWatch(self._store, self._trail, now, boot, session.settings.clock)
        self.figures = Figures(self._store, session, now)
        self.queue = DeskQueue(self._store, session, now)
        self._encoder = encoder
        self._whereabouts = whereabouts
        self._scores = PrintScores(
            encode_print if encoder is None else encoder.encode, shutil.which(PROGRAM)
        )
        self.fingers = FingerDesk(
            self.catalogue,
            now,
            self.part,
            self._save,
            self._scores.encode,
            png=session.settings.fingerprints.png,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        self._scores.close()
        self._store.close()

    # -- one visit ---------------------------------------------------------------------------

    def draft(self, procedure: str) -> Visit:
        """An empty visit that nobody has written down yet.

        Raises:
            VisitError: PROCEDURE_UNKNOWN.
        """
        self.catalogue.procedure(procedure)
        at = self._now()
        return Visit(
            id=uuid7(at, self._randbytes),
            procedure=procedure,
            operator=self.session.person.name,
            started_at=at,
        )

    @_collecting
    def begin(self, procedure: str, card: CardRead | None = None, *, again: bool = False) -> Visit:
        """Start a visit, with what the card says or with an empty form to type.

        The card of somebody whose visit is not ended yet leads back to that visit as it stands:
        after a crash the next scan must not make a second one.

        Args:
            procedure: What the citizen has come for.
            card: What was scanned.
            again: Whether somebody who was collected before is wanted once more.

        Raises:
            NotAllowedError: NOT_ALLOWED, as every act on a visit for who is no operator.
            VisitError: PROCEDURE_UNKNOWN; ALREADY_COLLECTED unless `again`.
            QueueError: the store cannot be written.
        """
        visit = self.draft(procedure)
        if card is None:
            return self.enter(visit)
        for unfinished in self.open_visits():
            if card.card.id_number in unfinished.numbers:
                return self.take_over(unfinished)
        earlier = None if again else self.earlier(card.card.id_number, procedure)
        if earlier is not None:
            raise VisitError("ALREADY_COLLECTED", earlier.record, earlier=earlier)
        return self.enter(acts.scan(visit, card, self._now()))

    @_collecting
    def enter(self, visit: Visit, parts: Mapping[str, bytes] | None = None) -> Visit:
        """Write a draft down as a started visit; its prints will come soon."""
        if self._encoder is not None:
            self._encoder.start()
        with self._store.together():
            self._store.start_visit(
                visit=visit.id,
                procedure=visit.procedure,
                operator=self.session.person.id,
                day=report_day(visit.started_at, self.session.settings.desk.cutoff_hour),
                at=visit.started_at,
                document=visit.model_dump_json(),
                citizen=visit.value("id_number") or None,
                parts=parts or {},
            )
            self._trail.note("visit_started", visit.id, procedure=visit.procedure)
        return visit

    @_collecting
    def take_over(self, visit: Visit) -> Visit:
        """Go on with an unfinished visit; that it was another person's is written down."""
        name = self.session.person.name
        if visit.holder == name:
            return visit
        with self._store.together():
            taken = self._save(visit.handed_to(name, self._now()))
            self._trail.note("handed_over", visit.id)
        return taken

    @_collecting
    def reopen(self, record: str) -> Visit:
        """Open a record that the centre has returned; finishing it makes its next revision.

        Everything but what the reason is about is kept. One that is open already is gone on with.

        Raises:
            CommandError: RECORD_NOT_HERE.
            VisitError: RECORD_NOT_RETURNED, VISIT_UNREADABLE.
            QueueError: REVISIONS_USED_UP, or the store cannot be written.
        """
        for unfinished in self.open_visits():
            if unfinished.id == record:
                return self.take_over(unfinished)
        name, at = self.session.person.name, self._now()
        return returning.reopen(
            self._store, self._trail, record, catalogue=self.catalogue, name=name, at=at
        )

    @_collecting
    def scan(self, visit: Visit, card: CardRead) -> Visit:
        """Fill a started visit from a card.

        Raises:
            VisitError: CARD_OF_ANOTHER.
        """
        return self._save(acts.scan(visit, card, self._now()))

    @_collecting
    def change_procedure(self, visit: Visit, procedure: str) -> Visit:
        """Go on with the same citizen under another procedure.

        Raises:
            VisitError: PROCEDURE_UNKNOWN.
        """
        asked = self.catalogue.procedure(procedure).fingers
        after = visit.for_procedure(procedure)
        if after.doubt is not None and after.doubt.finger not in asked:
            after = after.with_doubt(None)  # nobody would be asked whose print it is
        return self._save(after, drop=sorted(set(kept_parts(visit)) - set(kept_parts(after))))

    @_collecting
    def confirm_details(self, visit: Visit, values: Mapping[str, str]) -> Visit:
        """Keep the form as the operator left it; a refused form leaves the visit as it was.

        Args:
            visit: the visit.
            values: field code to text; dates are ISO 8601. Fields left out keep their value.

        Raises:
            VisitError: FIELD_UNKNOWN, FIELD_INVALID or FIELD_MISSING, with the fields' codes.
        """
        after = acts.confirm_details(visit, values, catalogue=self.catalogue, at=self._now())
        return self._save(after)

    @_collecting
    def keep_draft(self, visit: Visit, typed: Mapping[str, str]) -> Visit:
        """Keep what is typed so far, unjudged, so that a power cut takes none of it."""
        return self._save(visit.with_draft(typed))

    @_collecting
    def keep_portrait(
        self, visit: Visit, portrait: Portrait, taking: acts.Taking | None = None
    ) -> Visit:
        """Keep a portrait.

        Raises:
            VisitError: PORTRAIT_REFUSED when a finding that blocks or a check failed and no reason
                is given.
        """
        after = acts.keep_portrait(visit, portrait, taking or acts.Taking(), self._now())
        return self._save(after, parts={PORTRAIT_PART: portrait.jpeg})

    @_collecting
    def finish(self, visit: Visit) -> str:
        """Seal the record and put it in the queue: one transaction, all of it or nothing.

        What procedure and age do not ask for is dropped first, however it came there. Where it was
        finished is told in the record, if it is known, and how far its times may be wrong.

        Returns:
            The record's id, which is the visit's.

        Raises:
            VisitError: VISIT_INCOMPLETE with the names of what is missing.
            QueueError: it cannot be sealed or stored; the visit stays open.
        """
        at = self._now()
        kept = acts.only_asked(visit, self.catalogue, at.date())
        acts.check_complete(kept, self.catalogue, at.date())
        if kept != visit:
            unasked = set(kept_parts(visit)) - set(part_names(kept))
            self._save(kept, drop=sorted(unasked))
        kept = kept.with_position(self._whereabouts(at))
        kept = self._scores.into(kept.with_clock(self.clock.note(kept.position)), self.part)
        parts = {name: self._store.part(visit.id, name) for name in part_names(kept)}
        sealed = sealed_packet(self.session, self._store, kept, parts, at)
        document = kept.model_dump_json()
        with self._store.together():
            self._store.finish_visit(visit.id, at=at, document=document, sealed=sealed)
            self._trail.note("record_queued", visit.id, bytes=len(sealed))
        return visit.id

    @_collecting
    def cancel(self, visit: Visit, reason: str) -> None:
        """End a visit without a record; what was taken is erased, the count stays.

        Raises:
            VisitError: REASON_MISSING when no reason is given.
        """
        if not reason.strip():
            raise VisitError("REASON_MISSING", "a cancelled visit has a reason")
        with self._store.together():
            self._store.cancel_visit(visit.id, at=self._now(), reason=reason.strip())
            self._trail.note("visit_cancelled", visit.id)

    # -- what is asked of it -----------------------------------------------------------------

    def today(self) -> date:
        """The calendar day at this place."""
        return self._now().date()

    def form(self, visit: Visit) -> tuple[FormField, ...]:
        """The form of the visit's procedure."""
        return self.catalogue.form(visit.procedure)

    def needs(self, visit: Visit) -> Needs:
        """What is still missing."""
        return needs(visit, self.catalogue, self.today())

    def next_step(self, visit: Visit) -> Step:
        """The first step not done."""
        return next_step(visit, self.catalogue, self.today())

    def to_mend(self, visit: Visit) -> Step | None:
        """The step that still has to answer why the centre returned the record."""
        return returning.to_mend(visit, self.catalogue, self.today())

    def steps(self, visit: Visit) -> tuple[Step, ...]:
        """The steps this citizen goes through."""
        return steps_of(visit, self.catalogue, self.today())

    @_collecting
    def part(self, visit: Visit, name: str) -> bytes:
        """One kept part, such as the portrait's JPEG."""
        return self._store.part(visit.id, name)

    @_collecting
    def open_visits(self) -> list[Visit]:
        """Visits that were begun and not ended, oldest first: what is offered after a restart.

        One that this version cannot read stays where it is and holds nobody up.
        """
        visits = []
        for row in self._store.open_visits():
            try:
                visits.append(Visit.model_validate_json(row.document))
            except ValidationError:
                # Without the text of the error, which quotes the visit.
                log.error("visit_unreadable", visit=row.visit)  # noqa: TRY400
        return visits

    @_collecting
    def earlier(self, id_number: str, procedure: str) -> Earlier | None:
        """The finished visit that makes another one of this citizen a repetition."""
        return earlier_of(
            self._store.recent_visits(_VISITS_OF_ONE, citizen=id_number),
            procedure,
            day=self.figures.day(),
            within_days=self.catalogue.repeat_days,
        )

    @_collecting
    def recent_visits(self, limit: int) -> list[RecentVisit]:
        """The newest visits with the state of their delivery."""
        return self._store.recent_visits(limit)

    def note(self, act: str, about: str | None = None, **facts: str | int | bool | None) -> None:
        """Write something that was done at the screen into the audit; see `AuditTrail.note`.

        Raises:
            ValueError: It is none of `_AT_THE_SCREEN`: other acts write their rows themselves.
        """
        if act not in _AT_THE_SCREEN:
            raise ValueError(f"not for a screen to write: {act}")
        self._trail.note(act, about, **facts)

    # -- inside ------------------------------------------------------------------------------

    @_collecting
    def _save(
        self,
        visit: Visit,
        *,
        parts: Mapping[str, bytes] | None = None,
        drop: Iterable[str] = (),
    ) -> Visit:
        self._store.save_visit(
            visit.id,
            at=self._now(),
            document=visit.model_dump_json(),
            procedure=visit.procedure,
            citizen=visit.value("id_number") or None,
            parts=parts or {},
            drop=drop,
        )
        return visit
