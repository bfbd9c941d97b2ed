"""Delivery: what waits goes to the centre, and what the centre said comes back."""

import math
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

import structlog

from station_queue.centre_keys import RECEIPT_KEY
from station_queue.client import CentreClient
from station_queue.deliveries import LONGEST_WAIT
from station_queue.delivery_errors import (
    IN_BETWEEN_CODES,
    LINK_CODES,
    STATION_CODES,
    PermanentError,
    StoppedError,
    TemporaryError,
    UploadGoneError,
)
from station_queue.delivery_report import DeliveryReport
from station_queue.errors import DeliveryError, QueueError, RowError, StoreError
from station_queue.patience import Patience
from station_queue.receipts import OnNewKeys, OnSettled, Settling, settle_receipts
from station_queue.rows import Delivery
from station_queue.store import Store

log = structlog.get_logger()

BACKOFF_BASE_S: Final = 5.0
BACKOFF_CAP_S: Final = LONGEST_WAIT.total_seconds()
_CHUNK_BYTES: Final = 64 * 1024
# How often one packet is taken up again in one pass without the server having got any further.
_BARREN_TRIES: Final = 3
# A centre that is in trouble with this many packets one after the other is left alone for a while.
_TROUBLES_IN_A_ROW: Final = 3
# After these the same packet can go on at once, from the offset the server names.
_RESUMABLE: Final = frozenset({"LINK_CUT", "UPLOAD_OUT_OF_STEP", "UPLOAD_GONE", "CENTRE_TIMEOUT"})
# These are about the way to the centre or the desk's standing with it, not about the packet that
# met them. (A packet over which alone the centre takes too long, or breaks off, holds up no other.)
_CENTRE_WIDE: Final = (
    (LINK_CODES - {"CENTRE_TIMEOUT", "LINK_CUT"})
    | IN_BETWEEN_CODES
    | STATION_CODES
    | {"CENTRE_BUSY", "RECEIPTS_FIRST"}
)
# Where the receipts meet one of these, packets need not be tried. Anything else may be about the
# receipts alone: sending shows by itself whether a centre is there.
_BEFORE_PACKETS: Final = _CENTRE_WIDE | {"CENTRE_TIMEOUT", "CENTRE_REFUSED_AUTH", "STOPPED"}
_NOT_LET_IN: Final = STATION_CODES | {"CENTRE_REFUSED_AUTH"}
# The mark that not even the receipts were given to this desk.
_SHUT_OUT: Final = "shut_out"
_ANSWER_WITHIN: Final = timedelta(minutes=30)
"""What was delivered and not answered so long is sent again, after all else: the centre has lost
it, or answers with the receipt that it gave before."""
_UNANSWERED: Final = "RECEIPT_MISSING"
_MOST_DOUBLINGS: Final = 6

OnProgress = Callable[[str, int, int], None]


def deliver_once(
    store: Store,
    client: CentreClient,
    *,
    station_key: str,
    now: Callable[[], datetime],
    stop: Callable[[], bool],
    deadline: float,
    rng: random.Random,
    on_progress: OnProgress = lambda _record, _sent, _size: None,
    on_settled: OnSettled = lambda _record, _outcome: None,
    on_new_keys: OnNewKeys = lambda _card: None,
    may_send: Callable[[], bool] = lambda: True,
) -> DeliveryReport:
    """Make one pass: fetch receipts, send what is due, fetch receipts. No waiting inside.

    For the holder of the desk's lock, one pass at a time: a packet found "sending" at the start
    is one that an earlier pass could not put back, and is sent now. (The desk may sign out and
    in while a pass ends, so a row that changes under it is no error.)

    A store that was restored from a backup sends nothing before all receipts were read once: the
    centre may have what still waits here.

    Args:
        store: Opened in this thread.
        client: The centre.
        station_key: This station's public key (base64), the one its packets are signed with.
        now: Aware time.
        stop: True ends the pass; what was being sent goes on from there the next time.
        deadline: Seconds the pass may take, not negative.
        rng: Source of the jitter.
        on_progress: Told (record, bytes handed to the connection, size) while sending.
        on_settled: Told each record the centre has answered, and ``accepted``, ``rejected`` or
            ``adopted`` (finished by a copy of this store), inside the transaction that writes it.
        on_new_keys: Told the card by which the centre's keys were followed, likewise.
        may_send: Asked before each packet; while it is False, receipts are fetched and no more.

    Raises:
        StoreError: The store failed; failures of the centre are in the report instead.
        ValueError: The deadline is negative or no number.
    """
    patience = Patience.of(deadline, stop)
    return _Pass(
        store,
        client,
        station_key,
        now,
        patience,
        rng,
        on_progress,
        on_settled,
        on_new_keys,
        may_send,
    ).run()


