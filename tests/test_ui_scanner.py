"""The scanner as the screen uses it, against the emulator: whose print an image is."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from structlog.typing import EventDict

from station_core.settings import ScannerSettings
from station_devices import FingerImage, FingerprintScanner, FingerState, open_scanner
from station_devices.emulator import serve_tcp
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.errors import CaptureCancelledError
from station_devices.families.ef01 import Op
from station_devices.scanner import Stop
from station_ui.scanner import Scanner
from station_ui.tasks import TaskRunner

WAIT_MS = 30_000
# Slow enough that an image can be stopped in the middle.
BAUD = 115_200


@pytest.fixture
def module() -> Ef01Module:
    return Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))


@pytest.fixture
def scanner(qtbot: QtBot, module: Ef01Module) -> Iterator[Scanner]:
    runner = TaskRunner()
    with serve_tcp(0, module, baud=BAUD) as server:
        scanner = Scanner(runner, ScannerSettings(port=server.address, baud=BAUD))
        yield scanner
        scanner.close()
        assert runner.close(20)
    del qtbot


def test_an_image_stopped_in_the_middle_is_nobody_s(
    qtbot: QtBot, scanner: Scanner, module: Ef01Module
) -> None:
    """The next citizen's finger is asked for, although it is the same finger by number."""

    def half_way(state: FingerState, progress: float) -> bool:
        return state is FingerState.HOLD and progress > 0.2

    with qtbot.waitSignal(scanner.finger_state, timeout=WAIT_MS, check_params_cb=half_way):
        scanner.capture(2)
    scanner.forget()
    pressed = module.commands[Op.GEN_IMAGE]
    with qtbot.waitSignal(scanner.captured, timeout=WAIT_MS) as came:
        scanner.capture(2)
    position, image = came.args or (0, None)
    assert position == 2
    assert isinstance(image, FingerImage)
    assert module.commands[Op.GEN_IMAGE] > pressed


def test_a_stopped_capture_brings_no_result(qtbot: QtBot, scanner: Scanner) -> None:
    with qtbot.waitSignal(scanner.finger_state, timeout=WAIT_MS):
        scanner.capture(2)
    scanner.stop()
    with qtbot.waitSignal(scanner.captured, timeout=WAIT_MS) as came:
        scanner.capture(3)
    assert (came.args or [None])[0] == 3


def test_a_bug_in_a_capture_is_logged_and_leaves_the_way_to_another_try(
    qtbot: QtBot, module: Ef01Module, logged: list[EventDict]
) -> None:
    opened: list[str] = []

    def open_at_second_try(
        port: str, driver: str, *, baud: int | None, stop: Stop
    ) -> FingerprintScanner:
        opened.append(port)
        if len(opened) == 1:
            raise ZeroDivisionError
        return open_scanner(port, driver, baud=baud, stop=stop)

    runner = TaskRunner()
    with serve_tcp(0, module, baud=BAUD) as server:
        settings = ScannerSettings(port=server.address, baud=BAUD)
        scanner = Scanner(runner, settings, open_at_second_try)
        with qtbot.waitSignal(scanner.failed, timeout=WAIT_MS):
            scanner.capture(2)
        assert [entry["kind"] for entry in logged if entry["event"] == "bug"] == [
            "ZeroDivisionError"
        ]
        logged.clear()
        with qtbot.waitSignal(scanner.captured, timeout=WAIT_MS):
            scanner.capture(2)
        assert scanner.ready
        scanner.close()
        assert runner.close(20)


def test_a_trial_that_ends_after_another_scanner_was_chosen_says_nothing_of_that(
    qtbot: QtBot, scanner: Scanner
) -> None:
    """The image has come when the other is chosen, but has not been handed over yet."""
    came: list[object] = []

    def choose_other(state: FingerState, progress: float) -> None:
        if state is FingerState.LIFT and progress == 1.0:
            scanner.choose(ScannerSettings())

    scanner.finger_state.connect(choose_other)
    scanner.try_out(came.append, came.append)
    qtbot.waitUntil(lambda: bool(came), timeout=WAIT_MS)
    assert [type(one) for one in came] == [CaptureCancelledError]
    assert not scanner.ready
    assert scanner.identity is None


def test_a_trial_without_a_finger_leaves_the_scanner_ready(qtbot: QtBot, scanner: Scanner) -> None:
    ended: list[object] = []
    with qtbot.waitSignal(scanner.state_changed, timeout=WAIT_MS):
        scanner.connect_device()
    with qtbot.waitSignal(scanner.finger_state, timeout=WAIT_MS):
        task = scanner.try_out(ended.append, ended.append)
    task.stop()
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)
    assert [type(one) for one in ended] == [CaptureCancelledError]
    assert scanner.ready
    assert scanner.error is None
