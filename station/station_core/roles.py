"""Who may do what at a desk: the one table, held by every act of the desk itself."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from station_core.errors import NotAllowedError
from station_queue import Person

Role = Literal["operator", "supervisor", "technician"]

ALL_ROLES: Final[frozenset[Role]] = frozenset({"operator", "supervisor", "technician"})


class Act(StrEnum):
    """What is asked leave for. Each covers what cannot sensibly be allowed apart."""

    COLLECT = "collect"
    """Begin a visit, do its steps, finish or cancel it."""
    QUEUE = "queue"
    """See what waits and where everything is; send it now."""
    FIND = "find"
    """Find a citizen's record by number or name, which shows whose it is."""
    HANDOVER = "handover"
    """Copy sealed packets to a stick, and take the receipts for them from one."""
    OWN_PASSWORD = "own_password"  # noqa: S105 - the name of an act
    TOTALS = "totals"
    """See the figures of the desk, and take them along."""
    EXPORT_RECORD = "export_record"
    """Take a citizen's prints along, in the clear."""
    ERASE = "erase"
    """Erase what the centre has accepted, before its time."""
    PEOPLE = "people"
    """Add and disable people, change their roles, give new passwords and a new recovery code."""
    AUDIT = "audit"
    """See whether the audit is whole."""
    EXPORT_AUDIT = "export_audit"
    """Read the audit and take it along."""
    BACKUP = "backup"
    """Make a backup, try one out, restore one."""
    CHECK_STORE = "check_store"
    RECONCILE = "reconcile"
    """Compare the desk's records with the centre's."""
    DEVICES = "devices"
    """Connect devices and change the desk's settings."""


_EVERYBODY: Final = ALL_ROLES
_OPERATOR: Final[frozenset[Role]] = frozenset({"operator"})
_SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})
_TECHNICIAN: Final[frozenset[Role]] = frozenset({"technician"})

MAY: Final[Mapping[Act, frozenset[Role]]] = MappingProxyType(
    {
        Act.COLLECT: _OPERATOR,
        Act.QUEUE: _EVERYBODY,
        Act.FIND: _OPERATOR | _SUPERVISOR,
        Act.HANDOVER: _SUPERVISOR | _TECHNICIAN,
        Act.OWN_PASSWORD: _EVERYBODY,
        Act.TOTALS: _SUPERVISOR,
        Act.EXPORT_RECORD: _SUPERVISOR,
        Act.ERASE: _SUPERVISOR,
        Act.PEOPLE: _SUPERVISOR,
        Act.AUDIT: _SUPERVISOR | _TECHNICIAN,
        Act.EXPORT_AUDIT: _SUPERVISOR,
        Act.BACKUP: _SUPERVISOR | _TECHNICIAN,
        Act.CHECK_STORE: _SUPERVISOR | _TECHNICIAN,
        Act.RECONCILE: _SUPERVISOR | _TECHNICIAN,
        Act.DEVICES: _TECHNICIAN,
    }
)


def may(person: Person, act: Act) -> bool:
    """Whether this person has a role that may do it."""
    return not MAY[act].isdisjoint(person.roles)


def require(person: Person, act: Act) -> None:
    """Refuse what this person may not do.

    Raises:
        NotAllowedError: NOT_ALLOWED; `details` names the act and the roles that may.
    """
    if not may(person, act):
        roles = sorted(MAY[act])
        raise NotAllowedError(
            "NOT_ALLOWED", f"{act} is for {', '.join(roles)}", act=act.value, roles=roles
        )
