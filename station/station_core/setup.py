"""Setting up a desk: settings, an empty encrypted store, a key slot, the signing key."""

import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from station_core.errors import DeskError, SettingsError
from station_core.folder import DeskFolder
from station_core.settings import Settings, save_settings
from station_core.signin import SIGNING_KEY
from station_queue import Person, Store
from station_queue.ids import uuid7
from station_queue.kdf import DEFAULT_COST, KdfCost
from station_queue.keyslots import create_slots, unlock
from station_queue.packet import PacketError, generate_signing_key, public_key, recipient_of

ALL_ROLES = frozenset({"operator", "supervisor", "technician"})


def set_up_desk(
    folder: DeskFolder,
    settings: Settings,
    *,
    name: str,
    password: str,
    now: datetime,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
    cost: KdfCost = DEFAULT_COST,
) -> str:
    """Make a new desk, or give one back the settings file it has lost.

    The settings are written last, so a set-up that was cut off is simply begun again. A store is
    never replaced: one that is there is completed for whoever can unlock it, with all it holds.

    Returns:
        The station's public signing key, base64.

    Raises:
        DeskError: DESK_EXISTS, DESK_IN_USE or FOLDER_UNUSABLE.
        SettingsError: NAME_INVALID or PASSWORD_SHORT.
        QueueError: SIGN_IN_WRONG when there is a store that name and password do not open, or
            the store or the slots cannot be written.
    """
    name = unicodedata.normalize("NFC", name)
    _check_person(name, password)
    _make_folder(folder.root)
    with folder.locked():
        if folder.settings.exists():
            raise DeskError("DESK_EXISTS", "this folder already holds a desk")
        if folder.store.exists():
            store = Store.open(folder.store, unlock(folder.slots, name, password))
        else:
            folder.slots.unlink(missing_ok=True)  # without a store it opens nothing
            key = randbytes(32)
            create_slots(folder.slots, name, password, key=key, cost=cost, randbytes=randbytes)
            store = Store.create(folder.store, key)
        with store:
            signing_key = _furnish(store, name, uuid7(now, randbytes))
        save_settings(folder.settings, settings)
    return public_key(signing_key)


def _furnish(store: Store, name: str, person_id: str) -> bytes:
    """Put into a store what it lacks of a first person and a signing key; returns that key."""
    if not store.people():
        store.add_person(Person(id=person_id, name=name, roles=ALL_ROLES))
    signing_key = store.secret(SIGNING_KEY)
    if signing_key is None:
        signing_key = generate_signing_key()
        store.put_secret(SIGNING_KEY, signing_key)
    return signing_key


def read_recipient(text_or_file: str) -> str:
    """The centre's age recipient, given as itself or as a recipients file.

    Raises:
        SettingsError: CENTRE_KEY_INVALID.
    """
    try:
        if text_or_file.startswith("age1"):
            return recipient_of(text_or_file)
        return recipient_of(Path(text_or_file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, PacketError) as exc:
        raise SettingsError("CENTRE_KEY_INVALID", "no age recipient, and no file with one") from exc


def _check_person(name: str, password: str) -> None:
    if not name.strip() or name != name.strip() or len(name) > 64 or not name.isprintable():
        raise SettingsError("NAME_INVALID", "a name is 1 to 64 printable characters")
    if len(password) < 8:
        raise SettingsError("PASSWORD_SHORT", "a password has at least 8 characters")


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc
