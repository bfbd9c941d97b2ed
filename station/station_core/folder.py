"""The data folder of one desk: where each file lies, and the lock against a second program."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from station_core.errors import DeskError, SettingsError
from station_queue.atomic import clear_abandoned


def default_folder() -> Path:
    """The platform's folder for this program's data."""
    return platformdirs.user_data_path("cccd-station", appauthor=False)


@dataclass(frozen=True)
class DeskFolder:
    """Paths of one desk's files below `root`."""

    root: Path

    @property
    def settings(self) -> Path:
        """Who and where this desk is: TOML, no secrets."""
        return self.root / "station.toml"

    @property
    def store(self) -> Path:
        """Every visit, record and packet: one encrypted SQLite file."""
        return self.root / "station.db"

    @property
    def slots(self) -> Path:
        """The store's key, wrapped by each person's password."""
        return self.root / "station.slots.json"

    @property
    def tries(self) -> Path:
        """Wrong passwords since the last right ones."""
        return self.root / "station.tries.json"

    @property
    def landmarks(self) -> Path:
        """The network that finds landmarks of faces, where a technician has installed it."""
        return self.root / "face-landmarks.onnx"

    @property
    def log(self) -> Path:
        """What the station did, without personal data."""
        return self.root / "logs" / "station.log"

    def require_desk(self) -> None:
        """Make sure that a desk has been set up here.

        Raises:
            SettingsError: SETTINGS_MISSING, or SETTINGS_LOST when there is a store without them.
        """
        if self.settings.exists():
            return
        if self.store.exists():
            raise SettingsError("SETTINGS_LOST", "there is a store, but no settings file")
        raise SettingsError("SETTINGS_MISSING", "no desk has been set up here")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the desk for this program, and clear away what killed ones have left of its files.

        Raises:
            DeskError: DESK_IN_USE when another program holds it, FOLDER_UNUSABLE when the folder
                cannot be written.
        """
        with self.alone("station", "DESK_IN_USE"):
            for path in (self.slots, self.tries, self.settings):
                clear_abandoned(path)  # a slot in it could be one that was taken away since
            yield

    @contextmanager
    def alone(self, what: str, code: str) -> Iterator[None]:
        """Be the only one, of all programs, that does this at the desk.

        Args:
            what: Name of the lock.
            code: Of the error when somebody is at it already.

        Raises:
            DeskError: `code`, or FOLDER_UNUSABLE when the folder cannot be written.
        """
        lock = FileLock(self.root / f"{what}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as exc:
            raise DeskError(code, f"somebody else holds the lock {what!r}") from exc
        except OSError as exc:
            raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc
        try:
            yield
        finally:
            lock.release()
