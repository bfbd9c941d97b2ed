"""The people of a desk: who may sign in, in which roles, with which password."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from station_core.audit import DESK, AuditTrail
from station_core.clock import Clock, local_now
from station_core.errors import PeopleError, StationError
from station_core.folder import DeskFolder
from station_core.passwords import check_password
from station_core.roles import ALL_ROLES, Act, Role
from station_core.settings import load_settings
from station_core.setup import check_name
from station_core.signin import Session, named, unlocked
from station_core.tries import Tries
from station_queue import Person, Store
from station_queue.ids import uuid7
from station_queue.kdf import KdfCost, calibrated_cost
from station_queue.keyslots import (
    keep_recovery_slot,
    put_recovery_slot,
    put_slot,
    remove_slot,
    unlock_with_recovery,
)
from station_queue.recovery_code import new_recovery_code
from station_queue.slotnames import slot_names

_SUPERVISOR: Final[Role] = "supervisor"


class People:
    """The accounts of a desk, for who may see to them.

    The key slots lie beside the store and cannot be written in one step with it. What is to be done
    is in the store and in the audit first: a power cut in between leaves somebody who cannot sign
    in and can be dealt with again, or a row of something that was not done; never somebody who can
    sign in and should not, and nothing done without a row.
    """

    def __init__(
        self,
        session: Session,
        *,
        now: Clock = local_now,
        randbytes: Callable[[int], bytes] = secrets.token_bytes,
        cost: KdfCost | None = None,
    ) -> None:
        """Ask for leave.

        Args:
            session: Of who sees to them.
            now: The clock.
            randbytes: Source of ids, salts and codes.
            cost: What a try at a new password costs; what takes half a second here.

        Raises:
            NotAllowedError: NOT_ALLOWED.
        """
        session.require(Act.PEOPLE)
        self._session = session
        self._now = now
        self._randbytes = randbytes
        self._cost = cost

    def everybody(self) -> list[Person]:
        """All who ever could sign in, by name."""
        with self._session.open_store() as store:
            return store.people()

    def add(self, name: str, password: str, roles: Iterable[str]) -> Person:
        """Give somebody an account.

        Raises:
            SettingsError: NAME_INVALID, PASSWORD_SHORT, PASSWORD_WEAK.
            PeopleError: PERSON_NAME_TAKEN, ROLE_MISSING.
            QueueError: The store or the slots cannot be written.
        """
        name, given = _name(name), _roles(roles)
        self._check(password, name)
        slots = self._session.folder.slots
        with self._changing() as (store, trail):
            person = _found(store, name)
            if person is None and _sounds_taken(store, name):
                raise PeopleError("PERSON_NAME_TAKEN", "there is somebody of almost this name")
            if person is None:
                person = Person(id=uuid7(self._now(), self._randbytes), name=name, roles=given)
                store.add_person(person)
            elif name in slot_names(slots) or not person.active:
                raise PeopleError("PERSON_NAME_TAKEN", "there is somebody of this name")
            else:  # an account that was cut off before it had a slot
                store.change_person(person.id, roles=given)
            trail.note("person_added", person.id, roles=" ".join(sorted(given)))
        self._put_slot(name, password)
        return person

    def disable(self, name: str) -> None:
        """Let somebody sign in no more; what they did stays under their name.

        Raises:
            PeopleError: PERSON_ONESELF.
            StationError: PERSON_UNKNOWN.
            QueueError: The store or the slots cannot be written.
        """
        with self._changing() as (store, trail):
            person = _required(store, name)
            if person.id == self._session.person.id:
                raise PeopleError("PERSON_ONESELF", "nobody closes their own account")
            store.change_person(person.id, active=False)
            trail.note("person_disabled", person.id)
        remove_slot(self._session.folder.slots, person.name)

    def enable(self, name: str, password: str) -> None:
        """Let somebody sign in again, with a new password.

        Raises:
            SettingsError: PASSWORD_SHORT, PASSWORD_WEAK.
            PeopleError: PERSON_NOT_DISABLED.
            StationError: PERSON_UNKNOWN.
            QueueError: The store or the slots cannot be written.
        """
        self._check(password, name)
        slots = self._session.folder.slots
        with self._changing() as (store, trail):
            person = _required(store, name)
            if person.active and person.name in slot_names(slots):
                raise PeopleError("PERSON_NOT_DISABLED", "may sign in as it is")
            # Before the account counts as open: a slot that outlived it has an older password.
            remove_slot(slots, person.name)
            store.change_person(person.id, active=True)
            trail.note("person_enabled", person.id)
        self._put_slot(person.name, password)

    def set_roles(self, name: str, roles: Iterable[str]) -> None:
        """Give somebody these roles and no others; what is added counts from the next sign-in on.

        Raises:
            PeopleError: ROLE_MISSING; PERSON_ONESELF for one's own role of a supervisor, so that a
                desk is never without.
            StationError: PERSON_UNKNOWN.
            QueueError: The store cannot be written.
        """
        given = _roles(roles)
        with self._changing() as (store, trail):
            person = _required(store, name)
            if person.id == self._session.person.id and _SUPERVISOR not in given:
                raise PeopleError("PERSON_ONESELF", "nobody takes this role from themselves")
            store.change_person(person.id, roles=given)
            trail.note("roles_changed", person.id, roles=" ".join(sorted(given)))

    def reset_password(self, name: str, password: str) -> None:
        """Give somebody who forgot theirs a new password.

        Raises:
            SettingsError: PASSWORD_SHORT, PASSWORD_WEAK.
            StationError: PERSON_UNKNOWN, PERSON_DISABLED.
            QueueError: The store or the slots cannot be written.
        """
        self._check(password, name)
        with self._changing() as (store, trail):
            person = _required(store, name)
            if not person.active:
                raise StationError("PERSON_DISABLED", "may not sign in at all")
            trail.note("password_reset", person.id)
        self._put_slot(person.name, password)

    def new_recovery_code(self) -> str:
        """Make a recovery code, which is told this once.

        The one before opens the store, too, until `keep_recovery_code`: who makes a new one may
        never come to write it down.

        Raises:
            QueueError: The store or the slots cannot be written.
        """
        code = new_recovery_code(self._randbytes)
        with self._changing() as (_store, trail):
            trail.note("recovery_code_made")
        put_recovery_slot(
            self._session.folder.slots, code, key=self._session.key, randbytes=self._randbytes
        )
        return code

    def keep_recovery_code(self, code: str) -> None:
        """The new code is written down: no other one opens the store any more.

        Raises:
            QueueError: RECOVERY_CODE_TYPO, RECOVERY_CODE_WRONG, or something cannot be written.
        """
        with self._changing() as (_store, trail):
            trail.note("recovery_code_kept")
        keep_recovery_slot(self._session.folder.slots, code)

    @contextmanager
    def _changing(self) -> Iterator[tuple[Store, AuditTrail]]:
        """Of the store all or nothing, by somebody who may still do it."""
        with self._session.open_store() as store, store.together():
            self._session.require_still(store, Act.PEOPLE)
            yield store, AuditTrail(store, self._session.person.id, self._now)

    def _check(self, password: str, name: str) -> None:
        check_password(password, (name, self._session.person.name, *_words_of(self._session)))

    def _put_slot(self, name: str, password: str) -> None:
        put_slot(
            self._session.folder.slots,
            name,
            password,
            key=self._session.key,
            cost=self._cost or calibrated_cost(),
            randbytes=self._randbytes,
        )


def change_password(session: Session, old: str, new: str, cost: KdfCost | None = None) -> None:
    """Give oneself another password; the one there was has to be known.

    Raises:
        SettingsError: PASSWORD_SHORT, PASSWORD_WEAK.
        WaitError: SIGN_IN_WAIT.
        QueueError: SIGN_IN_WRONG, or the store or the slots cannot be written.
    """
    session.require(Act.OWN_PASSWORD)
    name = session.person.name
    check_password(new, (name, *_words_of(session)))
    _key, failed = unlocked(session.folder, name, old)
    with session.open_store() as store:
        trail = AuditTrail(store, session.person.id)
        trail.note("password_changed", session.person.id, failed=failed)
    put_slot(session.folder.slots, name, new, key=session.key, cost=cost or calibrated_cost())


def recover(
    folder: DeskFolder, code: str, name: str, password: str, cost: KdfCost | None = None
) -> None:
    """Give somebody a new password when nobody can sign in who could; ends every wait.

    Where no supervisor is left who may sign in, this person becomes one, even of a closed account.

    Raises:
        SettingsError: SETTINGS_MISSING, SETTINGS_LOST, SETTINGS_INVALID, PASSWORD_SHORT,
            PASSWORD_WEAK.
        StationError: PERSON_UNKNOWN; PERSON_DISABLED while there is a supervisor who can open the
            account again.
        QueueError: RECOVERY_CODE_TYPO, RECOVERY_CODE_WRONG, or something cannot be written.
    """
    folder.require_desk()
    settings = load_settings(folder.settings)
    key = unlock_with_recovery(folder.slots, code)
    check_password(password, (name, settings.desk.code, settings.desk.team, settings.desk.commune))
    tries = Tries(folder.tries)
    with Store.open(folder.store, key) as store, store.together():
        person = _required(store, name)
        supervised = _supervised(store.people(), folder)
        if supervised and not person.active:
            raise StationError("PERSON_DISABLED", "a supervisor can open the account again")
        roles = person.roles if supervised else person.roles | {_SUPERVISOR}
        store.change_person(person.id, roles=roles, active=True)
        AuditTrail(store, DESK).note(
            "recovered",
            person.id,
            roles=" ".join(sorted(roles)),
            closed_before=not person.active,
            failed=tries.untold(),
        )
    put_slot(folder.slots, person.name, password, key=key, cost=cost or calibrated_cost())
    tries.end_wait()


def _name(name: str) -> str:
    name = named(name)
    check_name(name)
    return name


def _roles(roles: Iterable[str]) -> frozenset[str]:
    given = frozenset(roles)
    if not given or given - ALL_ROLES:
        raise PeopleError("ROLE_MISSING", "a person has at least one of the three roles")
    return given


def _words_of(session: Session) -> tuple[str, ...]:
    desk = session.settings.desk
    return desk.code, desk.team, desk.commune


def _found(store: Store, name: str) -> Person | None:
    return next((person for person in store.people() if person.name == named(name)), None)


def _sounds_taken(store: Store, name: str) -> bool:
    """Whether somebody's name differs in capitals only: they would sign in for each other."""
    return any(person.name.casefold() == name.casefold() for person in store.people())


def _required(store: Store, name: str) -> Person:
    person = _found(store, name)
    if person is None:
        raise StationError("PERSON_UNKNOWN", "there is nobody of this name")
    return person


def _supervised(people: Iterable[Person], folder: DeskFolder) -> bool:
    """Whether one of them can sign in and see to people.

    An account that was cut off before it had a slot cannot.
    """
    able = slot_names(folder.slots)
    return any(_SUPERVISOR in one.roles and one.active and one.name in able for one in people)
