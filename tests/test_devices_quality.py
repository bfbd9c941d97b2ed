"""The measured quality ranks prints as it should and its hint names the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.lib.stride_tricks import sliding_window_view

from station_devices.conditions import CONDITIONS
from station_devices.quality import HINTS, WEAK_POINTS, blocks, features, measure_quality
from station_devices.quality.verdict import help_for
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENSORS = [  # width, height, dpi
    (192, 192, 508),
    (202, 258, 450),
    (256, 288, 508),
    (272, 320, 500),
    (300, 400, 500),
    (500, 500, 500),
]
SEEDS = range(3)
CAUSES = {
    "noisy": ("noisy", "clean_glass"),
    "dry": ("broken_ridges", "moisten_finger"),
    "wet": ("merged_ridges", "wipe_finger"),
    "weak": ("low_contrast", "press_harder"),
    "partial": ("off_centre", "centre_finger"),
    "blurred": ("blurred", "hold_still"),
    "empty": ("no_print", "place_finger"),
}
PRINT = draw_print(1)


def grey(values: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def sixteen(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As over a 4-bit wire."""
    return grey((image >> 4) * 17)


@pytest.mark.parametrize("sensor", SENSORS, ids=str)
@pytest.mark.parametrize("placement", range(3))
def test_a_clean_print_is_good_on_every_sensor_and_needs_no_hint(
    sensor: tuple[int, int, int], placement: int
) -> None:
    width, height, dpi = sensor
    for seed in SEEDS:
        image = draw_print(seed, width, height, dpi=dpi, placement=placement)
        for seen in (image, sixteen(image)):
            quality = measure_quality(seen, dpi)
            assert quality.score >= 90
            assert quality.hints == quality.weak_points == ()


@pytest.mark.parametrize("sensor", SENSORS, ids=str)
@pytest.mark.parametrize("condition", CAUSES)
def test_every_other_condition_is_worse_and_its_cause_is_named_first(
    condition: str, sensor: tuple[int, int, int]
) -> None:
    width, height, dpi = sensor
    for seed in SEEDS:
        image = draw_print(seed, width, height, condition, dpi=dpi, placement=seed)
        for seen in (image, sixteen(image)):
            quality = measure_quality(seen, dpi)
            assert (quality.weak_points[0], quality.hints[0]) == CAUSES[condition]
            assert quality.score == 0 if condition == "empty" else 0 < quality.score < 70


@pytest.mark.parametrize("sensor", SENSORS, ids=str)
def test_conditions_rank_clean_then_weak_ones_then_the_empty_glass(
    sensor: tuple[int, int, int],
) -> None:
    width, height, dpi = sensor
    middle = {
        name: np.median(
            [measure_quality(draw_print(s, width, height, name, dpi=dpi), dpi).score for s in SEEDS]
        )
        for name in CONDITIONS
    }
    between = [middle[name] for name in CAUSES if name != "empty"]
    assert middle["good"] > 1.5 * max(between)
    assert middle["empty"] == 0 < min(between)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_sixteen_greys_score_nearly_like_all_greys(condition: str) -> None:
    # The reason why the bit depth travels beside the score.
    for seed in SEEDS:
        image = draw_print(seed, condition=condition)
        assert measure_quality(sixteen(image), 500).score == pytest.approx(
            measure_quality(image, 500).score, abs=10
        )


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_print_turned_by_a_quarter_scores_nearly_the_same(condition: str) -> None:
    for seed in SEEDS:
        image = draw_print(seed, condition=condition)
        straight = measure_quality(image, 500)
        turned = measure_quality(np.ascontiguousarray(np.rot90(image)), 500)
        assert turned.score == pytest.approx(straight.score, abs=4)
        assert turned.hints == straight.hints


@pytest.mark.parametrize("brightness", [0.8, 0.6])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_sensor_with_a_darker_glass_is_judged_alike(condition: str, brightness: float) -> None:
    image = draw_print(2, condition=condition)
    bright, dim = (measure_quality(seen, 500) for seen in (image, grey(image * brightness)))
    assert dim.hints == bright.hints
    assert dim.score == pytest.approx(bright.score, abs=6)


