"""Settings that were changed by hand: noticed at the next sign-in, because the store knows them.

The settings file is open to whoever can write the folder, and says where records go and for whom
they are sealed.
"""

from typing import Final

from pydantic import ValidationError

from station_core.audit import AuditTrail
from station_core.settings import Settings
from station_queue import Store

_MARK: Final = "settings"


def keep_settings(store: Store, settings: Settings) -> None:
    """Remember the settings as they are."""
    store.put_mark(_MARK, settings.model_dump_json())


def note_changed_settings(store: Store, settings: Settings, trail: AuditTrail) -> None:
    """Write down which sections are not as they were when somebody signed in last.

    Raises:
        QueueError: The store cannot be read or written.
    """
    kept = store.mark(_MARK)
    told = settings.model_dump_json()
    if kept == told:
        return
    with store.together():
        if kept is not None:
            trail.note("settings_changed", what=sections_changed(_read(kept), settings))
        keep_settings(store, settings)


def sections_changed(before: Settings | None, after: Settings) -> str:
    """Names of the sections that differ, a space between them."""
    if before is None:
        return "all"
    return " ".join(name for name, section in after if section != getattr(before, name))


def _read(kept: str) -> Settings | None:
    """None: another version of this program wrote them."""
    try:
        return Settings.model_validate_json(kept)
    except ValidationError:
        return None
