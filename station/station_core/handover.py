"""Hand-over without a network as the desk does it: packets onto a stick, receipts back from one."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog

from station_core.audit import AuditTrail, recipient_mark
from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.errors import DeskError
from station_core.roles import Act
from station_core.signin import Session
from station_queue.centre_keys import ReceiptKeys, follow, receipt_keys
from station_queue.delivery_report import DeliveryReport
from station_queue.handover import (
    HandedOver,
    OnProgress,
    Stop,
    export_lot,
    receipts_below,
    waiting_packets,
)
from station_queue.packet import Receipt
from station_queue.receipts import Outcome, Settling

log = structlog.get_logger()


class Answers(NamedTuple):
    """What receipts from a stick have said.

    Attributes:
        accepted: Records that the centre has accepted.
        rejected: Records that it has returned.
        duplicate: Records that it had already in other bytes, which is as good.
        known: Receipts that said nothing new: an earlier stick or the line was faster.
        unknown: Receipts of records that are not known here.
        forged: Receipts that the centre has not signed; nothing was done about them.
    """

    accepted: int
    rejected: int
    duplicate: int
    known: int
    unknown: int
    forged: int


def export_packets(
    session: Session,
    folder: Path,
    *,
    stop: Stop = lambda: False,
    on_progress: OnProgress = lambda _phase, _done, _total: None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> HandedOver:
    """Copy every packet that waits to a stick and read it back; the desk goes on meanwhile.

    They wait on all the same: whichever way comes first is theirs.

    Args:
        session: Of a person who may.
        folder: The stick.
        stop: Asked between packets; True ends it.
        on_progress: Told how far it has come.
        now: The clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        DeskError: HANDOVER_RUNNING, FOLDER_UNUSABLE, SIGNING_KEY_MISSING.
        HandoverError: As for `export_lot`.
        QueueError: The store cannot be read or written.
    """
    session.require(Act.HANDOVER)
    with session.folder.alone("handover", "HANDOVER_RUNNING"), session.open_store() as store:
        session.require_still(store, Act.HANDOVER)
        signing_key, made_at = session.signing_key(store), now()
        # Before the act: of one that is cut off some packets may be on the stick, too.
        AuditTrail(store, session.person.id, now, boot).note(
            "handover_exported", records=len(waiting_packets(store))
        )
        made = export_lot(
            store,
            folder,
            desk=session.settings.desk.code,
            signing_key=signing_key,
            made_at=made_at,
            stop=stop,
            on_progress=on_progress,
        )
        store.mark_handed_over(made.listed, at=made_at)
    return made


def import_receipts(
    session: Session,
    folder: Path,
    *,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
) -> Answers:
    """Take the receipts for this desk's packets from a stick, as if the line had brought them.

    Args:
        session: Of a person who may.
        folder: The stick.
        now: The clock.
        boot: The clock nobody can set.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        DeskError: HANDOVER_KEY_MISSING, nothing can be believed yet; SIGNING_KEY_MISSING.
        HandoverError: As for `receipts_below`.
        QueueError: The store cannot be read or written.
    """
    session.require(Act.HANDOVER)
    with session.open_store() as store:
        session.require_still(store, Act.HANDOVER)
        lots = receipts_below(folder, session.station_key(store))
        trail = AuditTrail(store, session.person.id, now, boot)
        for lot in lots:
            with store.together():
                if follow(store, lot.centre):
                    mark = recipient_mark(lot.centre.recipient)
                    trail.note("centre_keys_followed", recipient=mark)
        keys = receipt_keys(store)
        if keys is None:
            raise DeskError("HANDOVER_KEY_MISSING", "no key of the centre is pinned")
        settled: list[str] = []

        def note(record: str, outcome: Outcome) -> None:
            settled.append(record)
            trail.note(f"record_{outcome}", record)

        settling = Settling(store, now, DeliveryReport(), note)
        said = Counter(
            _said(settling, receipt, keys, settled) for lot in lots for receipt in lot.receipts
        )
        answers = Answers(**{name: said[name] for name in Answers._fields})
        trail.note("handover_imported", **answers._asdict())
    log.info("handover_imported", **answers._asdict())
    return answers


def _said(settling: Settling, receipt: Receipt, keys: ReceiptKeys, settled: list[str]) -> str:
    """Apply a receipt; which of the figures of `Answers` it counts for."""
    before = len(settled)
    genuine, unknown = settling.settle([receipt], keys)
    if not genuine:
        return "forged"
    if unknown:
        return "unknown"
    return receipt.verdict if len(settled) > before else "known"
