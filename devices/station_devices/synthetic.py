"""Drawn fingerprints of nobody: for the emulator, the demo and the tests.

Ridges grow out of noise by filtering it again and again with a bank of oriented waves, each pixel
taking the wave along its own ridge direction. The directions come from a zero-pole field with one
core and one delta (the model of Sherlock and Monro), so a loop appears, with its own minutiae.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Spectrum = NDArray[np.complexfloating]

RIDGE_PERIOD = 9.0  # pixels at 500 ppi
_DIRECTIONS = 12
_ROUNDS = 12
_GROUND, _RIDGE_SWING, _MIDDLE = 250.0, 88.0, 128.0


@lru_cache(maxsize=32)
def draw_print(seed: int, width: int = 256, height: int = 288) -> NDArray[np.uint8]:
    """Draw a print, the same one for the same arguments.

    Args:
        seed: Which print.
        width: Pixels.
        height: Pixels.

    Returns:
        Grey, uint8, shape (height, width), dark ridges on light ground inside an ellipse, as of
        500 ppi; read-only, because it is shared.
    """
    rng = np.random.default_rng(seed)
    direction = _ridge_direction(rng, width, height)
    ridges = _grow_ridges(rng, direction)
    grey = _MIDDLE - _RIDGE_SWING * ridges + rng.normal(0.0, 6.0, ridges.shape)
    image = np.where(_contact(rng, width, height), grey, _GROUND)
    drawn = np.clip(image, 0, 255).astype(np.uint8)
    drawn.flags.writeable = False
    return drawn


def _ridge_direction(rng: np.random.Generator, width: int, height: int) -> Floats:
    """Angle across the ridges at each pixel, 0..pi, with a core and a delta."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    side = rng.choice((-1, 1))  # left or right loop
    core = (width * (0.5 + side * rng.uniform(0.0, 0.06)), height * rng.uniform(0.36, 0.46))
    delta = (width * (0.5 - side * rng.uniform(0.20, 0.34)), height * rng.uniform(0.70, 0.82))
    turn = np.arctan2(y - core[1], x - core[0]) - np.arctan2(y - delta[1], x - delta[0])
    angle: Floats = (0.5 * turn + np.pi / 2) % np.pi
    return angle


def _grow_ridges(rng: np.random.Generator, direction: Floats) -> Floats:
    """Let ridges grow; returns values from -1 (valley) to 1 (ridge)."""
    shape = direction.shape
    waves = _wave_spectra(shape)
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


def _wave_spectra(shape: tuple[int, ...]) -> list[Spectrum]:
    """Spectra of Gabor waves: a soft spot at the ridge frequency in each direction."""
    fy = np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    fx = np.fft.rfftfreq(shape[1]).astype(np.float32)[None, :]
    spread = 0.36 / (RIDGE_PERIOD * 0.44 * np.pi)
    spectra: list[Spectrum] = []
    for index in range(_DIRECTIONS):
        angle = np.pi * index / _DIRECTIONS
        cx, cy = np.cos(angle) / RIDGE_PERIOD, np.sin(angle) / RIDGE_PERIOD
        near = np.exp(-((fx - cx) ** 2 + (fy - cy) ** 2) / (2 * spread**2))
        far = np.exp(-((fx + cx) ** 2 + (fy + cy) ** 2) / (2 * spread**2))
        spectra.append((near + far).astype(np.complex64))
    return spectra


def _contact(rng: np.random.Generator, width: int, height: int) -> NDArray[np.bool_]:
    """The ellipse where the finger touches the glass."""
    y, x = np.mgrid[0:height, 0:width]
    cx = width * (0.5 + rng.uniform(-0.02, 0.02))
    cy = height * (0.5 + rng.uniform(-0.02, 0.02))
    inside = ((x - cx) / (width * 0.45)) ** 2 + ((y - cy) / (height * 0.46)) ** 2 < 1
    return np.asarray(inside, np.bool_)
