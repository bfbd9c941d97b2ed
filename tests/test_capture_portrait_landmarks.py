import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portraits.marks import (
    landmarks_of_drawing,
    marked,
    network,
    other_network,
    short_network,
)
from portraits.scene import Point, Scene, drawn
from portraits.stance import moved
from station_capture import (
    Face,
    LandmarkFinder,
    Pixels,
    PortraitAssessment,
    PortraitError,
    assess_portrait,
    finder_with,
    load_profile,
    read_model,
)
from station_capture.drawn import Look
from station_capture.portrait.faces import Landmarks
from station_capture.portrait.pose import mouth_opening, pose_of

_PROFILE = load_profile("cccd")
_SKIN = (150, 178, 220)
_FACE = ((-0.5, 0.0), (0.5, 0.0), (0.03, 0.66), (-0.36, 1.04), (0.36, 1.06))
_DOT = 0.055


@cache
def _finder() -> LandmarkFinder:
    return LandmarkFinder(network())


def _points(at: Point, unit: float) -> list[Point]:
    return [(at[0] + unit * x, at[1] + unit * y) for x, y in _FACE]


def _dots(size: tuple[int, int], *faces: tuple[Point, float]) -> Pixels:
    """Faces of dots only: where the middle of their eyes is, and the eyes' distance."""
    image = np.full((size[1], size[0], 3), _SKIN, np.uint8)
    for at, unit in faces:
        image = marked(image, _points(at, unit), max(3.0, max(size) / 160))
    return image


def _seen(face: Face) -> list[Point]:
    assert face.landmarks is not None
    return [*face.eyes, face.landmarks.nose, *face.landmarks.mouth]


def _finding(verdict: PortraitAssessment, code: str) -> float:
    return next(one.value for one in verdict.findings if one.code == code)


# The network


@pytest.mark.parametrize(
    "size", [(640, 480), (1280, 720), (1920, 1080), (720, 1280), (853, 479), (427, 241)]
)
@pytest.mark.parametrize("part", [0.06, 0.09, 0.14], ids=["stride 8", "stride 16", "stride 32"])
def test_landmarks_are_found_in_pixels_of_the_frame(size: tuple[int, int], part: float) -> None:
    unit, at = part * max(size), (0.45 * size[0], 0.4 * size[1])
    (face,) = _finder().find(_dots(size, (at, unit)))
    # A pixel of the network is several of the frame; a quarter of one is what its dots allow.
    error = np.abs(np.subtract(_seen(face), _points(at, unit))).max()
    assert error < 0.5 + 0.35 * max(size) / 320
    x, y, width, height = face.box
    nose = _points(at, unit)[2]
    assert (x + width / 2, y + height / 2) == pytest.approx(nose, abs=1 + max(size) / 320)
    assert (width, height) == pytest.approx((2.2 * unit, 2.2 * unit), abs=1, rel=0.03)


def test_grey_picture_is_searched_too() -> None:
    image = np.asarray(cv2.cvtColor(drawn().image, cv2.COLOR_BGR2GRAY), np.uint8)
    assert _finder().find(image) == ()  # without colours there are no dots


def test_several_faces_come_the_largest_first() -> None:
    far, near = ((300.0, 200.0), 60.0), ((900.0, 300.0), 130.0)
    faces = _finder().find(_dots((1280, 720), far, near))
    middles = [sum(x for x, _y in face.eyes) / 2 for face in faces]
    assert middles == pytest.approx([900, 300], abs=3)


def test_face_is_found_again_near_where_it_was_and_not_elsewhere() -> None:
    first, other = ((900.0, 300.0), 100.0), ((300.0, 300.0), 130.0)
    (before,) = _finder().find(_dots((1280, 720), first))
    both = _dots((1280, 720), ((930.0, 290.0), 104.0), other)
    again = _finder().find_near(both, before)
    assert again is not None
    assert sum(x for x, _y in again.eyes) / 2 == pytest.approx(930, abs=3)
    assert _finder().find_near(_dots((1280, 720), other), before) is None


def test_eyes_in_one_place_are_no_face() -> None:
    points = [(600.0, 300.0), (600.0, 300.0), (600.0, 340.0), (560.0, 400.0), (640.0, 400.0)]
    image = np.full((720, 1280, 3), _SKIN, np.uint8)
    cv2.circle(image, (600, 300), 9, (255, 0, 0), -1)
    cv2.ellipse(image, (600, 300), (9, 9), 0, 0, 180, (0, 0, 255), -1)
    image = marked(image, [(0, 0), (0, 0), *points[2:]], 8)
    for face in _finder().find(image):
        assert math.dist(*face.eyes) >= 1


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"This is a letter to the technician.\n" * 50, id="text"),
        pytest.param(network()[: len(network()) // 2], id="cut off"),
        pytest.param(network()[:-10], id="cut off at its very end"),
        pytest.param(other_network(), id="another network"),
        pytest.param(short_network(), id="outputs of other sizes"),
    ],
)
def test_what_is_no_such_network_is_refused(model: bytes) -> None:
    with pytest.raises(PortraitError) as caught:
        LandmarkFinder(model)
    assert caught.value.code == "LANDMARKS_UNUSABLE"


