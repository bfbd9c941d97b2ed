"""Enrolling a desk with its centre: one scanned code, and each trusts the other from then on."""

import base64
import json
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from station_core.audit import AuditTrail, recipient_mark
from station_core.clock import Clock, local_now
from station_core.errors import DeskError
from station_core.roles import Act
from station_core.settings import Settings, load_settings, save_settings
from station_core.settings_watch import keep_settings
from station_core.signin import Session
from station_queue import Store
from station_queue.centre_keys import AUTHORITY, TOKEN, move_to, pin, receipt_keys, recipient
from station_queue.client import CentreClient, authority_digest, fetch_authority
from station_queue.line import ALWAYS_UP, Network
from station_queue.packet import EnrolmentCode, EnrolmentRequest, card_holds
from station_queue.patience import Patience

_ASKED: Final = "enrolment_asked"
"""The secret under which a station asked to be known: an answer that was lost is asked for again
with the same one."""
_TOKEN_BYTES: Final = 32


class Enrolled(NamedTuple):
    """What a desk belongs to now."""

    centre: str
    """Address of the centre."""
    recipient: str
    """The age recipient it seals for."""
    ca_sha256: str | None
    """SHA-256 of the authority it trusts, hex; None for http."""


def enrol_desk(
    session: Session,
    code: EnrolmentCode,
    *,
    force: bool = False,
    network: Network = ALWAYS_UP,
    now: Clock = local_now,
    stop: Callable[[], bool] = lambda: False,
    deadline: float = 60.0,
) -> Enrolled:
    """Make this desk known at a centre, and the centre the one it sends to.

    It may be cut off anywhere: done again with the same code, it ends where it would have.

    Args:
        session: Of a technician.
        code: What was scanned.
        force: Leave another centre although packets sealed for it wait.
        network: This machine's.
        now: Aware time.
        stop: True gives it up.
        deadline: Seconds it may take.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        DeskError: CENTRE_OTHER, with how many records wait; FOLDER_UNUSABLE, SIGNING_KEY_MISSING.
        QueueError: The line failed, who answers is not the scanned centre, or it refuses (ENROL_*).
    """
    session.require(Act.DEVICES)
    patience = Patience.of(deadline, stop)
    with session.open_store() as store:
        if not force:
            _require_none_left(store, session.settings, code)
        authority = None
        if code.ca_sha256 is not None:
            authority = fetch_authority(
                code.url, code.ca_sha256, patience=patience, network=network
            )
        token = _token(store, code)
        request = EnrolmentRequest.make(
            token=code.token,
            station_token=token,
            desk=session.settings.desk.code,
            station_key=session.station_key(store),
            signing_key=session.signing_key(store),
        )
        with CentreClient(code.url, ca=authority, network=network) as client:
            client.enrol(request, patience=patience)
            card, keys = client.card(patience=patience), receipt_keys(store)
        same = card is not None and keys is not None and card_holds(card, keys.present)
        _keep(session, store, code, authority=authority, token=token, same=same, now=now)
    return Enrolled(code.url, code.recipient, code.ca_sha256)


def _require_none_left(store: Store, settings: Settings, code: EnrolmentCode) -> None:
    """Refuse to leave packets behind that the new centre cannot open, or not answer for."""
    keys = receipt_keys(store)
    if keys is None:
        same = code.recipient == settings.centre.recipient
    else:
        same = code.receipt_key in {keys.present, *keys.past}
    left = _left(store)
    if left and not same:
        raise DeskError("CENTRE_OTHER", "another centre has not answered all", waiting=left)


def _left(store: Store) -> int:
    """How many records the centre has not answered yet."""
    totals = store.totals()
    return totals.waiting + totals.sending + totals.delivered


def _token(store: Store, code: EnrolmentCode) -> str:
    """The secret this station will name itself with; on the disk before anybody is told."""
    mark = sha256(code.token.encode()).hexdigest()
    kept = store.secret(_ASKED)
    if kept:
        asked: dict[str, str] = json.loads(kept)
        if asked["code"] == mark:
            return asked["token"]
    token = base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).rstrip(b"=").decode()
    store.put_secret(_ASKED, json.dumps({"code": mark, "token": token}).encode())
    return token


def _keep(
    session: Session,
    store: Store,
    code: EnrolmentCode,
    *,
    authority: str | None,
    token: str,
    same: bool,
    now: Clock,
) -> None:
    settings = _moved(load_settings(session.folder.settings), code)
    with store.together():
        session.require_still(store, Act.DEVICES)
        store.put_secret(AUTHORITY, (authority or "").encode())
        store.put_secret(TOKEN, token.encode())
        pin(store, code.receipt_key, vouched_for=same)
        move_to(store, code.url, code.recipient)
        AuditTrail(store, session.person.id, now).note(
            "desk_enrolled", centre=code.url, recipient=recipient_mark(code.recipient)
        )
        keep_settings(store, settings)
        store.release(at=now())
    save_settings(session.folder.settings, settings)
    # Only now: cut off before, the same code asks again with the same secret.
    store.put_secret(_ASKED, b"")


def _moved(settings: Settings, code: EnrolmentCode) -> Settings:
    centre = settings.centre.model_copy(update={"url": code.url, "recipient": code.recipient})
    return settings.model_copy(update={"centre": centre})


class CentreFacts(NamedTuple):
    """What a desk knows of its centre."""

    url: str
    is_enrolled: bool
    ca_sha256: str | None
    """SHA-256 of the authority that is trusted, hex; None for those of the system, or http."""
    recipient: str
    """The age recipient it seals for."""
    left: int
    """How many records the centre has not answered yet."""


def centre_facts(session: Session) -> CentreFacts:
    """What the desk knows of its centre, for who connects it.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        QueueError: The store cannot be read.
    """
    session.require(Act.DEVICES)
    with session.open_store() as store:
        authority, token = store.secret(AUTHORITY), store.secret(TOKEN)
        return CentreFacts(
            session.settings.centre.url,
            bool(token),
            authority_digest(authority.decode()) if authority else None,
            recipient(store, session.settings.centre.recipient),
            _left(store),
        )
