"""Delivery as the desk sees it: passes over what is due, each with a store connection of its own.

A pass runs beside the desk's own work: it opens the store for itself, so it may run in another
thread or another program's step without sharing a connection.
"""

import random
from collections.abc import Callable

from station_core.audit import DESK, AuditTrail, recipient_mark
from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.clock_watch import keep_date
from station_core.network import NetworkWatch
from station_core.sending_hours import within
from station_core.signin import Session
from station_queue import Store
from station_queue.centre_keys import AUTHORITY, TOKEN, belongs_at
from station_queue.client import CentreClient
from station_queue.delivery import OnProgress, deliver_once, deliver_until_empty
from station_queue.delivery_errors import PermanentError
from station_queue.delivery_report import DeliveryReport
from station_queue.line import ALWAYS_UP, Network
from station_queue.reach import Reach

PASS_S = 600.0
"""Seconds one pass may take before the next begins anew."""


def send_due(
    session: Session,
    *,
    network: Network = ALWAYS_UP,
    stop: Callable[[], bool] = lambda: False,
    on_progress: OnProgress = lambda _record, _sent, _size: None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    deadline: float = PASS_S,
    may_send: Callable[[], bool] | None = None,
) -> DeliveryReport:
    """One pass: fetch receipts, then send everything that is due, oldest first.

    `may_send` is asked before each packet; None: in the hours that the settings name.

    Raises:
        QueueError: the store cannot be read or written; trouble on the line is in the report.
    """
    hours = session.settings.upload.hours
    how = {
        "stop": stop,
        "on_progress": on_progress,
        "deadline": deadline,
        "may_send": may_send or (lambda: within(hours, now())),
    }
    return _deliver(session, deliver_once, network, now, boot, **how)


def send_until_empty(
    session: Session,
    *,
    network: NetworkWatch | None = None,
    stop: Callable[[], bool] = lambda: False,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    deadline: float,
) -> DeliveryReport:
    """Passes until nothing is left that may be tried, or until `deadline` seconds are over.

    Raises:
        QueueError: the store cannot be read or written; trouble on the line is in the report.
    """
    watch = network or NetworkWatch()
    how = {"stop": stop, "deadline": deadline, "wait": lambda seconds: watch.wait(seconds, stop)}
    return _deliver(session, deliver_until_empty, watch, now, boot, **how)


def centre_client(
    session: Session, store: Store, network: Network, boot: Callable[[], Boot] = boot_now
) -> CentreClient:
    """The line to this desk's centre, as it was enrolled.

    Raises:
        PermanentError: CENTRE_ADDRESS_WRONG, CENTRE_CA_WRONG; CENTRE_MOVED, the settings this
            session knows name another centre than the one this desk was enrolled with.
    """
    if not belongs_at(store, session.settings.centre.url):
        raise PermanentError("CENTRE_MOVED", "the token is another centre's")
    token, authority = store.secret(TOKEN), store.secret(AUTHORITY)
    cap = session.settings.upload.kbit_s
    return CentreClient(
        session.settings.centre.url,
        token=token.decode() if token else None,
        ca=authority.decode() if authority else None,
        network=network,
        bytes_per_s=cap * 1000 / 8 if cap else None,
        clock=lambda: boot().seconds,
    )


def _deliver(
    session: Session,
    deliver: Callable[..., DeliveryReport],
    network: Network,
    now: Clock,
    boot: Callable[[], Boot],
    **how: object,
) -> DeliveryReport:
    with session.open_store() as store:
        try:
            client = centre_client(session, store, network, boot)
        except PermanentError as error:
            report = DeliveryReport(waiting=store.totals().waiting, reach=Reach.LINK)
            report.note(error.code)
            return report
        with client:
            return _passes(session, store, client, deliver, now, boot, **how)


def _passes(
    session: Session,
    store: Store,
    client: CentreClient,
    deliver: Callable[..., DeliveryReport],
    now: Clock,
    boot: Callable[[], Boot],
    **how: object,
) -> DeliveryReport:
    trail = AuditTrail(store, DESK, now, boot)
    report = deliver(
        store,
        client,
        station_key=session.station_key(store),
        now=now,
        rng=random.Random(),
        on_settled=lambda record, outcome: trail.note(f"record_{outcome}", record),
        on_new_keys=lambda card: trail.note(
            "centre_keys_followed", recipient=recipient_mark(card.recipient)
        ),
        **how,
    )
    keep_date(store, report.date, boot())
    return report
