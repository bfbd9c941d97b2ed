"""What the desk's camera really delivers, measured while it is in use."""

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from station_capture import CameraError, examine, faults_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_capture import CameraFacts, CameraSource, Geometry, Locked, PortraitProfile
    from station_ui.camera import Camera
    from station_ui.tasks import Task, TaskRunner

_LANE: Final = "measure"


class Measured(NamedTuple):
    """What came of it."""

    width: int
    height: int
    fps: float
    facts: "CameraFacts | None"
    lockable: "Locked"
    faults: tuple[str, ...]
    """Codes of what a technician should mend, the worst first."""


class CameraMeasure(QObject):
    """One measurement at a time; a newer one takes its place."""

    changed = Signal()
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(
        self,
        runner: "TaskRunner",
        camera: "Camera",
        rules: "Callable[[], PortraitProfile]",
        seconds: float = 1.0,
    ) -> None:
        super().__init__()
        self._runner, self._camera = runner, camera
        self._rules, self._seconds = rules, seconds
        self._task: Task | None = None
        self.found: Measured | None = None
        self.error: BaseException | None = None
        """Why nothing could be measured; what is wrong with the camera itself is its state."""

    @property
    def busy(self) -> bool:
        """Whether it is measured now."""
        return self._task is not None

    def start(self) -> None:
        """Measure what the camera delivers from now on."""
        self.stop()
        source, rules, seconds = self._camera.source, self._rules, self._seconds
        task = self._runner.submit(
            _LANE,
            lambda task: _measure(source, rules().geometry, seconds, task),
            lambda found: self._settle(task, found, None),
            lambda error: self._settle(task, None, error),
        )
        self._task = task
        self.changed.emit()

    def stop(self) -> None:
        """Let go of it; what was measured before is true no longer."""
        if self._task is not None:
            self._task.stop()
        self._task = self.found = self.error = None

    def _settle(self, task: "Task", found: Measured | None, error: BaseException | None) -> None:
        if task is self._task:
            self._task, self.found = None, found
            self.error = None if isinstance(error, CameraError) else error
            if self.error is not None:
                self.failed.emit(self.error)
            self.changed.emit()


def _measure(
    source: "CameraSource", geometry: "Geometry", seconds: float, task: "Task"
) -> Measured:
    found = examine(source, seconds, task.stopped)
    return Measured(
        found.width,
        found.height,
        found.fps,
        found.facts,
        found.lockable,
        tuple(faults_of(found, geometry)),
    )
