"""The centre's keys as the desk knows them: pinned once, followed only by what they vouch for."""

import json
from dataclasses import dataclass
from typing import Final

import structlog

from station_queue.packet import CentreCard, Receipt, card_holds, verify_receipt
from station_queue.store import Store

log = structlog.get_logger()

RECEIPT_KEY: Final = "centre_receipt_key"
PAST_KEYS: Final = "centre_receipt_keys_past"
CARD: Final = "centre_card"
TOKEN: Final = "station_token"  # noqa: S105 - the name of a secret
AUTHORITY: Final = "centre_ca"
PLACE: Final = "centre_place"
"""Where the token counts: address and age recipient. Settings that were read before the desk was
enrolled, or that a power cut kept from being written, still name another centre."""


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """Whose receipts count: the present key of the centre and those it has followed."""

    present: str
    past: tuple[str, ...] = ()

    def signed(self, receipt: Receipt) -> bool:
        """Whether one of them has signed this receipt."""
        return any(verify_receipt(receipt, key) for key in (self.present, *self.past))


def receipt_keys(store: Store) -> ReceiptKeys | None:
    """The pinned keys; None before the first contact."""
    present, past = store.secret(RECEIPT_KEY), store.secret(PAST_KEYS)
    if present is None:
        return None
    return ReceiptKeys(present.decode(), tuple(json.loads(past or b"[]")))


def pin(store: Store, key: str, *, vouched_for: bool = False) -> ReceiptKeys:
    """Believe this receipt key from now on.

    Args:
        store: Of the desk.
        key: The key, base64.
        vouched_for: Whether it is of the same centre as the one before; what earlier keys have
            signed goes on to count then, and else no more.
    """
    keys = receipt_keys(store) if vouched_for else None
    past = [] if keys is None else [one for one in (keys.present, *keys.past) if one != key]
    with store.together():
        store.put_secret(RECEIPT_KEY, key.encode())
        store.put_secret(PAST_KEYS, json.dumps(past).encode())
    log.info("receipt_key_pinned")
    return ReceiptKeys(key, tuple(past))


def follow(store: Store, card: CentreCard) -> bool:
    """Take over the keys of a card that the pinned key signed or endorsed; True if any is new.

    Only an enrolled desk follows the recipient, too: one that met its receipt key on an open line
    knows the centre by the recipient a technician gave it, and by nothing that came over that line.
    """
    keys = receipt_keys(store)
    if keys is None or not card_holds(card, keys.present):
        return False
    is_enrolled = bool(store.secret(TOKEN))
    fresh_key = card.receipt_key != keys.present
    if not (fresh_key or (is_enrolled and _is_news(_card(store), card))):
        return False
    with store.together():
        if fresh_key:
            _replace(store, keys, card.receipt_key)
        if is_enrolled:
            store.put_secret(CARD, card.model_dump_json().encode())
    log.info("centre_keys_followed")
    return True


def _is_news(before: CentreCard | None, card: CentreCard) -> bool:
    """Whether a card by the same receipt key names another recipient, and is no older one."""
    if before is None:
        return True
    return card.issued_at > before.issued_at and card.recipient != before.recipient


def _replace(store: Store, keys: ReceiptKeys, present: str) -> None:
    """Believe a key that the one before vouched for; receipts go on where they were read to."""
    cursor = store.receipts_cursor(keys.present)
    store.put_secret(RECEIPT_KEY, present.encode())
    store.put_secret(PAST_KEYS, json.dumps([keys.present, *keys.past]).encode())
    if cursor is not None:
        store.put_receipts_cursor(present, cursor, unknown=0)


def recipient(store: Store, given: str) -> str:
    """Whom to seal for: by the centre's last believed card, else as enrolled, else as given."""
    card, place = _card(store), _place(store)
    if card is not None:
        return card.recipient
    return given if place is None else place["recipient"]


def belongs_at(store: Store, address: str) -> bool:
    """Whether what this desk was given by its centre may be shown at this address."""
    place = _place(store)
    return place is None or place["address"] == address


def move_to(store: Store, address: str, recipient: str) -> None:
    """Belong to this centre from now on, and seal for it; a card of before counts no more."""
    told = {"address": address, "recipient": recipient}
    store.put_secret(PLACE, json.dumps(told).encode())
    store.put_secret(CARD, b"")


def _place(store: Store) -> dict[str, str] | None:
    kept = store.secret(PLACE)
    return json.loads(kept) if kept else None


def _card(store: Store) -> CentreCard | None:
    kept = store.secret(CARD)
    return CentreCard.model_validate_json(kept) if kept else None
