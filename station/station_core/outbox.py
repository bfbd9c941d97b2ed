"""Delivery as the desk sees it: passes over what is due, each with a store connection of its own.

A pass runs beside the desk's own work: it opens the store for itself, so it may run in another
thread or another program's step without sharing a connection.
"""

import random
import time
from collections.abc import Callable

from station_core.audit import DESK, AuditTrail
from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.clock_watch import keep_date
from station_core.signin import Session
from station_queue.client import CentreClient
from station_queue.delivery import OnProgress, deliver_once, deliver_until_empty
from station_queue.delivery_report import DeliveryReport

PASS_S = 600.0
"""Seconds one pass may take before the next begins anew."""


def send_due(
    session: Session,
    *,
    stop: Callable[[], bool] = lambda: False,
    on_progress: OnProgress = lambda _record, _sent, _size: None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    deadline: float = PASS_S,
) -> DeliveryReport:
    """One pass: fetch receipts, then send everything that is due, oldest first.

    Raises:
        QueueError: the store cannot be read or written; trouble on the line is in the report.
    """
    how = {"stop": stop, "on_progress": on_progress, "deadline": deadline}
    return _deliver(session, deliver_once, now, boot, **how)


def send_until_empty(
    session: Session,
    *,
    stop: Callable[[], bool] = lambda: False,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    deadline: float,
) -> DeliveryReport:
    """Passes until nothing is left that may be tried, or until `deadline` seconds are over.

    Raises:
        QueueError: the store cannot be read or written; trouble on the line is in the report.
    """
    how = {"stop": stop, "deadline": deadline, "wait": time.sleep}
    return _deliver(session, deliver_until_empty, now, boot, **how)


def _deliver(
    session: Session,
    deliver: Callable[..., DeliveryReport],
    now: Clock,
    boot: Callable[[], Boot],
    **how: object,
) -> DeliveryReport:
    url = session.settings.centre.url
    with (
        session.open_store() as store,
        CentreClient(url, clock=lambda: boot().seconds) as client,
    ):
        trail = AuditTrail(store, DESK, now, boot)
        report = deliver(
            store,
            client,
            station_key=session.station_key(store),
            now=now,
            rng=random.Random(),
            on_settled=lambda record, outcome: trail.note(f"record_{outcome}", record),
            **how,
        )
        keep_date(store, report.date, boot())
        return report
