"""A drawn person on a plain background: a portrait scene without anybody's picture."""

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_capture.images import Pixels
from station_capture.opencv import cv2

Colour = tuple[int, int, int]
"""Blue, green, red."""

_BACKGROUND: Colour = (236, 238, 238)
_HAIR: Colour = (34, 30, 30)
_DARK: Colour = (38, 34, 40)
_WHITE: Colour = (240, 242, 242)
_IRIS: Colour = (40, 52, 78)
_LIPS: Colour = (104, 100, 168)
_SKINS: tuple[Colour, ...] = ((150, 178, 220), (158, 186, 228), (142, 172, 214))
_CLOTHES: tuple[Colour, ...] = ((120, 88, 60), (90, 90, 110), (96, 120, 84))
_LENS_BLUR = 0.8
_SENSOR_NOISE = 2.0
_NOISE_MARGIN = 256
_FALL_OFF = 0.18
_FACE_BELOW_EYES = 0.4
_FACE_LENGTH = 1.35
_LIDS_MEET = 0.15
# From the axis a head turns about, in eye distances.
_EYE_DEPTH = 1.2
_NOSE_DEPTH = 1.6
_MOUTH_DEPTH = 1.35
# Positions are sixteenths of a pixel, which OpenCV's drawing calls "shift".
_SHIFT = 4


class _Pen:
    """Draws in units of the eyes' distance, from the point between the eyes."""

    def __init__(self, image: Pixels, origin: tuple[float, float], unit: float) -> None:
        self._image = image
        self._origin = origin
        self._unit = unit

    def oval(
        self, at: tuple[float, float], half: tuple[float, float], colour: Colour, line: float = 0
    ) -> None:
        self.arc(at, half, (0, 360), colour, line)

    def arc(
        self,
        at: tuple[float, float],
        half: tuple[float, float],
        span: tuple[float, float],
        colour: Colour,
        line: float = 0,
    ) -> None:
        centre = [
            round((o + p * self._unit) * 2**_SHIFT) for o, p in zip(self._origin, at, strict=True)
        ]
        axes = [round(h * self._unit * 2**_SHIFT) for h in half]
        thickness = max(1, round(line * self._unit)) if line else -1
        cv2.ellipse(self._image, centre, axes, 0, *span, colour, thickness, cv2.LINE_AA, _SHIFT)


class Look(NamedTuple):
    """What a person does, for one frame."""

    eyes_open: float = 1.0
    """1 open, 0 closed."""
    mouth_open: float = 0.0
    """Height of the gap between the lips, in eye distances."""
    turned: float = 0.0
    """Degrees to the right of the picture."""
    glasses: bool = False


_STRAIGHT = Look()