def deliver_until_empty(
    store: Store,
    client: CentreClient,
    *,
    station_key: str,
    now: Callable[[], datetime],
    stop: Callable[[], bool],
    deadline: float,
    rng: random.Random,
    wait: Callable[[float], object],
    on_progress: OnProgress = lambda _record, _sent, _size: None,
    on_settled: OnSettled = lambda _record, _outcome: None,
    on_new_keys: OnNewKeys = lambda _card: None,
    may_send: Callable[[], bool] = lambda: True,
) -> DeliveryReport:
    """Make passes until nothing is left that may be tried and every receipt is in.

    Held records are not tried; receipts are not awaited from a server that gives none.

    Args:
        store: As for ``deliver_once``, and so are the others.
        client: The centre.
        station_key: This station's public key.
        now: Aware time.
        stop: True ends the work.
        deadline: Seconds all of it may take.
        rng: Source of the jitter.
        wait: Called with the seconds until the next pass makes sense. May return early; what is
            true says that a network has come up: what waits for one is then tried at once.
        on_progress: As for ``deliver_once``.
        on_settled: As for ``deliver_once``.
        on_new_keys: As for ``deliver_once``.
        may_send: As for ``deliver_once``.

    Raises:
        StoreError, ValueError: As for ``deliver_once``.
    """
    patience = Patience.of(deadline, stop)
    total = DeliveryReport()
    poll = 1.0
    while True:
        total.add(
            _Pass(
                store,
                client,
                station_key,
                now,
                patience,
                rng,
                on_progress,
                on_settled,
                on_new_keys,
                may_send,
            ).run()
        )
        pause = _pause(store, total, now(), poll)
        if pause is None or patience.over:
            return total
        poll = min(2 * poll, 30.0)
        if wait(min(pause, patience.remaining)):
            store.release(at=now(), codes=LINK_CODES)


def backoff(attempts: int, rng: random.Random, retry_after: float | None = None) -> timedelta:
    """Exponential back-off with full jitter, at most fifteen minutes.

    Args:
        attempts: Attempts made so far that led nowhere, at least 1.
        rng: Source of the jitter.
        retry_after: Seconds of the server's Retry-After, if it gave one. They are waited in full
            up to the same fifteen minutes: a mistaken header must not silence a desk.
    """
    ceiling = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0 ** min(attempts - 1, 16))
    delay = max(rng.uniform(0.0, ceiling), retry_after or 0.0)
    # Rounded up, so that no fraction of what the server asked for is lost.
    return timedelta(milliseconds=math.ceil(min(delay, BACKOFF_CAP_S) * 1000))


def _pause(store: Store, report: DeliveryReport, now: datetime, poll: float) -> float | None:
    """Seconds until the next pass makes sense; None when there is nothing to wait for."""
    times = [row.next_attempt for row in store.deliveries("waiting") if row.next_attempt]
    if times:
        start = max(min(times), report.retry_at or min(times))
        return max(0.0, (start - now).total_seconds())
    if report.receipts is not False and store.deliveries("delivered"):
        leave = (report.retry_at - now).total_seconds() if report.retry_at else 0.0
        return max(poll, leave)
    return None


def _is_trouble(error: QueueError | None) -> bool:
    """Whether the next packet may well meet the same."""
    return isinstance(error, TemporaryError) or (
        error is not None and error.code == "CENTRE_REFUSED_AUTH"
    )


@dataclass(slots=True)
class _Pass:
    """One pass over the queue."""

    store: Store
    client: CentreClient
    station_key: str
    now: Callable[[], datetime]
    patience: Patience
    rng: random.Random
    on_progress: OnProgress
    on_settled: OnSettled
    on_new_keys: OnNewKeys
    may_send: Callable[[], bool]
    report: DeliveryReport = field(default_factory=DeliveryReport)
    after: Delivery | None = None
    """What is sent after the packet under way."""
    announced: tuple[str, str | PermanentError] | None = None
    """The record that was announced ahead, and the address of its upload or why it is refused."""

    def run(self) -> DeliveryReport:
        # The store failed in the middle of an earlier pass; no later one would look at these.
        if self.may_send() and self.store.deliveries("sending"):
            self.store.recover(at=self.now())
        # Asked even with nothing to send: the answer tells the desk that it has a link.
        if self._fetch_receipts(self.store.due(now=self.now())):
            self._send_due()
            if self.report.sent:
                self._fetch_receipts([])
        self.report.waiting = self.store.totals().waiting
        self.report.date = self.client.date
        self.report.reach = self.client.reach
        return self.report

    def _fetch_receipts(self, due: list[Delivery]) -> bool:
        """Settle what the centre has answered; False when the pass has to end here."""
        try:
            self._settle()
            self._require_asked()
        except StoppedError:
            return False
        except DeliveryError as error:
            self.report.note(error.code)
            if self.may_send():
                # The first in the queue carries the reason for all of them.
                if due and self._begin(due[0]):
                    self._back_to_waiting(due[0], error)
                self._leave_alone(error)
            return False
        return True

    def _settle(self) -> None:
        """Fetch receipts; raises DeliveryError only for what stands in the way of packets too."""
        settling = Settling(self.store, self.now, self.report, self.on_settled)
        try:
            all_read = settle_receipts(
                settling,
                self.client,
                station_key=self.station_key,
                patience=self.patience,
                on_new_keys=self.on_new_keys,
            )
        except DeliveryError as error:
            if error.code in _NOT_LET_IN and not self.store.mark(_SHUT_OUT):
                self.store.put_mark(_SHUT_OUT, "yes")
            if error.code in _BEFORE_PACKETS:
                raise
            self.report.note(error.code)
            return
        if all_read:
            self._note_let_in()
            self._send_unanswered_again()

    def _note_let_in(self) -> None:
        """What was held while the desk was not let in goes on by itself, once."""
        if self.store.mark(_SHUT_OUT):
            self.store.put_mark(_SHUT_OUT, "")
            self.store.release(at=self.now(), codes=_NOT_LET_IN)

    def _send_unanswered_again(self) -> None:
        at = self.now()
        for delivery in self.store.deliveries("delivered"):
            # Longer each time: a centre that never answers is not sent the same for ever.
            wait = _ANSWER_WITHIN * 2 ** min(max(0, delivery.attempts - 1), _MOST_DOUBLINGS)
            if delivery.code is None and delivery.changed_at <= at - wait:
                self.store.mark_unanswered(
                    delivery.record, at=at, code=_UNANSWERED, text="never answered"
                )

    def _require_asked(self) -> None:
        """A restored store learns first what the centre has, where there is a centre to tell it."""
        if self.store.asks_first and self.store.secret(RECEIPT_KEY) is not None:
            raise TemporaryError("RECEIPTS_FIRST", "not all receipts were read since the restore")

    def _send_due(self) -> None:
        troubles = 0
        # Asked again: receipts may have settled some of them.
        due = sorted(
            self.store.due(now=self.now()), key=lambda delivery: delivery.code == _UNANSWERED
        )
        for delivery, after in zip_longest(due, due[1:]):
            if self.patience.over or not self.may_send():
                return
            self.after = after
            error = self._send_one(delivery)
            troubles = troubles + 1 if _is_trouble(error) else 0
            if error is not None and (error.code in _CENTRE_WIDE or troubles >= _TROUBLES_IN_A_ROW):
                self._leave_alone(error)
                return

    def _begin(self, delivery: Delivery) -> bool:
        """Mark an attempt; False when another pass has taken the record up meanwhile."""
        try:
            self.store.mark_sending(delivery.record, at=self.now())
        except RowError:
            return False
        return True

    def _send_one(self, delivery: Delivery) -> QueueError | None:
        """Send one packet; returns what stood in the way, after writing it to the row."""
        if not self._begin(delivery):
            return None
        try:
            settled = self._upload(delivery)
        except StoppedError as error:
            self._back_to_waiting(delivery, error)
            return None
        except (DeliveryError, RowError) as error:
            self.report.note(error.code, delivery.record)
            self._back_to_waiting(delivery, error)
            return error
        except StoreError as error:
            # Damaged may be the page of this one packet; if it is more, this fails, too.
            if error.code != "STORE_DAMAGED":
                raise
            self._back_to_waiting(delivery, error)
            self.report.note(error.code, delivery.record)
            return error
        if not settled:
            # A pass beside this one may have fetched the receipt already.
            with suppress(RowError):
                self.store.mark_delivered(delivery.record, at=self.now())
        self.report.sent += 1
        log.info("packet_delivered", record=delivery.record, size=delivery.size)
        return None

    def _upload(self, delivery: Delivery) -> bool:
        """Send until the server has it all; True when a receipt has settled it meanwhile."""
        known = delivery.upload_url is not None and self.client.knows(delivery.upload_url)
        url = delivery.upload_url if known else None
        reached, tries = -1, _BARREN_TRIES
        while True:
            try:
                url, offset = self._announced(delivery) or self._resume_point(delivery, url)
                if offset > reached:
                    reached, tries = offset, _BARREN_TRIES
                self._send_from(delivery, url, offset)
            except TemporaryError as error:
                # Gone may mean taken: the centre forgets an upload once it has answered it.
                if isinstance(error, UploadGoneError) and self._settled(delivery):
                    return True
                # Waiting in vain takes long: it is worth one more try, and no two.
                tries -= 2 if error.code == "CENTRE_TIMEOUT" else 1
                if error.code not in _RESUMABLE or tries <= 0:
                    raise
                if isinstance(error, UploadGoneError):
                    url = None
                    self.store.note_upload(delivery.record, url=None)
                log.info("upload_resumed", record=delivery.record, code=error.code)
            else:
                return False

    def _announced(self, delivery: Delivery) -> tuple[str, int] | None:
        """Where a packet that was announced ahead is to be sent, asked once."""
        ahead, self.announced = self.announced, None
        if ahead is None or ahead[0] != delivery.record:
            return None
        if isinstance(ahead[1], PermanentError):
            raise ahead[1]
        return ahead[1], 0

    def _resume_point(self, delivery: Delivery, url: str | None) -> tuple[str, int]:
        """Where to go on: the upload's address and the offset the server names."""
        record, size = delivery.record, delivery.size
        if url is None:
            url = self.client.create(
                record=record,
                station_key=self.station_key,
                sha256=delivery.sha256,
                size=size,
                patience=self.patience,
            )
            self.store.note_upload(record, url=url)
            return url, 0
        offset = self.client.offset(url, size=size, patience=self.patience)
        self.store.note_offset(record, offset=offset)
        return url, offset

    def _send_from(self, delivery: Delivery, url: str, offset: int) -> None:
        record, size = delivery.record, delivery.size
        handed_over = offset

        def count(length: int) -> None:
            nonlocal handed_over
            handed_over += length
            self.report.bytes += length
            self.on_progress(record, handed_over, size)

        chunks = self.store.packet_chunks(record, offset=offset, size=_CHUNK_BYTES)
        try:
            acknowledged = self.client.send(
                url,
                chunks,
                offset=offset,
                size=size,
                patience=self.patience,
                on_sent=count,
                at_end=self._announce_next,
            )
        except PermanentError:
            # All bytes were there already; the empty request only lets a centre that could not
            # take the packet in at that time do it now. Servers that refuse it are as content.
            if offset == size:
                return
            raise
        self.store.note_offset(record, offset=acknowledged)
        if acknowledged < size:
            raise TemporaryError("LINK_CUT", "the server has not taken everything")

    def _announce_next(self) -> None:
        """Announce the next packet while the last bytes of this one travel: round trips less."""
        after = self.after
        if after is None or after.upload_url is not None or self.announced is not None:
            return
        try:
            url = self.client.create(
                record=after.record,
                station_key=self.station_key,
                sha256=after.sha256,
                size=after.size,
                patience=self.patience,
                ahead=True,
            )
            self.store.note_upload(after.record, url=url)
        except PermanentError as error:
            self.announced = (after.record, error)
        except (DeliveryError, RowError):
            return  # what stands in the way shows by itself when it is sent
        else:
            self.announced = (after.record, url)

    def _settled(self, delivery: Delivery) -> bool:
        self._settle()
        return all(row.record != delivery.record for row in self.store.deliveries("sending"))

    def _back_to_waiting(self, delivery: Delivery, error: QueueError) -> None:
        at = self.now()
        next_attempt: datetime | None = None
        if isinstance(error, StoppedError):
            next_attempt = at
        elif isinstance(error, TemporaryError):
            barren = self.store.delivery(delivery.record).barren
            next_attempt = at + backoff(max(1, barren), self.rng, error.retry_after)
        # Settled meanwhile by a pass beside this one, it waits no more.
        with suppress(RowError):
            self.store.mark_waiting(
                delivery.record,
                at=at,
                code=error.code,
                text=str(error),
                next_attempt=next_attempt,
            )

    def _leave_alone(self, error: QueueError) -> None:
        """The centre is in trouble: say when to come back; a refused desk holds what it has."""
        if isinstance(error, PermanentError):
            for delivery in self.store.due(now=self.now()):
                if self._begin(delivery):
                    self._back_to_waiting(delivery, error)
            return
        barren = max((row.barren for row in self.store.deliveries("waiting")), default=1)
        retry_after = error.retry_after if isinstance(error, TemporaryError) else None
        self.report.retry_at = self.now() + backoff(max(1, barren), self.rng, retry_after)
