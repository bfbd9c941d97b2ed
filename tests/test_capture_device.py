"""An open camera: what it is asked for, its first frames, repeated ones, locks, and a checkup."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from station_capture import (
    CameraError,
    CameraSource,
    Locked,
    Phase,
    Pixels,
    Wishes,
    enlargement,
    examine,
    faults_of,
    load_profile,
)
from station_capture.device import CameraDevice, ask_for, letters_of, open_camera
from station_capture.frames import Rotation
from station_capture.locks import CameraLock
from station_capture.opencv import cv2
from station_capture.sources import open_source

SOON = 20.0
V4L2 = cv2.CAP_V4L2
MODES = (cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_AUTO_WB, cv2.CAP_PROP_AUTOFOCUS)


def plain(level: int, size: tuple[int, int] = (48, 64)) -> Pixels:
    return np.full((*size, 3), level, np.uint8)


def noisy(seed: int) -> Pixels:
    """A scene as a sensor sees it: no two frames are alike."""
    return np.random.default_rng(seed).integers(0, 255, (48, 64, 3)).astype(np.uint8)


class Driver:
    """Registers and frames of a camera, as a driver shows them to OpenCV.

    `stubborn` registers take nothing.
    """

    def __init__(
        self,
        frames: Sequence[np.ndarray] = (),
        registers: dict[int, float] | None = None,
        stubborn: frozenset[int] = frozenset(),
    ) -> None:
        self.frames = list(frames)
        self.registers = {cv2.CAP_PROP_FRAME_WIDTH: 64.0, cv2.CAP_PROP_FRAME_HEIGHT: 48.0}
        self.registers.update(registers or {})
        self.written: list[tuple[int, float]] = []
        self.released = False
        self.stubborn = stubborn

    def get(self, setting: int) -> float:
        return self.registers.get(setting, -1.0)

    def set(self, setting: int, value: float) -> bool:
        self.written.append((setting, value))
        if setting in self.registers and setting not in self.stubborn:
            self.registers[setting] = value
        return True  # whatever came of it (opencv 29254)

    def read(self) -> tuple[bool, object]:
        return (True, self.frames.pop(0)) if self.frames else (False, None)

    def release(self) -> None:
        self.released = True


def tunable(stubborn: frozenset[int] = frozenset()) -> Driver:
    values = {cv2.CAP_PROP_EXPOSURE: 157.0, cv2.CAP_PROP_WB_TEMPERATURE: 4600.0}
    modes = dict(zip(MODES, (3.0, 1.0, 1.0), strict=True))
    return Driver([noisy(seed) for seed in range(99)], modes | values, stubborn)


class Waiting(Driver):
    """One that blocks when it has no more frames, until it is let go on."""

    def __init__(self, frames: Sequence[Pixels]) -> None:
        super().__init__(frames)
        self.blocked, self.go_on = threading.Event(), threading.Event()

    def read(self) -> tuple[bool, object]:
        if not self.frames:
            self.blocked.set()
            self.go_on.wait(SOON)
        return super().read()


def opened(
    driver: Driver,
    *,
    rotate: Rotation = 0,
    clock: Callable[[], float] = time.monotonic,
) -> CameraSource:
    """A source that reads the driver's camera, and tries nothing else once it is lost."""
    devices = [CameraDevice(driver, V4L2)]
    return CameraSource(
        "0", rotate=rotate, retry_delays=(60.0,), opener=lambda _: devices.pop(), clock=clock
    )


class Ticks:
    """A clock that goes on by a step with each look at it."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._now = 0.0

    def __call__(self) -> float:
        self._now += self._step
        return self._now


# -- what is asked for ---------------------------------------------------------------------------


def test_format_is_asked_for_before_the_size_and_the_pace() -> None:
    driver = Driver()
    ask_for(driver, Wishes(1280, 720, 15), V4L2)
    assert [setting for setting, _value in driver.written] == [
        cv2.CAP_PROP_FOURCC,
        cv2.CAP_PROP_FRAME_WIDTH,
        cv2.CAP_PROP_FRAME_HEIGHT,
        cv2.CAP_PROP_FPS,
    ]
    assert [value for _setting, value in driver.written[1:]] == [1280, 720, 15]


class DirectShow(Driver):
    """Builds its pipe anew with each setting, as cap_dshow.cpp does: without a format asked for
    with it, in the camera's first one."""

    def set(self, setting: int, value: float) -> bool:
        format_ = value if setting == cv2.CAP_PROP_FOURCC else cv2.VideoWriter.fourcc(*"YUY2")
        self.registers |= {setting: value, cv2.CAP_PROP_FOURCC: float(format_)}
        return True


