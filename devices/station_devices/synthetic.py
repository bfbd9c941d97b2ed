"""Drawn fingerprints of nobody: for the emulator, the demo, the training and the tests.

Ridges grow out of noise by filtering it again and again with a bank of oriented waves, each pixel
taking the wave along its own ridge direction. The directions come from a zero-pole field with one
core and one delta (the model of Sherlock and Monro), so a loop appears, with its own minutiae.

A finger is grown once; each placement then turns, shifts and stretches it a little, as a second
capture of the same finger would, and a condition (`station_devices.conditions`) dries or wets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from station_devices.conditions import CONDITIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from station_devices.conditions import Condition

    Floats = NDArray[np.float32]
    Spectrum = NDArray[np.complexfloating]

RIDGE_PERIOD = 9.0  # pixels at 500 ppi
_DIRECTIONS = 12
_ROUNDS = 12
_GROUND, _RIDGE_SWING, _MIDDLE = 250.0, 88.0, 128.0
_REACH = (0.45, 0.46)  # half axes of the contact, shares of the window's width and height

# How much one capture of a finger differs from the next, as an operator who was told to put it
# down in the middle gets it.
_SHIFT = 0.05  # of the window
_TURN = 8.0  # degrees
_STRETCH = 0.16  # ridge periods
_THICKER = 0.15  # of the ridge profile


@dataclass(frozen=True, slots=True)
class _Finger:
    """A finger that was grown: its ridges from -1 (valley) to 1 (ridge), and its middle."""

    ridges: Floats
    period: float
    middle: tuple[float, float]
    """Where the contact is, shares of the window's width and height."""


@dataclass(frozen=True, slots=True)
class _Placement:
    """Where a finger was put down: shift in pixels (x, y), turn in radians, and how it pressed."""

    shift: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0
    stretch: tuple[float, float] = (0.0, 0.0)
    thicker: float = 0.0
    reach: float = 1.0


@lru_cache(maxsize=32)
def draw_print(
    seed: int,
    width: int = 256,
    height: int = 288,
    condition: str = "good",
    *,
    dpi: int = 500,
    placement: int = 0,
) -> NDArray[np.uint8]:
    """Draw a print, the same one for the same arguments.

    Args:
        seed: Which finger, from 0.
        width: Pixels.
        height: Pixels.
        condition: A name in `station_devices.conditions.CONDITIONS`.
        dpi: Pixels per inch of the sensor that sees it; a finger looks alike at another
            resolution, but is another one.
        placement: Which capture of the same finger, from 0: each is turned, shifted and pressed a
            little otherwise; 0 lies straight.

    Returns:
        Grey, uint8, shape (height, width), dark ridges on light ground inside an ellipse;
        read-only, because it is shared.

    Raises:
        KeyError: There is no such condition.
    """
    how = CONDITIONS[condition]
    finger = _grown_finger(seed, width, height, dpi)
    rng = np.random.default_rng((seed, placement, *condition.encode()))
    lies = _placement(np.random.default_rng((seed, placement)), placement, finger)
    image = _pressed(finger, _moved_aside(lies, how, rng, finger), how, rng)
    drawn = np.clip(image, 0, 255).astype(np.uint8)
    drawn.flags.writeable = False
    return drawn


@lru_cache(maxsize=16)
def _grown_finger(seed: int, width: int, height: int, dpi: int) -> _Finger:
    rng = np.random.default_rng(seed)
    period = RIDGE_PERIOD * dpi / 500
    ridges = _grow_ridges(rng, _ridge_direction(rng, width, height), period)
    x, y = 0.5 + rng.uniform(-0.02, 0.02, 2)
    return _Finger(ridges, period, (float(x), float(y)))


