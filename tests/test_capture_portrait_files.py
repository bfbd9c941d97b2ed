import io
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pytest
from PIL import Image

from portraits import walls
from portraits.demands import PROFILE
from portraits.scene import astronaut, drawn
from station_capture import (
    Pixels,
    Portrait,
    PortraitError,
    PortraitProfile,
    load_image,
    load_profile,
    take_portrait,
)
from station_capture.drawn import draw_portrait_scene

_MOST_MB: Final = 400
# Tells its own peak: what the system tells of a child begins with the memory of its parent.
_RUN: Final = """
import json, re, runpy, sys
try:
    runpy.run_module("station_core", run_name="__main__")
except SystemExit as done:
    with open("/proc/self/status") as status:
        kb = int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1])
    print(json.dumps({"code": done.code, "mb": kb / 1024}))
"""
_ONLY_LINUX: Final = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc"
)

# Pictures as they come, through the command line


def _checked(file: Path) -> dict[str, Any]:
    """What `stationctl portrait check` answers on a picture, within its memory."""
    words = ["portrait", "check", str(file), "--json", "--data", str(file.parent / "no desk")]
    command = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer, told = _two_answers(done.stdout)
    assert told["mb"] < _MOST_MB
    assert (told["code"] == 0) == ("error" not in answer)
    return answer


def _two_answers(out: str) -> tuple[dict[str, Any], dict[str, Any]]:
    decoder = json.JSONDecoder()
    first, end = decoder.raw_decode(out)
    second, _end = decoder.raw_decode(out[end:].lstrip())
    return first, second


def _as(kind: str, picture: Image.Image, **how: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _person() -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(draw_portrait_scene()[:, :, ::-1]))


def _of_16_bits(image: Pixels) -> bytes:
    return cv2.imencode(".png", image.astype(np.uint16) * 257)[1].tobytes()


def _sideways() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # TIFF 6.0, Orientation: the top of the scene is at the right
    return _as("JPEG", _person().transpose(Image.Transpose.ROTATE_90), exif=exif)


def _transparent() -> bytes:
    """A person cut out, over nothing."""
    scene = drawn()
    alpha = np.where(scene.wall > 0.5, 0, 255).astype(np.uint8)
    colours = np.where(alpha[:, :, None] > 0, scene.image[:, :, ::-1], 0).astype(np.uint8)
    return _as("PNG", Image.fromarray(np.dstack([colours, alpha])))


_PERSON_FILES: Final[dict[str, Callable[[], bytes]]] = {
    "jpeg": lambda: _as("JPEG", _person(), quality=92),
    "16 bits in colour": lambda: _of_16_bits(draw_portrait_scene()),
    "16 bits in grey": lambda: _of_16_bits(
        np.asarray(cv2.cvtColor(draw_portrait_scene(), cv2.COLOR_BGR2GRAY), np.uint8)
    ),
    "CMYK jpeg": lambda: _as("JPEG", _person().convert("CMYK"), quality=92),
    "grey jpeg": lambda: _as("JPEG", _person().convert("L"), quality=92),
    "turned by its mark": _sideways,
    "transparent": _transparent,
    "moving picture": lambda: _as(
        "GIF", _person(), save_all=True, append_images=[Image.new("RGB", (1280, 720))] * 3
    ),
}


@_ONLY_LINUX
@pytest.mark.parametrize("name", _PERSON_FILES)
def test_person_is_seen_in_every_kind_of_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "ảnh"
    file.write_bytes(_PERSON_FILES[name]())
    answer = _checked(file)
    values = {one["code"]: one["value"] for one in answer["findings"]}
    assert values["FACE_COUNT"] == 1
    assert values["EYE_DISTANCE"] == pytest.approx(129.6, rel=0.06)
    assert values["BACKGROUND_LIGHTNESS"] > 90
    assert abs(values["ROLL"]) < 3


