"""The handheld scanner on a port: on its own lane, listened to while somebody works here."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.bugs import log_bug
from station_devices import open_barcode_scanner
from station_devices.errors import (
    CaptureCancelledError,
    DeviceError,
    NoScanError,
    ScanTooLongError,
)
from station_ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from station_core.settings import HandheldSettings
    from station_devices import BarcodeScanner

Opener = Callable[..., "BarcodeScanner"]

LANE: Final = "handheld"
_LISTEN_S: Final = 1.0
_AGAIN_S: Final = 1.0
"""How long it is waited before a port that is gone is looked for again."""


class Handheld(QObject):
    """One scanner; it is looked for until it is there, and again when it was unplugged."""

    scanned = Signal(object)
    """The bytes of one scan."""
    refused = Signal(object)
    """Why a scan was dropped."""
    state_changed = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        settings: "HandheldSettings",
        opener: Opener = open_barcode_scanner,
    ) -> None:
        super().__init__()
        self._runner, self._settings, self._opener = runner, settings, opener
        self._task: Task | None = None
        self.error: BaseException | None = None
        self.ready = False

    @property
    def present(self) -> bool:
        """Whether this desk has such a scanner at all."""
        return bool(self._settings.port)

    @property
    def listening(self) -> bool:
        """Whether anybody works with it."""
        return self._task is not None

    def listen(self) -> None:
        """Begin to listen."""
        if self.present and self._task is None:
            self.error, self.ready = None, False
            self._task = self._runner.submit(LANE, self._work, failed=self._stand)

    def close(self) -> None:
        """Listen no more; the port is released."""
        if self._task is not None:
            self._task.stop()
            self._task = None

    # -- on the lane -------------------------------------------------------------------------

    def _work(self, task: Task) -> None:
        scanner: BarcodeScanner | None = None
        try:
            while not task.stopped():
                try:
                    if scanner is None:
                        scanner = self._opener(self._settings.port, baud=self._settings.baud)
                    scanner.connect(task.stopped)
                    task.tell(partial(self._stand, None))
                    self._listen(task, scanner)
                except CaptureCancelledError:
                    return
                except Exception as error:  # noqa: BLE001 - a bug must not end the listening
                    task.tell(partial(self._stand, error))
                    task.rest(_AGAIN_S)
        finally:
            if scanner is not None:
                scanner.close()

    def _listen(self, task: Task, scanner: "BarcodeScanner") -> None:
        while True:
            try:
                scan = scanner.next(_LISTEN_S, task.stopped)
            except NoScanError:
                continue
            except ScanTooLongError as error:
                task.tell(partial(self.refused.emit, error))
            else:
                task.tell(partial(self.scanned.emit, scan))

    # -- on the GUI thread -------------------------------------------------------------------

    def _stand(self, error: BaseException | None) -> None:
        """Note how the scanner stands, if it is another way; an error of another kind is a bug."""
        ready = error is None
        if (ready, type(error)) == (self.ready, type(self.error)):
            return  # it is looked for every second; once is enough to write it down
        self.error, self.ready = error, ready
        if error is not None and not isinstance(error, DeviceError):
            log_bug(error)
        self.state_changed.emit()
