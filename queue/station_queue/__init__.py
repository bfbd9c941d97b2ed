"""The encrypted store, sealed packets, and their way to the centre."""

from station_queue.errors import (
    DeliveryError,
    DiskFullError,
    KeySlotError,
    PacketError,
    QueueError,
    ReportError,
    RowError,
    StoreError,
)
from station_queue.ids import uuid7
from station_queue.rows import (
    Delivery,
    DeliveryState,
    Person,
    RecentVisit,
    Totals,
    VisitRow,
    VisitState,
)
from station_queue.store import Store

__all__ = [
    "Delivery",
    "DeliveryError",
    "DeliveryState",
    "DiskFullError",
    "KeySlotError",
    "PacketError",
    "Person",
    "QueueError",
    "RecentVisit",
    "ReportError",
    "RowError",
    "Store",
    "StoreError",
    "Totals",
    "VisitRow",
    "VisitState",
    "uuid7",
]