def _wall(megapixels: int, kind: str, **how: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    side = int((megapixels * 1e6) ** 0.5)
    return _as(kind, Image.new("RGB", (side, side), (230, 232, 235)), **how)


def _cut(octets: bytes) -> bytes:
    return octets[: len(octets) // 2]


_ODD_FILES: Final[dict[str, tuple[Callable[[], bytes], str | None]]] = {
    "one pixel": (lambda: _as("PNG", Image.new("RGB", (1, 1))), None),
    "jpeg of 100 megapixels": (lambda: _wall(100, "JPEG"), None),
    # All of a progressive one is held at once, with six octets a pixel.
    "progressive of 100": (lambda: _wall(100, "JPEG", progressive=True), "IMAGE_TOO_LARGE"),
    "progressive of 39": (lambda: _wall(39, "JPEG", progressive=True, subsampling=0), None),
    "png of 100 megapixels": (lambda: _wall(100, "PNG"), "IMAGE_TOO_LARGE"),
    "png of 59 megapixels": (lambda: _wall(59, "PNG", compress_level=1), None),
    "tiff of 21 megapixels": (lambda: _wall(21, "TIFF"), "IMAGE_TOO_LARGE"),
    "tiff of 19 megapixels": (lambda: _wall(19, "TIFF"), None),
    "gif of 59 megapixels": (lambda: _wall(59, "GIF"), "IMAGE_TOO_LARGE"),
    "half a jpeg": (lambda: _cut(_as("JPEG", _person())), "IMAGE_UNREADABLE"),
    "half a png": (lambda: _cut(_as("PNG", _person())), "IMAGE_UNREADABLE"),
    "nothing": (lambda: b"", "NOT_A_PICTURE"),
    "text": (lambda: "Đây không phải là ảnh.\n".encode() * 40, "NOT_A_PICTURE"),
    "zlib": (lambda: zlib.compress(b"\0" * 100_000), "NOT_A_PICTURE"),
}


@_ONLY_LINUX
@pytest.mark.parametrize("name", _ODD_FILES)
def test_odd_file_has_its_answer(tmp_path: Path, name: str) -> None:
    made, code = _ODD_FILES[name]
    file = tmp_path / "ảnh"
    file.write_bytes(made())
    answer = _checked(file)
    if code is None:
        assert not answer["ok"]
        first, *more = [one["code"] for one in answer["findings"]]
        assert first == "FACE_COUNT"
        assert set(more) <= {"LUMINANCE"}
    else:
        assert answer["error"]["code"] == code


# Profiles


def _written(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """The shipped profile's text with changes, as a centre's own file."""
    text = Path(load_profile.__code__.co_filename).parents[1].joinpath("profiles", "cccd.toml")
    changed = text.read_text("utf-8")
    for old, new in changes:
        assert old in changed
        changed = changed.replace(old, new, 1)
    file = tmp_path / "trung tâm.toml"
    file.write_text(changed, "utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["cccd", "icao"])
def test_shipped_profile_is_whole(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.version
    for code, limit in profile.limits.items():
        assert limit.low is not None or limit.high is not None, code
        assert limit.low is None or limit.high is None or limit.low <= limit.high, code
    lies = profile.geometry
    size = profile.limits["HEAD_HEIGHT"]
    assert size.holds(lies.head_height, size.margin)
    line = profile.limits["EYE_LINE"]
    assert line.holds(lies.eye_line, line.margin)


def test_centres_own_profile_is_that_of_its_file(tmp_path: Path) -> None:
    assert load_profile(_written(tmp_path)) == load_profile("cccd")
    own = load_profile(_written(tmp_path, ('version = "2"', 'version = "2-tp"')))
    assert own.version == "2-tp"


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        (("eye_line =", "eye_lime ="), ["geometry.eye_lime", "geometry.eye_line"]),
        (("width = 600", 'width = "wide"'), ["geometry.width"]),
        (("height = 900", "height = -1"), ["geometry.height"]),
        (("quality = 95", "quality = 101"), ["encoding.quality"]),
        (("{ low = 90, margin", "{ lowest = 90, margin"), ["limits.EYE_DISTANCE.lowest"]),
        (("SHARPNESS =", "SHARPNES ="), ["limits.SHARPNES"]),
        (("low = 0.10, high = 0.75", "low = 0.75, high = 0.10"), ["limits.LUMINANCE"]),
        (("FACE_COUNT = { low = 1, high = 1", "FACE_COUNT = { low = 1"), ["limits.FACE_COUNT"]),
        (("FACE_COUNT = {", "# FACE_COUNT = {"), ["limits.FACE_COUNT"]),
        (("margin = 0.005", "margin = 0.06"), ["limits.CENTRING"]),
        (
            ("SHARPNESS = { low = 2.0", "SHARPNESS = { low = 2.0, high = 9"),
            ["limits.SHARPNESS.high"],
        ),
        (("low = 2.0, margin", "low = nan, margin"), ["limits.SHARPNESS.low"]),
        (('"EARS"', '"EARZ"'), ["checks.EARZ"]),
        (("dpi = 300", "dpi = 70000"), ["encoding.dpi"]),
        (("high = 0.55, margin = 0.005, blocks = true", "high = 0.55"), ["limits.CENTRING.blocks"]),
    ],
)
def test_wrong_keys_of_a_profile_are_named(
    tmp_path: Path, change: tuple[str, str], keys: list[str]
) -> None:
    with pytest.raises(PortraitError) as caught:
        load_profile(_written(tmp_path, change))
    assert caught.value.code == "PROFILE_INVALID"
    assert caught.value.details == {"keys": tuple(keys)}


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"[limits\nSHARPNESS", "PROFILE_INVALID"),
        (b"\xff\xfe\x00 no text", "PROFILE_INVALID"),
        (b"", "PROFILE_INVALID"),
        (None, "PROFILE_UNKNOWN"),
    ],
)
def test_file_that_is_no_profile_is_refused(
    tmp_path: Path, octets: bytes | None, code: str
) -> None:
    file = tmp_path / "own.toml"
    if octets is not None:
        file.write_bytes(octets)
    with pytest.raises(PortraitError) as caught:
        load_profile(str(file))
    assert caught.value.code == code