class Person(NamedTuple):
    """What differs from one drawn person to the next."""

    skin: Colour
    clothes: Colour
    long_hair: bool

    @classmethod
    def of(cls, seed: int) -> "Person":
        """Pick a person by number; the same number is the same person."""
        return cls(
            _SKINS[seed % len(_SKINS)], _CLOTHES[seed // 2 % len(_CLOTHES)], long_hair=seed % 2 == 1
        )


def draw_portrait_scene(
    width: int = 1280,
    height: int = 720,
    *,
    seed: int = 0,
    offset: tuple[float, float] = (0.0, 0.0),
    noise_seed: int = 0,
    look: Look = _STRAIGHT,
) -> Pixels:
    """Draw a person facing the camera, as a webcam would show the desk's chair.

    Args:
        width: Of the frame, in pixels.
        height: Of the frame, in pixels; the eyes are 0.18 of it apart.
        seed: Which person.
        offset: Movement right and down, in eye distances.
        noise_seed: Of the sensor noise, so that no two frames need be equal.
        look: What the person does.

    Returns:
        (height, width, 3) BGR.
    """
    person = Person.of(seed)
    image = plain_picture((width, height), _BACKGROUND)
    unit = 0.18 * height
    origin = (width / 2 + offset[0] * unit, 0.41 * height + offset[1] * unit)
    pen = _Pen(image, origin, unit)
    _draw_body(pen, person)
    _draw_head(pen, person)
    features = _Turned(image, origin, unit, look.turned)
    for side in (-0.5, 0.5):
        _draw_eye(features, side, person.skin, look.eyes_open)
    _draw_nose(features, person.skin)
    _draw_mouth(features, person.skin, look.mouth_open)
    if look.glasses:
        _draw_glasses(features)
    soft = cv2.GaussianBlur(_shaded(image, origin, unit), (0, 0), _LENS_BLUR)
    return with_sensor_noise(np.asarray(soft, np.uint8), noise_seed)


def _shaded(image: Pixels, origin: tuple[float, float], unit: float) -> Pixels:
    """Let the face fall off towards the chin, as under a lamp; no skin is of one colour."""
    size = image.shape[:2]
    middle = origin[1] + _FACE_BELOW_EYES * unit, origin[0]
    half = _FACE_LENGTH * unit, unit
    rows, columns = (
        np.arange(max(0, round(at - far)), min(side, round(at + far)))
        for at, far, side in zip(middle, half, size, strict=True)
    )
    if not rows.size or not columns.size:
        return image
    down, across = (rows[:, None] - middle[0]) / unit, (columns[None, :] - middle[1]) / unit
    inside = np.clip((1 - np.hypot(across, down / _FACE_LENGTH)) * 5, 0, 1)
    light = 1 - _FALL_OFF * np.clip((down + 1) / 2.3, 0, 1) * inside
    face = np.ix_(rows, columns)
    image[face] = image[face] * light[:, :, None]
    return image


def _darker(colour: Colour, part: float) -> Colour:
    blue, green, red = (round(level * part) for level in colour)
    return blue, green, red


def _draw_body(pen: _Pen, person: Person) -> None:
    if person.long_hair:
        pen.oval((0, 0.55), (1.22, 1.95), _HAIR)
    pen.oval((0, 4.0), (2.3, 1.75), person.clothes)
    pen.oval((0, 2.2), (0.52, 0.75), _darker(person.skin, 0.86))


def _draw_head(pen: _Pen, person: Person) -> None:
    pen.oval((0, -0.15), (1.12, 1.45), _HAIR)
    for side in (-1, 1):
        pen.oval((side * 1.02, 0.3), (0.14, 0.34), _darker(person.skin, 0.9))
    pen.oval((0, 0.42), (1.0, 1.36), _darker(person.skin, 0.92))
    pen.oval((0, 0.40), (0.96, 1.31), person.skin)


class _Turned(_Pen):
    """Draws the features of a head that is turned about its upright axis.

    Depths are in eye distances from that axis; the outline of a head hardly changes with a turn.
    """

    def __init__(
        self, image: Pixels, origin: tuple[float, float], unit: float, degrees: float
    ) -> None:
        super().__init__(image, origin, unit)
        turn = math.radians(degrees)
        self._cos, self._sin = math.cos(turn), math.sin(turn)

    def at(self, x: float, y: float, depth: float) -> tuple[float, float]:
        """Where a point of the face comes to lie."""
        return x * self._cos + depth * self._sin, y

    def arc(
        self,
        at: tuple[float, float],
        half: tuple[float, float],
        span: tuple[float, float],
        colour: Colour,
        line: float = 0,
    ) -> None:
        """As the pen does, as narrow as it looks from the side."""
        super().arc(at, (half[0] * self._cos, half[1]), span, colour, line)


def _draw_eye(pen: _Turned, side: float, skin: Colour, opened: float) -> None:
    x, y = pen.at(side, 0.0, _EYE_DEPTH)
    pen.oval((x, y), (0.30, 0.17), _darker(skin, 0.82))
    if opened > _LIDS_MEET:
        pen.oval((x, y), (0.23, 0.11 * opened), _WHITE)
        iris = min(0.105, 0.11 * opened)
        pen.oval((x, y), (0.105, iris), _IRIS)
        pen.oval((x, y), (0.05, min(0.05, iris)), (12, 12, 14))
        pen.oval((x - 0.03, y - 0.03 * opened), (0.02, 0.02 * opened), _WHITE)
    pen.arc((x, y + 0.02), (0.25, 0.14 * opened), (190, 350), _DARK, 0.045)
    pen.arc((x, y), (0.36, 0.30), (212, 328), _DARK, 0.08)


def _draw_nose(pen: _Turned, skin: Colour) -> None:
    pen.arc(pen.at(0, 0.62, _NOSE_DEPTH), (0.19, 0.10), (20, 160), _darker(skin, 0.72), 0.045)
    for side in (-0.09, 0.09):
        pen.oval(pen.at(side, 0.66, _NOSE_DEPTH), (0.045, 0.028), _darker(skin, 0.5))
    pen.arc(pen.at(-0.06, 0.3, _EYE_DEPTH), (0.08, 0.34), (100, 250), _darker(skin, 0.86), 0.03)


def _draw_mouth(pen: _Turned, skin: Colour, opened: float) -> None:
    pen.oval(pen.at(0, 1.04, _MOUTH_DEPTH), (0.36, 0.10 + opened / 2), _LIPS)
    if opened > 0:
        pen.oval(pen.at(0, 1.04, _MOUTH_DEPTH), (0.28, opened / 2), _DARK)
    else:
        pen.arc(pen.at(0, 1.03, _MOUTH_DEPTH), (0.36, 0.02), (0, 180), _darker(_LIPS, 0.6), 0.03)
    chin = pen.at(0, 1.34 + opened / 2, _MOUTH_DEPTH)
    pen.arc(chin, (0.2, 0.05), (200, 340), _darker(skin, 0.86), 0.03)


def _draw_glasses(pen: _Turned) -> None:
    for side in (-0.5, 0.5):
        pen.oval(pen.at(side, 0.03, _EYE_DEPTH), (0.40, 0.32), _DARK, 0.06)
    pen.arc(pen.at(0, 0.03, _EYE_DEPTH), (0.14, 0.08), (180, 360), _DARK, 0.07)


def plain_picture(size: tuple[int, int], colour: Colour) -> Pixels:
    """Return a picture (height, width, 3) of one colour; `size` is (width, height)."""
    return _plain(size, colour).copy()  # copying is ten times as fast as filling three channels


@cache
def _plain(size: tuple[int, int], colour: Colour) -> Pixels:
    return np.full((size[1], size[0], 3), colour, np.uint8)


def with_sensor_noise(image: Pixels, seed: int) -> Pixels:
    """Return the picture with a camera's noise; other seeds show the same noise elsewhere."""
    down, across = (int(step) for step in np.random.default_rng(seed).integers(0, _NOISE_MARGIN, 2))
    height, width, depth = image.shape
    noise = _noise((height + _NOISE_MARGIN, width + _NOISE_MARGIN, depth))
    part = noise[down : down + height, across : across + width]
    return np.asarray(cv2.add(image, part, dtype=cv2.CV_8U), np.uint8)


@cache
def _noise(shape: tuple[int, ...]) -> NDArray[np.int16]:
    return np.random.default_rng(0).normal(0, _SENSOR_NOISE, shape).round().astype(np.int16)
