import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from station_capture import (
    Face,
    Pixels,
    PortraitAssessment,
    PortraitError,
    assess_portrait,
    load_image,
    load_profile,
    take_portrait,
)
from station_capture.drawn import draw_portrait_scene
from station_capture.portrait.haar import HaarFaceFinder

_PROFILE = load_profile("cccd")
_EMPTY_CHAIR = np.full((720, 1280, 3), 230, np.uint8)


def _blocking(assessment: PortraitAssessment) -> set[str]:
    return {f.code for f in assessment.findings if f.blocks and not f.ok}


def _value(assessment: PortraitAssessment, code: str) -> float:
    return next(f.value for f in assessment.findings if f.code == code)


def _scaled(image: Pixels, factor: float) -> Pixels:
    return np.asarray(np.clip(image * factor, 0, 255), np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_drawn_person_passes_in_the_frame_and_in_the_file(seed: int) -> None:
    frame = draw_portrait_scene(seed=seed, noise_seed=seed)
    assessment = assess_portrait(frame, _PROFILE)
    assert assessment.ok, assessment.findings
    codes = set(_PROFILE.limits) - {"YAW", "PITCH", "MOUTH", "MOTION"}
    assert {f.code for f in assessment.findings} == codes - {"FILE_SIZE"}
    in_file = take_portrait(frame, _PROFILE).assessment
    assert in_file.ok
    assert {f.code for f in in_file.findings} == codes


@pytest.mark.parametrize(
    ("frame", "failing"),
    [
        pytest.param(_EMPTY_CHAIR, {"FACE_COUNT"}, id="nobody"),
        pytest.param(np.hstack([draw_portrait_scene()] * 2), {"FACE_COUNT"}, id="two"),
        pytest.param(
            _scaled(draw_portrait_scene(), 0.3),
            {"LUMINANCE", "UNDEREXPOSED", "DYNAMIC_RANGE", "BACKGROUND_LIGHTNESS"},
            id="dark",
        ),
        pytest.param(
            _scaled(draw_portrait_scene(), 1.5), {"LUMINANCE", "OVEREXPOSED"}, id="bright"
        ),
        pytest.param(
            cv2.GaussianBlur(draw_portrait_scene(), (0, 0), 10), {"SHARPNESS"}, id="blurred"
        ),
        pytest.param(draw_portrait_scene(offset=(3.5, 0)), {"CENTRING"}, id="at-the-edge"),
        pytest.param(draw_portrait_scene(offset=(0, 1.0)), {"EYE_LINE"}, id="low"),
        pytest.param(
            draw_portrait_scene(640, 360),
            {"EYE_DISTANCE"},
            id="small",
        ),
    ],
)
def test_each_fault_is_found_and_no_other(frame: Pixels, failing: set[str]) -> None:
    assessment = assess_portrait(frame, _PROFILE)
    assert not assessment.ok
    assert _blocking(assessment) == failing


def test_same_frame_gives_the_same_verdict_and_file() -> None:
    frame = draw_portrait_scene()
    assert assess_portrait(frame, _PROFILE) == assess_portrait(frame.copy(), "cccd")
    assert take_portrait(frame, _PROFILE).jpeg == take_portrait(frame, _PROFILE).jpeg


def test_frame_is_left_as_it_was() -> None:
    frame = draw_portrait_scene()
    kept = frame.copy()
    take_portrait(frame, _PROFILE)
    assert np.array_equal(frame, kept)


def test_tilted_head_is_measured() -> None:
    frame = draw_portrait_scene()
    turn = cv2.getRotationMatrix2D((640, 295), -6, 1.0)
    tilted = cv2.warpAffine(frame, turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE)
    assert _value(assess_portrait(np.asarray(tilted, np.uint8), _PROFILE), "ROLL") == pytest.approx(
        6, abs=2
    )


def test_tilt_is_not_reported_where_the_eyes_were_not_seen() -> None:
    class Blind(HaarFaceFinder):
        def find(self, image: Pixels) -> tuple[Face, ...]:
            (face,) = super().find(image)
            return (Face(face.box, face.eyes, eyes_found=1),)

    assessment = assess_portrait(draw_portrait_scene(), _PROFILE, finder=Blind())
    assert "ROLL" not in {f.code for f in assessment.findings}
    assert [f.code for f in assessment.findings if not f.ok] == ["EYES_FOUND", "ENLARGEMENT"]
    assert assessment.ok  # eyes that the finder misses are no reason to refuse


def test_file_is_an_srgb_jpeg_of_the_profiles_size_without_other_metadata() -> None:
    portrait = take_portrait(draw_portrait_scene(), _PROFILE)
    with Image.open(io.BytesIO(portrait.jpeg)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (600, 900))
        assert set(picture.info) == {
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "icc_profile",
        }  # fmt: skip
        assert picture.info["dpi"] == (300, 300)
        icc = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(icc)
        assert not picture.getexif()
    assert (portrait.width, portrait.height) == (600, 900)
    assert len(portrait.jpeg) < 250_000


def test_eyes_lie_where_the_profile_wants_them() -> None:
    for offset in ((0.0, 0.0), (-1.0, 0.05), (1.5, -0.1)):
        assessment = take_portrait(draw_portrait_scene(offset=offset), _PROFILE).assessment
        assert _value(assessment, "EYE_LINE") == pytest.approx(0.40, abs=0.03)
        assert _value(assessment, "CENTRING") == pytest.approx(0.50, abs=0.02)
        assert _value(assessment, "HEAD_HEIGHT") == pytest.approx(0.70, abs=0.04)


def test_enlargement_is_told() -> None:
    assert take_portrait(draw_portrait_scene(1280, 720), _PROFILE).scale > 1
    assert take_portrait(draw_portrait_scene(1920, 1080), _PROFILE).scale < 1


def test_assessment_is_that_of_the_file_but_for_what_the_file_cannot_show() -> None:
    portrait = take_portrait(draw_portrait_scene(), _PROFILE)
    in_file = assess_portrait(load_image(portrait.jpeg), _PROFILE)
    assert portrait.assessment.face == in_file.face
    of_camera = {"EYE_DISTANCE", "ENLARGEMENT", "FILE_SIZE"}
    assert [f for f in portrait.assessment.findings if f.code not in of_camera] == [
        f for f in in_file.findings if f.code not in of_camera
    ]
    assert _value(portrait.assessment, "ENLARGEMENT") == pytest.approx(portrait.scale, abs=1e-3)
    assert _value(portrait.assessment, "FILE_SIZE") == len(portrait.jpeg) / 1000


@pytest.mark.parametrize("size", [(426, 240), (640, 360), (1280, 720), (1920, 1080)])
def test_eyes_distance_is_that_of_the_camera_however_much_the_file_is_enlarged(
    size: tuple[int, int],
) -> None:
    frame = draw_portrait_scene(*size)
    in_frame = assess_portrait(frame, _PROFILE)
    portrait = take_portrait(frame, _PROFILE)
    assert _value(portrait.assessment, "EYE_DISTANCE") == pytest.approx(
        _value(in_frame, "EYE_DISTANCE"), rel=0.06
    )
    assert portrait.assessment.ok is in_frame.ok is (size[1] >= 720)


def test_picture_of_the_profiles_shape_is_judged_as_it_stands() -> None:
    finished = load_image(take_portrait(draw_portrait_scene(), _PROFILE).jpeg)
    shifted = np.roll(finished, 90, axis=1)
    assert "CENTRING" in _blocking(assess_portrait(shifted, _PROFILE))


def test_nobody_is_turned_away_for_want_of_a_found_face() -> None:
    with pytest.raises(PortraitError) as caught:
        take_portrait(_EMPTY_CHAIR, _PROFILE)
    assert caught.value.code == "NO_FACE"
    portrait = take_portrait(_EMPTY_CHAIR, _PROFILE, accept_without_face=True)
    assert load_image(portrait.jpeg).shape == (900, 600, 3)
    assert not portrait.assessment.ok


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 1, 3), (1, 2000), (2000, 1, 3), (700, 3, 3), (60_000, 1)]
)
def test_odd_picture_is_judged_without_failing(shape: tuple[int, ...]) -> None:
    assert not assess_portrait(np.zeros(shape, np.uint8), _PROFILE).ok


def test_grey_frame_is_judged_too() -> None:
    frame = np.asarray(cv2.cvtColor(draw_portrait_scene(), cv2.COLOR_BGR2GRAY), np.uint8)
    assert assess_portrait(frame, _PROFILE).face is not None
    assert load_image(take_portrait(frame, _PROFILE).jpeg).shape == (900, 600, 3)


@pytest.mark.parametrize("name", ["passport_of_atlantis", "../errors", ""])
def test_unknown_profile_is_refused(name: str) -> None:
    with pytest.raises(PortraitError) as caught:
        load_profile(name)
    assert caught.value.code == "PROFILE_UNKNOWN"
