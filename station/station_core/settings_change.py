"""Change the settings of a desk that is in use: for technicians, and written down."""

from collections.abc import Callable

from station_core.audit import AuditTrail
from station_core.clock import Clock, local_now
from station_core.roles import Act
from station_core.settings import Settings, load_settings, save_settings
from station_core.settings_watch import keep_settings, sections_changed
from station_core.signin import Session


def change_settings(
    session: Session, change: Callable[[Settings], Settings], now: Clock = local_now
) -> Settings:
    """Read the settings anew, change them and write them; what else was changed meanwhile stays.

    The row is written first: there may be one of a change that could not be written, but no change
    without a row.

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
    with session.open_store() as store, store.together():
        session.require_still(store, Act.DEVICES)
        trail = AuditTrail(store, session.person.id, now)
        trail.note("settings_changed", what=sections_changed(before, after))
        keep_settings(store, after)
    save_settings(path, after)
    return after
