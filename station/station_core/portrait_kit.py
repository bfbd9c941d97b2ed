"""What a desk takes portraits with: the profile's rules and the finder of faces."""

from pathlib import Path
from typing import NamedTuple

from station_capture import (
    FaceFinder,
    NoFaceFinder,
    PortraitError,
    PortraitProfile,
    finder_with,
    load_profile,
)


class PortraitKit(NamedTuple):
    """The rules, the finder, and what could not be used of what the settings ask for."""

    rules: PortraitProfile
    finder: FaceFinder
    troubles: tuple[PortraitError, ...]


def portrait_kit(profile: str, landmarks: Path) -> PortraitKit:
    """Load what the settings ask for; what is broken is replaced by what ships, and told.

    Nobody is turned away for a file: without any finder every picture needs a reason.

    Args:
        profile: Name or file of the profile.
        landmarks: Where the file of the landmark network lies, if it is installed.
    """
    troubles: list[PortraitError] = []
    try:
        rules = load_profile(profile)
    except PortraitError as error:
        troubles.append(error)
        rules = load_profile()
    finder = None
    for model in (landmarks, None):
        try:
            finder = finder or finder_with(model)
        except PortraitError as error:
            troubles.append(error)
    return PortraitKit(rules, finder or NoFaceFinder(), tuple(troubles))
