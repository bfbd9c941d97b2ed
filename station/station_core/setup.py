"""Setting up a desk: settings, an empty encrypted store, a key slot, the signing key."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from station_core.audit import AuditTrail, recipient_mark
from station_core.errors import DeskError, SettingsError
from station_core.folder import DeskFolder
from station_core.passwords import check_password
from station_core.roles import ALL_ROLES, Act, require
from station_core.settings import Settings, save_settings
from station_core.settings_watch import keep_settings
from station_core.signin import SIGNING_KEY, named, person_of, unlocked
from station_queue import Person, Store
from station_queue.ids import uuid7
from station_queue.kdf import KdfCost, calibrated_cost
from station_queue.keyslots import create_slots, has_recovery_slot, put_recovery_slot
from station_queue.opening import put_aside
from station_queue.packet import PacketError, generate_signing_key, public_key, recipient_of
from station_queue.recovery_code import new_recovery_code


class NewDesk(NamedTuple):
    """What is told of a desk once, when it is set up."""

    station_key: str
    """Its public signing key, base64."""
    recovery_code: str | None
    """To be printed and locked away; None where there was one already."""


def set_up_desk(
    folder: DeskFolder,
    settings: Settings,
    *,
    name: str,
    password: str,
    now: datetime,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
    cost: KdfCost | None = None,
) -> NewDesk:
    """Make a new desk, or give one back the settings file it has lost.

    The settings are written last, so a set-up that was cut off is simply begun again. A store is
    never replaced: one that is there is completed for a technician who can unlock it, with all it
    holds, and keeps its recovery code.

    Args:
        folder: Where.
        settings: Of the desk.
        name: Of its first person, who gets all roles, or of a technician of the store.
        password: Of theirs.
        now: Now.
        randbytes: Source of keys and ids.
        cost: What a try at a password costs; what takes half a second here.

    Raises:
        DeskError: DESK_EXISTS, DESK_IN_USE or FOLDER_UNUSABLE.
        SettingsError: NAME_INVALID, PASSWORD_SHORT or PASSWORD_WEAK.
        StationError: PERSON_DISABLED, PERSON_UNKNOWN and
        NotAllowedError: NOT_ALLOWED when there is a store, and this is no technician of it.
        WaitError: SIGN_IN_WAIT, and
        QueueError: SIGN_IN_WRONG when there is a store that name and password do not open, or
            the store or the slots cannot be written.
    """
    name = named(name)
    check_name(name)
    _make_folder(folder.root)
    with folder.locked():
        if folder.settings.exists():
            raise DeskError("DESK_EXISTS", "this folder already holds a desk")
        if folder.store.exists():
            key, failed = unlocked(folder, name, password)
        else:
            where, failed = settings.desk, 0
            check_password(password, (name, where.code, where.team, where.commune))
            _put_aside(folder)
            key = randbytes(32)
            cost = cost or calibrated_cost()
            create_slots(folder.slots, name, password, key=key, cost=cost, randbytes=randbytes)
            Store.create(folder.store, key).close()
        with Store.open(folder.store, key) as store:
            person = _first_person(store, name, uuid7(now, randbytes))
            require(person, Act.DEVICES)
            signing_key = _signing_key(store)
            AuditTrail(store, person.id, lambda: now).note(
                "desk_set_up",
                centre=settings.centre.url,
                recipient=recipient_mark(settings.centre.recipient),
                failed=failed,
            )
            keep_settings(store, settings)
        code = None
        if not has_recovery_slot(folder.slots):
            code = new_recovery_code(randbytes)
            put_recovery_slot(folder.slots, code, key=key, randbytes=randbytes)
        save_settings(folder.settings, settings)
    return NewDesk(public_key(signing_key), code)


def _put_aside(folder: DeskFolder) -> None:
    """Keep key slots whose store is not here: it may come back, and nothing else opens it."""
    try:
        put_aside(folder.slots)
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc


def _first_person(store: Store, name: str, person_id: str) -> Person:
    """Who sets the desk up: the first person of a new store, or one who is there."""
    if not store.people():
        store.add_person(Person(id=person_id, name=name, roles=ALL_ROLES))
    return person_of(store, name)


def _signing_key(store: Store) -> bytes:
    """The station's own, made if there is none."""
    key = store.secret(SIGNING_KEY)
    if key is None:
        key = generate_signing_key()
        store.put_secret(SIGNING_KEY, key)
    return key


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


def check_name(name: str) -> None:
    """Refuse what is no name to sign in with.

    Raises:
        SettingsError: NAME_INVALID.
    """
    if not name.strip() or name != name.strip() or len(name) > 64 or not name.isprintable():
        raise SettingsError("NAME_INVALID", "a name is 1 to 64 printable characters")


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc
