"""The values that go in and out of the store."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal, Self

VisitState = Literal["in_progress", "finished", "cancelled"]
DeliveryState = Literal["waiting", "sending", "delivered", "accepted", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many visits there are and where each of them is now.

    ``created`` is counted on its own, so that ``adds_up`` compares two independent counts.
    """

    created: int
    in_progress: int
    waiting: int
    sending: int
    delivered: int
    accepted: int
    rejected: int
    cancelled: int

    @property
    def adds_up(self) -> bool:
        """Whether every visit that was ever created is in exactly one of the other columns."""
        return self.created == sum(self.as_dict().values()) - self.created

    def as_dict(self) -> dict[str, int]:
        """The eight figures by name, ``created`` first."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __add__(self, other: Self) -> Self:
        mine, theirs = self.as_dict(), other.as_dict()
        return type(self)(**{name: mine[name] + theirs[name] for name in mine})


NOTHING_YET = Totals(
    created=0,
    in_progress=0,
    waiting=0,
    sending=0,
    delivered=0,
    accepted=0,
    rejected=0,
    cancelled=0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One visit as it was last saved.

    Attributes:
        visit: UUIDv7 of the visit and of the record it becomes.
        state: Where the visit stands.
        procedure: Code of the catalogue.
        operator: Id of the person who started it.
        day: Report day, by the cut-off hour of the desk.
        started_at: Aware, UTC.
        saved_at: Aware, UTC; time of the last change.
        revision: 1, and one more each time the centre has returned the record.
        document: JSON text of the visit, owned by the caller; empty once cancelled. It is personal,
            so it stays out of ``repr`` and thereby out of logs.
    """

    visit: str
    state: VisitState
    procedure: str
    operator: str
    day: date
    started_at: datetime
    saved_at: datetime
    revision: int
    document: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentVisit(VisitRow):
    """A visit together with the state of its delivery, if it has one."""

    delivery: DeliveryState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundVisit:
    """What tells a found visit from others and says where it is.

    Attributes:
        visit: As of VisitRow, like the six below it.
        delivery: State of its delivery, if it has one.
        name: The citizen's name; None while unknown, and once it is erased.
        citizen: The ID number, as far as it is known.
    """

    visit: str
    state: VisitState
    procedure: str
    operator: str
    day: date
    started_at: datetime
    saved_at: datetime
    delivery: DeliveryState | None
    name: str | None = field(repr=False)
    citizen: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One sealed packet on its way to the centre.

    Attributes:
        record: Id of the record, equal to that of its visit.
        state: Where the packet is.
        attempts: How often sending was begun.
        barren: How many of them, the last ones, got the server no further.
        next_attempt: Earliest time of the next attempt; None is held until released, or not
            waiting at all.
        offset: Bytes the server has acknowledged.
        size: Bytes of the sealed packet; 0 where it was sealed by a copy of this store since.
        sha256: Lower-case hex digest of the sealed packet.
        upload_url: Address of the upload begun at the server, for resuming.
        revision: Which revision of the record it is.
        code: Code of the last answer or error.
        text: Its text, as it came.
        field: The form field or part that the reason of a rejection is about, if it is about one.
        handed_over_at: Aware, UTC; when it was last copied to a stick; None if never.
        queued_at: Aware, UTC.
        changed_at: Aware, UTC; time of the last change of state.
    """

    record: str
    state: DeliveryState
    attempts: int
    barren: int
    next_attempt: datetime | None
    offset: int
    size: int
    sha256: str
    upload_url: str | None
    revision: int
    code: str | None
    text: str | None
    field: str | None
    handed_over_at: datetime | None
    queued_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An earlier revision of a record, and why the centre has returned it.

    Attributes:
        record: Id of the record.
        revision: Which revision.
        sha256: Lower-case hex digest of its sealed packet.
        code: Code of the rejection.
        text: Its reason in words, as it came.
        field: The form field or part it is about, if it is about one.
        returned_at: Aware, UTC; when the desk learned of it.
    """

    record: str
    revision: int
    sha256: str
    code: str | None
    text: str | None = field(repr=False)
    field: str | None
    returned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in at this desk.

    Attributes:
        id: UUIDv7 of the person.
        name: Name to sign in with.
        roles: Any of operator, supervisor, technician.
        active: False for who may not sign in any more.
    """

    id: str
    name: str = field(repr=False)
    roles: frozenset[str]
    active: bool = True
