"""Who can sign in at this desk: all the first screen has to know, and nothing heavy behind it."""

from station_core.errors import SettingsError
from station_core.folder import DeskFolder
from station_queue.slotnames import slot_names


def known_names(folder: DeskFolder) -> list[str]:
    """The names that can sign in here.

    Raises:
        SettingsError: SETTINGS_MISSING when no desk has been set up.
        QueueError: the slots cannot be read.
    """
    if not folder.settings.exists():
        raise SettingsError("SETTINGS_MISSING", "no desk has been set up here")
    return slot_names(folder.slots)
