"""Which cameras are plugged in, which one the desk uses, and how its picture is turned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_capture import (
    CameraError,
    camera_meant,
    list_cameras,
    state_of,
    without_password,
)
from station_core.settings_change import change_settings

if TYPE_CHECKING:
    from station_capture import CameraIdentity
    from station_core.settings import CameraSettings, Settings
    from station_core.signin import Session
    from station_ui.camera import Camera
    from station_ui.tasks import Task, TaskRunner

_LIST_LANE: Final = "cameras"
_SAVE_LANE: Final = "settings"

Lister = Callable[[], "list[CameraIdentity]"]


@dataclass(frozen=True)
class Choosable:
    """One camera to choose; `state` is `present`, `busy`, `denied` or `away`."""

    source: str
    name: str
    state: str
    in_use: bool


class CameraChoice(QObject):
    """Looks and saves off the GUI thread; what is chosen is used at once, and after a restart."""

    changed = Signal()
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(
        self,
        runner: "TaskRunner",
        camera: "Camera",
        session: "Session",
        lister: Lister = list_cameras,
    ) -> None:
        super().__init__()
        self._runner, self._camera, self._session, self._lister = runner, camera, session, lister
        self.options: tuple[Choosable, ...] = ()
        self._save_error: BaseException | None = None
        self._list_error: BaseException | None = None
        self._looking: Task | None = None

    @property
    def error(self) -> BaseException | None:
        """Why the last choice could not be kept (the camera is the one before), or none listed."""
        return self._save_error or self._list_error

    def look(self) -> None:
        """Ask the system anew which cameras there are."""
        if self._looking is None:
            source = self._camera.settings.source
            self._looking = self._runner.submit(
                _LIST_LANE, lambda _task: _options(source, self._lister), self._looked, self._failed
            )

    def choose(self, source: str) -> None:
        """Use this camera from now on."""
        if source != self._camera.settings.source:
            self._keep({"source": source})

    def turn(self, degrees: int) -> None:
        """Turn the picture clockwise by so much from now on."""
        if degrees != self._camera.settings.rotate:
            self._keep({"rotate": degrees})

    def size(self, width: int, height: int) -> None:
        """Ask the camera for a picture of this size from now on."""
        now = self._camera.settings
        if (width, height) != (now.width, now.height):
            self._keep({"width": width, "height": height})

    # -- inside ------------------------------------------------------------------------------

    def _keep(self, wish: Mapping[str, object]) -> None:
        def wished(now: "Settings") -> "Settings":
            return now.model_copy(update={"camera": now.camera.model_copy(update=wish)})

        def work(_task: "Task") -> "CameraSettings":
            return change_settings(self._session, wished).camera

        self._runner.submit(_SAVE_LANE, work, self._kept, self._not_kept)

    def _kept(self, settings: "CameraSettings") -> None:
        self._save_error = None
        self._camera.choose(settings)
        self.changed.emit()
        self.look()

    def _not_kept(self, error: BaseException) -> None:
        self._save_error = error
        self.failed.emit(error)
        self.changed.emit()

    def _looked(self, options: tuple[Choosable, ...]) -> None:
        self._looking = None
        told, self._list_error = self._list_error, None
        if options != self.options or told:
            self.options = options
            self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._looking = None
        if self._list_error is None:
            self._list_error = error
            self.failed.emit(error)
            self.changed.emit()


def _options(source: str, lister: Lister) -> tuple[Choosable, ...]:
    """What is plugged in, and what is in use although it is no camera or is away."""
    found = lister()
    try:
        used = camera_meant(source, found)
    except CameraError:
        used = None
    options = [
        Choosable(
            source if camera is used else camera.address,
            camera.name,
            "present" if camera is used else state_of(camera),
            in_use=camera is used,
        )
        for camera in found
    ]
    if used is None:
        options.insert(0, _other(source))
    return tuple(options)


def _other(source: str) -> Choosable:
    """A file or stream by its name, without the password its address may hold."""
    shown = without_password(source)
    if "://" in shown:
        scheme, _mark, rest = shown.partition("://")
        return Choosable(source, rest.split("/")[0] or scheme, "present", in_use=True)
    away = source.isdecimal() or source.lower().startswith(("usb:", "/dev/"))
    name = shown if away else Path(shown).name
    return Choosable(source, name, "away" if away else "present", in_use=True)
