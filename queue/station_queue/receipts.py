"""Receipts: fetched by cursor, believed only when a pinned key of the centre signed them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import structlog

from station_queue import centre_keys
from station_queue.centre_keys import ReceiptKeys
from station_queue.client import CentreClient, ReceiptPage
from station_queue.delivery_errors import TemporaryError
from station_queue.delivery_report import DeliveryReport
from station_queue.errors import RowError
from station_queue.packet import CentreCard, Receipt, card_holds
from station_queue.patience import Patience
from station_queue.store import Store

log = structlog.get_logger()

_PAGE: Final = 100

Outcome = Literal["accepted", "rejected", "adopted"]
OnSettled = Callable[[str, Outcome], None]
"""Told the record and what became of it, inside the transaction that writes it down."""
OnNewKeys = Callable[[CentreCard], None]
"""Told the card by which the centre's keys were followed, inside the same kind of transaction."""


@dataclass(frozen=True, slots=True)
class Settling:
    """Where receipts are applied.

    Attributes:
        store: Of the desk.
        now: Aware time.
        report: Counts what comes of it.
        on_settled: Told each record that is settled by it.
    """

    store: Store
    now: Callable[[], datetime]
    report: DeliveryReport
    on_settled: OnSettled = lambda _record, _outcome: None

    def settle(self, receipts: Iterable[Receipt], keys: ReceiptKeys) -> tuple[bool, set[str]]:
        """Apply receipts, each in a transaction of its own.

        A record that a copy of this store has finished since is taken over as accepted.

        Returns:
            Whether all are genuine (one that is not is noted as RECEIPT_FORGED, in the report and
            on the delivery it speaks of), and the records that are not known here.
        """
        all_genuine, unknown = True, set()
        for receipt in receipts:
            if not keys.signed(receipt):
                all_genuine = False
                self._refuse(receipt)
            elif not self._apply(receipt):
                unknown.add(receipt.record)
        return all_genuine, unknown

    def _refuse(self, receipt: Receipt) -> None:
        self.store.note_unanswered(
            receipt.record,
            code="RECEIPT_FORGED",
            text="the receipt is not signed by the centre's key",
        )
        self.report.note("RECEIPT_FORGED", receipt.record)

    def _apply(self, receipt: Receipt) -> bool:
        """Apply a receipt; False when it speaks of a record that is not known here."""
        store, at = self.store, self.now()
        rejected = receipt.verdict == "rejected"
        try:
            with store.together():
                fresh = store.settle(receipt, at=at)
                found = "known" if fresh else store.adopt(receipt, at=at)
                if fresh:
                    self.on_settled(receipt.record, "rejected" if rejected else "accepted")
                elif found == "adopted":
                    self.on_settled(receipt.record, "adopted")
        except RowError as error:
            # Signed by the centre, but about other bytes or too late to change anything.
            self.report.note(error.code, receipt.record)
            return True
        if fresh or found == "adopted":
            log.info("receipt_settled", record=receipt.record, verdict=receipt.verdict, found=found)
            self.report.accepted += not rejected
            self.report.rejected += rejected
        return found != "unknown"


def settle_receipts(
    settling: Settling,
    client: CentreClient,
    *,
    station_key: str,
    patience: Patience,
    on_new_keys: OnNewKeys = lambda _card: None,
) -> bool:
    """Fetch every receipt after the kept cursor and settle the deliveries they speak of.

    A desk that is not enrolled believes the centre's key at first contact; from then on, and from
    the enrolment on, a receipt that another key signed is refused. The cursor then stays before the
    page it came with: the centre may put the true receipt in its place.

    Records that are not known here at all are counted. Once all is read, a restored store may send
    again.

    Returns:
        Whether every receipt there is has been read.

    Raises:
        DeliveryError: The centre did not answer as it should; what came before is settled.
    """
    store, report = settling.store, settling.report
    keys = centre_keys.receipt_keys(store) or _first_contact(store, client, patience)
    report.receipts = keys is not None
    if keys is None:
        return False
    all_genuine = True
    # A centre with another key that nobody vouched for starts its numbering anew.
    cursor = store.receipts_cursor(keys.present)
    while True:
        page = client.receipts(station_key, after=cursor, limit=_PAGE, patience=patience)
        if page is None:
            return False
        keys = _followed(store, page, keys, on_new_keys)
        genuine, unknown = settling.settle(page.receipts, keys)
        all_genuine = all_genuine and genuine
        if not page.receipts or page.cursor is None or page.cursor == cursor:
            store.note_asked()
            return True
        cursor = page.cursor
        if all_genuine:
            store.put_receipts_cursor(keys.present, cursor, unknown=len(unknown))


def _first_contact(store: Store, client: CentreClient, patience: Patience) -> ReceiptKeys | None:
    card = client.card(patience=patience)
    if card is None:
        return None
    if not card_holds(card, card.receipt_key):
        raise TemporaryError("CENTRE_PROTOCOL", "the centre's card is not signed by its own key")
    return centre_keys.pin(store, card.receipt_key)


def _followed(
    store: Store, page: ReceiptPage, keys: ReceiptKeys, on_new_keys: OnNewKeys
) -> ReceiptKeys:
    """The keys that hold for a page, after its card was looked at."""
    if page.centre is None:
        return keys
    with store.together():
        if centre_keys.follow(store, page.centre):
            on_new_keys(page.centre)
    return centre_keys.receipt_keys(store) or keys