@pytest.mark.parametrize("size", [0, 20_000_000])
def test_file_of_an_impossible_size_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "model.onnx"
    with file.open("wb") as opened:
        opened.truncate(size)
    for attempt in (read_model, finder_with):
        with pytest.raises(PortraitError) as caught:
            attempt(file)
        assert caught.value.code == "LANDMARKS_UNUSABLE"


def test_finder_is_that_of_the_file_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "mạng.onnx"
    assert finder_with(file).name.startswith("haar")
    assert finder_with(None).name.startswith("haar")
    file.write_bytes(network())
    assert finder_with(file).name == _finder().name
    assert finder_with(file).name.startswith("yunet ")


# What the landmarks tell


def _verdict(look: Look, points: list[Point] | None = None) -> PortraitAssessment:
    scene = drawn(look=look)
    image = marked(
        scene.image, points or landmarks_of_drawing(scene, look.turned), _DOT * scene.unit
    )
    return assess_portrait(image, _PROFILE, finder=_finder())


def test_what_landmarks_measure_nobody_has_to_look_at() -> None:
    verdict = _verdict(Look())
    assert {"YAW", "PITCH", "MOUTH"} <= {one.code for one in verdict.findings}
    assert all(one.ok for one in verdict.findings if one.code in {"YAW", "PITCH", "MOUTH"})
    assert not {"FRONTAL", "MOUTH_CLOSED"} & set(verdict.checks)
    without = assess_portrait(drawn().image, _PROFILE).checks
    assert set(_PROFILE.checks) - set(without) == {"EYES_OPEN"}


def test_what_was_measured_and_is_not_well_is_looked_at_all_the_same() -> None:
    verdict = _verdict(Look(turned=18.0))
    assert verdict.ok  # it only warns
    assert "FRONTAL" in verdict.checks
    closed = assess_portrait(drawn(look=Look(eyes_open=0.0)).image, _PROFILE)
    assert "EYES_OPEN" in closed.checks


@pytest.mark.parametrize("turned", [-24.0, -14.0, -4.0, 0.0, 4.0, 14.0, 24.0])
def test_yaw_of_a_turned_drawing(turned: float) -> None:
    verdict = _verdict(Look(turned=turned))
    assert _finding(verdict, "YAW") == pytest.approx(turned, abs=5)
    failed = {one.code for one in verdict.findings if not one.ok}
    assert ("YAW" in failed) == (abs(turned) > 10)
    assert "PITCH" not in failed


def test_eyes_distance_is_that_of_the_face_as_if_it_were_not_turned() -> None:
    straight, turned = (_finding(_verdict(Look(turned=t)), "EYE_DISTANCE") for t in (0, 25))
    assert turned == pytest.approx(straight, rel=0.04)


def test_closed_eyes_are_placed_by_landmarks_but_not_counted() -> None:
    verdict = _verdict(Look(eyes_open=0.0))
    assert verdict.face is not None
    assert verdict.face.eyes == pytest.approx(np.array(drawn().eyes), abs=2)
    assert _finding(verdict, "EYES_FOUND") < 2
    assert "ROLL" in {one.code for one in verdict.findings}


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
@pytest.mark.parametrize("roll", [-8.0, 0.0, 8.0])
@pytest.mark.parametrize("seed", range(3))
def test_mouth_is_measured_by_its_dark_inside(
    size: tuple[int, int], roll: float, seed: int
) -> None:
    values = [
        _mouth(drawn(size, Look(mouth_open=gap), seed), roll)
        for gap in (0.0, 0.15, 0.3, 0.45, 0.55)
    ]
    assert values == sorted(values)
    assert values[0] < 0.035  # the dark line between closed lips
    limit = _PROFILE.limits["MOUTH"].high
    assert limit is not None
    assert values[0] < limit < values[2]
    # The gap is told in lengths from the eyes to the chin, 1.85 eye distances.
    assert values[3:] == pytest.approx([0.45 / 1.85, 0.55 / 1.85], rel=0.15)


