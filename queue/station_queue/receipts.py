"""Receipts: fetched by cursor, believed only when the pinned key of the centre signed them."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

import structlog

from station_queue.client import CentreClient, Patience
from station_queue.delivery_report import DeliveryReport
from station_queue.errors import RowError
from station_queue.packet.receipt import Receipt, verify_receipt
from station_queue.store import Store

log = structlog.get_logger()

RECEIPT_KEY: Final = "centre_receipt_key"
_PAGE: Final = 100

Outcome = Literal["accepted", "rejected", "adopted"]
OnSettled = Callable[[str, Outcome], None]
"""Told the record and what became of it, inside the transaction that writes it down."""


def settle_receipts(
    store: Store,
    client: CentreClient,
    *,
    station_key: str,
    now: Callable[[], datetime],
    patience: Patience,
    report: DeliveryReport,
    on_settled: OnSettled = lambda _record, _outcome: None,
) -> None:
    """Fetch every receipt after the kept cursor and settle the deliveries they speak of.

    The centre's key is believed at first contact and kept as the secret ``centre_receipt_key``;
    from then on a receipt that another key signed is refused and noted as RECEIPT_FORGED, in the
    report and on the delivery it speaks of. The cursor then stays before the page it came with:
    the centre may put the true receipt in its place.

    A record that a copy of this store has finished since is taken over as accepted; those that are
    not known here at all are counted. Once all is read, a restored store may send again.

    Raises:
        DeliveryError: The centre did not answer as it should; what came before is settled.
    """
    key = _pinned_key(store, client, patience)
    report.receipts = key is not None
    if key is None:
        return
    if _read_all(store, client, station_key, key, now, patience, report, on_settled):
        store.note_asked()


def _read_all(
    store: Store,
    client: CentreClient,
    station_key: str,
    key: str,
    now: Callable[[], datetime],
    patience: Patience,
    report: DeliveryReport,
    on_settled: OnSettled,
) -> bool:
    """Read page after page; False when this server gives no receipts after all."""
    # A centre with another key starts its numbering anew.
    cursor = store.receipts_cursor(key)
    all_genuine = True
    while True:
        page = client.receipts(station_key, after=cursor, limit=_PAGE, patience=patience)
        if page is None:
            return False
        unknown = set()
        for receipt in page.receipts:
            if not verify_receipt(receipt, key):
                all_genuine = False
                _refuse(store, receipt, report)
            elif not _settle(store, receipt, now(), report, on_settled):
                unknown.add(receipt.record)
        if not page.receipts or page.cursor is None or page.cursor == cursor:
            return True
        cursor = page.cursor
        if all_genuine:
            store.put_receipts_cursor(key, cursor, unknown=len(unknown))


def _pinned_key(store: Store, client: CentreClient, patience: Patience) -> str | None:
    kept = store.secret(RECEIPT_KEY)
    if kept is not None:
        return kept.decode()
    key = client.receipt_key(patience=patience)
    if key is not None:
        store.put_secret(RECEIPT_KEY, key.encode())
        log.info("receipt_key_pinned")
    return key


def _refuse(store: Store, receipt: Receipt, report: DeliveryReport) -> None:
    store.note_unanswered(
        receipt.record, code="RECEIPT_FORGED", text="the receipt is not signed by the centre's key"
    )
    report.note("RECEIPT_FORGED", receipt.record)


def _settle(
    store: Store, receipt: Receipt, at: datetime, report: DeliveryReport, on_settled: OnSettled
) -> bool:
    """Apply a receipt; False when it speaks of a record that is not known here."""
    try:
        with store.together():
            fresh = store.settle(receipt, at=at)
            found = "known" if fresh else store.adopt(receipt, at=at)
            if fresh:
                rejected = receipt.verdict == "rejected"
                on_settled(receipt.record, "rejected" if rejected else "accepted")
            elif found == "adopted":
                on_settled(receipt.record, "adopted")
    except RowError as error:
        # Signed by the centre, but about other bytes or too late to change anything.
        report.note(error.code, receipt.record)
        return True
    if fresh or found == "adopted":
        log.info("receipt_settled", record=receipt.record, verdict=receipt.verdict, found=found)
        report.accepted += receipt.verdict != "rejected"
        report.rejected += receipt.verdict == "rejected"
    return found != "unknown"
