"""`stationctl people ...`: who may sign in, and as what."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from station_core.cli.access import folder_of, new_password, password, recovery_code, session_of
from station_core.people import People, change_password, recover
from station_core.signin import named
from station_queue import Person


def listing(arguments: argparse.Namespace) -> dict[str, Any]:
    """Everybody, closed accounts too."""
    everybody = People(session_of(arguments)).everybody()
    return {"people": [{**_told(person), "active": person.active} for person in everybody]}


def add(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make an account."""
    with _people(arguments) as people:
        return _told(people.add(arguments.name, new_password(), arguments.roles))


def disable(arguments: argparse.Namespace) -> dict[str, Any]:
    """Close an account; what was done under its name stays."""
    with _people(arguments) as people:
        people.disable(arguments.name)
    return {"name": arguments.name, "active": False}


def enable(arguments: argparse.Namespace) -> dict[str, Any]:
    """Open a closed account with a new password."""
    with _people(arguments) as people:
        people.enable(arguments.name, new_password())
    return {"name": arguments.name, "active": True}


def passwd(arguments: argparse.Namespace) -> dict[str, Any]:
    """Change one's own password, or give somebody else a new one."""
    folder = folder_of(arguments)
    folder.require_desk()
    with folder.locked():
        given = password()
        session = session_of(arguments, given)
        own = session.person.name
        name = named(arguments.name or own)
        if name == own:
            change_password(session, given, new_password())
        else:
            People(session).reset_password(name, new_password())
    return {"name": name}


def set_roles(arguments: argparse.Namespace) -> dict[str, Any]:
    """Give somebody these roles and no others."""
    with _people(arguments) as people:
        people.set_roles(arguments.name, arguments.roles)
    return {"name": arguments.name, "roles": sorted(set(arguments.roles))}


def make_recovery_code(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make a new recovery code, or say that it is written down; the old one opens until then."""
    with _people(arguments) as people:
        if arguments.confirm:
            people.keep_recovery_code(recovery_code())
            return {"confirmed": True}
        return {"recovery_code": people.new_recovery_code(), "confirmed": False}


def recover_person(arguments: argparse.Namespace) -> dict[str, Any]:
    """Give somebody a new password by the printed code."""
    folder = folder_of(arguments)
    folder.require_desk()
    with folder.locked():
        recover(folder, recovery_code(), arguments.name, new_password())
    return {"name": arguments.name}


@contextmanager
def _people(arguments: argparse.Namespace) -> Iterator[People]:
    """Held for this program alone: the station sees to people itself while it runs."""
    folder = folder_of(arguments)
    folder.require_desk()
    with folder.locked():
        yield People(session_of(arguments))


def _told(person: Person) -> dict[str, Any]:
    return {"name": person.name, "roles": sorted(person.roles)}