def test_directshow_is_left_with_the_format_that_was_asked_for() -> None:
    driver = DirectShow()
    ask_for(driver, Wishes(), cv2.CAP_DSHOW)
    assert letters_of(driver.get(cv2.CAP_PROP_FOURCC)) == "MJPG"
    size = driver.get(cv2.CAP_PROP_FRAME_WIDTH), driver.get(cv2.CAP_PROP_FRAME_HEIGHT)
    assert (*size, driver.get(cv2.CAP_PROP_FPS)) == (1920, 1080, 30)


@pytest.mark.parametrize("fourcc", [-1.0, 0.0, 22.0, 4294967295.0])
def test_number_that_stands_for_no_format_has_no_letters(fourcc: float) -> None:
    assert letters_of(fourcc) == ""


def test_camera_that_opens_by_no_interface_is_none() -> None:
    assert open_camera([(97, V4L2), (98, V4L2)], Wishes()) is None


@pytest.mark.parametrize("spec", ["usb:046d:0825", "/dev/video97"])
def test_camera_that_is_not_there_is_missing(spec: str) -> None:
    with pytest.raises(CameraError) as caught:
        open_source(spec)
    assert caught.value.code == "CAMERA_MISSING"


def test_identity_that_means_nothing_is_told_of_a_live_source() -> None:
    with CameraSource("usb:camera") as source:
        assert source.wait_for(Phase.MISSING, SOON)
        assert source.state.code == "CAMERA_ADDRESS"


# -- first frames --------------------------------------------------------------------------------


def test_black_and_misshapen_first_frames_are_not_delivered() -> None:
    driver = Driver([plain(0), plain(90, (24, 32)), plain(3), plain(90), plain(0)])
    device = CameraDevice(driver, V4L2)
    first, second = device.read(), device.read()
    assert first is not None
    assert second is not None
    assert [first.mean(), second.mean()] == [90, 0]  # the light may go later
    assert device.facts.dropped == 3


def test_real_file_read_as_a_camera_settles_too(tmp_path: Path) -> None:
    path = tmp_path / "camera.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for level in (0, 0, 120):
        writer.write(plain(level))
    writer.release()
    device = CameraDevice(cv2.VideoCapture(str(path)), cv2.CAP_FFMPEG, "File")
    image = device.read()
    assert image is not None
    assert image.mean() > 100
    facts = device.facts
    assert (facts.name, facts.format, facts.width, facts.height) == ("File", "MJPG", 64, 48)
    assert (facts.interface, facts.dropped) == ("FFMPEG", 2)
    device.release()


@pytest.mark.parametrize("step", [0.0, 0.4])
def test_lens_cap_is_seen_as_a_black_picture(step: float) -> None:
    driver = Driver([plain(0)] * 40)
    device = CameraDevice(driver, V4L2, clock=Ticks(step))
    image = device.read()
    assert image is not None
    assert image.mean() == 0
    assert driver.frames  # it came before the camera had no more


def test_camera_of_another_size_than_it_says_delivers_all_the_same() -> None:
    driver = Driver([plain(90, (24, 32))] * 9)
    image = CameraDevice(driver, V4L2, clock=Ticks(0.4)).read()
    assert image is not None
    assert image.shape == (24, 32, 3)


# -- silence -------------------------------------------------------------------------------------


class Stamping(Driver):
    """Gives each frame a time, `step` ms after the one before."""

    def __init__(self, frames: Sequence[Pixels], step: float) -> None:
        super().__init__(frames, {cv2.CAP_PROP_POS_MSEC: 1000.0})
        self._step = step

    def read(self) -> tuple[bool, object]:
        self.registers[cv2.CAP_PROP_POS_MSEC] += self._step
        return super().read()


def came(driver: Driver) -> list[bool]:
    reads = len(driver.frames)
    device = CameraDevice(driver, V4L2, clock=Ticks(0.1))
    return [device.read() is not None for _read in range(reads)]


def test_same_frame_of_the_same_time_again_and_again_is_silence() -> None:
    frames = came(Stamping([noisy(1)] * 12, 0.0))
    assert frames[0]
    assert not any(frames[-4:])
    assert came(Stamping([noisy(1)] * 20 + [noisy(2)], 0.0))[-1]  # a new one ends it


