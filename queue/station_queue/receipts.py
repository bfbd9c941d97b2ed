"""Receipts: fetched by cursor, believed only when the pinned key of the centre signed them."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from station_queue.client import CentreClient, Patience
from station_queue.delivery_report import DeliveryReport
from station_queue.errors import RowError
from station_queue.packet.receipt import Receipt, verify_receipt
from station_queue.store import Store

log = structlog.get_logger()

RECEIPT_KEY: Final = "centre_receipt_key"
_PAGE: Final = 100


def settle_receipts(
    store: Store,
    client: CentreClient,
    *,
    station_key: str,
    now: Callable[[], datetime],
    patience: Patience,
    report: DeliveryReport,
) -> None:
    """Fetch every receipt after the kept cursor and settle the deliveries they speak of.

    The centre's key is believed at first contact and kept as the secret ``centre_receipt_key``;
    from then on a receipt that another key signed is refused and noted as RECEIPT_FORGED, in the
    report and on the delivery it speaks of. The cursor then stays before the page it came with:
    the centre may put the true receipt in its place.

    Raises:
        DeliveryError: The centre did not answer as it should; what came before is settled.
    """
    key = _pinned_key(store, client, patience)
    report.receipts = key is not None
    if key is None:
        return
    # A centre with another key starts its numbering anew.
    mark = f"receipts_cursor:{key}"
    cursor = store.mark(mark)
    all_genuine = True
    while True:
        page = client.receipts(station_key, after=cursor, limit=_PAGE, patience=patience)
        if page is None or not page.receipts:
            return
        for receipt in page.receipts:
            if verify_receipt(receipt, key):
                _settle(store, receipt, now(), report)
            else:
                all_genuine = False
                _refuse(store, receipt, report)
        if page.cursor is None or page.cursor == cursor:
            return
        cursor = page.cursor
        if all_genuine:
            store.put_mark(mark, cursor)


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


def _settle(store: Store, receipt: Receipt, at: datetime, report: DeliveryReport) -> None:
    try:
        fresh = store.settle(receipt, at=at)
    except RowError as error:
        # Signed by the centre, but about other bytes or too late to change anything.
        report.note(error.code, receipt.record)
        return
    if fresh:
        log.info("receipt_settled", record=receipt.record, verdict=receipt.verdict)
        report.accepted += receipt.verdict == "accepted"
        report.rejected += receipt.verdict == "rejected"
