"""Where a person sits: nearer, further, aside, tilted, and with another beside them."""

import math

import cv2
import numpy as np

from portraits.scene import WALL, Floats, Point, Scene
from station_capture import Pixels


def moved(scene: Scene, *, scale: float = 1.0, roll: float = 0.0, by: Point = (0.0, 0.0)) -> Scene:
    """Nearer (`scale` above 1) or further, tilted clockwise by degrees, moved by eye distances.

    All of it is about the point between the eyes; what comes into view is wall.
    """
    turn = _turn(scene, scale, roll, by)
    size = scene.image.shape[1], scene.image.shape[0]
    image = _softened(scene.image, scale)
    laid = cv2.warpAffine(image, turn, size, flags=cv2.INTER_CUBIC, borderValue=WALL)
    wall = cv2.warpAffine(scene.wall, turn, size, borderValue=1.0)
    eyes = [turn @ np.array([*eye, 1.0]) for eye in scene.eyes]
    (left, right) = ((float(x), float(y)) for x, y in eyes)
    return Scene(np.asarray(laid, np.uint8), np.asarray(wall, np.float32), (left, right))


def beside(scene: Scene, other: Scene, scale: float, right: float) -> Pixels:
    """Another person further back (`scale` below 1), so many eye distances to the right."""
    away = moved(other, scale=scale, by=(right, 0.0))
    there = (1 - away.wall)[:, :, None] * scene.wall[:, :, None]
    mixed = scene.image + there * (away.image.astype(np.float32) - scene.image)
    return np.asarray(np.clip(mixed, 0, 255).round(), np.uint8)


def _turn(scene: Scene, scale: float, roll: float, by: Point) -> Floats:
    x, y = scene.middle
    cos, sin = scale * math.cos(math.radians(roll)), scale * math.sin(math.radians(roll))
    right, down = by[0] * scene.unit, by[1] * scene.unit
    rows = [[cos, -sin, x - cos * x + sin * y + right], [sin, cos, y - sin * x - cos * y + down]]
    return np.array(rows, np.float32)


def _softened(image: Pixels, scale: float) -> Pixels:
    """Before it is shrunk, what is finer than a pixel of the result is taken out."""
    if scale >= 0.95:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.45 * math.sqrt(scale**-2 - 1)), np.uint8)
