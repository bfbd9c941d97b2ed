"""Drawn prints are the same for the same seed and look like prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from station_devices.conditions import CONDITIONS
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_the_same_seed_draws_the_same_print() -> None:
    first = draw_print(7, 96, 96).copy()
    draw_print.cache_clear()
    assert np.array_equal(first, draw_print(7, 96, 96))


def test_another_seed_draws_another_print() -> None:
    assert not np.array_equal(draw_print(7, 96, 96), draw_print(8, 96, 96))


def test_dark_ridges_lie_on_light_ground() -> None:
    image = draw_print(2, 192, 160)
    assert image.shape == (160, 192)
    assert image.dtype == np.uint8
    assert image[0, 0] == image[-1, -1] == 250
    middle = image[60:100, 70:120]
    assert middle.min() < 70
    assert middle.max() > 190


def test_a_shared_print_cannot_be_painted_over() -> None:
    assert not draw_print(2, 192, 160).flags.writeable


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_draws_the_same_print_again_and_no_other_condition_does(
    condition: str,
) -> None:
    drawn = draw_print(7, 96, 112, condition)
    draw_print.cache_clear()
    again = draw_print(7, 96, 112, condition)
    assert again is not drawn
    assert np.array_equal(again, drawn)
    assert again.shape == (112, 96)
    assert not any(
        np.array_equal(drawn, draw_print(7, 96, 112, other))
        for other in CONDITIONS
        if other != condition
    )


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(KeyError):
        draw_print(1, 96, 96, "perfect")


def likeness(one: NDArray[np.uint8], other: NDArray[np.uint8], reach: int) -> float:
    """Highest correlation of the middles of two prints over small shifts and turns of one."""
    best = 0.0
    middle = one[60:-60, 60:-60].ravel()
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            moved = np.roll(other, (down, across), (0, 1))[60:-60, 60:-60].ravel()
            best = max(best, float(np.corrcoef(middle, moved)[0, 1]))
    return best


def test_another_placement_is_another_capture_of_the_same_finger() -> None:
    straight = draw_print(3, 192, 192)
    for placement in range(1, 4):
        moved = draw_print(3, 192, 192, placement=placement)
        assert not np.array_equal(moved, straight)
        same = likeness(straight, moved, 14)
        assert same > likeness(straight, draw_print(4, 192, 192, placement=placement), 14) + 0.1


def ridge_count(image: NDArray[np.uint8]) -> float:
    """Ridges an inch would count along the middle column and row, from the spectrum's centre."""
    height, width = image.shape
    middle = image[height // 4 : -height // 4, width // 4 : -width // 4].astype(np.float64)
    power = np.abs(np.fft.fft2(middle - middle.mean())) ** 2
    frequency = np.hypot(
        np.fft.fftfreq(middle.shape[0])[:, None], np.fft.fftfreq(middle.shape[1])[None, :]
    )
    return float((power * frequency).sum() / power.sum())


def test_ridges_are_as_wide_in_inches_at_every_resolution() -> None:
    at_500, at_1000 = (ridge_count(draw_print(2, 288, 288, dpi=dpi)) for dpi in (500, 1000))
    assert at_500 / at_1000 == pytest.approx(2.0, rel=0.25)


def test_the_conditions_differ_in_what_they_are_named_for() -> None:
    prints = {name: draw_print(6, condition=name).astype(np.float64) for name in CONDITIONS}
    dark = {name: float((image < 200).mean()) for name, image in prints.items()}
    assert prints["wet"].mean() < prints["good"].mean() < prints["dry"].mean()
    assert dark["partial"] < 0.7 * dark["good"]
    assert dark["weak"] < 0.3 * dark["good"]
    assert dark["empty"] == 0
    assert np.std(prints["blurred"]) < np.std(prints["good"])
    assert prints["noisy"][:20, :20].std() > 5
