"""What lies before the camera, as reflected light: the desk, the card's face, its code, dirt.

All levels are linear, 0 black and 1 where the sensor is full; white paper has 0.62 of that.
"""

from functools import cache

import cv2
import numpy as np

from frames.pose import Floats, Pose
from frames.spec import FrameSpec
from frames.symbols import Modules
from station_capture.drawn import INVENTED_PEOPLE, draw_card

Box = tuple[int, int, int, int]
"""Left, top, width, height."""

PAPER, INK = 0.62, 0.035
# Each side of a pixel is split into four where modules are drawn, so their edges have 16 levels.
FINE = 4
_GAMMA = 2.2
_CARD_MM = (85.6, 53.98)
_FACE_PER_MM = 1012 / _CARD_MM[0]
# The middle of the code on the card's face, and what of the drawn face is its own code's place.
_CODE_AT_MM = (74.6, 11.0)
_OWN_CODE = (slice(6, 190 + 74), slice(740, 1006))
_GUILLOCHE_DEPTH, _GUILLOCHE_MM = 0.10, 0.9
_DESK_SIZE = (1536, 2560)
_DIRT_CELLS = 96
_DIRT_GRAIN = 5.0
_DIRT_DARK, _DIRT_LIGHT = 0.05, 0.45


def lay_card(scene: Floats, spec: FrameSpec, pose: Pose) -> None:
    """Draw the face of a card into a scene (height, width) that shows the desk."""
    x, y = pose.plane_map((0, 0, spec.width, spec.height), 1)
    face = _face(spec.face % len(INVENTED_PEOPLE))
    x += _CODE_AT_MM[0]
    y += _CODE_AT_MM[1]
    x *= _FACE_PER_MM
    y *= _FACE_PER_MM
    cv2.remap(face, x, y, cv2.INTER_LINEAR, dst=scene, borderMode=cv2.BORDER_TRANSPARENT)


def print_code(scene: Floats, spec: FrameSpec, pose: Pose, modules: Modules, box: Box) -> None:
    """Draw a code with its quiet zone over the part `box` of a scene."""
    rows, columns = modules.shape
    per_mm = columns / spec.code_mm
    quiet = spec.quiet_modules
    # Two layers: where ink is, and where the white ground of the code lies over the card's face.
    layers = np.zeros((rows + 2 * quiet, columns + 2 * quiet, 2), np.uint8)
    layers[quiet : quiet + rows, quiet : quiet + columns, 0] = np.where(modules, 255, 0)
    layers[..., 1] = 255
    x, y = pose.plane_map(box, FINE)
    x *= per_mm
    y *= per_mm
    x += columns / 2 + quiet - 0.5
    y += rows / 2 + quiet - 0.5
    fine = cv2.remap(layers, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
    ink, ground = cv2.split(cv2.resize(fine, box[2:], interpolation=cv2.INTER_AREA))
    part = _part(scene, box)
    cover = ground.astype(np.float32) / 255
    dark = ink.astype(np.float32) * ((PAPER - _ink(spec.contrast)) / 255)
    part *= 1 - cover
    part += cover * PAPER - dark


def soil(scene: Floats, spec: FrameSpec, pose: Pose, box: Box, rng: np.random.Generator) -> None:
    """Put specks on the code that cover `spec.dirt` of its area."""
    height_and_width = (_DIRT_CELLS, _DIRT_CELLS)
    relief = cv2.GaussianBlur(rng.standard_normal(height_and_width), (0, 0), _DIRT_GRAIN)
    specks = (relief > np.quantile(relief, 1 - spec.dirt)).astype(np.float32)
    shade = float(rng.choice([_DIRT_DARK, _DIRT_LIGHT]))
    x, y = pose.plane_map(box, 1)
    cells = _DIRT_CELLS / spec.code_mm
    half = (_DIRT_CELLS - 1) / 2
    cover = cv2.remap(specks, x * cells + half, y * cells + half, cv2.INTER_LINEAR)
    part = _part(scene, box)
    part += cover * (shade - part)


def bare_desk(spec: FrameSpec, rng: np.random.Generator) -> Floats:
    """A desk with some grain and uneven light, (height, width)."""
    rows, columns = (
        int(rng.integers(whole - part + 1))
        for whole, part in zip(_DESK_SIZE, (spec.height, spec.width), strict=True)
    )
    return _grain()[rows : rows + spec.height, columns : columns + spec.width].copy()


def _ink(contrast: float) -> float:
    """The level of ink that is seen at this part of the full contrast to paper."""
    paper, ink = PAPER ** (1 / _GAMMA), INK ** (1 / _GAMMA)
    return float((paper - contrast * (paper - ink)) ** _GAMMA)


def _part(scene: Floats, box: Box) -> Floats:
    left, top, width, height = box
    return scene[top : top + height, left : left + width]


@cache
def _grain() -> Floats:
    """A desk larger than any frame; where it is looked at is another place each time."""
    rng = np.random.default_rng(0)
    rows, columns = _DESK_SIZE
    fibres = cv2.resize(rng.standard_normal((rows // 2, columns // 24)), (columns, rows))
    clouds = cv2.resize(
        rng.standard_normal((6, 10)), (columns, rows), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(0.16 * (1 + 0.12 * fibres + 0.15 * clouds), 0.02, 0.5).astype(np.float32)


@cache
def _face(number: int) -> Floats:
    """The drawn face of a card without its code, with the fine pattern of a printed card."""
    grey = cv2.cvtColor(draw_card(INVENTED_PEOPLE[number]), cv2.COLOR_BGR2GRAY)
    paper = grey[_OWN_CODE][-1, -1]
    grey[_OWN_CODE] = paper
    face = PAPER * (grey.astype(np.float32) / paper) ** _GAMMA
    y, x = np.indices(face.shape) / (_FACE_PER_MM * _GUILLOCHE_MM) * 2 * np.pi
    waves = np.sin(x + 3 * np.sin(y / 7)) * np.sin(y + 3 * np.sin(x / 9))
    return np.asarray(face * (1 - _GUILLOCHE_DEPTH * (0.5 + 0.5 * waves)), np.float32)
