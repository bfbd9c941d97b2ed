"""What light does to a frame, in linear light: more of it, less, from one side, of a colour."""

import cv2
import numpy as np

from portraits.scene import Floats, Scene
from station_capture import Pixels

_FULL = 255.0
_GLARE_EDGE = 0.02
_GLARE_AT = (0.15, 0.06)


def exposed(image: Pixels, factor: float) -> Pixels:
    """The same scene with so many times the light on the sensor."""
    return encoded(linear(image) * factor)


def scaled_levels(image: Pixels, factor: float) -> Pixels:
    """As a driver's brightness setting does it: the file's levels, not the light."""
    return np.asarray(np.clip(image.astype(np.float32) * factor, 0, _FULL).round(), np.uint8)


def lit_from_right(scene: Scene, lacking: float) -> Pixels:
    """The left side of the person lacks part of its light (0 to 1); negative: the right side."""
    columns = np.arange(scene.image.shape[1], dtype=np.float32)
    across = np.clip((columns - scene.middle[0]) / scene.unit + 0.5, 0, 1)
    if lacking < 0:
        across = 1 - across
    light = 1 - abs(lacking) * (1 - across)[None, :] * (1 - scene.wall)
    return encoded(linear(scene.image) * light[:, :, None])


def warm(image: Pixels, strength: float) -> Pixels:
    """Under a bulb to which the camera has not been set; 0 to 1."""
    return _tinted(image, (1 - 0.95 * strength, 1 - 0.3 * strength, 1))


def blue(image: Pixels, strength: float) -> Pixels:
    """In the shade of a blue sky; 0 to 1."""
    return _tinted(image, (1, 1 - 0.25 * strength, 1 - 0.6 * strength))


def flat(image: Pixels, strength: float) -> Pixels:
    """Veiled, as by a dirty lens: levels drawn towards light grey, 0 to 1."""
    return np.asarray((image + strength * (np.float32(205) - image)).round(), np.uint8)


def glaring(scene: Scene, radius: float) -> Pixels:
    """A lamp mirrored in glasses beside each pupil, with a radius of so many eye distances."""
    rows, columns = (np.arange(side, dtype=np.float32) for side in scene.image.shape[:2])
    lamp = np.zeros(scene.image.shape[:2], np.float32)
    for x, y in scene.eyes:
        across, down = (columns - x) / scene.unit, (rows - y) / scene.unit
        away = np.hypot(across[None, :] - _GLARE_AT[0], down[:, None] - _GLARE_AT[1])
        lamp = np.maximum(lamp, np.clip((radius - away) / _GLARE_EDGE, 0, 1))
    return np.asarray(np.maximum(scene.image, (_FULL * lamp)[:, :, None]), np.uint8)


def _tinted(image: Pixels, gains: tuple[float, float, float]) -> Pixels:
    return encoded(linear(image) * np.array(gains, np.float32))


def linear(image: Pixels) -> Floats:
    """Light of sRGB levels (IEC 61966-2-1), 0 to 1."""
    level = np.arange(256, dtype=np.float32) / _FULL
    high = ((level + 0.055) / 1.055) ** 2.4
    return np.asarray(np.where(level <= 0.04045, level / 12.92, high)[image], np.float32)


def encoded(light: Floats) -> Pixels:
    """The levels of light; what is above 1 is blown out."""
    known = np.clip(light, 0, 1)
    high = 1.055 * cv2.pow(known, 1 / 2.4) - 0.055
    return np.asarray((_FULL * np.where(known <= 0.0031308, known * 12.92, high)).round(), np.uint8)
