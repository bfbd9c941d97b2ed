"""What a desk takes portraits with: the profile's rules and the finder of faces."""

from typing import NamedTuple

import structlog

from station_capture import (
    FaceFinder,
    NoFaceFinder,
    PortraitError,
    PortraitProfile,
    finder_with,
    load_profile,
)
from station_core.folder import DeskFolder
from station_core.settings import PortraitSettings

log = structlog.get_logger()


class PortraitKit(NamedTuple):
    """The rules, the finder, and what could not be used of what the settings ask for."""

    rules: PortraitProfile
    finder: FaceFinder
    troubles: tuple[PortraitError, ...]


def portrait_kit(settings: PortraitSettings, folder: DeskFolder) -> PortraitKit:
    """Load what the settings ask for; what is broken is replaced by what ships, and told.

    Nobody is turned away for a file: without any finder every picture needs a reason.
    """
    rules, of_rules = usable_rules(settings, folder)
    finder, of_finder = desk_finder(folder)
    return PortraitKit(rules, finder, (*of_rules, *of_finder))


def usable_rules(
    settings: PortraitSettings, folder: DeskFolder
) -> tuple[PortraitProfile, tuple[PortraitError, ...]]:
    """The desk's rules, or those that ship with the reason why: PROFILE_REPLACED."""
    try:
        return desk_rules(settings, folder), ()
    except PortraitError as error:
        keys = error.details.get("keys", ())
        log.warning("profile_replaced", why=error.code, keys=keys)
        return load_profile(), (PortraitError("PROFILE_REPLACED", str(error), keys=keys),)


def desk_rules(settings: PortraitSettings, folder: DeskFolder) -> PortraitProfile:
    """The profile of the settings; the path of a file is taken from the desk's folder.

    Raises:
        PortraitError: PROFILE_UNKNOWN, PROFILE_INVALID.
    """
    name = settings.profile
    return load_profile(str(folder.root / name) if name.endswith(".toml") else name)


def desk_finder(folder: DeskFolder) -> tuple[FaceFinder, tuple[PortraitError, ...]]:
    """The best finder this desk has, and why it is not the one that was installed."""
    troubles: list[PortraitError] = []
    for model in (folder.landmarks, None):
        try:
            return finder_with(model), tuple(troubles)
        except PortraitError as error:
            log.warning("finder_replaced", why=error.code)
            troubles.append(error)
    return NoFaceFinder(), tuple(troubles)
