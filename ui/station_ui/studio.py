"""What the portrait page asks of the camera's frames: live verdicts, the shutter, the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_capture import (
    BURST,
    CaptureError,
    LivePortrait,
    NoFaceFinder,
    PortraitAssessment,
    Shutter,
    best_of_burst,
    take_portrait,
)
from station_core.portrait_kit import PortraitKit, portrait_kit
from station_ui.camera import LANE, FrameAnalysis

if TYPE_CHECKING:
    from station_capture import (
        CameraSource,
        FaceFinder,
        Frame,
        Geometry,
        Pixels,
        Portrait,
        PortraitProfile,
    )
    from station_core.folder import DeskFolder
    from station_core.settings import PortraitSettings
    from station_ui.camera import Camera
    from station_ui.tasks import Task, TaskRunner

_PAUSE_S: Final = 0.08
"""Between two verdicts: with its own time, about ten a second."""
_BURST_MS: Final = 600
"""A burst that a slow or lost camera does not fill is judged as it is."""


@dataclass(frozen=True)
class Verdict:
    """What one frame showed, and how much of the held moment has passed, 0 to 1."""

    assessment: PortraitAssessment
    held: float
    geometry: "Geometry"
    """Where the head is to lie in the finished picture."""


class Studio(QObject):
    """Judges the live picture and takes portraits; all of it off the GUI thread.

    A picture is the best of a burst, whoever released the shutter.
    """

    judged = Signal(object)
    """A `Verdict` on the live picture."""
    due = Signal()
    """All has been well for a held moment: time to take the picture."""
    taken = Signal(object)
    """The `Portrait`."""
    failed = Signal(object)
    """The error of a picture."""
    blind = Signal(object)
    """The error of a verdict; there are no more until `start`, but pictures can be taken."""
    trouble = Signal(object)
    """The error of something that could not be used; work goes on without it."""

    def __init__(
        self,
        runner: "TaskRunner",
        camera: "Camera",
        settings: "PortraitSettings",
        folder: "DeskFolder",
    ) -> None:
        super().__init__()
        self.auto = settings.auto_shutter
        self._runner = runner
        self._hold = CameraHold(camera) if settings.hold_camera else None
        self._load = partial(portrait_kit, settings, folder)
        self._kit: PortraitKit | None = None
        self._scene: list[LivePortrait] = []
        self._shutter = Shutter()
        self._frames: list[Pixels] = []
        self._filling = False
        self._taking: Task | None = None
        self._asked = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_BURST_MS)
        self._patience.timeout.connect(self._develop)
        self._analysis = FrameAnalysis(
            runner, camera, self._look, self._looked, self._go_blind, pause_s=_PAUSE_S
        )
        camera.frame.connect(self._expose)

    def start(self) -> None:
        """Judge frames from now on, as those of a new scene."""
        self._scene = []
        self._shutter.reset()
        self._analysis.start()
        if not self._asked:
            self._asked = True
            self._runner.submit(LANE, lambda _task: self._loaded().troubles, self._tell_troubles)

    def stop(self) -> None:
        """Judge no more; a picture that is being taken is dropped."""
        self._analysis.stop()
        self._drop()
        self._let_go()

    def rearm(self) -> None:
        """Let the held moment begin anew."""
        self._shutter.reset()

    def release(self, frame: "Frame") -> None:
        """Take a picture: the best of this frame and the next ones."""
        self._analysis.stop()
        self._drop()
        self._frames, self._filling = [frame.image], True
        self._patience.start()

    # -- inside ------------------------------------------------------------------------------

    def _look(self, frame: "Frame") -> tuple[PortraitAssessment, float, "Geometry"]:
        """On the lane of the frames, where one frame is looked at after the other."""
        kit, scene = self._loaded(), self._scene
        if not scene:
            scene.append(LivePortrait(kit.rules, kit.finder))
        return scene[0].look(frame.image, frame.at), frame.at, kit.rules.geometry

    def _loaded(self) -> PortraitKit:
        """On the lane of the frames: loading takes a tenth of a second."""
        if self._kit is None:
            self._kit = self._load()
        return self._kit

    def _looked(self, seen: tuple[PortraitAssessment, float, "Geometry"]) -> None:
        assessment, at, geometry = seen
        held, fired = 0.0, self._shutter.fired
        if self.auto:
            held = self._shutter.watch(assessment, at)
        if self._hold is not None:
            self._hold.want(held > 0 or (not self.auto and assessment.ready))
        self.judged.emit(Verdict(assessment, held, geometry))
        if self._shutter.fired and not fired:
            self.due.emit()

    def _go_blind(self, error: BaseException) -> None:
        self._analysis.stop()
        self.blind.emit(error)

    def _expose(self, frame: "Frame") -> None:
        if self._filling:
            self._frames.append(frame.image)
            if len(self._frames) >= BURST:
                self._develop()

    def _develop(self) -> None:
        self._patience.stop()
        frames, self._frames, self._filling = self._frames, [], False

        def work(task: "Task") -> "Portrait | None":
            rules, finder, _troubles = self._loaded()
            try:
                return None if task.stopped() else _best_of(frames, rules, finder)
            except CaptureError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug in a finder must not cost the picture
                task.tell(partial(self.trouble.emit, error))
                return _best_of(frames[:1], rules, NoFaceFinder())

        self._taking = task = self._runner.submit(
            LANE,
            work,
            lambda portrait: self._settle(task, self.taken.emit, portrait),
            lambda error: self._settle(task, self.failed.emit, error),
        )

    def _settle(self, task: "Task", tell: Callable[[object], None], result: object) -> None:
        if task is self._taking:
            self._taking = None
            self._let_go()
            tell(result)

    def _tell_troubles(self, troubles: tuple[Exception, ...]) -> None:
        for error in troubles:
            self.trouble.emit(error)

    def _drop(self) -> None:
        self._patience.stop()
        if self._taking is not None:
            self._taking.stop()
        self._frames, self._filling, self._taking = [], False, None

    def _let_go(self) -> None:
        if self._hold is not None:
            self._hold.want(False)


class CameraHold:
    """Holds exposure, colour and focus of the camera still from the moment all is well."""

    def __init__(self, camera: "Camera") -> None:
        self._camera = camera
        self._held: CameraSource | None = None

    def want(self, held: bool) -> None:
        """Hold, or let go; the camera's own thread does it, and nobody waits."""
        if held and self._held is not self._camera.source:  # another one after it was lost
            self._held = self._camera.source
            self._held.lock()
        elif not held and self._held is not None:
            self._held.unlock()
            self._held = None


def _best_of(frames: "list[Pixels]", rules: "PortraitProfile", finder: "FaceFinder") -> "Portrait":
    best = frames[best_of_burst(frames, rules, finder)]
    # Without a face the middle is taken: nobody is turned away, but it needs a reason.
    return take_portrait(best, rules, accept_without_face=True, finder=finder)