def test_picture_that_stands_still_is_no_loss_where_its_time_goes_on_or_is_not_told() -> None:
    still = [noisy(1)] * 30
    assert all(came(Stamping(still, 33.0)))
    assert all(came(Driver(still)))


def test_camera_without_colours_is_shown_and_one_of_many_bits_is_not_misread() -> None:
    grey = noisy(1)[:, :, 0]
    image = CameraDevice(Driver([grey]), V4L2).read()
    assert image is not None
    assert image.shape == (48, 64, 3)
    assert CameraDevice(Driver([grey.astype(np.uint16) * 256]), V4L2).read() is None


def test_silent_source_counts_as_lost_within_a_second() -> None:
    now = [0.0]
    driver = Waiting([noisy(1)])
    with opened(driver, clock=lambda: now[0]) as source:
        assert source.wait(0, SOON) is not None
        now[0] = 0.75
        assert source.wait_for(Phase.LIVE, 0)
        now[0] = 0.85
        assert source.wait_for(Phase.LOST, 0)
        driver.go_on.set()


def test_slow_file_is_not_silent_between_its_frames(tmp_path: Path) -> None:
    path = tmp_path / "slow.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 1, (64, 48))
    for level in (90, 100):
        writer.write(plain(level))
    writer.release()
    now = [0.0]
    with CameraSource(str(path), loop=True, clock=lambda: now[0]) as source:
        assert source.wait(0, SOON) is not None
        now[0] = 2.5
        assert source.state.phase is Phase.LIVE


# -- turning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rotate", "corner", "shape"),
    [
        (0, (0, 0), (48, 64)),
        (90, (0, 47), (64, 48)),
        (180, (47, 63), (48, 64)),
        (270, (63, 0), (64, 48)),
    ],
)
def test_frames_are_turned_clockwise(
    rotate: Rotation, corner: tuple[int, int], shape: tuple[int, int]
) -> None:
    marked = plain(90)
    marked[0, 0] = 255  # at the upper left
    driver = Waiting([marked])
    with opened(driver, rotate=rotate) as source:
        frame = source.wait(0, SOON)
        assert frame is not None
        assert frame.image.shape[:2] == shape
        assert frame.image[corner].tolist() == [255, 255, 255]
        driver.go_on.set()


# -- locks ---------------------------------------------------------------------------------------


def test_lock_holds_what_the_camera_shows_and_unlock_lets_go() -> None:
    driver = tunable()
    lock = CameraLock(driver, V4L2)
    assert lock.lock() == Locked(exposure=True, white_balance=True, focus=True)
    assert [driver.get(mode) for mode in MODES] == [1, 0, 0]
    assert (cv2.CAP_PROP_EXPOSURE, 157.0) in driver.written
    assert lock.lock().exposure  # once more changes nothing
    assert lock.unlock() == Locked()
    assert [driver.get(mode) for mode in MODES] == [3, 1, 1]


def test_what_the_driver_refused_is_not_claimed() -> None:
    driver = tunable(stubborn=frozenset({cv2.CAP_PROP_AUTO_EXPOSURE}))
    del driver.registers[cv2.CAP_PROP_AUTOFOCUS]  # a lens of fixed focus
    assert CameraLock(driver, V4L2).lock() == Locked(white_balance=True)


@pytest.mark.parametrize("backend", [cv2.CAP_MSMF, cv2.CAP_FFMPEG])
def test_nothing_is_claimed_where_it_cannot_be_read_back(backend: int) -> None:
    assert CameraLock(tunable(), backend).lock() == Locked()


def test_what_a_technician_fixed_stays_fixed() -> None:
    driver = tunable()
    driver.registers[cv2.CAP_PROP_AUTOFOCUS] = 0
    lock = CameraLock(driver, V4L2)
    assert lock.lock().focus
    lock.unlock()
    assert driver.get(cv2.CAP_PROP_AUTOFOCUS) == 0


def test_directshow_claims_the_focus_alone() -> None:
    class Flags(Driver):
        def set(self, setting: int, value: float) -> bool:
            return super().set(setting, 2.0 if value == 0 else 1.0)

    driver = Flags(registers=dict.fromkeys(MODES, 1.0))
    assert CameraLock(driver, cv2.CAP_DSHOW).lock() == Locked(focus=True)
    assert {setting for setting, _value in driver.written} == {cv2.CAP_PROP_AUTOFOCUS}


