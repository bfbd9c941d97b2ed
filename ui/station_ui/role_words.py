"""The roles of a person, in words."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from station_queue import Person

translate = QCoreApplication.translate

_ORDER: Final = ("operator", "supervisor", "technician")


def roles_of(one: "Person") -> str:
    """All somebody has."""
    return ", ".join(_words(one.roles))


def any_of(roles: Collection[str]) -> str:
    """Of which one is enough."""
    return translate("RoleWords", " hoặc ").join(_words(roles))


def _words(roles: Collection[str]) -> list[str]:
    words = {
        "operator": translate("RoleWords", "cán bộ thu nhận"),
        "supervisor": translate("RoleWords", "giám sát"),
        "technician": translate("RoleWords", "kỹ thuật"),
    }
    return [words[role] for role in _ORDER if role in roles]
