"""Trying the line to the centre step by step: which one fails, why, and what to do about it."""

import time
from collections.abc import Callable
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.network import NetworkWatch
from station_core.outbox import centre_client
from station_core.roles import Act
from station_core.signin import Session
from station_queue import DeliveryError, Store
from station_queue.centre_date import CentreDate
from station_queue.centre_keys import receipt_keys
from station_queue.client import CentreClient
from station_queue.line import Network
from station_queue.packet import card_holds
from station_queue.patience import Patience

Step = Literal["network", "name", "connection", "certificate", "centre", "desk", "clock"]
STEPS: Final[tuple[Step, ...]] = (
    "network",
    "name",
    "connection",
    "certificate",
    "centre",
    "desk",
    "clock",
)

# At which step a request that failed with this code had arrived.
_FAILED_AT: Final[dict[str, Step]] = {
    "NO_LINK": "network",
    "NAME_UNKNOWN": "name",
    "CENTRE_ADDRESS_WRONG": "name",
    "CENTRE_UNREACHABLE": "connection",
    "CENTRE_CA_WRONG": "certificate",
    "CERT_UNTRUSTED": "certificate",
    "CERT_TIME": "certificate",
}


class Tried(NamedTuple):
    """One step.

    Attributes:
        step: Which.
        ok: Whether it holds; None where an earlier one failed, or there is nothing to try.
        ms: How long its request took; None where none is its own.
        code: What is wrong.
    """

    step: Step
    ok: bool | None
    ms: float | None = None
    code: str | None = None


def try_line(
    session: Session,
    *,
    network: Network | None = None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    stop: Callable[[], bool] = lambda: False,
    deadline: float = 60.0,
) -> list[Tried]:
    """Try the line; every step is in the answer, in order.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        StoreError: The store failed; trouble on the line is in the answer.
    """
    session.require(Act.QUEUE)
    patience = Patience.of(deadline, stop)
    watch = network or NetworkWatch()
    with session.open_store() as store:
        try:
            with centre_client(session, store, watch, boot) as client:
                return _in_order(_tried(session, store, client, patience, now, boot))
        except DeliveryError as error:
            return _in_order([_failure(error.code, "name")])


def _tried(
    session: Session,
    store: Store,
    client: CentreClient,
    patience: Patience,
    now: Clock,
    boot: Callable[[], Boot],
) -> list[Tried]:
    """The steps that were reached, each with what came of it."""
    begun = time.monotonic()
    try:
        card = client.card(patience=patience)
    except DeliveryError as error:
        return [_failure(error.code, "centre")]
    keys = receipt_keys(store)
    if card is None or (keys is not None and not card_holds(card, keys.present)):
        code = "RECONCILE_NOT_GIVEN" if card is None else "CENTRE_KEY_OTHER"
        return [Tried("centre", ok=False, ms=_ms(begun), code=code)]
    secured = urlsplit(session.settings.centre.url).scheme == "https"
    reached = [
        Tried("certificate", ok=True if secured else None),
        Tried("centre", ok=True, ms=_ms(begun)),
    ]
    begun = time.monotonic()
    try:
        client.receipts(
            session.station_key(store),
            after=store.receipts_cursor(card.receipt_key),
            limit=1,
            patience=patience,
        )
    except DeliveryError as error:
        return [*reached, _failure(error.code, "desk")]
    reached.append(Tried("desk", ok=True, ms=_ms(begun)))
    return [*reached, _clock(session, client.date, now, boot)]


def _clock(
    session: Session, told: CentreDate | None, now: Clock, boot: Callable[[], Boot]
) -> Tried:
    if told is None:
        return Tried("clock", ok=None)
    here, since = now().timestamp(), boot().seconds
    wrong = abs(here - since - told.ahead_s) - told.uncertainty_s > session.settings.clock.skew_s
    return Tried("clock", ok=not wrong, code="CLOCK_WRONG" if wrong else None)


def _failure(code: str, otherwise: Step) -> Tried:
    return Tried(_FAILED_AT.get(code, otherwise), ok=False, code=code)


def _in_order(reached: list[Tried]) -> list[Tried]:
    """All steps: those before one that was reached hold, those behind a failure are not known."""
    known = {each.step: each for each in reached}
    failed = next((STEPS.index(each.step) for each in reached if each.ok is False), len(STEPS))
    return [
        known.get(step, Tried(step, ok=True if number < failed else None))
        for number, step in enumerate(STEPS)
    ]


def _ms(begun: float) -> float:
    return round((time.monotonic() - begun) * 1000, 1)
