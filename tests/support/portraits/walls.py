"""What a wall can be: darker, coloured, shadowed, folded, cluttered."""

import cv2
import numpy as np

from portraits.light import encoded, linear
from portraits.scene import WALL, Floats, Scene, before
from station_capture import Pixels

_NOISE = 2.0


def darker_wall(scene: Scene, lacking: float) -> Pixels:
    """The wall lacks part of its light, the person does not; 0 to 1."""
    light = linear(_plain(scene)) * np.float32(1 - lacking)
    return before(scene, encoded(light))


def coloured_wall(scene: Scene, strength: float) -> Pixels:
    """A wall as light as before but blue-green, 0 to 1."""
    lab = cv2.cvtColor(_plain(scene).astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    painted = np.asarray(lab - strength * np.array((8, 24, 16)), np.float32)
    levels = 255 * np.asarray(cv2.cvtColor(painted, cv2.COLOR_Lab2BGR), np.float32)
    return before(scene, levels)


def shadowed_wall(scene: Scene, depth: float) -> Pixels:
    """The person's own shadow beside the head; `depth` is the part of the light it takes."""
    rows, columns = (np.arange(side, dtype=np.float32) for side in scene.image.shape[:2])
    across = (columns[None, :] - scene.middle[0]) / scene.unit - 1.1
    down = (rows[:, None] - scene.middle[1]) / scene.unit - 0.2
    inside = np.clip((1 - np.hypot(across / 1.3, down / 2.2)) * 6, 0, 1)
    light = linear(_plain(scene)) * (1 - depth * inside)[:, :, None]
    return before(scene, encoded(np.asarray(light, np.float32)))


def folded_wall(scene: Scene, depth: float) -> Pixels:
    """A sheet that hangs in folds, which take up to `depth` of the light."""
    columns = np.arange(scene.image.shape[1], dtype=np.float32)
    fold = 0.5 + 0.5 * np.sin(2 * np.pi * columns / (0.45 * scene.unit))
    light = linear(_plain(scene)) * (1 - depth * fold)[None, :, None]
    return before(scene, encoded(np.asarray(light, np.float32)))


def cluttered_wall(scene: Scene, part: float) -> Pixels:
    """Posters on so much of the wall; more of them for a larger part, in the same places."""
    wall = _plain(scene)
    side = max(1, round(0.3 * scene.unit))
    rng = np.random.default_rng(3)
    for top in range(0, wall.shape[0], side):
        for left in range(0, wall.shape[1], side):
            colour, hung = rng.integers(60, 220, 3), rng.random() < part
            if hung:
                wall[top : top + side, left : left + side] = colour
    return before(scene, wall)


def speckled_wall(scene: Scene, sigma: float) -> Pixels:
    """A wall of coloured grain, which no encoder makes small; `sigma` in levels."""
    grain = np.random.default_rng(11).normal(0, sigma, scene.image.shape)
    return before(scene, np.asarray(np.clip(128 + grain, 0, 255), np.float32))


def _plain(scene: Scene) -> Pixels:
    noise = np.random.default_rng(5).normal(0, _NOISE, scene.image.shape)
    wall: Floats = np.asarray(np.array(WALL) + noise, np.float32)
    return np.asarray(np.clip(wall, 0, 255).round(), np.uint8)
