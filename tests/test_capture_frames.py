"""Files, a network camera on loopback that is cut, and sources that misbehave."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from network_camera import NetworkCamera
from station_capture import CameraError, CameraSource, CameraState, ImageError, Phase, Pixels
from station_capture.sources import Source, frames_of, open_source, why_not_opened

_SOON = 20.0  # seconds; the longest that a condition is waited for, not a pace
_AT_ONCE = (0.01,)


def _picture(level: int) -> Pixels:
    return np.full((48, 64, 3), level, np.uint8)


PICTURE = _picture(128)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "người dân.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (64, 48))
    for level in (10, 120, 240):
        writer.write(_picture(level))
    writer.release()
    return path


@pytest.fixture
def sequence(tmp_path: Path) -> Path:
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"img_{number:03}.png"), _picture(100 * number))
    return tmp_path / "img_%03d.png"


@pytest.fixture
def network_camera() -> Iterator[NetworkCamera]:
    camera = NetworkCamera(PICTURE)
    yield camera
    if not camera.unplugged.is_set():
        camera.unplug()


class _Scripted:
    """A source that delivers what it was given, then fails or blocks."""

    pace = None

    def __init__(self, levels: list[int], block: threading.Event | None = None) -> None:
        self._levels = levels
        self._block = block
        self.released = False

    def read(self) -> Pixels | None:
        if self._levels:
            return _picture(self._levels.pop(0))
        if self._block is not None:
            self._block.wait(_SOON)
        return None

    def release(self) -> None:
        self.released = True


def test_video_file_plays_once_and_its_end_counts_as_a_loss(video: Path) -> None:
    with CameraSource(str(video), retry_delays=(60.0,)) as source:
        assert source.wait_for(Phase.LOST, _SOON)
        assert source.state == CameraState(Phase.LOST, "CAMERA_LOST")
        assert source.latest() is None
        assert source.frames_delivered == 3


@pytest.mark.parametrize("kind", ["video", "sequence"])
def test_file_begins_again_when_asked_to_loop(kind: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kind)
    with CameraSource(str(path), loop=True, retry_delays=(60.0,)) as source:
        seventh = source.wait(6, timeout=_SOON)
        assert seventh is not None
        assert seventh.image.shape == (48, 64, 3)
        assert source.state == CameraState(Phase.LIVE)


def test_frames_are_arrays_of_their_own(video: Path) -> None:
    with CameraSource(str(video), loop=True) as source:
        first = source.wait(0, timeout=_SOON)
        assert first is not None
        kept = first.image.copy()
        assert source.wait(first.number + 2, timeout=_SOON) is not None
        assert np.array_equal(first.image, kept)


def test_mailbox_gives_a_frame_only_once_to_who_asks_for_newer(video: Path) -> None:
    with CameraSource(str(video), retry_delays=(60.0,), fps_limit=5) as source:
        frame = source.wait(0, timeout=_SOON)
        assert frame is not None
        assert source.latest(after=frame.number - 1) is not None
        assert source.latest(after=10_000) is None


def test_network_camera_that_is_cut_is_lost_and_comes_back(network_camera: NetworkCamera) -> None:
    port = network_camera.server_address[1]
    with CameraSource(f"http://127.0.0.1:{port}/", retry_delays=_AT_ONCE) as source:
        before = source.wait(0, timeout=_SOON)
        assert before is not None
        network_camera.unplug()
        assert source.wait_for(Phase.LOST, _SOON)
        assert source.state.code == "CAMERA_LOST"
        assert source.latest() is None
        plugged_in = NetworkCamera(PICTURE, port)
        try:
            after = source.wait(before.number, timeout=_SOON)
            assert after is not None
            assert after.number > before.number
            assert source.state == CameraState(Phase.LIVE)
        finally:
            plugged_in.unplug()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("spec", [97, "97", "absent.avi", "http://127.0.0.1:{closed}/"])
def test_absent_source_is_missing(spec: str | int) -> None:
    if isinstance(spec, str):
        spec = spec.format(closed=_closed_port())
    with CameraSource(spec) as source:
        assert source.wait_for(Phase.MISSING, _SOON)
        assert source.state == CameraState(Phase.MISSING, "CAMERA_MISSING")


def test_source_that_appears_later_is_found_without_a_restart() -> None:
    answers: list[Source | CameraError] = [CameraError("CAMERA_BUSY", "in use"), _Scripted([1])]

    def opener(_spec: str) -> Source:
        answer = answers.pop(0) if answers else CameraError("CAMERA_MISSING", "gone")
        if isinstance(answer, CameraError):
            raise answer
        return answer

    with CameraSource("0", retry_delays=_AT_ONCE, opener=opener) as source:
        assert source.wait_for(Phase.LOST, _SOON)  # it was live in between
        assert source.state.code == "CAMERA_LOST"


def test_source_that_cannot_be_opened_says_why() -> None:
    def opener(_spec: str) -> Source:
        raise CameraError("CAMERA_BUSY", "in use")

    with CameraSource("0", opener=opener) as source:
        assert source.wait_for(Phase.MISSING, _SOON)
        assert source.state.code == "CAMERA_BUSY"


def test_source_that_falls_silent_counts_as_lost_while_its_read_blocks() -> None:
    unblock = threading.Event()
    scripted = _Scripted([1], unblock)
    now = [0.0]
    with CameraSource(
        "0", retry_delays=(60.0,), opener=lambda _: scripted, clock=lambda: now[0]
    ) as source:
        assert source.wait(0, timeout=_SOON) is not None
        assert source.state.phase is Phase.LIVE
        now[0] = 3.0
        assert source.wait_for(Phase.LOST, _SOON)
        assert not source.wait_for(Phase.LIVE, 0)
        assert source.state == CameraState(Phase.LOST, "CAMERA_LOST")
        assert source.latest() is None
        unblock.set()
    assert scripted.released


def test_single_failed_read_is_no_loss() -> None:
    class Hiccup(_Scripted):
        def read(self) -> Pixels | None:
            level = self._levels.pop(0) if self._levels else 0
            return _picture(level) if level else None

    opened: list[Source] = [Hiccup([1, 0, 0, 2])]
    with CameraSource("0", retry_delays=(60.0,), opener=lambda _: opened.pop()) as source:
        assert source.wait_for(Phase.LOST, _SOON)
    assert source.frames_delivered == 2


def test_closing_ends_the_thread_and_wakes_who_waits(video: Path) -> None:
    source = CameraSource(str(video), loop=True).start()
    assert source.wait(0, timeout=_SOON) is not None
    source.close()
    assert source.state.phase is Phase.CLOSED
    assert source.wait(10_000, timeout=_SOON) is None
    source.close()


def test_source_that_was_never_started_can_be_closed() -> None:
    source = CameraSource("0")
    source.close()
    assert source.state.phase is Phase.CLOSED


def test_source_closed_while_it_opens_is_closed_at_once_and_shows_nothing_later() -> None:
    opening, opened, closed = threading.Event(), threading.Event(), threading.Event()

    def opener(_spec: str) -> Source:
        opening.set()
        opened.wait(_SOON)
        return _Scripted([1])

    source = CameraSource("0", opener=opener).start()
    assert opening.wait(_SOON)

    def close() -> None:
        source.close()
        closed.set()

    closer = threading.Thread(target=close)
    closer.start()
    assert source.wait_for(Phase.CLOSED, _SOON)
    assert not closed.is_set()  # the driver still holds the reader
    assert source.state.phase is Phase.CLOSED
    opened.set()
    assert closed.wait(_SOON)
    closer.join()
    assert source.state.phase is Phase.CLOSED
    assert source.latest() is None


def _failing(error: Exception) -> Source:
    class Failing(_Scripted):
        def read(self) -> Pixels | None:
            if self._levels:
                return super().read()
            raise error

    return Failing([1])


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("where", ["open", "read", "release"])
def test_reader_outlives_any_error_of_a_driver(where: str, loop: bool) -> None:
    class Unreleasable(_Scripted):
        def release(self) -> None:
            raise MemoryError

    held = threading.Event()
    errors = {"open": None, "read": _failing(ValueError()), "release": Unreleasable([1])}
    attempts: list[Source | None] = [errors[where], _Scripted([2], held)]

    def opener(_spec: str) -> Source:
        source = attempts.pop(0) if attempts else None
        if source is None:
            raise RuntimeError("a driver's own words: rtsp://admin:secret@camera")
        return source

    first = 0 if where == "open" else 1
    source = CameraSource("0", loop=loop, retry_delays=_AT_ONCE, opener=opener)
    with capture_logs() as logged, source:
        assert source.wait(first, timeout=_SOON) is not None
        held.set()
    assert "camera_failed" in {entry["event"] for entry in logged}
    assert "secret" not in str(logged)


@pytest.mark.parametrize(("mode", "code"), [(0o600, "CAMERA_BUSY"), (None, "CAMERA_MISSING")])
def test_reason_of_a_camera_that_does_not_open(tmp_path: Path, mode: int | None, code: str) -> None:
    if mode is not None:
        (tmp_path / "video0").touch(mode)
    assert why_not_opened(0, devices=tmp_path).code == code


def test_frames_of_a_video_come_as_fast_as_they_decode(video: Path, sequence: Path) -> None:
    assert [round(float(f.mean()), -1) for f in frames_of(video)] == [10, 120, 240]
    assert len(list(frames_of(sequence))) == 3


@pytest.mark.parametrize("name", ["0", "%03d.avi", "img_%03d.png", "img_000.png"])
def test_file_is_taken_by_its_name_as_it_stands(
    name: str, video: Path, sequence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sequence.parent)
    Path("000.avi").write_bytes(video.read_bytes())
    Path(name).write_text("no video")
    with pytest.raises(ImageError) as caught:
        list(frames_of(Path(name)))
    assert caught.value.code == "IMAGE_UNREADABLE"
    video.rename(name)
    if not name.endswith(".png"):
        assert len(list(frames_of(Path(name)))) == 3


def test_source_that_opencv_raises_on_is_missing() -> None:
    with pytest.raises(CameraError) as caught:
        open_source("9" * 30)
    assert caught.value.code == "CAMERA_MISSING"


def test_file_without_frames_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.avi"
    text.write_text("no video")
    with pytest.raises(ImageError) as caught:
        list(frames_of(text))
    assert caught.value.code == "IMAGE_UNREADABLE"
    with pytest.raises(CameraError):
        open_source(str(text))