def _placement(rng: np.random.Generator, number: int, finger: _Finger) -> _Placement:
    if number == 0:
        return _Placement()
    height, width = finger.ridges.shape
    x, y = rng.uniform(-_SHIFT, _SHIFT, 2)
    stretch = rng.uniform(-_STRETCH, _STRETCH, 2) * finger.period
    return _Placement(
        shift=(float(x) * width, float(y) * height),
        turn=float(np.radians(rng.uniform(-_TURN, _TURN))),
        stretch=(float(stretch[0]), float(stretch[1])),
        thicker=float(rng.uniform(-_THICKER, _THICKER)),
        reach=float(rng.uniform(0.93, 1.0)),
    )


def _moved_aside(
    lies: _Placement, how: Condition, rng: np.random.Generator, finger: _Finger
) -> _Placement:
    """The placement with what the condition adds to it."""
    height, width = finger.ridges.shape
    side, end = rng.choice((-1.0, 1.0), 2) * how.aside
    return _Placement(
        shift=(lies.shift[0] + float(side) * width, lies.shift[1] + float(end) * height * 0.5),
        turn=lies.turn,
        stretch=lies.stretch,
        thicker=lies.thicker + how.thickness,
        reach=lies.reach * how.reach,
    )


def _pressed(finger: _Finger, lies: _Placement, how: Condition, rng: np.random.Generator) -> Floats:
    """The image of the finger on the glass, grey levels not yet cut to 0..255."""
    shape = finger.ridges.shape
    x, y = _finger_places(finger, lies)
    ridges = _sampled(finger.ridges, x, y) + np.float32(lies.thicker)
    if how.broken:
        ridges -= how.broken * np.maximum(_spots(rng, shape, finger.period * 0.22), 0.0)
    if how.flooded:
        ridges += how.flooded * np.maximum(_spots(rng, shape, finger.period * 1.1), 0.0)
    grey = _MIDDLE - _RIDGE_SWING * np.clip(ridges, -1.0, 1.0)
    inside = _contact(finger, lies, x, y)
    image = np.where(inside, _GROUND - how.pressure * (_GROUND - grey), _GROUND)
    if how.smear:
        image = _smeared(image, rng.uniform(0.0, np.pi), how.smear * finger.period)
    noise = rng.standard_normal(shape, dtype=np.float32)
    seen: Floats = image + noise * np.where(inside, how.grain, how.dirt).astype(np.float32)
    return seen


def _finger_places(finger: _Finger, lies: _Placement) -> tuple[Floats, Floats]:
    """Where on the straight finger each pixel of the window lies, x and y in pixels."""
    height, width = finger.ridges.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = finger.middle[0] * width, finger.middle[1] * height
    dx, dy = x - cx - lies.shift[0], y - cy - lies.shift[1]
    cos, sin = np.float32(np.cos(lies.turn)), np.float32(np.sin(lies.turn))
    x, y = cx + cos * dx + sin * dy, cy - sin * dx + cos * dy
    # Skin gives way: a slow wave, no longer than the window.
    wave = np.float32(2 * np.pi)
    bent_x: Floats = x + np.float32(lies.stretch[0]) * np.sin(wave * y / height)
    bent_y: Floats = y + np.float32(lies.stretch[1]) * np.sin(wave * x / width)
    return bent_x, bent_y


def _sampled(ridges: Floats, x: Floats, y: Floats) -> Floats:
    """Values between pixels, bilinear; beyond the edge the nearest is repeated."""
    height, width = ridges.shape
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left = np.minimum(x.astype(np.intp), max(0, width - 2))
    top = np.minimum(y.astype(np.intp), max(0, height - 2))
    right, under = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    across, down = x - left, y - top
    above = ridges[top, left] * (1 - across) + ridges[top, right] * across
    below = ridges[under, left] * (1 - across) + ridges[under, right] * across
    between: Floats = (above * (1 - down) + below * down).astype(np.float32)
    return between


