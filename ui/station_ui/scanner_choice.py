"""Which fingerprint scanners are plugged in, and which one the desk uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from station_core.settings import ScannerSettings
from station_core.settings_change import change_settings
from station_devices import identify, is_bridge, port_meant, serial_ports, url_of
from station_devices.errors import DeviceError
from station_ui.scanner import LANE
from station_ui.scanner_words import name_of

if TYPE_CHECKING:
    from station_core.signin import Session
    from station_devices import FoundScanner, SerialPort
    from station_ui.scanner import Scanner
    from station_ui.tasks import Task, TaskRunner

_SAVE_LANE: Final = "settings"

Lister = Callable[[], "list[SerialPort]"]


@dataclass(frozen=True)
class Answer:
    """What came of asking at one port: a module, or the code of what went wrong."""

    url: str
    name: str
    found: "FoundScanner | None" = None
    code: str = ""


class ScannerChoice(QObject):
    """Asks and saves off the GUI thread; what is chosen is used at once, and after a restart."""

    changed = Signal()
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(
        self,
        runner: "TaskRunner",
        scanner: "Scanner",
        session: "Session",
        lister: Lister = serial_ports,
    ) -> None:
        super().__init__()
        self._runner, self._scanner = runner, scanner
        self._session, self._lister = session, lister
        self.answers: tuple[Answer, ...] = ()
        self.asked = False
        self.error: BaseException | None = None
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether ports are being asked."""
        return self._task is not None

    def look(self) -> None:
        """Ask at every bridge what is behind it; on the lane of the scanner, which is one of them.

        The port of the desk's own scanner is in use and says so: it is known already.
        """
        if self._task is None:
            lister, own = self._lister, self._scanner.settings.port
            self._task = task = self._runner.submit(
                LANE,
                lambda task: _ask_all(lister, own, task),
                lambda answers: self._looked(task, answers),
                lambda error: self._not_looked(task, error),
            )
            self.changed.emit()

    def stop(self) -> None:
        """Ask no more."""
        if self._task is not None:
            self._task.stop()
            self._task = None

    def choose(self, url: str) -> None:
        """Use the scanner that answered there from now on."""
        answer = next((one for one in self.answers if one.url == url), None)
        if answer is None or answer.found is None:
            return
        chosen = ScannerSettings(port=url, driver=answer.found.driver)

        def work(_task: "Task") -> ScannerSettings:
            use = {"scanner": chosen}
            return change_settings(self._session, lambda now: now.model_copy(update=use)).scanner

        self._runner.submit(_SAVE_LANE, work, self._kept, self._fail)

    # -- inside ------------------------------------------------------------------------------

    def _kept(self, settings: ScannerSettings) -> None:
        self.error = None
        self._scanner.choose(settings)
        self.stop()
        self.look()  # the one that was in use till now is among the others

    def _looked(self, task: "Task", answers: tuple[Answer, ...]) -> None:
        if task is not self._task:
            return
        self._task = self.error = None
        self.answers, self.asked = answers, True
        self.changed.emit()

    def _not_looked(self, task: "Task", error: BaseException) -> None:
        if task is self._task:
            self._task, self.asked = None, True
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self.failed.emit(error)
        self.changed.emit()


def _ask_all(lister: Lister, own: str, task: "Task") -> tuple[Answer, ...]:
    ports = lister()
    used = port_meant(own, ports)
    others = [port for port in ports if port is not used and is_bridge(port)]
    return tuple(_ask(port, task) for port in others)


def _ask(port: "SerialPort", task: "Task") -> Answer:
    name = port.product or port.address
    try:
        found = identify(port.address, task.stopped)
    except DeviceError as exc:
        return Answer(url_of(port), name, code=exc.code)
    return Answer(url_of(port), name_of(found.identity), found)
