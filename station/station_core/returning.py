"""A record that the centre has returned, opened again: what stays, and what is asked for anew."""

import re
from datetime import date, datetime
from typing import Final

from pydantic import ValidationError

from station_core.audit import AuditTrail
from station_core.catalogue import Catalogue
from station_core.errors import CommandError, VisitError
from station_core.progress import needs, steps_of
from station_core.visit import PORTRAIT_PART, ReturnedNote, Step, Visit, kept_parts
from station_queue import Delivery, RowError, Store

# A print, kept without loss or not, or the picture of a finger that has none.
_OF_A_FINGER: Final = re.compile(r"fingerprints/(\d{2})(-exception)?\.\w+")


def reopen(
    store: Store, trail: AuditTrail, record: str, *, catalogue: Catalogue, name: str, at: datetime
) -> Visit:
    """Open a returned record again: visit, packet and audit in one transaction.

    Args:
        store: Of the desk.
        trail: Of who does it.
        record: Its id.
        catalogue: What its procedure asks for.
        name: Of who does it; that it was another person's visit is written down.
        at: Now, local time.

    Raises:
        CommandError: RECORD_NOT_HERE.
        VisitError: RECORD_NOT_RETURNED, VISIT_UNREADABLE.
        RowError: REVISIONS_USED_UP.
        QueueError: The store cannot be written; then nothing has changed.
    """
    with store.together():
        delivery = _rejection(store, record)
        before = _finished(store, record)
        note = ReturnedNote(
            revision=delivery.revision,
            code=delivery.code,
            text=delivery.text,
            field=delivery.field,
            at=at,
        )
        after = opened_again(before, note, catalogue, at.date())
        if after.holder != name:
            after = after.handed_to(name, at)
            trail.note("handed_over", record)
        document = after.model_dump_json()
        store.reopen_visit(record, at=at, document=document)
        gone = sorted(set(kept_parts(before)) - set(kept_parts(after)))
        store.save_visit(record, at=at, document=document, drop=gone)
        trail.note("record_reopened", record, revision=after.revision)
    return after


def opened_again(visit: Visit, note: ReturnedNote, catalogue: Catalogue, today: date) -> Visit:
    """The visit as it goes on: good parts are kept, the one the reason is about is taken anew.

    For a reason about a field of the form the details are to be confirmed once more. One about
    nothing that is asked for here leaves all as it was: the review says it.
    """
    after = visit.model_copy(update={"returned": note})
    match step_about(after, catalogue, today):
        case Step.DETAILS:
            return after.model_copy(update={"details_confirmed": False})
        case Step.PORTRAIT:
            return after.model_copy(update={"portrait": None})
        case Step.FINGERPRINTS:
            return after.without_finger(finger_about(note.field))
    return after


def step_about(visit: Visit, catalogue: Catalogue, today: date) -> Step:
    """The step where what the centre's reason is about was done; the review for anything else."""
    note = visit.returned
    steps = steps_of(visit, catalogue, today)
    if note is None or note.field is None:
        return Step.REVIEW
    if note.field == PORTRAIT_PART and Step.PORTRAIT in steps:
        return Step.PORTRAIT
    asked = catalogue.procedure(visit.procedure).fingers
    if finger_about(note.field) in asked and Step.FINGERPRINTS in steps:
        return Step.FINGERPRINTS
    codes = {field.code for field in catalogue.form(visit.procedure)}
    return Step.DETAILS if note.field in codes else Step.REVIEW


def to_mend(visit: Visit, catalogue: Catalogue, today: date) -> Step | None:
    """The step that still has to answer the centre's reason; None once it has, or without one.

    The review never has: only a person can say whether the reason is answered.
    """
    if visit.returned is None:
        return None
    step, missing = step_about(visit, catalogue, today), needs(visit, catalogue, today)
    open_ = {
        Step.DETAILS: not visit.details_confirmed,
        Step.PORTRAIT: missing.portrait,
        Step.FINGERPRINTS: finger_about(visit.returned.field) in missing.fingers,
    }
    return step if open_.get(step, True) else None


def finger_about(field: str | None) -> int:
    """The position of the finger that a part belongs to; 0 for none."""
    found = _OF_A_FINGER.fullmatch(field or "")
    return int(found[1]) if found else 0


def _finished(store: Store, record: str) -> Visit:
    try:
        return Visit.model_validate_json(store.visit(record).document)
    except ValidationError:
        # Without the text of the error, which quotes the visit.
        raise VisitError("VISIT_UNREADABLE", record) from None


def _rejection(store: Store, record: str) -> Delivery:
    try:
        delivery = store.delivery(record)
    except RowError as error:
        raise CommandError("RECORD_NOT_HERE") from error
    if delivery.state != "rejected":
        raise VisitError("RECORD_NOT_RETURNED", record)
    return delivery
