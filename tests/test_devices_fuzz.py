"""Every family on a line that damages what it carries: a right image or a named error, in time."""

from __future__ import annotations

import pytest

from fuzzing import RIGS, fuzz
from station_devices.drivers import FAMILIES


def test_every_family_is_fuzzed() -> None:
    assert RIGS.keys() == FAMILIES.keys()


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("driver", RIGS)
def test_a_damaged_line_brings_no_wrong_image_and_no_call_beyond_its_limit(
    driver: str, part: int
) -> None:
    ended = sum((fuzz(driver, 50 * part + seed) for seed in range(50)), start=fuzz(driver, -1))
    # Both ways out are met, else nothing was tried.
    assert ended["image"] >= 20
    assert sum(ended.values()) - ended["image"] >= 10
