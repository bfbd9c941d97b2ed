"""What passes over the queue came to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import structlog

from station_queue.centre_date import CentreDate
from station_queue.reach import Reach

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not work: a code, and the record it is about if it is about one."""

    code: str
    record: str | None = None


@dataclass(slots=True)
class DeliveryReport:
    """What one or several passes came to.

    Attributes:
        sent: Packets of which the centre acknowledged the last byte.
        accepted: Records that became accepted.
        rejected: Records that became rejected.
        waiting: Records that wait now, held ones included.
        bytes: Bytes of packets handed to the connection, those lost in a cut included.
        failures: What did not work, in order.
        retry_at: Not before this time should another pass be made, because the centre as a
            whole was in trouble; None when there is no such reason.
        reach: How far the last request came.
        receipts: Whether this server gives receipts; None when it was not asked.
        date: What the centre said of the time; None when it did not answer.
    """

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    waiting: int = 0
    bytes: int = 0
    failures: list[Failure] = field(default_factory=list)
    retry_at: datetime | None = None
    reach: Reach = Reach.UNKNOWN
    receipts: bool | None = None
    date: CentreDate | None = None

    def note(self, code: str, record: str | None = None) -> None:
        """Write down, here and in the log, something that did not work."""
        log.info("delivery_failed", code=code, record=record)
        self.failures.append(Failure(code, record))

    def add(self, later: Self) -> None:
        """Take in the report of a later pass."""
        self.sent += later.sent
        self.accepted += later.accepted
        self.rejected += later.rejected
        self.bytes += later.bytes
        self.failures += later.failures
        self.waiting = later.waiting
        self.retry_at = later.retry_at
        self.reach = later.reach
        self.receipts = self.receipts if later.receipts is None else later.receipts
        self.date = later.date or self.date
