"""The encrypted store, sealed packets, and their way to the centre.

The names below are loaded when first used: the sign-in screen needs a few of them, and must not
wait for the libraries behind the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_queue.audit import AuditEntry, AuditHead, AuditRow, AuditVerdict
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
    from station_queue.kdf import KdfCost
    from station_queue.keyslots import create_slots, unlock
    from station_queue.report import Report, write_csv
    from station_queue.rows import (
        Delivery,
        DeliveryState,
        FoundVisit,
        Person,
        RecentVisit,
        Returned,
        Totals,
        VisitRow,
        VisitState,
    )
    from station_queue.store import Store

__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditRow",
    "AuditVerdict",
    "Delivery",
    "DeliveryError",
    "DeliveryState",
    "DiskFullError",
    "FoundVisit",
    "KdfCost",
    "KeySlotError",
    "PacketError",
    "Person",
    "QueueError",
    "RecentVisit",
    "Report",
    "ReportError",
    "Returned",
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

_HOMES = {
    "audit": ("AuditEntry", "AuditHead", "AuditRow", "AuditVerdict"),
    "errors": (
        "DeliveryError",
        "DiskFullError",
        "KeySlotError",
        "PacketError",
        "QueueError",
        "ReportError",
        "RowError",
        "StoreError",
    ),
    "ids": ("uuid7",),
    "kdf": ("KdfCost",),
    "keyslots": (
        "create_slots",
        "unlock",
    ),
    "report": (
        "Report",
        "write_csv",
    ),
    "rows": (
        "Delivery",
        "DeliveryState",
        "FoundVisit",
        "Person",
        "RecentVisit",
        "Returned",
        "Totals",
        "VisitRow",
        "VisitState",
    ),
    "store": ("Store",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module that holds `name` on its first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
