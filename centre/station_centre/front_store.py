"""The object store of a tus server that stands in front of the centre."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from station_centre.door_keys import HOOK_KEY_FILE, door_key
from station_centre.objects import Objects


@dataclass(frozen=True, slots=True)
class FrontStore:
    """What the centre has to know of a tus server in front.

    Attributes:
        objects: Where it keeps its uploads, each under its id.
        key: What it shows with each hook.
    """

    objects: Objects
    key: str = field(repr=False)

    @classmethod
    def open(cls, where: str, data: Path) -> Self:
        """Open the store, with the key from the centre's folder.

        Raises:
            CentreError: STORE_URL_WRONG, ARCHIVE_FAILED, FOLDER_FAILED, DOOR_KEY_WRONG.
        """
        return cls(Objects.open(where), door_key(data, HOOK_KEY_FILE))
