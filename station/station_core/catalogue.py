"""The catalogue: which procedures a desk offers and what each asks for, read from TOML."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from station_core.errors import VisitError
from station_core.finger import FINGERS

FieldKind = Literal["text", "name", "date", "choice", "id12", "old_id", "phone", "email"]

_PATTERNS: Mapping[FieldKind, re.Pattern[str]] = {
    "text": re.compile(r"[^\r\n|\x00-\x1f]{1,300}"),
    "name": re.compile(r"[^\W\d_][^\d|\x00-\x1f?]{0,99}"),
    "id12": re.compile(r"[0-9]{12}"),
    "old_id": re.compile(r"[0-9]{9}|[0-9]{12}"),
    # Mobile numbers of Viet Nam since the change of prefixes in 2018: ten digits, 03/05/07/08/09.
    "phone": re.compile(r"0[35789][0-9]{8}"),
    "email": re.compile(r"[^@\s|]{1,64}@[^@\s|]+\.[^@\s|.]{2,}"),
}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Entry):
    """A word on the screen in both languages."""

    vi: str
    en: str


class FormField(_Entry):
    """One line of the form."""

    code: str
    kind: FieldKind
    label: Label
    required: bool
    source: Literal["card", "typed"] = "typed"
    choices: tuple[str, ...] = ()
    hint: Label | None = None

    def tidy(self, value: str, *, today: date) -> str | None:
        """The value as it is kept, outer and doubled spaces removed; None when it is not valid.

        Dates are ISO 8601 and never lie ahead of `today`: births and issues have happened.
        """
        tidy = " ".join(value.split())
        return tidy if not tidy or self._valid(tidy, today) else None

    def _valid(self, value: str, today: date) -> bool:
        if self.kind == "choice":
            return value in self.choices
        if self.kind == "date":
            return _is_past_date(value, today)
        return _PATTERNS[self.kind].fullmatch(value) is not None


class PrintRules(_Entry):
    """When a print is good enough, and how often it is tried."""

    threshold: int = Field(ge=0, le=100)
    """A print whose quality is below it is asked for again."""
    attempts: int = Field(ge=1, le=20)
    """After so many tries of a finger the best of them is taken."""


class Procedure(_Entry):
    """What one procedure asks of a citizen."""

    code: str
    label: Label
    fields: tuple[str, ...]
    require: tuple[str, ...]
    portrait: bool
    fingers: tuple[int, ...]
    """Positions in the order they are offered."""
    prints: PrintRules | None = None
    """Where it asks for other prints than the rest."""

    @field_validator("fingers")
    @classmethod
    def _on_a_hand(cls, fingers: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(fingers)) < len(fingers) or not set(fingers) <= set(FINGERS):
            raise ValueError("a finger is there twice, or is none")
        return fingers


class Catalogue(_Entry):
    """Everything a desk offers."""

    biometrics_from_age: int
    repeat_days: int = Field(ge=0)
    """How long the same procedure counts as done for the same citizen."""
    retention_days: int = Field(default=7, ge=0)
    """How long portrait, prints and packet stay here after the centre has accepted the record."""
    prints: PrintRules
    fields: tuple[FormField, ...] = Field(alias="field")
    procedures: tuple[Procedure, ...] = Field(alias="procedure")

    def procedure(self, code: str) -> Procedure:
        """The procedure of this code.

        Raises:
            VisitError: PROCEDURE_UNKNOWN.
        """
        for procedure in self.procedures:
            if procedure.code == code:
                return procedure
        raise VisitError("PROCEDURE_UNKNOWN", code, procedure=code)

    def field(self, code: str) -> FormField:
        """The form field of this code.

        Raises:
            VisitError: FIELD_UNKNOWN.
        """
        for field in self.fields:
            if field.code == code:
                return field
        raise VisitError("FIELD_UNKNOWN", code, field=code)

    def form(self, procedure: str) -> tuple[FormField, ...]:
        """The fields of a procedure in the order of the screen, its own required ones marked."""
        wanted = self.procedure(procedure)
        return tuple(
            field.model_copy(update={"required": field.required or code in wanted.require})
            for code, field in ((code, self.field(code)) for code in wanted.fields)
        )

    def print_rules(self, procedure: str) -> PrintRules:
        """How good the prints of a procedure have to be."""
        return self.procedure(procedure).prints or self.prints

    def takes_biometrics(self, born: date | None, today: date) -> bool:
        """Whether portrait and prints are taken; somebody of unknown age counts as grown up."""
        return born is None or age(born, today) >= self.biometrics_from_age


def age(born: date, today: date) -> int:
    """Full years lived on `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _is_past_date(value: str, today: date) -> bool:
    try:
        read = date.fromisoformat(value)
    except ValueError:
        return False
    return read <= today and read.isoformat() == value  # weeks and ordinals are ISO dates, too


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = files("station_core").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue.model_validate(tomllib.loads(text))
