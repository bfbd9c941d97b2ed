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


def pin(store: Store, key: str) -> ReceiptKeys:
    """Believe this receipt key from now on, and no other."""
    with store.together():
        store.put_secret(RECEIPT_KEY, key.encode())
        store.put_secret(PAST_KEYS, b"[]")
    log.info("receipt_key_pinned")
    return ReceiptKeys(key)


def follow(store: Store, card: CentreCard) -> bool:
    """Take over the keys of a card that the pinned key signed or endorsed; True if any is new.

    Only for an enrolled desk: one that met its receipt key on an open line knows the centre by the
    recipient a technician gave it, and by nothing that came over that line.
    """
    keys = receipt_keys(store)
    if keys is None or store.secret(TOKEN) is None or not card_holds(card, keys.present):
        return False
    before = _card(store)
    if before is not None and card.issued_at <= before.issued_at:
        return False
    known = before is not None and before.recipient == card.recipient
    if known and card.receipt_key == keys.present:
        return False
    with store.together():
        if card.receipt_key != keys.present:
            cursor = store.receipts_cursor(keys.present)
            past = [keys.present, *keys.past]
            store.put_secret(RECEIPT_KEY, card.receipt_key.encode())
            store.put_secret(PAST_KEYS, json.dumps(past).encode())
            if cursor is not None:
                store.put_receipts_cursor(card.receipt_key, cursor, unknown=0)
        store.put_secret(CARD, card.model_dump_json().encode())
    log.info("centre_keys_followed")
    return True


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
