"""What a visit still asks for, and which step is next."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from station_core.catalogue import Catalogue
from station_core.visit import Step, Visit


class Needs(BaseModel):
    """What one visit still asks for."""

    model_config = ConfigDict(frozen=True)

    fields: tuple[str, ...]
    portrait: bool
    fingers: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.portrait or self.fingers)

    def names(self) -> list[str]:
        """What is missing, in words scripts can split: `field:phone`, `portrait`, `finger:3`."""
        return [
            *(f"field:{code}" for code in self.fields),
            *(["portrait"] if self.portrait else []),
            *(f"finger:{position}" for position in self.fingers),
        ]


def needs(visit: Visit, catalogue: Catalogue, today: date) -> Needs:
    """What is missing before the visit can be finished."""
    procedure = catalogue.procedure(visit.procedure)
    biometrics = catalogue.takes_biometrics(visit.born, today)
    return Needs(
        fields=tuple(
            field.code
            for field in catalogue.form(visit.procedure)
            if field.required and not visit.value(field.code)
        ),
        portrait=biometrics and procedure.portrait and visit.portrait is None,
        fingers=tuple(
            position
            for position in procedure.fingers
            if biometrics and not _is_done(visit, position)
        ),
    )


def _is_done(visit: Visit, position: int) -> bool:
    asked_about = visit.doubt is not None and visit.doubt.finger == position
    return position in visit.fingers and position not in visit.unsettled and not asked_about


def next_step(visit: Visit, catalogue: Catalogue, today: date) -> Step:
    """The first step that is not done yet."""
    missing = needs(visit, catalogue, today)
    if not visit.form:
        return Step.SCAN
    if not visit.details_confirmed or missing.fields:
        return Step.DETAILS
    if missing.portrait:
        return Step.PORTRAIT
    if missing.fingers:
        return Step.FINGERPRINTS
    return Step.REVIEW


def steps_of(visit: Visit, catalogue: Catalogue, today: date) -> tuple[Step, ...]:
    """The steps this citizen goes through: nothing is asked that the procedure does not need."""
    procedure = catalogue.procedure(visit.procedure)
    biometrics = catalogue.takes_biometrics(visit.born, today)
    wanted = {
        Step.PORTRAIT: biometrics and procedure.portrait,
        Step.FINGERPRINTS: biometrics and bool(procedure.fingers),
    }
    return tuple(step for step in Step if step is not Step.QUEUED and wanted.get(step, True))
