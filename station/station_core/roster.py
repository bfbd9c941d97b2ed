"""Who can sign in at this desk: all the first screen has to know, and nothing heavy behind it."""

from station_core.folder import DeskFolder
from station_queue.slotnames import slot_names


def known_names(folder: DeskFolder) -> list[str]:
    """The names that can sign in here.

    Raises:
        SettingsError: SETTINGS_MISSING, SETTINGS_LOST.
        QueueError: the slots cannot be read.
    """
    folder.require_desk()
    return slot_names(folder.slots)