def test_camera_that_is_lost_is_never_looped_over() -> None:
    devices = [CameraDevice(Driver([noisy(1)]), V4L2), CameraDevice(Driver([noisy(2)]), V4L2)]
    phases: list[Phase] = []
    with CameraSource(
        "0", loop=True, retry_delays=(0.01, 60.0), opener=lambda _: devices.pop()
    ) as source:
        assert source.wait_for(Phase.LOST, SOON)
        phases.append(source.state.phase)
    assert phases == [Phase.LOST]


def test_source_is_locked_by_request_and_free_again_when_it_closes() -> None:
    driver = tunable()
    driver.frames *= 100
    with opened(driver) as source:
        assert source.wait(0, SOON) is not None
        assert source.lock().result(SOON) == source.locked
        assert source.locked.anything
        assert not source.unlock().result(SOON).anything
        assert source.lock().result(SOON).exposure
    assert driver.released
    assert driver.get(cv2.CAP_PROP_AUTO_EXPOSURE) == 3
    assert not source.lock().result(0).anything


def test_request_is_answered_although_the_camera_is_lost() -> None:
    driver = Waiting([noisy(1)])
    with opened(driver) as source:
        assert source.wait(0, SOON) is not None
        assert driver.blocked.wait(SOON)
        answer = source.lock()
        assert not answer.done()  # the driver holds the reader; nobody waits for it
        driver.go_on.set()
        assert not answer.result(SOON).exposure
        assert source.wait_for(Phase.LOST, SOON)
        assert source.lock().result(0) == Locked()


def test_driver_that_fails_while_it_is_locked_leaves_nobody_waiting() -> None:
    class Failing(Waiting):
        def get(self, setting: int) -> float:
            if setting == cv2.CAP_PROP_AUTO_EXPOSURE:
                raise MemoryError
            return super().get(setting)

    driver = Failing([noisy(1)])
    with capture_logs(), opened(driver) as source:
        assert source.wait(0, SOON) is not None
        answer = source.lock()
        driver.go_on.set()
        assert answer.result(SOON) == Locked()


# -- a checkup -----------------------------------------------------------------------------------


def test_checkup_measures_what_is_delivered(tmp_path: Path) -> None:
    path = tmp_path / "camera.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (1280, 720))
    for level in (90, 100):
        writer.write(plain(level, (720, 1280)))
    writer.release()
    with CameraSource(str(path), loop=True, rotate=90) as source:
        found = examine(source, 0.2)
    assert (found.width, found.height) == (720, 1280)
    assert found.frames > 1
    assert found.fps > 0
    assert found.facts is None
    assert found.lockable == Locked()
    assert "CAMERA_SMALL" not in faults_of(found, load_profile().geometry)


def test_checkup_of_a_camera_tells_its_facts_and_leaves_it_free() -> None:
    driver = tunable()
    driver.frames = [plain(0), *driver.frames] * 100
    with opened(driver) as source:
        found = examine(source, 0.01)
        assert not source.unlock().result(SOON).anything
    assert found.facts is not None
    assert found.facts.dropped == 1
    assert found.lockable.anything
    assert "CAMERA_SMALL" in faults_of(found, load_profile().geometry)


def test_checkup_says_why_nothing_comes() -> None:
    with CameraSource("absent.avi") as source, pytest.raises(CameraError) as caught:
        examine(source, 0.1)
    assert caught.value.code == "CAMERA_MISSING"


def test_checkup_of_a_camera_that_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "short.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (64, 48))
    writer.write(plain(90))
    writer.release()
    with (
        CameraSource(str(path), retry_delays=(60.0,)) as source,
        pytest.raises(CameraError) as caught,
    ):
        examine(source, SOON)
    assert caught.value.code == "CAMERA_LOST"


def test_black_picture_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "cap.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (64, 48))
    writer.write(plain(0))
    writer.release()
    with CameraSource(str(path), loop=True) as source:
        assert "CAMERA_BLACK" in faults_of(examine(source, 0.05), load_profile().geometry)


@pytest.mark.parametrize(
    ("width", "height", "enlarged"),
    [(1920, 1080, False), (1280, 720, True), (720, 1280, False), (599, 2000, True)],
)
def test_which_sizes_have_to_be_enlarged_for_a_portrait(
    width: int, height: int, enlarged: bool
) -> None:
    assert (enlargement(load_profile().geometry, width, height) > 1) is enlarged
