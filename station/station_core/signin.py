"""Sign-in: the password opens the key slot, the key opens the store. Works with the cable out."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from station_core.audit import DESK, AuditTrail
from station_core.boot import Boot, boot_now
from station_core.errors import DeskError, SettingsError, StationError
from station_core.folder import DeskFolder
from station_core.roles import Act, may, require
from station_core.settings import Settings, load_settings
from station_core.settings_watch import note_changed_settings
from station_core.tries import Tries
from station_queue import Person, Store
from station_queue.keyslots import unlock
from station_queue.packet import PacketError, public_key, recipient_of
from station_queue.slotnames import slot_names

SIGNING_KEY = "station_signing_key"
"""Name of the station's Ed25519 seed among the store's secrets."""


@dataclass(frozen=True)
class Session:
    """One signed-in person at one desk; holding it is holding the key."""

    folder: DeskFolder
    settings: Settings
    person: Person
    key: bytes = field(repr=False)

    def may(self, act: Act) -> bool:
        """Whether this person has a role for it."""
        return may(self.person, act)

    def require(self, act: Act) -> None:
        """Refuse what this person has no role for.

        Raises:
            NotAllowedError: NOT_ALLOWED.
        """
        require(self.person, act)

    def require_still(self, store: Store, act: Act) -> None:
        """Refuse what this person has no role for any more, by the store as it is now.

        Raises:
            NotAllowedError: NOT_ALLOWED.
            StationError: PERSON_DISABLED, PERSON_UNKNOWN.
        """
        now = next((one for one in store.people() if one.id == self.person.id), None)
        require(_admitted(now), act)

    def open_store(self) -> Store:
        """A connection of the caller's own; connections are not shared between threads.

        Raises:
            QueueError: the store cannot be opened.
        """
        return Store.open(self.folder.store, self.key)

    def signing_key(self, store: Store) -> bytes:
        """The station's Ed25519 seed.

        Raises:
            DeskError: SIGNING_KEY_MISSING.
        """
        key = store.secret(SIGNING_KEY)
        if key is None:
            raise DeskError("SIGNING_KEY_MISSING", "the store holds no signing key")
        return key

    def station_key(self, store: Store) -> str:
        """The public key packets are signed with, base64.

        Raises:
            DeskError: SIGNING_KEY_MISSING.
        """
        return public_key(self.signing_key(store))


def sign_in(
    folder: DeskFolder, name: str, password: str, boot: Callable[[], Boot] = boot_now
) -> Session:
    """Open the desk for a person; that they came, and after how many wrong tries, is written down.

    Raises:
        SettingsError: SETTINGS_MISSING, SETTINGS_LOST or SETTINGS_INVALID.
        WaitError: SIGN_IN_WAIT after too many wrong passwords.
        QueueError: SIGN_IN_WRONG, or the slots or the store cannot be read or written.
        StationError: PERSON_DISABLED, PERSON_UNKNOWN.
    """
    name = named(name)
    folder.require_desk()
    settings = load_settings(folder.settings)
    _check_recipient(settings.centre.recipient)
    key, failed = unlocked(folder, name, password, boot)
    with Store.open(folder.store, key) as store:
        try:
            person = person_of(store, name)
        except StationError as exc:
            AuditTrail(store, DESK, boot=boot).note("turned_away", code=exc.code, failed=failed)
            raise
        session = Session(folder, settings, person, key)
        note_changed_settings(store, settings, AuditTrail(store, DESK, boot=boot))
        trail = AuditTrail(store, person.id, boot=boot)
        trail.note("signed_in", failed=failed + _others(session, boot))
    _told(session, boot)
    return session


def unlock_again(session: Session, password: str, boot: Callable[[], Boot] = boot_now) -> int:
    """See whether it is the signed-in person who wants to lift the curtain.

    Returns:
        How many tries before were wrong, for the audit.

    Raises:
        WaitError: SIGN_IN_WAIT.
        QueueError: SIGN_IN_WRONG, or the slots cannot be read.
    """
    _key, failed = unlocked(session.folder, session.person.name, password, boot)
    failed += _others(session, boot)
    _told(session, boot)
    return failed


def _others(session: Session, boot: Callable[[], Boot]) -> int:
    """Wrong tries at other names, which a supervisor's row tells of, too."""
    return Tries(session.folder.tries, boot).untold() if session.may(Act.PEOPLE) else 0


def _told(session: Session, boot: Callable[[], Boot]) -> None:
    if session.may(Act.PEOPLE):
        Tries(session.folder.tries, boot).told()


def named(name: str) -> str:
    """A name as it is kept: input methods differ in how they write the same one."""
    return unicodedata.normalize("NFC", name)


def person_of(store: Store, name: str) -> Person:
    """Somebody who may sign in.

    Raises:
        StationError: PERSON_DISABLED, PERSON_UNKNOWN.
    """
    return _admitted(next((one for one in store.people() if one.name == name), None))


def _admitted(person: Person | None) -> Person:
    """Somebody with an account that is open."""
    if person is None:
        raise StationError("PERSON_UNKNOWN", "a key slot without a person")
    if not person.active:
        raise StationError("PERSON_DISABLED", "may not sign in any more")
    return person


def unlocked(
    folder: DeskFolder, name: str, password: str, boot: Callable[[], Boot] = boot_now
) -> tuple[bytes, int]:
    """The store's key, and how many tries of this name were wrong before.

    Raises:
        WaitError: SIGN_IN_WAIT.
        QueueError: SIGN_IN_WRONG, or the slots cannot be read.
    """
    tries = Tries(folder.tries, boot)
    tries.begin(name, known=name in slot_names(folder.slots))
    key = unlock(folder.slots, name, password)
    return key, tries.was_right(name)


def _check_recipient(recipient: str) -> None:
    """A key nothing can be sealed for must not come to light at the end of the first visit."""
    try:
        recipient_of(recipient)
    except PacketError as exc:
        key = "centre.recipient"
        raise SettingsError("SETTINGS_INVALID", key, keys=[key]) from exc
