"""The steps that read a code zxing-cpp cannot: each alone, on codes drawn by another library."""

from itertools import product
from typing import Final

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from station_capture import Pixels
from station_capture.qr.attention import busy_regions, region_around
from station_capture.qr.codewords import bit_places, blocks
from station_capture.qr.correction import mended
from station_capture.qr.eyes import by_eyes
from station_capture.qr.fusion import Fusion
from station_capture.qr.grid import decoded, equalised, features
from station_capture.qr.layout import VERSIONS, format_modules, formats, known_modules, side
from station_capture.qr.locators import LOCATORS, look
from station_capture.qr.projection import Floats, homogeneous, project
from station_capture.qr.rectified import placed, rectified
from station_capture.qr.reed_solomon import most_errors
from station_capture.qr.registration import Fit, fit, normalised
from station_capture.qr.symbol import Sighting

Points = NDArray[np.float64]

_PAYLOAD: Final = (
    "074085990101|280990101|Nguyễn Hữu Thiện|14031985|Nam|"
    "Tổ 5, Khu phố 3, Phú Hòa, Thủ Dầu Một, Bình Dương|22042021"
).encode()
_VERSION: Final = 8


def _modules(payload: bytes = _PAYLOAD, mask: int | None = None) -> NDArray[np.int8]:
    code = segno.make(
        payload, version=_VERSION, error="m", mode="byte", mask=mask, boost_error=False
    )
    return np.array([[-1 if dark else 1 for dark in row] for row in code.matrix], np.int8)


def _scene(quad: Points, size: tuple[int, int] = (640, 400)) -> Pixels:
    """The code between these corners, on paper; drawn at four times the size."""
    modules = np.pad(_modules(), 2, constant_values=1)
    texture = np.kron(np.where(modules > 0, 225, 30), np.ones((8, 8))).astype(np.float32)
    n, fine = len(_modules()), 4
    square = np.array(((0, 0), (n, 0), (n, n), (0, n)), np.float32) * 8 + 16
    seen = cv2.warpPerspective(
        texture,
        cv2.getPerspectiveTransform(square, (quad * fine).astype(np.float32)),
        (size[0] * fine, size[1] * fine),
        borderValue=160,
    )
    return np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), np.uint8)


def _quad(pixels_per_module: float = 3.0, turn: float = 20.0) -> Points:
    half = pixels_per_module * side(_VERSION) / 2
    square = np.array(((-half, -half), (half, -half), (half, half), (-half, half)))
    angle = np.deg2rad(turn)
    turned = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    leaning = np.array(((0, 0), (0, 0), (-9, -6), (4, -3)))
    return np.asarray(square @ turned.T + leaning + (320.3, 200.7))


def _sighting(quad: Points) -> Sighting:
    return Sighting(tuple((float(x), float(y)) for x, y in quad), _VERSION)


def _shaken(picture: Pixels, length: int) -> Pixels:
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    return np.asarray(cv2.filter2D(picture, -1, kernel), np.uint8)


@pytest.mark.parametrize("version", VERSIONS)
def test_known_modules_are_those_of_every_code(version: int) -> None:
    known = known_modules(version)
    rows, columns = format_modules(version)
    for level, mask in product("lmq", range(8)):
        code = segno.make("0", version=version, error=level, mask=mask, boost_error=False)
        drawn = np.array([[-1 if dark else 1 for dark in row] for row in code.matrix])
        assert np.array_equal(drawn[known != 0], known[known != 0])
        assert (formats() == drawn[rows, columns][0]).all(axis=1).sum() == 1
        assert np.array_equal(*drawn[rows, columns])


@given(st.lists(st.floats(-0.15, 0.15), min_size=8, max_size=8))
def test_projection_is_the_one_through_four_corners(moves: list[float]) -> None:
    corners = np.array(((0, 0), (1, 0), (1, 1), (0, 1)))
    quad = (corners + np.reshape(moves, (4, 2))) * 200 + 50
    points = np.random.default_rng(1).uniform(0, 1, (20, 2))
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), quad.astype(np.float32))
    wanted = cv2.perspectiveTransform(points[None].astype(np.float64), matrix)[0]
    seen = project(quad[None], homogeneous(points))
    assert np.stack((seen.x[0], seen.y[0]), axis=1) == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize("seed", range(6))
def test_a_grid_is_laid_from_a_sighting_two_modules_off(seed: int) -> None:
    quad = _quad()
    off = np.random.default_rng(seed).uniform(-5, 5, (4, 2))
    place = placed(_scene(quad), _sighting(quad + off))
    assert place is not None
    assert place.version == _VERSION
    laid = rectified(place, lambda: True)
    assert np.array(laid.corners) == pytest.approx(quad, abs=0.8)
    assert decoded(laid.modules, laid.fit.version) == _PAYLOAD


