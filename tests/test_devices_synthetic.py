"""Drawn prints are the same for the same seed and look like prints."""

from __future__ import annotations

import numpy as np

from station_devices.synthetic import draw_print


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
