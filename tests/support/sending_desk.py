"""A desk's store with real sealed packets in it, and a clock that only a test moves."""

import json
import random
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from station_queue import Delivery, Store, uuid7
from station_queue.client import CentreClient
from station_queue.delivery import deliver_once
from station_queue.delivery_report import DeliveryReport
from station_queue.packet import generate_signing_key, public_key, seal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONGEST_WAIT = timedelta(minutes=15)


class SendingDesk:
    """Seals for one centre and sends in single passes.

    Args:
        path: Of the store.
        recipient: The centre's age recipient.
        time: What its clock says.

    Attributes:
        settled: Records the centre has answered, in the order the desk learned of it.
    """

    def __init__(self, path: Path, recipient: str, time: datetime = NOON) -> None:
        self.store = Store.create(path, secrets.token_bytes(32))
        self.time = time
        self.settled: list[str] = []
        self._recipient = recipient
        self._seed = generate_signing_key()
        self._rng = random.Random(7)

    @property
    def station_key(self) -> str:
        """Its public key, base64."""
        return public_key(self._seed)

    def now(self) -> datetime:
        """What its clock says."""
        return self.time

    def queue(self, size: int = 2_000) -> str:
        """A finished record with a portrait of so many bytes; its id."""
        self.time += timedelta(milliseconds=1)
        record = uuid7(self.time, secrets.token_bytes)
        parts = {
            "record.json": json.dumps({"record": record}).encode(),
            "portrait.jpg": secrets.token_bytes(size),
        }
        how = {"desk": "T01", "signing_key": self._seed, "recipient": self._recipient}
        sealed = seal(parts, record=record, made_at=self.time, **how)  # type: ignore[arg-type]  # both kinds of values
        self.store.start_visit(
            visit=record,
            procedure="first_issue",
            operator="op",
            day=date(2026, 11, 23),
            at=self.time,
            document="{}",
        )
        self.store.finish_visit(record, at=self.time, document="{}", sealed=sealed)
        return record

    def row(self, record: str) -> Delivery:
        """What became of a record so far."""
        return self.store.delivery(record)

    def states(self) -> list[str]:
        """Of all records, oldest first."""
        return [row.state for row in self.store.deliveries()]

    def send(
        self, client: CentreClient, *, stop: Callable[[], bool] = lambda: False
    ) -> DeliveryReport:
        """One pass."""
        return deliver_once(
            self.store,
            client,
            station_key=self.station_key,
            now=self.now,
            stop=stop,
            deadline=60.0,
            rng=self._rng,
            on_settled=lambda record, _outcome: self.settled.append(record),
        )
