"""The fingerprint scanner as the screen uses it: on its own lane, opened when first needed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.bugs import log_bug
from station_devices import FingerImage, FingerState, open_scanner
from station_devices.errors import CaptureCancelledError, DeviceError, NoFingerError
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.settings import ScannerSettings
    from station_devices import FingerprintScanner, ScannerIdentity

Opener = Callable[..., "FingerprintScanner"]

LANE: Final = "scanner"
# A citizen may need half of it to find the glass, and the slowest line as long for a print; after
# it the wait begins anew, unseen.
_CAPTURE_S: Final = 120.0
_PROGRESS_STEP: Final = 0.02


class Scanner(QObject):
    """One scanner, used by one capture at a time."""

    state_changed = Signal()
    finger_state = Signal(object, float)
    """What the citizen should do, and how much of the image is here."""
    captured = Signal(int, object)
    """Finger position and its image."""
    failed = Signal(object)

    def __init__(
        self, runner: TaskRunner, settings: "ScannerSettings", opener: Opener = open_scanner
    ) -> None:
        super().__init__()
        self._opener = opener
        self._runner = runner
        self._settings = settings
        self._device: FingerprintScanner | None = None
        self._task: Task | None = None
        self._last_position: int | None = None
        self.error: BaseException | None = None
        self.ready = False
        self.wanted = False
        """Whether anybody works with it."""
        self.identity: ScannerIdentity | None = None
        """What the scanner told about itself when it was opened last."""

    @property
    def settings(self) -> "ScannerSettings":
        """Which scanner this desk uses."""
        return self._settings

    @property
    def present(self) -> bool:
        """Whether this desk has a scanner at all."""
        return bool(self._settings.port)

    def connect_device(self) -> None:
        """Open the scanner ahead of its first use, to know whether it is there."""
        self.wanted = True
        self.error, self.ready = None, False
        if self.present:
            self._runner.submit(
                LANE, lambda task: self._open(task).identity, self._meet, self._stand
            )

    def reconnect(self) -> None:
        """Let go of the port and open it anew, to see whether the scanner is there again."""

        def work(task: Task) -> "ScannerIdentity":
            device, self._device = self._device, None
            if device is not None:
                device.close()
            return self._greet(task)

        self._runner.submit(LANE, work, self._meet, self._stand)

    def choose(self, settings: "ScannerSettings") -> None:
        """Use this scanner from now on."""
        self._settings = settings
        self.error, self.ready, self.identity = None, False, None
        self.forget()
        self.state_changed.emit()
        if self.present:
            self.reconnect()

    def try_out(
        self, done: Callable[[FingerImage], None], failed: Callable[[BaseException], None]
    ) -> Task:
        """Take one print that belongs to nobody's record; `finger_state` tells what to do.

        What ends after it was stopped, as by another scanner's choice, ends as cancelled and says
        nothing of the scanner there is now.
        """
        self.forget()

        def ours() -> bool:
            mine = task is self._task
            if mine:
                self._task = None
            return mine

        def came(image: FingerImage) -> None:
            if not ours():
                failed(CaptureCancelledError("stopped"))
                return
            self.identity = image.scanner or self.identity
            self._stand(None)
            done(image)

        def fell(error: BaseException) -> None:
            if not ours():
                error = CaptureCancelledError("stopped")
            elif not isinstance(error, NoFingerError | CaptureCancelledError):
                self._stand(error)
            failed(error)

        def work(task: Task) -> FingerImage:
            try:
                return self._capture(task, keep=False)
            finally:
                if self._device is not None:  # a print of this hand is no citizen's
                    self._device.forget_image()

        self._task = task = self._runner.submit(LANE, work, came, fell)
        return task

    def capture(self, position: int) -> None:
        """Wait for a finger; `captured` or `failed` tells how it ended.

        Asked again for the finger that just failed, it may bring the image that is still in the
        sensor; after `forget` it never does: the next finger may be another citizen's.
        """
        self._end_task()
        same = position == self._last_position
        self._last_position = position
        self._task = task = self._runner.submit(
            LANE,
            lambda task: self._capture(task, keep=same),
            lambda image: self._done(task, position, image),
            lambda error: self._fail(task, position, error),
        )

    def stop(self) -> None:
        """Wait for no finger any more; what is under way brings no result."""
        self._end_task()

    def forget(self) -> None:
        """Stop, and let no later capture bring an image that is in the sensor now."""
        self._last_position = None
        self._end_task()

    def _end_task(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def close(self) -> None:
        """Release the port, for good or until `connect_device`."""
        self.forget()
        self.wanted = False

        def work(_task: Task) -> None:
            device, self._device = self._device, None
            if device is not None:
                device.close()

        self._runner.submit(LANE, work)

    # -- on the lane -------------------------------------------------------------------------

    def _greet(self, task: Task) -> "ScannerIdentity":
        return self._open(task).identity

    def _open(self, task: Task) -> "FingerprintScanner":
        if self._device is None:
            settings = self._settings
            self._device = self._opener(
                settings.port, settings.driver, baud=settings.baud or None, stop=task.stopped
            )
        return self._device

    def _capture(self, task: Task, *, keep: bool) -> FingerImage:
        """Capture; an image left in the sensor counts only for the finger it was taken of."""
        device = self._open(task)
        if not keep:
            device.forget_image()
        told: tuple[FingerState, float] | None = None

        def on_state(state: FingerState, progress: float) -> None:
            nonlocal told
            if told and told[0] is state and progress < min(1.0, told[1] + _PROGRESS_STEP):
                return
            told = (state, progress)
            task.tell(self._telling(task, state, progress))

        return device.capture(_CAPTURE_S, task.stopped, on_state=on_state)

    def _telling(self, task: Task, state: FingerState, progress: float) -> Callable[[], None]:
        def tell() -> None:
            if task is self._task:
                self.finger_state.emit(state, progress)

        return tell

    # -- on the GUI thread -------------------------------------------------------------------

    def _done(self, task: Task, position: int, image: FingerImage) -> None:
        if task is self._task:
            self._task = None
            self._last_position = None
            self.identity = image.scanner or self.identity
            self._stand(None)
            self.captured.emit(position, image)

    def _meet(self, identity: "ScannerIdentity") -> None:
        self.identity = identity
        self._stand(None)

    def _fail(self, task: Task, position: int, error: BaseException) -> None:
        if task is not self._task or isinstance(error, CaptureCancelledError):
            return
        self._task = None
        if isinstance(error, NoFingerError):
            self.capture(position)
            return
        self._stand(error)
        self.failed.emit(error)

    def _stand(self, error: BaseException | None) -> None:
        """Note how the scanner stands; an error of another kind is a bug, and leaves a way on."""
        if error is not None and not isinstance(error, DeviceError):
            log_bug(error)
        self.error, self.ready = error, error is None
        self.state_changed.emit()