@pytest.mark.parametrize("told", [_VERSION - 1, _VERSION + 1])
def test_a_sighting_may_be_off_by_a_version(told: int) -> None:
    quad = _quad()
    eyes = 3.5 / side(_VERSION), 1 - 3.5 / side(_VERSION)
    share = 3.5 / side(told)
    stretch = (eyes[1] - eyes[0]) / (1 - 2 * share)
    first = eyes[0] - share * stretch
    unit = np.array(((0, 0), (1, 0), (1, 1), (0, 1))) * stretch + first
    there = project(quad[None], homogeneous(unit))
    seen = Sighting(tuple(zip(there.x[0].tolist(), there.y[0].tolist(), strict=True)), told)
    place = placed(_scene(quad), seen)
    assert place is not None
    assert place.version == _VERSION


def test_where_there_is_no_code_no_grid_is_laid() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (400, 640), np.uint8)
    assert placed(noise, _sighting(_quad())) is None
    assert placed(np.full((400, 640), 200, np.uint8), _sighting(_quad())) is None
    assert placed(noise, _sighting(_quad() + 5_000)) is None


def test_a_fit_stops_where_it_is_told_to_and_keeps_what_it_has() -> None:
    quad = _quad()
    picture = normalised(_scene(quad), 27)
    start = quad - 0.5 + np.array(((1, 1), (1, -1), (-1, 1), (1, 1)))
    stopped = fit(picture, start, _VERSION, lambda: False)
    assert np.array_equal(stopped.quad, start)
    whole = fit(picture, start, _VERSION, lambda: True)
    assert whole.score > stopped.score
    assert whole.quad == pytest.approx(quad - 0.5, abs=0.5)


