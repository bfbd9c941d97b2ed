"""People before a camera: drawn ones, and the two photographs that ship with libraries."""

from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from station_capture import Pixels, load_image
from station_capture.drawn import Look, draw_portrait_scene

Floats = NDArray[np.float32]
Point = tuple[float, float]
HD: Final = (1280, 720)
FULL_HD: Final = (1920, 1080)
WALL: Final = (236, 238, 238)
"""Blue, green, red of a white wall that does not blow out."""
_EYE_DISTANCE: Final = 0.18
"""Of the frame's height, as in the drawings: the head then fills the crop as it should."""
_EYE_LINE: Final = 0.41
_WALL_ALIKE: Final = 14
_FEATHER: Final = 1.5


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame, which part of each of its pixels is wall (0 to 1), and where the eyes are."""

    image: Pixels
    wall: Floats
    eyes: tuple[Point, Point]

    @property
    def middle(self) -> Point:
        """Between the eyes."""
        (lx, ly), (rx, ry) = self.eyes
        return (lx + rx) / 2, (ly + ry) / 2

    @property
    def unit(self) -> float:
        """The eyes' distance in pixels."""
        (lx, ly), (rx, ry) = self.eyes
        return float(np.hypot(rx - lx, ry - ly))

    def showing(self, image: Pixels) -> "Scene":
        """The same people, looking otherwise."""
        return replace(self, image=image)


@dataclass(frozen=True, slots=True)
class _Photograph:
    """Where it ships, where its eyes are, and the outline of the person, which is cut out."""

    package: str
    file: str
    eyes: tuple[Point, Point]
    outline: tuple[Point, ...]


_ASTRONAUT: Final = _Photograph(
    "skimage",
    "data/astronaut.png",
    ((203.0, 102.5), (249.0, 102.5)),
    (
        (20, 512), (22, 420), (44, 268), (75, 236), (118, 214), (116, 186), (130, 162), (168, 148),
        (186, 146), (180, 124), (163, 112), (155, 96), (154, 70), (164, 46), (186, 27), (216, 19),
        (252, 22), (282, 38), (298, 64), (299, 94), (288, 116), (270, 132), (262, 160), (290, 186),
        (304, 214), (305, 232), (336, 262), (354, 320), (366, 345), (420, 345), (470, 390),
        (492, 430), (500, 512),
    ),
)  # fmt: skip
_HOPPER: Final = _Photograph(
    "matplotlib",
    "mpl-data/sample_data/grace_hopper.jpg",
    ((219.8, 191.4), (306.2, 188.6)),
    (
        (18, 600), (26, 440), (48, 384), (110, 356), (196, 320), (200, 292), (176, 270), (156, 220),
        (153, 190), (150, 176), (148, 106), (176, 84), (180, 54), (210, 32), (262, 22), (318, 30),
        (350, 56), (354, 84), (370, 96), (371, 160), (376, 196), (360, 240), (352, 290), (334, 312),
        (420, 356), (490, 390), (506, 440), (512, 470), (512, 600),
    ),
)  # fmt: skip


def drawn(size: tuple[int, int] = HD, look: Look | None = None, seed: int = 0) -> Scene:
    """A drawn person; their eyes are 0.18 of the height apart."""
    image = draw_portrait_scene(*size, seed=seed, look=look or Look())
    unit, middle = _EYE_DISTANCE * size[1], (size[0] / 2, _EYE_LINE * size[1])
    eyes = (middle[0] - unit / 2, middle[1]), (middle[0] + unit / 2, middle[1])
    return Scene(image, _wall_of(image), eyes)


def astronaut(size: tuple[int, int] = HD) -> Scene:
    """A bare-headed woman without glasses who smiles, before a white wall."""
    return _seated(_ASTRONAUT, size)


def hopper(size: tuple[int, int] = HD) -> Scene:
    """A woman with a hat and glasses, before a white wall."""
    return _seated(_HOPPER, size)


def _path(photograph: _Photograph) -> Path:
    spec = find_spec(photograph.package)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / photograph.file


@cache
def _seated(photograph: _Photograph, size: tuple[int, int]) -> Scene:
    """Cut out, scaled as a webcam sees somebody at the desk, and set before a wall."""
    image = load_image(_path(photograph))
    person = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(person, [np.array(photograph.outline, np.int32)], 255, cv2.LINE_AA)
    person[-1] = person[-2]
    (lx, ly), (rx, ry) = photograph.eyes
    scale = _EYE_DISTANCE * size[1] / float(np.hypot(rx - lx, ry - ly))
    right = size[0] / 2 - scale * (lx + rx) / 2
    down = _EYE_LINE * size[1] - scale * (ly + ry) / 2
    turn = np.array([[scale, 0, right], [0, scale, down]])
    laid = cv2.warpAffine(image, turn, size, flags=cv2.INTER_CUBIC)
    there = cv2.warpAffine(cv2.GaussianBlur(person, (0, 0), _FEATHER), turn, size)
    wall = np.asarray(1 - there.astype(np.float32) / 255, np.float32)
    eyes = tuple((scale * x + right, scale * y + down) for x, y in photograph.eyes)
    return Scene(
        _over(np.asarray(laid, np.uint8), np.array(WALL, np.float32), wall),
        wall,
        (eyes[0], eyes[1]),
    )


def before(scene: Scene, wall: Floats | Pixels) -> Pixels:
    """The same person before another wall, (h, w, 3) or one colour."""
    return _over(scene.image, np.asarray(wall, np.float32), scene.wall)


def _over(image: Pixels, wall: Floats, part: Floats) -> Pixels:
    mixed = image + part[:, :, None] * (wall - image)
    return np.asarray(np.clip(mixed, 0, 255).round(), np.uint8)


def _wall_of(image: Pixels) -> Floats:
    """The wall is what has its colour and hangs together with the upper corners."""
    off = np.abs(image.astype(np.int16) - np.array(WALL)).max(axis=2)
    alike = cv2.medianBlur((off < _WALL_ALIKE).astype(np.uint8), 3)
    _count, parts = cv2.connectedComponents(alike, connectivity=4)
    wall = np.isin(parts, (parts[2, 2], parts[2, -3])) & (alike > 0)
    return np.asarray(cv2.GaussianBlur(wall.astype(np.float32), (0, 0), 1.0), np.float32)
