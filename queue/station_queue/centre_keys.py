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
    """Whom to seal for: as the centre's last believed card says, else as the settings do."""
    card = _card(store)
    return given if card is None else card.recipient


def forget_card(store: Store) -> None:
    """Seal for whom the settings name: they were changed to another centre or key."""
    store.put_secret(CARD, b"")


def _card(store: Store) -> CentreCard | None:
    kept = store.secret(CARD)
    return CentreCard.model_validate_json(kept) if kept else None
