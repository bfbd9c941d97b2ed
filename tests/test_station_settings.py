"""Settings: what was saved is what is read, and nothing unknown slips in."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_core.clock import report_day
from station_core.errors import DeskError, SettingsError
from station_core.folder import DeskFolder
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
    load_settings,
    save_settings,
)

VIETNAM = timezone(timedelta(hours=7))
SETTINGS = Settings(
    desk=DeskSettings(code="B03", team="Tổ 1", commune="26506", cutoff_hour=3),
    centre=CentreSettings(url="https://centre.example.vn", recipient="age1qqqq"),
    scanner=ScannerSettings(port="/dev/ttyUSB0", baud=115_200),
)


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    save_settings(path, SETTINGS)
    assert load_settings(path) == SETTINGS
    assert [entry.name for entry in tmp_path.iterdir()] == ["station.toml"]


def test_no_desk_yet(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SETTINGS_MISSING"):
        load_settings(tmp_path / "station.toml")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('[desk]\ncode = "B 03"', "desk.code"),
        ("[camera]\nsauce = 1", "camera.sauce"),
        ('[camera]\nsource = "usb:webcam"', "camera.source"),
        ("[camera]\nrotate = 45", "camera.rotate"),
        ("[scanner]\nbaud = 10", "scanner.baud"),
        ("[gps]\nbaud = 10", "gps.baud"),
        ("[day]\nx = 1", "day"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, line: str, key: str) -> None:
    path = tmp_path / "station.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.code == "SETTINGS_INVALID"
    keys = caught.value.details["keys"]
    assert isinstance(keys, list)
    assert key in keys


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[desk", b"= 3"])
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="SETTINGS_INVALID"):
        load_settings(path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="FOLDER_UNUSABLE"):
        save_settings(tmp_path / "absent" / "station.toml", SETTINGS)


def test_the_desk_is_held_once(tmp_path: Path) -> None:
    with (
        DeskFolder(tmp_path).locked(),
        pytest.raises(DeskError, match="DESK_IN_USE"),
        DeskFolder(tmp_path).locked(),
    ):
        pass
    with DeskFolder(tmp_path).locked():
        pass


@pytest.mark.parametrize(
    ("hour", "cutoff", "day"),
    [(0, 0, 23), (2, 3, 22), (3, 3, 23), (23, 3, 23)],
)
def test_a_shift_may_run_past_midnight(hour: int, cutoff: int, day: int) -> None:
    at = datetime(2026, 11, 23, hour, 59, tzinfo=VIETNAM)
    assert report_day(at, cutoff) == date(2026, 11, day)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 12))  # noqa: DTZ001
def test_every_moment_belongs_to_one_of_two_days(naive: datetime, cutoff: int) -> None:
    at = naive.replace(tzinfo=VIETNAM)
    assert (at.date() - report_day(at, cutoff)).days in {0, 1}


@pytest.mark.parametrize(
    ("source", "identity"),
    [
        ("usb:046d:0825", "usb:046d:0825"),
        ("USB:046D:0825:ABC", "usb:046d:0825:ABC"),
        ("2", "2"),
        ("/dev/video3", "3"),
        ("rtsp://admin:GEHEIM@10.0.0.7/live", "stream"),
        ("/home/an/walk.avi", "file"),
    ],
)
def test_a_record_names_the_camera_without_path_or_password(source: str, identity: str) -> None:
    assert CameraSettings(source=source).identity == identity