def _told(picture: Pixels, quad: Points, *, plain: bool = False) -> Floats:
    laid = Fit(quad - 0.5, _VERSION, 1.0)
    around = features(normalised(picture, 27), laid)
    if plain:
        middle = around[:, around.shape[1] // 2].reshape(side(_VERSION), -1)
        return np.asarray(middle, np.float32)
    return equalised(around, _VERSION)


def test_what_the_known_modules_teach_undoes_a_shake_of_two_modules() -> None:
    quad = _quad(turn=0)
    shaken = _shaken(_scene(quad), 7)
    wanted = _modules()
    wrong_plain = (np.sign(_told(shaken, quad, plain=True)) != wanted).mean()
    wrong_taught = (np.sign(_told(shaken, quad)) != wanted).mean()
    assert wrong_taught < wrong_plain / 4
    assert decoded(_told(shaken, quad), _VERSION) == _PAYLOAD


@pytest.mark.parametrize("version", VERSIONS)
def test_a_burnt_spot_is_mended_in_every_version(version: int) -> None:
    n, rng = side(version), np.random.default_rng(version)
    for level in "lmqh":
        code = segno.make("074085990101|", version=version, error=level, boost_error=False)
        whole = np.array([[-1 if dark else 1 for dark in row] for row in code.matrix], np.float32)
        burnt, spot = whole.copy(), slice(n // 2 - n // 8, n // 2 + n // 8)
        burnt[spot, spot] = rng.normal(0, 0.05, burnt[spot, spot].shape)
        found = mended(burnt, version, lambda: True)
        assert found is not None
        assert np.array_equal(found[found != 0], whole[found != 0])


def test_more_is_mended_where_it_is_known_what_is_unknown() -> None:
    modules = _modules().astype(np.float32)
    modules[14:34, 14:34] *= np.random.default_rng(5).uniform(-0.2, 0.2, (20, 20))
    assert decoded(modules, _VERSION) is None
    found = mended(modules, _VERSION, lambda: True)
    assert found is not None
    assert decoded(found, _VERSION) == _PAYLOAD


@given(st.integers(0, 2**32), st.sampled_from(VERSIONS))
def test_chance_is_never_mended(seed: int, version: int) -> None:
    chance = np.random.default_rng(seed).normal(0, 1, (side(version), side(version)))
    assert mended(chance.astype(np.float32), version, lambda: True) is None


def test_so_many_unknown_words_that_chance_would_pass_are_not_allowed() -> None:
    for checks in (18, 22, 26):
        allowed = [most_errors(60, checks, unknown) for unknown in range(checks + 1)]
        assert allowed[0] in (checks // 2, checks // 2 - 1)
        assert allowed[-1] == allowed[-2] == allowed[-3] == -1
        assert sorted(allowed, reverse=True) == allowed


def test_modules_beyond_repair_are_no_code() -> None:
    modules = _modules().astype(np.float32)
    assert decoded(modules, _VERSION) == _PAYLOAD
    modules[10:40, 10:40] *= np.random.default_rng(5).choice((-1, 1), (30, 30))
    assert decoded(modules, _VERSION) is None


@given(st.integers(0, 2**32), st.sampled_from(VERSIONS))
def test_chance_is_never_decoded(seed: int, version: int) -> None:
    chance = np.random.default_rng(seed).choice((-1.0, 1.0), (side(version), side(version)))
    assert decoded(chance.astype(np.float32), version) is None


def test_eight_pictures_together_tell_what_none_tells_alone() -> None:
    rng = np.random.default_rng(8)
    noisy = [
        (_modules() + rng.normal(0, 1.1, (side(_VERSION),) * 2)).astype(np.float32)
        for _ in range(8)
    ]
    fusion = Fusion()
    merged = [fusion.add(modules, 1.0) for modules in noisy]
    assert decoded(noisy[-1], _VERSION) is None
    assert decoded(merged[-1], _VERSION) == _PAYLOAD


def test_the_grid_of_another_card_starts_anew() -> None:
    fusion = Fusion()
    fusion.add(_modules().astype(np.float32), 1.0)
    other = _modules(_PAYLOAD[::-1]).astype(np.float32)
    assert decoded(fusion.add(other, 1.0), _VERSION) == _PAYLOAD[::-1]
    assert len(fusion) == 1


def test_a_code_made_of_two_peoples_blocks_is_borne_out_by_neither() -> None:
    other = _PAYLOAD.replace(b"74085990101", b"01196123456")
    one, two = (_modules(payload, 3).astype(np.float32) for payload in (_PAYLOAD, other))
    rows, columns = format_modules(_VERSION)
    told = int((formats() @ one[rows, columns].sum(axis=0)).argmax())
    third, places = one.copy(), bit_places(_VERSION)
    for block in blocks(_VERSION, told >> 3)[:2]:
        there = tuple(place[block.words] for place in places)
        third[there] = two[there]
    fusion = Fusion()
    for modules in (one, two):
        fusion.add(modules, 1.0)
    assert len(fusion) == 2
    assert not fusion.bears_out(third)
    fusion.forget()
    fusion.add(one, 1.0)
    assert fusion.bears_out(one)


@pytest.mark.parametrize("pixels_per_module", [2.0, 3.0, 4.5])
def test_eyes_are_found_through_blur_and_noise(pixels_per_module: float) -> None:
    quad = _quad(pixels_per_module)
    rng = np.random.default_rng(4)
    blurred = cv2.GaussianBlur(_scene(quad), (0, 0), 0.6 * pixels_per_module)
    picture = np.clip(blurred + rng.normal(0, 12, blurred.shape), 0, 255).astype(np.uint8)
    off = [
        np.abs(np.array(seen.corners) - quad)[[0, 1, 3]].max() / pixels_per_module
        for seen in by_eyes(picture, (0, 0))
        if abs(seen.version - _VERSION) <= 1
    ]
    assert off
    assert min(off) < 2.5


def test_what_is_found_in_a_part_is_told_in_the_whole_picture() -> None:
    quad = _quad()
    whole = np.full((720, 1280), 160, np.uint8)
    whole[200:600, 500:1140] = _scene(quad)
    (region, *_rest) = busy_regions(whole)
    part, at = region.cut(whole), (region.x, region.y)
    for locator in LOCATORS:
        found = look(locator.prepare(part), locator.scale, at)
        assert found.symbols[0].payload == _PAYLOAD, locator.name
        assert np.array(found.symbols[0].corners) == pytest.approx(
            quad + np.array((500, 200)), abs=2
        )


def test_the_finest_pattern_is_looked_at_first() -> None:
    whole = np.full((720, 1280), 160, np.uint8)
    for row in range(20):
        cv2.putText(whole, "Noi thuong tru", (40, 60 + 30 * row), 0, 1.0, 40, 2)
    quad = _quad()
    whole[200:600, 600:1240] = _scene(quad)
    region = busy_regions(whole)[0]
    there = quad + np.array((600, 200))
    low, high = there.min(axis=0), there.max(axis=0)
    assert region.x <= low[0]
    assert region.y <= low[1]
    assert region.x + region.width >= high[0]
    assert region.y + region.height >= high[1]
    assert not busy_regions(np.full((720, 1280), 160, np.uint8))


def test_a_region_ends_with_the_picture() -> None:
    corners = ((-20.0, -10.0), (90.0, 0.0), (100.0, 700.0), (0.0, 90.0))
    region = region_around(corners, 0.5, (300, 200))
    assert (region.x, region.y, region.width, region.height) == (0, 0, 200, 300)
