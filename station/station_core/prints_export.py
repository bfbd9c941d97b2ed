"""The prints of one record for another system, as a file of an exchange format."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from station_core.audit import AuditTrail
from station_core.errors import CommandError
from station_core.finger import FingerNote, finger_part
from station_core.roles import Act
from station_core.signin import Session
from station_core.visit import Step, Visit
from station_devices.ansi_nist import ansi_nist
from station_devices.encoding import WSQ_DPI
from station_devices.iso19794 import iso19794_4
from station_devices.print_set import AbsentFinger, KeptPrint, PrintSet
from station_queue import QueueError, Store

FILE: Final = "file"
"""The driver of a print that no scanner of this desk took."""
_WRITERS: Final[Mapping[str, Callable[[PrintSet, datetime], bytes]]] = {
    "iso19794-4": lambda prints, _made_at: iso19794_4(prints),
    "ansi-nist": ansi_nist,
}


def export_prints(session: Session, record: str, form: str, made_at: datetime) -> bytes:
    """The prints of a record that is finished or still open.

    Args:
        session: of whoever asks; written to the audit.
        record: its id.
        form: `iso19794-4` or `ansi-nist`.
        made_at: now.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        CommandError: RECORD_NOT_HERE; RECORD_NO_PRINTS when none was taken, or they were erased.
        DeviceError: a kept print is damaged.
        QueueError: the store cannot be read.
    """
    session.require(Act.EXPORT_RECORD)
    with session.open_store() as store:
        session.require_still(store, Act.EXPORT_RECORD)
        content = _WRITERS[form](_prints(store, record, session.settings.desk.code), made_at)
        trail = AuditTrail(store, session.person.id, lambda: made_at)
        trail.note("record_exported", record, form=form)
    return content


def _prints(store: Store, record: str, desk: str) -> PrintSet:
    visit = _visit(store, record)
    kept = tuple(
        _kept(position, note, wsq)
        for position, note in visit.fingers.items()
        if note.outcome == "taken" and (wsq := _part(store, record, finger_part(position)))
    )
    if not kept:
        raise CommandError("RECORD_NO_PRINTS")
    absent = tuple(
        AbsentFinger(position, amputated=note.reason == "amputated")
        for position, note in visit.fingers.items()
        if note.outcome == "missing"
    )
    taken_at = visit.step_times.get(Step.FINGERPRINTS, visit.started_at)
    return PrintSet(visit.id, desk, taken_at, kept, absent)


def _visit(store: Store, record: str) -> Visit:
    """The visit of that id; of one that was cancelled nothing is left."""
    try:
        document = store.visit(record).document
        return Visit.model_validate_json(document)
    except ValidationError:
        raise CommandError("RECORD_NO_PRINTS") from None  # its text quotes the visit
    except QueueError as exc:
        if exc.code != "VISIT_UNKNOWN":
            raise
        raise CommandError("RECORD_NOT_HERE") from exc


def _part(store: Store, record: str, name: str) -> bytes | None:
    """None when it was erased."""
    try:
        return store.part(record, name)
    except QueueError as exc:
        if exc.code != "PART_UNKNOWN":
            raise
        return None


def _kept(position: int, note: FingerNote, wsq: bytes) -> KeptPrint:
    return KeptPrint(
        position,
        wsq,
        sensor_dpi=note.dpi or WSQ_DPI,
        quality=note.quality,
        live=note.driver not in {None, FILE},
    )
