"""Change the settings of a desk that is in use: for technicians, and written down."""

from collections.abc import Callable

from station_core.audit import AuditTrail
from station_core.clock import Clock, local_now
from station_core.roles import Act
from station_core.settings import Settings, load_settings, save_settings
from station_core.signin import Session


def change_settings(
    session: Session, change: Callable[[Settings], Settings], now: Clock = local_now
) -> Settings:
    """Read the settings anew, change them and write them; what else was changed meanwhile stays.

    Raises:
        NotAllowedError: NOT_ALLOWED.
        SettingsError: SETTINGS_MISSING, SETTINGS_INVALID.
        DeskError: FOLDER_UNUSABLE when they cannot be read or written.
        QueueError: The audit cannot be written; the settings are as they were.
    """
    session.require(Act.DEVICES)
    path = session.folder.settings
    before = load_settings(path)
    after = change(before)
    changed = [name for name, section in after if section != getattr(before, name)]
    with session.open_store() as store, store.together():
        AuditTrail(store, session.person.id, now).note("settings_changed", what=" ".join(changed))
        save_settings(path, after)
    return after
