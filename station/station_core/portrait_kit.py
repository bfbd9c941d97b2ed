"""What a desk takes portraits with: the profile's rules and the finder of faces."""

from typing import NamedTuple

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


class PortraitKit(NamedTuple):
    """The rules, the finder, and what could not be used of what the settings ask for."""

    rules: PortraitProfile
    finder: FaceFinder
    troubles: tuple[PortraitError, ...]


def portrait_kit(settings: PortraitSettings, folder: DeskFolder) -> PortraitKit:
    """Load what the settings ask for; what is broken is replaced by what ships, and told.

    Nobody is turned away for a file: without any finder every picture needs a reason.
    """
    finder, troubles = desk_finder(folder)
    try:
        return PortraitKit(desk_rules(settings, folder), finder, troubles)
    except PortraitError as error:
        return PortraitKit(load_profile(), finder, (error, *troubles))


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
            troubles.append(error)
    return NoFaceFinder(), tuple(troubles)