def test_no_hint_undoes_another() -> None:
    for first in WEAK_POINTS:
        for second in WEAK_POINTS:
            found = set(help_for(first, second))
            assert not found >= {"press_harder", "press_lighter"}
            assert not found >= {"wipe_finger", "moisten_finger"}
            assert found >= set(help_for(first))


@pytest.mark.parametrize("dpi", [250, 400, 800, 1000])
def test_resolution_does_not_change_what_is_seen(dpi: int) -> None:
    side = round(0.5 * dpi)
    for condition in ("good", "dry", "weak"):
        quality = measure_quality(draw_print(3, side, side, condition, dpi=dpi), dpi)
        assert quality.hints[:1] == (() if condition == "good" else CAUSES[condition][1:])


def test_more_noise_is_worse() -> None:
    rng = np.random.default_rng(3)
    scores = [
        measure_quality(grey(PRINT + rng.normal(0, deviation, PRINT.shape)), 500).score
        for deviation in (0, 40, 60, 120)
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def faint() -> NDArray[np.uint8]:
    return grey(250 - (250 - PRINT.astype(np.float64)) * 0.25)


def spread_ink() -> NDArray[np.uint8]:
    windows = sliding_window_view(np.pad(PRINT, 2, constant_values=250), (5, 5))
    return np.asarray(windows.min(axis=(2, 3)), np.uint8)


def corner() -> NDArray[np.uint8]:
    image = np.full_like(PRINT, 250)
    image[150:, :120] = PRINT[150:, :120]
    return image


def out_of_focus() -> NDArray[np.uint8]:
    windows = sliding_window_view(np.pad(PRINT, 4, mode="edge"), (8, 8))
    return grey(windows.mean(axis=(2, 3))[:288, :256])


def strip() -> NDArray[np.uint8]:
    image = np.full_like(PRINT, 250)
    image[120:168] = PRINT[120:168]
    return image


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        (faint(), "press_harder"),
        (spread_ink(), "wipe_finger"),
        (corner(), "centre_finger"),
        (out_of_focus(), "hold_still"),
        (strip(), "press_harder"),
    ],
    ids=["faint", "spread ink", "corner", "out of focus", "strip"],
)
def test_the_hint_names_the_cause_of_damage_drawn_otherwise(
    image: NDArray[np.uint8], hint: str
) -> None:
    quality = measure_quality(image, 500)
    assert quality.score < 60
    assert quality.hints[0] == hint


def test_a_whole_finger_at_the_side_of_a_large_glass_is_good() -> None:
    glass = np.full((750, 800), 250, np.uint8)
    glass[380:740, 20:340] = draw_print(2, 320, 360)
    assert measure_quality(glass, 500).score >= 90


def test_nothing_but_noise_is_no_good_print() -> None:
    quality = measure_quality(grey(np.random.default_rng(5).normal(128, 60, (288, 256))), 500)
    assert quality.score <= 5
    assert "unclear_ridges" in quality.weak_points


@pytest.mark.parametrize("level", [0, 128, 250, 255])
def test_an_even_image_is_no_print(level: int) -> None:
    quality = measure_quality(np.full((192, 192), level, np.uint8), 508)
    assert (quality.score, quality.weak_points) == (0, ("no_print",))


@pytest.mark.parametrize("level", [20, 40, 60])
def test_a_glass_all_dark_is_a_soaked_finger_not_none(level: int) -> None:
    glass = grey(np.random.default_rng(7).normal(level, 5, (288, 256)))
    for seen in (glass, sixteen(glass)):
        quality = measure_quality(seen, 508)
        assert (quality.score, quality.weak_points) == (0, ("merged_ridges",))
        assert quality.hints == ("wipe_finger", "press_lighter")


@pytest.mark.parametrize("sensor", SENSORS, ids=str)
def test_an_inverted_print_is_no_good_one(sensor: tuple[int, int, int]) -> None:
    width, height, dpi = sensor
    for seed in SEEDS:
        inverted = 255 - draw_print(seed, width, height, dpi=dpi)
        quality = measure_quality(inverted, dpi)
        assert quality.score <= 10
        assert quality.weak_points[0] == "merged_ridges"


def test_a_glass_with_a_little_noise_is_no_print() -> None:
    glass = grey(np.random.default_rng(4).normal(246, 5, (288, 256)))
    assert measure_quality(sixteen(glass), 508).score == 0


