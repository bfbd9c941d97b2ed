"""The queue of a desk as its people ask of it: what waits, where a record is, send now."""

from typing import Final

from station_core.clock import Clock
from station_core.roles import Act
from station_core.signin import Session
from station_queue import Delivery, DeliveryState, FoundVisit, Store
from station_queue.delivery_errors import LINK_CODES

FOUND_MOST: Final = 50  # who has to read more of them types more of the name


class DeskQueue:
    """Packets and visits at one desk, for whoever sits there.

    Every method raises NotAllowedError NOT_ALLOWED to who has no role for it.
    """

    def __init__(self, store: Store, session: Session, now: Clock) -> None:
        self._store = store
        self._session = session
        self._now = now

    def deliveries(self, state: DeliveryState | None = None) -> list[Delivery]:
        """Packets and where they are, oldest first."""
        self._session.require(Act.QUEUE)
        return self._store.deliveries(state)

    def page(self, first: int, limit: int) -> list[Delivery]:
        """A stretch of the waiting list: what a person has to look at first, newest first."""
        self._session.require(Act.QUEUE)
        return self._store.deliveries_page(first, limit)

    def delivery(self, record: str) -> Delivery:
        """Where the packet of one record is, and the centre's last word on it."""
        self._session.require(Act.QUEUE)
        return self._store.delivery(record)

    def find(self, text: str, limit: int = FOUND_MOST) -> list[FoundVisit]:
        """Citizens' visits by name or number, the one started last first; see `Store.find`."""
        self._session.require(Act.FIND)
        return self._store.find(text, limit)

    def send_now(self) -> int:
        """Make everything that waits due at once; returns how many."""
        self._session.require(Act.QUEUE)
        return self._store.release(at=self._now())

    def link_up(self) -> int:
        """A network has come up: what waits for one is due; returns how many."""
        return self._store.release(at=self._now(), codes=LINK_CODES)

    def recover(self) -> int:
        """Put back what was being sent when a program died; for the holder of the desk's lock."""
        return self._store.recover(at=self._now())