# The size of the file


def _limited(kb: float) -> PortraitProfile:
    limit = PROFILE.limits["FILE_SIZE"].model_copy(update={"high": kb})
    return PROFILE.model_copy(update={"limits": {**PROFILE.limits, "FILE_SIZE": limit}})


def _fits(portrait: Portrait) -> bool:
    return next(one.ok for one in portrait.assessment.findings if one.code == "FILE_SIZE")


def test_quality_is_given_away_until_the_file_is_small_enough() -> None:
    frame = walls.speckled_wall(astronaut(), 20)
    sizes = [len(take_portrait(frame, _limited(kb)).jpeg) / 1000 for kb in (1000, 160, 130, 110)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 160
    for size, kb in zip(sizes[1:], (160, 130, 110), strict=True):
        assert 0.85 * kb < size <= kb  # the next better quality would not have fitted


def test_limit_that_no_quality_meets_is_told_and_the_file_given_all_the_same() -> None:
    frame = walls.speckled_wall(astronaut(), 60)
    portrait = take_portrait(frame, _limited(20))
    assert not _fits(portrait)
    assert not portrait.assessment.ok
    assert load_image(portrait.jpeg).shape == (900, 600, 3)
    assert len(portrait.jpeg) < len(take_portrait(frame, _limited(1000)).jpeg) / 2


def test_profile_without_a_limit_of_size_is_written_at_its_best() -> None:
    limits = {code: limit for code, limit in PROFILE.limits.items() if code != "FILE_SIZE"}
    frame = drawn().image
    without = take_portrait(frame, PROFILE.model_copy(update={"limits": limits}))
    assert without.jpeg == take_portrait(frame, PROFILE).jpeg
    assert "FILE_SIZE" not in {one.code for one in without.assessment.findings}
