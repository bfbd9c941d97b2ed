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
from station_queue.keyslots import KdfCost, create_slots, unlock
from station_queue.report import Report, write_csv
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
    "KdfCost",
    "KeySlotError",
    "PacketError",
    "Person",
    "QueueError",
    "RecentVisit",
    "Report",
    "ReportError",
    "RowError",
    "Store",
    "StoreError",
    "Totals",
    "VisitRow",
    "VisitState",
    "create_slots",
    "unlock",
    "uuid7",
    "write_csv",
]
