"""`stationctl portrait`: what a technician does about profiles and landmarks, and reads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest
from structlog.typing import EventDict

from portraits.marks import network
from station_capture.drawn import draw_portrait_scene
from station_core.cli import run
from station_core.folder import DeskFolder
from station_core.settings import (
    CentreSettings,
    DeskSettings,
    PortraitSettings,
    Settings,
    save_settings,
)

Ctl = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ctl:
    """Run a command with --json on the folder of the test."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--data", str(tmp_path), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


@pytest.fixture
def face(tmp_path: Path) -> Path:
    file = tmp_path / "face.png"
    cv2.imwrite(str(file), draw_portrait_scene(1920, 1080))
    return file


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    """A desk that holds portraits against a profile of its own, given from its folder on."""
    folder = DeskFolder(tmp_path)
    settings = Settings(
        desk=DeskSettings(code="03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient="age1qqq"),
        portrait=PortraitSettings(profile="own.toml"),
    )
    save_settings(folder.settings, settings)
    return folder


def test_own_profile_is_a_copy_to_be_changed(ctl: Ctl, face: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    assert ctl("portrait", "profile", "--out", own) == (0, {"file": str(own)})
    assert ctl("portrait", "check", face, "--profile", own)[1]["ok"] is True
    text = own.read_text("utf-8")
    own.write_text(text.replace("SHARPNESS = { low = 2.0", "SHARPNESS = { low = 20"), "utf-8")
    answer = ctl("portrait", "check", face, "--profile", own)[1]
    assert [one["code"] for one in answer["findings"] if not one["ok"]] == ["SHARPNESS"]


def test_syntax_error_of_a_profile_is_placed(ctl: Ctl, face: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\nversion = 1,2\n', "utf-8")
    code, answer = ctl("portrait", "check", face, "--profile", own)
    assert code == 1
    assert answer["error"]["code"] == "PROFILE_INVALID"
    assert answer["error"]["keys"][0].startswith("line 2")


@pytest.mark.usefixtures("desk")
def test_a_desk_checks_by_its_own_profile(ctl: Ctl, face: Path, tmp_path: Path) -> None:
    ctl("portrait", "profile", "--profile", "icao", "--out", tmp_path / "own.toml")
    assert ctl("portrait", "check", face)[1]["profile"].startswith("icao")
    assert ctl("portrait", "check", face, "--profile", "cccd")[1]["profile"].startswith("cccd")


def test_landmarks_are_installed_once_they_have_been_seen_to_work(
    ctl: Ctl, face: Path, desk: DeskFolder, tmp_path: Path
) -> None:
    assert ctl("portrait", "landmarks", tmp_path / "none.onnx")[1]["error"]["code"] == (
        "LANDMARKS_MISSING"
    )
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no network")
    assert ctl("portrait", "landmarks", broken)[1]["error"]["code"] == "LANDMARKS_UNUSABLE"
    assert not desk.landmarks.exists()
    model = tmp_path / "model.onnx"
    model.write_bytes(network())
    code, answer = ctl("portrait", "landmarks", model)
    assert code == 0
    assert ctl("portrait", "check", face, "--profile", "cccd")[1]["finder"] == answer["finder"]


def test_a_broken_landmark_file_is_noted_and_the_check_goes_on(
    ctl: Ctl, face: Path, desk: DeskFolder, logged: list[EventDict]
) -> None:
    desk.landmarks.write_bytes(b"no network")
    answer = ctl("portrait", "check", face, "--profile", "cccd")[1]
    assert answer["ok"] is True
    assert answer["notes"] == ["LANDMARKS_UNUSABLE"]
    assert [entry["event"] for entry in logged] == ["finder_replaced"]
    logged.clear()


def test_a_person_reads_what_fails_first_and_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "dark.png"
    cv2.imwrite(str(file), (draw_portrait_scene() * 0.3).astype("uint8"))
    words = ["portrait", "check", str(file), "--data", str(tmp_path), "--lang", "en"]
    assert run(words) == 0
    first, *_others, last = capsys.readouterr().out.splitlines()
    assert first.startswith("x  LUMINANCE")
    assert first.endswith("More light is needed.")
    assert last.startswith("NOT OK")
