"""One visit as a small state machine: what has been done, step by step.

    scan -> details -> portrait -> fingerprints -> review -> queued

A record that the centre returns goes on where its reason is, see `station_core.returning`.
Portrait and fingerprints may be taken in either order. A `Visit` is a value: each act returns a new
one, and `station_core.desk` writes it down before anyone sees it; `station_core.progress` tells
what is missing. Nothing here knows of a screen, a disk or a clock.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from station_core.clock_note import ClockNote
from station_core.errors import VisitError
from station_core.finger import (
    FINGERS,
    Doubt,
    FingerNote,
    doubt_part,
    exception_part,
    finger_part,
    lossless_doubt_part,
    lossless_part,
)
from station_core.position import PositionNote


class Step(StrEnum):
    """The steps of a visit in the order of the desk."""

    SCAN = "scan"
    DETAILS = "details"
    PORTRAIT = "portrait"
    FINGERPRINTS = "fingerprints"
    REVIEW = "review"
    QUEUED = "queued"


class Provenance(StrEnum):
    """Where a form value comes from."""

    CARD = "card"
    TYPED = "typed"
    EDITED = "edited"


class _Value(BaseModel):
    # A store may hold what a newer version wrote; what is not known here is let be.
    model_config = ConfigDict(frozen=True, extra="ignore")


class FormValue(_Value):
    """One value of the form and how it got there."""

    value: str
    provenance: Provenance
    old: str | None = None
    """What the card said, when the value was edited."""


class CardNote(_Value):
    """What the scan gave besides the form values."""

    payload: str
    """The raw bytes of the code, base64: the proof behind each value read from the card."""
    generation: str
    warnings: tuple[str, ...]
    repaired: bool
    stage: str
    source: str = "camera"
    """What it was scanned with: camera, file, handheld or keyboard."""
    extra: tuple[str, ...]


class FindingNote(_Value):
    """One measured quality of the portrait with the limits it was held against."""

    code: str
    value: float
    low: float | None
    high: float | None
    ok: bool
    blocks: bool


class CheckNote(_Value):
    """What a person looked at on the portrait because it cannot be measured."""

    code: str
    ok: bool | None
    """None: nobody was asked, as when the portrait came from a file."""


Shutter = Literal["auto", "manual", "file"]
PORTRAIT_REASONS = ("posture", "disability", "head_scarf", "glasses", "place", "other")
"""Why a portrait is used that does not pass; another reason is kept as it was typed."""


class PortraitNote(_Value):
    """The portrait that was kept."""

    width: int
    height: int
    profile: str
    profile_version: str = ""
    finder: str = ""
    """What found the face, with its version."""
    shutter: Shutter = "file"
    camera: str = ""
    """Its USB identity, as far as it is known."""
    attempts: int = 1
    """How many pictures were taken until this one was, itself included; a pause counts anew."""
    findings: tuple[FindingNote, ...]
    checks: tuple[CheckNote, ...] = ()
    accepted_reason: str | None = None
    """Why the operator kept it although a finding or a check failed."""


class Handover(_Value):
    """Another person went on with the visit."""

    to: str
    at: datetime


class ReturnedNote(_Value):
    """Why the centre has returned the record, as it said it; the last time, if more than once."""

    revision: int
    """The one that was returned."""
    code: str | None
    text: str | None = Field(repr=False)
    field: str | None
    """The form field or part it is about, if it is about one."""
    at: datetime
    """When it was opened again here."""


PORTRAIT_PART = "portrait.jpg"


class Visit(_Value):
    """One citizen at the desk, from the first scan to the last step."""

    id: str
    procedure: str
    operator: str
    started_at: datetime
    form: Mapping[str, FormValue] = {}
    draft: Mapping[str, str] = {}
    """What was typed over the form and not confirmed yet, as it was typed."""
    card: CardNote | None = None
    details_confirmed: bool = False
    portrait: PortraitNote | None = None
    fingers: Mapping[int, FingerNote] = {}
    unsettled: tuple[int, ...] = ()
    """Fingers whose print is only the best so far: better ones are still being tried for."""
    doubt: Doubt | None = None
    """A print of which is to be said yet whose it is."""
    step_times: Mapping[Step, datetime] = {}
    """When each step was finished, last time if more than once."""
    position: PositionNote | None = None
    """Where it was finished, if a receiver knew."""
    clock: ClockNote | None = None
    """How far to believe the time when it was finished."""
    handovers: tuple[Handover, ...] = ()
    returned: ReturnedNote | None = None

    def value(self, field: str) -> str:
        """The form value, or an empty string."""
        entry = self.form.get(field)
        return entry.value if entry else ""

    @property
    def card_number(self) -> str:
        """The ID number as the card has it, whatever was typed over it; empty without a card."""
        entry = self.form.get("id_number")
        if self.card is None or entry is None:
            return ""
        return entry.old if entry.old is not None else entry.value

    @property
    def numbers(self) -> frozenset[str]:
        """The ID numbers by which this citizen is known: of the form, and of the card."""
        return frozenset((self.value("id_number"), self.card_number)) - {""}

    @property
    def name(self) -> str:
        """The citizen's name as far as it is known: confirmed, or only typed yet."""
        return self.value("full_name") or self.draft.get("full_name", "")

    @property
    def holder(self) -> str:
        """Name of whoever works on it: who began it, or who took it over last."""
        return self.handovers[-1].to if self.handovers else self.operator

    @property
    def revision(self) -> int:
        """The revision that the record becomes: 1, and one more for each time it was returned."""
        return 1 if self.returned is None else self.returned.revision + 1

    @property
    def born(self) -> date | None:
        """The date of birth as the form has it."""
        text = self.value("dob")
        return date.fromisoformat(text) if text else None

    def with_card(self, note: CardNote, values: Mapping[str, str], at: datetime) -> "Visit":
        """The visit after a scan: every value the card gives replaces what was there.

        What is typed and not confirmed stays for the fields of which a card says nothing.
        """
        read = {
            code: FormValue(value=value, provenance=Provenance.CARD)
            for code, value in values.items()
        }
        return self._change(
            form={**self.form, **read},
            draft={code: typed for code, typed in self.draft.items() if code not in values},
            card=note,
            details_confirmed=False,
            done=Step.SCAN,
            at=at,
        )

    def with_draft(self, typed: Mapping[str, str]) -> "Visit":
        """The visit with what stands on the screen and is not confirmed yet."""
        return self.model_copy(update={"draft": dict(typed)})

    def with_details(self, values: Mapping[str, str], at: datetime) -> "Visit":
        """The visit after the form was looked at; a changed value keeps the card's word."""
        form = dict(self.form)
        for code, value in values.items():
            form[code] = _edited(form.get(code), value)
        return self._change(form=form, draft={}, details_confirmed=True, done=Step.DETAILS, at=at)

    def with_portrait(self, note: PortraitNote, at: datetime) -> "Visit":
        """The visit with its portrait taken or taken again."""
        return self._change(portrait=note, done=Step.PORTRAIT, at=at)

    def with_finger(
        self, position: int, note: FingerNote, at: datetime, *, settled: bool = True
    ) -> "Visit":
        """The visit with one more finger done, or with the best so far of one.

        Raises:
            VisitError: FINGER_UNKNOWN.
        """
        if position not in FINGERS:
            raise VisitError("FINGER_UNKNOWN", str(position), finger=position)
        unsettled = {one for one in self.unsettled if one != position}
        if not settled:
            unsettled.add(position)
        return self._change(
            fingers={**self.fingers, position: note},
            unsettled=tuple(sorted(unsettled)),
            done=Step.FINGERPRINTS,
            at=at,
        )

    def with_doubt(self, doubt: Doubt | None) -> "Visit":
        """The visit with a print of which is to be said whose it is, or without."""
        return self.model_copy(update={"doubt": doubt})

    def without_finger(self, position: int) -> "Visit":
        """The visit with a finger to be taken anew."""
        return self.model_copy(
            update={
                "fingers": {n: note for n, note in self.fingers.items() if n != position},
                "unsettled": tuple(one for one in self.unsettled if one != position),
            }
        )

    def for_procedure(self, procedure: str) -> "Visit":
        """The same citizen for another procedure; the details are looked at once more."""
        return self.model_copy(update={"procedure": procedure, "details_confirmed": False})

    def with_position(self, position: PositionNote | None) -> "Visit":
        """The visit with the place where it is finished, or without one of an earlier time."""
        return self.model_copy(update={"position": position})

    def with_clock(self, clock: ClockNote) -> "Visit":
        """The visit with how far to believe the time when it is finished."""
        return self.model_copy(update={"clock": clock})

    def handed_to(self, name: str, at: datetime) -> "Visit":
        """The visit in another person's hands."""
        return self.model_copy(update={"handovers": (*self.handovers, Handover(to=name, at=at))})

    def _change(self, *, done: Step, at: datetime, **update: object) -> "Visit":
        return self.model_copy(update={**update, "step_times": {**self.step_times, done: at}})


def _edited(before: FormValue | None, value: str) -> FormValue:
    if before is None or before.provenance is Provenance.TYPED:
        return FormValue(value=value, provenance=Provenance.TYPED)
    from_card = before.value if before.provenance is Provenance.CARD else before.old
    if value == from_card:
        return FormValue(value=value, provenance=Provenance.CARD)
    return FormValue(value=value, provenance=Provenance.EDITED, old=from_card)


def part_names(visit: Visit) -> list[str]:
    """The parts the record of a visit consists of, besides `record.json`."""
    names = [] if visit.portrait is None else [PORTRAIT_PART]
    for position, note in visit.fingers.items():
        if note.outcome == "taken":
            names.append(finger_part(position))
            names += [lossless_part(position)] if note.png else []
        elif note.photo:
            names.append(exception_part(position))
    return names


def kept_parts(visit: Visit) -> list[str]:
    """All parts a visit in progress has on disk."""
    doubt, names = visit.doubt, part_names(visit)
    if doubt is not None:
        names.append(doubt_part(doubt.finger))
        names += [lossless_doubt_part(doubt.finger)] if doubt.note.png else []
    return names
