"""The measured quality ranks prints as it should and its hint names the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from station_devices.quality import measure_quality
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRINT = draw_print(1)


def grey(values: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def noisy(deviation: float) -> NDArray[np.uint8]:
    return grey(PRINT + np.random.default_rng(3).normal(0, deviation, PRINT.shape))


def weak() -> NDArray[np.uint8]:
    return grey(250 - (250 - PRINT.astype(np.float64)) * 0.25)


def wet() -> NDArray[np.uint8]:
    windows = sliding_window_view(np.pad(PRINT, 2, constant_values=250), (5, 5))
    return np.asarray(windows.min(axis=(2, 3)), np.uint8)


def corner() -> NDArray[np.uint8]:
    image = np.full_like(PRINT, 250)
    image[150:, :120] = PRINT[150:, :120]
    return image


def restless() -> NDArray[np.uint8]:
    return grey(np.random.default_rng(5).normal(128, 60, PRINT.shape))


def test_a_clean_print_is_good_and_needs_no_hint() -> None:
    quality = measure_quality(PRINT, 500)
    assert quality.score >= 90
    assert quality.hints == ()


def test_more_noise_is_worse() -> None:
    scores = [measure_quality(noisy(deviation), 500).score for deviation in (0, 40, 70, 120)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        (weak(), "press_harder"),
        (wet(), "wipe_finger"),
        (corner(), "centre_finger"),
        (restless(), "hold_still"),
    ],
)
def test_the_hint_names_the_cause(image: NDArray[np.uint8], hint: str) -> None:
    quality = measure_quality(image, 500)
    assert quality.score < 60
    assert quality.hints[0] == hint


@pytest.mark.parametrize("level", [0, 128, 250, 255])
def test_an_even_image_is_no_print(level: int) -> None:
    assert measure_quality(np.full((192, 192), level, np.uint8), 508).score == 0


def test_a_glass_with_a_little_noise_is_no_print() -> None:
    glass = grey(np.random.default_rng(4).normal(246, 5, (288, 256)))
    assert measure_quality(grey((glass >> 4) * 17), 508).score == 0


def test_sixteen_greys_score_like_all_greys() -> None:
    # The reason why the bit depth travels beside the score.
    assert measure_quality(grey((PRINT >> 4) * 17), 500).score >= 90