@settings(max_examples=150, deadline=None)
@given(
    arrays.arrays(np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=90)),
    st.sampled_from([250, 450, 500, 508, 1000]),
)
@example(np.zeros((1, 400), np.uint8), 500)
@example(np.tile(np.array([0, 255], np.uint8), (64, 32)), 500)
@example(np.repeat(np.tile(np.array([0, 255], np.uint8), (64, 1)), 32, axis=1), 500)
@example(np.eye(64, dtype=np.uint8) * 255, 500)
def test_any_image_has_a_score_and_known_codes(image: NDArray[np.uint8], dpi: int) -> None:
    quality = measure_quality(image, dpi)
    assert 0 <= quality.score <= 100
    assert set(quality.hints) <= set(HINTS)
    assert set(quality.weak_points) <= set(WEAK_POINTS)
    assert len(set(quality.hints)) == len(quality.hints)
    assert quality == measure_quality(image.copy(), dpi)


# -- the features, on patterns whose answer is known ---------------------------------------------


def waves(period: float, angle: float = 0.0) -> features.Features:
    """The features of straight ridges of this period, as wide as their valleys."""
    y, x = np.mgrid[0:160, 0:160]
    phase = ((x * np.cos(angle) + y * np.sin(angle)) / period) % 1
    covered = np.clip((0.25 - abs(phase - 0.5)) * period + 0.5, 0, 1)  # of each pixel
    return features.measure(blocks.cut(grey(220 - 180 * covered), 500))


@pytest.mark.parametrize("angle", [0.0, 0.4, np.pi / 4, np.pi / 2, 2.3])
def test_straight_ridges_are_as_certain_and_clear_as_can_be(angle: float) -> None:
    seen = waves(8.0, angle=angle)
    assert seen.ocl.min() > 0.9
    assert seen.lcs.min() > 0.85
    assert seen.fda.min() > 0.4
    assert np.exp(np.log(seen.ratio).mean()) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(("ridge", "valley"), [(4, 8), (5, 5), (8, 4)])
def test_the_ratio_of_ridge_and_valley_is_measured(ridge: int, valley: int) -> None:
    stripes = np.tile(np.repeat(np.array([40, 220], np.uint8), (ridge, valley)), 20)[:160]
    seen = features.measure(blocks.cut(np.tile(stripes, (160, 1)), 500))
    assert np.median(seen.ratio) == pytest.approx(ridge / valley, rel=0.15)


@pytest.mark.parametrize("period", [3.0, 30.0])
def test_ridges_no_finger_has_are_not_clear(period: float) -> None:
    assert waves(period).lcs.mean() < 0.2


def test_a_wave_between_two_frequencies_is_shared_by_both() -> None:
    # 32 px hold 4 whole waves of 8 px: one line and 0.3 of empty neighbours.
    sharp, between = waves(8.0).fda.mean(), waves(32 / 4.5).fda.mean()
    assert sharp > between > 0.2


def test_gaps_and_bridges_are_told_apart() -> None:
    y, x = np.mgrid[0:160, 0:160]
    ridge = (x // 4) % 2 == 0
    cut = np.where(ridge & (y % 8 >= 2), 40, 220).astype(np.uint8)
    joined = np.where(ridge | (y % 8 < 2), 40, 220).astype(np.uint8)
    broken, merged = (features.measure(blocks.cut(image, 500)) for image in (cut, joined))
    assert broken.gaps.mean() == pytest.approx(0.25, abs=0.03)
    assert broken.bridges.mean() < 0.03
    assert merged.bridges.mean() == pytest.approx(0.25, abs=0.03)
    assert merged.gaps.mean() < 0.03


@pytest.mark.parametrize("deviation", [20.0, 40.0])
def test_noise_is_measured_in_grey_levels(deviation: float) -> None:
    rng = np.random.default_rng(1)
    image = np.full((160, 160), 250, np.uint8)
    image[32:128, 32:128] = grey(rng.normal(128, deviation, (96, 96)))
    noise = blocks.noise(blocks.cut(image, 500))
    assert noise[3:7, 3:7].mean() == pytest.approx(deviation, rel=0.05)
    assert noise[0].max() == 0
