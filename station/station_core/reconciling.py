"""Comparing the desk's records with the centre's, one by one: every difference has a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final, Literal, NamedTuple

from station_core.clock import Clock, local_now
from station_core.errors import CommandError
from station_core.network import NetworkWatch
from station_core.outbox import centre_client, send_due
from station_core.roles import Act
from station_core.signin import Session
from station_queue import Delivery, Store
from station_queue.client import CentreClient, RecordRow
from station_queue.ids import lowest_id
from station_queue.line import Network
from station_queue.patience import Patience

_PAGE: Final = 2_000

Kind = Literal["there_not_here", "here_not_there", "state_differs", "revision_differs"]
"""there_not_here: the centre has a packet this store knows nothing of (a lost or restored desk).
here_not_there: delivered or accepted by the desk's books, unknown at the centre.
state_differs: accepted on one side and returned on the other.
revision_differs: the same bytes as another revision."""


class Difference(NamedTuple):
    """One record on which the two do not agree, and what each says: a state or none."""

    record: str
    code: Kind
    here: str | None
    there: str | None


@dataclass(slots=True)
class Reconciliation:
    """What a comparison came to."""

    records_here: int = 0
    records_there: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether both say the same of every record."""
        return not self.differences


class _Sent(NamedTuple):
    """One packet by the desk's books; the earlier revisions of a record among them."""

    record: str
    sha256: str
    revision: int
    state: str


def reconcile(
    session: Session,
    *,
    first: date | None = None,
    last: date | None = None,
    network: Network | None = None,
    now: Clock = local_now,
    stop: Callable[[], bool] = lambda: False,
    deadline: float = 600.0,
) -> Reconciliation:
    """Compare, record by record, those that were started in a span of days.

    Receipts are fetched first, so that nothing differs only because it has not been read yet. What
    still waits here and is not known there is no difference.

    Args:
        session: Of a supervisor or a technician.
        first: First day, included; None for all.
        last: Last day, included; None for all.
        network: This machine's.
        now: Aware time.
        stop: True gives it up.
        deadline: Seconds it may take.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        CommandError: RECONCILE_NOT_GIVEN, the server is no centre.
        QueueError: The line or the store failed.
    """
    session.require(Act.RECONCILE)
    watch = network or NetworkWatch()
    send_due(session, network=watch, stop=stop, now=now, deadline=deadline, may_send=lambda: False)
    low = None if first is None else lowest_id(_midnight(first))
    high = None if last is None else lowest_id(_midnight(last + timedelta(days=1)))
    found = Reconciliation()
    with session.open_store() as store, centre_client(session, store, watch) as client:
        patience = Patience.of(deadline, stop)
        there = _there(client, session.station_key(store), low, high, patience)
        for record, mine, theirs in _side_by_side(_here(store, low, high), there):
            found.records_here += bool(mine)
            found.records_there += bool(theirs)
            found.differences += _differences(record, mine, theirs)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()


def _here(store: Store, low: str | None, high: str | None) -> Iterator[_Sent]:
    """Every packet of this desk, in the order of the records."""
    current = ((row.record, _of_delivery(row)) for row in store.deliveries())
    earlier = (
        (row.record, _Sent(row.record, row.sha256, row.revision, "rejected"))
        for row in store.returned()
    )
    for record, sent in sorted((*current, *earlier)):
        if (low is None or record >= low) and (high is None or record < high):
            yield sent


def _of_delivery(row: Delivery) -> _Sent:
    return _Sent(row.record, row.sha256, row.revision, row.state)


def _there(
    client: CentreClient,
    station_key: str,
    low: str | None,
    high: str | None,
    patience: Patience,
) -> Iterator[RecordRow]:
    """Every packet the centre has of this desk, page by page, in the order of the records."""
    after = low
    while True:
        page = client.records(station_key, after=after, limit=_PAGE, patience=patience)
        if page is None:
            raise CommandError("RECONCILE_NOT_GIVEN")
        for row in page.records:
            if high is not None and row.record >= high:
                return
            yield row
        if page.cursor is None:
            return
        after = page.cursor


def _side_by_side(
    here: Iterator[_Sent], there: Iterator[RecordRow]
) -> Iterator[tuple[str, list[_Sent], list[RecordRow]]]:
    """Both sides, one record at a time; of the centre's, a page is held at most."""
    mine = groupby(here, key=lambda each: each.record)
    theirs = groupby(there, key=lambda each: each.record)
    left, right = next(mine, None), next(theirs, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None  # noqa: S101 - one of the two is there
            yield left[0], list(left[1]), []
            left = next(mine, None)
        elif left is None or right[0] < left[0]:
            yield right[0], [], list(right[1])
            right = next(theirs, None)
        else:
            yield left[0], list(left[1]), list(right[1])
            left, right = next(mine, None), next(theirs, None)


def _differences(record: str, mine: list[_Sent], theirs: list[RecordRow]) -> Iterator[Difference]:
    told = {row.sha256: row for row in theirs}
    for sent in mine:
        row = told.pop(sent.sha256, None)
        if row is None:
            if sent.state in {"delivered", "accepted", "rejected"}:
                yield Difference(record, "here_not_there", sent.state, None)
        elif sent.state != row.state:
            yield Difference(record, "state_differs", sent.state, row.state)
        elif row.revision not in {None, sent.revision}:
            yield Difference(record, "revision_differs", str(sent.revision), str(row.revision))
    for row in told.values():
        yield Difference(record, "there_not_here", None, row.state)