def _mouth(scene: Scene, roll: float) -> float:
    points = landmarks_of_drawing(scene)
    turned = moved(scene, roll=roll)
    (x0, y0), turn = scene.middle, math.radians(roll)
    cos, sin = math.cos(turn), math.sin(turn)
    points = [
        (x0 + cos * (x - x0) - sin * (y - y0), y0 + sin * (x - x0) + cos * (y - y0))
        for x, y in points
    ]
    marks = Landmarks(points[2], (points[3], points[4]))
    return mouth_opening(turned.image, Face((0, 0, 1, 1), (points[0], points[1]), 2, marks), marks)


# The formulas of the pose, held against heads seen through a lens

_HEAD_MM = np.array(
    [[-31.5, 0, 0], [31.5, 0, 0], [0, 38, -26], [-25, 68, -4], [25, 68, -4]], np.float64
)


def _seen_through_a_lens(
    head: np.ndarray, angles: tuple[float, float, float], distance: float
) -> list[Point]:
    """Five points of a head: turned to the picture's right, nodded up, tilted; millimetres."""
    yaw, pitch, roll = map(math.radians, angles)
    nod = [
        [1, 0, 0],
        [0, math.cos(pitch), math.sin(pitch)],
        [0, -math.sin(pitch), math.cos(pitch)],
    ]
    turn = [[math.cos(yaw), 0, -math.sin(yaw)], [0, 1, 0], [math.sin(yaw), 0, math.cos(yaw)]]
    tilt = [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    centred = head - head.mean(axis=0)
    placed = centred @ (np.array(tilt) @ np.array(turn) @ np.array(nod)).T
    depth = placed[:, 2] + distance
    return [
        (640 + 1000 * x / z, 360 + 1000 * y / z)
        for x, y, z in zip(placed[:, 0], placed[:, 1], depth, strict=True)
    ]


def _pose(points: Sequence[Point]) -> tuple[float, float]:
    return pose_of((points[0], points[1]), Landmarks(points[2], (points[3], points[4])))


_ANGLES = st.tuples(st.floats(-30, 30), st.floats(-25, 25), st.floats(-20, 20))
_DISTANCES = st.sampled_from([500.0, 700.0, 1000.0, 1500.0])


@given(_ANGLES, _DISTANCES)
def test_pose_is_that_of_the_head(angles: tuple[float, float, float], distance: float) -> None:
    yaw, pitch = _pose(_seen_through_a_lens(_HEAD_MM, angles, distance))
    # Tilt comes last, in the plane of the picture: it turns what the face looks at with it.
    ahead = _ahead(angles)
    assert yaw == pytest.approx(math.degrees(math.atan2(ahead[0], -ahead[2])), abs=3)
    assert pitch == pytest.approx(math.degrees(math.asin(-ahead[1])), abs=4)


def _ahead(angles: tuple[float, float, float]) -> tuple[float, float, float]:
    yaw, pitch, roll = map(math.radians, angles)
    x, y = math.sin(yaw) * math.cos(pitch), -math.sin(pitch)
    across = math.cos(roll) * x - math.sin(roll) * y
    down = math.sin(roll) * x + math.cos(roll) * y
    return across, down, -math.cos(yaw) * math.cos(pitch)


@given(_ANGLES, _DISTANCES)
def test_mirrored_head_looks_the_other_way(
    angles: tuple[float, float, float], distance: float
) -> None:
    points = _seen_through_a_lens(_HEAD_MM, angles, distance)
    mirrored = [(1280 - x, y) for x, y in points]
    order = [mirrored[index] for index in (1, 0, 2, 4, 3)]
    yaw, pitch = _pose(points)
    assert _pose(order) == pytest.approx((-yaw, pitch), abs=0.1)


@given(_ANGLES, st.floats(0.1, 5), st.tuples(st.floats(-500, 500), st.floats(-500, 500)))
def test_pose_does_not_change_with_the_size_or_place_of_a_face(
    angles: tuple[float, float, float], scale: float, by: Point
) -> None:
    points = _seen_through_a_lens(_HEAD_MM, angles, 800)
    elsewhere = [(scale * x + by[0], scale * y + by[1]) for x, y in points]
    assert _pose(elsewhere) == pytest.approx(_pose(points), abs=0.2)


@given(st.integers(0, 2**32 - 1))
def test_heads_unlike_the_average_one_are_told_straight_within_the_limits(seed: int) -> None:
    # Differences of people (one standard deviation is some 2 mm) within one millimetre or so.
    unlike = _HEAD_MM + np.random.default_rng(seed).uniform(-1.5, 1.5, _HEAD_MM.shape)
    yaw, pitch = _pose(_seen_through_a_lens(unlike, (0, 0, 0), 800))
    assert _PROFILE.limits["YAW"].holds(yaw)
    assert _PROFILE.limits["PITCH"].holds(pitch)
