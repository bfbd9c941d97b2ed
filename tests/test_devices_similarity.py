"""One finger presented twice is noticed, ten different ones are not: on drawn prints."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from station_devices.conditions import CONDITIONS
from station_devices.similarity import SAME_FINGER, Comparison, PrintTemplate, template_of
from station_devices.synthetic import draw_print

FINGERS = range(100, 110)
SENSORS = [(192, 192), (256, 288)]


@cache
def template(
    seed: int, size: tuple[int, int] = (192, 192), condition: str = "good", placement: int = 0
) -> PrintTemplate:
    return template_of(draw_print(seed, *size, condition, placement=placement), 500)


def likeness(one: PrintTemplate, other: PrintTemplate) -> float:
    return Comparison(one).likeness(other)


def window(seed: int, *, right: float = 0.0, down: float = 0.0, turn: float = 0.0) -> PrintTemplate:
    """What a sensor of 256 by 288 sees of a larger finger, moved by mm and turned by degrees."""
    drawn = Image.fromarray(draw_print(seed, 400, 440)).rotate(turn, Image.Resampling.BICUBIC)
    left, top = 72 - round(right / 25.4 * 500), 76 - round(down / 25.4 * 500)
    return template_of(np.asarray(drawn.crop((left, top, left + 256, top + 288))), 500)


@pytest.mark.parametrize("size", SENSORS)
def test_a_finger_put_down_again_is_noticed(size: tuple[int, int]) -> None:
    for seed in FINGERS:
        again = template(seed, size, placement=1)
        assert likeness(template(seed, size), again) > SAME_FINGER + 0.1


@pytest.mark.parametrize(
    ("right", "down", "turn"), [(2.8, 2.8, 20.0), (-4.0, 0.0, -20.0), (0.0, -4.0, 13.0)]
)
def test_a_finger_far_aside_and_turned_is_noticed(right: float, down: float, turn: float) -> None:
    for seed in FINGERS[:4]:
        aside = Comparison(window(seed, right=right, down=down, turn=turn))
        assert aside.likeness(window(seed)) > SAME_FINGER
        assert aside.likeness(window(seed + 1)) < SAME_FINGER


def test_the_mirror_image_of_a_finger_is_another() -> None:
    for seed in FINGERS:
        drawn = draw_print(seed, 256, 288)
        mirrored = template_of(np.fliplr(drawn).copy(), 500)
        assert likeness(template_of(drawn, 500), mirrored) < SAME_FINGER


def test_which_of_two_prints_came_first_changes_little() -> None:
    for one, other in [(100, 100), (101, 101), (100, 101), (102, 103)]:
        a, b = template(one, SENSORS[1]), template(other, SENSORS[1], placement=1)
        assert abs(likeness(a, b) - likeness(b, a)) < 0.1


def test_little_skin_seen_alike_is_less_than_much() -> None:
    """A small piece that fits says less than the whole print that fits as well."""
    whole, again = template(100, SENSORS[1]), template(100, SENSORS[1], placement=1)
    piece = template_of(draw_print(100, 256, 288, placement=1)[90:210, 70:190].copy(), 500)
    assert SAME_FINGER < likeness(piece, whole) < likeness(again, whole)


@pytest.mark.parametrize("size", SENSORS)
def test_ten_fingers_raise_no_question(size: tuple[int, int]) -> None:
    placed = {seed: Comparison(template(seed, size)) for seed in FINGERS}
    for one, other in permutations(FINGERS, 2):
        assert placed[one].likeness(template(other, size, placement=1)) < SAME_FINGER


@pytest.mark.parametrize("condition", sorted(CONDITIONS.keys() - {"empty", "good"}))
def test_a_finger_in_another_condition_is_mostly_noticed(condition: str) -> None:
    found = [
        likeness(template(seed), template(seed, condition=condition, placement=2)) > SAME_FINGER
        for seed in FINGERS
    ]
    # Water and movement take the ridges themselves away.
    assert sum(found) >= {"blurred": 5, "wet": 7}.get(condition, 9)


def test_a_print_is_found_whole_in_itself() -> None:
    assert likeness(template(100), template(100)) > 0.95


def test_sixteen_greys_and_another_sensor_hide_no_finger() -> None:
    drawn = draw_print(103, 256, 288)
    greys = np.asarray((drawn >> 4) * np.uint8(17), np.uint8)
    cut = draw_print(103, 256, 288, placement=1)[40:260, 30:230]
    assert likeness(template_of(greys, 508), template_of(cut, 500)) > SAME_FINGER


@pytest.mark.parametrize("level", [0, 128, 255])
def test_what_has_no_ridges_is_like_nothing(level: int) -> None:
    flat = template_of(np.full((192, 192), level, np.uint8), 500)
    assert likeness(flat, flat) == 0.0
    assert likeness(template(100), flat) == 0.0


@settings(max_examples=20)
@given(st.integers(64, 800), st.integers(64, 800), st.integers(250, 1000), st.integers(0, 9))
def test_any_image_has_a_likeness(width: int, height: int, dpi: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    found = likeness(template(100), template_of(noise, dpi))
    assert 0.0 <= found < SAME_FINGER
