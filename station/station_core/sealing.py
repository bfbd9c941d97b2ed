"""The end of a visit: its record and parts as one sealed packet."""

from collections.abc import Mapping
from datetime import datetime

from station_core.clock import report_day
from station_core.record import RECORD_PART, record_bytes, record_of
from station_core.signin import Session
from station_core.visit import Visit
from station_queue import Store, centre_keys
from station_queue.packet import seal


def sealed_packet(
    session: Session, store: Store, visit: Visit, parts: Mapping[str, bytes], at: datetime
) -> bytes:
    """Seal a complete visit for the centre; the desk itself cannot open it again.

    Args:
        session: Whose desk it is.
        store: Holds the station's key and the audit, of which the record takes the head along.
        visit: As it is finished.
        parts: All its parts by name.
        at: When it is finished.

    Raises:
        DeskError: SIGNING_KEY_MISSING.
        QueueError: It cannot be sealed.
    """
    desk = session.settings.desk
    day = report_day(visit.started_at, desk.cutoff_hour)
    record = record_of(visit, desk, day=day, finished_at=at, audit=store.audit_head())
    return seal(
        {RECORD_PART: record_bytes(record), **parts},
        record=visit.id,
        desk=desk.code,
        revision=record.revision,
        made_at=at,
        signing_key=session.signing_key(store),
        recipient=centre_keys.recipient(store, session.settings.centre.recipient),
    )
