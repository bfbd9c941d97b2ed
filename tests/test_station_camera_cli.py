"""Cameras on the command line: listed, measured, and set for a desk."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from network_camera import NetworkCamera
from station_capture import CameraIdentity, Pixels, load_image
from station_core.cli import run
from station_core.cli.devices import camera_of
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    Settings,
    load_settings,
    save_settings,
)
from station_queue.packet import generate_identity

Ctl = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    """Run a command with --json; gives its exit code and its one object."""
    monkeypatch.setenv("STATION_PASSWORD", "mat-khau-1")

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


def picture(width: int, height: int, level: int = 128) -> Pixels:
    return np.full((height, width, 3), level, np.uint8)


@pytest.fixture
def camera() -> Iterator[NetworkCamera]:
    camera = NetworkCamera(picture(1280, 720))
    yield camera
    camera.unplug()


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "camera.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 60, (1280, 720))
    for level in (90, 120):
        writer.write(picture(1280, 720, level))
    writer.release()
    return path


def desk_with(folder: Path, camera: CameraSettings) -> Path:
    folder.mkdir()
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
        camera=camera,
    )
    save_settings(folder / "station.toml", settings)
    return folder


def test_the_password_of_a_stream_is_not_printed(
    ctl: Ctl, camera: NetworkCamera, tmp_path: Path
) -> None:
    address = camera.url.replace("://", "://an:GEHEIM@")
    code, answer = ctl(
        *("camera", "test", "--data", tmp_path, "--camera", address, "--seconds", 0.2)
    )
    assert code == 0
    assert "GEHEIM" not in str(answer)


def test_network_camera_is_measured_and_its_fault_has_words(
    ctl: Ctl, camera: NetworkCamera, tmp_path: Path
) -> None:
    code, answer = ctl(
        *("camera", "test", "--data", tmp_path, "--camera", camera.url),
        *("--seconds", 0.2, "--out", tmp_path / "seen.png", "--lang", "en"),
    )
    assert code == 0
    assert (answer["width"], answer["height"]) == (1280, 720)
    assert answer["fps"] > 0
    assert answer["asked"] is None
    assert not any(answer["lockable"].values())
    assert answer["portrait"] == {
        "profile": "cccd",
        "needs": [600, 900],
        "enlargement": 1.25,
        "enlarged": True,
    }
    if sys.platform != "win32":
        assert (tmp_path / "seen.png").stat().st_mode & 0o077 == 0  # it may show somebody
    (small,) = [fault for fault in answer["faults"] if fault["code"] == "CAMERA_SMALL"]
    assert small["message"]
    assert small["next"]
    assert load_image(tmp_path / "seen.png").shape == (720, 1280, 3)


def test_camera_of_the_desk_is_taken_turned_as_its_settings_say(
    ctl: Ctl, video: Path, tmp_path: Path
) -> None:
    desk = desk_with(tmp_path / "desk", CameraSettings(source=str(video), rotate=270))
    code, answer = ctl("camera", "test", "--data", desk, "--seconds", 0.2)
    assert code == 0
    assert (answer["width"], answer["height"], answer["rotate"]) == (720, 1280, 270)
    assert not answer["portrait"]["enlarged"]
    assert answer["file"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--camera", "usb:046d:0825"], "CAMERA_MISSING"),
        (["--camera", "usb:webcam"], "CAMERA_ADDRESS"),
        (["--camera", "97"], "CAMERA_MISSING"),
        (["--camera", "absent.avi"], "CAMERA_MISSING"),
        (["--camera", "0", "--out", "seen.txt"], "OUT_FORMAT_UNKNOWN"),
        ([], "SETTINGS_MISSING"),
    ],
)
def test_whatever_is_wrong_has_a_code_and_a_next_step(
    ctl: Ctl, tmp_path: Path, words: list[str], code: str
) -> None:
    status, answer = ctl("camera", "test", "--data", tmp_path, "--seconds", 0.1, *words)
    assert status == 1
    assert answer["error"]["code"] == code
    assert answer["error"]["next"]


def test_camera_is_listed_as_the_contract_says() -> None:
    camera = CameraIdentity(
        name="HD Webcam C270",
        vendor=0x046D,
        product=0x0825,
        serial="8A2B",
        place="1-1:1.0",
        index=0,
        backend=200,
        path="/dev/video97",
        address="usb:046d:0825:8A2B",
    )
    assert camera_of(camera) == {
        "kind": "camera",
        "family": "usb",
        "model": "HD Webcam C270",
        "serial": "8A2B",
        "address": "usb:046d:0825:8A2B",
        "state": "present",
        "id_grade": False,
        "notes": ["/dev/video97"],
    }


def test_listing_never_fails_for_want_of_cameras(ctl: Ctl) -> None:
    code, answer = ctl("devices", "list")
    assert code == 0
    assert isinstance(answer["devices"], list)


@pytest.mark.parametrize(("source", "code"), [("usb:046d:0825:8A2B@1-1:1.0", 0), ("usb:webcam", 1)])
def test_desk_is_set_up_with_a_camera_by_identity(
    ctl: Ctl, tmp_path: Path, source: str, code: int
) -> None:
    data = tmp_path / "desk"
    place = ["--desk", "B03", "--team", "Tổ 1", "--commune", "26506", "--user", "An"]
    centre = ["--centre", "http://127.0.0.1:9", "--centre-key", generate_identity()[1]]
    status, answer = ctl("init", "--data", data, *place, *centre, "--camera", source)
    assert status == code
    if status == 0:
        assert load_settings(data / "station.toml").camera.source == source
    else:
        assert answer["error"]["keys"] == ["source"]