def _contact(finger: _Finger, lies: _Placement, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Where the finger touches the glass: an ellipse that moves with it."""
    height, width = finger.ridges.shape
    if lies.reach <= 0:
        return np.zeros((height, width), np.bool_)
    across = (x - finger.middle[0] * width) / (width * _REACH[0] * lies.reach)
    along = (y - finger.middle[1] * height) / (height * _REACH[1] * lies.reach)
    return np.asarray(across**2 + along**2 < 1, np.bool_)


def _spots(rng: np.random.Generator, shape: tuple[int, ...], size: float) -> Floats:
    """Soft noise with spots of about that many pixels, standard deviation 1."""
    fy = np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    fx = np.fft.rfftfreq(shape[1]).astype(np.float32)[None, :]
    soft = np.exp(-2 * (np.pi * size) ** 2 * (fx**2 + fy**2))
    noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal(shape)) * soft, shape)
    spots: Floats = (noise / max(float(noise.std()), 1e-6)).astype(np.float32)
    return spots


def _smeared(image: Floats, angle: float, length: float) -> Floats:
    """The mean of the image moved along a line of that many pixels."""
    steps = max(2, round(length) + 1)
    total = np.zeros(image.shape, np.float32)
    reach = int(np.ceil(length / 2))
    height, width = image.shape
    padded = np.pad(image, reach, mode="edge")
    for at in np.linspace(-length / 2, length / 2, steps):
        right, down = reach + round(at * np.cos(angle)), reach + round(at * np.sin(angle))
        total += padded[down : down + height, right : right + width]
    smeared: Floats = (total / steps).astype(np.float32)
    return smeared


def _ridge_direction(rng: np.random.Generator, width: int, height: int) -> Floats:
    """Angle across the ridges at each pixel, 0..pi, with a core and a delta."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    side = rng.choice((-1, 1))  # left or right loop
    core = (width * (0.5 + side * rng.uniform(0.0, 0.06)), height * rng.uniform(0.36, 0.46))
    delta = (width * (0.5 - side * rng.uniform(0.20, 0.34)), height * rng.uniform(0.70, 0.82))
    turn = np.arctan2(y - core[1], x - core[0]) - np.arctan2(y - delta[1], x - delta[0])
    angle: Floats = (0.5 * turn + np.pi / 2) % np.pi
    return angle


def _grow_ridges(rng: np.random.Generator, direction: Floats, period: float) -> Floats:
    """Let ridges grow; returns values from -1 (valley) to 1 (ridge)."""
    shape = direction.shape
    waves = _wave_spectra(shape, period)
    nearest = np.round(direction / np.pi * _DIRECTIONS).astype(np.intp) % _DIRECTIONS
    field: Floats = rng.standard_normal(shape, dtype=np.float32)
    for _ in range(_ROUNDS):
        spectrum = np.fft.rfft2(field)
        grown = np.zeros(shape, np.float32)
        for index, wave in enumerate(waves):
            filtered = np.fft.irfft2(spectrum * wave, shape)
            here = nearest == index
            grown[here] = filtered[here]
        field = np.clip(grown * (2.0 / max(float(grown.std()), 1e-6)), -1.0, 1.0)
    return field


def _wave_spectra(shape: tuple[int, ...], period: float) -> list[Spectrum]:
    """Spectra of Gabor waves: a soft spot at the ridge frequency in each direction."""
    fy = np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    fx = np.fft.rfftfreq(shape[1]).astype(np.float32)[None, :]
    spread = 0.36 / (period * 0.44 * np.pi)
    spectra: list[Spectrum] = []
    for index in range(_DIRECTIONS):
        angle = np.pi * index / _DIRECTIONS
        cx, cy = np.cos(angle) / period, np.sin(angle) / period
        near = np.exp(-((fx - cx) ** 2 + (fy - cy) ** 2) / (2 * spread**2))
        far = np.exp(-((fx + cx) ** 2 + (fy + cy) ** 2) / (2 * spread**2))
        spectra.append((near + far).astype(np.complex64))
    return spectra
