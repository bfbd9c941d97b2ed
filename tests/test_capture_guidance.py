"""What the operator is told while a code is seen but not read."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import pytest

from frames.decoys import DECOYS
from frames.drawing import draw_frame
from frames.payloads import invent_payload
from frames.spec import FrameSpec
from station_capture import CardReader, Pixels
from station_capture.drawn import INVENTED_PEOPLE, draw_card
from station_capture.guidance import Guidance, advise
from station_capture.qr.symbol import Sighting

_HIDDEN: Final = slice(150, 190)


def _scene(pixels_per_module: float = 4.0) -> Pixels:
    """A card whose code can be seen but not read: a strip of it is covered."""
    card = draw_card(INVENTED_PEOPLE[0])
    card[90:130, 810:1000] = (110, 120, 118)
    share = pixels_per_module / 4
    small = cv2.resize(card, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    scene = np.full((720, 1280, 3), 96, np.uint8)
    scene[40 : 40 + small.shape[0], 60 : 60 + small.shape[1]] = small
    return scene


def _told(scene: Pixels) -> Guidance:
    reader = CardReader(budget_ms=float("inf"))
    assert reader.feed(scene) is None
    return reader.guidance


def _burnt(scene: Pixels) -> Pixels:
    corners = np.array(_told(scene).corners)
    middle = (corners[0] * 0.3 + corners[2] * 0.7).astype(int)
    return np.asarray(cv2.circle(scene.copy(), middle.tolist(), 30, (255, 255, 255), -1), np.uint8)


@pytest.mark.parametrize(
    ("scene", "hint"),
    [
        (_scene(), "hold_still"),
        (_scene(1.8), "closer"),
        ((_scene() * 0.2).astype(np.uint8), "too_dark"),
        (_burnt(_scene()), "tilt"),
    ],
    ids=["clear", "far", "dark", "glare"],
)
def test_what_keeps_the_code_from_being_read_is_named(scene: Pixels, hint: str) -> None:
    told = _told(scene)
    assert told.hint == hint
    assert len(told.corners) == 4


@pytest.mark.parametrize(
    ("fault", "gain", "hint"),
    [
        ({"pixels_per_module": 1.4}, 1.0, "closer"),
        ({"motion": 10.0, "motion_angle": 20.0}, 1.0, "hold_still"),
        ({"defocus": 3.6}, 1.0, "hold_still"),
        ({"glare": 0.55}, 1.0, "tilt"),
        ({"pixels_per_module": 2.5, "motion": 6.0}, 0.15, "too_dark"),
    ],
    ids=["far", "shaken", "out of focus", "glare", "dark"],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_each_fault_brings_its_advice(
    fault: dict[str, float], gain: float, hint: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    spec = replace(FrameSpec(rotation=40.0 * seed), **fault)  # type: ignore[arg-type]
    frame = draw_frame(spec, invent_payload(rng), rng).image
    told = _told((frame * gain).astype(np.uint8))
    assert told.hint == hint


def test_an_outline_lies_on_the_code() -> None:
    x, y = np.array(_told(_scene()).corners).T
    code = 45 * 4 + 2 * 16, 12  # version 7 with its quiet zone, and how far from the card's edge
    right, top = 60 + 1012 - code[1] - 16, 40 + 12 + 16
    assert x.max() == pytest.approx(right, abs=8)
    assert y.min() == pytest.approx(top, abs=8)


def test_without_a_code_there_is_nothing_to_say_but_that_it_is_dark() -> None:
    assert _told(np.full((720, 1280, 3), 127, np.uint8)) == Guidance()
    assert _told(np.full((720, 1280, 3), 12, np.uint8)) == Guidance("too_dark")


@pytest.mark.parametrize("kind", ["nothing", "card without code", "text page", "halftone"])
def test_where_there_is_no_code_none_is_outlined(kind: str) -> None:
    rng = np.random.default_rng(1)
    assert _told(DECOYS[kind](FrameSpec(), rng)) == Guidance()


def test_what_was_seen_is_forgotten_with_the_next_picture() -> None:
    reader = CardReader(budget_ms=float("inf"))
    reader.feed(_scene())
    assert reader.guidance.corners
    reader.feed(np.full((720, 1280, 3), 127, np.uint8))
    assert reader.guidance == Guidance()


def test_a_code_that_is_read_needs_no_advice() -> None:
    reader = CardReader()
    read = reader.feed(draw_card(INVENTED_PEOPLE[0]))
    assert read is not None
    assert reader.guidance == Guidance(corners=read.corners)


def test_a_sighting_beyond_the_picture_is_no_reason_to_say_anything() -> None:
    outside = Sighting(((900.0, 9.0), (950.0, 9.0), (950.0, 59.0), (900.0, 59.0)), 7)
    assert advise(np.zeros((100, 100), np.uint8), outside) == Guidance()
