"""From light to a frame: the sensor's grain, its colour mosaic, the camera's own work."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from frames.pose import Floats
from frames.spec import FrameSpec
from station_capture import Pixels

_FULL_ELECTRONS = 6000
_READ_ELECTRONS = 4.0
_BITS = 14
_GAMMA = 2.2
_SHARPENING_SIGMA = 1.0
# Noise is drawn once a frame; shifted by at least this it serves again as if it were another.
_SHIFT = 16


def expose(scene: Floats, spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    """Take a picture of linear light (height, width); the frame is (height, width, 3) BGR.

    Dim light is amplified to the same brightness, so it costs certainty and not level.
    """
    grains = _normal(scene.shape, rng)
    raw = _mosaic(scene, spec.light, _window(grains, scene.shape, 0))
    colours = cv2.demosaicing(raw, cv2.COLOR_BayerRG2BGR)
    frame = np.take(_levels(), np.minimum(colours, 2**_BITS - 1))
    if spec.sharpening:
        soft = cv2.GaussianBlur(frame, (0, 0), _SHARPENING_SIGMA)
        frame = cv2.addWeighted(frame, 1 + spec.sharpening, soft, -spec.sharpening, 0)
    if spec.noise:
        noise = np.rint(spec.noise * _window(grains, scene.shape, 1)).astype(np.int16)
        noise = cv2.merge([noise, noise, noise])
        frame = cv2.add(frame, noise, dtype=cv2.CV_8U)
    packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, spec.jpeg_quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _mosaic(scene: Floats, light: float, grains: Floats) -> NDArray[np.uint16]:
    """What the sensor counts behind its colour filters, with the grain of counting."""
    electrons = _FULL_ELECTRONS * light
    seen = np.minimum(scene, 1) * _filters(*scene.shape)
    grain = np.sqrt(seen / electrons + (_READ_ELECTRONS / electrons) ** 2)
    grain *= grains
    grain += seen
    grain *= 2**_BITS - 1
    return np.asarray(np.clip(grain, 0, 2**_BITS - 1), np.uint16)


def _normal(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    rows, columns = shape
    return rng.standard_normal((rows + _SHIFT, columns + _SHIFT), dtype=np.float32)


def _window(grains: Floats, shape: tuple[int, ...], turn: int) -> Floats:
    rows, columns = shape
    start = turn * _SHIFT
    return grains[start : start + rows, start : start + columns]


@cache
def _filters(rows: int, columns: int) -> Floats:
    """A warm light that the camera has not quite balanced, as the mosaic's cells see it."""
    filters = np.full((rows, columns), 0.97, np.float32)
    filters[::2, ::2] = 0.90
    filters[1::2, 1::2] = 1.0
    return filters


@cache
def _levels() -> Pixels:
    light = np.linspace(0, 1, 2**_BITS)
    return np.rint(255 * light ** (1 / _GAMMA)).astype(np.uint8)
