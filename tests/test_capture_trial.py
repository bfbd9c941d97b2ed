"""The card reader before drawn frames: nothing wrong, ever; `make soak` has thousands of them."""

import math
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import pytest

from frames.decoys import DECOYS
from frames.drawing import draw_frame
from frames.mixes import easy
from frames.payloads import invent_payload
from frames.shaking import shaken
from frames.spec import FrameSpec
from frames.trial import TODAY, TRIES, fresh_reader, is_wrong, tries
from station_capture import CardReader, Pixels
from station_capture.images import grey
from station_capture.qr.locators import look

_SEED: Final = 4


def _frame(spec: FrameSpec, seed: int = 1) -> Pixels:
    rng = np.random.default_rng(seed)
    return draw_frame(spec, invent_payload(rng), rng).image


def test_nothing_is_read_wrongly_and_no_decoy_is_a_card() -> None:
    results = [TRIES[what](kind, seed) for what, kind, seed in tries(38, _SEED)]
    assert [result.about for result in results if result.wrong] == []
    assert all(result.read for result in results if result.kind == "easy")
    assert {result.kind for result in results} >= set(DECOYS)


@pytest.mark.parametrize(
    ("fault", "frames"),
    [
        ({"curve": 18.0, "tilt": 30.0}, 1),
        ({"glare": 0.4, "glare_right": 0.1, "glare_down": 0.1}, 1),
        ({"pixels_per_module": 1.75}, 1),
        ({"motion": 5.0, "motion_angle": 30.0}, 1),
        ({"pixels_per_module": 8.0, "defocus": 6.0}, 2),
    ],
    ids=["bent", "glare", "far", "shaken", "near"],
)
def test_what_zxing_cannot_read_is_read(fault: dict[str, float], frames: int) -> None:
    """One fault each; the budget is not what is shown here."""
    rng = np.random.default_rng(7)
    payload = invent_payload(rng)
    frame = draw_frame(replace(FrameSpec(), **fault), payload, rng).image  # type: ignore[arg-type]
    assert not look(grey(frame)).symbols
    reader = CardReader(math.inf, today=lambda: TODAY)
    reads = [reader.feed(frame) for _ in range(frames)]
    read = reads[-1]
    assert read is not None
    assert read.raw == payload.encode()


def test_a_wrong_read_would_be_noticed() -> None:
    """The check itself: the payload of another person is not the one that was drawn."""

    rng = np.random.default_rng(3)
    payload = invent_payload(rng)
    read = fresh_reader().feed(draw_frame(FrameSpec(), payload, rng).image)
    assert read is not None
    assert not is_wrong(read, payload)
    assert is_wrong(read, invent_payload(rng))


def test_equal_seeds_give_equal_frames() -> None:
    assert np.array_equal(_frame(FrameSpec()), _frame(FrameSpec()))
    assert not np.array_equal(_frame(FrameSpec()), _frame(FrameSpec(), 2))


@pytest.mark.parametrize("rotation", [0, 33, 145, 270])
def test_the_true_corners_are_where_another_reader_finds_them(rotation: float) -> None:
    rng = np.random.default_rng(1)
    drawn = draw_frame(FrameSpec(rotation=rotation), invent_payload(rng), rng)
    (found,) = look(grey(drawn.image)).symbols
    assert np.array(found.corners) == pytest.approx(drawn.corners, abs=3)


@pytest.mark.parametrize(
    "fault",
    [{"defocus": 2.0}, {"motion": 5.0}, {"contrast": 0.4}, {"lens_sigma": 1.5}],
    ids=lambda fault: next(iter(fault)),
)
def test_faults_take_detail_away(fault: dict[str, float]) -> None:
    def detail(spec: FrameSpec) -> float:
        return float(cv2.Laplacian(_frame(spec), cv2.CV_32F).std())

    clean = FrameSpec(noise=0, light=1)
    assert detail(replace(clean, **fault)) < detail(clean) * 0.9  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fault", [{"light": 0.01}, {"noise": 20.0}], ids=lambda fault: next(iter(fault))
)
def test_faults_add_noise(fault: dict[str, float]) -> None:
    def noise(spec: FrameSpec) -> float:
        return float(cv2.Laplacian(_frame(spec)[:100, :200], cv2.CV_32F).std())

    assert noise(replace(FrameSpec(), **fault)) > 2 * noise(FrameSpec())  # type: ignore[arg-type]


def test_glare_burns_and_shadow_darkens() -> None:
    plain = _frame(FrameSpec()).mean()
    assert (_frame(FrameSpec(glare=0.4)) >= 254).mean() > (_frame(FrameSpec()) >= 254).mean()
    assert _frame(FrameSpec(shadow=0.9)).mean() < plain - 10


def test_a_shaking_hand_stays_near() -> None:
    rng = np.random.default_rng(1)
    spec = easy(rng)
    away = [abs(one.right - spec.right) for one in shaken(spec, 50, rng)]
    assert 0 < max(away) < 12
