"""The record: a finished visit as it travels, `record.json` and the parts beside it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version

from pydantic import BaseModel, ConfigDict

from station_core.clock_note import ClockNote
from station_core.finger import FingerNote
from station_core.position import PositionNote
from station_core.settings import DeskSettings
from station_core.visit import CardNote, FormValue, Handover, PortraitNote, Step, Visit
from station_queue import AuditHead

SCHEMA = 1
RECORD_PART = "record.json"


class AuditNote(BaseModel):
    """The last row of the desk's audit when the record was sealed: the centre keeps the proof."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    hash: str


class Record(BaseModel):
    """What the centre reads. A new field raises no schema number; a changed meaning does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    record: str
    revision: int
    desk: str
    team: str
    commune: str
    operator: str
    procedure: str
    day: date
    started_at: datetime
    finished_at: datetime
    form: Mapping[str, FormValue]
    card: CardNote | None
    portrait: PortraitNote | None
    fingers: Mapping[int, FingerNote]
    step_times: Mapping[Step, datetime]
    software: str
    position: PositionNote | None = None
    handovers: tuple[Handover, ...] = ()
    audit: AuditNote | None = None
    clock: ClockNote | None = None


def record_of(
    visit: Visit, desk: DeskSettings, *, day: date, finished_at: datetime, audit: AuditHead
) -> Record:
    """The record a visit becomes."""
    return Record(
        schema_version=SCHEMA,
        record=visit.id,
        revision=visit.revision,
        desk=desk.code,
        team=desk.team,
        commune=desk.commune,
        operator=visit.operator,
        procedure=visit.procedure,
        day=day,
        started_at=visit.started_at,
        finished_at=finished_at,
        form=visit.form,
        card=visit.card,
        portrait=visit.portrait,
        fingers=visit.fingers,
        step_times=visit.step_times,
        software=f"cccd-station {version('cccd-station')}",
        position=visit.position,
        handovers=visit.handovers,
        audit=AuditNote(seq=audit.seq, hash=audit.hash),
        clock=visit.clock,
    )


def record_bytes(record: Record) -> bytes:
    """The record as UTF-8 JSON, readable by eye."""
    document = record.model_dump(mode="json")
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
