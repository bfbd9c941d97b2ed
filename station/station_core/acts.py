"""The acts of a visit as pure functions: what was given goes in, the visit after it comes out.

Here an act is judged; `station_core.desk` writes down the ones that are allowed. What is done with
fingers is in `station_core.finger_acts`.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from station_capture import CardRead, Portrait
from station_core.catalogue import Catalogue, FormField
from station_core.errors import VisitError
from station_core.progress import needs
from station_core.visit import (
    CardNote,
    CheckNote,
    FindingNote,
    PortraitNote,
    Shutter,
    Visit,
)

_ID_DIGITS = 12


def scan(visit: Visit, read: CardRead, at: datetime) -> Visit:
    """The visit filled from a card.

    Raises:
        VisitError: CARD_OF_ANOTHER when the visit has another number, scanned or typed, be it not
            confirmed yet; the prints and the portrait it may hold are not the newcomer's.
    """
    card = read.card
    numbers = visit.numbers or _typed_number(visit)
    if numbers and card.id_number not in numbers:
        raise VisitError("CARD_OF_ANOTHER", "the visit has another number")
    note = CardNote(
        payload=b64encode(read.raw).decode(),
        generation=card.generation,
        warnings=tuple(read.warnings),
        repaired=read.repaired,
        stage=read.stage,
        source=read.source,
        extra=tuple(card.extra),
    )
    values = {
        "id_number": card.id_number,
        "full_name": card.full_name,
        "dob": card.dob.isoformat(),
        "gender": card.gender,
        "address": card.address,
        "issue_date": card.issue_date.isoformat(),
    }
    if card.old_id:
        values["old_id"] = card.old_id
    return visit.with_card(note, values, at)


def _typed_number(visit: Visit) -> frozenset[str]:
    """The number that is typed and not confirmed, if it is whole."""
    typed = "".join(visit.draft.get("id_number", "").split())
    whole = len(typed) == _ID_DIGITS and typed.isdecimal()
    return frozenset((typed,)) if whole else frozenset()


def confirm_details(
    visit: Visit, values: Mapping[str, str], *, catalogue: Catalogue, at: datetime
) -> Visit:
    """The visit with its form as the operator left it.

    Args:
        visit: the visit.
        values: field code to text; dates are ISO 8601. Fields left out keep their value.
        catalogue: what the procedure asks for.
        at: local time of the act.

    Raises:
        VisitError: FIELD_UNKNOWN, FIELD_INVALID or FIELD_MISSING, with the fields' codes.
    """
    form = {field.code: field for field in catalogue.form(visit.procedure)}
    if unknown := [code for code in values if code not in form]:
        raise VisitError("FIELD_UNKNOWN", ", ".join(unknown), fields=unknown)
    after = visit.with_details(_tidy(values, form, at.date()), at)
    if missing := list(needs(after, catalogue, at.date()).fields):
        raise VisitError("FIELD_MISSING", ", ".join(missing), fields=missing)
    return after


def _tidy(values: Mapping[str, str], form: Mapping[str, FormField], today: date) -> dict[str, str]:
    tidy: dict[str, str] = {}
    wrong: list[str] = []
    for code, value in values.items():
        kept = form[code].tidy(value, today=today)
        if kept is None:
            wrong.append(code)
        else:
            tidy[code] = kept
    if wrong:
        raise VisitError("FIELD_INVALID", ", ".join(wrong), fields=wrong)
    return tidy


@dataclass(frozen=True)
class Taking:
    """How a portrait came to be, and what the person who looked at it says."""

    shutter: Shutter = "file"
    camera: str = ""
    attempts: int = 1
    checked: Mapping[str, bool] = field(default_factory=dict)
    """By code of a check: whether it is as it should be; what is absent nobody was asked."""
    accepted_reason: str | None = None
    """Why it is kept although something is not as it should be."""


def keep_portrait(visit: Visit, portrait: Portrait, taking: Taking, at: datetime) -> Visit:
    """The visit with its portrait.

    Raises:
        VisitError: PORTRAIT_REFUSED when a finding that blocks or a check failed and no reason is
            given.
    """
    assessment = portrait.assessment
    reason = (taking.accepted_reason or "").strip()
    checks = tuple(CheckNote(code=c, ok=taking.checked.get(c)) for c in assessment.checks)
    failed = [f.code for f in assessment.findings if f.blocks and not f.ok]
    failed += [check.code for check in checks if check.ok is False]
    if failed and not reason:
        raise VisitError("PORTRAIT_REFUSED", ", ".join(failed), findings=failed)
    findings = tuple(
        FindingNote(code=f.code, value=f.value, low=f.low, high=f.high, ok=f.ok, blocks=f.blocks)
        for f in assessment.findings
    )
    note = PortraitNote(
        width=portrait.width,
        height=portrait.height,
        profile=assessment.profile,
        profile_version=assessment.profile_version,
        finder=assessment.finder,
        shutter=taking.shutter,
        camera=taking.camera,
        attempts=taking.attempts,
        findings=findings,
        checks=checks,
        accepted_reason=reason if failed else None,
    )
    return visit.with_portrait(note, at)


def only_asked(visit: Visit, catalogue: Catalogue, today: date) -> Visit:
    """The visit without biometrics that procedure and age do not ask for.

    They may have been taken before the procedure or the date of birth was corrected; of a child
    under six none may be kept (Law on Identification 26/2023/QH15, article 23(2)).
    """
    procedure = catalogue.procedure(visit.procedure)
    asked = catalogue.takes_biometrics(visit.born, today)
    fingers = {n: note for n, note in visit.fingers.items() if asked and n in procedure.fingers}
    # A note must not name a finger of which the record says nothing.
    fingers = {
        n: note.model_copy(update={"alike": None})
        if note.alike is not None and note.alike.finger not in fingers
        else note
        for n, note in fingers.items()
    }
    portrait = visit.portrait if asked and procedure.portrait else None
    doubt = visit.doubt
    if doubt is not None and not (asked and doubt.finger in procedure.fingers):
        doubt = None
    unsettled = tuple(one for one in visit.unsettled if one in fingers)
    return visit.model_copy(
        update={"fingers": fingers, "unsettled": unsettled, "doubt": doubt, "portrait": portrait}
    )


def check_complete(visit: Visit, catalogue: Catalogue, today: date) -> None:
    """Allow a visit to be finished.

    Raises:
        VisitError: VISIT_INCOMPLETE with the names of what is missing.
    """
    missing = needs(visit, catalogue, today).names()
    if not visit.details_confirmed:
        missing.insert(0, "details")
    if missing:
        raise VisitError("VISIT_INCOMPLETE", ", ".join(missing), missing=missing)
