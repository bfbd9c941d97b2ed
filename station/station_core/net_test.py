"""Trying the line to the centre step by step: which one fails, why, and what to do about it."""

import time
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

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
from station_queue.line import Milestone, Network
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


class Tried(NamedTuple):
    """One step.

    Attributes:
        step: Which.
        ok: Whether it holds; None where that was not found out.
        ms: How long it took, where it was measured.
        code: What is wrong.
        skew_s: By so many seconds the desk's clock is ahead; of the clock only.
    """

    step: Step
    ok: bool | None
    ms: float | None = None
    code: str | None = None
    skew_s: float | None = None


def try_line(
    session: Session,
    *,
    network: Network | None = None,
    now: Clock = local_now,
    boot: Callable[[], Boot] = boot_now,
    stop: Callable[[], bool] = lambda: False,
    deadline: float = 60.0,
    on_step: Callable[[list[Tried]], None] = lambda _so_far: None,
) -> list[Tried]:
    """Try the line; every step is in the answer, in order.

    Args:
        session: Of whoever may see how records travel.
        network: This machine's.
        now: The wall clock.
        boot: The clock nobody can set.
        stop: True gives it up.
        deadline: Seconds it may take.
        on_step: Told the same list whenever more of it is known.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        StoreError: The store failed; trouble on the line is in the answer.
    """
    session.require(Act.QUEUE)
    patience = Patience.of(deadline, stop)
    watch = network or NetworkWatch()
    reached: list[Tried] = []
    with session.open_store() as store:
        try:
            with centre_client(session, store, watch, boot) as client:
                on_step(_in_order(reached, watch, {}))
                for one in _tried(session, store, client, patience, now, boot):
                    reached.append(one)
                    on_step(_in_order(reached, watch, client.milestones))
                return _in_order(reached, watch, client.milestones)
        except DeliveryError as error:
            step = _FAILED_AT.get(error.code, "centre")
            return _in_order([Tried(step, ok=False, code=error.code)], watch, {})


def _tried(
    session: Session,
    store: Store,
    client: CentreClient,
    patience: Patience,
    now: Clock,
    boot: Callable[[], Boot],
) -> Iterator[Tried]:
    """The steps that were asked of the centre itself, up to the first that fails."""
    begun = time.monotonic()
    try:
        card = client.card(patience=patience)
    except DeliveryError as error:
        yield Tried(_FAILED_AT.get(error.code, "centre"), ok=False, code=error.code)
        return
    answered = _ms(time.monotonic() - begun - sum(client.milestones.values()))
    keys = receipt_keys(store)
    if card is None or (keys is not None and not card_holds(card, keys.present)):
        code = "RECONCILE_NOT_GIVEN" if card is None else "CENTRE_KEY_OTHER"
        yield Tried("centre", ok=False, ms=answered, code=code)
        return
    yield Tried("centre", ok=True, ms=answered)
    begun = time.monotonic()
    try:
        client.receipts(
            session.station_key(store),
            after=store.receipts_cursor(card.receipt_key),
            limit=1,
            patience=patience,
        )
    except DeliveryError as error:
        yield Tried("desk", ok=False, code=error.code)
        return
    yield Tried("desk", ok=True, ms=_ms(time.monotonic() - begun))
    yield _clock(session, client.date, now, boot)


def _clock(
    session: Session, told: CentreDate | None, now: Clock, boot: Callable[[], Boot]
) -> Tried:
    if told is None:
        return Tried("clock", ok=None)
    ahead = now().timestamp() - boot().seconds - told.ahead_s
    wrong = abs(ahead) - told.uncertainty_s > session.settings.clock.skew_s
    return Tried(
        "clock", ok=not wrong, code="CLOCK_WRONG" if wrong else None, skew_s=round(ahead, 1)
    )


_FAILED_AT: Final[dict[str, Step]] = {
    "NO_LINK": "network",
    "CENTRE_ADDRESS_WRONG": "name",
    "NAME_UNKNOWN": "name",
    "CENTRE_UNREACHABLE": "connection",
    "CENTRE_CA_WRONG": "certificate",
    "CERT_UNTRUSTED": "certificate",
    "CERT_NAME": "certificate",
    "CERT_TIME": "certificate",
    "NOT_ENROLLED": "certificate",
}
"""At which step a request that failed with this code had arrived, or would have."""


def _in_order(
    reached: list[Tried], network: Network, milestones: dict[Milestone, float]
) -> list[Tried]:
    """All steps, in order; of those that were not asked about, what the line itself has seen."""
    known = {each.step: each for each in reached}
    known.setdefault("network", Tried("network", ok=network.up or None))
    for step, seconds in milestones.items():
        known.setdefault(step, Tried(step, ok=True, ms=_ms(seconds)))
    return [known.get(step, Tried(step, ok=None)) for step in STEPS]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
