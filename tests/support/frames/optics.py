"""What light and lens do to a scene of linear light, (height, width) float32, before the sensor."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from frames.pose import Floats
from frames.spec import FrameSpec

# A mirrored lamp is several times as bright as paper; its edge is soft by this part of its radius.
_LAMP = 3.0
_LAMP_EDGE = 0.25
_SHADOW_EDGE = 0.6
# Kernels are drawn this much finer, so that lengths between whole pixels count.
_FINE = 8


def cast_shadow(scene: Floats, spec: FrameSpec, at: tuple[float, float], side: float) -> None:
    """Darken all that lies beyond a soft line through a point; `side` of the code is its scale."""
    angle = math.radians(spec.shadow_angle)
    rows, columns = scene.shape
    across = (np.arange(columns, dtype=np.float32) - at[0]) * math.cos(angle)
    down = (np.arange(rows, dtype=np.float32) - at[1]) * math.sin(angle)
    edge = np.clip((across[np.newaxis] + down[:, np.newaxis]) / (_SHADOW_EDGE * side), -0.5, 0.5)
    scene *= 1 - spec.shadow * (edge + 0.5)


def mirror_lamp(scene: Floats, spec: FrameSpec, at: tuple[float, float], side: float) -> None:
    """Add a disc of light whose diameter is `spec.glare` of the code's side."""
    radius = spec.glare * side / 2
    x = at[0] + spec.glare_right * side
    y = at[1] + spec.glare_down * side
    reach = math.ceil(radius * (1 + _LAMP_EDGE)) + 1
    left, top = max(0, math.floor(x) - reach), max(0, math.floor(y) - reach)
    part = scene[top : math.ceil(y) + reach, left : math.ceil(x) + reach]
    if not part.size:
        return
    rows, columns = np.ogrid[: part.shape[0], : part.shape[1]]
    distance = np.hypot(columns + left - x, rows + top - y) / radius
    part += _LAMP * np.clip((1 + _LAMP_EDGE - distance) / (2 * _LAMP_EDGE), 0, 1).astype(np.float32)


def blur(scene: Floats, spec: FrameSpec) -> Floats:
    """The scene through a lens that is out of focus and moves while the shutter is open."""
    seen: NDArray[Any] = scene
    if spec.defocus:
        seen = cv2.filter2D(seen, -1, _disc(spec.defocus), borderType=cv2.BORDER_REPLICATE)
    if spec.motion:
        way = _way(spec.motion, spec.motion_angle)
        seen = cv2.filter2D(seen, -1, way, borderType=cv2.BORDER_REPLICATE)
    if spec.lens_sigma:
        seen = cv2.GaussianBlur(seen, (0, 0), spec.lens_sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def lay_moire(scene: Floats, spec: FrameSpec, angle: float, phase: float) -> None:
    """Take light away in waves, `spec.moire` of it at most, along an angle in radians."""
    turn = 2 * math.pi / spec.moire_period
    rows, columns = scene.shape
    across = turn * math.cos(angle) * np.arange(columns, dtype=np.float32) + np.float32(phase)
    down = turn * math.sin(angle) * np.arange(rows, dtype=np.float32)
    # cos(a + b) by its parts costs a tenth of a cosine for every pixel.
    wave = np.outer(np.cos(down), np.cos(across)) - np.outer(np.sin(down), np.sin(across))
    scene *= 1 - spec.moire * (0.5 + 0.5 * wave)


def _disc(radius: float) -> NDArray[np.float32]:
    reach = math.ceil(radius + 0.5)
    size = (2 * reach + 1) * _FINE
    y, x = (np.indices((size, size)) + 0.5) / _FINE - (reach + 0.5)
    # However small the disc, the innermost cells belong to it.
    inside = np.hypot(x, y) <= max(radius, 1 / _FINE)
    kernel = cv2.resize(
        inside.astype(np.float32), (2 * reach + 1, 2 * reach + 1), interpolation=cv2.INTER_AREA
    )
    return np.asarray(kernel / kernel.sum(), np.float32)


def _way(length: float, angle: float) -> NDArray[np.float32]:
    """A straight way at even speed, each moment the square of one pixel's light."""
    reach = math.ceil(length / 2 + 0.5)
    moments = np.linspace(-length / 2, length / 2, max(2, math.ceil(length * _FINE)))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for moment in moments:
        x, y = moment * math.cos(math.radians(angle)), moment * math.sin(math.radians(angle))
        left, top = math.floor(x), math.floor(y)
        right, bottom = x - left, y - top
        weights = np.outer((1 - bottom, bottom), (1 - right, right))
        kernel[reach + top : reach + top + 2, reach + left : reach + left + 2] += weights
    return np.asarray(kernel / kernel.sum(), np.float32)
