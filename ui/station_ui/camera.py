"""The desk's camera as the screen uses it: frames, state, and analysis off the GUI thread."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from station_capture import CameraSource, CameraState, Phase, Wishes
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_capture import Frame, Pixels
    from station_core.settings import CameraSettings

LANE: Final = "decode"
_DEVICE_LANE: Final = "camera"
_POLL_MS: Final = 33
# With the silence after which a source counts as lost, less than a second until it is shown.
_STATE_MS: Final = 100


Maker = Callable[[], CameraSource]


class Camera(QObject):
    """One camera source; it reads in a thread of its own and comes back by itself when lost.

    It is opened by `start`: nobody sees its light who does not work with it.
    """

    frame = Signal(object)
    state_changed = Signal()

    def __init__(
        self, runner: TaskRunner, settings: "CameraSettings", make: Maker | None = None
    ) -> None:
        super().__init__()
        self._runner = runner
        self.settings = settings
        """What is used now."""
        self._make = make or self._of_settings
        self._source = self._make()
        self._reopening = self._closed = False
        self.wanted = False
        """Whether anybody works with it."""
        self._seen = 0
        self._state = CameraState(Phase.OPENING)
        self._frames = QTimer(self)
        self._frames.timeout.connect(self._poll)
        self._states = QTimer(self)
        self._states.timeout.connect(self._watch)

    @property
    def state(self) -> CameraState:
        """What the source does, and the code of what is wrong with it."""
        return self._state

    @property
    def live(self) -> bool:
        """Whether frames come in."""
        return self._state.phase is Phase.LIVE

    @property
    def source(self) -> CameraSource:
        """What is read now, to be locked or measured; another one after `reopen` and `choose`."""
        return self._source

    def start(self) -> "Camera":
        """Open it, and read it from now on."""
        if not self.wanted and not self._closed:
            self.wanted = True
            self._frames.start(_POLL_MS)
            self._states.start(_STATE_MS)
            if not self._reopening:  # else it is opened once the device is free
                self._start_anew()
            self.state_changed.emit()
        return self

    def rest(self) -> None:
        """Give the device back until the next `start`."""
        if self.wanted and not self._closed:
            self.wanted = False
            self._frames.stop()
            self._states.stop()
            if not self._reopening:
                self._let_go()
            self.state_changed.emit()

    def choose(self, settings: "CameraSettings") -> None:
        """Use another camera, or this one otherwise, from now on."""
        self.settings = settings
        self.reopen()

    def reopen(self) -> None:
        """Try at once again instead of waiting for the source's own next attempt.

        The old source lets go of the device first: a camera is given to one at a time.
        """
        if self.wanted and not self._reopening and not self._closed:
            self._let_go()

    def close(self) -> None:
        """Stop showing frames and give the device back."""
        self._closed = True
        self._frames.stop()
        self._states.stop()
        source = self._source
        self._runner.submit(_DEVICE_LANE, lambda _task: source.close())

    def _of_settings(self) -> CameraSource:
        wanted = self.settings
        wishes = Wishes(wanted.width, wanted.height, wanted.fps)
        return CameraSource(wanted.source, wishes=wishes, rotate=wanted.rotate, loop=wanted.loop)

    def _let_go(self) -> None:
        self._reopening = True
        old = self._source
        self._runner.submit(
            _DEVICE_LANE, lambda _task: old.close(), lambda _none: self._start_anew()
        )
        self._watch()

    def _start_anew(self) -> None:
        self._reopening = False
        if self.wanted and not self._closed:
            self._source, self._seen = self._make().start(), 0
            self._watch()

    def _poll(self) -> None:
        newest = self._source.latest(self._seen)
        if newest is not None:
            self._seen = newest.number
            if not self.live:
                self._watch()
            self.frame.emit(newest)

    def _watch(self) -> None:
        free = self._reopening or not self.wanted
        state = CameraState(Phase.OPENING) if free else self._source.state
        if state != self._state:
            self._state = state
            self.state_changed.emit()


class FrameAnalysis(QObject):
    """Gives the newest frame to blocking work, one at a time; frames in between are let go."""

    def __init__(
        self,
        runner: TaskRunner,
        camera: Camera,
        work: "Callable[[Frame], Any]",
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        *,
        pause_s: float = 0.0,
    ) -> None:
        super().__init__()
        self._runner = runner
        self._work = work
        self._done = done
        self._failed = failed
        self._pause_s = pause_s
        self._wanted = False
        self._task: Task | None = None
        self._next_at = 0.0
        camera.frame.connect(self._take)

    def start(self) -> None:
        """Look at frames from now on."""
        self._wanted = True

    def stop(self) -> None:
        """Look at no more frames; what is under way brings no result."""
        self._wanted = False
        if self._task is not None:
            self._task.stop()

    def _take(self, frame: "Frame") -> None:
        if not self._wanted or self._task is not None or monotonic() < self._next_at:
            return
        work = self._work
        task = self._runner.submit(
            LANE,
            lambda _task: work(frame),
            lambda result: self._settle(task, self._done, result),
            lambda error: self._settle(task, self._failed, error),
        )
        self._task = task

    def _settle(self, task: Task, then: Callable[[Any], None], result: object) -> None:
        self._task = None
        self._next_at = monotonic() + self._pause_s
        if not task.stopped():
            then(result)


def qimage(pixels: "Pixels") -> QImage:
    """Pixels (h, w) grey or (h, w, 3) BGR as an image of its own memory."""
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_BGR888
    return QImage(pixels.tobytes(), width, height, width * (1 if grey else 3), kind).copy()
